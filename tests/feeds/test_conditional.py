"""Rule 17: whether a copy is still good."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.utils.http import http_date
from time_machine import Traveller

from tests.builders import NOW, make_shift
from tests.feeds.fetching import chapter_path, event_path, fetch, private_path, shift_path, status_of
from turnout.actions.events import edit_event
from turnout.actions.signups import claim_shift
from turnout.feeds import conditional
from turnout.models import Chapter, Person

OK, NOT_MODIFIED = HTTPStatus.OK, HTTPStatus.NOT_MODIFIED


@pytest.fixture(params=["chapter", "kind", "event", "shift", "private"])
def path(request: pytest.FixtureRequest, carolina: Chapter, maya: Person) -> str:
    """Return the path of each kind of calendar in turn; all show the same shift, that Maya is on."""
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    paths: dict[str, Callable[[], str]] = {
        "chapter": lambda: chapter_path(carolina),
        "kind": lambda: chapter_path(carolina, "outreach"),
        "event": lambda: event_path(shift.event),
        "shift": lambda: shift_path(shift),
        "private": lambda: private_path(maya),
    }
    return paths[request.param]()


def test_rule_17_the_etag_of_a_copy_that_is_good_is_answered_304(path: str) -> None:
    etag = fetch(path).headers["ETag"]
    strong = etag.removeprefix("W/")
    for tags in (etag, strong, f'"other", {etag}', f'W/"other",{strong} , "more"', "*"):
        assert status_of(path, if_none_match=tags) == NOT_MODIFIED, tags
    for tags in ('"other"', 'W/"other", "more"', strong.strip('"'), ""):
        assert status_of(path, if_none_match=tags) == OK, tags


def test_rule_17_the_time_of_a_copy_that_is_good_is_answered_304(path: str, clock: Traveller) -> None:
    # The claim's stamp may run a second ahead.
    clock.shift(timedelta(seconds=5))
    shown = fetch(path).headers["Last-Modified"]
    assert status_of(path, if_modified_since=shown) == NOT_MODIFIED
    assert status_of(path, if_modified_since=http_date(NOW.timestamp() + 60)) == NOT_MODIFIED
    assert status_of(path, if_modified_since=http_date(NOW.timestamp() - 60)) == OK
    assert status_of(path, if_modified_since="yesterday") == OK


def test_rule_17_the_etag_wins_over_the_time(path: str, clock: Traveller) -> None:
    clock.shift(timedelta(seconds=5))
    answer = fetch(path)
    late, early = http_date(NOW.timestamp() + 60), http_date(NOW.timestamp() - 60)
    assert status_of(path, if_none_match='"other"', if_modified_since=late) == OK
    assert status_of(path, if_none_match="not quoted", if_modified_since=late) == OK
    assert status_of(path, if_none_match=answer.headers["ETag"], if_modified_since=early) == NOT_MODIFIED


def test_rule_17_a_304_says_what_the_200_said_and_has_no_body(path: str) -> None:
    full = fetch(path, accept_encoding="gzip")
    short = fetch(path, accept_encoding="gzip", if_none_match=full.headers["ETag"])
    assert (short.status_code, short.content) == (NOT_MODIFIED, b"")
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Referrer-Policy"):
        assert short.headers[name] == full.headers[name]
    assert "Content-Type" not in short.headers


def test_rule_17_last_modified_is_never_in_the_future_and_no_change_is_missed(
    carolina: Chapter, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    path = chapter_path(carolina)
    for title in ("One", "Two", "Three"):
        edit_event(shift.event, by=None, title=title)
    carolina.refresh_from_db()
    assert carolina.calendar_changed_at > NOW
    shown = fetch(path).headers["Last-Modified"]
    assert shown == http_date(NOW.timestamp())
    # What was shown is older than what is true, so the copy is read once more rather than trusted.
    assert status_of(path, if_modified_since=shown) == OK
    clock.move_to(carolina.calendar_changed_at)
    shown = fetch(path).headers["Last-Modified"]
    assert shown == http_date(carolina.calendar_changed_at.timestamp())
    assert status_of(path, if_modified_since=shown) == NOT_MODIFIED


def test_rule_17_two_changes_in_one_second_are_two(carolina: Chapter) -> None:
    shift = make_shift(carolina)
    path = chapter_path(carolina)
    etags = set()
    for title in ("One", "Two", "Three"):
        edit_event(shift.event, by=None, title=title)
        etags.add(fetch(path).headers["ETag"])
    assert len(etags) == 3


def test_a_new_look_makes_every_copy_old(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = fetch(path).headers["ETag"]
    monkeypatch.setattr(conditional, "RENDERING", conditional.RENDERING + 1)
    assert status_of(path, if_none_match=etag) == OK


def test_another_language_makes_every_copy_old(carolina: Chapter, maya: Person) -> None:
    paths = [chapter_path(carolina), private_path(maya)]
    etags = [fetch(path).headers["ETag"] for path in paths]
    Chapter.objects.update(language="es")
    Person.objects.update(language="es")
    assert [status_of(path, if_none_match=etag) for path, etag in zip(paths, etags, strict=True)] == [OK, OK]
    assert [fetch(path).headers["Content-Language"] for path in paths] == ["es", "es"]


def test_each_calendar_has_an_etag_of_its_own(carolina: Chapter, nashville: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    paths = [
        chapter_path(carolina),
        chapter_path(nashville),
        chapter_path(carolina, "prayer"),
        chapter_path(carolina, "outreach"),
        event_path(shift.event),
        shift_path(shift),
        private_path(maya),
    ]
    assert len({fetch(path).headers["ETag"] for path in paths}) == len(paths)
