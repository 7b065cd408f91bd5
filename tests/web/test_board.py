"""The organizer's week."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import at, draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.breaks import add_break
from turnout.actions.events import edit_event, publish_event
from turnout.actions.places import release_kept_places
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.series import create_series
from turnout.actions.shifts import add_shifts, edit_shift
from turnout.actions.signups import claim_shift, drop_signup, undo_drop
from turnout.models import Chapter, Notice, Person, Shift, Signup
from turnout.rules.series import Repeat

PAGE = "/organize/carolina/week/?week=2027-W05"


def look(client: Client, page: str = PAGE, tag: str = "") -> Any:
    return client.get(page, headers={"HX-Request": "true", **({"If-None-Match": tag} if tag else {})})


def move(client: Client, shift: Shift, **fields: str) -> Any:
    return client.post(f"/organize/shifts/{shift.public_id}/move/", fields)


def seen_in(answer: Any) -> str:
    found = re.search(r'name="seen"\s+value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def fields_in(answer: Any) -> dict[str, str]:
    """Return what the form of a page would send, as it stands."""
    inputs = re.findall(r"<input[^>]*>", answer.content.decode())
    found = {name[1]: tag for tag in inputs if (name := re.search(r'name="(\w+)"', tag))}
    wanted = ("starts_at", "ends_at", "starts_moment", "ends_moment", "version")
    values = {name: re.search(r'value="([^"]*)"', found[name]) for name in wanted if name in found}
    return {name: value[1] for name, value in values.items() if value}


def test_jordan_sees_what_each_shift_has_and_lacks(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=4, min_needed=3)
    claim_shift(shift, person=maya)
    make_shift(carolina, "2027-02-05 10:00", role="Usher", event={"publish": False})
    make_shift(carolina, "2027-02-10 10:00", role="Next week")
    page = text_of(client_of(jordan).get(PAGE))
    assert "Mon, Feb 1 to Sun, Feb 7" in page
    assert "Table host 1/4 10:00 AM to 11:00 AM 2 more needed 1 of 4 places 3 needed Outreach table in the Pit" in page
    assert "Usher 0/2 10:00 AM to 11:00 AM 0 of 2 places Outreach table in the Pit Draft" in page
    assert "Next week" not in page


def test_a_week_is_found_by_its_number_or_a_day_and_wrong_ones_are_said(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    for week in ("2027-W06", "2027-02-10", "2027-02-14"):
        assert "Mon, Feb 8 to Sun, Feb 14" in text_of(client.get(f"/organize/carolina/week/?week={week}"))
    for week in ("2027-W60", "soon", "0001-W01", "9999-12-31", "²027-W06"):
        page = text_of(client.get("/organize/carolina/week/", {"week": week}))
        assert "That is no week. Write it like 2027-W06." in page
        assert "Mon, Feb 1 to Sun, Feb 7" in page


def test_at_night_the_present_week_is_that_of_the_chapter(
    carolina: Chapter, jordan: Person, client_of: ClientOf, clock: Any
) -> None:
    clock.move_to(at(carolina, "2027-02-07 22:00"))  # Monday already in UTC
    page = client_of(jordan).get("/organize/carolina/week/", follow=True)
    assert "Mon, Feb 1 to Sun, Feb 7" in text_of(page)


def test_filters_show_only_some(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    make_shift(carolina, role="Thin", min_needed=1, event={"kind": "prayer", "site": "Chapel"})
    make_shift(carolina, role="Plain")
    make_shift(carolina, role="Hidden", event={"publish": False})
    client = client_of(jordan)

    def roles(**query: str) -> list[str]:
        page = client.get(PAGE, {"week": "2027-W05", **query}).content.decode()
        return sorted(re.findall(r"<b>(Thin|Plain|Hidden)</b>", page))

    assert roles() == ["Hidden", "Plain", "Thin"]
    assert roles(kind="prayer") == ["Thin"]
    assert roles(site=str(carolina.sites.get(name="Chapel").public_id)) == ["Thin"]
    assert roles(thin="on") == ["Thin"]
    assert roles(drafts="no") == ["Plain", "Thin"]
    assert roles(drafts="only") == ["Hidden"]
    assert roles(kind="nothing", site="", drafts="maybe") == ["Hidden", "Plain", "Thin"]


# --- what moves the board's tag


def claim(shift: Shift, maya: Person, jordan: Person) -> None:
    claim_shift(shift, person=maya)


def wait(shift: Shift, maya: Person, jordan: Person) -> None:
    edit_shift(shift, by=jordan, capacity=0)
    claim_shift(shift, person=maya, if_full="waitlist")


def cancel_whole(shift: Shift, maya: Person, jordan: Person) -> None:
    cancel_event(shift.event, by=jordan)


CHANGES: dict[str, Callable[[Shift, Person, Person], object]] = {
    "a claim": claim,
    "a wait": wait,
    "a new time": lambda s, _m, j: edit_shift(s, by=j, starts_at=s.starts_at + timedelta(minutes=15)),
    "another role": lambda s, _m, j: edit_shift(s, by=j, role="Reader"),
    "another least number": lambda s, _m, j: edit_shift(s, by=j, min_needed=1),
    "a cancelled shift": lambda s, _m, j: cancel_shift(s, by=j),
    "a cancelled event": cancel_whole,
    "another title": lambda s, _m, j: edit_event(s.event, by=j, title="Table"),
    "a new shift": lambda s, _m, j: add_shifts(s.event, [draft(s.chapter)], by=j),
    "a new draft": lambda s, _m, _j: make_event(s.chapter, draft(s.chapter), publish=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_board_shows_moves_its_tag(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf, change: str
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    tag = look(client)["ETag"]
    assert look(client, tag=tag).status_code == 304
    CHANGES[change](shift, maya, jordan)
    answer = look(client, tag=tag)
    assert answer.status_code == 200
    assert answer["ETag"] != tag
    assert look(client, tag=answer["ETag"]).status_code == 304


def test_a_drop_an_undo_and_its_end_move_the_tag(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, client_of: ClientOf, clock: Any
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    first, second = claim_shift(shift, person=maya), claim_shift(shift, person=ruth)
    tags = [look(client)["ETag"]]
    drop_signup(first, by=maya, undo_for=timedelta(seconds=12))
    tags.append(look(client)["ETag"])
    undo_drop(Signup.objects.get(pk=first.pk), by=maya)
    tags.append(look(client)["ETag"])
    drop_signup(Signup.objects.get(pk=second.pk), by=ruth, undo_for=timedelta(seconds=12))
    tags.append(look(client)["ETag"])
    clock.shift(timedelta(seconds=13))
    release_kept_places()
    tags.append(look(client)["ETag"])
    assert len(set(tags)) == 5


def test_a_draft_that_is_changed_and_published_moves_the_tag(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    client = client_of(jordan)
    tags = [look(client)["ETag"]]
    edit_event(event, by=jordan, title="Table")
    tags.append(look(client)["ETag"])
    publish_event(event, by=jordan)
    tags.append(look(client)["ETag"])
    assert len(set(tags)) == 3


def test_time_itself_moves_the_tag(carolina: Chapter, jordan: Person, client_of: ClientOf, clock: Any) -> None:
    make_shift(carolina, "2027-02-01 10:30", min_needed=1)
    client = client_of(jordan)
    tags = [look(client)["ETag"]]
    clock.shift(timedelta(hours=2))
    tags.append(look(client)["ETag"])
    clock.shift(timedelta(hours=13))
    tags.append(look(client)["ETag"])
    assert len(set(tags)) == 3


def test_other_weeks_filters_and_languages_have_tags_of_their_own(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    tags = {look(client, page)["ETag"] for page in (PAGE, f"{PAGE}&thin=on", "/organize/carolina/week/?week=2027-W06")}
    spanish = client.get(PAGE, headers={"HX-Request": "true", "Accept-Language": "es"})
    assert len(tags | {spanish["ETag"]}) == 4
    assert spanish["Cache-Control"] == "private, no-cache"
    assert "Cookie" in spanish["Vary"]


def test_to_look_again_costs_three_queries(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    claim_shift(make_shift(carolina), person=maya)
    client = client_of(jordan)
    tag = look(client)["ETag"]
    with CaptureQueriesContext(connection) as asked:
        assert look(client, tag=tag).status_code == 304
    assert len(asked) == 3


# --- moving


def test_what_a_move_changes_is_said_before_it_is_done(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    Notice.objects.all().delete()
    client = client_of(jordan)
    times = {"starts_at": "2027-02-04T11:00", "ends_at": "2027-02-04T12:00", "version": "1"}
    answer = move(client, shift, **times)
    assert (
        "Table host moves from Thursday, February 4, 10:00 AM to Thursday, February 4, 11:00 AM. 1 person is on it."
        in text_of(answer)
    )
    assert "They are asked whether they can still come." in text_of(answer)
    little = move(client, shift, starts_at="2027-02-04T10:45", ends_at="2027-02-04T11:45", version="1")
    assert "They are asked" not in text_of(little)
    assert Shift.objects.get(pk=shift.pk).starts_at == shift.starts_at
    saved = move(client, shift, **times, seen=seen_in(answer))
    assert saved["Location"] == f"/organize/carolina/week/?week=2027-W05&shift={shift.public_id}"
    assert Shift.objects.get(pk=shift.pk).starts_at == at(carolina, "2027-02-04 11:00")
    assert "Saved: Thursday, February 4, 11:00 AM to 12:00 PM EST." in text_of(client.get(saved["Location"]))


def test_another_time_than_the_one_that_was_seen_is_asked_about_again(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    first = move(client, shift, starts_at="2027-02-04T11:00", ends_at="2027-02-04T12:00", version="1")
    answer = move(
        client, shift, starts_at="2027-02-04T13:00", ends_at="2027-02-04T14:00", version="1", seen=seen_in(first)
    )
    assert "to Thursday, February 4, 1:00 PM. Nobody is on it yet." in text_of(answer)
    assert Shift.objects.get(pk=shift.pk).version == 1


@pytest.mark.parametrize(
    ("nudge", "sentence"),
    [
        ("earlier", "moves from Thursday, February 4, 10:00 AM to Thursday, February 4, 9:45 AM."),
        ("later", "moves from Thursday, February 4, 10:00 AM to Thursday, February 4, 10:15 AM."),
        ("day-before", "moves from Thursday, February 4, 10:00 AM to Wednesday, February 3, 10:00 AM."),
        ("day-after", "moves from Thursday, February 4, 10:00 AM to Friday, February 5, 10:00 AM."),
        ("shorter", "ends on Thursday, February 4, 10:45 AM instead of Thursday, February 4, 11:00 AM."),
        ("longer", "ends on Thursday, February 4, 11:15 AM instead of Thursday, February 4, 11:00 AM."),
    ],
)
def test_buttons_move_and_stretch_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf, nudge: str, sentence: str
) -> None:
    shift = make_shift(carolina)
    answer = move(
        client_of(jordan), shift, starts_at="2027-02-04T10:00", ends_at="2027-02-04T11:00", version="1", nudge=nudge
    )
    assert f"Table host {sentence}" in text_of(answer)


def test_what_is_dragged_goes_by_the_clock_of_the_event_not_of_the_chapter(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, event={"timezone": "America/Los_Angeles"})
    client = client_of(jordan)
    board = look(client).content.decode()
    assert 'data-starts="2027-02-04T07:00"' in board
    assert 'data-ends="2027-02-04T08:00"' in board
    # An hour later, as the board sends it.
    answer = move(client, shift, starts_at="2027-02-04T08:00", ends_at="2027-02-04T09:00", version="1")
    assert seen_in(answer).startswith("2027-02-04T16:00:00+00:00 2027-02-04T17:00:00+00:00")


def test_a_nudge_knows_which_of_two_same_hours_it_is_in(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    """1:45 AM summer time and a quarter of an hour is 1 AM, the second one."""
    shift = make_shift(carolina)
    shift = edit_shift(
        shift, by=None, starts_at=datetime(2027, 11, 7, 5, 45, tzinfo=UTC), ends_at=datetime(2027, 11, 7, 8, tzinfo=UTC)
    )
    client = client_of(jordan)
    page = client.get(f"/organize/shifts/{shift.public_id}/move/")
    for moment in ("06:00", "06:15"):
        page = move(client, shift, **fields_in(page), nudge="later")
        assert seen_in(page).startswith(f"2027-11-07T{moment}:00+00:00 ")
    saved = move(client, shift, **fields_in(page), seen=seen_in(page))
    assert saved.status_code == 302
    assert Shift.objects.get(pk=shift.pk).starts_at == datetime(2027, 11, 7, 6, 15, tzinfo=UTC)


def test_who_saves_second_sees_what_the_first_did_and_loses_nothing(
    carolina: Chapter, jordan: Person, ruth: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    times = {"starts_at": "2027-02-04T11:00", "ends_at": "2027-02-04T12:00", "version": "1"}
    seen = seen_in(move(client, shift, **times))
    edit_shift(shift, by=ruth, starts_at=at(carolina, "2027-02-04 10:30"))
    answer = move(client, shift, **times, seen=seen)
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile. It is on Thursday, February 4, 10:30 AM to 11:00 AM EST now." in text_of(
        answer
    )
    page = answer.content.decode()
    assert 'value="2027-02-04T11:00"' in page
    assert 'name="version" value="2"' in page


def test_a_skipped_hour_and_an_end_before_the_start_are_said_at_the_field(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    skipped = move(client, shift, starts_at="2027-03-14T02:30", ends_at="2027-03-14T04:00")
    assert skipped.status_code == 422
    assert "The clocks skip this time that day. Choose one an hour later." in text_of(skipped)
    backwards = move(client, shift, starts_at="2027-02-04T10:00", ends_at="2027-02-04T09:00")
    assert backwards.status_code == 422
    assert "Ends The end must be after the start." in text_of(backwards)


def test_one_of_a_series_moves_alone_or_with_those_after_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    create_series(
        carolina, Repeat("FREQ=WEEKLY;COUNT=3"), by=None, kind="prayer", title="Vigil",
        starts_at=at(carolina, "2027-02-04 10:00"), ends_at=at(carolina, "2027-02-04 12:00"), shifts=[draft(carolina)],
    )  # fmt: skip
    first, second, third = Shift.objects.order_by("starts_at")
    client = client_of(jordan)
    times = {"starts_at": "2027-02-11T11:00", "ends_at": "2027-02-11T12:00", "version": "1"}
    answer = move(client, second, **times, scope="following")
    assert "1 more event of the series changes alike." in text_of(answer)
    move(client, second, **times, scope="following", seen=seen_in(answer))
    assert [shift.starts_at for shift in Shift.objects.order_by("starts_at")] == [
        first.starts_at, at(carolina, "2027-02-11 11:00"), at(carolina, "2027-02-18 11:00"),
    ]  # fmt: skip
    assert third.starts_at == at(carolina, "2027-02-18 10:00")


def test_what_a_move_meets_is_said(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    make_event(carolina, title="Vigil", starts="2027-02-05 10:00")
    day = at(carolina, "2027-02-05 10:00").date()
    add_break(carolina, name="Exams", starts_on=day, ends_on=day, by=None)
    answer = text_of(move(client_of(jordan), shift, starts_at="2027-02-05T10:00", ends_at="2027-02-05T11:00"))
    assert "That day lies in a break: Exams." in answer
    assert "Something else is at this site then: Vigil." in answer
    assert "The event's own times stay: Thursday, February 4, 10:00 AM to 1:00 PM EST." in answer


def test_the_board_asks_for_the_panel_alone(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    client = client_of(jordan)
    path = f"/organize/shifts/{shift.public_id}/move/"
    assert b"<html" not in client.get(path, headers={"HX-Request": "true"}).content
    assert b"<html" in client.get(path).content
    times = {"starts_at": "2027-02-04T11:00", "ends_at": "2027-02-04T12:00", "version": "1"}
    seen = seen_in(client.post(path, times, headers={"HX-Request": "true"}))
    saved = client.post(path, {**times, "seen": seen}, headers={"HX-Request": "true"})
    assert saved["HX-Trigger"] == '{"turnout:look": {}}'


def test_a_shift_of_another_chapter_is_not_there(
    carolina: Chapter, nashville: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    other = make_shift(nashville)
    assert move(client_of(jordan), other).status_code == 404


def test_a_cancelled_shift_and_one_that_is_over_are_not_moved(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina)
    cancel_shift(shift, by=jordan)
    page = client_of(jordan).get(f"/organize/shifts/{shift.public_id}/move/").content.decode()
    assert 'name="nudge"' not in page
