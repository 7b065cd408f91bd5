"""What an answer says besides its calendar: rules 17, 18, 19 and 22."""

import gzip
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client

from tests.builders import make_shift
from tests.feeds.fetching import chapter_path, event_path, fetch, private_path, shift_path
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person

NAMES = ("chapter", "kind", "event", "shift", "private")


@pytest.fixture
def paths(carolina: Chapter, maya: Person) -> dict[str, str]:
    """Return the path of each kind of calendar; all show the same shift, that Maya is on."""
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    return {
        "chapter": chapter_path(carolina),
        "kind": chapter_path(carolina, "outreach"),
        "event": event_path(shift.event),
        "shift": shift_path(shift),
        "private": private_path(maya),
    }


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, paths: dict[str, str]) -> str:
    return paths[request.param]


def test_rule_17_a_calendar_is_called_one(path: str) -> None:
    assert fetch(path).headers["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json", "image/png;q=0.1", "nonsense", "*/*"])
def test_rule_18_whatever_is_accepted_a_calendar_comes(path: str, accept: str) -> None:
    assert fetch(path, accept=accept).status_code == HTTPStatus.OK


def test_rule_18_head_says_what_get_says_without_the_body(path: str) -> None:
    full, head = fetch(path), Client().head(path)
    assert (head.status_code, head.content) == (HTTPStatus.OK, b"")
    assert head.headers == full.headers
    again = Client().head(path, headers={"If-None-Match": full.headers["ETag"]})
    assert again.status_code == HTTPStatus.NOT_MODIFIED


def test_rule_18_gzip_makes_other_bytes_of_the_same_calendar(path: str) -> None:
    plain, packed = fetch(path), fetch(path, accept_encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
        assert response.headers["ETag"].startswith('W/"')
    assert plain.headers["ETag"] == packed.headers["ETag"]


def test_rule_18_no_cookie_is_set_or_taken_away(path: str, maya: Person, client_of: Callable[..., Client]) -> None:
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = "long-ended"
    for client in (Client(), stale, client_of(maya)):
        assert not fetch(path, client=client).cookies
        assert not fetch(path, client=client, if_none_match="*").cookies
        assert not fetch("/feeds/private/nothing.ics", client=client).cookies


@pytest.mark.parametrize("name", ["chapter", "kind", "private"])
def test_rule_18_a_feed_is_the_same_for_whoever_is_signed_in(
    paths: dict[str, str], name: str, jordan: Person, client_of: Callable[..., Client]
) -> None:
    mine, anybodys = fetch(paths[name], client=client_of(jordan)), fetch(paths[name])
    assert (mine.content, mine.headers) == (anybodys.content, anybodys.headers)
    assert "Cookie" not in anybodys.headers["Vary"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_calendar_is_read_and_nothing_else(path: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(path)
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("name", ["chapter", "kind", "event", "shift"])
def test_rule_19_public_calendars_may_be_kept_for_five_minutes(paths: dict[str, str], name: str) -> None:
    response = fetch(paths[name])
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "X-Robots-Tag" not in response.headers


def test_rule_19_a_private_calendar_is_kept_from_caches_robots_and_referrers(paths: dict[str, str]) -> None:
    headers = fetch(paths["private"]).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("name", "manner", "file_name"),
    [
        ("chapter", "inline", "carolina.ics"),
        ("kind", "inline", "carolina-outreach.ics"),
        ("event", "inline", "event-{id}.ics"),
        ("shift", "attachment", "shift-{id}.ics"),
        ("private", "inline", "my-shifts.ics"),
    ],
)
def test_rule_22_feeds_are_inline_and_a_shift_is_a_download(
    paths: dict[str, str], name: str, manner: str, file_name: str
) -> None:
    public_id = paths[name].rpartition("/")[2].removesuffix(".ics")
    expected = f'{manner}; filename="{file_name.format(id=public_id)}"'
    assert fetch(paths[name]).headers["Content-Disposition"] == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_requests_host_is_nowhere_in_a_calendar(paths: dict[str, str], name: str) -> None:
    response = Client(headers={"Host": "localhost"}).get(paths[name])
    assert response.status_code == HTTPStatus.OK
    assert b"localhost" not in response.content
    assert b"http://turnout.test/shifts/" in response.content
