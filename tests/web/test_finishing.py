"""Events that are over, as the workbench lists them."""

import pytest
from django.test import Client
from time_machine import Traveller

from tests.builders import at, draft, make_chapter, make_event
from tests.web.pages import ClientOf, text_of
from turnout.actions.attendance import mark_attendance
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Signup


@pytest.fixture
def desk(client_of: ClientOf, jordan: Person) -> Client:
    return client_of(jordan)


def test_an_event_asks_to_be_finished_until_somebody_said_who_was_there(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, desk: Client, clock: Traveller
) -> None:
    event = make_event(carolina, draft(carolina, capacity=4))
    make_event(carolina, draft(carolina), title="Nobody came to this")
    for person in (maya, ruth):
        claim_shift(event.shifts.get(), person=person, allow_overlap=True)
    assert "To finish" not in text_of(desk.get("/organize/carolina/"))
    clock.move_to(at(carolina, "2027-02-04 18:00"))
    page = desk.get("/organize/carolina/")
    text = text_of(page)
    assert "To finish Thu, Feb 4 10:00 AM Outreach table in the Pit 2 people to mark To come Nothing yet." in text
    assert f'href="/organize/events/{event.public_id}/after/"' in page.content.decode()
    mark_attendance(Signup.objects.get(person=maya), "attended", by=jordan)
    assert "1 person to mark" in text_of(desk.get("/organize/carolina/"))
    mark_attendance(Signup.objects.get(person=ruth), "no-show", by=jordan)
    assert "To finish" not in text_of(desk.get("/organize/carolina/"))


def test_after_a_month_it_asks_no_more(carolina: Chapter, maya: Person, desk: Client, clock: Traveller) -> None:
    claim_shift(make_event(carolina, draft(carolina)).shifts.get(), person=maya)
    clock.move_to(at(carolina, "2027-03-06 12:59"))
    assert "To finish" in text_of(desk.get("/organize/carolina/"))
    clock.move_to(at(carolina, "2027-03-06 13:00"))
    assert "To finish" not in text_of(desk.get("/organize/carolina/"))
    assert "1 person to mark" in text_of(desk.get("/organize/carolina/?past=1"))


def test_five_are_asked_for_and_the_rest_stands_among_what_is_past(
    carolina: Chapter, maya: Person, desk: Client, clock: Traveller
) -> None:
    for hour in range(10, 16):
        event = make_event(
            carolina, draft(carolina, f"2027-02-04 {hour}:00"), title=f"Table {hour}", starts=f"2027-02-04 {hour}:00"
        )
        claim_shift(event.shifts.get(), person=maya)
    clock.move_to(at(carolina, "2027-02-05 18:00"))
    text = text_of(desk.get("/organize/carolina/"))
    assert text.count("1 person to mark") == 5
    assert "Table 10" not in text
    assert "More of them among past events" in text


def test_what_is_past_is_listed_newest_first_and_leads_to_what_came_of_it(
    carolina: Chapter, jordan: Person, desk: Client, client_of: ClientOf, clock: Traveller
) -> None:
    durham = make_chapter("durham", "Durham Chapter", "America/New_York")
    make_event(durham, draft(durham), title="Of another chapter")
    first = make_event(carolina, draft(carolina), title="First")
    second = make_event(carolina, draft(carolina, "2027-02-05 10:00"), title="Second", starts="2027-02-05 10:00")
    make_event(carolina, draft(carolina, "2028-02-05 10:00"), title="To come", starts="2028-02-05 10:00")
    cancel_event(second, by=jordan)
    assert text_of(desk.get("/organize/carolina/?past=1")).count("Nothing yet.") == 1
    clock.move_to(at(carolina, "2028-01-10 10:00"))
    page = client_of(jordan).get("/organize/carolina/?past=1")
    assert "Fri, Feb 5, 2027 10:00 AM Second Cancelled Thu, Feb 4, 2027 10:00 AM First" in text_of(page)
    assert "Of another chapter" not in text_of(page)
    assert f'href="/organize/events/{first.public_id}/after/"' in page.content.decode()
    assert f'href="/organize/events/{second.public_id}/"' in page.content.decode()


def test_what_is_past_is_paged(carolina: Chapter, desk: Client, clock: Traveller) -> None:
    event = make_event(carolina, draft(carolina))
    for number in range(51):
        event.pk, event.public_id, event.title = None, f"event{number:03}", f"Table {number}."
        event.short_code = f"e{number:03}"
        event.save(force_insert=True)
    clock.move_to(at(carolina, "2027-02-05 18:00"))
    page = desk.get("/organize/carolina/?past=1")
    assert page.content.decode().count('class="card row event"') == 50
    assert 'href="?past=1&amp;page=2"' in page.content.decode()
    page = desk.get("/organize/carolina/?past=1&page=2")
    assert page.content.decode().count('class="card row event"') == 2
    assert Event.objects.count() == 52
