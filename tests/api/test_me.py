"""What is one's own: name, memberships, signups, calendar addresses."""

import pytest
from time_machine import Traveller

from tests.api.calling import Caller, kind_of
from tests.builders import at, make_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import CalendarFeed, Chapter, Person, Record
from turnout.models.base import hash_token


def test_ruth_reads_who_she_is(carolina: Chapter, ruth: Person) -> None:
    assert Caller(ruth).get("/me").json() == {
        "id": ruth.public_id,
        "name": "Ruth",
        "email": "ruth@turnout.test",
        "language": "en",
        "memberships": [
            {
                "chapter": Caller().get("/chapters/carolina").json(),
                "name": "Ruth",
                "roles": ["owner"],
                "joined_at": "2027-02-01T15:00:00Z",
                "wants_asks": True,
                "wants_messages": True,
            }
        ],
    }


def test_who_left_is_a_member_no_more(nora: Person) -> None:
    assert Caller(nora).get("/me").json()["memberships"] == []


def test_maya_takes_another_name_in_her_chapters_too(carolina: Chapter, maya: Person) -> None:
    got = Caller(maya).patch("/me", {"name": "  Maya   Lin "}).json()
    assert (got["name"], [row["name"] for row in got["memberships"]]) == ("Maya Lin", ["Maya Lin"])
    assert Record.objects.filter(what="person.changed", actor=maya).count() == 1
    assert Caller(maya).patch("/me", {}).json()["name"] == "Maya Lin"


def test_maya_chooses_the_language_of_her_mails(maya: Person) -> None:
    assert Caller(maya).patch("/me", {"language": "es"}).json()["language"] == "es"
    assert Person.objects.get(pk=maya.pk).language == "es"
    response = Caller(maya).patch("/me", {"language": "tlh"})
    assert (kind_of(response), response.json()["errors"][0]["pointer"]) == ((400, "invalid"), "/language")


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, None, 5, "a\0b"])
def test_a_name_that_is_none_is_refused(maya: Person, name: object) -> None:
    response = Caller(maya).patch("/me", {"name": name})
    assert kind_of(response) == (400, "invalid")
    assert [error["pointer"] for error in response.json()["errors"]] == ["/name"]


def test_a_mail_address_is_not_changed_here(maya: Person) -> None:
    assert kind_of(Caller(maya).patch("/me", {"email": "m@turnout.test"})) == (400, "unknown-field")


def test_my_signups_are_those_i_hold_or_wait_for_by_start(
    carolina: Chapter, nashville: Chapter, maya: Person, ruth: Person, clock: Traveller
) -> None:
    late = claim_shift(make_shift(nashville, "2027-02-06 10:00"), person=maya)
    past = claim_shift(make_shift(carolina, "2027-02-02 10:00"), person=maya)
    full = make_shift(carolina, "2027-02-05 10:00", capacity=0)
    waits = claim_shift(full, person=maya, if_full="waitlist")
    dropped = drop_signup(claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya), by=maya)
    claim_shift(make_shift(carolina, "2027-02-07 10:00"), person=ruth)
    clock.move_to(at(carolina, "2027-02-03 12:00"))

    def listed(query: dict[str, str]) -> list[str]:
        return [row["id"] for row in Caller(maya).get("/me/signups", query).json()["data"]]

    assert listed({}) == [past.public_id, waits.public_id, late.public_id]
    assert listed({"state": "waitlisted"}) == [waits.public_id]
    assert listed({"state": "dropped"}) == [dropped.public_id]
    assert listed({"starts_at[gte]": "2027-02-03T12:00:00-05:00"}) == [waits.public_id, late.public_id]


def test_a_past_shift_still_says_where_it_was(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    claim_shift(make_shift(carolina, "2027-02-02 10:00"), person=maya)
    clock.move_to(at(carolina, "2027-02-03 12:00"))
    shift = Caller(maya).get("/me/signups").json()["data"][0]["shift"]
    assert (shift["address"], shift["my_signup"]["state"]) == ("The Pit, S South Rd 1", "confirmed")


def test_a_calendar_address_is_shown_once_and_works(carolina: Chapter, maya: Person) -> None:
    caller = Caller(maya)
    response = caller.post("/me/calendar-feeds", {"name": "Phone"})
    made = response.json()
    assert (response.status_code, response.headers["Location"]) == (201, f"/api/v1/me/calendar-feeds/{made['id']}")
    assert made["address"].startswith("http://turnout.test/feeds/private/")
    assert caller.client.get(made["address"]).status_code == 200
    facts = {"id": made["id"], "name": "Phone", "created_at": "2027-02-01T15:00:00Z"}
    assert made == facts | {"address": made["address"], "last_fetched_at": None}
    later = facts | {"last_fetched_at": "2027-02-01T15:00:00Z"}
    assert caller.get("/me/calendar-feeds").json()["data"] == [later]
    assert caller.get(f"/me/calendar-feeds/{made['id']}").json() == later


def test_a_rotated_address_is_a_new_one(maya: Person) -> None:
    caller = Caller(maya)
    made = caller.post("/me/calendar-feeds").json()
    response = caller.post(f"/me/calendar-feeds/{made['id']}/rotate")
    assert (response.status_code, response.json()["id"]) == (200, made["id"])
    old, new = (answer["address"].rpartition("/")[2].removesuffix(".ics") for answer in (made, response.json()))
    assert old != new
    assert CalendarFeed.objects.get().token_hash == hash_token(new)
    assert [caller.client.get(a).status_code for a in (made["address"], response.json()["address"])] == [410, 200]


def test_a_revoked_address_is_gone(maya: Person) -> None:
    caller = Caller(maya)
    path = f"/me/calendar-feeds/{caller.post('/me/calendar-feeds').json()['id']}"
    response = caller.delete(path)
    assert (response.status_code, response.content) == (204, b"")
    assert caller.get("/me/calendar-feeds").json()["data"] == []
    answers = [caller.get(path), caller.delete(path), caller.post(f"{path}/rotate")]
    assert [kind_of(answer) for answer in answers] == [(404, "not-found")] * 3


def test_the_twenty_first_calendar_address_is_refused(maya: Person) -> None:
    caller = Caller(maya)
    statuses = [caller.post("/me/calendar-feeds").status_code for _n in range(20)]
    assert statuses == [201] * 20
    assert kind_of(caller.post("/me/calendar-feeds")) == (400, "invalid")
