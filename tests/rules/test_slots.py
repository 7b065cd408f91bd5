"""A long time, cut into equal shifts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import moments
from turnout.rules.refusals import Refused
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.slots import cut_draft, cut_slots

NEW_YORK = ZoneInfo("America/New_York")
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("friday", "count"),
    [("2027-02-05 18:00", 48), ("2027-03-13 18:00", 46), ("2027-11-06 18:00", 50)],
    ids=["an ordinary night", "the clocks go forward", "the clocks go back"],
)
def test_a_prayer_chain_through_the_night_has_a_slot_for_each_half_hour_there_is(friday: str, count: int) -> None:
    wall = datetime.fromisoformat(friday)
    starts_at = wall.replace(tzinfo=NEW_YORK).astimezone(UTC)
    ends_at = (wall + timedelta(days=1)).replace(tzinfo=NEW_YORK).astimezone(UTC)
    slots = cut_slots(starts_at, ends_at, HALF_AN_HOUR)
    assert len(slots) == count
    assert (slots[0][0], slots[-1][1]) == (starts_at, ends_at)


def test_slots_are_as_long_as_they_are_also_where_the_moments_are_on_a_clock_that_changes() -> None:
    night = datetime(2027, 3, 13, 18, tzinfo=NEW_YORK)
    slots = cut_slots(night, night + timedelta(days=1), HALF_AN_HOUR)
    assert len(slots) == 46
    assert {end - start for start, end in slots} == {HALF_AN_HOUR}
    assert slots[0][0] == night


@given(
    count=st.integers(1, 500), minutes=st.integers(5, 300),
    starts_at=moments(),
)  # fmt: skip
def test_each_slot_begins_where_the_one_before_ends(count: int, minutes: int, starts_at: datetime) -> None:
    length = timedelta(minutes=minutes)
    slots = cut_slots(starts_at, starts_at + count * length, length)
    assert len(slots) == count
    assert all(end == following for (_start, end), (following, _end) in pairwise(slots))
    assert {end - start for start, end in slots} == {length}


@pytest.mark.parametrize(
    ("hours", "minutes", "sentence"),
    [
        (1, 4, "A slot lasts five minutes at least."),
        (1, 61, "That time is shorter than one slot."),
        (1, 25, "Slots of that length do not fill the time. 10 minutes are left over."),
        (1, 59, "Slots of that length do not fill the time. 1 minute is left over."),
        (168, 20, "That would be more than 500 slots. Make them longer."),
    ],
)
def test_slots_that_do_not_come_out_are_refused_in_words(hours: int, minutes: int, sentence: str) -> None:
    starts_at = datetime(2027, 2, 5, 18, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        cut_slots(starts_at, starts_at + timedelta(hours=hours), timedelta(minutes=minutes))
    assert (str(refused.value), refused.value.field) == (sentence, "slot_minutes")


def test_each_slot_has_the_places_of_the_whole() -> None:
    starts_at = datetime(2027, 2, 5, 18, tzinfo=UTC)
    watch = ShiftDraft("Prayer", starts_at, starts_at + timedelta(hours=1), capacity=2, min_needed=1, notes="Quietly.")
    assert cut_draft(watch, None) == [watch]
    first, second = cut_draft(watch, 30)
    assert (first.ends_at, second.starts_at) == (starts_at + HALF_AN_HOUR,) * 2
    assert {(slot.role, slot.capacity, slot.min_needed, slot.notes) for slot in (first, second)} == {
        ("Prayer", 2, 1, "Quietly.")
    }
