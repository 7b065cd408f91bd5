"""Planning a term by program: events that repeat, slots, breaks, and what they come to."""

from typing import Any

import pytest

from tests.api.calling import Caller, kind_of
from tests.builders import make_event
from turnout.models import Break, Chapter, Event, Person, Series, Shift, Site

PATH = "/chapters/carolina/events"
BREAKS = "/chapters/carolina/breaks"
HOST = {"role": "Host", "starts_at": "2027-03-09T10:00:00-05:00", "ends_at": "2027-03-09T12:00:00-05:00", "capacity": 2}
TABLE: dict[str, Any] = {
    "kind": "outreach",
    "title": "Table",
    "starts_at": "2027-03-09T10:00:00-05:00",
    "ends_at": "2027-03-09T12:00:00-05:00",
    "shifts": [HOST],
    "repeat": {"rule": "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270318", "except_dates": ["2027-03-11"]},
}


def test_a_term_is_made_in_one_request_and_its_events_name_their_series(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    answer = caller.post(PATH, TABLE)
    assert answer.status_code == 201
    events = caller.get(PATH).json()["data"]
    # The clocks go forward on the 14th.
    assert [event["starts_at"] for event in events] == [
        "2027-03-09T15:00:00Z", "2027-03-16T14:00:00Z", "2027-03-18T14:00:00Z",
    ]  # fmt: skip
    assert answer.json() == events[0]
    assert {event["series"] for event in events} == {Series.objects.get().public_id}
    assert Shift.objects.count() == 3


def test_a_shift_may_be_cut_into_slots(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    made = caller.post(PATH, TABLE | {"shifts": [HOST | {"slot_minutes": 30}], "repeat": None}).json()
    shifts = caller.get(f"/events/{made['id']}/shifts").json()["data"]
    assert [shift["starts_at"][11:16] for shift in shifts] == ["15:00", "15:30", "16:00", "16:30"]
    added = caller.post(f"/events/{made['id']}/shifts", {"shifts": [HOST | {"slot_minutes": 60}]})
    assert len(added.json()["data"]) == 2


def test_a_plan_is_looked_at_and_nothing_is_made(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    lecture = make_event(carolina, title="Lecture", starts="2027-03-16 11:00")
    caller.post(BREAKS, {"name": "Spring break", "starts_on": "2027-03-17", "ends_on": "2027-03-19"})
    sites = Site.objects.count()
    plan = TABLE | {"site": {"name": "The Pit"}, "shifts": [HOST | {"slot_minutes": 60}]}
    assert caller.post(f"{PATH}/preview", plan).json() == {
        "events": 3,
        "shifts": 6,
        "first": {"starts_at": "2027-03-09T15:00:00Z", "ends_at": "2027-03-09T16:00:00Z"},
        "last": {"starts_at": "2027-03-18T15:00:00Z", "ends_at": "2027-03-18T16:00:00Z"},
        "clashes": [
            {
                "starts_at": "2027-03-16T14:00:00Z",
                "event": {"id": lecture.public_id, "title": "Lecture", "kind": "outreach", "state": "published",
                          "visibility": "public"},
            }
        ],
        "breaks": [{"starts_at": "2027-03-18T14:00:00Z", "name": "Spring break"}],
    }  # fmt: skip
    caller.post(f"{PATH}/preview", TABLE | {"site": {"name": "New place"}})
    assert (Event.objects.count(), Series.objects.count(), Site.objects.count()) == (1, 0, sites)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/preview"])
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"repeat": {"rule": "often"}}, "/repeat/rule"),
        ({"repeat": {"rule": "FREQ=DAILY;COUNT=3", "except_dates": ["2027-02-30"]}}, "/repeat/except_dates/0"),
        ({"repeat": {"rule": "FREQ=DAILY;UNTIL=20270101"}}, "/repeat/rule"),
        ({"repeat": {}}, "/repeat/rule"),
        ({"shifts": [HOST, HOST | {"slot_minutes": 25}]}, "/shifts/1/slot_minutes"),
        ({"shifts": [HOST | {"slot_minutes": 0}]}, "/shifts/0/slot_minutes"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_made(
    carolina: Chapter, jordan: Person, path: str, changes: dict[str, Any], pointer: str
) -> None:
    answer = Caller(jordan).post(path, TABLE | changes)
    assert kind_of(answer) == (400, "invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not Event.objects.exists()


def test_a_change_of_an_event_or_a_shift_may_be_for_all_that_follow(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    caller.post(PATH, TABLE)
    _first, second, third = caller.get(PATH).json()["data"]
    changes = {"title": "Vigil", "ends_at": "2027-03-16T12:30:00-04:00"}
    assert caller.patch(f"/events/{second['id']}?scope=following", changes).json()["title"] == "Vigil"
    events = caller.get(PATH).json()["data"]
    assert [(event["title"], event["ends_at"][11:16]) for event in events] == [
        ("Table", "17:00"), ("Vigil", "16:30"), ("Vigil", "16:30"),
    ]  # fmt: skip
    shift = caller.get(f"/events/{third['id']}/shifts").json()["data"][0]
    answer = caller.patch(f"/shifts/{shift['id']}?scope=all", {"capacity": 9})
    assert (answer.status_code, answer.json()["capacity"]) == (200, 9)
    assert set(Shift.objects.values_list("capacity", flat=True)) == {9}
    stale = caller.patch(f"/shifts/{shift['id']}?scope=all", {"capacity": 3}, if_match=f'"{shift["version"]}"')
    assert kind_of(stale) == (412, "changed-meanwhile")
    assert kind_of(caller.patch(f"/shifts/{shift['id']}?scope=some", {"capacity": 3})) == (400, "invalid")


def test_breaks_are_kept_listed_and_removed(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    exams = caller.post(BREAKS, {"name": "Exams", "starts_on": "2027-05-03", "ends_on": "2027-05-07"}).json()
    spring = caller.post(BREAKS, {"name": "Spring", "starts_on": "2027-03-15", "ends_on": "2027-03-19"}).json()
    assert exams == {"id": Break.objects.get(name="Exams").public_id, "name": "Exams", "starts_on": "2027-05-03",
                     "ends_on": "2027-05-07"}  # fmt: skip
    first = caller.get(BREAKS, {"limit": 1}).json()
    second = caller.get(BREAKS, {"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [first["data"], second["data"], second["has_more"]] == [[spring], [exams], False]
    assert caller.delete(f"/breaks/{exams['id']}").status_code == 204
    assert caller.get(BREAKS).json()["data"] == [spring]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"starts_on": "3/15/2027"}, "/starts_on"),
        ({"starts_on": "1027-03-15"}, "/starts_on"),
        ({"ends_on": "2027-03-14"}, "/ends_on"),
    ],
)
def test_a_break_that_cannot_be_is_pointed_at(
    carolina: Chapter, jordan: Person, changes: dict[str, str], pointer: str
) -> None:
    given = {"name": "Spring", "starts_on": "2027-03-15", "ends_on": "2027-03-19"} | changes
    answer = Caller(jordan).post(BREAKS, given)
    assert kind_of(answer) == (400, "invalid")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
