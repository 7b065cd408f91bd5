"""What a page of rows needs to know of whoever asks, read in the same few queries however many rows there are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from turnout.models import Event, Shift, Signup
from turnout.rules.claiming import Standing, load_standing
from turnout.rules.refusals import Refused
from turnout.rules.telling import count_untold
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import signups_of


@dataclass(frozen=True)
class ShiftFacts:
    viewer: Viewer
    now: datetime
    standing: Standing
    # The viewer's own current signups on the rows, by the shift's key.
    mine: dict[int, Signup]
    # How many wait for each of the rows, by the shift's key.
    waiting: dict[int, int]

    def standing_in(self, chapter_id: int) -> Standing:
        """Return the viewer's standing, or nobody's where their token does not reach."""
        return self.standing if self.viewer.acts_in(chapter_id) else Standing()

    def is_in_the_know(self, shift: Shift) -> bool:
        """Whether the viewer may know where exactly it is, and what to do there: place holders and organizers may."""
        signup = self.mine.get(shift.pk)
        return self.viewer.organizes(shift.chapter_id) or (signup is not None and signup.state in Signup.HOLDING)


def gather_shift_facts(shifts: Iterable[Shift], viewer: Viewer) -> ShiftFacts:
    keys = [shift.pk for shift in shifts]
    now = timezone.now()
    mine = signups_of(viewer).filter(shift__in=keys, state__in=Signup.CURRENT).select_related(None)
    waiting = Signup.objects.filter(shift__in=keys, state=Signup.State.WAITLISTED).order_by()
    return ShiftFacts(
        viewer=viewer,
        now=now,
        standing=load_standing(viewer.person, now=now),
        mine={signup.shift_id: signup for signup in mine},
        waiting=dict(waiting.values_list("shift").annotate(Count("pk"))),
    )


@dataclass(frozen=True)
class EventFacts:
    viewer: Viewer
    # The keys of the events in which the viewer holds a place.
    held: frozenset[int]
    # How many do not know yet what changed, by the event's key, in the chapters that the viewer organizes.
    untold: dict[int, int]

    def is_in_the_know(self, event: Event) -> bool:
        """Whether the viewer may know where exactly it is: who holds a place in it, and organizers, may."""
        return self.viewer.organizes(event.chapter_id) or event.pk in self.held

    def count_untold(self, event: Event) -> int | None:
        """Return how many do not know yet what changed; None where that is none of the viewer's business."""
        return self.untold.get(event.pk, 0) if self.viewer.organizes(event.chapter_id) else None


def gather_event_facts(events: Collection[Event], viewer: Viewer) -> EventFacts:
    held = signups_of(viewer).filter(shift__event__in=[event.pk for event in events], state__in=Signup.HOLDING)
    organized = [event for event in events if viewer.organizes(event.chapter_id)]
    return EventFacts(
        viewer=viewer,
        held=frozenset(held.values_list("shift__event", flat=True)),
        untold=count_untold(organized) if organized else {},
    )


def say_refusal(refusal: Refused, viewer: Viewer) -> Any:
    """Return a refusal's sentence; without the role and time of a shift that the asker's token does not reach."""
    clash = refusal.facts.get("shift")
    if isinstance(clash, Shift) and not viewer.acts_in(clash.chapter_id):
        return refusal.reason.label
    return refusal.detail
