"""Addresses that open a calendar's own "new event" screen with an entry filled in.

They are followed by whoever taps them and hand the entry to that calendar, so they hold what a feed would: the entry
as its reader may read it, and nothing else.
"""

from datetime import UTC
from urllib.parse import urlencode

from .entries import Entry

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
BASIC_UTC = "%Y%m%dT%H%M%SZ"


def link_to_google(entry: Entry) -> str:
    """Return the address of Google Calendar's event template; times are in UTC, written as in RFC 5545, 3.3.5."""
    times = "/".join(moment.astimezone(UTC).strftime(BASIC_UTC) for moment in (entry.starts_at, entry.ends_at))
    return _link(GOOGLE, action="TEMPLATE", text=entry.summary, dates=times,
                 details=entry.description, location=entry.place)  # fmt: skip


def link_to_outlook(entry: Entry) -> str:
    """Return the address of Outlook.com's compose screen; times are in UTC, written as in RFC 3339."""
    start, end = (moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
                  for moment in (entry.starts_at, entry.ends_at))  # fmt: skip
    return _link(OUTLOOK, path="/calendar/action/compose", rru="addevent", startdt=start, enddt=end,
                 subject=entry.summary, body=entry.description, location=entry.place)  # fmt: skip


def _link(address: str, **facts: str) -> str:
    return f"{address}?{urlencode({name: value for name, value in facts.items() if value})}"
