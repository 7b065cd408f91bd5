"""The settings of a chapter, its trainings, and handing it over."""

import pytest

from tests.builders import make_shift, membership_of
from tests.web.pages import ClientOf, text_of
from turnout.models import Chapter, HandOver, Person, Record, Training
from turnout.rules.viewers import Viewer

SETTINGS = "/organize/carolina/settings/"


@pytest.mark.parametrize(
    ("part", "given", "shown"),
    [
        ("about", {"name": "Carolina  Table", "contact_email": "hi@turnout.test"}, "Name and mailbox hi@turnout.test"),
        ("zone", {"timezone": "America/Chicago"}, "Time zone America/Chicago"),
        ("joining", {"joining": "approval"}, "How people join By approval"),
        ("drops", {"drop_cutoff_hours": "24"}, "Drops until 24 hours before"),
        ("colour", {"accent": "plum"}, "Colour Plum"),
    ],
)
def test_ruth_sets_one_thing_after_the_other(
    carolina: Chapter, ruth: Person, client_of: ClientOf, part: str, given: dict[str, str], shown: str
) -> None:
    client = client_of(ruth)
    assert client.get(f"{SETTINGS}{part}/").status_code == 200
    assert client.post(f"{SETTINGS}{part}/", given)["Location"] == SETTINGS
    assert shown in text_of(client.get(SETTINGS))
    assert set(Record.objects.latest("id").fields) == set(given)


def test_the_chapters_colour_is_on_its_posters(carolina: Chapter, ruth: Person, client_of: ClientOf) -> None:
    client = client_of(ruth)
    client.post(f"{SETTINGS}colour/", {"accent": "plum"})
    poster = f"/organize/events/{make_shift(carolina).event.public_id}/poster/"
    client.post(poster)
    assert 'class="poster letter accent-plum"' in client.get(poster).content.decode()


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("about", {"name": "", "contact_email": "nobody"}, "That is not an email address."),
        ("zone", {"timezone": "Mars/North"}, "Mars/North"),
        ("joining", {"joining": "by song"}, "by song"),
        ("drops", {"drop_cutoff_hours": "400"}, "Give two weeks, 336 hours, at most."),
        ("colour", {"accent": "neon"}, "neon"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    carolina: Chapter, ruth: Person, client_of: ClientOf, part: str, given: dict[str, str], said: str
) -> None:
    answer = client_of(ruth).post(f"{SETTINGS}{part}/", given)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_another_zone_moves_nothing_that_is_planned(carolina: Chapter, ruth: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    client_of(ruth).post(f"{SETTINGS}zone/", {"timezone": "America/Chicago"})
    before = shift.starts_at
    shift.refresh_from_db()
    assert (shift.starts_at, shift.event.timezone) == (before, "America/New_York")


def test_an_organizer_looks_and_does_not_change(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    page = client.get(SETTINGS)
    assert "Owners change what is set here." in text_of(page)
    assert f"{SETTINGS}about/" not in page.content.decode()
    assert 'href="/organize/carolina/breaks/"' in page.content.decode()
    assert client.post(f"{SETTINGS}about/", {"name": "Mine"}).status_code == 403


def test_jordan_keeps_the_trainings(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client, path = client_of(jordan), "/organize/carolina/trainings/"
    assert "No trainings yet." in text_of(client.get(path))
    client.post(path, {"name": "Table basics", "valid_months": "12"})
    assert "Table basics 12 months" in text_of(client.get(path))
    again = client.post(path, {"name": "table  BASICS"})
    assert again.status_code == 422
    assert "There is a training of this name already." in text_of(again)
    training = Training.objects.get()
    client.post(f"{path}{training.public_id}/", {"name": "Table basics", "valid_months": ""})
    assert "Table basics for good" in text_of(client.get(path))
    client.post(f"{path}{training.public_id}/", {"remove": "1"})
    assert not Training.objects.exists()


def test_ruth_hands_the_chapter_over_to_maya(
    carolina: Chapter, ruth: Person, maya: Person, client_of: ClientOf
) -> None:
    client, path = client_of(ruth), "/organize/carolina/hand-over/"
    to = membership_of(maya, carolina).public_id
    assert f"?to={to}" in client.get(f"{path}?q=may").content.decode()
    assert "Maya is to own Carolina Against Trafficking" in text_of(client.get(f"{path}?to={to}"))
    said = text_of(client.post(path, {"to": to, "keeps": "nothing"}, follow=True))
    assert "Offered. Maya gets an email." in said
    assert "You wait for Maya to accept." in said
    hers = client_of(maya)
    assert "Carolina Against Trafficking is offered to you" in text_of(hers.get("/me/"))
    offer = f"/me/offers/{HandOver.objects.get().public_id}/"
    assert "Ruth would like to hand this chapter over to you." in text_of(hers.get(offer))
    assert "You own Carolina Against Trafficking now." in text_of(hers.post(offer, {"answer": "accept"}, follow=True))
    assert Viewer(maya).owns(carolina.pk)
    assert not Viewer(ruth).organizes(carolina.pk)
    assert client.get(SETTINGS).status_code == 404


def test_one_that_was_withdrawn_cannot_be_accepted(
    carolina: Chapter, ruth: Person, maya: Person, client_of: ClientOf
) -> None:
    client, hers = client_of(ruth), client_of(maya)
    client.post("/organize/carolina/hand-over/", {"to": membership_of(maya, carolina).public_id, "keeps": "organizer"})
    offer = f"/me/offers/{HandOver.objects.get().public_id}/"
    assert "Withdrawn." in text_of(client.post("/organize/carolina/hand-over/withdraw/", follow=True))
    answer = hers.post(offer, {"answer": "accept"})
    assert answer.status_code == 409
    assert "This was withdrawn." in text_of(answer)
