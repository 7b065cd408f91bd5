"""ETags, 304, If-Match, and who may keep an answer."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request

from tests.api.calling import Caller, kind_of
from tests.builders import make_shift
from turnout.actions.feeds import make_feed
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.api.conditional import is_known, make_etag
from turnout.models import Chapter, Person, Shift


@pytest.fixture
def shift(carolina: Chapter) -> Shift:
    return make_shift(carolina, capacity=3)


def addresses(shift: Shift, maya: Person) -> list[str]:
    signup = claim_shift(shift, person=maya)
    feed, _token = make_feed(person=maya, name="Phone")
    return [
        "/chapters",
        "/chapters/carolina",
        "/chapters/carolina/events",
        "/events",
        f"/events/{shift.event.public_id}",
        f"/events/{shift.event.public_id}/shifts",
        "/shifts",
        f"/shifts/{shift.public_id}",
        f"/signups/{signup.public_id}",
        "/me",
        "/me/signups",
        "/me/calendar-feeds",
        f"/me/calendar-feeds/{feed.public_id}",
        "/problems/shift-full",
        "/openapi.json",
        "/docs",
    ]


def test_every_get_has_the_hash_of_its_body_and_answers_304_to_it(shift: Shift, maya: Person) -> None:
    caller = Caller(maya)
    for path in addresses(shift, maya):
        first = caller.get(path)
        etag = first.headers["ETag"]
        assert (first.status_code, etag) == (200, make_etag(first.content)), path
        for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = caller.get(path, If_None_Match=sent)
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag), path
            assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert caller.get(path, If_None_Match='"other"').status_code == 200


def test_head_has_the_same_headers_and_no_body(shift: Shift) -> None:
    path = f"/api/v1/shifts/{shift.public_id}"
    head, get = Client().head(path), Client().get(path)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", get.headers["ETag"])


def test_an_answer_that_depends_on_the_asker_is_private_and_says_on_what(shift: Shift, maya: Person) -> None:
    for caller in (Caller(), Caller(maya)):
        response = caller.get(f"/shifts/{shift.public_id}")
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "Authorization"} <= set(response.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", ["/chapters", "/chapters/carolina", "/problems/shift-full", "/openapi.json", "/docs"])
def test_an_answer_that_is_the_same_for_all_may_be_kept_and_does_not_vary_by_cookie(
    carolina: Chapter, path: str
) -> None:
    response = Caller().get(path)
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in response.headers.get("Vary", "")


def test_problems_and_answers_to_writes_are_not_kept(shift: Shift, maya: Person) -> None:
    for response in (Caller().get("/me"), Caller(maya).post(f"/shifts/{shift.public_id}/signups")):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers


def test_a_claim_moves_the_etag_and_not_the_version(shift: Shift, maya: Person) -> None:
    before = Caller().get(f"/shifts/{shift.public_id}")
    claim_shift(shift, person=maya)
    after = Caller().get(f"/shifts/{shift.public_id}")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert before.json()["version"] == after.json()["version"] == 1


MATCHING = ['"{etag}"', 'W/"{etag}"', '"other", "{etag}"', '"{version}"', "{version}", 'W/"{version}"', "*"]
OTHER = ['"other"', "99", '"99"', "nonsense", '"{version}0"', ","]


@pytest.mark.parametrize("sent", MATCHING)
def test_a_change_goes_through_where_the_etag_or_the_version_is_still_that(
    shift: Shift, jordan: Person, sent: str
) -> None:
    caller = Caller(jordan)
    got = caller.get(f"/shifts/{shift.public_id}")
    sent = sent.format(etag=got.headers["ETag"].strip('"'), version=got.json()["version"])
    response = caller.patch(f"/shifts/{shift.public_id}", {"capacity": 5}, If_Match=sent)
    assert (response.status_code, response.json()["capacity"], response.json()["version"]) == (200, 5, 2)


@pytest.mark.parametrize("sent", OTHER)
def test_a_change_is_refused_where_neither_is(shift: Shift, jordan: Person, sent: str) -> None:
    caller = Caller(jordan)
    response = caller.patch(f"/shifts/{shift.public_id}", {"capacity": 5}, If_Match=sent.format(version=1))
    assert kind_of(response) == (412, "changed-meanwhile")
    assert Shift.objects.get(pk=shift.pk).capacity == 3


def test_each_write_that_takes_if_match_holds_to_it(shift: Shift, jordan: Person) -> None:
    caller = Caller(jordan)
    signup = claim_shift(shift, person=jordan)
    feed, _token = make_feed(person=jordan, name="Phone")
    event = shift.event.public_id
    writes: list[tuple[Any, str, Any]] = [
        (caller.patch, "/me", {"name": "Jo"}),
        (caller.patch, f"/events/{event}", {"title": "Stall"}),
        (caller.post, f"/events/{event}/publish", None),
        (caller.post, f"/events/{event}/cancel", None),
        (caller.post, f"/shifts/{shift.public_id}/cancel", None),
        (caller.delete, f"/signups/{signup.public_id}", None),
        (caller.delete, f"/me/calendar-feeds/{feed.public_id}", None),
    ]
    answers = [kind_of(write(path, body, If_Match='"other"')) for write, path, body in writes]
    assert answers == [(412, "changed-meanwhile")] * len(writes)


@pytest.mark.parametrize("by", ["etag", "version"])
def test_a_drop_by_the_state_that_was_read_goes_through_once(shift: Shift, maya: Person, by: str) -> None:
    caller = Caller(maya)
    signup = claim_shift(shift, person=maya)
    got = caller.get(f"/signups/{signup.public_id}")
    sent = got.headers["ETag"] if by == "etag" else str(got.json()["version"])
    drop_signup(signup, by=maya)
    claim_shift(shift, person=maya)
    assert kind_of(caller.delete(f"/signups/{signup.public_id}", If_Match=sent)) == (412, "changed-meanwhile")
    now = caller.get(f"/signups/{signup.public_id}").headers["ETag"]
    assert caller.delete(f"/signups/{signup.public_id}", If_Match=now).status_code == 204


def test_who_saved_between_the_look_and_the_lock_is_not_overwritten(
    shift: Shift, jordan: Person, ruth: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit_after_ruth(row: Shift, **changes: Any) -> Shift:
        edit_shift(row, by=ruth, capacity=8)
        return edit_shift(row, **changes)

    caller = Caller(jordan)
    etag = caller.get(f"/shifts/{shift.public_id}").headers["ETag"]
    monkeypatch.setattr("turnout.api.views.shifts.edit_shift", edit_after_ruth)
    response = caller.patch(f"/shifts/{shift.public_id}", {"capacity": 5}, If_Match=etag)
    assert kind_of(response) == (412, "changed-meanwhile")


@given(sent=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255)))
def test_only_what_names_the_etag_matches_however_odd_the_header(sent: str) -> None:
    request = Request(RequestFactory().get("/", headers={"If-None-Match": sent}))
    etag = make_etag(b"body")
    assert is_known(request, etag) == (sent.strip() == "*")
    request = Request(RequestFactory().get("/", headers={"If-None-Match": f'"", W/{etag}'}))
    assert is_known(request, etag)


def test_whoever_is_second_is_told_the_present_version_and_what_they_saw_stays_theirs_to_compare(
    shift: Shift, jordan: Person, ruth: Person
) -> None:
    """A program merges by itself: it has what it read first, reads again, and sends what it wants of both."""
    path = f"/events/{shift.event.public_id}"
    first, second = Caller(ruth), Caller(jordan)
    seen = second.get(path).json()
    assert first.patch(path, {"title": "Ruth's"}, If_Match=str(seen["version"])).status_code == 200
    refused = second.patch(path, {"summary": "Jordan's"}, If_Match=str(seen["version"]))
    assert kind_of(refused) == (412, "changed-meanwhile")
    now = second.get(path).json()
    assert refused.json()["version"] == now["version"] == seen["version"] + 1
    assert {name for name in now if now[name] != seen[name]} == {"title", "version", "updated_at"}
    merged = second.patch(path, {"summary": "Jordan's"}, If_Match=str(now["version"])).json()
    assert (merged["title"], merged["summary"]) == ("Ruth's", "Jordan's")
