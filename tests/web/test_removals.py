"""Cancelling and deleting on the organizer's pages, with an offer to undo it."""

import re
from typing import Any

import pytest
from time_machine import Traveller

from tests.actions.test_scopes import TUESDAYS
from tests.actions.test_series import make_series
from tests.builders import draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.removals import cancel_event, delete_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Removal, Shift

LIST = "/organize/carolina/"


def page_of(event: Event) -> str:
    return f"/organize/events/{event.public_id}/"


def undo_link(answer: Any) -> str:
    found = re.search(r'action="(/organize/removals/\w+/undo/)"', answer.content.decode())
    assert found
    return found[1]


def test_jordan_cancels_an_event_and_takes_it_back(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    client = client_of(jordan)
    answer = client.post(f"{page_of(shift.event)}cancel/", follow=True)
    assert answer.redirect_chain == [(page_of(shift.event), 302)]
    assert "“Outreach table in the Pit” is cancelled. 1 person gets an email in a moment. Undo" in text_of(answer)
    answer = client.post(undo_link(answer), follow=True)
    assert answer.redirect_chain == [(page_of(shift.event), 302)]
    assert "Back as it was. Nobody was told." in text_of(answer)
    assert Event.objects.get().state == "published"


def test_the_offer_stands_on_every_page_of_the_workbench_for_fifteen_seconds(
    carolina: Chapter, jordan: Person, client_of: ClientOf, clock: Traveller
) -> None:
    client = client_of(jordan)
    client.post(f"{page_of(make_event(carolina, draft(carolina)))}delete/")
    for page in (LIST, "/organize/carolina/week/", "/organize/carolina/breaks/"):
        answer = client.get(page)
        assert "“Outreach table in the Pit” is deleted. Undo" in text_of(answer)
        assert 'hx-trigger="load delay:17s"' in answer.content.decode()
        assert 'dur="15s"' in answer.content.decode()
    clock.shift(17)
    assert "is deleted" not in text_of(client.get(LIST))


def test_once_it_is_certain_the_offer_says_so(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    shift = make_shift(carolina, role="Reader")
    claim_shift(shift, person=maya)
    client = client_of(jordan)
    client.post(f"/organize/shifts/{shift.public_id}/cancel/")
    clock.shift(18)
    removal = Removal.objects.get()
    said = text_of(client.get(f"/organize/removals/{removal.public_id}/"))
    assert said == "“Reader” is cancelled. 1 person is told by email."
    answer = client.post(f"/organize/removals/{removal.public_id}/undo/", follow=True)
    assert "It is too late to undo that." in text_of(answer)


def test_a_draft_is_deleted_and_comes_back_from_the_list(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    client = client_of(jordan)
    page = text_of(client.get(page_of(event)))
    assert "Delete this event" in page
    assert "Cancel the event" not in page
    answer = client.post(f"{page_of(event)}delete/", follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert client.get(page_of(event)).status_code == 404
    answer = client.post(undo_link(answer), follow=True)
    assert answer.redirect_chain == [(page_of(event), 302)]
    assert Event.objects.get().state == "draft"


def test_an_event_with_people_is_offered_for_cancelling_alone(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    client = client_of(jordan)
    page = text_of(client.get(page_of(shift.event)))
    assert "Cancel this event" in page
    assert "Delete the event" not in page
    answer = client.post(f"{page_of(shift.event)}delete/", follow=True)
    assert "1 person is signed up. Cancel it first: then that person is told." in text_of(answer)
    assert Event.objects.get().state == "published"


@pytest.mark.parametrize(("scope", "left"), [("this", 3), ("following", 1), ("all", 0), ("nonsense", 3)])
def test_of_a_series_one_chooses_which(
    carolina: Chapter, jordan: Person, client_of: ClientOf, scope: str, left: int
) -> None:
    tables = make_series(carolina, TUESDAYS)
    client = client_of(jordan)
    assert "This one and those after it" in text_of(client.get(page_of(tables[1])))
    answer = client.post(f"{page_of(tables[1])}delete/", {"scope": scope}, follow=True)
    assert Event.objects.filter(state="published").count() == left
    said = "“Table” is deleted." if left == 3 else f"{4 - left} events are deleted."
    assert said in text_of(answer)


def test_a_shift_that_nobody_is_on_is_deleted_from_the_roster(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, draft(carolina, role="Reader"), draft(carolina, "2027-02-04 11:00", role="Usher"))
    claim_shift(event.shifts.get(role="Usher"), person=maya)
    client = client_of(jordan)
    roster = f"{page_of(event)}roster/"
    assert text_of(client.get(roster)).count("Delete this shift") == 1
    answer = client.post(f"/organize/shifts/{event.shifts.get(role='Reader').public_id}/delete/", follow=True)
    assert answer.redirect_chain == [(roster, 302)]
    assert "“Reader” is deleted. Undo" in text_of(answer)
    assert "Reader" not in text_of(client_of(maya).get(f"/events/{event.public_id}/"))
    answer = client.post(undo_link(answer), follow=True)
    assert answer.redirect_chain == [(roster, 302)]
    assert event.shifts.count() == 2


def test_a_cancelled_shift_that_is_deleted_leaves_mine_and_the_calendar(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    shift = make_shift(carolina, role="Reader")
    claim_shift(shift, person=maya)
    client = client_of(jordan)
    client.post(f"/organize/shifts/{shift.public_id}/cancel/")
    assert "Please don't come." in text_of(client_of(maya).get("/mine/"))
    clock.shift(20)
    delete_shift(Shift.objects.get(), by=jordan)
    assert "Reader" not in text_of(client_of(maya).get("/mine/"))
    assert client_of(maya).get(f"/shifts/{shift.public_id}/").status_code == 404


def test_another_chapters_organizer_cannot_undo_it(
    carolina: Chapter, ruth: Person, ana: Person, client_of: ClientOf
) -> None:
    removal = cancel_event(make_event(carolina), by=ruth).removal
    assert removal
    for path in ("", "undo/"):
        client = client_of(ana)
        ask = client.post if path else client.get
        assert ask(f"/organize/removals/{removal.public_id}/{path}").status_code == 404
    assert Event.objects.get().state == "cancelled"
