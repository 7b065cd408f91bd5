"""Copying an event, a week and a term: what it comes to first, then drafts of it, once."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.actions.test_series import make_series
from tests.builders import at, draft, make_event
from tests.web.pages import ClientOf, text_of
from tests.web.test_repeating import seen_in
from turnout.actions.breaks import add_break
from turnout.models import Chapter, Event, Person, Series, Shift

TERM = "/organize/carolina/copy/term/"
WEEK = "/organize/carolina/copy/week/?week=2027-W05"
SPRING = {"first_day": "2027-03-09", "last_day": "2027-04-30", "to": "2027-08-23", "leaves_out_breaks": "on"}


@pytest.fixture
def client(jordan: Person, client_of: ClientOf) -> Client:
    """Jordan's."""
    return client_of(jordan)


@pytest.fixture
def table(carolina: Chapter) -> Event:
    return make_event(carolina, draft(carolina))


def tap_in(html: str) -> str:
    found = re.search(r'name="tap" value="([\w-]+)"', html)
    assert found
    return found[1]


def test_jordan_copies_an_event_and_comes_to_its_draft(carolina: Chapter, client: Client, table: Event) -> None:
    assert f'href="/organize/events/{table.public_id}/copy/"' in client.get(
        f"/organize/events/{table.public_id}/"
    ).content.decode()  # fmt: skip
    path = f"/organize/events/{table.public_id}/copy/"
    page = client.get(path)
    assert "It is on Thursday, February 4, 2027." in text_of(page)
    shown = client.post(path, {"first_day": "2027-04-05"})
    said = text_of(shown)
    assert "Thursday, February 4, 2027 becomes Monday, April 5, 2027." in said
    assert "1 event with 1 shift." in said
    assert "Nothing is copied yet." in said
    assert Event.objects.count() == 1
    answer = client.post(path, {"first_day": "2027-04-05", "seen": seen_in(shown.content.decode())})
    copy = Event.objects.get(state="draft")
    assert (answer.status_code, answer["Location"]) == (302, f"/organize/events/{copy.public_id}/")
    assert copy.starts_at == at(carolina, "2027-04-05 10:00")
    assert "Copied: 1 draft. Nobody else sees it until you publish it." in text_of(client.get(answer["Location"]))


def test_a_cancelled_event_is_copied_too(carolina: Chapter, client: Client, table: Event) -> None:
    client.post(f"/organize/events/{table.public_id}/cancel/")
    path = f"/organize/events/{table.public_id}/copy/"
    data = {"first_day": "2027-04-05"}
    client.post(path, data | {"seen": seen_in(client.post(path, data).content.decode())})
    assert Event.objects.get(state="draft").shifts.count() == 1


def test_this_week_goes_to_three_weeks_in_a_row(carolina: Chapter, client: Client, table: Event) -> None:
    week = client.get("/organize/carolina/week/?week=2027-W05").content.decode()
    assert f'href="{WEEK}"' in week
    page = client.get(WEEK)
    assert "From Monday, February 1, 2027 to Sunday, February 7, 2027." in text_of(page)
    # The next week is proposed.
    assert 'value="2027-02-08"' in page.content.decode()
    data = {"to": "2027-03-12", "weeks": "3", "leaves_out_breaks": "on"}
    shown = client.post(WEEK, data)
    assert (
        "Monday, February 1, 2027 becomes Monday, March 8, 2027, and so on each week up to Monday, March 22, 2027."
        in text_of(shown)
    )
    answer = client.post(WEEK, data | {"seen": seen_in(shown.content.decode())})
    assert (answer.status_code, answer["Location"]) == (302, "/organize/carolina/week/?week=2027-W10")
    assert [event.starts_at for event in Event.objects.filter(state="draft").order_by("starts_at")] == [
        at(carolina, f"2027-03-{day} 10:00") for day in (11, 18, 25)
    ]


def test_a_term_is_proposed_seen_and_copied_with_its_series(carolina: Chapter, client: Client) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270430", date(2027, 3, 16))
    assert f'href="{TERM}"' in client.get("/organize/carolina/").content.decode()
    page = client.get(TERM).content.decode()
    assert 'value="2027-03-09"' in page
    assert 'value="2027-04-29"' in page
    add_break(carolina, name="Labor Day", starts_on=date(2027, 9, 6), ends_on=date(2027, 9, 7), by=None)
    make_event(carolina, title="Lecture", starts="2027-09-09 11:00", site="The Pit")
    Event.objects.exclude(title="Lecture").update(site=Event.objects.get(title="Lecture").site)
    shown = client.post(TERM, SPRING)
    said = text_of(shown)
    assert "Tuesday, March 9, 2027 becomes Tuesday, August 24, 2027, 24 weeks later." in said
    assert "14 events with 28 shifts." in said
    assert "Left out for a break: Labor Day Tuesday, September 7, 2027, 10:00 AM · Table" in said
    assert "Something else is at this site then Thursday, September 9, 2027, 10:00 AM · Lecture" in said
    assert "No event on these days, as there was none to copy Tuesday, August 31, 2027 · Table" in said
    answer = client.post(TERM, SPRING | {"seen": seen_in(shown.content.decode())})
    assert (answer.status_code, answer["Location"]) == (302, "/organize/carolina/")
    assert Event.objects.filter(state="draft").count() == 14
    assert Series.objects.latest("pk").except_dates == ["2027-08-31", "2027-09-07"]
    assert Shift.objects.count() == 15 * 2 + 14 * 2


def test_a_second_tap_on_copy_makes_no_second_copies_and_says_the_same(
    carolina: Chapter, client: Client, table: Event
) -> None:
    data = {"to": "2027-03-08", "weeks": "2", "leaves_out_breaks": "on"}
    page = client.post(WEEK, data).content.decode()
    data |= {"seen": seen_in(page), "tap": tap_in(page)}
    answers = [client.post(WEEK, data) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Event.objects.count() == 3


def test_what_is_there_already_is_named_and_nothing_is_left_to_copy(
    carolina: Chapter, client: Client, table: Event
) -> None:
    make_event(carolina, starts="2027-03-11 10:00", publish=False)
    shown = client.post(WEEK, {"to": "2027-03-08", "weeks": "1"})
    said = text_of(shown)
    assert shown.status_code == 200
    assert "Nothing is left to copy." in said
    assert "There already, so not made again Thursday, March 11, 2027, 10:00 AM · Outreach table in the Pit" in said
    assert "See what it comes to" in said


def test_what_changed_since_it_was_seen_is_shown_again(carolina: Chapter, client: Client, table: Event) -> None:
    data = {"to": "2027-03-08", "weeks": "2"}
    seen = seen_in(client.post(WEEK, data).content.decode())
    make_event(carolina, starts="2027-03-11 10:00")
    answer = client.post(WEEK, data | {"seen": seen})
    assert answer.status_code == 200
    assert "What it comes to changed meanwhile. Look once more, then copy it." in text_of(answer)
    assert Event.objects.count() == 2
    answer = client.post(WEEK, data | {"seen": seen_in(answer.content.decode())})
    assert (answer.status_code, Event.objects.count()) == (302, 3)


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        (WEEK, {"to": "", "weeks": "1"}, "Say which day."),
        (WEEK, {"to": "2027-02-03", "weeks": "1"},
         "That is the week itself, or it is among them. Choose other weeks."),
        (WEEK, {"to": "2027-03-03", "weeks": "31"}, "Type 30 or less."),
        (TERM, {**SPRING, "to": "2026-01-01"}, "That is over. Choose a day from today on."),
        (TERM, {**SPRING, "first_day": "2027-06-01"}, "The last day must not be before the first."),
        (TERM, {**SPRING, "first_day": "soon"}, "Write it like 2027-04-30."),
        (TERM, SPRING, "There is nothing to copy on these days."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, table: Event, path: str, data: dict[str, str], sentence: str
) -> None:
    answer = client.post(path, data)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert re.search(rf'_error">{re.escape(sentence)}', html)
    for name, value in data.items():
        assert name == "leaves_out_breaks" or f'name="{name}" value="{value}"' in html or not value
    assert Event.objects.count() == 1


def test_a_week_that_is_no_week_is_this_one(client: Client, table: Event) -> None:
    assert "From Monday, February 1, 2027" in text_of(client.get("/organize/carolina/copy/week/?week=never"))


@pytest.mark.parametrize("leaves_out_breaks", ["on", ""])
def test_a_copy_costs_no_more_for_more(carolina: Chapter, client: Client, leaves_out_breaks: str) -> None:
    make_series(carolina, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20280320")
    for last in ("2027-03-10", "2028-02-20"):
        data = {**SPRING, "last_day": last, "leaves_out_breaks": leaves_out_breaks}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(TERM, data)
        assert answer.status_code == 200
        assert len(queries) <= 11
