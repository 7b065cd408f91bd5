"""Shifts: a span of time in an event, for one role, with places."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .base import PublicRow, this_second
from .chapters import Chapter, Training
from .events import Event
from .removals import Removal


class ShiftsThere(models.Manager["Shift"]):
    """All but the deleted ones: for everybody but who brings one back, they do not exist."""

    def get_queryset(self) -> models.QuerySet["Shift"]:
        return super().get_queryset().exclude(state=Shift.State.DELETED)


class Shift(PublicRow):
    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CANCELLED = "cancelled", _("Cancelled")
        # Nobody was on it. The row stays, so that an import does not bring it back.
        DELETED = "deleted", _("Deleted")

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="shifts")
    event = models.ForeignKey(Event, models.PROTECT, related_name="shifts")
    role = models.CharField(_("role"), max_length=80)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveIntegerField(_("places"))
    min_needed = models.PositiveIntegerField(_("needed at least"), default=0)
    requires = models.ForeignKey(
        Training, models.PROTECT, null=True, blank=True, related_name="shifts", verbose_name=_("training needed")
    )
    # What to do and bring; for those who claimed.
    notes = models.TextField(_("notes"), max_length=2_000, blank=True)
    # The address stays out of calendars, even for those confirmed.
    is_sensitive = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # Rises with each change of a visible fact, never with a claim; what If-Match may name.
    version = models.PositiveIntegerField(default=1)
    # RFC 5546, 2.1.4: rises when start, end, place or status changes.
    sequence = models.PositiveIntegerField(default=0)
    # Places held: confirmed signups, open offers, and those kept for who dropped a moment ago.
    taken = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=this_second)
    # By which act it was cancelled or deleted by itself last, and how it was before.
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, blank=True, related_name="shifts")
    removed_from = models.CharField(max_length=10, choices=State, blank=True)

    objects = ShiftsThere()
    with_deleted = models.Manager["Shift"]()

    class Meta:
        ordering = ("starts_at", "id")
        indexes = (models.Index(fields=("chapter", "starts_at", "id"), name="shift_by_day"),)
        constraints = (
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="shift_never_overbooked"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
            models.CheckConstraint(condition=Q(min_needed__lte=F("capacity")), name="shift_needs_within_places"),
        )

    def __str__(self) -> str:
        return f"shift {self.public_id}"

    @property
    def remaining(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.taken >= self.capacity

    @property
    def is_cancelled(self) -> bool:
        """Whether it is off: cancelled or deleted, by itself or with its event."""
        return self.state != self.State.OPEN or self.event.is_cancelled

    @property
    def people_missing(self) -> int:
        """How many more must come for the least number needed."""
        return max(self.min_needed - self.taken, 0)

    def is_over(self, at: datetime | None = None) -> bool:
        return self.ends_at <= (at or now())
