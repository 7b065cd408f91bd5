"""Shifts and signups -> iCalendar bytes (RFC 5545, 7986). No writes, no request, no clock."""

from .entries import Entry, Status, describe_shift, describe_signup
from .writing import Header, write_calendar

__all__ = ["Entry", "Header", "Status", "describe_shift", "describe_signup", "write_calendar"]
