"""What organizers note of a member, for one another."""

from django.db import models

from .base import PublicRow
from .chapters import Chapter, Membership
from .people import Person


class Note(PublicRow):
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="notes")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="notes")
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=1_000)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"note {self.public_id}"
