"""Taps that were answered: a tap that is sent twice, for want of an answer, does its work once."""

from django.db import models

from .base import PublicRow
from .people import Person
from .signups import Signup
from .walkins import WalkIn


class Tap(PublicRow):
    """One tap of one person, by the key that the phone made for it, and the signup or walk-in that it led to."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="taps")
    key = models.CharField(max_length=64)
    signup = models.ForeignKey(Signup, models.CASCADE, null=True, related_name="taps")
    walk_in = models.ForeignKey(WalkIn, models.CASCADE, null=True, related_name="taps")

    class Meta:
        indexes = (models.Index(fields=("created_at",), name="tap_by_age"),)
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="tap_once"),)

    def __str__(self) -> str:
        return f"tap {self.public_id}"
