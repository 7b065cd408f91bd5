"""Shifts: reading, adding, changing and cancelling them."""

from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller

from tests.api.calling import Caller, kind_of
from tests.builders import draft, make_event, make_member, make_shift
from turnout.actions.removals import cancel_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Kind, Notice, Person, Shift, Signup, Training

USHER: dict[str, Any] = {
    "role": "Usher",
    "starts_at": "2027-02-05T15:00:00Z",
    "ends_at": "2027-02-05T16:00:00Z",
    "capacity": 3,
}


def test_a_shift_says_what_the_public_may_know(carolina: Chapter) -> None:
    training = Training.objects.create(chapter=carolina, name="Table basics")
    shift = make_shift(carolina, min_needed=1, requires=training, notes="Bring water.", is_sensitive=True)
    assert Caller().get(f"/shifts/{shift.public_id}").json() == {
        "id": shift.public_id,
        "chapter": "carolina",
        "event": {
            "id": shift.event.public_id,
            "title": "Outreach table in the Pit",
            "kind": "outreach",
            "state": "published",
            "visibility": "public",
        },
        "role": "Table host",
        "starts_at": "2027-02-04T15:00:00Z",
        "ends_at": "2027-02-04T16:00:00Z",
        "timezone": "America/New_York",
        "place": "Near the library",
        "is_step_free": None,
        "has_quiet_place": None,
        "address": None,
        "access": None,
        "online_url": None,
        "capacity": 2,
        "min_needed": 1,
        "requires": {"id": training.public_id, "name": "Table basics"},
        "notes": None,
        "is_sensitive": None,
        "state": "open",
        "counts": {"confirmed": 0, "waitlisted": 0, "remaining": 2},
        "can_claim": {"ok": False, "reason": "sign-in", "detail": "Sign in to claim this shift."},
        "my_signup": None,
        "version": 1,
        "updated_at": "2027-02-01T15:00:01Z",
        "url": f"http://turnout.test/shifts/{shift.public_id}/",
    }


def test_the_address_and_the_notes_are_for_those_who_hold_a_place_and_for_organizers(
    carolina: Chapter, maya: Person, jordan: Person, priya: Person, ana: Person
) -> None:
    shift = make_shift(carolina, capacity=1, notes="Bring water.")
    held = claim_shift(shift, person=maya)
    waits = claim_shift(shift, person=priya, if_full="waitlist")

    def read(person: Person | None) -> tuple[Any, ...]:
        got = Caller(person).get(f"/shifts/{shift.public_id}").json()
        return got["address"], got["notes"], got["is_sensitive"], got["my_signup"]

    address = "The Pit, S South Rd 1"
    assert read(maya) == (address, "Bring water.", None, {"id": held.public_id, "state": "confirmed"})
    assert read(priya) == (None, None, None, {"id": waits.public_id, "state": "waitlisted"})
    assert read(jordan) == (address, "Bring water.", False, None)
    assert read(ana) == read(None) == (None, None, None, None)


def test_counts_say_who_is_on_it_who_waits_and_what_is_left(carolina: Chapter, ruth: Person) -> None:
    shift = make_shift(carolina, capacity=3)
    full = make_shift(carolina, capacity=2)
    for n in range(5):
        person = make_member(carolina, f"P{n}")
        claim_shift(full, person=person, if_full="waitlist")
        if n < 2:
            claim_shift(shift, person=person, allow_overlap=True)
    rows = Caller().get("/shifts").json()["data"]
    assert {row["id"]: row["counts"] for row in rows} == {
        shift.public_id: {"confirmed": 2, "waitlisted": 0, "remaining": 1},
        full.public_id: {"confirmed": 2, "waitlisted": 3, "remaining": 0},
    }


@pytest.fixture
def shifts(carolina: Chapter, nashville: Chapter, jordan: Person, ruth: Person, clock: Traveller) -> dict[str, Shift]:
    """One of each, by letter; Ruth holds the only place of the full one."""
    full = make_shift(carolina, "2027-02-03 10:00", capacity=1)
    claim_shift(full, person=ruth)
    made = {
        "a": make_shift(carolina, "2027-02-02 10:00"),
        "f": full,
        "k": make_shift(carolina, "2027-02-04 10:00", event={"kind": Kind.PRAYER}),
        "c": cancel_shift(make_shift(carolina, "2027-02-05 10:00"), by=jordan),
        "d": make_shift(carolina, "2027-02-06 10:00", event={"publish": False}),
    }
    clock.move_to("2027-02-02T18:00:00Z")
    return made | {"n": make_shift(nashville, "2027-02-07 10:00")}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "afkcdn"),
        ({"chapter": "nashville"}, "n"),
        ({"kind": "prayer"}, "k"),
        ({"kind": "prayer", "chapter": "nashville"}, ""),
        ({"state": "open"}, "afkdn"),
        ({"state": "cancelled"}, "c"),
        ({"has_space": "true"}, "kn"),
        ({"has_space": "false"}, "afcd"),
        ({"updated_since": "2027-02-02T17:00:00Z"}, "n"),
        ({"starts_at[gte]": "2027-02-04T10:00:00-05:00"}, "kcdn"),
        ({"starts_at[gt]": "2027-02-04T10:00:00-05:00", "starts_at[lt]": "2027-02-07T16:00:00Z"}, "cd"),
        ({"ends_at[lte]": "2027-02-03t16:00:00z"}, "af"),
        ({"event": "nobody"}, ""),
    ],
)
def test_lists_are_narrowed_by_what_is_asked(
    shifts: dict[str, Shift], jordan: Person, query: dict[str, str], found: str
) -> None:
    names = {shift.public_id: name for name, shift in shifts.items()}
    page = Caller(jordan).get("/shifts", query).json()
    assert "".join(names[row["id"]] for row in page["data"]) == found


def test_an_events_shifts_are_found_both_ways(shifts: dict[str, Shift], jordan: Person) -> None:
    event = shifts["d"].event.public_id
    caller = Caller(jordan)
    ids = [
        [row["id"] for row in caller.get(path, query).json()["data"]]
        for path, query in ((f"/events/{event}/shifts", {}), ("/shifts", {"event": event}))
    ]
    assert ids == [[shifts["d"].public_id]] * 2


def test_a_cancelled_events_shifts_count_as_cancelled(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    Caller(jordan).post(f"/events/{shift.event.public_id}/cancel")
    found = {state: len(Caller().get("/shifts", {"state": state}).json()["data"]) for state in ("open", "cancelled")}
    assert found == {"open": 0, "cancelled": 1}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["yes", "1", "True", ""])
def test_a_flag_is_true_or_false(value: str) -> None:
    response = Caller().get("/shifts", {"has_space": value})
    assert [error["parameter"] for error in response.json()["errors"]] == ["has_space"]


def test_a_hundred_shifts_are_added_at_once(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina)
    body = {"shifts": [USHER | {"role": f"Usher {n}"} for n in range(100)]}
    response = Caller(jordan).post(f"/events/{event.public_id}/shifts", body)
    assert response.status_code == 201
    assert [row["role"] for row in response.json()["data"]] == [f"Usher {n}" for n in range(100)]
    assert (response.json()["has_more"], response.json()["next_cursor"]) == (False, None)
    assert Shift.objects.filter(event=event).count() == 100


def test_adding_shifts_is_all_or_none_and_every_fault_is_pointed_at(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina)
    body = {
        "shifts": [
            USHER | {"requires": {"name": "Never made"}},
            USHER | {"ends_at": "2027-02-05T15:00:00Z", "min_needed": 9},
            USHER | {"role": " "},
            USHER | {"capacity": "3"},
            USHER | {"capacity": 2.5},
            USHER | {"capacity": True},
            USHER | {"capacity": 10_001},
            USHER | {"requires": "Table basics"},
            USHER | {"ends_at": "2027-02-13T15:00:00Z"},
        ]
    }
    response = Caller(jordan).post(f"/events/{event.public_id}/shifts", body)
    assert kind_of(response) == (400, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == [
        "/shifts/1/ends_at",
        "/shifts/1/min_needed",
        "/shifts/2/role",
        "/shifts/3/capacity",
        "/shifts/4/capacity",
        "/shifts/5/capacity",
        "/shifts/6/capacity",
        "/shifts/7/requires",
        "/shifts/8/ends_at",
    ]
    assert (Shift.objects.count(), Training.objects.count()) == (0, 0)


@pytest.mark.parametrize("shifts", [[], [USHER] * 101, "Usher", None])
def test_shifts_are_a_list_of_one_to_a_hundred(carolina: Chapter, jordan: Person, shifts: Any) -> None:
    event = make_event(carolina)
    response = Caller(jordan).post(f"/events/{event.public_id}/shifts", {"shifts": shifts})
    assert [error["pointer"] for error in response.json()["errors"]] == ["/shifts"]


def test_a_change_touches_only_what_is_given(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina, notes="Bring water.")
    got = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"role": "Host", "requires": {"name": "Basics"}}).json()
    assert (got["role"], got["requires"]["name"], got["notes"], got["version"]) == ("Host", "Basics", "Bring water.", 2)
    got = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"requires": None}).json()
    assert (got["role"], got["requires"], got["version"]) == ("Host", None, 3)


def test_a_whole_number_may_be_written_with_a_point(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    assert Caller(jordan).patch(f"/shifts/{shift.public_id}", {"capacity": 5.0}).json()["capacity"] == 5


def test_more_places_go_to_those_who_wait(carolina: Chapter, jordan: Person, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    for person in (maya, ruth):
        claim_shift(shift, person=person, if_full="waitlist")
    got = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"capacity": 2}).json()
    assert got["counts"] == {"confirmed": 2, "waitlisted": 0, "remaining": 0}
    assert Notice.objects.filter(kind="signup-promoted", recipient=ruth).count() == 1


def test_fewer_places_than_held_are_refused_with_how_many_to_move(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=3)
    for person in (maya, ruth):
        claim_shift(shift, person=person)
    response = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"capacity": 1})
    assert kind_of(response) == (409, "capacity-below-taken")
    problem = response.json()
    assert problem["errors"] == [{"pointer": "/capacity", "detail": "2 people hold places. Move 1 of them first."}]
    assert (problem["taken"], problem["surplus"]) == (2, 1)


def test_what_is_wrong_with_a_change_is_pointed_at(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    response = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"ends_at": "2027-02-04T15:00:00Z"})
    assert kind_of(response) == (400, "invalid")
    assert response.json()["errors"] == [{"pointer": "/ends_at", "detail": "The end must be after the start."}]
    response = Caller(jordan).patch(f"/shifts/{shift.public_id}", {"requires": {"id": "nobody"}})
    assert response.json()["errors"] == [{"pointer": "/requires/id", "detail": "This chapter has no such training."}]


def test_a_cancelled_shift_stays_and_those_on_it_are_told(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    caller = Caller(jordan)
    response = caller.post(f"/shifts/{shift.public_id}/cancel")
    assert (response.status_code, response.json()["state"]) == (200, "cancelled")
    assert list(Notice.objects.filter(kind="shift-cancelled").values_list("recipient", flat=True)) == [maya.pk]
    assert Signup.objects.get().state == Signup.State.CONFIRMED
    assert kind_of(caller.post(f"/shifts/{shift.public_id}/cancel")) == (409, "wrong-state")
    assert kind_of(caller.patch(f"/shifts/{shift.public_id}", {"capacity": 5})) == (409, "wrong-state")


def test_no_key_of_the_database_is_told(carolina: Chapter, jordan: Person) -> None:
    make_event(carolina, draft(carolina, role="Usher"))
    keys = {name for row in Caller(jordan).get("/shifts").json()["data"] for name in row}
    assert {name for name in keys if name.endswith(("_id", "pk"))} == set()


def test_a_place_that_was_dropped_a_moment_ago_is_taken_until_that_can_be_undone_no_more(
    carolina: Chapter, maya: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    drop_signup(claim_shift(shift, person=maya), by=maya, undo_for=timedelta(seconds=10))
    path = f"/shifts/{shift.public_id}"
    kept = Caller(ruth).get(path).json()
    assert (kept["counts"]["remaining"], kept["can_claim"]["reason"]) == (0, "shift-full")
    mine = Caller(maya).get(path).json()
    assert (mine["my_signup"], mine["can_claim"]["ok"]) == (None, True)
    clock.shift(timedelta(seconds=10))
    free = Caller(ruth).get(path).json()
    assert (free["counts"]["remaining"], free["can_claim"]["ok"]) == (1, True)


def test_a_claim_through_the_api_takes_back_what_was_dropped_on_the_page(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    drop_signup(claim_shift(shift, person=maya), by=maya, undo_for=timedelta(seconds=10))
    answer = Caller(maya).post(f"/shifts/{shift.public_id}/signups")
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (201, "confirmed", 3)
    assert answer.json()["shift"]["counts"] == {"confirmed": 1, "waitlisted": 0, "remaining": 0}
