"""Repeating events: the days of a rule, and wall times carried from one day to another (RFC 5545, 3.3.10).

A rule is kept as an RRULE value without DTSTART. It says days alone; the times of day are those of the shifts, on the
clock of the series' zone, before and after a change of clocks alike.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar.prop import vRecur

from .refusals import Reason, Refused
from .scheduling import ShiftDraft

MOST_DAYS = 400
# A week of slots, each day of a term.
MOST_SHIFTS = 5_000
# How far a rule may reach from its first day.
FARTHEST = timedelta(days=3 * 366)
# Which parts a rule of each frequency may have (RFC 5545, 3.3.10), besides those that each may.
ANY_PARTS = frozenset({"FREQ", "INTERVAL", "UNTIL", "COUNT", "WKST"})
DAY_PARTS = {
    "DAILY": frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY"}),
    "WEEKLY": frozenset({"BYDAY", "BYMONTH"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}),
    "YEARLY": frozenset({"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYWEEKNO", "BYYEARDAY"}),
}
TIME_PARTS = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
# Where a rule can go by thousands of days that it does not name.
OFTEN = frozenset({"DAILY", "WEEKLY"})
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Repeat:
    """How an event repeats: its rule, and the dates that are left out of it (RFC 5545, 3.8.5.1)."""

    rule: str
    except_dates: frozenset[date] = frozenset()


def write_rule(weekdays: Iterable[int], until: date, *, zone: ZoneInfo, every: int = 1) -> str:
    """Return the rule of each of some days of the week, Monday being 0, every so many weeks, up to a last date."""
    days = ",".join(WEEKDAYS[day] for day in sorted(set(weekdays)))
    rule = f"FREQ=WEEKLY;INTERVAL={every};BYDAY={days};UNTIL={until:%Y%m%d}"
    return clean_rule(rule, zone)


def write_monthly_rule(first: date, until: date, *, zone: ZoneInfo) -> str:
    """Return the rule of each month's same day of the same week: the second Saturday. A fifth one is the last one."""
    week = (first.day - 1) // 7 + 1
    nth = -1 if week == 5 else week
    return clean_rule(f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[first.weekday()]};UNTIL={until:%Y%m%d}", zone)


def clean_rule(rule: str, zone: ZoneInfo) -> str:
    """Return a rule in one way of writing, its UNTIL in UTC as RFC 5545, 3.3.10, wants it beside a zone.

    An UNTIL that is a date counts that whole day in `zone`. Raises `Refused` at `rule`.
    """
    rule = rule.strip().upper().removeprefix("RRULE:")
    try:
        parts = vRecur.from_ical(rule)
    except ValueError as error:
        raise _refuse_unreadable() from error
    names = [part.partition("=")[0] for part in rule.split(";")]
    if len(names) != len(parts) or not set(names) <= ANY_PARTS | DAY_PARTS["YEARLY"] | TIME_PARTS:
        raise _refuse_unreadable()  # said twice, or not of the standard: it would be passed over in silence
    frequency = parts.get("FREQ", [""])[0]
    if frequency not in DAY_PARTS:
        raise _refuse(_("Repeat by the day, week, month or year: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    if TIME_PARTS & set(parts):
        raise _refuse(_("The times are those of the shifts. Leave BYHOUR, BYMINUTE and BYSECOND out."))
    if odd := sorted(set(names) - ANY_PARTS - DAY_PARTS[frequency]):
        raise _refuse(_("%(part)s does not go with FREQ=%(frequency)s.") % {"part": odd[0], "frequency": frequency})
    if frequency in OFTEN and any(day.strip("-+0123456789") != day for day in parts.get("BYDAY", ())):
        raise _refuse(_("Numbered days such as 1SA go with FREQ=MONTHLY or YEARLY."))
    if ("UNTIL" in parts) == ("COUNT" in parts):
        raise _refuse(_("Say until when (UNTIL) or how often (COUNT), one of the two."))
    if min(parts.get("INTERVAL", [1])) < 1 or min(parts.get("COUNT", [1])) < 1:
        raise _refuse(_("INTERVAL and COUNT are 1 or more."))
    if "UNTIL" in parts:
        parts["UNTIL"] = [_end_of(parts["UNTIL"][0], zone)]
    cleaned: str = parts.to_ical().decode()
    return cleaned


def find_dates(repeat: Repeat, starts_on: date, zone: ZoneInfo) -> list[date]:
    """Return the days of a clean rule from a first one on, without those left out.

    The first day counts only where the rule names it. A date that is left out counts towards COUNT all the same.
    Raises `Refused` at `rule` where there is no day, or more than `MOST_DAYS`, or one too far away.
    """
    parts = vRecur.from_ical(repeat.rule)
    count = parts.pop("COUNT", [None])[0]
    last = starts_on + FARTHEST
    if until := parts.pop("UNTIL", [None])[0]:
        last = until.astimezone(zone).date()
    if last > starts_on + FARTHEST:
        raise _refuse(_("A series reaches over three years at most. Choose an earlier end."))
    parts["UNTIL"] = [datetime.combine(last, time.max.replace(microsecond=0))]
    # dateutil looks for a day that a rule names until the year 9999, whatever its UNTIL. So what only leaves days out
    # of a rule that goes by days or weeks is looked at here; of months and years there are few.
    is_named = _pop_limits(parts) if parts["FREQ"][0] in OFTEN else _name_all
    try:
        found = rrulestr(parts.to_ical().decode(), dtstart=datetime.combine(starts_on, time.min))
        named = (moment.date() for moment in found if is_named(moment.date()))
        days = list(islice(named, min(count or MOST_DAYS + 1, MOST_DAYS + 1)))
    except ValueError as error:
        raise _refuse_unreadable() from error
    if len(days) > MOST_DAYS:
        raise _refuse(_("That is more than %(most)d days. Choose an earlier end.") % {"most": MOST_DAYS})
    if count and len(days) < count:
        raise _refuse(_("A series reaches over three years at most. Choose an earlier end."))
    left = [day for day in days if day not in repeat.except_dates]
    if not left:
        raise _refuse(_("No day is left. Look at the days, the end and the dates left out."))
    return left


def _pop_limits(parts: vRecur) -> Callable[[date], bool]:
    """Take out of a rule what only leaves days out of it, and return whether a day is left."""
    months, month_days = parts.pop("BYMONTH", None), parts.pop("BYMONTHDAY", None)
    weekdays = parts.pop("BYDAY", None) if parts["FREQ"][0] == "DAILY" else None

    def is_named(day: date) -> bool:
        days_in_month = monthrange(day.year, day.month)[1]
        return (
            (months is None or day.month in months)
            and (month_days is None or day.day in month_days or day.day - days_in_month - 1 in month_days)
            and (weekdays is None or WEEKDAYS[day.weekday()] in weekdays)
        )

    return is_named


def _name_all(day: date) -> bool:
    return True


def carry_moment(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which the clock in a zone shows the same so many days later.

    A time that the clocks skip that day is read with the offset from before (RFC 5545, 3.3.5): it is an hour later.
    Of one that they show twice it is the first, unless `moment` was itself a second one.
    """
    return _move_wall(moment, timedelta(days=days), zone)


def move_like(moment: datetime, was: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment moved by as much as another one moved from `was` to `now`, on the clock in a zone."""
    return _move_wall(moment, _wall(now, zone) - _wall(was, zone), zone)


def _move_wall(moment: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    wall = moment.astimezone(zone)
    return (wall.replace(tzinfo=None) + by).replace(tzinfo=zone, fold=wall.fold).astimezone(UTC)


def time_since(day: date, moment: datetime, zone: ZoneInfo) -> timedelta:
    """Return how far the clock in a zone is, at a moment, from the beginning of a day."""
    return _wall(moment, zone) - datetime.combine(day, time.min)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def carry_span(starts_at: datetime, ends_at: datetime, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return a start and an end so many days later on the clock; what would end before it began keeps its length."""
    start, end = carry_moment(starts_at, days, zone), carry_moment(ends_at, days, zone)
    return start, end if end > start else start + (ends_at - starts_at)


def carry_draft(draft: ShiftDraft, days: int, zone: ZoneInfo) -> ShiftDraft:
    """Return a shift as it is to be so many days later on the clock."""
    starts_at, ends_at = carry_span(draft.starts_at, draft.ends_at, days, zone)
    return replace(draft, starts_at=starts_at, ends_at=ends_at)


@dataclass(frozen=True)
class Occurrence:
    """An event on one of the days of a rule, with what its shifts are to be."""

    day: date
    starts_at: datetime
    ends_at: datetime
    shifts: list[ShiftDraft]


def spread(
    repeat: Repeat | None, starts_at: datetime, ends_at: datetime, shifts: Sequence[ShiftDraft], zone: ZoneInfo
) -> list[Occurrence]:
    """Return an event with its shifts on each day of a clean rule, by day; on its own day alone without a rule.

    The given times are those of the day on which `starts_at` lies. Raises `Refused` at `rule`, also where there would
    be more than `MOST_SHIFTS` shifts.
    """
    first_day = starts_at.astimezone(zone).date()
    dates = find_dates(repeat, first_day, zone) if repeat else [first_day]
    if repeat and len(dates) * len(shifts) > MOST_SHIFTS:
        raise _refuse(
            _("That would be %(count)d shifts, and %(most)d at most are made at once. Choose an earlier end.")
            % {"count": len(dates) * len(shifts), "most": MOST_SHIFTS}
        )
    carried = [(day, (day - first_day).days) for day in dates]
    return [
        Occurrence(
            day, *carry_span(starts_at, ends_at, days, zone), [carry_draft(draft, days, zone) for draft in shifts]
        )
        for day, days in carried
    ]


def _end_of(until: date, zone: ZoneInfo) -> datetime:
    """Return the last second that an UNTIL lets pass, in UTC."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time(23, 59, 59), tzinfo=zone).astimezone(UTC)
    return until.replace(tzinfo=until.tzinfo or zone).astimezone(UTC)


def _refuse_unreadable() -> Refused:
    return _refuse(_("That is not a rule. Write it like FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430."))


def _refuse(sentence: str) -> Refused:
    return Refused(Reason.INVALID, sentence, field="rule")
