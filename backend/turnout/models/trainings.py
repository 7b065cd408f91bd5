"""Trainings that people completed."""

from django.db import models
from django.db.models import Q

from .base import PublicRow
from .chapters import Chapter, Training
from .people import Person
from .signups import Signup


class Completion(PublicRow):
    """That somebody completed a training: by being at it, or as an organizer says. It is taken back, never deleted."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="completions")
    training = models.ForeignKey(Training, models.PROTECT, related_name="completions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="completions")
    completed_on = models.DateField()
    # The last day on which it counts; none where it counts for good.
    expires_on = models.DateField(null=True, blank=True)
    # The place at the training that it came of, or who granted it.
    signup = models.ForeignKey(Signup, models.PROTECT, null=True, blank=True, related_name="completions")
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-completed_on", "-id")
        indexes = (models.Index(fields=("person", "chapter"), name="completion_by_person"),)
        constraints = (
            models.UniqueConstraint(
                fields=("signup", "training"), condition=Q(signup__isnull=False), name="completion_once_a_signup"
            ),
        )

    def __str__(self) -> str:
        return f"completion {self.public_id}"
