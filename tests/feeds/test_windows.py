"""Rule 24: 30 days back and all that is ahead; the edge moves at midnight and never with the request."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from time_machine import Traveller

from tests.builders import at, make_shift
from tests.calendars.reading import summaries
from tests.feeds.fetching import chapter_path, event_path, fetch, private_path, read, shift_path
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift
from turnout.feeds.windows import Window
from turnout.models import Chapter, Person

# Plain ones, one of half hours, one across the date line, and one whose clocks skip midnight itself in March.
ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "America/Havana")

TITLE = "Table host: Outreach table in the Pit"


def test_rule_24_all_that_is_ahead_is_there(carolina: Chapter) -> None:
    make_shift(carolina, "2037-02-04 10:00")
    assert summaries(read(chapter_path(carolina))) == [TITLE]


@pytest.mark.parametrize(("moment", "there"), [("2027-03-06 23:59", [TITLE]), ("2027-03-07 00:00", [])])
def test_rule_24_a_shift_leaves_at_the_chapters_midnight_after_thirty_days(
    carolina: Chapter, clock: Traveller, moment: str, there: list[str]
) -> None:
    make_shift(carolina, "2027-02-04 10:00")
    clock.move_to(at(carolina, moment))
    assert summaries(read(chapter_path(carolina))) == there


def test_rule_24_an_events_calendar_has_the_same_window_and_a_download_none(
    carolina: Chapter, clock: Traveller
) -> None:
    shift = make_shift(carolina, "2027-02-04 10:00")
    clock.move_to(at(carolina, "2027-03-07 00:00"))
    assert summaries(read(event_path(shift.event))) == []
    assert summaries(read(shift_path(shift))) == [TITLE]


@pytest.mark.parametrize("whole_event", [False, True], ids=["shift", "event"])
@pytest.mark.parametrize(("moment", "count"), [("2027-02-04 23:59", 1), ("2027-02-05 00:00", 0)])
def test_rule_09_what_was_cancelled_stays_until_it_is_past(
    carolina: Chapter, ruth: Person, clock: Traveller, moment: str, count: int, whole_event: bool
) -> None:
    shift = make_shift(carolina, "2027-02-04 10:00")
    if whole_event:
        cancel_event(shift.event, by=ruth)
    else:
        cancel_shift(shift, by=ruth)
    clock.move_to(at(carolina, moment))
    assert len(summaries(read(chapter_path(carolina)))) == count


def test_rule_09_a_cancelled_night_watch_stays_to_its_end(carolina: Chapter, ruth: Person, clock: Traveller) -> None:
    cancel_shift(make_shift(carolina, "2027-02-04 22:00", hours=6), by=ruth)
    clock.move_to(at(carolina, "2027-02-05 01:00"))
    assert len(summaries(read(chapter_path(carolina)))) == 1


@pytest.mark.parametrize(("moment", "there"), [("2027-03-06 18:59", [TITLE]), ("2027-03-06 19:00", [])])
def test_rule_24_a_private_calendars_day_begins_at_midnight_in_utc(
    carolina: Chapter, maya: Person, clock: Traveller, moment: str, there: list[str]
) -> None:
    claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya)
    path = private_path(maya)
    clock.move_to(at(carolina, moment))
    assert summaries(read(path)) == there


def test_rule_17_the_moving_edge_moves_the_stamps(carolina: Chapter, clock: Traveller) -> None:
    make_shift(carolina, "2027-02-04 10:00")
    clock.move_to(at(carolina, "2027-03-06 23:59"))
    before = fetch(chapter_path(carolina))
    clock.move_to(at(carolina, "2027-03-07 00:00"))
    after = fetch(chapter_path(carolina))
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.headers["Last-Modified"] == "Sat, 06 Mar 2027 05:00:00 GMT"
    assert after.headers["Last-Modified"] == "Sun, 07 Mar 2027 05:00:00 GMT"


def test_the_bytes_are_the_same_all_day(carolina: Chapter, clock: Traveller) -> None:
    make_shift(carolina, "2027-02-04 10:00")
    clock.move_to(at(carolina, "2027-02-04 00:00"))
    first = fetch(chapter_path(carolina))
    clock.move_to(at(carolina, "2027-02-04 23:59"))
    last = fetch(chapter_path(carolina))
    assert (first.content, first.headers["ETag"]) == (last.content, last.headers["ETag"])


@given(seconds=st.integers(1_798_761_600, 1_861_919_999), name=st.sampled_from(ZONES))
@example(seconds=int(datetime(2027, 3, 14, 5, 0, tzinfo=UTC).timestamp()), name="America/Havana")
def test_rule_24_at_any_moment_the_last_midnight_is_past_and_the_next_is_to_come(seconds: int, name: str) -> None:
    now, zone = datetime.fromtimestamp(seconds, UTC), ZoneInfo(name)
    with time_machine.travel(now, tick=False):
        window = Window.of_today(zone)
    assert now - timedelta(hours=25) < window.midnight <= now
    assert window.midnight.astimezone(zone).date() == now.astimezone(zone).date()
    assert abs(window.midnight - window.opens_at - timedelta(days=30)) <= timedelta(hours=1)
