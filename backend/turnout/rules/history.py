"""What somebody has done: the shifts that they held, and the hours of those that they were at."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from turnout.models import Event, Shift, Signup

from .hours import sum_minutes
from .viewers import Viewer
from .visibility import signups_of


def past_signups_of(viewer: Viewer, *, now: datetime) -> QuerySet[Signup]:
    """The viewer's own places on shifts that took place, the newest first."""
    return (
        signups_of(viewer)
        .filter(state=Signup.State.CONFIRMED, shift__ends_at__lte=now, shift__state=Shift.State.OPEN)
        .exclude(shift__event__state=Event.State.CANCELLED)
        .order_by("-shift__starts_at", "-shift_id")
    )


def sum_attended(signups: QuerySet[Signup]) -> timedelta:
    """Return how long the person is known to have been at those of the shifts, together."""
    attended = signups.filter(attendance=Signup.Attendance.ATTENDED).select_related(None).select_related("shift")
    return timedelta(minutes=sum_minutes(attended))
