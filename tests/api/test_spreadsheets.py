"""Importing and taking away by program."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from time_machine import Traveller

from tests.api.calling import BASE, Caller, kind_of
from tests.builders import draft, make_event
from tests.sheets import COLUMNS, USUAL, make_book, make_csv
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Person, Record, Shift
from turnout.spreadsheets.schedule import read_file

PATH = "/chapters/carolina/imports"
DAYS = {"first_day": "2027-02-01", "last_day": "2027-02-28"}
ROW = dict(USUAL)


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_dry_run_says_what_becomes_of_each_row_and_writes_nothing(carolina: Chapter, jordan: Person) -> None:
    answer = Caller(jordan).post(PATH, {"rows": [ROW, {**ROW, "date": "2027-02-30"}]})
    assert answer.status_code == 200
    said = answer.json()
    assert len(said.pop("plan")) == 24
    assert said == {
        "created": 1, "changed": 0, "unchanged": 0, "refused": 1, "new_events": 1, "new_sites": ["The Pit"],
        "new_trainings": [],
        "rows": [
            {"number": 1, "fate": "created", "begins_event": True, "column": None, "detail": None, "changes": []},
            {"number": 2, "fate": "refused", "begins_event": False, "column": "date",
             "detail": "2027-02-30 is not a date", "changes": []},
        ],
    }  # fmt: skip
    assert not Event.objects.exists()


def test_a_term_is_imported_from_a_file_and_its_events_are_drafts_unless_asked(
    carolina: Chapter, jordan: Person
) -> None:
    caller = Caller(jordan)
    data = (settings.FIXTURES / "carolina-spring-2027.csv").read_bytes()
    answer = caller.post(PATH, {"file": encode(data), "dry_run": False}).json()
    assert (answer["created"], Shift.objects.count()) == (235, 235)
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}
    assert Record.objects.filter(what="shift.created", actor=jordan).count() == 235
    assert caller.post(PATH, {"file": encode(data)}).json()["unchanged"] == 235
    book = make_book({"date": "2027-12-01"})
    caller.post(PATH, {"file": encode(book), "dry_run": False, "publish": True})
    assert Event.objects.get(title=USUAL["event"]).state == "published"


def test_bad_rows_stop_it_and_are_pointed_at_unless_they_are_skipped(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    body: dict[str, Any] = {"rows": [ROW, {**ROW, "end": "soon"}], "dry_run": False}
    answer = caller.post(PATH, body)
    assert kind_of(answer) == (400, "invalid")
    assert answer.json()["errors"] == [{"pointer": "/rows/1/end", "detail": "soon is not a time"}]
    assert not Shift.objects.exists()
    answer = caller.post(PATH, {"file": encode(make_csv({}, {"end": "soon"})), "dry_run": False})
    assert answer.json()["errors"] == [{"pointer": "/file", "detail": "row 3: end: soon is not a time"}]
    assert caller.post(PATH, {**body, "skip_bad": True}).json()["created"] == 1
    assert Shift.objects.count() == 1


def test_what_was_looked_at_is_what_is_done(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    caller.post(PATH, {"rows": [ROW], "dry_run": False})
    body = {"rows": [{**ROW, "capacity": "5"}]}
    looked = caller.post(PATH, body).json()
    assert looked["rows"][0]["changes"] == [{"column": "capacity", "was": "3", "becomes": "5"}]
    edit_shift(Shift.objects.get(), by=None, capacity=4)
    late = {**body, "dry_run": False, "plan": looked["plan"]}
    assert kind_of(caller.post(PATH, late)) == (412, "changed-meanwhile")
    again = caller.post(PATH, body).json()
    assert caller.post(PATH, {**late, "plan": again["plan"]}).json()["changed"] == 1
    assert Shift.objects.get().capacity == 5


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({}, "/rows", "Send either rows or a file."),
        ({"file": "***"}, "/file", "This is not base64."),
        ({"file": ""}, "/file", "This field may not be blank."),
        ({"file": encode(b"PK\x03\x04")}, "/file", "This workbook cannot be read. Save it as .xlsx or CSV, without a"),
        ({"rows": [{"kind": "prayer"}]}, "/rows/0/event", "This field is required."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(
    carolina: Chapter, jordan: Person, body: dict[str, Any], pointer: str, detail: str
) -> None:
    answer = Caller(jordan).post(PATH, body)
    assert kind_of(answer) == (400, "invalid")
    error = answer.json()["errors"][0]
    assert (error["pointer"], error["detail"].startswith(detail)) == (pointer, True)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_schedule_is_taken_away_and_brought_back(carolina: Chapter, jordan: Person, form: str) -> None:
    caller = Caller(jordan)
    caller.post(PATH, {"rows": [ROW], "dry_run": False})
    answer = caller.get("/chapters/carolina/schedule", {**DAYS, "format": form})
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="carolina-schedule-2027-02-01-2027-02-28.{form}"'
    assert set(read_file(answer.content).columns) == {*COLUMNS, "timezone"}
    assert caller.post(PATH, {"file": encode(answer.content)}).json()["unchanged"] == 1
    empty = caller.get("/chapters/carolina/schedule", {**DAYS, "last_day": "2027-01-31"})
    assert kind_of(empty) == (400, "invalid")


def test_rosters_want_a_fresh_sign_in_which_no_token_is(
    carolina: Chapter, jordan: Person, maya: Person, client_of: Callable[[Person], Client], clock: Traveller
) -> None:
    path = "/chapters/carolina/roster-exports"
    claim_shift(make_event(carolina, draft(carolina)).shifts.get(), person=maya)
    assert kind_of(Caller(jordan).post(path, DAYS)) == (403, "stale-sign-in")
    client = client_of(jordan)
    answer = client.post(BASE + path, DAYS, content_type="application/json")
    assert answer.status_code == 200
    assert b"Maya" in answer.content
    assert b"@" not in answer.content
    clock.shift(901)
    answer = client.post(BASE + path, DAYS, content_type="application/json")
    assert kind_of(answer) == (403, "stale-sign-in")
    assert Record.objects.filter(what="rosters.exported", actor=jordan).count() == 1


def test_a_common_event_is_a_body_for_making_one(carolina: Chapter, jordan: Person) -> None:
    caller = Caller(jordan)
    templates = caller.get("/chapters/carolina/event-templates").json()["templates"]
    assert [template["id"] for template in templates] == [
        "outreach-table", "prayer-chain", "lecture", "fundraiser", "training", "advocacy-session",
    ]  # fmt: skip
    for template in templates:
        answer = caller.post("/chapters/carolina/events", template["event"])
        assert answer.status_code == 201, answer.json()
    chain = Event.objects.get(title="Prayer chain")
    assert (chain.shifts.count(), chain.is_online) == (48, True)
