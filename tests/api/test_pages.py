"""Lists, a page at a time."""

import pytest
from django.core.signing import b64_decode
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.api.calling import Caller, ask_all, kind_of
from tests.builders import draft, make_event, make_shift
from turnout.actions.shifts import edit_shift
from turnout.models import Chapter, Event, Person, Shift, Signup
from turnout.models.base import new_public_id


def fill_days(chapter: Chapter, count: int) -> list[str]:
    """Make shifts of one event, three an hour, and return their ids in the list's order."""
    drafts = [draft(chapter, f"2027-02-{4 + n // 30:02} {8 + n // 3 % 10:02}:00", role=f"R{n}") for n in range(count)]
    event = make_event(chapter, *drafts)
    return list(Shift.objects.filter(event=event).order_by("starts_at", "id").values_list("public_id", flat=True))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 20])
def test_the_pages_together_are_the_list_in_order_and_without_repeats(carolina: Chapter, limit: int) -> None:
    ids = fill_days(carolina, 20)
    assert [row["id"] for row in ask_all(Caller(), "/shifts", {"limit": limit})] == ids


def test_a_page_that_takes_all_has_no_next(carolina: Chapter) -> None:
    fill_days(carolina, 3)
    response = Caller().get("/shifts", {"limit": 3})
    assert (response.json()["has_more"], response.json()["next_cursor"]) == (False, None)
    assert "Link" not in response.headers


def test_fifty_rows_make_a_page_where_nothing_else_is_said(carolina: Chapter) -> None:
    fill_days(carolina, 51)
    page = Caller().get("/shifts").json()
    assert (len(page["data"]), page["has_more"]) == (50, True)


def test_the_link_leads_to_the_next_page_with_the_same_filters(carolina: Chapter) -> None:
    ids = fill_days(carolina, 5)
    query = {"limit": 2, "starts_at[gte]": "2027-02-04T00:00:00-05:00", "kind": "outreach"}
    response = Caller().get("/shifts", query)
    link, _semicolon, relation = response.headers["Link"].partition("; ")
    assert relation == 'rel="next"'
    assert link.startswith("<http://turnout.test/api/v1/shifts?")
    path = link.strip("<>").removeprefix("http://turnout.test/api/v1")
    assert [row["id"] for row in Caller().get(path).json()["data"]] == ids[2:4]


def test_rows_added_and_moved_meanwhile_neither_repeat_nor_hide_others(carolina: Chapter, ruth: Person) -> None:
    ids = fill_days(carolina, 6)
    first = Caller().get("/shifts", {"limit": 3}).json()
    make_shift(carolina, "2027-02-03 08:00", role="Before all")
    late = make_shift(carolina, "2027-02-20 08:00", role="After all")
    shown = Shift.objects.get(public_id=ids[2])
    edit_shift(shown, by=ruth, starts_at=late.starts_at, ends_at=late.ends_at)
    second = Caller().get("/shifts", {"limit": 10, "cursor": first["next_cursor"]}).json()
    assert [row["id"] for row in first["data"]] == ids[:3]
    assert [row["id"] for row in second["data"]] == [*ids[3:], ids[2], late.public_id]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", "1.5", ""])
def test_a_limit_is_a_number_from_1_to_100(carolina: Chapter, limit: str) -> None:
    response = Caller().get("/shifts", {"limit": limit})
    assert kind_of(response) == (400, "invalid")
    assert [error["parameter"] for error in response.json()["errors"]] == ["limit"]


def test_a_cursor_of_another_list_is_refused(carolina: Chapter, maya: Person) -> None:
    fill_days(carolina, 2)
    make_event(carolina, title="Another")
    cursor = Caller().get("/events", {"limit": 1}).json()["next_cursor"]
    response = Caller().get("/shifts", {"cursor": cursor})
    assert kind_of(response) == (400, "invalid")
    assert [error["parameter"] for error in response.json()["errors"]] == ["cursor"]


@pytest.mark.django_db
@given(cursor=st.text())
def test_a_broken_cursor_is_refused(cursor: str) -> None:
    assert kind_of(Caller().get("/shifts", {"cursor": cursor})) == (400, "invalid")


def test_a_cursor_tells_no_key(carolina: Chapter) -> None:
    ids = fill_days(carolina, 2)
    payload = Caller().get("/shifts", {"limit": 1}).json()["next_cursor"].partition(":")[0]
    assert b64_decode(payload.encode()).decode() == f'["2027-02-04T13:00:00+00:00","{ids[0]}"]'


def test_lists_of_a_thousand_cost_as_many_queries_as_lists_of_ten(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, draft(carolina, capacity=0))
    shift = Shift.objects.get(event=event)
    lists = [
        "/shifts",
        f"/events/{event.public_id}/shifts",
        "/events",
        "/me/signups",
        f"/shifts/{shift.public_id}/signups",
    ]
    fill_lists(shift, jordan, 9)
    few = {path: count_queries(jordan, path, rows=10) for path in lists}
    fill_lists(shift, jordan, 990)
    many = {path: count_queries(jordan, path, rows=100) for path in lists}
    assert many == few
    assert max(few.values()) <= 9


def fill_lists(shift: Shift, person: Person, count: int) -> None:
    """Make as many events, shifts of the shift's event that the person waits for, and people who wait for the shift."""
    event, chapter = shift.event, shift.chapter
    same = {"chapter": chapter, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    Event.objects.bulk_create(
        [Event(**same, kind="prayer", state="published", timezone=chapter.timezone) for _n in range(count)]
    )
    people = Person.objects.bulk_create([Person(email=f"{new_public_id().lower()}@x.test") for _n in range(count)])
    shifts = Shift.objects.bulk_create([Shift(**same, event=event, capacity=0) for _n in range(count)])
    waiting = [*((shift, other) for other in people), *((other, person) for other in shifts)]
    Signup.objects.bulk_create([Signup(chapter=chapter, shift=s, person=p, state="waitlisted") for s, p in waiting])
    Signup.objects.get_or_create(shift=shift, person=person, defaults={"chapter": chapter, "state": "waitlisted"})


def count_queries(person: Person, path: str, *, rows: int) -> int:
    caller = Caller(person)
    caller.get("/me")
    with CaptureQueriesContext(connection) as queries:
        page = caller.get(path, {"limit": 100}).json()
    assert len(page["data"]) == rows, path
    return len(queries)
