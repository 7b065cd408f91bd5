"""What is mine."""

import re

from tests.builders import make_shift, membership_of
from tests.web.pages import ClientOf, text_of
from turnout.actions.chapters import change_chapter
from turnout.actions.departures import end_membership
from turnout.actions.feeds import make_feed
from turnout.actions.memberships import enter_chapter, join_chapter
from turnout.actions.people import rename_person
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person


def test_somebody_signed_out_is_led_to_sign_in(client_of: ClientOf) -> None:
    assert client_of(None).get("/me/")["Location"] == "/signin/?next=%2Fme%2F"


def test_who_left_finds_nothing_of_that_chapter(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    claim_shift(make_shift(carolina, role="Usher"), person=maya)
    client = client_of(maya)
    end_membership(membership_of(maya, carolina), by=maya)
    assert "Usher" not in text_of(client.get("/mine/"))


def test_a_new_name_shows_in_every_chapter(
    carolina: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(nashville), person=maya)
    client_of(maya).post("/me/name/", {"name": "  Blue   Heron "})
    assert {membership_of(maya, c).display_name for c in (carolina, nashville)} == {"Blue Heron"}


def test_an_empty_name_is_refused_at_its_field(maya: Person, client_of: ClientOf) -> None:
    answer = client_of(maya).post("/me/name/", {"name": " "})
    assert answer.status_code == 422
    assert "Type a name. A made-up one is fine." in text_of(answer)


def test_maya_leaves_a_chapter_and_her_place_goes_to_who_waits(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    shift, client = make_shift(carolina, capacity=1), client_of(maya)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan, if_full="waitlist")
    client.post("/me/chapters/carolina/leave/")
    assert "You left Carolina Against Trafficking." in text_of(client.get("/me/"))
    assert not membership_of(maya, carolina).is_current
    assert shift.signups.get(person=jordan).state == "confirmed"
    assert client.post("/me/chapters/carolina/leave/").status_code == 404


def test_me_says_at_a_glance_how_things_stand(maya: Person, client_of: ClientOf) -> None:
    make_feed(person=maya, name="My phone")
    page = text_of(client_of(maya).get("/me/"))
    assert re.findall(r"(Name|Email|Language|Calendar links|Passkeys|Where I am signed in) (\S+)", page) == [
        ("Name", "Maya"),
        ("Email", "maya@turnout.test"),
        ("Language", "English"),
        ("Calendar links", "1"),
        ("Passkeys", "0"),
        ("Where I am signed in", "Only"),
    ]


def test_an_organizer_finds_the_desk_from_me(jordan: Person, maya: Person, client_of: ClientOf) -> None:
    assert b'href="/organize/carolina/"' in client_of(jordan).get("/me/").content
    assert b"/organize/carolina/" not in client_of(maya).get("/me/").content


def test_a_name_that_was_typed_wrong_stands_in_its_field(maya: Person, client_of: ClientOf) -> None:
    long = "Heron " * 20
    answer = client_of(maya).post("/me/name/", {"name": long})
    assert answer.status_code == 422
    assert f'value="{long}"'.encode() in answer.content
    assert b'aria-invalid="true"' in answer.content


def test_maya_reads_what_leaving_does_before_she_leaves(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(carolina), person=maya)
    page = text_of(client_of(maya).get("/me/chapters/carolina/leave/"))
    assert "You are on 1 shift to come there. Your place goes to whoever waits next." in page
    assert "waitlist" not in page
    assert membership_of(maya, carolina).is_current
    assert "You are no longer its Organizer." in text_of(client_of(jordan).get("/me/chapters/carolina/leave/"))


def test_leaving_counts_neither_what_is_cancelled_nor_waitlists_among_the_shifts(
    carolina: Chapter, maya: Person, jordan: Person, client_of: ClientOf
) -> None:
    cancelled, full = make_shift(carolina), make_shift(carolina, "2027-02-05 10:00", capacity=1)
    claim_shift(full, person=jordan)
    for shift in (cancelled, full):
        claim_shift(shift, person=maya, if_full="waitlist")
    cancel_event(cancelled.event, by=jordan)
    page = text_of(client_of(maya).get("/me/chapters/carolina/leave/"))
    assert "You are on no shift to come there. You are on the waitlist of 1 shift, and leave it." in page


def test_priya_takes_back_her_wish_to_join(carolina: Chapter, ruth: Person, priya: Person, client_of: ClientOf) -> None:
    enter_chapter(change_chapter(carolina, by=ruth, joining="approval"), person=priya)
    client, path = client_of(priya), "/me/chapters/carolina/leave/"
    assert "Carolina Against Trafficking You asked to join. Take it back" in text_of(client.get("/me/"))
    assert "The organizers have not answered yet. You can ask again at any time." in text_of(client.get(path))
    said = text_of(client.post(path, follow=True))
    assert "You do not ask to join Carolina Against Trafficking any more." in said
    assert membership_of(priya, carolina).state == "left"
    assert client.get(path).status_code == 404


def test_a_new_name_goes_to_no_chapter_that_maya_left(carolina: Chapter, nashville: Chapter, maya: Person) -> None:
    join_chapter(nashville, person=maya)
    end_membership(membership_of(maya, carolina), by=maya)
    rename_person(maya, name="Daisy")
    assert [membership_of(maya, chapter).display_name for chapter in (carolina, nashville)] == ["Maya", "Daisy"]


def test_somebody_elsewhere_cannot_leave_carolina(carolina: Chapter, leo: Person, client_of: ClientOf) -> None:
    assert client_of(leo).get("/me/chapters/carolina/leave/").status_code == 404


def test_the_languages_are_offered_with_ones_own_chosen(maya: Person, client_of: ClientOf) -> None:
    page = " ".join(client_of(maya).get("/me/language/").content.decode().split())
    choices = re.findall(r'type="radio" name="language" value="(en|es)"( checked)?', page)
    assert choices == [("en", " checked"), ("es", "")]
