"""After a shift: who was there, for how long, what came of it; and the list for the clipboard."""

from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from tests.builders import at, draft, make_event
from tests.web.pages import ClientOf, text_of
from turnout.actions.attendance import mark_attendance
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Report, Shift, Signup


@pytest.fixture
def event(carolina: Chapter, maya: Person, ruth: Person, clock: Traveller) -> Event:
    """Two hours at a table on Thursday, with Maya and Ruth on the first; it is the evening of that day."""
    drafts = [draft(carolina, f"2027-02-04 {hour}:00", role=f"Host at {hour}", capacity=4) for hour in (10, 11)]
    event = make_event(carolina, *drafts)
    for person in (maya, ruth):
        claim_shift(event.shifts.order_by("starts_at")[0], person=person)
    clock.move_to(at(carolina, "2027-02-04 18:00"))
    return event


@pytest.fixture
def shift(event: Event) -> Shift:
    return event.shifts.order_by("starts_at")[0]


@pytest.fixture
def desk(client_of: ClientOf, jordan: Person) -> Client:
    return client_of(jordan)


def path_of(event: Event, rest: str = "") -> str:
    return f"/organize/events/{event.public_id}/after/{rest}"


def key_of(person: Person) -> str:
    return f"s-{Signup.objects.get(person=person).public_id}"


def test_the_page_asks_for_those_of_whom_nobody_said(
    event: Event, desk: Client, maya: Person, ruth: Person, jordan: Person
) -> None:
    assert "Of 2 people nobody said whether they were there." in text_of(desk.get(path_of(event)))
    answer = desk.post(path_of(event, "hours/"), {"row": f"{key_of(maya)}:attended"})
    assert answer["Location"] == f"{path_of(event)}#{key_of(maya)}"
    mark_attendance(Signup.objects.get(person=ruth), "no-show", by=jordan)
    text = text_of(desk.get(path_of(event)))
    assert "nobody said" not in text
    assert "Were there 1 Missed 1 Hours 1 hour" in text


def test_an_organizer_confirms_other_hours(event: Event, desk: Client, maya: Person) -> None:
    key = key_of(maya)
    desk.post(path_of(event, "hours/"), {"row": f"{key}:minutes", f"minutes-{key}": "95"})
    assert "Maya 1 hour 35 minutes · confirmed" in text_of(desk.get(path_of(event)))
    for typed in ("many", "0", "1441", "-5"):
        answer = desk.post(path_of(event, "hours/"), {"row": f"{key}:minutes", f"minutes-{key}": typed})
        assert answer.status_code == 409
        assert "Type minutes from 1 to 1,440: that is a day." in text_of(answer)
    desk.post(path_of(event, "hours/"), {"row": f"{key}:minutes", f"minutes-{key}": ""})
    assert "Maya 1 hour Was there" in text_of(desk.get(path_of(event)))


def test_a_report_is_written_on_the_phone_and_summed_for_the_event(event: Event, shift: Shift, desk: Client) -> None:
    path = f"/organize/shifts/{shift.public_id}/report/"
    given = {"people_reached": "42", "letters": "", "calls": "0", "raised": "63.50", "note": "Rain.", "version": ""}
    assert desk.post(path, given)["Location"] == path_of(event)
    report = Report.objects.get()
    assert (report.people_reached, report.letters, report.calls, report.raised_cents, report.currency, report.note) == (
        42, None, 0, 6350, "USD", "Rain.",
    )  # fmt: skip
    text = text_of(desk.get(path_of(event)))
    assert "People reached 42 Raised $63.50" in text
    assert "People reached 42 Calls 0 Raised $63.50 Rain." in text
    assert 'value="63.50"' in desk.get(path).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("people_reached", "-1", "Type 0 or more."),
        ("letters", "1000001", "Type 1,000,000 or less."),
        ("calls", "three", "Type a whole number."),
        ("raised", "12.345", "Write an amount like 80 or 12.50."),
        ("raised", "-1", "Type 0 or more."),
        ("raised", "NaN", "Write an amount like 80 or 12.50."),
        ("raised", "1e30", "Type 100,000,000 or less."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    shift: Shift, desk: Client, field: str, typed: str, said: str
) -> None:
    answer = desk.post(f"/organize/shifts/{shift.public_id}/report/", {"note": "Rain.", field: typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Rain." in answer.content.decode()
    assert not Report.objects.exists()


def test_the_second_to_save_a_report_is_told(shift: Shift, desk: Client, ruth: Person, client_of: ClientOf) -> None:
    path = f"/organize/shifts/{shift.public_id}/report/"
    desk.post(path, {"people_reached": "42", "version": ""})
    answer = client_of(ruth).post(path, {"people_reached": "12", "version": ""})
    assert answer.status_code == 422
    assert "Somebody changed this meanwhile." in text_of(answer)
    assert Report.objects.get().people_reached == 42


def test_a_shift_to_come_has_no_report(carolina: Chapter, shift: Shift, desk: Client, clock: Traveller) -> None:
    clock.move_to(at(carolina, "2027-02-04 09:59"))
    answer = desk.post(f"/organize/shifts/{shift.public_id}/report/", {"calls": "1"})
    assert "This shift has not begun. Write its report afterwards." in text_of(answer)
    assert "No shift has begun yet." in text_of(desk.get(path_of(shift.event)))


def test_the_clipboard_has_a_page_a_day_with_names_and_room_for_more(
    carolina: Chapter, desk: Client, maya: Person
) -> None:
    days = [draft(carolina, f"2027-02-0{day} 10:00", capacity=3) for day in (4, 5)]
    event = make_event(carolina, *days, hours=30)
    claim_shift(event.shifts.order_by("starts_at")[0], person=maya)
    page = desk.get(f"/organize/events/{event.public_id}/roster/print/").content.decode()
    assert page.count('class="clipboard"') == 2
    assert page.count('class="blank"') == 4 + 5
    assert page.count("Maya") == 1
    assert "1-888-373-7888" in page


def test_the_pages_cost_the_same_few_queries_however_many_there_are(
    event: Event, shift: Shift, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for path in (path_of(event), f"/organize/events/{event.public_id}/roster/print/"):
        with django_assert_max_num_queries(11):
            desk.get(path)
