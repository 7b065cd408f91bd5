"""What a calendar costs the database: the same however many shifts it shows, and next to nothing for a good copy."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import draft, make_event, make_shift
from tests.calendars.reading import read_events
from tests.feeds.fetching import chapter_path, event_path, fetch, private_path, read, shift_path
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person


def make_shifts(chapter: Chapter, count: int) -> Event:
    """Make shifts of one event, and a fifth as many events of one shift each; return the former."""
    for number in range(count // 5):
        make_event(chapter, draft(chapter), site=f"Site {number}", title=f"Event {number}")
    return make_event(chapter, *(draft(chapter, role=f"Role {number}") for number in range(count - count // 5)))


@pytest.mark.parametrize("count", [10, 200])
def test_a_chapters_calendar_takes_three_queries(
    carolina: Chapter, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    make_shifts(carolina, count)
    with django_assert_num_queries(3):
        raw = read(chapter_path(carolina))
    assert len(read_events(raw)) == count


@pytest.mark.parametrize("count", [10, 200])
def test_an_events_calendar_takes_three_queries_and_seven_for_who_is_signed_in(
    carolina: Chapter,
    maya: Person,
    client_of: Callable[[Person | None], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    event = make_event(carolina, *(draft(carolina, role=f"Role {number}") for number in range(count)))
    with django_assert_num_queries(3):
        raw = read(event_path(event))
    assert len(read_events(raw)) == count
    client = client_of(maya)
    with django_assert_num_queries(7):
        read(event_path(event), client=client)


@pytest.mark.parametrize("count", [1, 15])
def test_a_private_calendar_takes_three_queries_once_its_fetch_is_noted(
    carolina: Chapter, maya: Person, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for day in range(2, 2 + count):
        claim_shift(make_shift(carolina, f"2027-02-{day:02} 10:00"), person=maya)
    path = private_path(maya)
    fetch(path)
    with django_assert_num_queries(3):
        raw = read(path)
    assert len(read_events(raw)) == count


def test_a_good_copy_costs_one_query(
    carolina: Chapter, maya: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    paths = (
        chapter_path(carolina),
        chapter_path(carolina, "outreach"),
        event_path(shift.event),
        shift_path(shift),
        private_path(maya),
    )
    for path in paths:
        etag = fetch(path).headers["ETag"]
        with django_assert_num_queries(1):
            assert fetch(path, if_none_match=etag).status_code == 304
