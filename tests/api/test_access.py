"""Who may: 401 for whoever is not known, 403 for what is seen but not theirs to do, 404 for what they may not see."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from time_machine import Traveller

from tests.api.calling import BASE, Caller, kind_of
from tests.builders import draft, make_event, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.feeds import make_feed
from turnout.actions.signups import claim_shift
from turnout.actions.tokens import create_token
from turnout.models import ApiToken, Chapter, Event, Person, Shift, Visibility

EVENT = {
    "kind": "outreach",
    "title": "Table",
    "starts_at": "2027-02-05T10:00:00-05:00",
    "ends_at": "2027-02-05T12:00:00-05:00",
}
SHIFTS = {
    "shifts": [
        {
            "role": "Usher",
            "starts_at": "2027-02-05T10:00:00-05:00",
            "ends_at": "2027-02-05T11:00:00-05:00",
            "capacity": 2,
        }
    ]
}
ANYTHING: dict[str, Any] = {}
JSON = "application/json"

# Method, address, body; then what nobody, Priya (a newcomer), Maya (a volunteer of the chapter), Jordan (its
# organizer) and Ana (another chapter's organizer) are answered.
TABLE: list[tuple[Any, ...]] = [
    ("GET", "/chapters", None, 200, 200, 200, 200, 200),
    ("GET", "/chapters/carolina", None, 200, 200, 200, 200, 200),
    ("GET", "/chapters/carolina/events", None, 200, 200, 200, 200, 200),
    ("POST", "/chapters/carolina/events", EVENT, 401, 403, 403, 201, 403),
    ("GET", "/events/{public_event}", None, 200, 200, 200, 200, 200),
    ("GET", "/events/{members_event}", None, 404, 404, 200, 200, 404),
    ("GET", "/events/{draft_event}", None, 404, 404, 404, 200, 404),
    ("PATCH", "/events/{public_event}", {"title": "Stall"}, 401, 403, 403, 200, 403),
    ("PATCH", "/events/{members_event}", {"title": "Stall"}, 401, 404, 403, 200, 404),
    ("PATCH", "/events/{draft_event}", {"title": "Stall"}, 401, 404, 404, 200, 404),
    ("POST", "/events/{draft_event}/publish", None, 401, 404, 404, 200, 404),
    ("POST", "/events/{members_event}/cancel", None, 401, 404, 403, 200, 404),
    ("GET", "/events/{members_event}/shifts", None, 404, 404, 200, 200, 404),
    ("POST", "/events/{public_event}/shifts", SHIFTS, 401, 403, 403, 201, 403),
    ("POST", "/events/{members_event}/shifts", SHIFTS, 401, 404, 403, 201, 404),
    ("GET", "/shifts", None, 200, 200, 200, 200, 200),
    ("GET", "/shifts/{public_shift}", None, 200, 200, 200, 200, 200),
    ("GET", "/shifts/{members_shift}", None, 404, 404, 200, 200, 404),
    ("GET", "/shifts/{draft_shift}", None, 404, 404, 404, 200, 404),
    ("PATCH", "/shifts/{public_shift}", {"capacity": 5}, 401, 403, 403, 200, 403),
    ("PATCH", "/shifts/{members_shift}", {"capacity": 5}, 401, 404, 403, 200, 404),
    ("POST", "/shifts/{members_shift}/cancel", None, 401, 404, 403, 200, 404),
    ("GET", "/shifts/{public_shift}/signups", None, 401, 403, 403, 200, 403),
    ("GET", "/shifts/{members_shift}/signups", None, 401, 404, 403, 200, 404),
    ("POST", "/shifts/{public_shift}/signups", ANYTHING, 401, 201, 201, 201, 201),
    ("POST", "/shifts/{members_shift}/signups", ANYTHING, 401, 404, 201, 201, 404),
    ("POST", "/shifts/{draft_shift}/signups", ANYTHING, 401, 404, 404, 409, 404),
    ("GET", "/signups/{ruths_signup}", None, 401, 404, 404, 200, 404),
    ("DELETE", "/signups/{ruths_signup}", None, 401, 404, 404, 204, 404),
    ("GET", "/me", None, 401, 200, 200, 200, 200),
    ("PATCH", "/me", {"name": "Somebody"}, 401, 200, 200, 200, 200),
    ("GET", "/me/signups", None, 401, 200, 200, 200, 200),
    ("GET", "/me/calendar-feeds", None, 401, 200, 200, 200, 200),
    ("POST", "/me/calendar-feeds", ANYTHING, 401, 201, 201, 201, 201),
    ("GET", "/me/calendar-feeds/{ruths_feed}", None, 401, 404, 404, 404, 404),
    ("POST", "/me/calendar-feeds/{ruths_feed}/rotate", None, 401, 404, 404, 404, 404),
    ("DELETE", "/me/calendar-feeds/{ruths_feed}", None, 401, 404, 404, 404, 404),
]
WHO = ["nobody", "priya", "maya", "jordan", "ana"]


@pytest.fixture
def ids(carolina: Chapter, ruth: Person) -> dict[str, str]:
    """What there is in Carolina, by what the table calls it."""
    public = make_event(carolina, draft(carolina))
    members = make_event(carolina, draft(carolina), visibility=Visibility.MEMBERS)
    hidden = make_event(carolina, draft(carolina), publish=False)
    signup = claim_shift(make_shift(carolina, "2027-02-09 10:00"), person=ruth)
    return {
        **{f"{name}_event": event.public_id for name, event in _named(public, members, hidden)},
        **{
            f"{name}_shift": Shift.objects.get(event=event).public_id for name, event in _named(public, members, hidden)
        },
        "ruths_signup": signup.public_id,
        "ruths_feed": make_feed(person=ruth, name="Phone")[0].public_id,
    }


def _named(*events: Event) -> list[tuple[str, Event]]:
    return list(zip(("public", "members", "draft"), events, strict=True))


@pytest.mark.parametrize("who", WHO)
def test_each_is_answered_as_they_may(ids: dict[str, str], request: pytest.FixtureRequest, who: str) -> None:
    caller = Caller(None if who == "nobody" else request.getfixturevalue(who))
    expected = {f"{method} {path}": answers[WHO.index(who)] for method, path, _body, *answers in TABLE}
    answered = {}
    for method, path, body, *_answers in TABLE:
        # Each row finds what all find: what it writes is taken back.
        with transaction.atomic():
            answered[f"{method} {path}"] = caller.send(method, path.format(**ids), body).status_code
            transaction.set_rollback(True)
    assert answered == expected


def test_who_is_not_known_is_told_how_to_sign_in(carolina: Chapter) -> None:
    response = Caller().get("/me")
    assert kind_of(response) == (401, "sign-in")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="turnout"'


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/chapters", "/shifts", "/me", "/openapi.json"])
@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Bearer ", "bearer", "Bearer a b"])
def test_a_token_that_is_not_good_is_refused_even_where_none_is_needed(path: str, authorization: str) -> None:
    response = Caller().get(path, Authorization=authorization)
    assert kind_of(response) == (401, "bad-token")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="turnout", error="invalid_token"'


def test_another_scheme_is_nobody(carolina: Chapter) -> None:
    assert Caller().get("/shifts", Authorization="Basic bWF5YTptYXlh").status_code == 200
    assert kind_of(Caller().get("/me", Authorization="Basic bWF5YTptYXlh")) == (401, "sign-in")


def test_a_token_is_good_for_ninety_days(maya: Person, clock: Traveller) -> None:
    caller = Caller(maya)
    clock.shift(90 * 86_400 - 1)
    assert caller.get("/me").status_code == 200
    clock.shift(1)
    assert kind_of(caller.get("/me")) == (401, "bad-token")


def test_a_revoked_token_and_that_of_a_closed_account_stop_at_once(maya: Person, jordan: Person) -> None:
    callers = [Caller(maya), Caller(jordan)]
    assert [caller.get("/me").status_code for caller in callers] == [200, 200]
    ApiToken.objects.filter(person=maya).update(revoked_at="2027-02-01T15:00:00Z")
    Person.objects.filter(pk=jordan.pk).update(is_active=False)
    assert [kind_of(caller.get("/me")) for caller in callers] == [(401, "bad-token")] * 2


def test_leaving_a_chapter_takes_its_rights_from_the_next_request_on(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    caller = Caller(jordan)
    assert caller.get(f"/shifts/{shift.public_id}/signups").status_code == 200
    end_membership(membership_of(jordan, carolina), by=jordan)
    assert kind_of(caller.get(f"/shifts/{shift.public_id}/signups")) == (403, "not-allowed")


class TestOneChaptersToken:
    """Jordan organizes Carolina and has a token for Nashville; Ana has one for her own Nashville."""

    def test_elsewhere_it_reads_as_nobody_and_writes_nothing(
        self, carolina: Chapter, nashville: Chapter, jordan: Person
    ) -> None:
        caller = Caller(jordan, chapter=nashville)
        public = make_shift(carolina)
        hidden = make_shift(carolina, event={"visibility": Visibility.MEMBERS})
        seen = caller.get(f"/shifts/{public.public_id}").json()
        assert (seen["address"], seen["can_claim"]["reason"]) == (None, "sign-in")
        assert kind_of(caller.get(f"/shifts/{hidden.public_id}")) == (404, "not-found")
        assert kind_of(caller.patch(f"/shifts/{public.public_id}", {"capacity": 9})) == (403, "not-allowed")
        assert kind_of(caller.post(f"/shifts/{public.public_id}/signups")) == (403, "not-allowed")
        assert kind_of(caller.post("/chapters/carolina/events", EVENT)) == (403, "not-allowed")

    def test_in_its_chapter_it_may_what_its_person_may(self, nashville: Chapter, ana: Person) -> None:
        caller = Caller(ana, chapter=nashville)
        assert caller.post("/chapters/nashville/events", EVENT).status_code == 201
        assert caller.post(f"/shifts/{make_shift(nashville).public_id}/signups").status_code == 201

    def test_it_shows_only_that_chapters_signups_and_memberships(
        self, carolina: Chapter, nashville: Chapter, maya: Person
    ) -> None:
        here = claim_shift(make_shift(nashville, "2027-02-05 10:00"), person=maya)
        there = claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya)
        bound, whole = Caller(maya, chapter=nashville), Caller(maya)
        assert [row["id"] for row in bound.get("/me/signups").json()["data"]] == [here.public_id]
        assert [row["id"] for row in whole.get("/me/signups").json()["data"]] == [there.public_id, here.public_id]
        assert kind_of(bound.get(f"/signups/{there.public_id}")) == (404, "not-found")
        assert kind_of(bound.delete(f"/signups/{there.public_id}")) == (404, "not-found")
        assert [row["chapter"]["slug"] for row in bound.get("/me").json()["memberships"]] == ["nashville"]

    def test_a_clash_elsewhere_is_said_without_saying_where_its_person_will_be(
        self, carolina: Chapter, nashville: Chapter, maya: Person
    ) -> None:
        claim_shift(make_shift(carolina, "2027-02-04 10:00", role="Night watch"), person=maya)
        clash = make_shift(nashville, "2027-02-04 09:00").public_id
        bound, whole = Caller(maya, chapter=nashville), Caller(maya)
        assert "Night watch" in whole.get(f"/shifts/{clash}").json()["can_claim"]["detail"]
        assert "Night watch" in whole.post(f"/shifts/{clash}/signups").json()["detail"]
        assert bound.get(f"/shifts/{clash}").json()["can_claim"] == {
            "ok": False,
            "reason": "overlapping-shift",
            "detail": "This clashes with another shift of yours",
        }
        refused = bound.post(f"/shifts/{clash}/signups")
        assert kind_of(refused) == (409, "overlapping-shift")
        assert b"Night watch" not in refused.content

    def test_what_is_its_persons_own_everywhere_is_out_of_its_reach(self, nashville: Chapter, ana: Person) -> None:
        caller = Caller(ana, chapter=nashville)
        feed = make_feed(person=ana, name="Phone")[0].public_id
        answers = [
            caller.patch("/me", {"name": "Anna"}),
            caller.get("/me/calendar-feeds"),
            caller.post("/me/calendar-feeds"),
            caller.get(f"/me/calendar-feeds/{feed}"),
            caller.post(f"/me/calendar-feeds/{feed}/rotate"),
            caller.delete(f"/me/calendar-feeds/{feed}"),
        ]
        assert [kind_of(answer) for answer in answers] == [(403, "not-allowed")] * 6


class TestSessions:
    """Maya is signed in on the site, and a script of the site's own calls."""

    @pytest.fixture
    def site(self, maya: Person) -> Client:
        site = Client(enforce_csrf_checks=True)
        site.force_login(maya)
        return site

    def test_reading_needs_no_csrf_token(self, site: Client) -> None:
        assert site.get(f"{BASE}/me").json()["name"] == "Maya"

    def test_writing_without_the_csrf_token_is_403(self, site: Client, carolina: Chapter) -> None:
        response = site.post(_claims(carolina), content_type=JSON)
        assert kind_of(response) == (403, "bad-csrf-token")

    def test_writing_with_it_is_fine(self, site: Client, carolina: Chapter) -> None:
        token = "x" * 32
        site.cookies["csrf"] = token
        response = site.post(_claims(carolina), content_type=JSON, headers={"X-CSRFToken": token})
        assert response.status_code == 201

    def test_a_bearer_token_needs_none(self, carolina: Chapter, maya: Person) -> None:
        _token, secret = create_token(person=maya)
        client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
        assert client.post(_claims(carolina), content_type=JSON).status_code == 201

    def test_a_session_that_is_not_signed_in_is_nobody(self, carolina: Chapter) -> None:
        response = Client(enforce_csrf_checks=True).post(_claims(carolina), content_type=JSON)
        assert kind_of(response) == (401, "sign-in")


def _claims(chapter: Chapter) -> str:
    return f"{BASE}/shifts/{make_shift(chapter).public_id}/signups"
