"""The banner that says who does not know yet, and the button that tells them."""

from typing import Any

import pytest

from tests.builders import at, draft, make_event, make_member, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.events import edit_event
from turnout.actions.series import create_series
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Kind, Notice, Person, Shift
from turnout.rules.series import Repeat

SEEN = (
    "2 people do not know yet what changed "
    "Title Before: Outreach table in the Pit Now: Stall "
    "When Table host Before: Thursday, February 4, 10:00 AM to 11:00 AM EST "
    "Now: Thursday, February 4, 9:00 AM to 11:00 AM EST "
    "Pages and calendars show it already. Each gets one email, with how it was and how it is. Tell 2 people"
)


@pytest.fixture
def shift(carolina: Chapter, jordan: Person, maya: Person, ruth: Person) -> Shift:
    """A shift with Maya and Ruth on it, which was moved and whose event has another title."""
    shift = make_shift(carolina)
    for person in (maya, ruth):
        claim_shift(shift, person=person)
    edit_shift(shift, by=jordan, starts_at=at(carolina, "2027-02-04 09:00"))
    edit_event(shift.event, by=jordan, title="Stall")
    return shift


@pytest.mark.parametrize("page", ["/organize/events/{event}/", "/organize/events/{event}/roster/"])
def test_jordan_sees_what_people_do_not_know_and_tells_them(
    shift: Shift, jordan: Person, client_of: ClientOf, page: str
) -> None:
    client = client_of(jordan)
    page = page.format(event=shift.event.public_id)
    assert SEEN in text_of(client.get(page))
    assert not Notice.objects.filter(kind="event-changed").exists()
    told = client.post(f"/organize/events/{shift.event.public_id}/tell/", {"next": page})
    assert told["Location"] == page
    after = text_of(client.get(page))
    assert "2 people get an email each." in after
    assert "do not know yet" not in after
    assert Notice.objects.filter(kind="event-changed").count() == 2


def test_who_presses_second_is_told_that_nobody_was_left(shift: Shift, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    address = f"/organize/events/{shift.event.public_id}/tell/"
    client.post(address)
    again = client.post(address, {"next": "//evil.test"}, follow=True)
    assert "Everybody knows already. No email went out." in text_of(again)
    assert Notice.objects.filter(kind="event-changed").count() == 2


def test_the_chosen_shift_of_the_board_says_it_and_leads_back(
    shift: Shift, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    board = f"/organize/carolina/week/?week=2027-W05&shift={shift.public_id}"
    page = client.get(board)
    # What changed of the shift itself comes first.
    assert "2 people do not know yet what changed When Table host Before: Thursday" in text_of(page)
    back = board.replace("&", "&amp;")
    assert f'name="next" value="{back}"' in page.content.decode().replace("\n", " ")
    told = client.post(f"/organize/events/{shift.event.public_id}/tell/", {"next": board})
    assert told["Location"] == board


def test_the_list_marks_the_events_and_tells_all(
    carolina: Chapter, shift: Shift, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    other = make_shift(carolina, "2027-02-05 10:00", event={"title": "Lecture"})
    claim_shift(other, person=maya)
    edit_shift(other, by=jordan, role="Usher")
    client = client_of(jordan)
    page = text_of(client.get("/organize/carolina/"))
    assert "2 people do not know yet what changed In 2 events, marked below." in page
    assert "Stall 2 do not know yet" in page
    assert "Lecture 1 does not know yet" in page
    client.post("/organize/carolina/tell/")
    assert sorted(Notice.objects.filter(kind="event-changed").values_list("recipient__name", flat=True)) == [
        "Maya", "Ruth",
    ]  # fmt: skip
    assert "not know yet" not in text_of(client.get("/organize/carolina/"))


def test_all_days_of_a_series_are_told_at_once(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    first, second = create_series(
        carolina, Repeat("FREQ=DAILY;COUNT=2"), by=jordan, publish=True, kind=Kind.OUTREACH, title="Table",
        starts_at=at(carolina, "2027-02-04 10:00"), ends_at=at(carolina, "2027-02-04 11:00"),
        shifts=[draft(carolina)],
    )  # fmt: skip
    for event, people in ((first, [maya]), (second, [maya, ruth])):
        for person in people:
            claim_shift(event.shifts.get(), person=person)
        edit_event(event, by=jordan, title="Stall")
    client = client_of(jordan)
    address = f"/organize/events/{first.public_id}/"
    assert "Tell 1 person Tell 2 people of all days" in text_of(client.get(address))
    client.post(f"{address}tell/")
    assert Notice.objects.filter(kind="event-changed").count() == 1
    page = text_of(client.get(address))
    assert "2 people do not know yet what changed on other days" in page
    client.post(f"{address}tell/", {"series": "1"})
    # Maya's first mail has yet to go, so the second telling joins it.
    assert Notice.objects.filter(kind="event-changed").count() == 2
    assert "not know yet" not in text_of(client.get(address))


def test_a_long_event_shows_some_changes_and_counts_the_others(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, *(draft(carolina, f"2027-02-04 {h}:00", role=f"Role {h}") for h in range(10, 20)))
    for number, shift in enumerate(event.shifts.order_by("starts_at")):
        claim_shift(shift, person=make_member(carolina, f"P{number}"))
        edit_shift(shift, by=jordan, role=f"New {number}")
    page = text_of(client_of(jordan).get(f"/organize/events/{event.public_id}/"))
    assert "10 people do not know yet what changed" in page
    assert "New 5" in page
    assert "Before: Role 16" not in page
    assert "and 4 more" in page


def test_where_all_know_there_is_no_banner(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, capacity=9)
    assert "not know yet" not in text_of(client_of(jordan).get(f"/organize/events/{shift.event.public_id}/"))


def test_volunteers_and_others_organizers_tell_nobody(
    shift: Shift, maya: Person, ana: Person, client_of: ClientOf
) -> None:
    addresses = (f"/organize/events/{shift.event.public_id}/tell/", "/organize/carolina/tell/")
    for person in (maya, ana):
        assert [client_of(person).post(address).status_code for address in addresses] == [404, 404]
    assert not Notice.objects.filter(kind="event-changed").exists()
    assert Event.objects.get().title == "Stall"


def test_a_banner_costs_the_same_however_many_do_not_know(
    carolina: Chapter, jordan: Person, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    event = make_event(carolina, *(draft(carolina, f"2027-02-04 {h}:00", capacity=20) for h in (10, 11)))
    for number in range(20):
        person = make_member(carolina, f"P{number}")
        for shift in event.shifts.all():
            claim_shift(shift, person=person)
    edit_event(event, by=jordan, title="Stall")
    client = client_of(jordan)
    for page in (f"events/{event.public_id}/", f"events/{event.public_id}/roster/", "carolina/"):
        with django_assert_max_num_queries(11):
            assert "20 people do not know yet what changed" in text_of(client.get(f"/organize/{page}"))
    shift = event.shifts.order_by("starts_at")[0]
    with django_assert_max_num_queries(9):
        client.get(f"/organize/carolina/week/?week=2027-W05&shift={shift.public_id}")
