"""What stands in a calendar: the shifts or signups of a query, as entries for whoever reads it."""

from collections.abc import Iterator

from django.db.models import Prefetch, QuerySet

from turnout.calendars import Entry, describe_shift, describe_signup
from turnout.models import Event, Shift, Signup
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import signups_of

from .windows import Window


def describe_for_everyone(shifts: QuerySet[Shift]) -> Iterator[Entry]:
    return map(describe_shift, _read(shifts))


def describe_for(viewer: Viewer, shifts: QuerySet[Shift]) -> Iterator[Entry]:
    """Give the viewer's own signups as their private calendar has them, and the other shifts as everyone reads them."""
    rows = _read(shifts)
    own = {signup.shift_id: signup for signup in _current(viewer).filter(shift__in=rows)}
    return (describe_signup(own[shift.pk]) if shift.pk in own else describe_shift(shift) for shift in rows)


def describe_signups(viewer: Viewer, window: Window) -> Iterator[Entry]:
    """Give the viewer's own signups, in all chapters where they are a member now."""
    signups = _current(viewer).filter(window.shows("shift__"))
    return map(describe_signup, signups.order_by("shift__starts_at", "shift_id"))


def _current(viewer: Viewer) -> QuerySet[Signup]:
    return signups_of(viewer).filter(state__in=Signup.CURRENT)


def _read(shifts: QuerySet[Shift]) -> list[Shift]:
    """Read shifts in two queries, however many: one event's row serves all its shifts."""
    events = Event.objects.select_related("site")
    return list(shifts.select_related(None).prefetch_related(Prefetch("event", events)).order_by("starts_at", "id"))
