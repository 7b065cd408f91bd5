"""What copying comes to: the same days of the week, the same times on the clock, and nothing twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.test_series import make_series
from tests.builders import at, draft, make_event
from tests.rules.test_series import ZONES
from tests.strategies import moments
from turnout.actions.breaks import add_break
from turnout.actions.chapters import save_site
from turnout.actions.plans import save_plan
from turnout.actions.removals import cancel_event
from turnout.models import Chapter, Event, Person, Series
from turnout.rules.copied_series import move_rule
from turnout.rules.copying import (
    MOST_WEEKS,
    Copy,
    Wanted,
    land_on,
    plan_copies,
    propose_term,
    want_event,
    want_term,
    want_week,
)
from turnout.rules.refusals import Refused
from turnout.rules.series import FARTHEST, Repeat, carry_span, clean_rule, find_dates

TODAY = date(2027, 2, 1)
NEW_YORK = ZoneInfo("America/New_York")


def days_of(copies: list[Copy]) -> list[str]:
    """Return when copies begin, as the clock there shows it."""
    return [f"{copy.starts_at.astimezone(copy.event.zone):%a %m-%d %H:%M}" for copy in copies]


def copy_term(chapter: Chapter, first: str, last: str, to: str, *, leaves_out_breaks: bool = True) -> Wanted:
    days = (date.fromisoformat(day) for day in (first, last, to))
    return want_term(chapter, *days, leaves_out_breaks=leaves_out_breaks, today=TODAY)


def test_an_event_moves_to_its_new_day_with_its_shifts(carolina: Chapter) -> None:
    event = make_event(
        carolina, draft(carolina, "2027-02-04 10:00"), draft(carolina, "2027-02-05 09:00", role="Clean-up"), hours=24
    )
    [copy] = plan_copies(want_event(event, date(2027, 4, 3), today=TODAY)).copies
    assert (copy.starts_at, copy.ends_at) == (at(carolina, "2027-04-03 10:00"), at(carolina, "2027-04-04 10:00"))
    assert [(shift.role, shift.starts_at) for shift in copy.shifts] == [
        ("Table host", at(carolina, "2027-04-03 10:00")), ("Clean-up", at(carolina, "2027-04-04 09:00")),
    ]  # fmt: skip


def test_a_week_goes_to_several_weeks_in_a_row(carolina: Chapter) -> None:
    make_event(carolina, starts="2027-02-01 08:00")
    make_event(carolina, starts="2027-02-07 22:00")
    make_event(carolina, starts="2027-02-08 08:00", title="Next week's")
    # Any day of a week stands for it. The clocks go forward on 14 March.
    wanted = want_week(carolina, date(2027, 2, 3), date(2027, 3, 13), weeks=2, today=TODAY)
    assert days_of(plan_copies(wanted).copies) == [
        "Mon 03-08 08:00", "Sun 03-14 22:00", "Mon 03-15 08:00", "Sun 03-21 22:00",
    ]  # fmt: skip


def test_a_week_is_that_of_each_events_own_zone(carolina: Chapter) -> None:
    make_event(carolina, starts="2027-02-07 22:00", timezone="Asia/Tokyo")  # already Monday there
    with pytest.raises(Refused) as refused:
        plan_copies(want_week(carolina, date(2027, 2, 1), date(2027, 3, 1), today=TODAY))
    assert str(refused.value) == "There is nothing to copy on these days."


@pytest.mark.parametrize(
    ("to", "becomes"),
    [("2027-08-16", "2027-08-17"), ("2027-08-17", "2027-08-17"), ("2027-08-18", "2027-08-24")],
)
def test_a_terms_first_day_becomes_the_next_of_its_day_of_the_week(to: str, becomes: str) -> None:
    assert land_on(date(2027, 1, 12), date.fromisoformat(to)).isoformat() == becomes


@given(first=st.dates(date(1990, 1, 1), date(2100, 1, 1)), to=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_nothing_of_a_term_is_before_its_new_first_day_nor_a_week_after(first: date, to: date) -> None:
    new = land_on(first, to)
    assert new.weekday() == first.weekday()
    assert timedelta(0) <= new - to < timedelta(days=7)


@given(
    starts_at=moments(),
    length=st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=7)),
    weeks=st.integers(-52, 156).filter(bool),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_a_copy_is_on_the_same_day_of_the_week_at_the_same_time_in_any_zone(
    starts_at: datetime, length: timedelta, weeks: int, zone: ZoneInfo
) -> None:
    start, end = carry_span(starts_at, starts_at + length, 7 * weeks, zone)
    before, after = starts_at.astimezone(zone), start.astimezone(zone)
    wall = before.replace(tzinfo=None) + timedelta(weeks=weeks)
    shown = after.replace(tzinfo=None)
    skipped = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
    assert start < end
    assert shown > wall if skipped else (shown, after.weekday()) == (wall, before.weekday())


@given(
    rule=st.sampled_from(["FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR", "FREQ=DAILY;INTERVAL=3",
                          "FREQ=MONTHLY;BYDAY=2SA", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=DAILY;BYMONTH=2,3"]),
    ends=st.sampled_from(["COUNT=9", "UNTIL=20270615"]),
    weeks=st.integers(1, 120),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    chance=st.randoms(use_true_random=False),
)  # fmt: skip
def test_a_copied_rule_without_what_it_leaves_out_names_the_copies_days(
    rule: str, ends: str, weeks: int, zone: ZoneInfo, chance: Random
) -> None:
    rule = clean_rule(f"{rule};{ends}", zone)
    days = find_dates(Repeat(rule), date(2027, 2, 1), zone)
    kept = sorted(chance.sample(days, chance.randint(2, len(days))))
    copied = [day + timedelta(weeks=weeks) for day in kept]
    moved = move_rule(Series(rule=rule, timezone=zone.key), copied, 7 * weeks, copied[-1])
    assert moved
    assert find_dates(moved.repeat, copied[0], zone) == copied
    if "WEEKLY" in rule:
        assert not moved.is_other
        assert {day for day in moved.repeat.except_dates if not copied[0] <= day <= copied[-1]} == set()


def test_a_terms_series_keeps_its_rule_and_its_end_moves_along(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430", date(2027, 3, 16))
    # All of it: the first, 9 March, becomes 24 August.
    plan = plan_copies(copy_term(carolina, "2027-03-09", "2027-04-30", "2027-08-24"))
    [copied] = plan.series
    # On a clock that still shows summer time; the last date is Friday, 15 October.
    assert copied.rule.repeat.rule == "FREQ=WEEKLY;UNTIL=20271016T035959Z;BYDAY=TU,TH"
    # The date that was left out had nothing to copy: it stays empty there, and that is said.
    assert copied.rule.repeat.except_dates == {date(2027, 8, 31)}
    assert plan.gaps == [(date(2027, 8, 31), "Table")]


def test_an_end_at_the_other_side_of_a_change_of_clocks_is_still_the_end_of_its_day(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430")
    [copied] = plan_copies(copy_term(carolina, "2027-03-09", "2027-04-30", "2027-11-02")).series
    assert copied.rule.repeat.rule == "FREQ=WEEKLY;UNTIL=20271225T045959Z;BYDAY=TU,TH"


def test_of_a_part_of_a_series_the_rule_ends_with_that_part(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430")
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU;COUNT=8")
    Event.objects.filter(series=Series.objects.last()).update(title="Other")
    plan = plan_copies(copy_term(carolina, "2027-03-11", "2027-03-24", "2027-09-02"))
    assert [copied.rule.repeat.rule for copied in plan.series] == [
        "FREQ=WEEKLY;UNTIL=20270916T035959Z;BYDAY=TU,TH", "FREQ=WEEKLY;COUNT=2;BYDAY=TU",
    ]  # fmt: skip


def test_a_rule_by_the_month_stays_on_its_day_of_the_week_and_that_is_said(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=MONTHLY;BYDAY=2TU;COUNT=4")
    plan = plan_copies(copy_term(carolina, "2027-03-09", "2027-06-30", "2027-07-20"))
    assert days_of(plan.copies) == ["Tue 07-20 10:00", "Tue 08-24 10:00", "Tue 09-21 10:00", "Tue 10-19 10:00"]
    assert plan.other_rules == ["Table"]
    assert plan.gaps == []
    repeat = plan.series[0].rule.repeat
    assert find_dates(repeat, date(2027, 7, 20), NEW_YORK) == [copy.original_date for copy in plan.copies]


def test_what_was_changed_by_hand_is_copied_as_it_is_and_what_was_cancelled_is_not(
    carolina: Chapter, jordan: Person
) -> None:
    events = make_series(carolina, "FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    save_plan(
        events[1], by=jordan, title="Vigil",
        starts_at=at(carolina, "2027-03-17 18:00"), ends_at=at(carolina, "2027-03-17 20:00"),
    )  # fmt: skip
    cancel_event(events[2], by=None)
    plan = plan_copies(copy_term(carolina, "2027-03-09", "2027-04-30", "2027-08-24"))
    assert days_of(plan.copies) == ["Tue 08-24 10:00", "Wed 09-01 18:00", "Tue 09-14 10:00"]
    assert [copy.event.title for copy in plan.copies] == ["Table", "Vigil", "Table"]
    assert [copy.original_date for copy in plan.copies] == [date(2027, 8, 24), date(2027, 8, 31), date(2027, 9, 14)]
    assert plan.gaps == [(date(2027, 9, 7), "Table")]


def test_a_single_event_of_a_series_and_a_week_of_one_stand_alone(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4")
    assert plan_copies(copy_term(carolina, "2027-03-09", "2027-03-10", "2027-08-24")).series == []
    assert plan_copies(want_week(carolina, date(2027, 3, 9), date(2027, 4, 5), weeks=3, today=TODAY)).series == []


def test_what_falls_in_a_break_is_left_out_or_only_said(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4")
    pause = add_break(carolina, name="Fall break", starts_on=date(2027, 8, 26), ends_on=date(2027, 8, 30), by=None)
    plan = plan_copies(copy_term(carolina, "2027-03-09", "2027-04-30", "2027-08-24"))
    assert days_of(plan.copies) == ["Tue 08-24 10:00", "Tue 08-31 10:00", "Thu 09-02 10:00"]
    assert [(days_of([copy]), rest) for copy, rest in plan.left_out] == [(["Thu 08-26 10:00"], pause)]
    # A break is why there is none; that is said by itself.
    assert plan.gaps == []
    assert plan.series[0].rule.repeat.except_dates == {date(2027, 8, 26)}
    plan = plan_copies(copy_term(carolina, "2027-03-09", "2027-04-30", "2027-08-24", leaves_out_breaks=False))
    assert (len(plan.copies), plan.left_out) == (4, [])
    assert [rest.pause for rest in plan.outlook.rests] == [pause]


def test_what_is_there_already_is_not_made_again(carolina: Chapter) -> None:
    make_event(carolina, starts="2027-02-02 10:00")
    make_event(carolina, starts="2027-02-02 10:00", title="Another")
    there = make_event(carolina, starts="2027-03-02 10:00", publish=False)
    cancel_event(make_event(carolina, starts="2027-03-02 10:00", title="Another"), by=None)
    plan = plan_copies(want_week(carolina, date(2027, 2, 2), date(2027, 3, 2), today=TODAY))
    assert [event for _copy, event in plan.there] == [there]
    assert [copy.event.title for copy in plan.copies] == ["Another"]
    # At the same site, and so a clash of what is left.
    assert [clash.event for clash in plan.outlook.clashes] == [there]


def test_one_event_there_stands_for_one_copy(carolina: Chapter) -> None:
    for _twin in range(2):
        make_event(carolina, starts="2027-02-02 10:00")
    make_event(carolina, starts="2027-03-02 10:00")
    plan = plan_copies(want_week(carolina, date(2027, 2, 2), date(2027, 3, 2), today=TODAY))
    assert (len(plan.copies), len(plan.there)) == (1, 1)


def test_at_another_site_it_is_another_thing(carolina: Chapter) -> None:
    make_event(carolina, starts="2027-02-02 10:00")
    make_event(carolina, starts="2027-03-02 10:00", site="The Well")
    plan = plan_copies(want_week(carolina, date(2027, 2, 2), date(2027, 3, 2), today=TODAY))
    assert (len(plan.copies), plan.there, plan.outlook.clashes) == (1, [], [])


@pytest.mark.parametrize(
    ("first", "last", "to", "at_field", "sentence"),
    [
        ("2027-03-09", "2027-03-08", "2027-08-24", "last_day", "The last day must not be before the first."),
        ("2027-03-09", "2028-03-20", "2027-08-24", "last_day",
         "A year at most is copied at once. Choose a shorter time."),
        ("2027-03-09", "2027-04-30", "2027-03-05", "to", "It is on these days already. Choose a later day."),
        ("2027-03-09", "2027-04-30", "2027-01-05", "to", "That is over. Choose a day from today on."),
        ("2027-03-09", "2027-04-30", "2037-01-05", "to", "Choose a day within the next three years."),
        ("2026-03-09", "2026-04-30", "2027-08-24", "first_day", "There is nothing to copy on these days."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(
    carolina: Chapter, first: str, last: str, to: str, at_field: str, sentence: str
) -> None:
    make_event(carolina, starts="2027-03-09 10:00")
    with pytest.raises(Refused) as refused:
        plan_copies(copy_term(carolina, first, last, to))
    assert (refused.value.field, str(refused.value)) == (at_field, sentence)


def test_weeks_and_single_days_that_make_no_sense_are_refused(carolina: Chapter) -> None:
    event = make_event(carolina)
    week = date(2027, 2, 1)
    wrong: list[tuple[Callable[[], object], str]] = [
        (lambda: want_event(event, date(2027, 2, 4), today=TODAY), "It is on that day already. Choose another."),
        (lambda: want_event(event, date(2027, 1, 31), today=TODAY), "That is over. Choose a day from today on."),
        (lambda: want_event(event, TODAY + FARTHEST + timedelta(1), today=TODAY),
         "Choose a day within the next three years."),
        (lambda: want_week(carolina, week, week + timedelta(6), today=TODAY),
         "That is the week itself, or it is among them. Choose other weeks."),
        (lambda: want_week(carolina, week + timedelta(14), week, weeks=3, today=TODAY),
         "That is the week itself, or it is among them. Choose other weeks."),
        (lambda: want_week(carolina, week, week - timedelta(7), today=TODAY),
         "That is over. Choose a day from today on."),
        (lambda: want_week(carolina, week, week + timedelta(7), weeks=MOST_WEEKS + 1, today=TODAY),
         "Type a number from 1 to 30."),
    ]  # fmt: skip
    for want, sentence in wrong:
        with pytest.raises(Refused) as refused:
            want()
        assert str(refused.value) == sentence


def test_more_than_a_chapter_ever_holds_is_refused(carolina: Chapter) -> None:
    make_event(carolina, *[draft(carolina)] * 200, starts="2027-02-04 10:00")
    with pytest.raises(Refused) as refused:
        plan_copies(want_week(carolina, TODAY, date(2027, 3, 1), weeks=26, today=TODAY))
    assert str(refused.value) == "That would be 5200 shifts. At most 5000 are copied at once."
    for _n in range(34):
        make_event(carolina, starts="2027-02-05 10:00")
    Event.objects.exclude(starts_at=at(carolina, "2027-02-05 10:00")).update(state="deleted")
    with pytest.raises(Refused) as refused:
        plan_copies(want_week(carolina, TODAY, date(2027, 3, 1), weeks=30, today=TODAY))
    assert str(refused.value) == "That would be 1020 events. At most 1000 are copied at once."


def test_a_term_is_proposed_from_what_was_planned_lately(carolina: Chapter) -> None:
    assert propose_term(carolina) is None
    for day in ("2025-03-01", "2026-09-01", "2027-01-12", "2027-02-28"):
        make_event(carolina, starts=f"{day} 22:00")
    assert propose_term(carolina) == (date(2026, 9, 1), date(2027, 2, 28))


def test_a_term_costs_as_many_queries_as_a_day(carolina: Chapter) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270630")
    for number in range(4):
        save_site(carolina, f"Site {number}", by=None)
        make_event(carolina, draft(carolina), starts="2027-03-09 10:00", site=f"Site {number}")
    counts = []
    for last in ("2027-03-09", "2027-06-30"):
        with CaptureQueriesContext(connection) as queries:
            plan_copies(copy_term(carolina, "2027-03-09", last, "2027-08-24"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
