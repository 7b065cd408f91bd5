"""Error pages: what happened, in plain words, and a way on."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path as route

from config.urls import urlpatterns as all_urls
from tests.builders import draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.models import Chapter, Person, Visibility

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

Ask = Callable[..., "Page"]


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [route("broken/", fail), *all_urls]
handler400 = "turnout.web.errors.bad_request"
handler404 = "turnout.web.errors.not_found"
handler500 = "turnout.web.errors.server_error"

HELP = "National Human Trafficking Hotline 1-888-373-7888 Text BEFREE to 233733"


def bare(body: bytes, public_id: str) -> str:
    """Return a page without what each request makes anew, and without the id that was asked for."""
    return re.sub(r'value="[\w-]{64}"', "", body.decode()).replace(public_id, "ID")


@pytest.fixture
def ask() -> Ask:
    """Ask as a browser does: an error is a page, not an exception of this process."""

    def ask(method: str, path: str, person: Person | None = None, **headers: str) -> "Page":
        client = Client(raise_request_exception=False, enforce_csrf_checks=True, headers=headers)
        if person:
            client.force_login(person)
        return client.generic(method, path)

    return ask


@pytest.mark.usefixtures("carolina", "nashville")
@pytest.mark.parametrize(
    ("method", "path", "status", "title", "way"),
    [
        ("GET", "/nowhere/", 404, "There is nothing here", '<a class="button" href="/">To the open shifts</a>'),
        ("GET", "/shifts/gone/", 404, "There is nothing here", '<a class="button" href="/">To the open shifts</a>'),
        ("POST", "/signin/", 403, "This page was open too long", '<a class="button" href="/">Load the page again</a>'),
        ("GET", "/signout/", 405, "There is nothing to see here", '<a class="button" href="/">Go back</a>'),
    ],
)
def test_every_error_has_the_frame_of_the_others_and_a_way_on(
    ask: Ask, method: str, path: str, status: int, title: str, way: str
) -> None:
    page = ask(method, path)
    html = re.sub(r"\s+", " ", page.content.decode())
    assert page.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert way in html
    for part in ('<html lang="en"', 'class="brand"', 'class="bar"', 'id="exit"', 'class="help-line"'):
        assert part in html


@pytest.mark.urls("tests.web.test_errors")
@pytest.mark.django_db
def test_our_own_fault_asks_nothing_of_database_and_session(maya: Person, ask: Ask) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(maya)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/broken/")
    assert (page.status_code, len(queries)) == (500, 0)
    assert "Turnout-Session" not in page
    said = text_of(page)
    assert "Something went wrong on our side Nothing you typed was at fault." in said
    assert HELP in said
    assert 'id="exit"' in page.content.decode()
    assert re.search(r'class="button"\s+href="/"', page.content.decode())


@pytest.mark.urls("tests.web.test_errors")
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/broken/", "/offline/"])
def test_a_bare_page_is_in_the_readers_language(ask: Ask, path: str) -> None:
    for language in ("es", "en"):
        assert f'<html lang="{language}"' in ask("GET", path, **{"Accept-Language": language}).content.decode()


@pytest.mark.django_db
def test_a_request_for_another_site_gets_a_page_that_stands_by_itself(ask: Ask) -> None:
    page = ask("GET", "/carolina/", Host="evil.example")
    assert page.status_code == 400
    assert "We did not understand that" in text_of(page)
    assert HELP in text_of(page)
    assert "evil.example" not in page.content.decode()


def test_a_page_that_was_open_too_long_leads_back_to_it(maya: Person, ask: Ask) -> None:
    page = ask("POST", "/me/name/", maya, Referer="http://turnout.test/me/?x=1")
    assert re.search(r'class="button"\s+href="/me/\?x=1"', page.content.decode())
    elsewhere = ask("POST", "/me/name/", maya, Referer="http://evil.example/me/")
    assert "evil.example" not in elsewhere.content.decode()


@pytest.mark.parametrize(
    "before",
    [
        "http://turnout.test//evil.example/x",
        "http://turnout.test/\\evil.example/x",
        "http://turnout.test",
        "http://turnout.test.evil.example/x",
        "https://turnout.test/x",
        "http://[evil.example/x",
        "javascript:alert(1)",
    ],
)
def test_no_way_back_leads_off_the_site(maya: Person, client_of: ClientOf, ask: Ask, before: str) -> None:
    page = ask("POST", "/me/name/", maya, Referer=before)
    assert re.search(r'class="button"\s+href="/">', page.content.decode())
    refused = client_of(maya).post("/me/name/", {"name": ""}, headers={"Referer": before})
    assert 'name="next" value="/"' in re.sub(r"\s+", " ", refused.content.decode())


@pytest.mark.django_db
def test_too_many_tries_says_how_long_to_wait_and_keeps_what_was_typed() -> None:
    asked = {"email": "priya@turnout.test"}
    for _ in range(6):
        Client().post("/signin/", asked)
    page = Client().post("/signin/", asked)
    assert (page.status_code, page["Retry-After"]) == (429, "900")
    assert "You asked for many codes. Wait a quarter of an hour, then try again." in text_of(page)
    assert 'value="priya@turnout.test"' in page.content.decode()
    for n in range(24):
        Client(REMOTE_ADDR=f"198.51.100.{n}").post("/signin/", asked)
    page = Client(REMOTE_ADDR="203.0.113.5").post("/signin/", asked)
    assert "You asked for many codes. Wait an hour, then try again." in text_of(page)
    assert page["Retry-After"] == "3600"


def test_a_lost_shift_leads_to_others_of_ones_own_chapters(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    for day in ("04", "05", "06", "07"):
        make_shift(carolina, f"2027-02-{day} 10:00", role=f"Reader {day}")
    make_shift(nashville, "2027-02-03 10:00", role="Usher")
    page = text_of(client_of(maya).get("/shifts/gone/"))
    assert re.findall(r"Reader \d\d|Usher", page) == ["Reader 04", "Reader 05", "Reader 06"]
    assert "Thursday, February 4, 10:00 AM EST" in page


def test_somebody_signed_out_is_offered_the_only_chapters_shifts_or_the_chapters(
    carolina: Chapter, client_of: ClientOf
) -> None:
    make_shift(carolina, role="Reader")
    make_event(carolina, draft(carolina, role="Secret"), visibility=Visibility.MEMBERS)
    page = text_of(client_of(None).get("/events/gone/"))
    assert "Reader" in page
    assert "Secret" not in page
    Chapter.objects.create(slug="nashville", name="Nashville Freedom Network", timezone="America/Chicago")
    page = text_of(client_of(None).get("/events/gone/"))
    assert "Choose a chapter Carolina Against Trafficking Nashville Freedom Network" in page


def test_what_is_hidden_and_what_never_was_get_the_same_page(
    carolina: Chapter, nashville: Chapter, leo: Person, client_of: ClientOf
) -> None:
    hidden = make_event(carolina, draft(carolina), visibility=Visibility.MEMBERS)
    drafted = make_event(carolina, draft(carolina), publish=False)
    for client in (client_of(None), client_of(leo)):
        for room, ids in (
            ("events", [hidden.public_id, drafted.public_id]),
            ("shifts", [hidden.shifts.get().public_id, drafted.shifts.get().public_id]),
        ):
            pages = {bare(client.get(f"/{room}/{public_id}/").content, public_id) for public_id in [*ids, "x" * 12]}
            assert len(pages) == 1


def test_a_lost_page_costs_few_queries(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    make_shift(carolina)
    counts = []
    for client, path in ((client_of(maya), "/shifts/gone/"), (client_of(None), "/x/")):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] <= 7
    assert counts[1] <= 2


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/carolina/?q=a%00b", 400),
        ("get", "/organize/carolina/week/?site=%00", 400),
        ("post", "/organize/carolina/drafts/publish/", 400),
        ("post", "/p/nothing", 400),
        ("get", "/organize/events/a%00b/", 404),
        ("get", "/p/a%00b", 404),
    ],
)
def test_no_page_is_asked_for_a_nul(
    carolina: Chapter, jordan: Person, client_of: ClientOf, method: str, path: str, status: int
) -> None:
    given = {"event": "a\0b", "signup": "\0"} if method == "post" else None
    with CaptureQueriesContext(connection) as asked:
        answer = getattr(client_of(jordan), method)(path, given)
    assert answer.status_code == status
    assert not any("\0" in query["sql"] for query in asked.captured_queries)
