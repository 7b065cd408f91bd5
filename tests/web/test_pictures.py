"""Pictures and codes of events and chapters, over the wire."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from tests.builders import make_event
from tests.web.pages import ClientOf
from turnout.actions.events import edit_event
from turnout.actions.removals import cancel_event
from turnout.models import Chapter, Event, Person, Visibility
from turnout.prints.codes import write_code_svg
from turnout.prints.pictures import describe_chapter, describe_event, draw_picture

DRAW = "turnout.web.pictures.draw_picture"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.PICTURES = tmp_path / "pictures"
    return tmp_path / "pictures"


def path_of(event: Event, *, version: str = "") -> str:
    return f"/events/{event.public_id}/picture.png" + (f"?v={version}" if version else "")


def test_an_events_picture_is_the_same_for_everybody_and_may_be_kept(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina)
    drawn = draw_picture(describe_event(event))
    for person in (None, maya):
        answer = client_of(person).get(path_of(event, version=describe_event(event).name[:12]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in answer.get("Vary", "")
        assert not answer.has_header("X-Robots-Tag")
        assert answer.content == drawn
    assert Image.open(BytesIO(drawn)).size == (1200, 630)


def test_a_picture_of_no_version_or_an_old_one_is_asked_about_each_time(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina)
    kept = [client_of(None).get(path_of(event, version=version))["Cache-Control"] for version in ("", "0123456789ab")]
    assert kept == ["public, no-cache"] * 2


def test_who_has_it_already_gets_304_and_nothing_is_drawn(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina)
    etag = client_of(None).get(path_of(event))["ETag"]
    with patch(DRAW, side_effect=AssertionError):
        answer = client_of(None).get(path_of(event), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert answer["Cache-Control"] == "public, no-cache"


def test_a_picture_costs_one_query(carolina: Chapter, client_of: ClientOf) -> None:
    client, event = client_of(None), make_event(carolina)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(path_of(event))
    assert len(queries) == 1


@pytest.mark.parametrize(
    "change",
    [{"title": "Table at the Old Well"}, {"kind": "prayer"}, {"site": None}, {"timezone": "America/Chicago"}],
)
def test_after_a_change_the_next_request_shows_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf, change: dict[str, Any]
) -> None:
    event = make_event(carolina)
    before = client_of(None).get(path_of(event))
    edit_event(event, by=jordan, **change)
    after = client_of(None).get(path_of(event), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content == draw_picture(describe_event(Event.objects.select_related("chapter", "site").get()))
    assert after.content != before.content


def test_after_a_cancellation_the_next_request_shows_it(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    event = make_event(carolina)
    before = client_of(None).get(path_of(event)).content
    cancelled = cancel_event(event, by=jordan)
    after = client_of(None).get(path_of(event)).content
    assert after == draw_picture(describe_event(cancelled)) != before


def test_a_summary_or_a_kit_draws_nothing_anew(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    event = make_event(carolina)
    etag = client_of(None).get(path_of(event))["ETag"]
    edit_event(event, by=jordan, summary="New words.", kit="New kit.", visibility=Visibility.PUBLIC)
    assert client_of(None).get(path_of(event))["ETag"] == etag


def test_a_members_picture_is_for_members_and_kept_by_nobody_else(
    carolina: Chapter, maya: Person, leo: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, visibility=Visibility.MEMBERS)
    paths = (path_of(event, version=describe_event(event).name[:12]), f"/events/{event.public_id}/qr.svg")
    for path in paths:
        assert [client_of(person).get(path).status_code for person in (None, leo)] == [404, 404]
        answer = client_of(maya).get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
        assert answer["X-Robots-Tag"] == "noindex"
        assert "Cookie" in answer["Vary"]


def test_when_an_event_becomes_one_for_members_its_picture_is_gone_for_others(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina)
    etag = client_of(None).get(path_of(event))["ETag"]
    edit_event(event, by=jordan, visibility=Visibility.MEMBERS)
    assert client_of(None).get(path_of(event), headers={"If-None-Match": etag}).status_code == 404


def test_what_is_nowhere_has_no_picture(carolina: Chapter, client_of: ClientOf) -> None:
    paths = ("/events/nobody/picture.png", "/events/nobody/qr.svg", "/kansas/picture.png", "/events/%00/picture.png")
    assert [client_of(None).get(path).status_code for path in paths] == [404] * 4


def test_a_picture_speaks_the_chapters_language_whatever_the_asker_speaks(
    carolina: Chapter, client_of: ClientOf
) -> None:
    event = make_event(carolina)
    answer = client_of(None).get(path_of(event), headers={"Accept-Language": "es"})
    english = answer["ETag"]
    assert answer["Content-Language"] == "en"
    Chapter.objects.update(language="es")
    spanish = client_of(None).get(path_of(event), headers={"Accept-Language": "en"})["ETag"]
    assert english == f'"{describe_event(event).name}"' != spanish


def test_a_chapter_has_a_picture_too(carolina: Chapter, client_of: ClientOf) -> None:
    answer = client_of(None).get("/carolina/picture.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content == draw_picture(describe_chapter(carolina))


def test_a_picture_is_drawn_once_and_then_read_from_disk(carolina: Chapter, client_of: ClientOf, folder: Path) -> None:
    event = make_event(carolina)
    drawn = client_of(None).get(path_of(event)).content
    with patch(DRAW, side_effect=AssertionError):
        assert client_of(None).get(path_of(event)).content == drawn
    assert [file.name for file in folder.iterdir()] == [f"{describe_event(event).name}.png"]


def test_the_folder_is_bounded_and_the_oldest_go_first(
    carolina: Chapter, client_of: ClientOf, folder: Path, settings: Settings
) -> None:
    settings.PICTURES_KEPT = 3
    folder.mkdir()
    for age in range(4):
        (folder / f"{age}.png").write_bytes(b"old")
        os.utime(folder / f"{age}.png", (1_000_000 - age, 1_000_000 - age))
    (folder / "killed.part").write_bytes(b"half")
    os.utime(folder / "killed.part", (1, 1))
    event = make_event(carolina)
    assert client_of(None).get(path_of(event)).status_code == 200
    assert {file.name for file in folder.iterdir()} == {"0.png", "1.png", f"{describe_event(event).name}.png"}


def test_without_a_disk_to_write_on_the_picture_is_drawn_each_time(
    carolina: Chapter, client_of: ClientOf, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.PICTURES = tmp_path / "file" / "pictures"
    event = make_event(carolina)
    assert client_of(None).get(path_of(event)).content == draw_picture(describe_event(event))


def test_the_code_leads_to_the_short_address(carolina: Chapter, client_of: ClientOf) -> None:
    event = make_event(carolina)
    answer = client_of(None).get(f"/events/{event.public_id}/qr.svg")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/svg+xml", "public, max-age=300")
    assert answer.content == write_code_svg(f"http://turnout.test/e/{event.short_code}")
    again = client_of(None).get(f"/events/{event.public_id}/qr.svg", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
