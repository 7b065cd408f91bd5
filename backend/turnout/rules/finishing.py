"""What is still to be said of events that are over."""

from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from turnout.models import Event, Shift, Signup

# After a month nobody remembers who was there.
ASKED_FOR = timedelta(days=30)


def count_unsaid() -> Coalesce:
    """Count of an event those who had a place there of whom nobody said whether they were there."""
    silent = Signup.objects.filter(
        shift__event=OuterRef("pk"),
        shift__state=Shift.State.OPEN,
        state=Signup.State.CONFIRMED,
        attendance=Signup.Attendance.UNKNOWN,
    )
    counted = silent.order_by().values("shift__event").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def past_events(events: QuerySet[Event], *, now: datetime) -> QuerySet[Event]:
    """Return those that are over, the latest first, each with how many are `unsaid`."""
    return events.filter(ends_at__lte=now).annotate(unsaid=count_unsaid()).order_by("-starts_at", "-id")


def unfinished_events(events: QuerySet[Event], *, now: datetime) -> QuerySet[Event]:
    """Return those that ended of late and have places of which nobody said anything, the latest first."""
    late = events.filter(state=Event.State.PUBLISHED, ends_at__lte=now, ends_at__gt=now - ASKED_FOR)
    return late.annotate(unsaid=count_unsaid()).filter(unsaid__gt=0).order_by("-starts_at", "-id")
