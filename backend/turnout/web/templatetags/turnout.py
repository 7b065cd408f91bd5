"""Words and marks that templates need."""

from datetime import datetime

from django import template
from django.utils.formats import date_format

from turnout.models import Event, Shift
from turnout.rules import times

register = template.Library()


@register.filter
def time_in(moment: datetime, row: Event | Shift) -> str:
    """A moment as a time of day in the event's zone."""
    return times.say_time(moment, _event(row).zone)


@register.filter
def day_in(moment: datetime, row: Event | Shift) -> str:
    """A moment as "Today", "Tomorrow" or a date in the event's zone."""
    return times.say_day(moment, _event(row).zone)


@register.filter
def short_day_in(moment: datetime, row: Event | Shift) -> str:
    """A moment as a short date in the event's zone."""
    return date_format(moment.astimezone(_event(row).zone), "SHORT_DATE_FORMAT")


@register.filter
def zone_in(moment: datetime, row: Event | Shift) -> str:
    """The zone's short name at a moment."""
    return times.say_zone(moment, _event(row).zone)


@register.filter
def ends_another_day(shift: Shift) -> bool:
    """Whether a shift runs past midnight."""
    zone = shift.event.zone
    return shift.starts_at.astimezone(zone).date() != shift.ends_at.astimezone(zone).date()


def _event(row: Event | Shift) -> Event:
    return row.event if isinstance(row, Shift) else row
