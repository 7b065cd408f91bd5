"""Times in words, always in the event's own zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import Shift


def say_day(moment: datetime, zone: ZoneInfo, *, now: datetime | None = None) -> str:
    """Return "Today", "Tomorrow" or the date, as a sentence begins; with the year where it is not this one."""
    day = moment.astimezone(zone).date()
    today = (now or timezone.now()).astimezone(zone).date()
    if day == today:
        return _("Today")
    if day == today + timedelta(days=1):
        return _("Tomorrow")
    return capfirst(date_format(day, "DATE_FORMAT") if day.year == today.year else say_date(moment, zone))


def say_date(moment: datetime, zone: ZoneInfo) -> str:
    """Return the weekday, the date and the year."""
    return _say_full(moment.astimezone(zone).date())


def say_days(first: date, last: date) -> str:
    """Return from which day to which, or the one day, as a sentence begins."""
    if first == last:
        return capfirst(_say_full(first))
    return capfirst(_("%(first)s to %(last)s") % {"first": _say_full(first), "last": _say_full(last)})


def say_short_date(day: date) -> str:
    """Return a date in short, with its year."""
    return _("%(date)s, %(year)d") % {"date": date_format(day, "SHORT_DATE_FORMAT"), "year": day.year}


def _say_full(day: date) -> str:
    return _("%(date)s, %(year)d") % {"date": date_format(day, "DATE_FORMAT"), "year": day.year}


def say_time(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "TIME_FORMAT")


def say_zone(moment: datetime, zone: ZoneInfo) -> str:
    """Return the zone's short name at that moment ("EDT"), or the nearest city where it has none."""
    short = moment.astimezone(zone).strftime("%Z")
    return short if short.isalpha() else zone.key.rpartition("/")[2].replace("_", " ")


def say_until(moment: datetime, now: datetime, *, ends_at: datetime | None = None, zone: ZoneInfo | None = None) -> str:
    """Return how long it is until a moment: "in 3 hours", "tomorrow at 10:00 AM", "in 5 days".

    Days are those of `zone`, UTC where none is given. From the moment on it is "now", and "over" from `ends_at` on
    where that is given. `countdown.js` counts the same way on the page.
    """
    zone = zone or ZoneInfo("UTC")
    unit, count = count_until(moment, now, ends_at=ends_at, zone=zone)
    match unit:
        case "over":
            return _("over")
        case "now":
            return _("now")
        case "tomorrow":
            return say_tomorrow(moment, zone)
        case "minute":
            said = ngettext("in %(count)d minute", "in %(count)d minutes", count)
        case "hour":
            said = ngettext("in %(count)d hour", "in %(count)d hours", count)
        case "day":
            said = ngettext("in %(count)d day", "in %(count)d days", count)
        case _:
            said = ngettext("in %(count)d week", "in %(count)d weeks", count)
    return said % {"count": count}


def say_tomorrow(moment: datetime, zone: ZoneInfo) -> str:
    return _("tomorrow at %(time)s") % {"time": say_time(moment, zone)}


def count_until(moment: datetime, now: datetime, *, ends_at: datetime | None, zone: ZoneInfo) -> tuple[str, int]:
    """Return the unit in which somebody counts the time until a moment, and how many of it.

    The unit is a "minute", "hour", "day" or "week"; "tomorrow", "now" and "over" are not counted. Minutes are rounded
    up to whole ones, hours and weeks to the nearest; days are nights between. What is tomorrow and less than six hours
    away counts in hours, and what is two weeks away in weeks.
    """
    if ends_at is not None and now >= ends_at:
        return "over", 0
    if now >= moment:
        return "now", 0
    left = moment - now
    minutes = -(-left // timedelta(minutes=1))
    if minutes < 60:
        return "minute", max(minutes, 1)
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0 or left < timedelta(hours=6):
        return "hour", (minutes + 30) // 60
    if days == 1:
        return "tomorrow", 0
    return ("day", days) if days < 14 else ("week", (days + 3) // 7)


def say_hours(length: timedelta) -> str:
    """Return a length in hours, with two decimals at most: "1 hour", "2.5 hours"."""
    hours = round(length / timedelta(hours=1), 2)
    shown = number_format(int(hours) if hours == int(hours) else hours)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": shown}


def say_clock(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return the times alone, with the zone: "10:00 AM to 1:00 PM EST"; an end on another day with that day."""
    return _("%(start)s to %(end)s %(zone)s") % {
        "start": say_time(starts_at, zone),
        "end": _say_end(starts_at, ends_at, zone),
        "zone": say_zone(starts_at, zone),
    }


def say_span(shift: Shift) -> str:
    """Return a shift's day and times with the zone: "Thursday, February 4, 10:00 AM to 11:00 AM EST"."""
    return say_times(shift.starts_at, shift.ends_at, shift.event.zone)


def say_times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return a day and times with the zone; the end with its own day where it is another one."""
    return _("%(day)s, %(start)s to %(end)s %(zone)s") % {
        "day": date_format(starts_at.astimezone(zone), "DATE_FORMAT"),
        "start": say_time(starts_at, zone),
        "end": _say_end(starts_at, ends_at, zone),
        "zone": say_zone(starts_at, zone),
    }


def _say_end(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return the time of an end, with its own day where that is not the start's."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    said = say_time(end, zone)
    return said if end.date() == start.date() else f"{said} ({date_format(end, 'SHORT_DATE_FORMAT')})"
