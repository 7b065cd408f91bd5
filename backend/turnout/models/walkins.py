"""People who came without a place: a name on the shift, without an account or a mail address."""

from django.db import models

from .attendance import Attended
from .base import PublicRow
from .chapters import Chapter
from .shifts import Shift


class WalkIn(Attended, PublicRow):
    """Takes no place; counts among those who were there."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="walk_ins")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="walk_ins")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"walk-in {self.public_id}"
