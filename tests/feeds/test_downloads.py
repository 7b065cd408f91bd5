"""Calendars that are opened from a page: of an event, and of one shift."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from tests.builders import make_shift
from tests.calendars.reading import read_event
from tests.feeds.fetching import event_path, fetch, read, shift_path, status_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Shift, Visibility

ClientOf = Callable[[Person | None], Client]


@pytest.fixture(params=[event_path, shift_path], ids=["event", "shift"])
def path_of(request: pytest.FixtureRequest) -> Callable[[Shift], str]:
    """Return the path of a shift's own calendar, and then of its event's."""
    return lambda shift: request.param(shift.event if request.param is event_path else shift)


PathOf = Callable[[Shift], str]


def test_anybody_reads_a_public_shift_and_its_area(carolina: Chapter, path_of: PathOf) -> None:
    response = fetch(path_of(make_shift(carolina)))
    assert read_event(response.content).location == "Near the library"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" in response.headers["Vary"]


def test_whoever_is_confirmed_and_signed_in_finds_the_address(
    carolina: Chapter, maya: Person, client_of: ClientOf, path_of: PathOf
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    response = fetch(path_of(shift), client=client_of(maya))
    seen = read_event(response.content)
    assert (seen.location, seen.privacy, seen.sequence) == ("The Pit, S South Rd 1", "PRIVATE", 1)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Cookie" in response.headers["Vary"]


def test_whoever_is_not_on_it_reads_what_everyone_reads(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf, path_of: PathOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    path = path_of(shift)
    assert read(path, client=client_of(jordan)) == read(path)


def test_a_members_only_shift_is_for_members_who_are_signed_in(
    carolina: Chapter, maya: Person, leo: Person, nora: Person, client_of: ClientOf, path_of: PathOf
) -> None:
    path = path_of(make_shift(carolina, event={"visibility": Visibility.MEMBERS}))
    asked = {person: status_of(path, client=client_of(person)) for person in (None, leo, nora, maya)}
    assert asked == {None: 404, leo: 404, nora: 404, maya: 200}


def test_a_draft_is_in_no_calendar_not_even_its_organizers(
    carolina: Chapter, jordan: Person, client_of: ClientOf, path_of: PathOf
) -> None:
    path = path_of(make_shift(carolina, event={"publish": False}))
    assert status_of(path, client=client_of(jordan)) == HTTPStatus.NOT_FOUND


def test_a_copy_is_good_for_whoever_fetched_it_alone(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf, path_of: PathOf
) -> None:
    path = path_of(make_shift(carolina))
    etags = {fetch(path, client=client_of(person)).headers["ETag"] for person in (None, maya, jordan)}
    assert len(etags) == 3


def test_her_copy_is_good_until_she_claims(
    carolina: Chapter, maya: Person, client_of: ClientOf, path_of: PathOf
) -> None:
    shift = make_shift(carolina)
    client = client_of(maya)
    etag = fetch(path_of(shift), client=client).headers["ETag"]
    assert status_of(path_of(shift), client=client, if_none_match=etag) == HTTPStatus.NOT_MODIFIED
    claim_shift(shift, person=maya)
    assert status_of(path_of(shift), client=client, if_none_match=etag) == HTTPStatus.OK


def test_what_is_not_there_is_not_found(db: None) -> None:
    assert status_of("/events/nothinghere2.ics") == status_of("/shifts/nothinghere2.ics") == HTTPStatus.NOT_FOUND
