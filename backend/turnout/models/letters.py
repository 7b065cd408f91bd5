"""Letters that say how many hours somebody gave, each with a code by which anybody can check it."""

import secrets

from django.db import models

from .base import PublicRow
from .chapters import Chapter
from .people import Person

# Capitals and digits without look-alikes: the code is typed from paper.
LETTER_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LETTER_CODE_LENGTH = 16


def new_letter_code() -> str:
    """Return 16 random characters of an alphabet of 32: 80 bits."""
    return "".join(secrets.choice(LETTER_CODE_ALPHABET) for _ in range(LETTER_CODE_LENGTH))


class Letter(PublicRow):
    """What one letter says, as it was when it was made; what changes later makes another letter."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="letters")
    code = models.CharField(max_length=16, unique=True, default=new_letter_code, editable=False)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    minutes = models.PositiveIntegerField()
    shifts = models.PositiveIntegerField()
    # The kinds of events, in the order of their hours.
    kinds = models.JSONField(default=list)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"letter {self.public_id}"
