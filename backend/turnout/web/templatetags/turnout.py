"""Words and marks that templates need."""

from datetime import datetime

from django import template

from turnout.models import Shift
from turnout.rules import times

register = template.Library()


@register.filter
def time_in(moment: datetime, shift: Shift) -> str:
    """A moment as a time of day in the shift's zone."""
    return times.say_time(moment, shift.event.zone)
