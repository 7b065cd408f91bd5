"""Removals: acts of cancelling or deleting, which can be undone for a moment."""

from django.db import models

from .base import PublicRow
from .chapters import Chapter
from .people import Person


class Removal(PublicRow):
    """One act, of a shift or of some events. It is undone as one, or not at all."""

    class What(models.TextChoices):
        CANCELLED = "cancelled"
        DELETED = "deleted"

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="removals")
    # Empty where the house itself acted.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    # Until when it can be undone; what is to be told of it waits so long.
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"removal {self.public_id}"
