"""What came of shifts: sums over an event of reports and of who was there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import number_format

from turnout.models import Event, Report, Shift, Signup, WalkIn

from .hours import sum_minutes

# Of the numbers that a report may give.
MOST = 1_000_000
MOST_CENTS = 100_000_000_00
NUMBERS = ("people_reached", "letters", "calls")


@dataclass
class Sums:
    """What an event came to. Money stands apart by its currency, in cents."""

    people_reached: int = 0
    letters: int = 0
    calls: int = 0
    raised: dict[str, int] = field(default_factory=dict)
    attended: int = 0
    walk_ins: int = 0
    no_shows: int = 0
    unknown: int = 0
    minutes: int = 0


def list_begun(event: Event, *, now: datetime) -> list[Shift]:
    """Return the shifts that an event's sums are of: those that are on or over, in order of time."""
    shifts = event.shifts.filter(state=Shift.State.OPEN, starts_at__lte=now)
    begun = list(shifts.order_by("starts_at", "id"))
    for shift in begun:
        shift.event = event
    return begun


def sum_event(event: Event) -> Sums:
    """Return what an event came to, of those of its shifts that have begun. Four queries."""
    begun = list_begun(event, now=timezone.now())
    signups = Signup.objects.filter(state=Signup.State.CONFIRMED, shift__in=begun).select_related("shift")
    walk_ins = WalkIn.objects.filter(shift__in=begun).select_related("shift")
    return sum_all(Report.objects.filter(shift__in=begun), list(signups), list(walk_ins))


def sum_all(reports: Iterable[Report], signups: list[Signup], walk_ins: list[WalkIn]) -> Sums:
    """Return the sums of rows that are at hand, signups and walk-ins with their shifts."""
    here = [row for row in signups if row.is_here]
    walked = [row for row in walk_ins if row.is_here]
    no_shows = sum(row.is_missed for row in signups)
    sums = Sums(
        attended=len(here),
        walk_ins=len(walked),
        no_shows=no_shows,
        unknown=len(signups) - len(here) - no_shows,
        minutes=sum_minutes(here) + sum_minutes(walked),
    )
    for report in reports:
        for name in NUMBERS:
            setattr(sums, name, getattr(sums, name) + (getattr(report, name) or 0))
        if report.raised_cents:
            sums.raised[report.currency] = sums.raised.get(report.currency, 0) + report.raised_cents
    return sums


def say_money(cents: int, currency: str) -> str:
    """Return an amount as people write it: "$1,251.00", "80.00 EUR"."""
    amount = number_format(cents / 100, decimal_pos=2, force_grouping=True)
    return f"${amount}" if currency == "USD" else f"{amount} {currency}"
