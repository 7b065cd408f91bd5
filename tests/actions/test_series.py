"""One event made for each of many days."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import at, draft
from turnout.actions.series import create_series
from turnout.models import Chapter, Event, Person, Record, Series, Shift
from turnout.rules.refusals import Refused
from turnout.rules.series import Repeat

TUESDAYS_AND_THURSDAYS = "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270318"


def make_series(
    chapter: Chapter, rule: str, *left_out: date, by: Person | None = None, publish: bool = True
) -> list[Event]:
    """Make a table from 10 to 12, first on Tuesday, 9 March 2027, with a host in each of its two hours."""
    drafts = [draft(chapter, "2027-03-09 10:00", min_needed=1), draft(chapter, "2027-03-09 11:00")]
    return create_series(
        chapter, Repeat(rule, frozenset(left_out)), by=by, shifts=drafts, publish=publish,
        kind="outreach", title="Table",
        starts_at=at(chapter, "2027-03-09 10:00"), ends_at=at(chapter, "2027-03-09 12:00"),
    )  # fmt: skip


def test_a_term_of_tables_stands_at_ten_on_the_clock_of_each_of_its_days(carolina: Chapter, jordan: Person) -> None:
    events = make_series(carolina, TUESDAYS_AND_THURSDAYS, date(2027, 3, 11), by=jordan)
    # The clocks go forward on the 14th.
    assert [event.starts_at for event in Event.objects.order_by("starts_at")] == [
        at(carolina, f"2027-03-{day} 10:00") for day in ("09", "16", "18")
    ]
    assert [event.original_date for event in events] == [date(2027, 3, day) for day in (9, 16, 18)]
    shifts = Shift.objects.filter(event=events[1]).order_by("starts_at")
    assert [(s.starts_at, s.ends_at, s.capacity, s.min_needed) for s in shifts] == [
        (at(carolina, "2027-03-16 10:00"), at(carolina, "2027-03-16 11:00"), 2, 1),
        (at(carolina, "2027-03-16 11:00"), at(carolina, "2027-03-16 12:00"), 2, 0),
    ]


def test_the_series_keeps_its_rule_its_first_day_and_what_was_left_out(carolina: Chapter) -> None:
    make_series(carolina, TUESDAYS_AND_THURSDAYS, date(2027, 3, 9))
    series = Series.objects.get()
    assert series.rule == "FREQ=WEEKLY;UNTIL=20270319T035959Z;BYDAY=TU,TH"
    assert (series.starts_on, f"{series.wall_time:%H:%M}", series.timezone) == (
        date(2027, 3, 11), "10:00", "America/New_York",
    )  # fmt: skip
    assert series.except_dates == ["2027-03-09"]


@pytest.mark.parametrize(("publish", "state"), [(True, "published"), (False, "draft")])
def test_all_of_them_are_drafts_or_all_are_online(carolina: Chapter, publish: bool, state: str) -> None:
    events = make_series(carolina, TUESDAYS_AND_THURSDAYS, publish=publish)
    assert {event.state for event in events} == {state}
    assert {event.published_at is None for event in events} == {not publish}


def test_each_event_and_shift_is_in_the_record(carolina: Chapter, jordan: Person) -> None:
    make_series(carolina, TUESDAYS_AND_THURSDAYS, by=jordan)
    counts = {what: Record.objects.filter(what=what, actor=jordan).count() for what in (
        "series.created", "event.created", "event.published", "shift.created",
    )}  # fmt: skip
    assert counts == {"series.created": 1, "event.created": 4, "event.published": 4, "shift.created": 8}


def test_a_new_series_changes_the_chapters_calendar(carolina: Chapter) -> None:
    before = carolina.calendar_changed_at
    make_series(carolina, TUESDAYS_AND_THURSDAYS)
    carolina.refresh_from_db()
    assert carolina.calendar_changed_at > before


def test_what_is_wrong_is_said_and_nothing_is_made(carolina: Chapter) -> None:
    with pytest.raises(Refused) as refused:
        make_series(carolina, "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101")
    assert (refused.value.field, str(refused.value)) == (
        "rule", "No day is left. Look at the days, the end and the dates left out.",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        create_series(
            carolina, Repeat("FREQ=DAILY;COUNT=2"), by=None, kind="prayer", title="Prayer",
            starts_at=at(carolina, "2027-03-09 10:00"), ends_at=at(carolina, "2027-03-09 12:00"),
            shifts=[draft(carolina, "2027-03-09 10:00"), draft(carolina, "2027-03-09 11:00", role=" ")],
        )  # fmt: skip
    assert (refused.value.field, refused.value.facts) == ("role", {"index": 1})
    assert not Event.objects.exists()
    assert not Series.objects.exists()


def test_more_shifts_than_a_chapter_ever_holds_are_refused(carolina: Chapter) -> None:
    with pytest.raises(Refused) as refused:
        create_series(
            carolina, Repeat("FREQ=DAILY;COUNT=51"), by=None, kind="prayer", title="Prayer",
            starts_at=at(carolina, "2027-03-09 10:00"), ends_at=at(carolina, "2027-03-09 12:00"),
            shifts=[draft(carolina, "2027-03-09 10:00")] * 100,
        )  # fmt: skip
    assert str(refused.value) == (
        "That would be 5100 shifts, and 5000 at most are made at once. Choose an earlier end."
    )


def test_a_term_costs_as_many_queries_as_a_week(carolina: Chapter) -> None:
    counts = []
    for last in ("20270316", "20270520"):
        with CaptureQueriesContext(connection) as queries:
            make_series(carolina, f"FREQ=WEEKLY;BYDAY=TU,TH;UNTIL={last}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
