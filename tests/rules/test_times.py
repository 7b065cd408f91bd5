"""Times in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tests.builders import NOW, at, make_shift
from turnout.models import Chapter
from turnout.rules.scheduling import is_skipped
from turnout.rules.times import say_clock, say_date, say_day, say_hours, say_span, say_time, say_until, say_zone

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2027, 2, 1, 23, 0, tzinfo=UTC), "Today"),
        (datetime(2027, 2, 2, 4, 59, tzinfo=UTC), "Today"),  # still the first in New York
        (datetime(2027, 2, 2, 5, 0, tzinfo=UTC), "Tomorrow"),
        (datetime(2027, 2, 4, 15, 0, tzinfo=UTC), "Thursday, February 4"),
        (datetime(2028, 2, 4, 15, 0, tzinfo=UTC), "Friday, February 4, 2028"),
    ],
)
def test_days_are_said_as_people_say_them(moment: datetime, said: str) -> None:
    assert say_day(moment, NEW_YORK, now=NOW) == said


def test_a_span_names_its_zone_and_the_day_on_which_it_ends(carolina: Chapter) -> None:
    night = make_shift(carolina, "2027-02-04 22:00", hours=4)
    assert say_span(night) == "Thursday, February 4, 10:00 PM to 2:00 AM (Fri, Feb 5) EST"


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        ("2027-02-01T10:00:20", "in 1 minute"),
        ("2027-02-01T10:01:00", "in 1 minute"),
        ("2027-02-01T10:01:01", "in 2 minutes"),
        ("2027-02-01T10:45:00", "in 45 minutes"),
        ("2027-02-01T10:59:30", "in 1 hour"),
        ("2027-02-01T11:29:00", "in 1 hour"),
        ("2027-02-01T11:30:00", "in 2 hours"),
        ("2027-02-01T13:00:00", "in 3 hours"),
        ("2027-02-01T23:00:00", "in 13 hours"),
        ("2027-02-02T00:30:00", "tomorrow at 12:30 AM"),
        ("2027-02-02T10:00:00", "tomorrow at 10:00 AM"),
        ("2027-02-03T00:10:00", "in 2 days"),
        ("2027-02-14T22:00:00", "in 13 days"),
        ("2027-02-15T10:00:00", "in 2 weeks"),
        ("2027-02-18T10:00:00", "in 2 weeks"),
        ("2027-02-19T10:00:00", "in 3 weeks"),
        ("2027-02-01T10:00:00", "now"),
        ("2027-02-01T09:00:00", "now"),
        ("2027-02-01T08:00:00", "over"),
    ],
)
def test_how_long_it_is_until_something_is_said_as_people_count(wall: str, said: str) -> None:
    starts_at = datetime.fromisoformat(wall).replace(tzinfo=NEW_YORK)
    assert say_until(starts_at, NOW, ends_at=starts_at + timedelta(hours=2), zone=NEW_YORK) == said


def test_what_begins_soon_after_midnight_counts_in_hours() -> None:
    late = datetime(2027, 2, 1, 22, 0, tzinfo=NEW_YORK)
    assert say_until(datetime(2027, 2, 2, 1, 0, tzinfo=NEW_YORK), late, zone=NEW_YORK) == "in 3 hours"


def test_without_an_end_nothing_is_over() -> None:
    assert say_until(NOW - timedelta(days=3), NOW) == "now"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(60, "1 hour"), (150, "2.5 hours"), (45, "0.75 hours"), (100, "1.67 hours"), (1200, "20 hours"), (0, "0 hours")],
)
def test_hours_are_said_with_no_more_digits_than_they_need(minutes: int, said: str) -> None:
    assert say_hours(timedelta(minutes=minutes)) == said


def test_a_zone_without_letters_is_said_by_its_city() -> None:
    assert say_zone(NOW, ZoneInfo("America/Sao_Paulo")) == "Sao Paulo"
    assert say_zone(NOW, NEW_YORK) == "EST"


def test_a_date_has_its_year(carolina: Chapter) -> None:
    assert say_date(at(carolina, "2027-02-04 10:00"), NEW_YORK) == "Thursday, February 4, 2027"


@pytest.mark.parametrize(
    ("wall", "skipped"), [("2027-03-14T02:30", True), ("2027-03-14T03:00", False), ("2027-11-07T01:30", False)]
)
def test_the_hour_that_the_clocks_skip_is_known(wall: str, skipped: bool) -> None:
    assert is_skipped(datetime.fromisoformat(wall), NEW_YORK) is skipped


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2027, 2, 1, 23, 0, tzinfo=UTC), "Hoy"),
        (datetime(2027, 2, 2, 5, 0, tzinfo=UTC), "Mañana"),
        (datetime(2027, 2, 4, 15, 0, tzinfo=UTC), "Jueves 4 de febrero"),
        (datetime(2027, 9, 1, 15, 0, tzinfo=UTC), "Miércoles 1 de septiembre"),
        (datetime(2028, 2, 4, 15, 0, tzinfo=UTC), "Viernes 4 de febrero de 2028"),
    ],
)
def test_days_are_said_in_spanish(moment: datetime, said: str) -> None:
    with translation.override("es"):
        assert say_day(moment, NEW_YORK, now=NOW) == said


def test_times_and_spans_are_said_in_spanish(carolina: Chapter) -> None:
    """The spaces of "10:00 a. m." do not break."""
    night = make_shift(carolina, "2027-02-04 22:00", hours=4)
    with translation.override("es"):
        assert say_time(NOW, NEW_YORK) == "10:00\xa0a.\xa0m."
        assert say_time(at(carolina, "2027-02-04 12:00"), NEW_YORK) == "12:00\xa0p.\xa0m."
        assert say_date(NOW, NEW_YORK) == "lunes 1 de febrero de 2027"
        assert say_clock(night.starts_at, night.ends_at, NEW_YORK).replace("\xa0", " ") == (
            "10:00 p. m. a 2:00 a. m. (vie 5 feb) EST"
        )
        assert say_span(night).replace("\xa0", " ") == (
            "jueves 4 de febrero, de 10:00 p. m. a 2:00 a. m. (vie 5 feb) EST"
        )


def test_times_without_their_day_name_the_zone_and_another_days_end() -> None:
    start = datetime(2027, 2, 4, 22, 0, tzinfo=ZoneInfo("America/New_York"))
    ends = [start + timedelta(hours=1), start + timedelta(hours=4)]
    assert [say_clock(start, end, ZoneInfo("America/New_York")) for end in ends] == [
        "10:00 PM to 11:00 PM EST",
        "10:00 PM to 2:00 AM (Fri, Feb 5) EST",
    ]


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        ("2027-02-01T10:01:00", "dentro de 1 minuto"),
        ("2027-02-01T10:45:00", "dentro de 45 minutos"),
        ("2027-02-01T13:00:00", "dentro de 3 horas"),
        ("2027-02-02T10:00:00", "mañana, 10:00 a. m."),
        ("2027-02-14T22:00:00", "dentro de 13 días"),
        ("2027-02-15T10:00:00", "dentro de 2 semanas"),
        ("2027-02-01T10:00:00", "ahora"),
        ("2027-02-01T08:00:00", "terminado"),
    ],
)
def test_how_long_it_is_until_something_is_said_in_spanish(wall: str, said: str) -> None:
    starts_at = datetime.fromisoformat(wall).replace(tzinfo=NEW_YORK)
    with translation.override("es"):
        until = say_until(starts_at, NOW, ends_at=starts_at + timedelta(hours=2), zone=NEW_YORK)
    assert until.replace("\xa0", " ") == said


@pytest.mark.parametrize(("minutes", "said"), [(60, "1 hora"), (150, "2.5 horas"), (0, "0 horas")])
def test_hours_are_said_in_spanish_with_the_point_of_the_united_states_and_mexico(minutes: int, said: str) -> None:
    with translation.override("es"):
        assert say_hours(timedelta(minutes=minutes)) == said
