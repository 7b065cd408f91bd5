"""Reading calendars as the standard says, and as two libraries do."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import icalendar
from vobject.base import readOne

# What a property of a calendar may not hold, said another way than the code says it: by Unicode category.
BANNED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class SeenEvent:
    """An event as a calendar app sees it. What a calendar does not say is None."""

    uid: str
    sequence: int
    stamped_at: datetime
    modified_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str | None
    url: str
    categories: list[str]
    color: str
    status: str
    transparency: str
    privacy: str | None


def unfold(raw: bytes) -> list[str]:
    """Return the content lines of a calendar. Fails where its bytes break rules 1 or 2."""
    assert raw.endswith(b"\r\n")
    lines = raw.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        assert not {char for char in line.decode() if unicodedata.category(char) in BANNED_CATEGORIES}
    assert not re.search(rb"\\\r\n ", raw)
    return raw.replace(b"\r\n ", b"").decode().splitlines()


def read_calendar(raw: bytes) -> icalendar.Calendar:
    """Read a calendar with icalendar, after its bytes were looked at."""
    unfold(raw)
    calendar = icalendar.Calendar.from_ical(raw)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def read_events(raw: bytes) -> list[SeenEvent]:
    """Return a calendar's events in their order. Both libraries must see the same."""
    seen = [_see(event) for event in read_calendar(raw).events]
    other: Any = readOne(raw.decode())  # type: ignore[no-untyped-call]
    assert [(event.uid, event.summary, event.description, event.starts_at, event.ends_at) for event in seen] == [
        (event.uid.value, event.summary.value, event.description.value, event.dtstart.value, event.dtend.value)
        for event in other.contents.get("vevent", [])
    ]
    return seen


def read_event(raw: bytes) -> SeenEvent:
    """Return the only event of a calendar."""
    (event,) = read_events(raw)
    return event


def summaries(raw: bytes) -> list[str]:
    return [event.summary for event in read_events(raw)]


def expected_text(text: str) -> str:
    """Return what must be left of a text once it went through a calendar."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\ufeff", "")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in BANNED_CATEGORIES)


def expected_line(text: str) -> str:
    return expected_text(text).replace("\n", " ")


def _see(event: Any) -> SeenEvent:
    return SeenEvent(
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        stamped_at=event["DTSTAMP"].dt,
        modified_at=event["LAST-MODIFIED"].dt,
        starts_at=event["DTSTART"].dt,
        ends_at=event["DTEND"].dt,
        summary=str(event["SUMMARY"]),
        description=str(event["DESCRIPTION"]),
        location=str(event["LOCATION"]) if "LOCATION" in event else None,
        url=str(event["URL"]),
        categories=[str(category) for category in event["CATEGORIES"].cats],
        color=str(event["COLOR"]),
        status=str(event["STATUS"]),
        transparency=str(event["TRANSP"]),
        privacy=str(event["CLASS"]) if "CLASS" in event else None,
    )
