"""Signups: claiming and dropping, rosters, and what one is told beforehand."""

from typing import Any

import pytest
from time_machine import Traveller

from tests.api.calling import Caller, kind_of
from tests.builders import at, make_member, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Membership, Person, Record, Shift, Signup, Visibility


def test_maya_claims_a_shift_and_is_told_where_to_be(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, notes="Bring water.")
    response = Caller(maya).post(f"/shifts/{shift.public_id}/signups", {"if_full": "fail", "allow_overlap": False})
    signup = Signup.objects.get()
    assert (response.status_code, response.headers["Location"]) == (201, f"/api/v1/signups/{signup.public_id}")
    got = response.json()
    assert {name: value for name, value in got.items() if name != "shift"} == {
        "id": signup.public_id,
        "name": "Maya",
        "state": "confirmed",
        "attendance": "unknown",
        "is_asked": False,
        "checked_in_at": None,
        "checked_out_at": None,
        "minutes": 0,
        "claimed_at": "2027-02-01T15:00:00Z",
        "updated_at": got["updated_at"],
        "version": 1,
    }
    assert (got["shift"]["address"], got["shift"]["notes"]) == ("The Pit, S South Rd 1", "Bring water.")
    assert got["shift"]["counts"] == {"confirmed": 1, "waitlisted": 0, "remaining": 1}
    assert got["shift"]["my_signup"] == {"id": signup.public_id, "state": "confirmed"}
    assert got["shift"]["can_claim"]["reason"] == "already-signed-up"
    assert Caller(maya).get(f"/signups/{signup.public_id}").json() == got


def test_a_first_claim_makes_priya_a_member_and_shows_her_her_signup(carolina: Chapter, priya: Person) -> None:
    response = Caller(priya).post(f"/shifts/{make_shift(carolina).public_id}/signups")
    assert (response.status_code, response.json()["name"]) == (201, "Priya")
    assert Membership.objects.get(person=priya, chapter=carolina).is_current


def test_a_full_shift_is_refused_with_others_that_could_be_claimed(
    carolina: Chapter, nashville: Chapter, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, "2027-02-04 10:00", capacity=1)
    claim_shift(shift, person=ruth)
    free = [make_shift(carolina, f"2027-02-{day:02} 10:00") for day in (5, 6, 7, 8)]
    make_shift(nashville, "2027-02-05 10:00")
    make_shift(carolina, "2027-02-05 10:00", event={"kind": "prayer"})
    claim_shift(free[0], person=maya)
    response = Caller(maya).post(f"/shifts/{shift.public_id}/signups")
    assert kind_of(response) == (409, "shift-full")
    problem = response.json()
    assert (problem["title"], problem["detail"]) == (
        "This shift is full",
        "This shift is full. You can join the waitlist.",
    )
    assert [row["id"] for row in problem["alternatives"]] == [other.public_id for other in free[1:]]
    assert problem["alternatives"][0]["can_claim"] == {"ok": True, "reason": None}


def test_who_asks_to_wait_is_waitlisted_and_a_drop_brings_them_in(
    carolina: Chapter, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=ruth)
    response = Caller(maya).post(f"/shifts/{shift.public_id}/signups", {"if_full": "waitlist"})
    assert (response.status_code, response.json()["state"]) == (201, "waitlisted")
    assert response.json()["shift"]["counts"] == {"confirmed": 1, "waitlisted": 1, "remaining": 0}
    dropped = Caller(ruth).delete(f"/signups/{held.public_id}")
    assert (dropped.status_code, dropped.content) == (204, b"")
    got = Caller(maya).get(f"/signups/{response.json()['id']}").json()
    assert (got["state"], got["shift"]["counts"]["waitlisted"]) == ("confirmed", 0)


def test_a_clash_is_refused_unless_maya_says_so(carolina: Chapter, nashville: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya)
    clash = make_shift(nashville, "2027-02-04 09:30").public_id
    response = Caller(maya).post(f"/shifts/{clash}/signups")
    assert kind_of(response) == (409, "overlapping-shift")
    assert response.json()["detail"] == "This overlaps “Table host” at 10:00 AM, which you hold."
    assert Caller(maya).post(f"/shifts/{clash}/signups", {"allow_overlap": True}).status_code == 201


def test_a_second_claim_is_refused_and_one_after_a_drop_is_not(carolina: Chapter, maya: Person) -> None:
    path = f"/shifts/{make_shift(carolina).public_id}/signups"
    caller = Caller(maya)
    first = caller.post(path).json()
    assert kind_of(caller.post(path)) == (409, "already-signed-up")
    assert caller.delete(f"/signups/{first['id']}").status_code == 204
    assert kind_of(caller.delete(f"/signups/{first['id']}")) == (409, "not-signed-up")
    assert caller.get(f"/signups/{first['id']}").json()["state"] == "dropped"
    again = caller.post(path).json()
    assert (again["id"], again["state"], again["version"]) == (first["id"], "confirmed", 3)


def test_the_twenty_first_shift_to_come_is_refused_with_the_limit(carolina: Chapter, maya: Person) -> None:
    for day in range(2, 22):
        claim_shift(make_shift(carolina, f"2027-02-{day:02} 10:00"), person=maya)
    response = Caller(maya).post(f"/shifts/{make_shift(carolina, '2027-02-22 10:00').public_id}/signups")
    assert kind_of(response) == (409, "too-many-signups")
    assert response.json()["limit"] == 20


def test_who_was_removed_is_refused_with_403(carolina: Chapter, nora: Person) -> None:
    Membership.objects.filter(person=nora).update(state=Membership.State.REMOVED)
    response = Caller(nora).post(f"/shifts/{make_shift(carolina).public_id}/signups")
    assert kind_of(response) == (403, "not-a-member")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"if_full": "perhaps"}, "/if_full"),
        ({"if_full": None}, "/if_full"),
        ({"if_full": ["fail"]}, "/if_full"),
        ({"allow_overlap": "no"}, "/allow_overlap"),
        ({"allow_overlap": 0}, "/allow_overlap"),
        ({"allow_overlap": None}, "/allow_overlap"),
    ],
)
def test_what_is_wrong_with_a_claim_is_pointed_at(
    carolina: Chapter, maya: Person, body: dict[str, Any], pointer: str
) -> None:
    response = Caller(maya).post(f"/shifts/{make_shift(carolina).public_id}/signups", body)
    assert kind_of(response) == (400, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_what_is_over_can_be_neither_claimed_nor_dropped(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    clock.move_to(at(carolina, "2027-02-04 11:00"))
    caller = Caller(maya)
    assert kind_of(caller.post(f"/shifts/{shift.public_id}/signups")) == (409, "signup-closed")
    assert kind_of(caller.delete(f"/signups/{signup.public_id}")) == (409, "signup-closed")


def test_an_organizer_drops_somebody_and_the_record_says_who(carolina: Chapter, jordan: Person, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    assert Caller(jordan).delete(f"/signups/{signup.public_id}").status_code == 204
    assert Record.objects.get(what="signup.dropped", object_id=signup.public_id).actor == jordan


def test_the_roster_is_in_the_order_of_the_claims_and_names_people_as_the_chapter_knows_them(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    Membership.objects.filter(person=ruth).update(display_name="Blue Heron")
    for person in (ruth, maya, jordan):
        clock.shift(60)
        claim_shift(shift, person=person, if_full="waitlist")
    drop_signup(Signup.objects.get(person=jordan), by=jordan)
    rows = Caller(jordan).get(f"/shifts/{shift.public_id}/signups").json()["data"]
    assert [(row["name"], row["state"]) for row in rows] == [("Blue Heron", "confirmed"), ("Maya", "waitlisted")]
    assert set(rows[0]) == {
        "id", "name", "state", "attendance", "is_asked", "checked_in_at", "checked_out_at", "minutes", "claimed_at",
        "updated_at", "version",
    }  # fmt: skip


def test_who_left_sees_their_old_signups_no_more(carolina: Chapter, maya: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    end_membership(membership_of(maya, carolina), by=maya)
    assert kind_of(Caller(maya).get(f"/signups/{signup.public_id}")) == (404, "not-found")
    assert Caller(maya).get("/me/signups").json()["data"] == []


# What may have become of a shift, or of Maya, before she looks at it.
def _fill(shift: Shift, maya: Person) -> None:
    for n in range(shift.capacity):
        claim_shift(shift, person=make_member(shift.chapter, f"Other{n}"))


def _claim(shift: Shift, maya: Person) -> None:
    claim_shift(shift, person=maya)


def _drop(shift: Shift, maya: Person) -> None:
    drop_signup(claim_shift(shift, person=maya), by=maya)


def _clash(shift: Shift, maya: Person) -> None:
    claim_shift(make_shift(shift.chapter, "2027-02-04 10:30"), person=maya)


def _cancel(shift: Shift, maya: Person) -> None:
    cancel_shift(shift, by=maya)


def _cancel_event(shift: Shift, maya: Person) -> None:
    cancel_event(shift.event, by=maya)


def _leave(shift: Shift, maya: Person) -> None:
    end_membership(membership_of(maya, shift.chapter), by=maya)


def _remove(shift: Shift, maya: Person) -> None:
    end_membership(membership_of(maya, shift.chapter), by=None, state=Membership.State.REMOVED)


def _hold_twenty(shift: Shift, maya: Person) -> None:
    for day in range(5, 25):
        claim_shift(make_shift(shift.chapter, f"2027-02-{day:02} 10:00"), person=maya)


FATES = [_fill, _claim, _drop, _clash, _cancel, _cancel_event, _leave, _remove, _hold_twenty]


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize("fate", [None, *FATES])
@pytest.mark.parametrize("when", ["2027-02-01 11:00", "2027-02-04 10:59", "2027-02-04 11:00"])
def test_can_claim_says_what_a_claim_is_then_answered(
    carolina: Chapter, maya: Person, clock: Traveller, fate: Any, visibility: Visibility, when: str
) -> None:
    shift = make_shift(carolina, "2027-02-04 10:00", event={"visibility": visibility})
    if fate:
        fate(shift, maya)
    clock.move_to(at(carolina, when))
    caller = Caller(maya)
    seen = caller.get(f"/shifts/{shift.public_id}")
    claimed = caller.post(f"/shifts/{shift.public_id}/signups")
    if seen.status_code == 404:
        assert kind_of(claimed) == (404, "not-found")
    elif seen.json()["can_claim"]["ok"]:
        assert (claimed.status_code, claimed.json()["state"]) == (201, "confirmed")
    else:
        told = seen.json()["can_claim"]
        assert kind_of(claimed)[1] == told["reason"]
        assert claimed.json()["detail"] == told["detail"]
