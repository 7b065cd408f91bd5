"""Changing one event of a series, it and those after it, or all."""

from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller

from tests.actions.test_series import make_series
from tests.builders import at
from turnout.actions.plans import PlannedShift, save_plan
from turnout.actions.removals import cancel_event
from turnout.actions.series import Scope, occurrences_in
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift
from turnout.actions.telling import tell_changes
from turnout.models import Chapter, Event, Notice, Person, Shift
from turnout.rules.refusals import Reason, Refused

TUESDAYS = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330"


@pytest.fixture
def tables(carolina: Chapter) -> list[Event]:
    """Four Tuesdays from 9 March 2027 on, 10 to 12, a shift an hour. Clocks go forward on the 14th."""
    return make_series(carolina, TUESDAYS)


def shifts_of(event: Event) -> list[Shift]:
    return list(Shift.objects.filter(event=event).order_by("starts_at", "id"))


def change_row(shift: Shift, **values: Any) -> PlannedShift:
    return PlannedShift(values, shift.public_id, shift.version)


def starts(chapter: Chapter) -> list[str]:
    """Return when each event begins, on the clock of the chapter, by the date that it was made for."""
    events = Event.objects.order_by("original_date")
    return [f"{event.starts_at.astimezone(chapter.zone):%m-%d %H:%M}" for event in events]


@pytest.mark.parametrize(
    ("scope", "renamed"), [("this", [False, True, False, False]), ("following", [False, True, True, True]),
                           ("all", [True] * 4)],
)  # fmt: skip
def test_a_change_is_for_this_one_or_the_following_or_all(
    tables: list[Event], jordan: Person, scope: Scope, renamed: list[bool]
) -> None:
    save_plan(tables[1], by=jordan, scope=scope, title="Vigil")
    assert [event.title == "Vigil" for event in Event.objects.order_by("starts_at")] == renamed


def test_times_move_by_as_much_on_each_days_clock(carolina: Chapter, tables: list[Event], jordan: Person) -> None:
    _first, second = shifts_of(tables[0])
    late = {"starts_at": at(carolina, "2027-03-09 11:30"), "ends_at": at(carolina, "2027-03-09 12:30")}
    save_plan(
        tables[0], by=jordan, scope="all", ends_at=at(carolina, "2027-03-09 12:30"),
        shifts=[change_row(second, **late)],
    )  # fmt: skip
    for event in Event.objects.all():
        day = f"{event.original_date}"
        assert event.ends_at == at(carolina, f"{day} 12:30")
        assert [shift.starts_at for shift in shifts_of(event)] == [
            at(carolina, f"{day} 10:00"), at(carolina, f"{day} 11:30"),
        ]  # fmt: skip


def test_a_series_moves_to_another_day_of_the_week(carolina: Chapter, tables: list[Event], jordan: Person) -> None:
    save_plan(
        tables[1], by=jordan, scope="following",
        starts_at=at(carolina, "2027-03-17 10:00"), ends_at=at(carolina, "2027-03-17 12:00"),
    )  # fmt: skip
    assert starts(carolina) == ["03-09 10:00", "03-17 10:00", "03-24 10:00", "03-31 10:00"]
    # Each is known by the date that it was made for.
    assert [f"{event.original_date:%m-%d}" for event in Event.objects.order_by("starts_at")] == [
        "03-09", "03-16", "03-23", "03-30",
    ]  # fmt: skip


def test_a_new_shift_comes_on_each_day_and_may_be_slots(carolina: Chapter, tables: list[Event], jordan: Person) -> None:
    hour = {"starts_at": at(carolina, "2027-03-16 12:00"), "ends_at": at(carolina, "2027-03-16 13:00")}
    new = PlannedShift({"role": "Cleaner", "capacity": 1, **hour}, slot_minutes=30)
    save_plan(tables[1], by=jordan, scope="all", shifts=[new])
    for event in Event.objects.all():
        cleaners = [shift.starts_at for shift in shifts_of(event) if shift.role == "Cleaner"]
        assert cleaners == [at(carolina, f"{event.original_date} {wall}") for wall in ("12:00", "12:30")]


def test_what_was_changed_by_hand_on_a_day_stays(carolina: Chapter, tables: list[Event], jordan: Person) -> None:
    odd = shifts_of(tables[2])[0]
    edit_shift(odd, by=jordan, role="Greeter")
    save_plan(tables[0], by=jordan, scope="all", shifts=[change_row(shifts_of(tables[0])[0], capacity=7)])
    assert [shifts_of(event)[0].capacity for event in tables] == [7, 7, 2, 7]


def test_what_is_over_or_cancelled_stays(
    carolina: Chapter, tables: list[Event], jordan: Person, clock: Traveller
) -> None:
    clock.move_to(at(carolina, "2027-03-10 10:00"))
    cancel_event(tables[3], by=jordan)
    save_plan(tables[1], by=jordan, scope="all", title="Vigil")
    assert [event.title for event in Event.objects.order_by("starts_at")] == ["Table", "Vigil", "Vigil", "Table"]


def test_people_are_told_of_a_move_on_their_own_day(
    carolina: Chapter, tables: list[Event], jordan: Person, maya: Person
) -> None:
    claim_shift(shifts_of(tables[2])[0], person=maya)
    first = shifts_of(tables[0])[0]
    half_an_hour = timedelta(minutes=30)
    row = change_row(first, starts_at=first.starts_at + half_an_hour)
    save_plan(tables[0], by=jordan, scope="all", shifts=[row])
    assert tell_changes(occurrences_in(tables[0], "all"), by=jordan) == 1
    told = Notice.objects.get(kind=Notice.Kind.EVENT_CHANGED)
    assert (told.recipient, told.event, list(told.facts["shifts"])) == (
        maya, tables[2], [shifts_of(tables[2])[0].public_id]
    )  # fmt: skip


def test_a_refusal_names_the_day_and_nothing_is_changed(
    carolina: Chapter, tables: list[Event], jordan: Person, maya: Person, ruth: Person
) -> None:
    for person in (maya, ruth):
        claim_shift(shifts_of(tables[2])[0], person=person)
    # The other row is not there on that day; the refused one is the second all the same.
    early, late = shifts_of(tables[0])
    edit_shift(shifts_of(tables[2])[1], by=jordan, role="Greeter")
    rows = [change_row(late, capacity=5), change_row(early, capacity=1)]
    with pytest.raises(Refused) as refused:
        save_plan(tables[0], by=jordan, scope="all", shifts=rows, title="Vigil")
    assert (refused.value.reason, refused.value.facts["index"]) == (Reason.CAPACITY_BELOW_TAKEN, 1)
    assert str(refused.value) == ("Tuesday, March 23, 2027: 2 people hold places. Move 1 of them first.")
    assert not Event.objects.filter(title="Vigil").exists()
    assert {shift.capacity for shift in Shift.objects.all()} == {2}


def test_drafts_of_a_series_are_published_together(carolina: Chapter, jordan: Person) -> None:
    drafts = make_series(carolina, TUESDAYS, publish=False)
    save_plan(drafts[1], by=jordan, scope="following", publish=True)
    assert [event.state for event in Event.objects.order_by("starts_at")] == ["draft", *["published"] * 3]
