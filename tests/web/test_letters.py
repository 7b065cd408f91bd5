"""The pages of letters: making one, downloading it, and checking it without an account."""

from datetime import date

import pytest
from django.test import Client
from time_machine import Traveller

from tests.builders import at, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.attendance import mark_attendance
from turnout.actions.letters import TRIES, make_letter
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Letter, Person


@pytest.fixture
def given(carolina: Chapter, maya: Person, jordan: Person, clock: Traveller) -> Chapter:
    """Maya gave two hours on Thursday."""
    place = claim_shift(make_shift(carolina, hours=2), person=maya)
    clock.move_to(at(carolina, "2027-02-04 20:00"))
    mark_attendance(place, "attended", by=jordan)
    return carolina


@pytest.fixture
def letter(given: Chapter, maya: Person) -> Letter:
    return make_letter(given, date(2027, 1, 1), date(2027, 2, 28), person=maya)


def test_maya_makes_a_letter_and_downloads_it(given: Chapter, maya: Person, client_of: ClientOf) -> None:
    phone = client_of(maya)
    assert "Letter of hours" in text_of(phone.get("/me/"))
    assert "Get a letter of your hours" in text_of(phone.get("/mine/"))
    form = phone.get("/me/letters/").content.decode()
    assert 'value="2027-01-01"' in form
    assert 'value="2027-02-04"' in form
    wanted = {"chapter": "carolina", "starts_on": "2027-01-01", "ends_on": "2027-02-04", "name": "Maya Álvarez"}
    answer = phone.post("/me/letters/", wanted, follow=True)
    letter = Letter.objects.get()
    assert "2 hours · Maya Álvarez" in text_of(answer)
    pdf = phone.get(f"/me/letters/{letter.public_id}/hours.pdf")
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert pdf["Content-Disposition"] == 'attachment; filename="hours-2027-01-01-2027-02-04.pdf"'
    assert pdf.content.startswith(b"%PDF-")


def test_what_is_wrong_is_said_at_its_field(given: Chapter, maya: Person, client_of: ClientOf) -> None:
    wanted = {"chapter": "carolina", "starts_on": "2027-02-05", "ends_on": "2027-02-04", "name": "Mei"}
    answer = client_of(maya).post("/me/letters/", wanted)
    assert answer.status_code == 422
    assert "The last day is before the first." in text_of(answer)
    assert 'value="Mei"' in answer.content.decode()


def test_hours_of_another_chapter_are_not_ones_own_to_ask_for(
    given: Chapter, nashville: Chapter, maya: Person, client_of: ClientOf
) -> None:
    wanted = {"chapter": "nashville", "starts_on": "2027-01-01", "ends_on": "2027-02-04", "name": "Maya"}
    answer = client_of(maya).post("/me/letters/", wanted)
    assert (answer.status_code, Letter.objects.count()) == (422, 0)


def test_anybody_checks_a_letter_and_reads_no_more_than_it_says(letter: Letter, client: Client) -> None:
    answer = client.get(f"/letters/{letter.code}/")
    text = text_of(answer)
    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    for said in ("This letter is genuine.", "Carolina Against Trafficking", "Maya", "2 hours", "Outreach"):
        assert said in text
    for hidden in ("maya@turnout.test", "The Pit", "S South Rd 1", "Near the library", "Outreach table"):
        assert hidden not in answer.content.decode()
    assert client.get("/letters/", {"code": letter.code.lower()}).status_code == 200


@pytest.mark.parametrize(("name", "is_said"), [("", False), ("Maya", False), ("Ruth Bader", True)])
def test_a_name_that_is_not_the_persons_own_is_said_to_be_as_given(
    given: Chapter, maya: Person, client: Client, name: str, is_said: bool
) -> None:
    letter = make_letter(given, date(2027, 1, 1), date(2027, 2, 28), person=maya, name=name)
    page = text_of(client.get(f"/letters/{letter.code}/"))
    assert ("The name is as the volunteer gave it." in page) == is_said


def test_a_code_that_no_letter_has_is_said_kindly(letter: Letter, client: Client) -> None:
    answer = client.get("/letters/", {"code": "2345-2345-2345-2345"})
    assert answer.status_code == 404
    assert "No letter has this code. Look at it once more, or ask who gave it to you." in text_of(answer)
    empty = client.get("/letters/", {"code": ""})
    assert (empty.status_code, "Type the code that stands on the letter." in text_of(empty)) == (422, True)


def test_guessing_is_slowed_down(letter: Letter, client: Client) -> None:
    for _n in range(TRIES.amount):
        client.get("/letters/2345234523452345/")
    slowed = client.get(f"/letters/{letter.code}/")
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "600")
    assert "Maya" not in text_of(slowed)


def test_a_letter_speaks_the_readers_language(letter: Letter, client: Client) -> None:
    text = text_of(client.get(f"/letters/{letter.code}/", headers={"Accept-Language": "es"}))
    assert "Esta carta es auténtica." in text
    assert "2 horas" in text
