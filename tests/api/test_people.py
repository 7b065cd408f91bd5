"""People, trainings, joining, settings and hand-overs through the API."""

from time_machine import Traveller

from tests.api.calling import Caller, kind_of
from tests.builders import make_shift, membership_of
from turnout.actions.chapters import change_chapter
from turnout.actions.trainings import add_training
from turnout.models import Chapter, Person, Shift


def test_a_claim_without_a_training_is_403_and_names_the_next_one(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, requires=add_training(carolina, name="Table basics", by=None))
    after = make_shift(carolina, "2027-02-02 18:00", event={"title": "Table basics", "kind": "training"})
    caller = Caller(maya)
    assert caller.get(f"/shifts/{shift.public_id}").json()["can_claim"]["reason"] == "training-missing"
    refused = caller.post(f"/shifts/{shift.public_id}/signups")
    assert kind_of(refused) == (403, "training-missing")
    assert refused.json()["next_shift"]["id"] == after.public_id


def test_organizers_grant_and_revoke_and_the_volunteer_reads_it(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    caller, there = Caller(jordan), membership_of(maya, carolina).public_id
    training = caller.post("/chapters/carolina/trainings", {"name": "Table basics", "valid_months": 6}).json()
    granted = caller.post(f"/people/{there}/trainings", {"training": training["id"], "completed_on": "2027-01-31"})
    assert (granted.status_code, granted.json()["expires_on"]) == (201, "2027-07-31")
    mine = Caller(maya).get("/me/trainings").json()["data"]
    assert [row["training"]["name"] for row in mine] == ["Table basics"]
    assert caller.delete(f"/completions/{granted.json()['id']}").status_code == 204
    assert Caller(maya).get("/me/trainings").json()["data"] == []


def test_a_claim_asks_to_join_and_organizers_answer(
    carolina: Chapter, jordan: Person, ruth: Person, priya: Person
) -> None:
    change_chapter(carolina, by=ruth, joining="approval")
    shift = make_shift(carolina)
    caller = Caller(priya)
    assert caller.get(f"/shifts/{shift.public_id}").json()["can_claim"]["reason"] == "approval-needed"
    assert kind_of(caller.post(f"/shifts/{shift.public_id}/signups")) == (403, "approval-pending")
    waiting = Caller(jordan).get("/chapters/carolina/people", {"group": "applied"}).json()["data"]
    assert [(row["name"], row["state"]) for row in waiting] == [("Priya", "applied")]
    assert "email" not in waiting[0]
    approved = Caller(jordan).post(f"/people/{waiting[0]['id']}/approve").json()
    assert (approved["state"], "email" in approved) == ("active", False)
    assert caller.post(f"/shifts/{shift.public_id}/signups").status_code == 201


def test_an_invitation_joins_and_is_shown_once(carolina: Chapter, jordan: Person, priya: Person) -> None:
    made = Caller(jordan).post("/chapters/carolina/invitations", {"name": "Club fair", "most_uses": 1}).json()
    token = made["address"].rstrip("/").rpartition("/")[2]
    assert "address" not in Caller(jordan).get("/chapters/carolina/invitations").json()["data"][0]
    joined = Caller(priya).post("/invitations/use", {"token": token}).json()
    assert (joined["chapter"]["slug"], joined["state"]) == ("carolina", "active")
    assert kind_of(
        Caller(Person.objects.create_user("ivy@turnout.test", "Ivy")).post("/invitations/use", {"token": token})
    ) == (409, "wrong-state")


def test_why_somebody_cannot_claim(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=0)
    there = membership_of(maya, carolina).public_id
    assert Caller(jordan).get(f"/people/{there}/why", {"shift": shift.public_id}).json() == {
        "sees": True,
        "can_claim": False,
        "reason": "shift-full",
        "detail": "Maya sees it but cannot claim it. This shift is full. Put Maya on the waitlist, or add a place.",
    }


def test_owners_change_settings_and_roles(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, clock: Traveller
) -> None:
    caller = Caller(ruth)
    changed = caller.patch(
        "/chapters/carolina/settings",
        {"drop_cutoff_hours": 24, "accent": "moss", "help_line": {"name": "Night line", "phone": "919-555-0100"}},
    ).json()
    assert (changed["drop_cutoff_hours"], changed["accent"], changed["help_line"]["name"]) == (24, "moss", "Night line")
    assert kind_of(caller.patch("/chapters/carolina/settings", {"timezone": "Mars"})) == (400, "invalid")
    assert kind_of(Caller(jordan).patch("/chapters/carolina/settings", {"accent": "moss"})) == (403, "not-allowed")
    there, own = membership_of(maya, carolina).public_id, membership_of(ruth, carolina).public_id
    assert kind_of(caller.post(f"/people/{there}/roles", {"role": "organizer"})) == (403, "stale-sign-in")
    assert kind_of(caller.delete(f"/people/{own}/roles/owner")) == (403, "stale-sign-in")
    browser = Caller(ruth, has_signed_in=True)
    assert browser.post(f"/people/{there}/roles", {"role": "organizer"}).json()["roles"] == ["organizer"]
    assert kind_of(browser.delete(f"/people/{own}/roles/owner")) == (409, "last-owner")
    clock.shift(901)
    assert kind_of(browser.delete(f"/people/{there}/roles/organizer")) == (403, "stale-sign-in")


def test_a_drop_after_the_cut_off_is_409_and_an_organizer_takes_her_off(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    change_chapter(carolina, by=ruth, drop_cutoff_hours=48)
    shift: Shift = make_shift(carolina, "2027-02-02 10:00")
    signup = Caller(maya).post(f"/shifts/{shift.public_id}/signups").json()["id"]
    assert kind_of(Caller(maya).delete(f"/signups/{signup}")) == (409, "drop-closed")
    assert Caller(jordan).delete(f"/signups/{signup}").status_code == 204


def test_the_chapter_is_handed_over(carolina: Chapter, maya: Person, ruth: Person) -> None:
    to = membership_of(maya, carolina).public_id
    body = {"to": to, "keeps": "nothing"}
    assert kind_of(Caller(ruth).post("/chapters/carolina/hand-overs", body)) == (403, "stale-sign-in")
    owner = Caller(ruth, has_signed_in=True)
    offer = owner.post("/chapters/carolina/hand-overs", body).json()
    assert kind_of(owner.post("/chapters/carolina/hand-overs", {"to": to})) == (409, "wrong-state")
    assert Caller(maya).get("/me/hand-overs").json()["data"][0]["id"] == offer["id"]
    assert kind_of(Caller(maya).post(f"/hand-overs/{offer['id']}/accept")) == (403, "stale-sign-in")
    accepted = Caller(maya, has_signed_in=True).post(f"/hand-overs/{offer['id']}/accept")
    assert accepted.json()["state"] == "accepted"
    assert kind_of(Caller(maya).post(f"/hand-overs/{offer['id']}/withdraw")) == (409, "wrong-state")
    assert Caller(maya).get("/me").json()["memberships"][0]["roles"] == ["owner"]
