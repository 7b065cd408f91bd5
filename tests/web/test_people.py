"""The people of a chapter, as their organizers see them; joining, as volunteers do."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.calling import Caller
from tests.builders import make_member, make_person, make_shift, membership_of
from tests.web.pages import ClientOf, text_of
from turnout.actions.chapters import change_chapter
from turnout.actions.memberships import decline_member, enter_chapter, remove_member
from turnout.actions.signups import claim_shift
from turnout.actions.trainings import add_training
from turnout.models import Chapter, Invitation, Membership, Note, Person, Role

PEOPLE = "/organize/carolina/people/"


def page_of(person: Person, chapter: Chapter) -> str:
    return f"{PEOPLE}{membership_of(person, chapter).public_id}/"


def test_jordan_finds_people_by_name_and_no_list_holds_an_address(
    carolina: Chapter, maya: Person, jordan: Person, nora: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    page = client.get(PEOPLE)
    assert "2 people Jordan Organizer Maya" in text_of(page)
    assert "turnout.test" not in re.sub(r"<footer.*", "", page.content.decode(), flags=re.DOTALL)
    assert "Maya" in text_of(client.get(f"{PEOPLE}?q=may"))
    assert "Maya" in text_of(client.get(f"{PEOPLE}?q=Maya@turnout.test"))
    assert "Nobody here is called “zoe”." in text_of(client.get(f"{PEOPLE}?q=zoe"))
    assert "Nora Left" in text_of(client.get(f"{PEOPLE}?group=former"))


@pytest.mark.parametrize("whose", ["maya", "nora", "priya"])
def test_an_organizer_reads_nobodys_mail_address(
    carolina: Chapter, jordan: Person, ruth: Person, maya: Person, nora: Person, priya: Person, client_of: ClientOf,
    whose: str,
) -> None:  # fmt: skip
    """Neither a member's nor a former one's, nor that of somebody who asks to join."""
    enter_chapter(change_chapter(carolina, by=ruth, joining="approval"), person=priya)
    person = {"maya": maya, "nora": nora, "priya": priya}[whose]
    assert person.email not in client_of(jordan).get(page_of(person, carolina)).content.decode()
    told = Caller(jordan).get(f"/people/{membership_of(person, carolina).public_id}")
    assert (told.status_code, person.email in told.content.decode()) == (200, False)


def test_who_left_is_not_found_by_an_address(
    carolina: Chapter, jordan: Person, nora: Person, client_of: ClientOf
) -> None:
    page = client_of(jordan).get(f"{PEOPLE}?group=former&q=nora@turnout.test")
    assert "Nobody here is called “nora@turnout.test”." in text_of(page)


def test_an_application_is_answered_with_one_tap(
    carolina: Chapter, jordan: Person, ruth: Person, priya: Person, client_of: ClientOf
) -> None:
    enter_chapter(change_chapter(carolina, by=ruth, joining="approval"), person=priya)
    client = client_of(jordan)
    assert "Asked to join (1)" in text_of(client.get(PEOPLE))
    answer = client.post(f"{page_of(priya, carolina)}approve/", {"back": "list"}, follow=True)
    assert "Priya is a member now, and gets an email." in text_of(answer)
    assert answer.redirect_chain == [(PEOPLE, 302)]
    assert membership_of(priya, carolina).is_current


def test_only_who_may_is_offered_to_take_somebody_in(
    carolina: Chapter, jordan: Person, ruth: Person, maya: Person, priya: Person, client_of: ClientOf
) -> None:
    """Somebody declined was never in; somebody removed is taken in by an owner."""
    decline_member(enter_chapter(change_chapter(carolina, by=ruth, joining="approval"), person=priya), by=ruth)
    remove_member(membership_of(maya, carolina), by=ruth)
    assert "Take in after all" in text_of(client_of(jordan).get(page_of(priya, carolina)))
    assert "Take in" not in text_of(client_of(jordan).get(page_of(maya, carolina)))
    assert "Take in again" in text_of(client_of(ruth).get(page_of(maya, carolina)))


def test_jordan_notes_something_and_grants_a_training(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    training = add_training(carolina, name="Table basics", valid_months=12, by=jordan)
    client, path = client_of(jordan), page_of(maya, carolina)
    assert client.post(f"{path}note/", {"text": ""}).status_code == 422
    client.post(f"{path}note/", {"text": "Speaks Polish."})
    wrong = client.post(f"{path}training/", {"training": training.public_id, "completed_on": "2027-03-01"})
    assert wrong.status_code == 422
    assert "Give the day on which it was, today at the latest." in text_of(wrong)
    client.post(f"{path}training/", {"training": training.public_id, "completed_on": "2027-01-31"})
    page = text_of(client.get(path))
    assert "Speaks Polish." in page
    assert "Table basics until Mon, Jan 31, 2028 Take back" in page
    assert "Table basics until Mon, Jan 31, 2028" in text_of(client_of(maya).get("/me/"))
    client.post(f"/organize/carolina/notes/{Note.objects.get().public_id}/remove/")
    assert not Note.objects.exists()


def test_an_owner_gives_roles_and_the_last_owner_stays(
    carolina: Chapter, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    client = client_of(ruth)
    client.post(f"{page_of(maya, carolina)}roles/", {"roles": ["organizer", "safeguarding-lead"]})
    held = membership_of(maya, carolina).roles.values_list("role", flat=True)
    assert set(held) == {Role.ORGANIZER, Role.LEAD}
    answer = client.post(f"{page_of(ruth, carolina)}roles/", {}, follow=True)
    assert "This is the chapter's only owner. Hand the chapter over, or make another owner." in text_of(answer)
    leaving = client.post("/me/chapters/carolina/leave/", follow=True)
    assert "This is the chapter's only owner." in text_of(leaving)
    assert membership_of(ruth, carolina).roles.filter(role="owner").exists()


def test_roles_ask_first_who_it_is(carolina: Chapter, maya: Person, ruth: Person) -> None:
    client = Client()
    client.force_login(ruth)
    answer = client.post(f"{page_of(maya, carolina)}roles/", {"roles": ["owner"]})
    assert answer["Location"].startswith("/me/proof/")
    assert not membership_of(maya, carolina).roles.exists()
    # What was ticked is ticked still when she is back.
    back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    page = client.get(back).content.decode()
    assert re.findall(r'value="(\w+)"[^>]*checked', page) == ["owner"]


def test_why_maya_does_not_see_a_shift(carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina, event={"publish": False})
    client, maya_there = client_of(jordan), membership_of(maya, carolina)
    why = "/organize/carolina/why/"
    assert f"?person={maya_there.public_id}" in client.get(f"{why}?q=may").content.decode()
    assert "Table host · Outreach table in the Pit" in text_of(client.get(f"{why}?person={maya_there.public_id}"))
    page = text_of(client.get(f"{why}?person={maya_there.public_id}&shift={shift.public_id}"))
    assert "Maya does not see it: the event is a draft." in page


def test_an_invitation_is_shown_once_with_its_code_and_joins_whoever_taps(
    carolina: Chapter, jordan: Person, priya: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    path = "/organize/carolina/invitations/"
    assert client.post(path, {"name": "", "days": 0, "most_uses": 1}).status_code == 422
    shown = client.post(path, {"name": "Club fair", "days": 14, "most_uses": 1}).content.decode()
    address = re.search(r"http://turnout\.test(/join/[\w-]+/)", shown)
    assert address
    assert "<svg" in shown
    link = address[1]
    assert link.split("/")[2] not in client.get(path).content.decode()
    hers = client_of(priya)
    assert "You were invited." in text_of(hers.get(link))
    assert not Membership.objects.filter(person=priya).exists()
    assert "You are a member of Carolina Against Trafficking. Welcome." in text_of(hers.post(link, follow=True))
    late = client_of(make_person("Ivy")).post(link)
    assert late.status_code == 410
    assert "This invitation was for so many people, and they joined." in text_of(late)
    assert Client().post(link)["Location"] == f"/signin/?next={link.replace('/', '%2F')}"
    client.post(f"{path}{Invitation.objects.get().public_id}/revoke/")
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize(
    ("joining", "before", "after"),
    [
        ("open", "You see what is for members, and can claim shifts. Join", "Welcome."),
        ("approval", "The organizers look at new members first. They answer you by email. Ask to join", "You asked"),
        ("invitation", "New people join this chapter by an invitation link.", "by an invitation link."),
    ],
)
def test_a_chapter_says_how_one_joins_it(
    carolina: Chapter, ruth: Person, priya: Person, client_of: ClientOf, joining: str, before: str, after: str
) -> None:
    change_chapter(carolina, by=ruth, joining=joining)
    client = client_of(priya)
    assert 'href="/carolina/join/"' in client.get("/carolina/").content.decode()
    assert before in text_of(client.get("/carolina/join/"))
    assert after in text_of(client.post("/carolina/join/", follow=True))


def test_a_card_asks_to_join_where_a_claim_would(
    carolina: Chapter, ruth: Person, priya: Person, client_of: ClientOf
) -> None:
    change_chapter(carolina, by=ruth, joining="approval")
    shift = make_shift(carolina)
    client = client_of(priya)
    assert "Ask to join Table host" in text_of(client.get(f"/shifts/{shift.public_id}/"))
    answer = client.post(f"/shifts/{shift.public_id}/claim/")
    assert answer.status_code == 409
    assert "Thank you. The organizers look at new members first" in text_of(answer)
    assert "You asked to join. The organizers answer you by email." in text_of(client.get("/carolina/"))


def test_a_missing_training_leads_to_the_next_one(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    training = add_training(carolina, name="Table basics", by=None)
    after = make_shift(carolina, "2027-02-02 18:00", event={"title": "Table basics", "kind": "training"})
    shift = make_shift(carolina, requires=training)
    page = client_of(maya).get(f"/shifts/{shift.public_id}/")
    assert "This needs the training “Table basics”. The next one: Tuesday, February 2" in text_of(page)
    assert f'href="/shifts/{after.public_id}/">See that training' in page.content.decode()


def test_after_the_cut_off_a_card_says_whom_to_ask(
    carolina: Chapter, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    change_chapter(carolina, by=ruth, drop_cutoff_hours=48)
    shift = make_shift(carolina, "2027-02-02 10:00")
    claim_shift(shift, person=maya)
    client = client_of(maya)
    page = text_of(client.get(f"/shifts/{shift.public_id}/"))
    assert "It begins in less than 48 hours. Ask the organizers to take you off." in page
    assert "Can't make it?" not in page
    assert client.post(f"/shifts/{shift.public_id}/drop/").status_code == 409


@pytest.mark.parametrize("path", [PEOPLE, f"{PEOPLE}?group=former", "/organize/carolina/why/", "PERSON"])
def test_a_page_costs_few_queries_however_many_people(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf, path: str
) -> None:
    for number in range(60):
        person = make_member(carolina, f"V{number}", *([Role.LEAD] if number % 3 == 0 else []))
        claim_shift(make_shift(carolina, f"2027-03-{number % 28 + 1:02} 10:00"), person=person)
    client = client_of(jordan)
    path = page_of(maya, carolina) if path == "PERSON" else path
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) < 12, [query["sql"][:160] for query in queries]
