"""Taking the schedule and the rosters away in the browser."""

from datetime import timedelta

from time_machine import Traveller

from tests.builders import draft, make_event
from tests.web.pages import ClientOf, text_of
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Record

PAGE = "/organize/carolina/export/"
DAYS = {"first_day": "2027-02-01", "last_day": "2027-02-28", "form": "csv"}


def test_jordan_takes_the_schedule_of_some_days(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    make_event(carolina, draft(carolina))
    client = client_of(jordan)
    html = client.get(PAGE).content.decode()
    assert 'value="2027-02-01"' in html
    assert 'value="2027-07-31"' in html
    answer = client.get(f"{PAGE}schedule/", DAYS)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="carolina-schedule-2027-02-01-2027-02-28.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert b"Table host" in answer.content


def test_a_wrong_day_is_said_at_its_field_and_nothing_is_lost(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    answer = client_of(jordan).get(f"{PAGE}schedule/", {**DAYS, "last_day": "2027-01-02"})
    assert answer.status_code == 422
    assert "The last day must not be before the first." in text_of(answer)
    assert 'value="2027-01-02"' in answer.content.decode()
    answer = client_of(jordan).post(f"{PAGE}rosters/", {**DAYS, "first_day": "soon"})
    assert (answer.status_code, "Write it like 2027-04-30." in text_of(answer)) == (422, True)


def test_rosters_ask_first_who_it_is_and_are_written_down(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, clock: Traveller
) -> None:
    claim_shift(make_event(carolina, draft(carolina)).shifts.get(), person=maya)
    client = client_of(jordan)
    clock.shift(timedelta(minutes=16))
    assert "You are asked first to show that it is you." in text_of(client.get(PAGE))
    answer = client.post(f"{PAGE}rosters/", DAYS)
    assert answer["Location"] == (
        "/me/proof/?next=%2Forganize%2Fcarolina%2Fexport%2F%3Ffirst_day%3D2027-02-01%26last_day%3D2027-02-28"
    )
    assert not Record.objects.filter(what="rosters.exported").exists()
    client = client_of(jordan)
    answer = client.post(f"{PAGE}rosters/", DAYS)
    assert answer["Content-Disposition"] == 'attachment; filename="carolina-rosters-2027-02-01-2027-02-28.csv"'
    assert b"Maya,Confirmed" in answer.content
    assert b"@" not in answer.content
    assert Record.objects.get(what="rosters.exported").actor == jordan
