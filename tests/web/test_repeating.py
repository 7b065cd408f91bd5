"""A term in one screen: an event that repeats, a chain of slots, and what they come to before they are saved."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from tests.builders import at, make_event
from tests.web.pages import ClientOf, text_of
from tests.web.test_organize import ROW, edit_fields, fields
from turnout.actions.breaks import add_break
from turnout.models import Chapter, Event, Person, Series, Shift

NEW = "/organize/carolina/new/"
TERM = {"repeats": "1", "weekdays": ["1", "3"], "until": "2027-04-30", "except_dates": "2027-03-16, 2027-03-18"}
CHAIN = {"title": "Prayer chain", "kind": "prayer", "starts_at": "2027-03-13T18:00", "ends_at": "2027-03-14T18:00"}
WATCH = {**ROW, "role": "Prayer", "starts_at": "2027-03-13T18:00", "ends_at": "2027-03-14T18:00", "capacity": "2",
         "min_needed": "1", "slot_minutes": "30"}  # fmt: skip


@pytest.fixture
def client(jordan: Person, client_of: ClientOf) -> Client:
    """Jordan's."""
    return client_of(jordan)


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    return found[1]


def save_after_looking(client: Client, data: Mapping[str, object]) -> None:
    """Save a plan, look at what it comes to, and save it."""
    shown = client.post(NEW, data)
    assert (shown.status_code, Event.objects.count()) == (200, 0)
    assert client.post(NEW, {**data, "seen": seen_in(shown.content.decode())}).status_code == 302


def test_jordan_puts_a_term_of_tables_online_in_one_screen(carolina: Chapter, client: Client) -> None:
    save_after_looking(client, {**fields(ROW), **TERM, "publish": "1"})
    # It starts on a Thursday. From then on there are 25 Tuesdays and Thursdays, without the two left out 23.
    assert Event.objects.filter(state="published").count() == Shift.objects.count() == 23
    assert {f"{event.starts_at.astimezone(carolina.zone):%a %H:%M}" for event in Event.objects.all()} == {
        "Tue 10:00", "Thu 10:00",
    }  # fmt: skip
    assert Series.objects.get().rule == "FREQ=WEEKLY;UNTIL=20270501T035959Z;INTERVAL=1;BYDAY=TU,TH"


def test_a_plan_is_seen_before_it_is_saved_and_says_what_it_comes_to(carolina: Chapter, client: Client) -> None:
    page = text_of(client.post(NEW, {**fields(ROW), **TERM}))
    assert "23 events with 23 shifts." in page
    assert (
        "The first begins on Thursday, February 4, 2027, 10:00 AM, the last on Thursday, April 29, 2027, 10:00 AM."
        in page
    )
    assert "Nothing is saved yet. Save it below, or change something above." in page
    assert "Mend what is marked" not in page
    assert not Series.objects.exists()


def test_a_plan_that_was_changed_after_it_was_seen_is_shown_again(carolina: Chapter, client: Client) -> None:
    data = {**fields(ROW), **TERM}
    seen = seen_in(client.post(NEW, data).content.decode())
    page = client.post(NEW, {**data, "until": "2027-03-30", "seen": seen})
    assert (page.status_code, Event.objects.count()) == (200, 0)
    assert seen_in(page.content.decode()) != seen


def test_one_event_that_meets_nothing_is_saved_at_once(carolina: Chapter, client: Client) -> None:
    assert client.post(NEW, fields(ROW)).status_code == 302


def test_a_prayer_chain_through_the_night_on_which_the_clocks_go_forward(carolina: Chapter, client: Client) -> None:
    save_after_looking(client, {**fields(WATCH), **CHAIN})
    shifts = list(Shift.objects.order_by("starts_at"))
    assert [len(shifts), Event.objects.count()] == [46, 1]
    assert shifts[0].starts_at == at(carolina, "2027-03-13 18:00")
    assert shifts[-1].ends_at == at(carolina, "2027-03-14 18:00")
    assert {(shift.capacity, shift.min_needed) for shift in shifts} == {(2, 1)}


def test_what_lies_in_a_break_or_meets_another_event_is_named(carolina: Chapter, client: Client) -> None:
    march = {"starts_on": at(carolina, "2027-03-15 00:00").date(), "ends_on": at(carolina, "2027-03-19 00:00").date()}
    add_break(carolina, name="Spring break", by=None, **march)
    other = make_event(carolina, title="Lecture", starts="2027-02-09 12:00")
    data = {**fields(ROW), **TERM, "except_dates": "", "new_site": "", "new_area": "", "new_address": ""}
    data["site"] = str(other.site_id)
    page = text_of(client.post(NEW, data))
    assert "In a break Tuesday, March 16, 2027, 10:00 AM · Spring break Thursday, March 18, 2027, 10:00 AM" in page
    assert "Something else is at this site then Tuesday, February 9, 2027, 10:00 AM · Lecture" in page


def test_many_clashes_are_counted(carolina: Chapter, client: Client) -> None:
    for day in range(1, 11):
        other = make_event(carolina, title=f"Lecture {day}", starts=f"2027-03-{day:02} 10:00")
    data = fields(ROW, new_site="", new_area="", new_address="", site=str(other.site_id))
    page = text_of(client.post(NEW, {**data, "repeats": "1", "weekdays": list("0123456"), "until": "2027-04-30"}))
    assert "Lecture 8 and 2 more" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"repeats": "1"}, "Say until when it repeats."),
        ({"repeats": "1", "until": "soon"}, "Write it like 2027-04-30."),
        ({"repeats": "1", "until": "2026-04-30"}, "No day is left. Look at the days, the end and the dates left out."),
        ({"repeats": "1", "until": "2037-04-30"},
         "A series reaches over three years at most. Choose an earlier end."),
        ({"repeats": "1", "until": "2027-04-30", "except_dates": "2027-03-16 and so on"},
         "Write each date like 2027-03-16, with a comma between."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_how_often_is_said_there_and_nothing_typed_is_lost(
    carolina: Chapter, client: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = client.post(NEW, {**fields(ROW), "weekdays": ["1"], **changes})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    html = answer.content.decode()
    assert 'value="Table in the Pit"' in html
    assert re.search(r'name="weekdays" value="1"[^>]* checked', html)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ("4", "Type 5 or more."),
        ("25", "Slots of that length do not fill the time. 15 minutes are left over."),
        ("1440", "That time is shorter than one slot."),
        ("often", "Type a whole number."),
    ],
)
def test_slots_that_do_not_come_out_are_said_at_their_row(
    carolina: Chapter, client: Client, minutes: str, sentence: str
) -> None:
    answer = client.post(NEW, fields(ROW, {**ROW, "ends_at": "2027-02-04T13:10", "slot_minutes": minutes}))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.index('id="id_shifts-1-slot_minutes_error"') < html.index(sentence)
    assert not Event.objects.exists()


def test_every_month_is_the_same_day_of_the_same_week(carolina: Chapter, client: Client) -> None:
    save_after_looking(client, {**fields(ROW), "repeats": "month", "until": "2027-04-30"})
    days = [f"{event.starts_at:%m-%d}" for event in Event.objects.order_by("starts_at")]
    assert days == ["02-04", "03-04", "04-01"]


def test_jordan_renames_this_table_and_those_after_it(carolina: Chapter, client: Client) -> None:
    save_after_looking(client, {**fields(ROW), **TERM})
    events = list(Event.objects.order_by("starts_at"))
    path = f"/organize/events/{events[2].public_id}/"
    assert "This event is one of a series" in text_of(client.get(path))
    day = f"{events[2].original_date}"
    data = edit_fields(events[2], title="Vigil", scope="following")
    data = {name: value.replace("2027-02-04T", f"{day}T") for name, value in data.items()}
    assert client.post(path, data).status_code == 302
    assert [event.title for event in Event.objects.order_by("starts_at")] == ["Table in the Pit"] * 2 + ["Vigil"] * 21


def test_one_event_alone_asks_for_no_series(carolina: Chapter, client: Client) -> None:
    client.post(NEW, fields(ROW))
    assert "one of a series" not in text_of(client.get(f"/organize/events/{Event.objects.get().public_id}/"))
