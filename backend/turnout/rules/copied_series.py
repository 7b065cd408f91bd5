"""The rule of a series whose events were copied to other days: as the old one, where that still names those days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from icalendar.prop import vRecur

from turnout.models import Series

from .refusals import Refused
from .series import Repeat, carry_moment, find_dates, write_rule


@dataclass(frozen=True)
class MovedRule:
    """The rule of copies, with the days that it names and on which there is none of them.

    It `is_other` than the old one where that names other days by now: the second Saturday of a month, say, some weeks
    later. Then it is one by the day of the week.
    """

    repeat: Repeat
    is_other: bool = False


def move_rule(series: Series, dates: Iterable[date], days: int, last_day: date) -> MovedRule | None:
    """Return the rule of copies on `dates`, so many days later than the old ones; None where no rule names them.

    The dates are those for which the copies are made, and `last_day` the one after which nothing was to be copied.
    Its end moves along on the clock, and lies no later than that. What was left out of the old rule is not carried as
    such: left out is each day that the new one names and on which there is no copy, and no other.
    """
    wanted = sorted(dates)
    zone = ZoneInfo(series.timezone)
    weekdays = {day.weekday() for day in wanted}
    for is_other in (False, True):
        try:
            rule = (
                write_rule(weekdays, wanted[-1], zone=zone)
                if is_other
                else _carry_end(series.rule, wanted, days, last_day, zone)
            )
            named = find_dates(Repeat(rule), wanted[0], zone)
        except Refused:
            continue
        if set(wanted) <= set(named):
            left_out = frozenset(named) - frozenset(wanted)
            return MovedRule(Repeat(rule, left_out), is_other)
    return None


def _carry_end(rule: str, wanted: list[date], days: int, last_day: date, zone: ZoneInfo) -> str:
    """Return a rule with its end so many days later on the clock; of one that counts, with how many that are now."""
    parts = vRecur.from_ical(rule)
    if "COUNT" not in parts:
        parts["UNTIL"] = [min(carry_moment(parts["UNTIL"][0], days, zone), _end_of(last_day, zone))]
        return _write(parts)
    del parts["COUNT"]
    parts["UNTIL"] = [_end_of(wanted[-1], zone)]
    count = len(find_dates(Repeat(_write(parts)), wanted[0], zone))
    del parts["UNTIL"]
    parts["COUNT"] = [count]
    return _write(parts)


def _write(parts: vRecur) -> str:
    return vRecur(parts).to_ical().decode()  # type: ignore[no-any-return, no-untyped-call]  # as its stubs are


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last second of a day, in UTC."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone).astimezone(UTC)
