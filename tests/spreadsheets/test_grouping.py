"""Which shifts make one event."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from turnout.spreadsheets.grouping import Span, group_spans

NEW_YORK = ZoneInfo("America/New_York")


def span(start: str, end: str, owner: int | None = None) -> Span:
    """Return a span of wall times ("04 10:00") in February 2027 in New York."""
    starts, ends = (
        datetime.strptime(f"2027-02-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=NEW_YORK).astimezone(UTC)
        for text in (start, end)
    )
    return Span(starts, ends, owner)


def group(*spans: Span) -> list[list[int]]:
    return group_spans(spans, NEW_YORK)


def test_shifts_of_one_day_are_one_event_though_hours_apart() -> None:
    assert group(span("04 09:00", "04 10:00"), span("04 20:00", "04 21:00")) == [[0, 1]]


def test_shifts_of_two_days_are_two_events() -> None:
    assert group(span("05 09:00", "05 10:00"), span("04 09:00", "04 10:00")) == [[1], [0]]


def test_a_night_watch_is_one_event_across_midnight() -> None:
    watches = [span("04 23:00", "04 23:30"), span("04 23:30", "05 00:00"), span("05 00:00", "05 00:30")]
    assert group(*watches) == [[0, 1, 2]]


def test_a_day_ends_at_the_chapters_midnight_not_at_the_worlds() -> None:
    assert group(span("04 18:00", "04 18:30"), span("04 20:00", "04 20:30")) == [[0, 1]]
    assert group(span("04 23:00", "04 23:30"), span("05 01:00", "05 01:30")) == [[0], [1]]


def test_a_long_shift_holds_together_what_lies_within_it() -> None:
    assert group(span("04 22:00", "06 02:00"), span("04 23:00", "04 23:30"), span("06 01:00", "06 03:00")) == [
        [0, 1, 2]
    ]


def test_a_new_shift_joins_the_event_of_its_day() -> None:
    assert group(span("04 10:00", "04 11:00", owner=7), span("04 15:00", "04 16:00")) == [[0, 1]]


def test_two_events_are_never_merged_not_even_by_a_shift_between() -> None:
    one, other = span("04 10:00", "04 11:00", owner=7), span("04 12:00", "04 13:00", owner=8)
    assert group(one, span("04 11:00", "04 12:00"), other) == [[0, 1], [2]]


def test_an_event_of_several_days_stays_one() -> None:
    assert group(span("04 10:00", "04 11:00", owner=7), span("09 10:00", "09 11:00", owner=7)) == [[0, 1]]


spans = st.builds(
    lambda start, length, owner: Span(
        datetime(2027, 3, 12, tzinfo=UTC) + timedelta(minutes=15 * start),
        datetime(2027, 3, 12, tzinfo=UTC) + timedelta(minutes=15 * (start + length)),
        owner,
    ),
    st.integers(0, 500),
    st.integers(1, 60),
    st.none(),
)


@given(st.lists(spans, max_size=12))
def test_groups_are_what_the_two_relations_join(some: list[Span]) -> None:
    def related(one: Span, other: Span) -> bool:
        same_day = one.starts_at.astimezone(NEW_YORK).date() == other.starts_at.astimezone(NEW_YORK).date()
        return same_day or (one.starts_at <= other.ends_at and other.starts_at <= one.ends_at)

    groups = {place: {place} for place in range(len(some))}
    for one in range(len(some)):
        for other in range(one):
            if related(some[one], some[other]):
                union = groups[one] | groups[other]
                for place in union:
                    groups[place] = union
    wanted = {frozenset(union) for union in groups.values()}
    assert {frozenset(places) for places in group_spans(some, NEW_YORK)} == wanted
