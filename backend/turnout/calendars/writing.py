"""Writing a calendar. An entry's bytes are kept by what it says, so that only what changed is written anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Calendar, Component, Event, Timezone, TimezoneStandard, vDuration

from turnout.models import Kind

from .entries import ENTRIES_KEPT, Entry
from .text import Text, clean_line, clean_text, fold_line

PRODUCT = "-//Turnout//Turnout//EN"
ASK_AGAIN_AFTER = timedelta(hours=1)

# CSS3 names, which is all that RFC 7986, 5.9 allows.
COLORS: dict[str, str] = {
    Kind.OUTREACH: "teal",
    Kind.PRAYER: "mediumpurple",
    Kind.ADVOCACY: "royalblue",
    Kind.LECTURE: "goldenrod",
    Kind.FUNDRAISER: "seagreen",
    Kind.TRAINING: "chocolate",
}
OWN_COLOR = "teal"


@dataclass(frozen=True, slots=True)
class Header:
    """What a calendar says of itself. `kind` where all its entries are of one."""

    name: str
    kind: str = ""


def write_calendar(header: Header, entries: Iterable[Entry]) -> bytes:
    """Return a calendar's bytes. It has no METHOD: it is read, not answered."""
    return b"".join((_write_header(header), *map(write_entry, entries), b"END:VCALENDAR\r\n"))


@lru_cache(maxsize=ENTRIES_KEPT)
def write_entry(entry: Entry) -> bytes:
    """Return one entry's VEVENT. DTSTAMP and LAST-MODIFIED are when it changed, never now."""
    event = Event()
    event.add("UID", Text(entry.uid))
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed_at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    event.add("DTSTART", entry.starts_at.astimezone(UTC))
    event.add("DTEND", entry.ends_at.astimezone(UTC))
    event.add("SUMMARY", Text(clean_line(entry.summary)))
    event.add("DESCRIPTION", Text(clean_text(entry.description)))
    if entry.place:
        event.add("LOCATION", Text(clean_line(entry.place)))
    event.add("URL", entry.url)
    event.add("CATEGORIES", [entry.kind])
    event.add("COLOR", Text(COLORS[entry.kind]))
    event.add("STATUS", Text(entry.status))
    event.add("TRANSP", Text("OPAQUE" if entry.is_busy else "TRANSPARENT"))
    if entry.is_private:
        event.add("CLASS", Text("PRIVATE"))
    return _write(event)


@lru_cache(maxsize=256)
def _write_header(header: Header) -> bytes:
    """Return a calendar up to its first entry, with the one time zone that keeps it from ever being empty."""
    calendar = Calendar()
    calendar.add("VERSION", Text("2.0"))
    calendar.add("PRODID", Text(PRODUCT))
    name = Text(clean_line(header.name))
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("COLOR", Text(COLORS.get(header.kind, OWN_COLOR)))
    calendar.add("REFRESH-INTERVAL", vDuration(ASK_AGAIN_AFTER, params={"VALUE": "DURATION"}))
    calendar.add("X-PUBLISHED-TTL", vDuration(ASK_AGAIN_AFTER))
    calendar.add_component(_make_utc())
    return _write(calendar).removesuffix(b"END:VCALENDAR\r\n")


def _make_utc() -> Timezone:
    standard = TimezoneStandard()
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545, 3.6.5: a local time
    standard.add("TZOFFSETFROM", timedelta())
    standard.add("TZOFFSETTO", timedelta())
    standard.add("TZNAME", Text("UTC"))
    zone = Timezone()
    zone.add("TZID", Text("Etc/UTC"))
    zone.add_component(standard)
    return zone


def _write(component: Component) -> bytes:
    return b"".join(fold_line(line) for line in component.content_lines() if line)
