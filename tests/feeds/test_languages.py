"""Calendars speak their chapter's language, private ones their person's, whatever an app asks for."""

from http import HTTPStatus

from tests.builders import make_shift
from tests.calendars.reading import read_events
from tests.feeds.fetching import chapter_path, event_path, fetch, private_path, shift_path, status_of
from turnout.actions.chapters import set_language as set_chapter_language
from turnout.actions.people import set_language
from turnout.actions.removals import cancel_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Kind, Person


def test_a_public_calendar_speaks_the_chapters_language_on_the_next_request(carolina: Chapter, ruth: Person) -> None:
    shift = make_shift(carolina, role="Anfitriona", event={"title": "Mesa", "kind": Kind.PRAYER})
    cancel_shift(shift, by=ruth)
    paths = [chapter_path(carolina), chapter_path(carolina, "prayer"), event_path(shift.event), shift_path(shift)]
    english = {path: fetch(path, accept_language="es") for path in paths}
    assert {read_events(answer.content)[0].summary for answer in english.values()} == {"Cancelled: Anfitriona: Mesa"}
    set_chapter_language(carolina, "es", by=ruth)
    for path, before in english.items():
        assert status_of(path, if_none_match=before.headers["ETag"]) == HTTPStatus.OK
        assert status_of(path, if_modified_since=before.headers["Last-Modified"]) == HTTPStatus.OK
        after = fetch(path, accept_language="en")
        assert [event.summary for event in read_events(after.content)] == ["Cancelado: Anfitriona: Mesa"]
        unchanged = fetch(path, if_none_match=after.headers["ETag"], accept_language="en")
        assert unchanged.status_code == HTTPStatus.NOT_MODIFIED
        assert [answer.headers["Content-Language"] for answer in (before, after, unchanged)] == ["en", "es", "es"]
    assert b"NAME:Carolina Against Trafficking: Oraci\xc3\xb3n\r\n" in fetch(paths[1]).content


def test_a_private_calendar_speaks_its_persons_language_on_the_next_request(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(
        carolina, capacity=1, role="Anfitriona", event={"title": "Mesa", "site": None, "is_online": True}
    )
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    path = private_path(maya)
    before = fetch(path)
    assert b"NAME:My shifts\r\n" in before.content
    set_language(maya, "es")
    assert status_of(path, if_none_match=before.headers["ETag"]) == HTTPStatus.OK
    assert status_of(path, if_modified_since=before.headers["Last-Modified"]) == HTTPStatus.OK
    after = fetch(path, accept_language="en")
    assert b"NAME:Mis turnos\r\n" in after.content
    (entry,) = read_events(after.content)
    assert (entry.summary, entry.location) == ("Lista de espera: Anfitriona: Mesa", "En línea")
    assert after.headers["Content-Language"] == "es"


def test_the_same_language_again_changes_no_calendar(carolina: Chapter, maya: Person) -> None:
    path, public = private_path(maya), chapter_path(carolina)
    tags = {address: fetch(address).headers["ETag"] for address in (path, public)}
    set_language(maya, "en")
    set_chapter_language(carolina, "en", by=None)
    assert {status_of(address, if_none_match=tag) for address, tag in tags.items()} == {HTTPStatus.NOT_MODIFIED}
