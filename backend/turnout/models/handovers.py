"""Handing a chapter over: an owner offers, the other accepts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .base import PublicRow
from .chapters import Chapter, Role
from .people import Person


class HandOver(PublicRow):
    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Run out")

    class Keeps(models.TextChoices):
        """What the owner of before stays."""

        ORGANIZER = Role.ORGANIZER.value, _("Organizer")
        NOTHING = "nothing", _("Volunteer, like every member")

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="hand_overs")
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="hand_overs_made")
    offered_to = models.ForeignKey(Person, models.PROTECT, related_name="hand_overs_had")
    keeps = models.CharField(max_length=10, choices=Keeps, default=Keeps.ORGANIZER)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("chapter",), condition=Q(state="offered"), name="hand_over_one_at_a_time"),
        )

    def __str__(self) -> str:
        return f"hand-over {self.public_id}"
