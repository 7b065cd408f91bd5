"""Which shifts a feed shows: 30 days back and all that is ahead. Its edge moves at midnight, and only then."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from django.db.models import Q
from django.utils import timezone

from turnout.models import Event, Shift

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Window:
    """A day's window: the midnight that the day began with, and the one 30 days before."""

    midnight: datetime
    opens_at: datetime

    @classmethod
    def of_today(cls, zone: tzinfo = UTC) -> "Window":
        """Return the window of the day that it is in a zone."""
        today = timezone.now().astimezone(zone).date()
        return cls(*(datetime.combine(day, time.min, zone).astimezone(UTC) for day in (today, today - KEPT_FOR)))

    def shows(self, prefix: str = "") -> Q:
        """Return the condition on a shift, or with a prefix on what belongs to one.

        What was cancelled stays until it is past: to the midnight after its end, not to the moment, so that the bytes
        do not change with the moment of the request.
        """
        ahead = Q(**{f"{prefix}ends_at__gt": self.midnight})
        held = Q(
            **{
                f"{prefix}ends_at__gt": self.opens_at,
                f"{prefix}state": Shift.State.OPEN,
                f"{prefix}event__state": Event.State.PUBLISHED,
            }
        )
        return ahead | held
