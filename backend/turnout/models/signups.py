"""Signups: a person's place on a shift."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .attendance import Attended
from .base import PublicRow, this_second
from .chapters import Chapter
from .people import Person
from .shifts import Shift

# A move of less than this is for whoever is on the shift to put up with.
ASKED_FROM = timedelta(hours=1)


class Signup(Attended, PublicRow):
    """One row a person and shift, for ever: a drop is a state, and a second claim takes the same row up again."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        WAITLISTED = "waitlisted", _("Waitlisted")
        OFFERED = "offered", _("Offered")
        DROPPED = "dropped", _("Dropped")

    HOLDING = (State.CONFIRMED, State.OFFERED)
    CURRENT = (State.CONFIRMED, State.OFFERED, State.WAITLISTED)
    # Dropped a moment ago: the drop can be taken back, and a place that was held still counts as taken.
    KEPT = Q(state=State.DROPPED, undo_until__isnull=False)

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="signups")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="signups")
    person = models.ForeignKey(Person, models.PROTECT, related_name="signups")
    state = models.CharField(max_length=10, choices=State)
    # The person said that a clash is fine, now and when a place comes free.
    allow_overlap = models.BooleanField(default=False)
    # When the present claim was made: the order of the waitlist.
    claimed_at = models.DateTimeField(default=now)
    # Since when the place has been held without a break: an undo leaves `claimed_at` as it was and moves this.
    since = models.DateTimeField(default=now)
    dropped_at = models.DateTimeField(null=True, blank=True)
    # How it was before the last drop, and until when that drop can be taken back. As long as the second says a time,
    # the place is kept, even past that time: whoever lets it go, under the shift's lock, empties it.
    dropped_from = models.CharField(max_length=10, choices=State, blank=True)
    undo_until = models.DateTimeField(null=True, blank=True)
    # The times that the person agreed to, where the shift has moved since.
    agreed_starts_at = models.DateTimeField(null=True, blank=True)
    agreed_ends_at = models.DateTimeField(null=True, blank=True)
    # What the person knows of the shift, where it has changed since and nobody has told them: `rules.telling.Facts`.
    told_facts = models.JSONField(null=True, blank=True)
    # Rises with each change of state; an invitation's SEQUENCE is the shift's and this one's sum.
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=this_second)

    class Meta:
        ordering = ("claimed_at", "id")
        indexes = (
            models.Index(fields=("person", "state"), name="signup_by_person"),
            models.Index(fields=("shift", "state", "claimed_at"), name="signup_waitlist"),
            models.Index(fields=("undo_until",), condition=Q(undo_until__isnull=False), name="signup_kept"),
            models.Index(fields=("shift",), condition=Q(told_facts__isnull=False), name="signup_untold"),
        )
        constraints = (models.UniqueConstraint(fields=("shift", "person"), name="signup_once"),)

    def __str__(self) -> str:
        return f"signup {self.public_id}"

    @property
    def is_current(self) -> bool:
        return self.state in self.CURRENT

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_waitlisted(self) -> bool:
        return self.state == self.State.WAITLISTED

    @property
    def is_asked(self) -> bool:
        """Whether they have yet to say if they come, as the shift moved far. The place is theirs meanwhile."""
        if not self.is_current or self.agreed_starts_at is None or self.agreed_ends_at is None:
            return False
        moved = abs(self.shift.starts_at - self.agreed_starts_at), abs(self.shift.ends_at - self.agreed_ends_at)
        return max(moved) >= ASKED_FROM

    @property
    def is_kept(self) -> bool:
        """Dropped, but not let go yet."""
        return self.state == self.State.DROPPED and self.undo_until is not None

    @property
    def takes_place(self) -> bool:
        """Whether it counts among the places taken: held, or kept for whoever just dropped it."""
        return self.state in self.HOLDING or (self.is_kept and self.dropped_from in self.HOLDING)
