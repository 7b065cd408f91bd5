"""Times in words, always in the event's own zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from turnout.models import Shift


def say_day(moment: datetime, zone: ZoneInfo, *, now: datetime | None = None) -> str:
    """Return "Today", "Tomorrow" or the date; with the year where it is not this one."""
    day = moment.astimezone(zone).date()
    today = (now or timezone.now()).astimezone(zone).date()
    if day == today:
        return _("Today")
    if day == today + timedelta(days=1):
        return _("Tomorrow")
    return date_format(day, "DATE_FORMAT") if day.year == today.year else say_date(moment, zone)


def say_date(moment: datetime, zone: ZoneInfo) -> str:
    """Return the weekday, the date and the year."""
    day = moment.astimezone(zone).date()
    return _("%(date)s, %(year)d") % {"date": date_format(day, "DATE_FORMAT"), "year": day.year}


def say_time(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "TIME_FORMAT")


def say_zone(moment: datetime, zone: ZoneInfo) -> str:
    """Return the zone's short name at that moment ("EDT"), or the nearest city where it has none."""
    short = moment.astimezone(zone).strftime("%Z")
    return short if short.isalpha() else zone.key.rpartition("/")[2].replace("_", " ")


def say_span(shift: Shift) -> str:
    """Return a shift's day and times with the zone: "Thursday, February 4, 10:00 AM to 11:00 AM EST"."""
    return say_times(shift.starts_at, shift.ends_at, shift.event.zone)


def say_times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return a day and times with the zone; the end with its own day where it is another one."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    until = say_time(end, zone)
    if end.date() != start.date():
        until = f"{until} ({date_format(end, 'SHORT_DATE_FORMAT')})"
    return _("%(day)s, %(start)s to %(end)s %(zone)s") % {
        "day": date_format(start, "DATE_FORMAT"),
        "start": say_time(start, zone),
        "end": until,
        "zone": say_zone(starts_at, zone),
    }
