"""Copying an event, a week and a term by program."""

from datetime import date
from typing import Any

import pytest

from tests.actions.test_series import make_series
from tests.api.calling import Caller, kind_of
from tests.builders import draft, make_event
from turnout.models import Chapter, Event, Person, Series

TERM = {"first_day": "2027-03-09", "last_day": "2027-04-30", "to": "2027-08-24"}


@pytest.fixture
def caller(jordan: Person) -> Caller:
    """Jordan's."""
    return Caller(jordan)


@pytest.fixture
def table(carolina: Chapter) -> Event:
    return make_event(carolina, draft(carolina))


def test_a_copy_of_an_event_is_answered_as_the_draft_that_it_is(caller: Caller, table: Event) -> None:
    before = caller.get(f"/events/{table.public_id}").json()
    answer = caller.post(f"/events/{table.public_id}/clone", {"first_day": "2027-04-05"})
    made = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/events/{made['id']}")
    assert made["id"] != before["id"]
    assert (made["state"], made["starts_at"], made["ends_at"]) == (
        "draft", "2027-04-05T14:00:00Z", "2027-04-05T17:00:00Z",
    )  # fmt: skip
    same = {"kind", "title", "summary", "visibility", "timezone", "site", "kit", "chapter", "series"}
    assert {name: made[name] for name in same} == {name: before[name] for name in same}


def test_the_same_request_again_makes_no_second_copy(caller: Caller, table: Event) -> None:
    path, body = f"/events/{table.public_id}/clone", {"first_day": "2027-04-05"}
    made = [caller.post(path, body, Idempotency_Key="a-key-of-mine").json()["id"] for _try in range(2)]
    assert made[0] == made[1]
    # Without a key, too: the same thing is there already.
    assert caller.post(path, body).json()["id"] == made[0]
    assert Event.objects.count() == 2


def test_a_week_is_looked_at_then_copied_to_two_weeks(carolina: Chapter, caller: Caller, table: Event) -> None:
    there = make_event(carolina, starts="2027-03-18 10:00")
    body: dict[str, Any] = {"week": "2027-02-02", "to": "2027-03-08", "weeks": 2}
    assert caller.post("/chapters/carolina/week-copies/preview", body).json() == {
        "outlook": {
            "events": 1,
            "shifts": 1,
            "first": {"starts_at": "2027-03-11T15:00:00Z", "ends_at": "2027-03-11T16:00:00Z"},
            "last": {"starts_at": "2027-03-11T15:00:00Z", "ends_at": "2027-03-11T16:00:00Z"},
            "clashes": [],
            "breaks": [],
        },
        # The clocks go forward on the 14th.
        "there": [{"copy_of": table.public_id, "starts_at": "2027-03-18T14:00:00Z", "event": there.public_id}],
        "left_out": [],
        "gaps": [],
        "other_rules": [],
    }
    assert Event.objects.count() == 2
    answer = caller.post("/chapters/carolina/week-copies", body)
    copy = Event.objects.get(state="draft")
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "events": [copy.public_id],
            "first": {"starts_at": "2027-03-11T15:00:00Z", "ends_at": "2027-03-11T18:00:00Z"},
            "last": {"starts_at": "2027-03-11T15:00:00Z", "ends_at": "2027-03-11T18:00:00Z"},
        },
    )
    assert caller.post("/chapters/carolina/week-copies", body).json() == {"events": [], "first": None, "last": None}


def test_a_term_is_copied_with_its_series(carolina: Chapter, caller: Caller) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430", date(2027, 3, 16))
    caller.post("/chapters/carolina/breaks", {"name": "Labor Day", "starts_on": "2027-09-06", "ends_on": "2027-09-07"})
    seen = caller.post("/chapters/carolina/term-copies/preview", TERM).json()
    assert (seen["outlook"]["events"], seen["gaps"]) == (14, [{"day": "2027-08-31", "title": "Table"}])
    assert [(part["starts_at"], part["name"]) for part in seen["left_out"]] == [("2027-09-07T14:00:00Z", "Labor Day")]
    made = caller.post("/chapters/carolina/term-copies", TERM).json()["events"]
    assert len(made) == 14
    series = {caller.get(f"/events/{event}").json()["series"] for event in (made[0], made[-1])}
    assert series == {Series.objects.latest("pk").public_id}


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/events/{event}/clone", {"first_day": "2027-02-04"}, "/first_day"),
        ("/events/{event}/clone", {"first_day": "tomorrow"}, "/first_day"),
        ("/events/{event}/clone", {}, "/first_day"),
        ("/chapters/carolina/week-copies", {"week": "2027-02-01", "to": "2027-02-03"}, "/to"),
        ("/chapters/carolina/week-copies", {"week": "2027-02-01", "to": "2027-03-03", "weeks": 31}, "/weeks"),
        ("/chapters/carolina/term-copies", TERM | {"last_day": "2027-03-01"}, "/last_day"),
        ("/chapters/carolina/term-copies/preview", TERM, "/first_day"),
    ],
)
def test_what_makes_no_sense_is_pointed_at(
    caller: Caller, table: Event, path: str, body: dict[str, Any], pointer: str
) -> None:
    response = caller.post(path.format(event=table.public_id), body)
    assert kind_of(response) == (400, "invalid")
    assert response.json()["errors"][0]["pointer"] == pointer
    assert Event.objects.count() == 1


def test_another_chapters_organizer_copies_nothing(ana: Person, table: Event) -> None:
    caller = Caller(ana)
    assert kind_of(caller.post(f"/events/{table.public_id}/clone", {"first_day": "2027-04-05"})) == (403, "not-allowed")
    assert kind_of(caller.post("/chapters/carolina/term-copies", TERM)) == (403, "not-allowed")
