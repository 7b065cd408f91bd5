"""The month at a glance."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.memberships import join_chapter
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Visibility


def cells(page: str) -> list[str]:
    """Return what the days that have something say."""
    return re.findall(r'class="say">([^<]+)<', page)


def test_each_day_says_how_much_is_open_and_whether_people_are_needed(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    make_shift(carolina, "2027-02-04 10:00", min_needed=2, capacity=3)
    claim_shift(make_shift(carolina, "2027-02-04 12:00"), person=maya)
    make_shift(carolina, "2027-02-20 10:00")
    assert cells(client_of(maya).get("/carolina/calendar/").content.decode()) == [
        "Thursday, February 4: 2 shifts open, people needed, you&#x27;re in",
        "Saturday, February 20: 1 shift open",
    ]


def test_who_waits_for_a_place_is_not_in(carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    for path in ("/carolina/calendar/", "/calendar/"):
        page = client_of(maya).get(path).content.decode()
        assert cells(page) == ["Thursday, February 4: 1 shift open"]


def test_only_shifts_of_several_chapters_say_which(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    make_shift(carolina)
    alone = text_of(client_of(maya).get("/calendar/"))
    join_chapter(nashville, person=maya)
    beside_another = text_of(client_of(maya).get("/calendar/"))
    words = "Near the library · EST · Carolina Against Trafficking"
    assert [words in page for page in (alone, beside_another)] == [False, True]


def test_a_day_that_is_picked_shows_its_shifts(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-02-04 10:00", role="Usher")
    make_shift(carolina, "2027-02-05 10:00", role="Reader")
    page = text_of(client_of(None).get("/carolina/calendar/?day=2027-02-05"))
    assert re.findall(r"\bUsher|\bReader", page) == ["Reader", "Reader"]


def test_the_first_day_that_has_something_is_picked_by_itself(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-03-09 10:00", role="Usher")
    assert "Usher" in text_of(client_of(None).get("/carolina/calendar/?month=2027-03"))
    assert "No shifts in February." in text_of(client_of(None).get("/carolina/calendar/"))


def test_a_shift_late_at_night_stands_on_its_own_zones_day(carolina: Chapter, client_of: ClientOf) -> None:
    make_shift(carolina, "2027-02-04 23:30")
    assert cells(client_of(None).get("/carolina/calendar/").content.decode()) == ["Thursday, February 4: 1 shift open"]


def test_my_calendar_has_all_my_chapters_and_no_other(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    make_shift(carolina, "2027-02-04 10:00")
    make_shift(nashville, "2027-02-05 10:00")
    assert cells(client_of(maya).get("/calendar/").content.decode()) == ["Thursday, February 4: 1 shift open"]


def test_what_is_for_members_shows_to_members_alone(
    carolina: Chapter, maya: Person, leo: Person, client_of: ClientOf
) -> None:
    make_event(carolina, draft(carolina), visibility=Visibility.MEMBERS)
    seen = [len(cells(client_of(person).get("/carolina/calendar/").content.decode())) for person in (maya, leo, None)]
    assert seen == [1, 0, 0]


@pytest.mark.parametrize("query", ["month=2027-13", "day=x", "month=0001-01", "month=99999-01", "day=2027-02-30"])
def test_an_address_that_names_no_day_shows_this_month(carolina: Chapter, client_of: ClientOf, query: str) -> None:
    assert "February 2027" in text_of(client_of(None).get(f"/carolina/calendar/?{query}"))


def test_somebody_signed_out_without_a_chapter_chooses_one_first(
    carolina: Chapter, nashville: Chapter, client_of: ClientOf
) -> None:
    assert client_of(None).get("/calendar/")["Location"] == "/"


def test_a_full_month_costs_no_more_queries_than_an_empty_one(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    client = client_of(maya)
    make_shift(carolina, "2027-02-02 08:00")
    counts = []
    for days in (0, 20):
        for day in range(days):
            make_event(carolina, draft(carolina, f"2027-02-{day + 3:02} 10:00"), starts=f"2027-02-{day + 3:02} 09:00")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/carolina/calendar/?day=2027-02-02")
        counts.append(len(queries))
    assert counts[0] == counts[1] < 12
