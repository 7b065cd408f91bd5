"""What lacks people, who could come, and the people of one shift."""

import re
from typing import Any

import pytest

from tests.builders import make_member, make_shift, membership_of
from tests.web.pages import ClientOf, text_of
from turnout.actions.memberships import choose_mail
from turnout.actions.rosters import ask_members
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Membership, Notice, Person, Shift, Signup

PAGE = "/organize/carolina/fill/"


def people_page(shift: Shift) -> str:
    return f"/organize/shifts/{shift.public_id}/people/"


def states(shift: Shift) -> dict[str, str]:
    names = dict(Membership.objects.filter(chapter=shift.chapter_id).values_list("person_id", "display_name"))
    return {names[signup.person_id]: signup.state for signup in Signup.objects.filter(shift=shift)}


def test_jordan_sees_what_lacks_people_and_asks_all_at_once(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, clock: Any
) -> None:
    shift = make_shift(carolina, min_needed=2)
    client = client_of(jordan)
    page = client.get(PAGE)
    assert (
        "Table host Thursday, February 4, 10:00 AM to 11:00 AM EST in 3 days Outreach table in the Pit · "
        "Near the library 2 more needed 0 of 2 places taken Could come Jordan Ask Maya Ask Ask all 2"
    ) in text_of(page)
    asked = client.post(
        f"/organize/shifts/{shift.public_id}/ask/",
        {"member": [membership_of(p, carolina).public_id for p in (jordan, maya)], "next": PAGE},
    )
    assert asked["Location"] == PAGE
    page = client.get(PAGE)
    assert "Asked 2 people by email." in text_of(page)
    assert "Jordan asked today Maya asked today" in text_of(page)
    clock.shift(60 * 60 * 24)
    assert "Maya asked yesterday" in text_of(client.get(PAGE))
    assert Notice.objects.filter(kind="shift-asked").count() == 2


def test_who_was_asked_meanwhile_is_said(carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf) -> None:
    shift, member = make_shift(carolina, min_needed=1), membership_of(maya, carolina)
    ask_members(shift, [member], by=jordan)
    client = client_of(jordan)
    asked = {"member": [member.public_id, "nobody"], "next": "//evil.test"}
    answer = client.post(f"/organize/shifts/{shift.public_id}/ask/", asked)
    assert answer["Location"] == people_page(shift)
    assert "1 was not asked: they cannot take it any more, or were asked already." in text_of(
        client.get(people_page(shift))
    )


def test_nothing_to_fill_is_said_kindly(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    assert "Every shift has the people it needs." in text_of(client_of(jordan).get(PAGE))


def test_who_does_not_want_to_be_asked_is_not_named(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    make_shift(carolina, min_needed=1)
    answer = client_of(maya).post("/me/chapters/carolina/mail/", {"wants_messages": "on"})
    assert answer["Location"] == "/me/"
    membership = membership_of(maya, carolina)
    assert (membership.wants_asks, membership.wants_messages) == (False, True)
    assert "Maya" not in text_of(client_of(jordan).get(PAGE))


def test_a_member_is_found_by_name_and_signed_up(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    found = client.get(people_page(shift), {"q": "may"})
    assert "Maya Sign up" in text_of(found)
    assert "Jordan Sign up" not in text_of(found)
    done = client.post(people_page(shift), {"member": membership_of(maya, carolina).public_id})
    assert done["Location"] == people_page(shift)
    assert states(shift) == {"Maya": "confirmed"}
    assert "Signed up. An email says so." in text_of(client.get(people_page(shift)))
    assert "Nobody of that name is free to sign up." in text_of(client.get(people_page(shift), {"q": "maya%"}))


def test_somebody_new_is_signed_up_and_what_is_wrong_is_said_at_its_field(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    wrong = client.post(people_page(shift), {"name": "Zoe", "email": "zoe"})
    assert wrong.status_code == 422
    assert "Email address That is not an email address. Look for a missing @ or dot." in text_of(wrong)
    assert 'value="Zoe"' in wrong.content.decode()
    client.post(people_page(shift), {"name": "Zoe", "email": "zoe@turnout.test"})
    assert states(shift) == {"Zoe": "confirmed"}


@pytest.mark.parametrize(("capacity", "status"), [(0, 409), (2, 302)])
def test_a_busy_stranger_is_answered_as_somebody_unknown(
    carolina: Chapter, nashville: Chapter, jordan: Person, leo: Person, client_of: ClientOf, capacity: int, status: int
) -> None:
    claim_shift(make_shift(nashville, "2027-02-04 09:00"), person=leo)
    shift, client = make_shift(carolina, capacity=capacity), client_of(jordan)
    answers = [client.post(people_page(shift), {"name": "Z", "email": f"{n}@turnout.test"}) for n in ("leo", "zoe")]
    assert [answer.status_code for answer in answers] == [status, status]
    busy, unknown = (text_of(answer).replace(f"{n}@", "n@") for answer, n in zip(answers, ("leo", "zoe"), strict=True))
    assert busy == unknown
    assert ("This shift is full." in busy) == (not capacity)


def test_a_clash_is_offered_to_be_passed_over(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(carolina, role="Usher"), person=maya)
    shift = make_shift(carolina)
    client = client_of(jordan)
    member = membership_of(maya, carolina).public_id
    answer = client.post(people_page(shift), {"member": member})
    assert answer.status_code == 409
    assert "Maya is on “Usher” at 10:00 AM, at the same time. Sign up anyway" in text_of(answer)
    assert f'name="member" value="{member}"' in answer.content.decode()
    client.post(people_page(shift), {"member": member, "anyway": "1"})
    assert states(shift) == {"Maya": "confirmed"}


def test_a_full_shift_offers_the_waitlist_and_shows_its_order(
    carolina: Chapter, jordan: Person, ruth: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=ruth)
    claim_shift(shift, person=jordan, if_full="waitlist")
    client = client_of(jordan)
    member = membership_of(maya, carolina).public_id
    answer = client.post(people_page(shift), {"member": member})
    assert "This shift is full. Put Maya on the waitlist, or add a place. Put on the waitlist" in text_of(answer)
    client.post(people_page(shift), {"member": member, "waitlist": "1"})
    page = text_of(client.get(people_page(shift)))
    assert re.search(r"Waiting, in this order 1\. Jordan Add a place .* 2\. Maya Add a place", page)
    waits = Signup.objects.get(shift=shift, person=maya)
    client.post(f"/organize/signups/{waits.public_id}/promote/")
    assert "No place is free. Add one with it, or take somebody off first." in text_of(client.get(people_page(shift)))
    client.post(f"/organize/signups/{waits.public_id}/promote/", {"add": "1"})
    assert states(shift) == {"Ruth": "confirmed", "Jordan": "waitlisted", "Maya": "confirmed"}


def test_maya_is_moved_or_taken_off(
    carolina: Chapter, jordan: Person, ruth: Person, maya: Person, client_of: ClientOf
) -> None:
    shift, full = make_shift(carolina), make_shift(carolina, "2027-02-04 12:00", role="Full", capacity=1)
    to = make_shift(carolina, "2027-02-05 10:00", role="Reader")
    claim_shift(full, person=ruth)
    signup = claim_shift(shift, person=maya)
    client = client_of(jordan)
    path = f"/organize/signups/{signup.public_id}/move/"
    page = client.get(path)
    assert "Reader Friday, February 5, 10:00 AM to 11:00 AM EST" in text_of(page)
    assert "This shift is full" in text_of(page)
    assert full.public_id not in page.content.decode()
    refused = client.post(path, {"to": full.public_id})
    assert refused.status_code == 409
    assert states(shift) == {"Maya": "confirmed"}
    moved = client.post(path, {"to": to.public_id})
    assert moved["Location"] == people_page(to)
    assert (states(shift), states(to)) == ({"Maya": "dropped"}, {"Maya": "confirmed"})
    client.post(f"/organize/signups/{Signup.objects.get(shift=to).public_id}/take-off/")
    assert states(to) == {"Maya": "dropped"}


@pytest.mark.parametrize("what", ["move", "promote", "take-off"])
def test_another_chapters_signup_is_not_there(
    carolina: Chapter, nashville: Chapter, jordan: Person, leo: Person, client_of: ClientOf, what: str
) -> None:
    signup = claim_shift(make_shift(nashville), person=leo)
    assert client_of(jordan).post(f"/organize/signups/{signup.public_id}/{what}/").status_code == 404


def test_the_member_of_another_chapter_cannot_be_named(
    carolina: Chapter, nashville: Chapter, jordan: Person, leo: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    theirs = membership_of(leo, nashville).public_id
    assert client_of(jordan).post(people_page(shift), {"member": theirs}).status_code == 404
    client_of(jordan).post(f"/organize/shifts/{shift.public_id}/ask/", {"member": theirs})
    assert not Notice.objects.filter(kind="shift-asked").exists()


def test_the_choice_on_me_is_read_back(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    choose_mail(membership_of(maya, carolina), by=maya, wants_messages=False)
    page = client_of(maya).get("/me/chapters/carolina/mail/").content.decode()
    assert re.search(r'name="wants_asks"[^>]*checked', page)
    assert not re.search(r'name="wants_messages"[^>]*checked', page)


def test_many_who_could_come_are_counted(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    for number in range(12):
        make_member(carolina, f"Vol{number:02}")
    make_shift(carolina, min_needed=1)
    page = text_of(client_of(jordan).get(PAGE))
    assert "Vol02 Ask and 9 more Ask the first 10" in page
