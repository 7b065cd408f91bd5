"""The bytes of a calendar, for any words and times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import NOW
from tests.calendars.reading import expected_line, expected_text, read_calendar, read_event, unfold
from turnout.calendars import Entry, Header, Status, write_calendar
from turnout.calendars.writing import COLORS, OWN_COLOR, write_entry
from turnout.models import Kind

ENTRY = Entry(
    uid="abcdefghijkm@turnout",
    sequence=3,
    changed_at=NOW,
    starts_at=datetime(2027, 2, 4, 15, tzinfo=UTC),
    ends_at=datetime(2027, 2, 4, 16, tzinfo=UTC),
    summary="Table host: Outreach table in the Pit",
    description="Hand out cards.\n\nhttp://turnout.test/shifts/abcdefghijkm/",
    place="Near the library",
    url="http://turnout.test/shifts/abcdefghijkm/",
    kind=Kind.OUTREACH,
    status=Status.CONFIRMED,
    is_busy=True,
    is_private=False,
)
HEADER = Header("Carolina Against Trafficking")

# Any text, and text of what has meaning in a calendar or breaks readers. Backslashes in a row are told apart below.
NASTY = "\\nN;,:\"^'% \t\r\n\x00\x0b\x0c\x1c\x7f\x85\xa0\u2028\u2029\ufeffaé漢😀"
WORDS = st.one_of(st.text(max_size=300), st.text(alphabet=NASTY, max_size=300))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SECONDS = st.integers(0, 4_000_000_000)  # from 1970 into 2096
MOMENTS = st.builds(datetime.fromtimestamp, SECONDS, OFFSETS)


def write(*entries: Entry, header: Header = HEADER) -> bytes:
    return write_calendar(header, entries)


@given(words=WORDS)
@example(words="C:\\New \\n \\, \\;")
@example(words="x" * 60 + "\\" * 500)
@example(words=", " * 100)
@example(words="漢" * 120)
@example(words="a\ud800b")
def test_rule_01_02_any_words_come_back_less_what_no_calendar_may_hold(words: str) -> None:
    entry = replace(ENTRY, summary=f"a{words}b", place=f"c{words}d", description=f"e{words}f")
    seen = read_event(write(entry, header=Header(words)))
    short = _without_long_runs(words)
    assert seen.summary == expected_line(f"a{short}b")
    assert seen.location == expected_line(f"c{short}d")
    assert seen.description == expected_text(f"e{short}f")


def _without_long_runs(words: str) -> str:
    """Thirty backslashes in a row are as many as can be folded by the rule."""
    clean = expected_text(words)
    while "\\" * 31 in clean:
        clean = clean.replace("\\" * 31, "\\" * 30)
    return clean


@given(length=st.integers(0, 200), unit=st.sampled_from([("a", 1), ("é", 2), ("漢", 3), ("😀", 4), (",", 2)]))
def test_rule_01_a_line_is_folded_no_earlier_than_need_be(length: int, unit: tuple[str, int]) -> None:
    char, octets = unit
    lines = write_entry(replace(ENTRY, summary=char * length)).split(b"\r\n")
    folded = [line for line, following in pairwise(lines) if following.startswith(b" ")]
    assert all(75 - octets < len(line) <= 75 for line in folded)


def test_rule_03_a_calendar_without_events_holds_a_time_zone() -> None:
    calendar = read_calendar(write())
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"]
    assert calendar.subcomponents[0]["TZID"] == "Etc/UTC"


def test_rule_04_a_calendar_has_no_method() -> None:
    assert not [line for line in unfold(write(ENTRY)) if line.startswith("METHOD")]


def test_rule_06_dtstamp_is_last_modified_and_never_now() -> None:
    seen = read_event(write(replace(ENTRY, changed_at=NOW - timedelta(days=400))))
    assert seen.stamped_at == seen.modified_at == NOW - timedelta(days=400)


@given(start=MOMENTS, length=st.integers(60, 7 * 86_400), changed=MOMENTS)
def test_rule_10_times_come_back_the_same_in_utc_and_none_floats(
    start: datetime, length: int, changed: datetime
) -> None:
    end = start + timedelta(seconds=length)
    entry = replace(ENTRY, starts_at=start, ends_at=end, changed_at=changed)
    seen = read_event(write(entry))
    assert (seen.starts_at, seen.ends_at, seen.stamped_at) == (start, end, changed)
    stamps = [line for line in unfold(write_entry(entry)) if line.startswith(("DT", "LAST-MODIFIED"))]
    assert len(stamps) == 4
    assert all(line.endswith("Z") and "TZID" not in line for line in stamps)


def test_rule_11_there_is_no_attendee_no_organizer_and_no_alarm() -> None:
    text = write(replace(ENTRY, is_private=True)).decode()
    assert not [word for word in ("ATTENDEE", "ORGANIZER", "VALARM", "mailto:") if word in text]


def test_rule_12_a_calendar_says_its_name_its_colour_and_when_to_ask_again() -> None:
    lines = unfold(write(header=Header("Prayer; hope, and \\love", Kind.PRAYER)))
    assert "NAME:Prayer\\; hope\\, and \\\\love" in lines
    assert "X-WR-CALNAME:Prayer\\; hope\\, and \\\\love" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines
    assert f"COLOR:{COLORS[Kind.PRAYER]}" in lines


@pytest.mark.parametrize("is_private", [True, False])
def test_rule_12_private_entries_are_marked_so_and_nothing_names_its_source(is_private: bool) -> None:
    lines = unfold(write(replace(ENTRY, is_private=is_private)))
    assert ("CLASS:PRIVATE" in lines) is is_private
    assert not [line for line in lines if line.startswith("SOURCE")]


def test_rule_13_the_time_zone_stands_before_the_events() -> None:
    names = [component.name for component in read_calendar(write(ENTRY)).subcomponents]
    assert names == ["VTIMEZONE", "VEVENT"]


def test_every_kind_has_a_colour_of_its_own_that_css_knows() -> None:
    css = {"teal", "mediumpurple", "royalblue", "goldenrod", "seagreen", "chocolate"}
    assert set(COLORS) == set(Kind)
    assert {*COLORS.values(), OWN_COLOR} == css


def test_an_entry_that_says_the_same_is_not_written_again() -> None:
    assert write_entry(replace(ENTRY)) is write_entry(replace(ENTRY))
    assert write_entry(replace(ENTRY, summary="Usher")) != write_entry(ENTRY)


def test_an_entry_without_a_place_has_no_location() -> None:
    assert read_event(write(replace(ENTRY, place=""))).location is None


@pytest.mark.parametrize(("is_busy", "transparency"), [(True, "OPAQUE"), (False, "TRANSPARENT")])
def test_an_offer_takes_up_nobodys_time(is_busy: bool, transparency: str) -> None:
    assert read_event(write(replace(ENTRY, is_busy=is_busy))).transparency == transparency
