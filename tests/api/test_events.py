"""Events: reading, making, changing, publishing and cancelling them."""

from typing import Any

import pytest
from time_machine import Traveller

from tests.api.calling import Caller, kind_of
from tests.builders import draft, make_event, make_shift
from turnout.actions.chapters import save_site
from turnout.actions.events import publish_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Kind, Notice, Person, Record, Shift, Site, Training, Visibility

TABLE: dict[str, Any] = {
    "kind": "outreach",
    "title": "  Outreach\n table ",
    "starts_at": "2027-02-05T10:00:00-05:00",
    "ends_at": "2027-02-05T12:00:00-05:00",
}
USHER: dict[str, Any] = {
    "role": "Usher",
    "starts_at": "2027-02-05T15:00:00Z",
    "ends_at": "2027-02-05T16:00:00Z",
    "capacity": 3,
    "min_needed": 1,
}


def test_an_event_says_what_the_public_may_know(carolina: Chapter) -> None:
    event = make_event(carolina, summary="Come by.")
    assert Caller().get(f"/events/{event.public_id}").json() == {
        "id": event.public_id,
        "chapter": "carolina",
        "kind": "outreach",
        "title": "Outreach table in the Pit",
        "summary": "Come by.",
        "state": "published",
        "visibility": "public",
        "starts_at": "2027-02-04T15:00:00Z",
        "ends_at": "2027-02-04T18:00:00Z",
        "timezone": "America/New_York",
        "place": "Near the library",
        "is_step_free": None,
        "has_quiet_place": None,
        "site": None,
        "is_online": False,
        "online_url": None,
        "kit": None,
        "in_charge": None,
        "in_charge_phone": None,
        "series": None,
        "untold": None,
        "version": 2,
        "updated_at": "2027-02-01T15:00:01Z",
        "url": f"http://turnout.test/events/{event.public_id}/",
    }


def test_the_address_is_for_those_who_hold_a_place_in_it_and_for_organizers(
    carolina: Chapter, maya: Person, jordan: Person, priya: Person, ana: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=priya, if_full="waitlist")
    path = f"/events/{shift.event.public_id}"
    site = Site.objects.get()
    place = {
        "id": site.public_id,
        "name": "The Pit",
        "area": "Near the library",
        "address": "S South Rd 1",
        "is_step_free": None,
        "has_quiet_place": None,
        "access": "",
    }
    seen = [Caller(person).get(path).json()["site"] for person in (maya, jordan, priya, ana, None)]
    assert seen == [place, place, None, None, None]


def test_the_room_online_is_for_the_same(carolina: Chapter, maya: Person, jordan: Person, priya: Person) -> None:
    online = {"site": None, "is_online": True, "online_url": "https://rooms.test/42"}
    shift = make_shift(carolina, event=online)
    claim_shift(shift, person=maya)
    path = f"/events/{shift.event.public_id}"
    rooms = [Caller(person).get(path).json()["online_url"] for person in (maya, jordan, priya, None)]
    assert rooms == ["https://rooms.test/42", "https://rooms.test/42", None, None]
    assert Caller().get(path).json()["place"] == "Online"


def test_the_kit_is_for_the_same(carolina: Chapter, maya: Person, jordan: Person, priya: Person, ana: Person) -> None:
    shift = make_shift(carolina, capacity=1, event={"kit": "- water"})
    claim_shift(shift, person=maya)
    claim_shift(shift, person=priya, if_full="waitlist")
    path = f"/events/{shift.event.public_id}"
    kits = [Caller(person).get(path).json()["kit"] for person in (maya, jordan, priya, ana, None)]
    assert kits == ["- water", "- water", None, None, None]


def test_whether_one_gets_in_is_for_everyone_and_how_for_those_who_hold_a_place(
    carolina: Chapter, maya: Person, jordan: Person, priya: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    save_site(carolina, "The Pit", is_step_free=True, has_quiet_place=False, access="By the ramp.", by=jordan)
    for person in (maya, jordan, priya, None):
        event = Caller(person).get(f"/events/{shift.event.public_id}").json()
        its_shift = Caller(person).get(f"/shifts/{shift.public_id}").json()
        for got in (event, its_shift):
            assert (got["is_step_free"], got["has_quiet_place"]) == (True, False)
        knows = person in {maya, jordan}
        assert (its_shift["access"], event["site"] and event["site"]["access"]) == (
            ("By the ramp.",) * 2 if knows else (None, None)
        )


def test_a_new_site_says_how_one_gets_in(carolina: Chapter, jordan: Person) -> None:
    union = {"name": "Union", "is_step_free": True, "has_quiet_place": None, "access": "The lift is on the left."}
    made = Caller(jordan).post("/chapters/carolina/events", TABLE | {"site": union}).json()
    assert made["site"].items() >= union.items()
    other = Caller(jordan).post("/chapters/carolina/events", TABLE | {"site": union | {"is_step_free": False}})
    assert (kind_of(other), [error["pointer"] for error in other.json()["errors"]]) == ((400, "invalid"), ["/site"])


def test_jordan_changes_the_kit(carolina: Chapter, jordan: Person) -> None:
    made = Caller(jordan).post("/chapters/carolina/events", TABLE | {"kit": "# Bring\n- water"}).json()
    assert (made["kit"], made["version"]) == ("# Bring\n- water", 1)
    got = Caller(jordan).patch(f"/events/{made['id']}", {"kit": ""}).json()
    assert (got["kit"], got["version"]) == ("", 2)
    assert Record.objects.get(what="event.changed").fields == ["kit"]


def test_lists_hold_what_the_asker_may_see(carolina: Chapter, nashville: Chapter, maya: Person, jordan: Person) -> None:
    public = make_event(carolina, starts="2027-02-04 10:00")
    members = make_event(carolina, starts="2027-02-05 10:00", visibility=Visibility.MEMBERS)
    hidden = make_event(carolina, starts="2027-02-06 10:00", publish=False)
    other = make_event(nashville, starts="2027-02-07 10:00")
    ids = [event.public_id for event in (public, members, hidden, other)]

    def listed(person: Person | None, path: str) -> list[int]:
        return [ids.index(row["id"]) for row in Caller(person).get(path).json()["data"]]

    assert [listed(person, "/events") for person in (None, maya, jordan)] == [[0, 3], [0, 1, 3], [0, 1, 2, 3]]
    assert [listed(person, "/chapters/carolina/events") for person in (None, maya, jordan)] == [[0], [0, 1], [0, 1, 2]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "abcd"),
        ({"chapter": "carolina"}, "abc"),
        ({"chapter": "kansas"}, ""),
        ({"kind": "prayer"}, "b"),
        ({"state": "draft"}, "c"),
        ({"state": "published"}, "abd"),
        ({"state": "cancelled"}, ""),
        ({"starts_at[gte]": "2027-02-05T15:00:00Z"}, "bcd"),
        ({"starts_at[gt]": "2027-02-05T15:00:00Z"}, "cd"),
        ({"starts_at[lte]": "2027-02-05T10:00:00-05:00"}, "ab"),
        ({"ends_at[lt]": "2027-02-05T18:00:00Z"}, "a"),
        ({"updated_since": "2027-02-02T00:00:00Z"}, "d"),
    ],
)
def test_lists_are_narrowed_by_what_is_asked(
    carolina: Chapter,
    nashville: Chapter,
    jordan: Person,
    clock: Traveller,
    query: dict[str, str],
    found: str,
) -> None:
    events = {
        "a": make_event(carolina, starts="2027-02-04 10:00"),
        "b": make_event(carolina, starts="2027-02-05 10:00", kind=Kind.PRAYER),
        "c": make_event(carolina, starts="2027-02-06 10:00", publish=False),
    }
    clock.move_to("2027-02-03T00:00:00Z")
    events["d"] = make_event(nashville, starts="2027-02-07 10:00")
    names = {event.public_id: name for name, event in events.items()}
    page = Caller(jordan).get("/events", query).json()
    assert "".join(names[row["id"]] for row in page["data"]) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("kind", "party"),
        ("state", "deleted"),
        ("starts_at[gte]", "2027-02-05"),
        ("starts_at[gte]", "2027-02-05T10:00:00"),
        ("starts_at[gte]", "2027-02-05T10:00:00 05:00"),
        ("starts_at[gte]", "2027-02-30T10:00:00Z"),
        ("updated_since", "0001-01-01T00:00:00+14:00"),
        ("ends_at[lt]", "yesterday"),
        ("chapter", ""),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(parameter: str, value: str) -> None:
    response = Caller().get("/events", {parameter: value})
    assert kind_of(response) == (400, "invalid")
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_jordan_makes_a_draft_in_the_chapters_zone(carolina: Chapter, jordan: Person) -> None:
    response = Caller(jordan).post("/chapters/carolina/events", TABLE)
    event = Event.objects.get()
    assert (response.status_code, response.headers["Location"]) == (201, f"/api/v1/events/{event.public_id}")
    got = response.json()
    assert (got["id"], got["title"], got["state"]) == (event.public_id, "Outreach table", "draft")
    assert (got["starts_at"], got["timezone"]) == ("2027-02-05T15:00:00Z", "America/New_York")
    assert response.json() == Caller(jordan).get(f"/events/{event.public_id}").json()


def test_an_event_comes_with_its_shifts_site_and_trainings(carolina: Chapter, jordan: Person) -> None:
    body = TABLE | {
        "summary": "Come by.",
        "visibility": "members",
        "timezone": "America/Chicago",
        "site": {"name": "The Pit", "area": "Near the library", "address": "S South Rd 1"},
        "shifts": [
            USHER | {"requires": {"name": "Table basics"}, "notes": "Bring water.", "is_sensitive": True},
            USHER | {"role": "Host", "requires": {"name": "Table basics"}},
            USHER | {"role": "Guest", "requires": None},
        ],
    }
    assert Caller(jordan).post("/chapters/carolina/events", body).status_code == 201
    event = Event.objects.get()
    assert (event.timezone, event.visibility, event.full_place) == (
        "America/Chicago",
        "members",
        "The Pit, S South Rd 1",
    )
    facts = list(event.shifts.order_by("id").values_list("role", "capacity", "requires__name", "notes", "is_sensitive"))
    assert facts == [
        ("Usher", 3, "Table basics", "Bring water.", True),
        ("Host", 3, "Table basics", "", False),
        ("Guest", 3, None, "", False),
    ]
    assert Training.objects.count() == 1
    written = set(Record.objects.filter(actor=jordan).values_list("what", flat=True))
    assert {"site.created", "training.created", "event.created", "shift.created"} <= written


def test_a_site_that_is_there_is_taken_by_its_name_or_id(carolina: Chapter, jordan: Person) -> None:
    make_event(carolina)
    site = Site.objects.get()
    choices = [{"id": site.public_id}, {"name": "The Pit"}, {"name": "The  Pit", "address": "S South Rd 1"}]
    for choice in choices:
        made = Caller(jordan).post("/chapters/carolina/events", TABLE | {"site": choice}).json()
        assert made["site"]["id"] == site.public_id


def test_a_site_is_not_changed_in_passing(carolina: Chapter, jordan: Person) -> None:
    make_event(carolina)
    body = TABLE | {"site": {"name": "The Pit", "address": "Elsewhere 2"}}
    response = Caller(jordan).post("/chapters/carolina/events", body)
    assert kind_of(response) == (400, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/site"]
    assert Site.objects.get().address == "S South Rd 1"


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"kind": "party"}, ["/kind"]),
        ({"kind": 3}, ["/kind"]),
        ({"title": " "}, ["/title"]),
        ({"title": 12}, ["/title"]),
        ({"title": "x" * 121}, ["/title"]),
        ({"title": "a\0b"}, ["/title"]),
        ({"summary": None}, ["/summary"]),
        ({"kit": None}, ["/kit"]),
        ({"kit": ["water"]}, ["/kit"]),
        ({"kit": "x" * 8_001}, ["/kit"]),
        ({"kit": "a\0b"}, ["/kit"]),
        ({"starts_at": "2027-02-05T10:00:00"}, ["/starts_at"]),
        ({"starts_at": "2027-02-05 10:00"}, ["/starts_at"]),
        ({"starts_at": 1801839600}, ["/starts_at"]),
        ({"starts_at": "9999-12-31T23:59:59-10:00"}, ["/starts_at"]),
        ({"ends_at": "2027-02-05T15:00:00Z"}, ["/ends_at"]),
        ({"timezone": "Mars/Olympus"}, ["/timezone"]),
        ({"timezone": "../etc/passwd"}, ["/timezone"]),
        ({"is_online": "true"}, ["/is_online"]),
        ({"is_online": 1}, ["/is_online"]),
        ({"online_url": "javascript:alert(1)"}, ["/online_url"]),
        ({"visibility": "none"}, ["/visibility"]),
        ({"site": {}}, ["/site"]),
        ({"site": {"id": "a", "name": "b"}}, ["/site"]),
        ({"site": {"id": "nobody"}}, ["/site/id"]),
        ({"site": {"id": "a", "area": "b"}}, ["/site"]),
        ({"site": "The Pit"}, ["/site"]),
        ({"site": {"name": "Union", "is_step_free": "yes"}}, ["/site/is_step_free"]),
        ({"site": {"name": "Union", "has_quiet_place": 1}}, ["/site/has_quiet_place"]),
        ({"site": {"name": "Union", "access": None}}, ["/site/access"]),
        ({"site": {"name": "Union", "access": "x" * 501}}, ["/site/access"]),
        ({"site": {"id": "a", "is_step_free": True}}, ["/site"]),
        ({"site": {"name": "The Pit"}, "is_online": True}, ["/site"]),
        ({"shifts": {}}, ["/shifts"]),
        ({"shifts": [USHER, []]}, ["/shifts/1"]),
        ({"shifts": [USHER, USHER | {"capacity": -1}]}, ["/shifts/1/capacity"]),
        ({"shifts": [USHER | {"requires": {"id": "nobody"}}]}, ["/shifts/0/requires/id"]),
        ({"shifts": [USHER] * 101}, ["/shifts"]),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_made(
    carolina: Chapter, jordan: Person, change: dict[str, Any], pointers: list[str]
) -> None:
    response = Caller(jordan).post("/chapters/carolina/events", TABLE | change)
    assert kind_of(response) == (400, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert (Event.objects.count(), Site.objects.count(), Training.objects.count()) == (0, 0, 0)


def test_all_that_is_missing_is_said_at_once(carolina: Chapter, jordan: Person) -> None:
    response = Caller(jordan).post("/chapters/carolina/events", {"shifts": [{}]})
    pointers = {error["pointer"] for error in response.json()["errors"]}
    assert pointers == {
        "/kind",
        "/title",
        "/starts_at",
        "/ends_at",
        "/shifts/0/role",
        "/shifts/0/starts_at",
        "/shifts/0/ends_at",
        "/shifts/0/capacity",
    }


def test_another_chapters_site_is_none_of_ours(carolina: Chapter, nashville: Chapter, jordan: Person) -> None:
    make_event(nashville)
    response = Caller(jordan).post("/chapters/carolina/events", TABLE | {"site": {"id": Site.objects.get().public_id}})
    assert response.json()["errors"] == [{"pointer": "/site/id", "detail": "This chapter has no such site."}]


def test_a_change_touches_only_what_is_given(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, summary="Come by.")
    got = Caller(jordan).patch(f"/events/{event.public_id}", {"title": "Stall"}).json()
    assert (got["title"], got["summary"], got["place"], got["version"]) == ("Stall", "Come by.", "Near the library", 3)
    assert Caller(jordan).patch(f"/events/{event.public_id}", {}).json()["version"] == 3


def test_an_event_moves_online_and_those_on_it_are_told_on_demand(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    change = {"site": None, "is_online": True, "online_url": "https://rooms.test/42"}
    got = Caller(jordan).patch(f"/events/{shift.event.public_id}?notify=true", change).json()
    assert (got["place"], got["site"], got["online_url"]) == ("Online", None, "https://rooms.test/42")
    assert got["untold"] == 0
    assert list(Notice.objects.filter(kind="event-changed").values_list("recipient__name", flat=True)) == ["Maya"]


def test_a_refused_change_leaves_no_new_site_behind(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina)
    change = {"title": "Stall", "site": {"name": "Union"}, "ends_at": "2027-02-04T15:00:00Z"}
    response = Caller(jordan).patch(f"/events/{event.public_id}", change)
    assert [error["pointer"] for error in response.json()["errors"]] == ["/ends_at"]
    assert Site.objects.filter(name="Union").count() == 0


def test_a_draft_is_published_once(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    caller = Caller(jordan)
    response = caller.post(f"/events/{event.public_id}/publish")
    assert (response.status_code, response.json()["state"]) == (200, "published")
    assert kind_of(caller.post(f"/events/{event.public_id}/publish")) == (409, "wrong-state")
    assert Caller().get("/shifts").json()["data"][0]["event"]["id"] == event.public_id


def test_a_cancelled_event_stays_and_its_shifts_say_so(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, draft(carolina))
    caller = Caller(jordan)
    response = caller.post(f"/events/{event.public_id}/cancel")
    assert (response.status_code, response.json()["state"]) == (200, "cancelled")
    shift = Caller().get("/shifts").json()["data"][0]
    assert (shift["state"], shift["can_claim"]["reason"]) == ("cancelled", "signup-closed")
    assert kind_of(caller.post(f"/events/{event.public_id}/cancel")) == (409, "wrong-state")
    assert kind_of(caller.patch(f"/events/{event.public_id}", {"title": "Stall"})) == (409, "wrong-state")
    shifts = {"shifts": [USHER]}
    assert kind_of(caller.post(f"/events/{event.public_id}/shifts", shifts)) == (409, "wrong-state")


def test_a_deleted_occurrence_is_nowhere(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, draft(carolina))
    shift = Shift.objects.get()
    Event.objects.filter(pk=event.pk).update(state=Event.State.DELETED)
    caller = Caller(jordan)
    assert kind_of(caller.get(f"/events/{event.public_id}")) == (404, "not-found")
    assert kind_of(caller.get(f"/shifts/{shift.public_id}")) == (404, "not-found")
    assert caller.get("/events").json()["data"] == caller.get("/shifts").json()["data"] == []


def test_what_was_published_since_is_found_by_updated_since(
    carolina: Chapter, jordan: Person, clock: Traveller
) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    clock.move_to("2027-02-02T15:00:00Z")
    publish_event(event, by=jordan)
    for path in ("/events", "/shifts"):
        rows = Caller().get(path, {"updated_since": "2027-02-02T15:00:00Z"}).json()["data"]
        assert [row["updated_at"] for row in rows] == ["2027-02-02T15:00:00Z"], path
