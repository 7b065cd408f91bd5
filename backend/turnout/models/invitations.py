"""Invitation links: who has one may join. Only its hash is kept."""

from django.db import models
from django.db.models import F, Q

from .base import PublicRow
from .chapters import Chapter
from .people import Person


class Invitation(PublicRow):
    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="invitations")
    # Where it is to be used, for those who made it.
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    most_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.CheckConstraint(condition=Q(uses__lte=F("most_uses")), name="invitation_never_overused"),)

    def __str__(self) -> str:
        return f"invitation {self.public_id}"

    @property
    def is_used_up(self) -> bool:
        return self.uses >= self.most_uses
