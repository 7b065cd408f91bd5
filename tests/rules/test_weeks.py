"""A week of shifts on the wall."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.models import Shift
from turnout.rules.weeks import MOST_LANES, QUARTERS, Piece, Week, hours_of, lay_out

NEW_YORK = ZoneInfo("America/New_York")


def shift(starts: str, ends: str, zone: ZoneInfo = NEW_YORK, *, folds: tuple[int, int] = (0, 0)) -> Shift:
    """Return a shift between two wall times; `folds` says which of two equal ones."""
    start, end = (
        datetime.fromisoformat(wall).replace(tzinfo=zone, fold=fold)
        for wall, fold in zip((starts, ends), folds, strict=True)
    )
    return Shift(starts_at=start.astimezone(UTC), ends_at=end.astimezone(UTC))


def places(week: str, *shifts: Shift) -> dict[str, list[tuple[int, int, int, int]]]:
    """Return for each day that has any the top, length, lane and lanes of what lies there."""
    found = Week.read(week)
    assert found
    days = lay_out(sorted(shifts, key=lambda row: row.starts_at), found, NEW_YORK)
    return {
        f"{day.date:%a}": [(piece.top, piece.length, piece.lane, piece.lanes) for piece in day.pieces]
        for day in days
        if day.pieces
    }


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2027-W01", "2027-01-04"), ("2026-W53", "2026-12-28"), ("2027-01-01", "2026-12-28"),
        ("2027-02-07", "2027-02-01"), ("2027-W53", None), ("2027-W00", None), ("2027-W6", None), ("", None),
        ("2027-02-30", None), ("9999-12-31", None), ("0001-01-01", None), ("20270201", "2027-02-01"),
    ],
)  # fmt: skip
def test_a_week_is_read_from_its_number_or_any_of_its_days(text: str, monday: str | None) -> None:
    week = Week.read(text)
    assert (week.monday.isoformat() if week else None) == monday


@given(st.dates(date(1971, 1, 4), date(2198, 12, 20)))
def test_a_weeks_name_leads_back_to_it(day: date) -> None:
    week = Week.of(day)
    assert day in week.days
    assert Week.read(week.name) == week == Week.read(day.isoformat())


def test_shifts_stand_by_the_clock_in_lanes_where_they_overlap() -> None:
    assert places(
        "2027-W05",
        shift("2027-02-02T10:00", "2027-02-02T11:00"),
        shift("2027-02-02T10:30", "2027-02-02T11:30"),
        shift("2027-02-02T11:00", "2027-02-02T12:00"),
        shift("2027-02-02T12:00", "2027-02-02T13:05"),
        shift("2027-02-03T10:00", "2027-02-03T10:05"),
    ) == {
        "Tue": [(40, 4, 0, 2), (42, 4, 1, 2), (44, 4, 0, 2), (48, 5, 0, 1)],
        "Wed": [(40, 2, 0, 1)],
    }


def test_a_night_goes_on_the_next_day_and_from_week_to_week() -> None:
    night = shift("2027-02-07T22:00", "2027-02-08T06:00")
    assert places("2027-W05", night) == {"Sun": [(88, 8, 0, 1)]}
    assert places("2027-W06", night) == {"Mon": [(0, 24, 0, 1)]}
    assert places("2027-W05", shift("2027-02-05T22:00", "2027-02-06T00:00")) == {"Fri": [(88, 8, 0, 1)]}


def test_on_the_day_of_a_change_of_clocks_the_clock_counts() -> None:
    # Forward: two is three. What runs through is an hour shorter than it looks.
    assert places("2027-W10", shift("2027-03-14T01:00", "2027-03-14T04:00")) == {"Sun": [(4, 12, 0, 1)]}
    # Back: half past one comes twice, and what is in both stands side by side.
    first = shift("2027-11-07T01:00", "2027-11-07T01:00", folds=(0, 1))
    second = shift("2027-11-07T01:00", "2027-11-07T02:00", folds=(1, 1))
    assert places("2027-W44", first, second) == {"Sun": [(4, 4, 0, 2), (4, 4, 1, 2)]}
    found = Week.read("2027-W44")
    assert found
    assert [day.change for day in lay_out([], found, NEW_YORK)] == [timedelta()] * 6 + [-timedelta(hours=1)]


def test_hours_reach_from_eight_to_six_and_as_far_as_there_is_anything() -> None:
    week = Week.read("2027-W05")
    assert week
    assert hours_of(lay_out([], week, NEW_YORK)) == range(8, 18)
    early = lay_out([shift("2027-02-02T06:00", "2027-02-02T07:00")], week, NEW_YORK)
    assert hours_of(early) == range(6, 18)
    late = lay_out([shift("2027-02-02T20:00", "2027-02-03T01:00")], week, NEW_YORK)
    assert hours_of(late) == range(24)


def test_more_than_six_at_once_are_counted_not_drawn() -> None:
    week = Week.read("2027-W05")
    assert week
    day = lay_out([shift("2027-02-02T10:00", "2027-02-02T11:00") for _n in range(9)], week, NEW_YORK)[1]
    assert (day.left_out, {piece.lanes for piece in day.pieces}) == (3, {MOST_LANES})


SPANS = st.lists(
    st.tuples(st.integers(-3_000, 13_000), st.integers(1, 6_000)), max_size=25
)  # minutes from the week's first moment, and how many


ZONES = st.sampled_from(sorted(available_timezones()))


@given(spans=SPANS, zone=ZONES, day=st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_nothing_lies_on_another_and_every_day_of_a_shift_has_its_piece(
    spans: list[tuple[int, int]], zone: str, day: date
) -> None:
    week, there = Week.of(day), ZoneInfo(zone)
    begin = week.span(there)[0]
    minute = timedelta(minutes=1)
    shifts = [
        Shift(pk=n, starts_at=begin + start * minute, ends_at=begin + (start + length) * minute)
        for n, (start, length) in enumerate(sorted(spans))
    ]
    days = lay_out(shifts, week, there)
    for on_day in days:
        for piece in on_day.pieces:
            assert piece.top >= 0
            assert piece.bottom <= QUARTERS
            assert piece.lane < piece.lanes or piece.is_over_many
        for one, other in combinations(on_day.pieces, 2):
            assert one.lane != other.lane or one.bottom <= other.top or other.bottom <= one.top
    shown = {(on_day.date, piece.shift.pk) for on_day in days for piece in on_day.pieces}
    assert shown == {(d, row.pk) for row in shifts for d in days_of(row, there) if d in week.days}


def days_of(row: Shift, zone: ZoneInfo) -> set[date]:
    first = row.starts_at.astimezone(zone).date()
    last = (row.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def test_a_piece_knows_its_bottom() -> None:
    assert Piece(shift("2027-02-02T10:00", "2027-02-02T11:00"), 40, 4, is_continued=False).bottom == 44
