"""The table on a phone: who is due, one tap each, walk-ins, and what a script gets back."""

from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from tests.builders import at, draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.events import edit_event
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Event, Person, Signup, WalkIn

KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"
BY_SCRIPT = {"Turnout-Tap": "1", "Idempotency-Key": KEY}


@pytest.fixture
def event(carolina: Chapter, maya: Person, ruth: Person, clock: Traveller) -> Event:
    """A table of three hours on Thursday; Maya has the first, Ruth the second. It is five past ten there."""
    drafts = [draft(carolina, f"2027-02-04 {hour}:00", role=f"Host at {hour}") for hour in (10, 11, 12)]
    event = make_event(
        carolina, *drafts, kit="Bring the **blue** box.", in_charge="Jordan", in_charge_phone="919-555-0142"
    )
    first, second, _third = event.shifts.order_by("starts_at")
    claim_shift(first, person=maya)
    claim_shift(second, person=ruth)
    clock.move_to(at(carolina, "2027-02-04 10:05"))
    return event


@pytest.fixture
def desk(client_of: ClientOf, jordan: Person) -> Client:
    return client_of(jordan)


def place_of(person: Person) -> Signup:
    return Signup.objects.get(person=person)


def path_of(event: Event, rest: str = "") -> str:
    return f"/organize/events/{event.public_id}/table/{rest}"


def test_the_table_says_who_is_due_now_and_who_comes_later(event: Event, desk: Client) -> None:
    text = text_of(desk.get(path_of(event)))
    assert text.index("Now") < text.index("Maya") < text.index("Later") < text.index("Ruth")
    for said in ("S South Rd 1", "In charge: Jordan", "Call 919-555-0142", "blue"):
        assert said in text
    assert 'href="tel:9195550142"' in desk.get(path_of(event)).content.decode()


def test_a_shift_is_due_half_an_hour_before_it_begins(
    carolina: Chapter, event: Event, desk: Client, clock: Traveller
) -> None:
    clock.move_to(at(carolina, "2027-02-04 10:30"))
    text = text_of(desk.get(path_of(event)))
    assert text.index("Ruth") < text.index("Later")
    clock.move_to(at(carolina, "2027-02-04 11:00"))
    text = text_of(desk.get(path_of(event)))
    assert text.index("Ruth") < text.index("Over") < text.index("Maya")


def test_an_event_of_many_days_shows_the_day_that_it_is(carolina: Chapter, desk: Client, clock: Traveller) -> None:
    days = [draft(carolina, f"2027-02-{day} 10:00", role=f"Day {day}") for day in ("04", "05", "06")]
    event = make_event(carolina, *days, hours=50)
    for wall, shown in (("2027-02-03 10:00", "04"), ("2027-02-05 18:00", "05"), ("2027-02-09 10:00", "06")):
        clock.move_to(at(carolina, wall))
        text = text_of(desk.get(path_of(event)))
        assert [day for day in ("04", "05", "06") if f"Day {day}" in text] == [shown]


def test_a_tap_without_a_script_comes_back_to_its_row(event: Event, desk: Client, maya: Person) -> None:
    key = f"s-{place_of(maya).public_id}"
    answer = desk.post(path_of(event, "tap/"), {"mark": f"{key}:attended", "tap": KEY})
    assert (answer.status_code, answer["Location"]) == (302, f"{path_of(event)}#{key}")
    assert place_of(maya).is_here
    page = desk.get(path_of(event)).content.decode()
    # The same button takes it back.
    assert f'value="{key}:unknown"' in page
    desk.post(path_of(event, "tap/"), {"mark": f"{key}:unknown", "tap": KEY})
    assert place_of(maya).attendance == "unknown"


def test_a_tap_by_script_gets_its_row_back(event: Event, desk: Client, maya: Person) -> None:
    key = f"s-{place_of(maya).public_id}"
    answer = desk.post(path_of(event, "tap/"), {"mark": f"{key}:attended", "ago": "180"}, headers=BY_SCRIPT)
    assert (answer.status_code, text_of(answer)) == (200, "Maya 10:02 AM not sent yet Here Maya Not here Maya")
    assert f'id="{key}"' in answer.content.decode()


def test_what_is_refused_is_said_at_its_row(event: Event, desk: Client, ruth: Person) -> None:
    key = f"s-{place_of(ruth).public_id}"
    said = "This shift begins at 11:00 AM. Wait until then."
    by_script = desk.post(path_of(event, "tap/"), {"mark": f"{key}:no-show"}, headers=BY_SCRIPT)
    assert by_script.status_code == 409
    assert said in text_of(by_script)
    by_form = desk.post(path_of(event, "tap/"), {"mark": f"{key}:no-show"})
    assert by_form.status_code == 409
    assert f"Ruth not sent yet {said}" in text_of(by_form)


def test_who_dropped_meanwhile_is_refused_with_a_way_out(event: Event, desk: Client, maya: Person) -> None:
    place = place_of(maya)
    drop_signup(place, by=maya)
    answer = desk.post(path_of(event, "tap/"), {"mark": f"s-{place.public_id}:attended"}, headers=BY_SCRIPT)
    assert answer.status_code == 409
    assert "They are not on this shift any more. Add them by name if they came." in text_of(answer)


def test_a_walk_in_is_added_by_name_and_taken_back_by_the_tap_that_added_them(event: Event, desk: Client) -> None:
    shift = event.shifts.order_by("starts_at")[0]
    given = {"walk_in": shift.public_id, "name": "Sam"}
    for _n in range(2):
        answer = desk.post(path_of(event, "tap/"), given, headers=BY_SCRIPT)
        assert answer.status_code == 200
    assert "Sam walked in 10:05 AM" in text_of(answer)
    assert [walk_in.name for walk_in in WalkIn.objects.all()] == ["Sam"]
    # Of a phone that was offline all the while: it knows them by its own key.
    later = {"Turnout-Tap": "1", "Idempotency-Key": "another-key"}
    desk.post(path_of(event, "tap/"), {"mark": f"t-{KEY}:unknown"}, headers=later)
    assert (WalkIn.objects.get().is_here, WalkIn.objects.get().name) == (False, "")
    assert "Sam" not in text_of(desk.get(path_of(event)))


def test_a_name_without_a_script_is_typed_in_the_shifts_own_field(event: Event, desk: Client) -> None:
    shift = event.shifts.order_by("starts_at")[0]
    desk.post(path_of(event, "tap/"), {"walk_in": shift.public_id, f"name-{shift.public_id}": "Sam", "tap": KEY})
    assert WalkIn.objects.get().name == "Sam"
    empty = desk.post(path_of(event, "tap/"), {"walk_in": shift.public_id, "tap": KEY})
    assert empty.status_code == 422
    assert "Type a name. A made-up one is fine." in text_of(empty)


def test_only_people_of_this_event_are_marked_here(carolina: Chapter, event: Event, desk: Client, ana: Person) -> None:
    other = claim_shift(make_shift(carolina, "2027-02-04 14:00"), person=ana)
    for mark in (f"s-{other.public_id}:attended", "s-nothing:attended", "x", "", "t-short:unknown"):
        assert desk.post(path_of(event, "tap/"), {"mark": mark}).status_code == 404


def test_the_phone_may_keep_the_table_for_a_day(event: Event, desk: Client) -> None:
    answer = desk.get(path_of(event))
    assert answer["Turnout-Keep"] == "day"
    assert f'data-queue="{answer["Turnout-Session"]}"' in answer.content.decode()


def test_who_is_in_charge_is_told_to_those_confirmed_alone(
    event: Event, client_of: ClientOf, maya: Person, priya: Person
) -> None:
    shift = event.shifts.order_by("starts_at")[0]
    for path in (f"/shifts/{shift.public_id}/", f"/events/{event.public_id}/"):
        for person, is_told in ((maya, True), (priya, False), (None, False)):
            text = text_of(client_of(person).get(path))
            assert ("919-555-0142" in text, "In charge: Jordan" in text) == (is_told, is_told)


def test_a_phone_number_in_letters_is_refused_at_its_field(event: Event, jordan: Person) -> None:
    with pytest.raises(Exception, match="Write it in digits"):
        edit_event(event, by=jordan, in_charge_phone="call me")


def test_the_table_costs_the_same_few_queries_for_one_and_for_many(
    event: Event, desk: Client, django_assert_max_num_queries: Any
) -> None:
    shift = event.shifts.order_by("starts_at")[0]
    WalkIn.objects.bulk_create(
        WalkIn(chapter_id=shift.chapter_id, shift=shift, name=f"N{n}", attendance="attended") for n in range(60)
    )
    with django_assert_max_num_queries(11):
        desk.get(path_of(event))


@pytest.mark.parametrize("script", [{}, BY_SCRIPT], ids=["form", "script"])
def test_what_has_a_nul_is_refused_before_anything_looks_for_it(
    event: Event, desk: Client, maya: Person, script: dict[str, str]
) -> None:
    first = event.shifts.order_by("starts_at")[0].public_id
    for given in ({"mark": "s-a\0b:attended"}, {"mark": "w-\0:attended"}, {"walk_in": first, "name": "Sa\0m"}):
        answer = desk.post(path_of(event, "tap/"), given, headers=script)
        assert answer.status_code == 400
        assert "We did not understand that" in text_of(answer)
    assert not WalkIn.objects.exists()
    assert place_of(maya).attendance == "unknown"
