"""Telling people what changed, through the API."""

from typing import Any

import pytest

from tests.api.calling import Caller
from tests.builders import make_shift
from tests.sheets import USUAL
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Notice, Person, Shift


@pytest.fixture
def shift(carolina: Chapter, maya: Person) -> Shift:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    return shift


def told() -> list[str]:
    return list(Notice.objects.filter(kind="event-changed").values_list("recipient__name", flat=True))


def test_a_change_collects_and_the_event_says_for_how_many(shift: Shift, jordan: Person, maya: Person) -> None:
    event = f"/events/{shift.event.public_id}"
    assert Caller(jordan).patch(f"/shifts/{shift.public_id}", {"role": "Greeter"}).status_code == 200
    got = [Caller(person).get(event).json()["untold"] for person in (jordan, maya, None)]
    assert got == [1, None, None]
    assert told() == []
    answer = Caller(jordan).post(f"{event}/tell")
    assert (answer.status_code, answer.json()) == (200, {"people": 1})
    assert told() == ["Maya"]
    assert Caller(jordan).get(event).json()["untold"] == 0
    assert Caller(jordan).post(f"{event}/tell").json() == {"people": 0}


@pytest.mark.parametrize("query", ["notify=true", "notify=true&scope=all"])
def test_notify_tells_with_what_was_collected_before(shift: Shift, jordan: Person, query: str) -> None:
    edit_shift(shift, by=jordan, notes="By the door.")
    caller = Caller(jordan)
    assert caller.patch(f"/shifts/{shift.public_id}?{query}", {"role": "Greeter"}).status_code == 200
    assert told() == ["Maya"]
    assert caller.patch(f"/shifts/{shift.public_id}?notify=false", {"role": "Usher"}).status_code == 200
    assert caller.patch(f"/shifts/{shift.public_id}?notify=yes", {"role": "Usher"}).status_code == 400


def test_a_refused_change_tells_nobody(shift: Shift, jordan: Person) -> None:
    edit_shift(shift, by=jordan, role="Greeter")
    assert Caller(jordan).patch(f"/shifts/{shift.public_id}?notify=true", {"capacity": 0}).status_code == 409
    assert told() == []


def test_a_chapter_tells_all_of_its_events(carolina: Chapter, shift: Shift, jordan: Person, maya: Person) -> None:
    other = make_shift(carolina, "2027-02-05 10:00")
    claim_shift(other, person=maya)
    for row in (shift, other):
        edit_shift(row, by=jordan, role="Greeter")
    assert Caller(jordan).post("/chapters/carolina/events/tell").json() == {"people": 1}
    assert told() == ["Maya"]


def test_volunteers_and_other_chapters_tell_nobody(shift: Shift, jordan: Person, maya: Person, ana: Person) -> None:
    edit_shift(shift, by=jordan, role="Greeter")
    for person in (maya, ana):
        addresses = (f"/events/{shift.event.public_id}/tell", "/chapters/carolina/events/tell")
        assert [Caller(person).post(address).status_code for address in addresses] == [403, 403]
    assert told() == []


def test_an_import_tells_only_where_it_is_asked_to(carolina: Chapter, jordan: Person, maya: Person) -> None:
    body: dict[str, Any] = {"rows": [dict(USUAL)], "dry_run": False, "publish": True}
    assert Caller(jordan).post("/chapters/carolina/imports", body).status_code == 200
    claim_shift(Shift.objects.get(), person=maya)
    for end, notify, names in (("11:30", False, []), ("11:45", True, ["Maya"])):
        rows = [{**USUAL, "end": end}]
        answer = Caller(jordan).post("/chapters/carolina/imports", body | {"rows": rows, "notify": notify})
        assert answer.json()["changed"] == 1
        assert told() == names
