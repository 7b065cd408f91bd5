"""Hours: how long somebody was there. One place says it, for pages, letters, sums and the API."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from turnout.models import Attended, Chapter, Event, Person, Shift, Signup, WalkIn

MINUTE = timedelta(minutes=1)
# Somebody who stays to clear up has given more than their shift is long, but never more than a day.
MOST_MINUTES = 24 * 60


def count_minutes(row: Signup | WalkIn) -> int:
    """Return the minutes that somebody was at a shift: what an organizer confirmed, or else by check-in and check-out.

    Those count within the shift's bounds, and a minute that was begun counts whole. Without a check-in it is the
    shift's start, without a check-out its end. Who was not there, or of whom nobody said so, has none.
    """
    if not row.is_here:
        return 0
    if row.confirmed_minutes is not None:
        return row.confirmed_minutes
    starts_at, ends_at = find_bounds(row, row.shift)
    return max(-((starts_at - ends_at) // MINUTE), 0)


def find_bounds(row: Attended, shift: Shift) -> tuple[datetime, datetime]:
    """Return from when to when somebody was at a shift, as far as it counts."""
    starts_at = max(row.checked_in_at or shift.starts_at, shift.starts_at)
    return starts_at, min(row.checked_out_at or shift.ends_at, shift.ends_at)


def sum_minutes(rows: Iterable[Signup | WalkIn]) -> int:
    """Return the minutes of several; each comes with its shift."""
    return sum(count_minutes(row) for row in rows)


def is_told() -> Q:
    """The condition on a signup that its shift took place, and that somebody said whether its person was there."""
    took_place = Q(state=Signup.State.CONFIRMED, shift__state=Shift.State.OPEN)
    return took_place & ~Q(shift__event__state=Event.State.CANCELLED) & ~Q(attendance=Signup.Attendance.UNKNOWN)


def find_attended(person: Person, chapter: Chapter, first: date, last: date) -> QuerySet[Signup]:
    """Return somebody's signups of a chapter's shifts, begun from day to day, at which they are known to have been.

    The days are those of the chapter's clocks.
    """
    begin = datetime.combine(first, time.min, chapter.zone)
    end = datetime.combine(last + timedelta(days=1), time.min, chapter.zone)
    return (
        Signup.objects.filter(is_told(), person=person, chapter=chapter, attendance=Signup.Attendance.ATTENDED)
        .filter(shift__starts_at__gte=begin, shift__starts_at__lt=end)
        .select_related("shift__event")
        .order_by("shift__starts_at", "id")
    )
