"""Times in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.builders import NOW, at, make_shift
from turnout.models import Chapter
from turnout.rules.scheduling import is_skipped
from turnout.rules.times import say_date, say_day, say_span, say_zone

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
