"""Which days a rule names, and what the clock shows on them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import moments
from turnout.rules.refusals import Refused
from turnout.rules.series import (
    FARTHEST,
    WEEKDAYS,
    Repeat,
    carry_moment,
    carry_span,
    clean_rule,
    find_dates,
    write_monthly_rule,
    write_rule,
)

NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
ZONES = sorted(available_timezones() - {"localtime"})


def days_of(rule: str, first: str, *left_out: str, zone: ZoneInfo = NEW_YORK) -> list[str]:
    repeat = Repeat(clean_rule(rule, zone), frozenset(map(date.fromisoformat, left_out)))
    return [day.isoformat() for day in find_dates(repeat, date.fromisoformat(first), zone)]


def test_tuesdays_and_thursdays_until_the_end_of_april_but_for_two_dates() -> None:
    days = days_of("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430", "2027-04-13", "2027-04-15", "2027-04-27")
    assert days == ["2027-04-13", "2027-04-20", "2027-04-22", "2027-04-29"]


def test_the_first_day_counts_only_where_the_rule_names_it() -> None:
    assert days_of("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "2027-02-01") == ["2027-02-02", "2027-02-09"]


def test_a_date_left_out_counts_towards_how_often() -> None:
    assert days_of("FREQ=DAILY;COUNT=3", "2027-02-01", "2027-02-02") == ["2027-02-01", "2027-02-03"]


@pytest.mark.parametrize(
    ("rule", "first", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=1SA;COUNT=3", "2027-02-06", ["2027-02-06", "2027-03-06", "2027-04-03"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2027-01-31", ["2027-01-31", "2027-03-31", "2027-05-31"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2027-02-26", ["2027-02-26", "2027-03-26"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2027-02-03", ["2027-02-03", "2027-02-17", "2027-03-03"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1", "2027-01-01", ["2028-02-29"]),
        ("FREQ=DAILY;BYDAY=MO,WE;BYMONTH=3;COUNT=2", "2027-02-01", ["2027-03-01", "2027-03-03"]),
        ("FREQ=DAILY;BYMONTHDAY=-1,1;COUNT=3", "2027-02-02", ["2027-02-28", "2027-03-01", "2027-03-31"]),
        ("FREQ=WEEKLY;BYDAY=TU;BYMONTH=2,4;UNTIL=20270410", "2027-02-16", ["2027-02-16", "2027-02-23", "2027-04-06"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2027-02-01", ["2027-02-26", "2027-03-31"]),
        ("rrule:freq=daily;until=20270202", "2027-02-01", ["2027-02-01", "2027-02-02"]),
    ],
)
def test_other_rules(rule: str, first: str, days: list[str]) -> None:
    assert days_of(rule, first) == days


@pytest.mark.parametrize("zone", [NEW_YORK, KATHMANDU, ZoneInfo("Pacific/Apia")], ids=str)
def test_the_last_date_is_that_of_the_zone(zone: ZoneInfo) -> None:
    assert days_of("FREQ=DAILY;UNTIL=20270203", "2027-02-02", zone=zone) == ["2027-02-02", "2027-02-03"]


def test_a_rule_is_kept_with_its_end_in_utc() -> None:
    assert write_rule([3, 1, 1], date(2027, 4, 30), zone=NEW_YORK) == (
        "FREQ=WEEKLY;UNTIL=20270501T035959Z;INTERVAL=1;BYDAY=TU,TH"
    )
    assert clean_rule("FREQ=DAILY;UNTIL=20270203T040000Z", NEW_YORK) == "FREQ=DAILY;UNTIL=20270203T040000Z"


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (date(2027, 2, 13), ["2027-02-13", "2027-03-13", "2027-04-10"]),
        (date(2027, 1, 30), ["2027-01-30", "2027-02-27", "2027-03-27", "2027-04-24"]),
    ],
    ids=["the second Saturday", "the fifth Saturday is the last"],
)
def test_every_month_is_the_same_day_of_the_same_week(first: date, days: list[str]) -> None:
    assert days_of(write_monthly_rule(first, date(2027, 4, 30), zone=NEW_YORK), first.isoformat()) == days


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("FREQ=WEEKLY;TUESDAYS", "That is not a rule. Write it like FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430."),
        ("every tuesday", "That is not a rule. Write it like FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430."),
        ("", "That is not a rule. Write it like FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430."),
        ("COUNT=3", "Repeat by the day, week, month or year: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
        ("FREQ=DAILY;COUNT=3;COUNT=4", "That is not a rule. Write it like FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430."),
        ("FREQ=HOURLY;COUNT=3", "Repeat by the day, week, month or year: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", "That is not a rule. Write it like FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430."),
        ("FREQ=DAILY;BYHOUR=3;COUNT=3", "The times are those of the shifts. Leave BYHOUR, BYMINUTE and BYSECOND out."),
        ("FREQ=WEEKLY;BYMONTHDAY=3;COUNT=3", "BYMONTHDAY does not go with FREQ=WEEKLY."),
        ("FREQ=DAILY;BYSETPOS=1;COUNT=3", "BYSETPOS does not go with FREQ=DAILY."),
        ("FREQ=WEEKLY;BYDAY=1SA;COUNT=3", "Numbered days such as 1SA go with FREQ=MONTHLY or YEARLY."),
        ("FREQ=DAILY", "Say until when (UNTIL) or how often (COUNT), one of the two."),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270430", "Say until when (UNTIL) or how often (COUNT), one of the two."),
        ("FREQ=DAILY;COUNT=0", "INTERVAL and COUNT are 1 or more."),
        ("FREQ=DAILY;COUNT=3;INTERVAL=0", "INTERVAL and COUNT are 1 or more."),
        ("FREQ=DAILY;COUNT=401", "That is more than 400 days. Choose an earlier end."),
        ("FREQ=DAILY;UNTIL=20300101", "That is more than 400 days. Choose an earlier end."),
        ("FREQ=YEARLY;COUNT=5", "A series reaches over three years at most. Choose an earlier end."),
        ("FREQ=WEEKLY;UNTIL=20310101", "A series reaches over three years at most. Choose an earlier end."),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20280101",
         "No day is left. Look at the days, the end and the dates left out."),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
         "A series reaches over three years at most. Choose an earlier end."),
        ("FREQ=DAILY;UNTIL=20260101", "No day is left. Look at the days, the end and the dates left out."),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_in_words(rule: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        days_of(rule, "2027-02-01")
    assert (str(refused.value), refused.value.field) == (sentence, "rule")


@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY"]), interval=st.integers(1, 40), count=st.integers(1, 30),
    limits=st.fixed_dictionaries({}, optional={
        "BYDAY": st.sets(st.sampled_from(WEEKDAYS), min_size=1),
        "BYMONTH": st.sets(st.integers(1, 12), min_size=1),
    }),
)  # fmt: skip
def test_what_is_left_out_here_is_what_dateutil_leaves_out(
    frequency: str, interval: int, count: int, limits: dict[str, set[Any]]
) -> None:
    parts = "".join(f";{name}={','.join(map(str, sorted(values)))}" for name, values in limits.items())
    rule = f"FREQ={frequency};INTERVAL={interval}{parts}"
    first = datetime(2027, 2, 1)  # noqa: DTZ001  a day, as dateutil wants it
    last = first + FARTHEST
    expected = [moment.date().isoformat() for moment in rrulestr(rule, dtstart=first).between(first, last, inc=True)]
    with suppress(Refused):
        assert days_of(f"{rule};COUNT={count}", "2027-02-01") == expected[:count]


@given(st.text(alphabet="FREQ=DAILYWKMONTH;BUNC0123456789,-", max_size=60))
def test_whatever_is_typed_becomes_days_or_a_sentence(rule: str) -> None:
    with suppress(Refused):
        days = days_of(rule, "2027-02-01")
        assert days == sorted(set(days))


def test_the_clock_shows_the_same_before_and_after_a_change_of_clocks() -> None:
    before = datetime(2027, 3, 11, 10, 0, tzinfo=NEW_YORK)
    assert carry_moment(before, 7, NEW_YORK) == datetime(2027, 3, 18, 14, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_an_hour_later_that_day() -> None:
    before = datetime(2027, 3, 7, 2, 30, tzinfo=NEW_YORK)
    assert carry_moment(before, 7, NEW_YORK) == datetime(2027, 3, 14, 3, 30, tzinfo=NEW_YORK)


def test_a_span_in_which_the_clocks_skip_its_start_keeps_its_length() -> None:
    starts_at, ends_at = datetime(2027, 3, 7, 2, 30, tzinfo=NEW_YORK), datetime(2027, 3, 7, 3, 15, tzinfo=NEW_YORK)
    start, end = carry_span(starts_at, ends_at, 7, NEW_YORK)
    assert start == datetime(2027, 3, 14, 3, 30, tzinfo=NEW_YORK)
    assert end - start == timedelta(minutes=45)


@given(
    starts_at=moments(),
    days=st.integers(0, 400),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    length=st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=7)),
)
def test_a_carried_span_never_ends_before_it_begins(
    starts_at: datetime, days: int, zone: ZoneInfo, length: timedelta
) -> None:
    start, end = carry_span(starts_at, starts_at + length, days, zone)
    assert start < end
    # On the clock it is the same, or later by what the clocks skipped.
    shown = start.astimezone(zone).replace(tzinfo=None) - starts_at.astimezone(zone).replace(tzinfo=None)
    assert timedelta(days=days) <= shown <= timedelta(days=days + 1)
