"""Filling shifts and writing messages through the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.api.calling import Caller, kind_of
from tests.builders import make_shift, membership_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Notice, Person, Shift


@pytest.fixture
def program(jordan: Person) -> Caller:
    return Caller(jordan)


def test_a_thin_shift_is_listed_with_who_could_come_and_they_are_asked(
    carolina: Chapter, maya: Person, program: Caller
) -> None:
    shift = make_shift(carolina, min_needed=1)
    make_shift(carolina, "2027-02-05 10:00")
    thin = program.get("/chapters/carolina/thin-shifts").json()["data"]
    assert [row["id"] for row in thin] == [shift.public_id]
    candidates = program.get(f"/shifts/{shift.public_id}/candidates").json()["data"]
    assert [row["name"] for row in candidates] == ["Jordan", "Maya"]
    assert candidates[1] == {
        "id": membership_of(maya, carolina).public_id, "name": "Maya", "times_in_role": 0, "times_in_kind": 0,
        "upcoming": 0, "asked_at": None, "may_be_asked": True,
    }  # fmt: skip
    wanted = {"members": [candidates[1]["id"], "nobody"]}
    assert program.post(f"/shifts/{shift.public_id}/asks", wanted).json() == {"asked": 1, "left_out": 0}
    assert program.post(f"/shifts/{shift.public_id}/asks", wanted).json() == {"asked": 0, "left_out": 1}
    asked = program.get(f"/shifts/{shift.public_id}/candidates").json()["data"][1]
    assert (asked["asked_at"], asked["may_be_asked"]) == ("2027-02-01T15:00:00Z", False)


def test_somebody_is_signed_up_moved_and_promoted(
    carolina: Chapter, maya: Person, ruth: Person, program: Caller
) -> None:
    shift, other = make_shift(carolina, capacity=1), make_shift(carolina, "2027-02-05 10:00", capacity=1)
    path = f"/shifts/{shift.public_id}/roster"
    made = program.post(path, {"member": membership_of(maya, carolina).public_id})
    assert (made.status_code, made.json()["state"], made.json()["name"]) == (201, "confirmed", "Maya")
    assert kind_of(program.post(path, {"email": "zoe@turnout.test", "name": "Zoe"})) == (409, "shift-full")
    waits = program.post(path, {"email": "zoe@turnout.test", "name": "Zoe", "if_full": "waitlist"}).json()
    assert (waits["state"], waits["name"]) == ("waitlisted", "Zoe")
    promote = f"/signups/{waits['id']}/promote"
    assert kind_of(program.post(promote)) == (409, "shift-full")
    assert program.post(promote, {"add_place": True}).json()["state"] == "confirmed"
    assert Shift.objects.get(pk=shift.pk).capacity == 2
    move = f"/signups/{made.json()['id']}/move"
    stale = program.post(move, {"shift": other.public_id}, If_Match="7")
    assert kind_of(stale) == (412, "changed-meanwhile")
    moved = program.post(move, {"shift": other.public_id}, If_Match="1").json()
    assert (moved["shift"]["id"], moved["state"]) == (other.public_id, "confirmed")
    assert kind_of(program.post(move, {"shift": other.public_id})) == (409, "not-signed-up")


def test_who_is_signed_up_over_and_over_is_left_in_peace(
    carolina: Chapter, jordan: Person, maya: Person, program: Caller, client_of: Callable[..., Client]
) -> None:
    shift, member = make_shift(carolina, capacity=0), {"member": membership_of(maya, carolina).public_id}
    path = f"/shifts/{shift.public_id}/roster"
    assert {program.post(path, member).status_code for _n in range(12)} == {409}
    refused = program.post(path, member)
    assert kind_of(refused) == (429, "too-many-tries")
    page = client_of(jordan).post(f"/organize/shifts/{shift.public_id}/people/", member)
    assert (page.status_code, page["Retry-After"]) == (429, "86400")
    assert "Your chapter signed this person up often today." in page.content.decode()


@pytest.mark.parametrize(("capacity", "status"), [(0, 409), (2, 201)])
def test_a_busy_stranger_is_answered_as_somebody_unknown(
    carolina: Chapter, nashville: Chapter, leo: Person, program: Caller, capacity: int, status: int
) -> None:
    claim_shift(make_shift(nashville, "2027-02-04 09:00"), person=leo)
    path = f"/shifts/{make_shift(carolina, capacity=capacity).public_id}/roster"
    answers = [program.post(path, {"email": f"{name}@turnout.test", "name": "Z"}) for name in ("leo", "zoe")]
    assert [answer.status_code for answer in answers] == [status, status]
    own = {"id", "shift", "request_id"}
    busy, unknown = ({k: v for k, v in answer.json().items() if k not in own} for answer in answers)
    assert busy == unknown


@pytest.mark.parametrize(
    "body", [{}, {"email": "zoe@turnout.test"}, {"member": "x", "name": "Zoe"}, {"member": "x"}, {"member": "\0"}]
)
def test_a_roster_entry_names_one_person(carolina: Chapter, program: Caller, body: dict[str, str]) -> None:
    shift = make_shift(carolina)
    assert kind_of(program.post(f"/shifts/{shift.public_id}/roster", body)) == (400, "invalid")


def test_what_is_elsewhere_cannot_be_named(
    carolina: Chapter, nashville: Chapter, maya: Person, leo: Person, program: Caller
) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    there = make_shift(nashville)
    assert kind_of(program.post(f"/signups/{signup.public_id}/move", {"shift": there.public_id})) == (
        403, "not-allowed",
    )  # fmt: skip
    body = {"audience": "shift", "shift": there.public_id, "subject": "Hello", "body": "Hello"}
    assert kind_of(program.post("/chapters/carolina/messages/preview", body)) == (404, "not-found")


def test_a_message_is_previewed_then_sent_as_it_was(
    carolina: Chapter, maya: Person, jordan: Person, program: Caller
) -> None:
    body = {"audience": "all", "subject": "Sunday", "body": "Dear {name}"}
    assert kind_of(program.post("/chapters/carolina/messages/preview", body)) == (400, "invalid")
    Chapter.objects.update(contact_email="table@carolina.test")
    preview = program.post("/chapters/carolina/messages/preview", body).json()
    shown = [preview[name] for name in ("people", "subject", "body")]
    assert shown == [2, "From your organizers: Sunday", "Dear Jordan"]
    wrong = program.post("/chapters/carolina/messages", {**body, "body": "Other", "seen": preview["seen"]})
    assert kind_of(wrong) == (412, "changed-meanwhile")
    sent = program.post("/chapters/carolina/messages", {**body, "seen": preview["seen"]})
    assert (sent.status_code, sent.json()["people"], sent.json()["author"]) == (201, 2, "Jordan")
    assert Notice.objects.filter(kind="message").count() == 2
    assert program.get("/chapters/carolina/messages").json()["data"] == [sent.json()]


def test_maya_chooses_what_she_is_written_about(carolina: Chapter, maya: Person) -> None:
    hers = Caller(maya)
    changed = hers.patch("/me/chapters/carolina", {"wants_asks": False}).json()
    assert (changed["wants_asks"], changed["wants_messages"]) == (False, True)
    assert hers.get("/me").json()["memberships"][0]["wants_asks"] is False
