"""Claiming several shifts of an event together."""

from collections.abc import Iterable

import pytest
from pytest_django.fixtures import Settings

from tests.builders import draft, make_event, make_member, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Event, Person, Shift, Signup, Visibility

HTMX = {"HX-Request": "true"}
KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"


@pytest.fixture
def morning(carolina: Chapter) -> list[Shift]:
    """Four shifts one after the other, from ten to two, with one place each."""
    drafts = [draft(carolina, f"2027-02-04 {hour}:00", capacity=1) for hour in (10, 11, 12, 13)]
    return list(make_event(carolina, *drafts).shifts.order_by("starts_at"))


def tick(shifts: Iterable[Shift]) -> dict[str, list[str]]:
    return {"shift": [shift.public_id for shift in shifts]}


def path_of(shifts: list[Shift]) -> str:
    return f"/events/{shifts[0].event.public_id}/claim/"


def held(person: Person) -> list[int]:
    """Return the hours at which a person's shifts begin, in New York."""
    signups = Signup.objects.filter(person=person, state="confirmed").order_by("shift__starts_at")
    return [signup.shift.starts_at.hour - 5 for signup in signups]


def test_all_that_can_be_claimed_are_and_the_others_say_why_not(
    morning: list[Shift], maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    claim_shift(morning[1], person=ruth)
    answer = client_of(maya).post(path_of(morning), tick(reversed(morning)), headers=HTMX)
    assert answer.status_code == 200
    assert held(maya) == [10, 12, 13]
    said = text_of(answer)
    assert "3 claimed, 1 not: 11:00 AM is full." in said
    assert said.count("You're in. Thank you.") == 3
    assert said.count("This shift is full. You can join the waitlist.") == 1
    assert b"<html" not in answer.content


def test_without_script_it_leads_back_to_the_event_with_a_sentence(
    morning: list[Shift], maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    claim_shift(morning[1], person=ruth)
    client = client_of(maya)
    answer = client.post(path_of(morning), tick(morning[:2]))
    assert (answer.status_code, answer["Location"]) == (302, f"/events/{morning[0].event.public_id}/")
    assert "1 claimed, 1 not: 11:00 AM is full." in text_of(client.get(answer["Location"]))


def test_all_claimed_is_one_short_sentence(morning: list[Shift], maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    client.post(path_of(morning), tick(morning[:1]))
    page = client.get(f"/events/{morning[0].event.public_id}/")
    assert "1 shift claimed. Thank you." in text_of(page)
    assert "3 shifts claimed. Thank you." in text_of(client.post(path_of(morning), tick(morning[1:]), headers=HTMX))


def test_none_claimed_says_why(morning: list[Shift], maya: Person, ruth: Person, client_of: ClientOf) -> None:
    for shift in morning[:2]:
        claim_shift(shift, person=ruth)
    answer = client_of(maya).post(path_of(morning), tick(morning[:2]), headers=HTMX)
    assert answer.status_code == 409
    assert "None claimed: 10:00 AM is full; 11:00 AM is full." in text_of(answer)


def test_of_two_at_the_same_time_the_second_says_what_it_clashes_with(
    carolina: Chapter, maya: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, draft(carolina, role="Usher"), draft(carolina, role="Reader"))
    answer = client_of(maya).post(f"/events/{event.public_id}/claim/", tick(event.shifts.order_by("id")), headers=HTMX)
    assert "1 claimed, 1 not: Reader at 10:00 AM overlaps “Usher” at 10:00 AM." in text_of(answer)


def test_on_several_days_a_shift_is_named_with_its_day(
    carolina: Chapter, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    drafts = [draft(carolina, f"2027-02-0{day} 10:00", capacity=1) for day in (4, 5)]
    event = make_event(carolina, *drafts, hours=30)
    first, second = event.shifts.order_by("starts_at")
    claim_shift(second, person=ruth)
    answer = client_of(maya).post(f"/events/{event.public_id}/claim/", tick([first, second]), headers=HTMX)
    assert "1 claimed, 1 not: Fri, Feb 5, 10:00 AM is full." in text_of(answer)


def test_the_cap_on_claims_lets_the_first_ones_through(
    morning: list[Shift], maya: Person, client_of: ClientOf, settings: Settings
) -> None:
    settings.MAX_OPEN_CLAIMS = 2
    answer = client_of(maya).post(path_of(morning), tick(morning[:3]), headers=HTMX)
    assert held(maya) == [10, 11]
    assert "2 claimed, 1 not: 12:00 PM is more than one person may hold." in text_of(answer)


def test_the_same_tap_twice_claims_once_and_never_what_was_dropped_meanwhile(
    morning: list[Shift], maya: Person, client_of: ClientOf
) -> None:
    client, headers = client_of(maya), HTMX | {"Idempotency-Key": KEY}
    client.post(path_of(morning), tick(morning[:2]), headers=headers)
    drop_signup(Signup.objects.get(shift=morning[1]), by=maya)
    answer = client.post(path_of(morning), tick(morning[:2]), headers=headers)
    assert "1 claimed, 1 not: you dropped 11:00 AM meanwhile." in text_of(answer)
    assert held(maya) == [10]


def test_nothing_ticked_is_said_kindly(morning: list[Shift], maya: Person, client_of: ClientOf) -> None:
    client = client_of(maya)
    answer = client.post(path_of(morning), headers=HTMX)
    assert (answer.status_code, Signup.objects.count()) == (409, 0)
    assert "Select the shifts that you would like first." in text_of(answer)
    assert client.post(path_of(morning)).status_code == 302


def test_more_than_fifty_at_once_are_refused(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    event = make_event(carolina, *[draft(carolina, hours=0.1) for _n in range(51)])
    answer = client_of(maya).post(f"/events/{event.public_id}/claim/", tick(event.shifts.all()), headers=HTMX)
    assert (answer.status_code, Signup.objects.count()) == (409, 0)
    assert "Select 50 shifts at most." in text_of(answer)


def test_a_shift_of_another_event_is_not_there(carolina: Chapter, maya: Person, client_of: ClientOf) -> None:
    event = make_event(carolina, draft(carolina))
    other = make_shift(carolina, "2027-02-05 10:00", event={"visibility": Visibility.MEMBERS})
    answer = client_of(maya).post(f"/events/{event.public_id}/claim/", tick([event.shifts.get(), other]))
    assert (answer.status_code, Signup.objects.count()) == (404, 0)


def test_signed_out_it_leads_to_sign_in(morning: list[Shift], client_of: ClientOf) -> None:
    answer = client_of(None).post(path_of(morning), tick(morning))
    assert answer["Location"].startswith("/signin/?next=")
    assert not Signup.objects.exists()


def ticks_on(event: Event, person: Person | None, client_of: ClientOf) -> tuple[int, bool]:
    """Return how many boxes the event's page has, and whether it has the bar."""
    page = client_of(person).get(f"/events/{event.public_id}/").content
    return page.count(b'type="checkbox"'), b"Claim selected" in page


def test_boxes_are_there_for_two_or_more_that_one_may_claim(
    carolina: Chapter, morning: list[Shift], maya: Person, client_of: ClientOf
) -> None:
    event = morning[0].event
    assert ticks_on(event, maya, client_of) == (4, True)
    assert ticks_on(event, None, client_of) == (0, False)
    claim_shift(morning[0], person=maya)
    claim_shift(morning[1], person=make_member(carolina, "Ivy"))
    assert ticks_on(event, maya, client_of) == (2, True)
    claim_shift(morning[2], person=maya)
    assert ticks_on(event, maya, client_of) == (0, False)


def test_a_card_keeps_its_box_through_drop_and_undo(morning: list[Shift], maya: Person, client_of: ClientOf) -> None:
    client, path = client_of(maya), f"/shifts/{morning[0].public_id}"
    page = client.get(f"/events/{morning[0].event.public_id}/").content
    assert f'hx-post="{path}/claim/?tick=1"'.encode() in page
    claimed = client.post(f"{path}/claim/?tick=1", headers=HTMX).content
    assert b"checkbox" not in claimed
    assert f'hx-post="{path}/drop/?tick=1"'.encode() in claimed
    dropped = client.post(f"{path}/drop/?tick=1", headers=HTMX).content
    assert b"checkbox" not in dropped
    drop_signup(claim_shift(morning[0], person=maya), by=maya)
    assert b"checkbox" in client.get(f"{path}/card/?tick=1", headers=HTMX).content
