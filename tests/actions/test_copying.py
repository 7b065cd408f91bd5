"""Copying what was planned to other days, as drafts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.actions.test_series import make_series
from tests.builders import at, draft, make_event
from turnout.actions.chapters import find_training
from turnout.actions.copying import make_copies
from turnout.actions.posters import make_poster
from turnout.actions.removals import cancel_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Notice, Person, Record, Series, Shift, Signup
from turnout.rules.copying import plan_copies, want_event, want_term, want_week
from turnout.rules.refusals import Refused

TODAY = date(2027, 2, 1)
KEY = "key-of-a-tap"


@pytest.fixture
def table(carolina: Chapter, jordan: Person, maya: Person) -> Event:
    """A table with all that an event may have, on which Maya has a place."""
    basics = find_training(carolina, "Outreach basics", by=jordan)
    event = make_event(
        carolina,
        draft(carolina, min_needed=1, notes="Bring water.", is_sensitive=True),
        draft(carolina, "2027-02-04 11:00", role="Greeter", capacity=4, requires=basics),
        draft(carolina, "2027-02-04 12:00", role="Nobody"),
        summary="Cards.", kit="- Water", in_charge="Ruth", in_charge_phone="919-555-0142", visibility="members",
    )  # fmt: skip
    claim_shift(event.shifts.order_by("starts_at")[0], person=maya)
    cancel_shift(event.shifts.order_by("starts_at")[2], by=jordan)
    make_poster(event, by=jordan)
    return event


def test_a_copy_is_a_draft_of_all_that_was_planned_and_of_nobody(
    carolina: Chapter, jordan: Person, table: Event
) -> None:
    notices = Notice.objects.count()
    [copy] = make_copies(want_event(table, date(2027, 4, 5), today=TODAY), by=jordan)
    copy.refresh_from_db()
    for name in ("kind", "title", "summary", "kit", "site", "is_online", "online_url", "visibility", "timezone"):
        assert getattr(copy, name) == getattr(table, name)
    assert (copy.state, copy.published_at, copy.series, copy.version) == ("draft", None, None, 1)
    assert (copy.in_charge, copy.in_charge_phone) == ("", "")
    assert (copy.starts_at, copy.ends_at) == (at(carolina, "2027-04-05 10:00"), at(carolina, "2027-04-05 13:00"))
    assert copy.public_id != table.public_id
    assert copy.short_code != table.short_code
    shifts = copy.shifts.order_by("starts_at")
    assert [
        (
            s.role,
            s.starts_at,
            s.capacity,
            s.min_needed,
            s.notes,
            s.is_sensitive,
            s.requires and s.requires.name,
            s.taken,
        )
        for s in shifts
    ] == [
        ("Table host", at(carolina, "2027-04-05 10:00"), 2, 1, "Bring water.", True, None, 0),
        ("Greeter", at(carolina, "2027-04-05 11:00"), 4, 0, "", False, "Outreach basics", 0),
    ]
    assert not Signup.objects.filter(shift__event=copy).exists()
    assert Notice.objects.count() == notices
    assert not copy.posters.exists()


def test_the_copied_event_stays_as_it_is(carolina: Chapter, jordan: Person, table: Event) -> None:
    before = Event.objects.filter(pk=table.pk).values()[0], list(table.shifts.values())
    make_copies(want_event(table, date(2027, 4, 5), today=TODAY), by=jordan)
    assert (Event.objects.filter(pk=table.pk).values()[0], list(table.shifts.values())) == before


def test_copying_again_makes_nothing_twice(carolina: Chapter, jordan: Person, table: Event) -> None:
    wanted = want_week(carolina, date(2027, 2, 4), date(2027, 3, 1), weeks=2, today=TODAY)
    assert len(make_copies(wanted, by=jordan)) == 2
    assert make_copies(wanted, by=jordan) == []
    assert Event.objects.count() == 3


def test_a_tap_that_comes_twice_copies_once_and_is_answered_alike(
    carolina: Chapter, jordan: Person, table: Event
) -> None:
    wanted = want_week(carolina, date(2027, 2, 4), date(2027, 3, 1), weeks=2, today=TODAY)
    seen = plan_copies(wanted).name
    first = make_copies(wanted, by=jordan, seen=seen, key=KEY)
    assert [event.pk for event in make_copies(wanted, by=jordan, seen=seen, key=KEY)] == [event.pk for event in first]
    assert Event.objects.count() == 3
    # The same key for something else is another tap.
    assert len(make_copies(want_event(table, date(2027, 4, 5), today=TODAY), by=jordan, key=KEY)) == 1


def test_what_changed_since_it_was_seen_is_to_be_seen_again(carolina: Chapter, jordan: Person, table: Event) -> None:
    wanted = want_event(table, date(2027, 4, 5), today=TODAY)
    seen = plan_copies(wanted).name
    make_event(carolina, starts="2027-04-05 10:00", visibility="members")
    with pytest.raises(Refused) as refused:
        make_copies(wanted, by=jordan, seen=seen)
    assert str(refused.value) == "What it comes to changed meanwhile. Look once more, then copy it."
    assert Event.objects.count() == 2


def test_a_term_of_a_series_is_one_again(carolina: Chapter, jordan: Person) -> None:
    events = make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430", date(2027, 3, 16))
    wanted = want_term(carolina, date(2027, 3, 9), date(2027, 4, 30), date(2027, 8, 24), today=TODAY)
    copies = make_copies(wanted, by=jordan)
    assert len(copies) == len(events) == 15
    assert events[0].series
    series = Series.objects.exclude(pk=events[0].series.pk).get()
    assert series.rule == "FREQ=WEEKLY;UNTIL=20271016T035959Z;BYDAY=TU,TH"
    assert (series.except_dates, series.starts_on) == (["2027-08-31"], date(2027, 8, 24))
    assert f"{series.wall_time:%H:%M}" == "10:00"
    assert {event.series for event in copies} == {series}
    assert {event.original_date for event in copies} == {event.starts_at.date() for event in copies}
    assert {event.state for event in copies} == {"draft"}


def test_each_copy_is_in_the_record_and_changes_the_chapters_calendar(
    carolina: Chapter, jordan: Person, table: Event
) -> None:
    before = carolina.calendar_changed_at
    made = Record.objects.filter(actor=jordan, what__in=("event.created", "shift.created")).count()
    make_copies(want_week(carolina, date(2027, 2, 4), date(2027, 3, 1), weeks=2, today=TODAY), by=jordan)
    carolina.refresh_from_db()
    assert carolina.calendar_changed_at > before
    assert Record.objects.filter(actor=jordan, what__in=("event.created", "shift.created")).count() == made + 2 + 4


def test_many_copies_cost_as_many_queries_as_few(carolina: Chapter, jordan: Person) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430")
    counts = []
    for last, to in ((date(2027, 3, 12), date(2027, 8, 24)), (date(2027, 4, 30), date(2028, 8, 22))):
        with CaptureQueriesContext(connection) as queries:
            make_copies(want_term(carolina, date(2027, 3, 9), last, to, today=TODAY), by=jordan)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Shift.objects.count() == 16 * 2 * 2 + 2 * 2
