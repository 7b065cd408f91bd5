"""The installed web app: the manifest, the worker, and what may be kept on a phone."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import LazySettings as Settings
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.builders import make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person
from turnout.web import installed

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Page


def shell_of(worker: "Page") -> dict[str, object]:
    found = re.search(r"const SHELL = (\{.*\});", worker.content.decode())
    assert found
    shell: dict[str, object] = json.loads(found[1])
    return shell


@pytest.mark.django_db
def test_the_manifest_says_how_it_stands_on_a_phones_screen(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    icons = manifest.pop("icons")
    assert manifest == {
        "id": "/",
        "name": "Turnout",
        "short_name": "Turnout",
        "description": "Shifts that need you, and yours.",
        "lang": "en",
        "dir": "auto",
        "start_url": "/mine/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#f7f5f0",
        "background_color": "#f7f5f0",
        "shortcuts": [{"name": "Shifts", "url": "/"}, {"name": "Mine", "url": "/mine/"}],
    }
    assert [(icon["sizes"], icon["type"], icon["purpose"]) for icon in icons] == [
        ("any", "image/svg+xml", "any"),
        ("192x192", "image/png", "any"),
        ("512x512", "image/png", "any"),
        ("192x192", "image/png", "maskable"),
        ("512x512", "image/png", "maskable"),
    ]
    for icon in icons[1:]:
        picture = Image.open(str(finders.find(icon["src"].removeprefix("/static/"))))
        assert "x".join(map(str, picture.size)) == icon["sizes"]


@pytest.mark.django_db
def test_the_manifest_is_in_the_readers_language(client: Client) -> None:
    assert client.get("/manifest.webmanifest", headers={"Accept-Language": "es"}).json()["lang"] == "es"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/service-worker.js", "/offline/"])
def test_what_the_phone_asks_for_again_and_again_costs_no_query(maya: Person, client_of: ClientOf, path: str) -> None:
    client = client_of(maya)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
    assert (answer.status_code, again.status_code, len(queries)) == (200, 304, 0)
    assert "Turnout-Session" not in answer


@pytest.mark.django_db
def test_the_worker_is_asked_about_each_time_and_names_its_files(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    shell = shell_of(answer)
    assert (shell["offline"], shell["mine"], shell["static"]) == ("/offline/", "/mine/", "/static/")
    files = shell["files"]
    assert isinstance(files, list)
    assert len(files) == len(set(files))
    for file in files:
        assert finders.find(file.removeprefix("/static/")), file


def test_the_shell_has_every_file_that_a_kept_page_asks_for(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina), client_of(maya)
    claim_shift(shift, person=maya)
    shell = shell_of(client.get("/service-worker.js"))["files"]
    assert isinstance(shell, list)
    for path in ("/mine/", f"/shifts/{shift.public_id}/", "/offline/"):
        html = client.get(path).content.decode()
        loaded = re.findall(r'(?:<script|<use|rel="stylesheet"|rel="icon")[^>]*?(?:src|href)="([^"#]+)', html)
        assert loaded
        assert set(loaded) <= set(shell)
    css = (Path(site.FRONTEND) / "static" / "css" / "turnout.css").read_text()
    assert {f"/static/{name}" for name in re.findall(r'url\("\.\./([^"]+)"\)', css)} <= set(shell)


@pytest.mark.django_db
def test_another_file_makes_another_worker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = []
    for more in ([], ["/static/js/more.0123456789ab.js"]):
        monkeypatch.setattr(installed, "list_shell", lambda more=more: ["/static/css/turnout.css", *more])
        installed._write_worker.cache_clear()
        versions.append(shell_of(client.get("/service-worker.js"))["version"])
    installed._write_worker.cache_clear()
    assert versions[0] != versions[1]


def test_only_mine_and_the_pages_of_held_shifts_may_be_kept(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    held, other, full = (make_shift(carolina, f"2027-02-0{day} 10:00", capacity=1) for day in (4, 5, 6))
    claim_shift(held, person=maya)
    claim_shift(full, person=jordan)
    claim_shift(full, person=maya, if_full="waitlist")
    paths = [
        "/", "/carolina/", "/carolina/calendar/", "/calendar/", "/me/", "/mine/", "/nowhere/", "/signin/",
        *(f"/shifts/{shift.public_id}/" for shift in (held, other, full)), f"/events/{held.event.public_id}/",
        f"/shifts/{held.public_id}.ics", "/api/v1/me/signups",
    ]  # fmt: skip
    kept = {path for path in paths if "Turnout-Keep" in client_of(maya).get(path)}
    assert kept == {"/mine/", f"/shifts/{held.public_id}/"}
    organizer = client_of(jordan)
    desk = ("/organize/carolina/", f"/organize/events/{held.event.public_id}/roster/", f"/shifts/{held.public_id}/")
    assert not any("Turnout-Keep" in organizer.get(path) for path in desk)
    assert not any("Turnout-Keep" in client_of(None).get(path) for path in paths)


def test_every_page_says_whose_session_it_is_by_a_name_of_its_own(
    carolina: Chapter, maya: Person, leo: Person, client_of: ClientOf
) -> None:
    hers, again, his, nobodys = (client_of(person) for person in (maya, maya, leo, None))
    names = [client.get("/carolina/")["Turnout-Session"] for client in (hers, again, his, nobodys)]
    assert names[-1] == "none"
    assert len(set(names)) == 4  # one a session, even of the same person
    assert hers.get("/mine/")["Turnout-Session"] == names[0]
    assert str(hers.session.session_key) not in names[0]
    assert nobodys.get("/mine/", follow=True)["Turnout-Session"] == "none"


def test_signing_out_empties_the_browser(maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    assert client.post("/signout/")["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/carolina/")["Turnout-Session"] == "none"


def test_the_worker_is_for_those_signed_in_alone(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    assert 'data-worker="/service-worker.js"' in client_of(maya).get("/carolina/").content.decode()
    assert 'data-worker=""' in client_of(None).get("/carolina/").content.decode()


@pytest.mark.django_db
def test_the_offline_page_has_a_way_on_and_asks_for_no_worker(client: Client, settings: Settings) -> None:
    page = client.get("/offline/")
    assert "You are offline This page needs the network." in text_of(page)
    html = re.sub(r"\s+", " ", page.content.decode())
    assert '<a class="button" href="/mine/">To my shifts</a>' in html
    assert '<a class="button plain" href="">Try again</a>' in html
    assert "data-worker" not in html
