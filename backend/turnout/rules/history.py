"""What somebody has done: the shifts that they held, and the hours of those that they were at."""

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Sum

from turnout.models import Event, Shift, Signup

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
    """Return how long those of the shifts were, together, at which the person is known to have been."""
    length = ExpressionWrapper(F("shift__ends_at") - F("shift__starts_at"), DurationField())
    attended = signups.filter(attendance=Signup.Attendance.ATTENDED).order_by()
    total: timedelta | None = attended.aggregate(total=Sum(length))["total"]
    return total or timedelta(0)
