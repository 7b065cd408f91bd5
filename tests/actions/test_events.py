"""Making, changing, publishing and cancelling events."""

from dataclasses import asdict

import pytest

from tests.builders import draft, make_event, make_shift
from tests.web.pages import ClientOf
from turnout.actions.events import edit_event, publish_event
from turnout.actions.plans import NewSite, PlannedShift, save_plan
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.shifts import add_shifts, edit_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Notice, Person, Record, Shift, Signup, Site
from turnout.rules.refusals import Reason, Refused


def test_a_new_title_moves_the_versions_of_event_and_shifts_but_not_the_sequence(
    carolina: Chapter, jordan: Person
) -> None:
    shift = make_shift(carolina)
    event = edit_event(shift.event, by=jordan, title="Table at the Old Well")
    shift.refresh_from_db()
    assert (event.version, shift.version, shift.sequence) == (3, 2, 0)
    assert Record.objects.get(what="event.changed").fields == ["title"]


def test_a_new_place_raises_the_sequence(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_event(shift.event, by=jordan, site=None, is_online=True, online_url="https://meet.example.org/x")
    shift.refresh_from_db()
    assert shift.sequence == 1


def test_an_edit_that_changes_nothing_writes_nothing(carolina: Chapter, jordan: Person) -> None:
    shift = make_shift(carolina)
    before = Record.objects.count()
    edit_event(shift.event, by=jordan, title=shift.event.title)
    edit_shift(shift, by=jordan, capacity=shift.capacity)
    assert Record.objects.count() == before


def test_a_claim_moves_no_version(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    assert Shift.objects.values_list("version", "sequence", "taken").get() == (1, 0, 1)


def test_the_second_of_two_who_save_is_refused(carolina: Chapter, jordan: Person, ruth: Person) -> None:
    event = make_event(carolina, draft(carolina))
    edit_event(event, by=ruth, if_version=event.version, title="Ruth's")
    with pytest.raises(Refused) as refused:
        edit_event(event, by=jordan, if_version=event.version, title="Jordan's")
    assert refused.value.reason == Reason.CHANGED_MEANWHILE


def test_cancelling_keeps_all_rows_and_tells_each_person_once(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person
) -> None:
    event = make_event(carolina, draft(carolina, capacity=1), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("starts_at")
    for shift in (first, second):
        claim_shift(shift, person=maya)
    claim_shift(first, person=ruth, if_full="waitlist")
    cancel_event(event, by=jordan)
    assert sorted(Signup.objects.values_list("state", flat=True)) == ["confirmed", "confirmed", "waitlisted"]
    told = Notice.objects.filter(kind="event-cancelled").order_by("recipient").values_list("recipient", flat=True)
    assert list(told) == sorted([maya.pk, ruth.pk])
    assert list(Shift.objects.values_list("sequence", flat=True)) == [1, 1]


def test_nothing_is_claimed_added_or_changed_in_a_cancelled_event(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina)
    event = cancel_event(shift.event, by=jordan)
    reasons = []
    for act in (
        lambda: claim_shift(shift, person=maya),
        lambda: add_shifts(event, [draft(carolina)], by=jordan),
        lambda: edit_event(event, by=jordan, title="Again"),
        lambda: edit_shift(shift, by=jordan, capacity=9),
        lambda: cancel_shift(shift, by=jordan),
        lambda: publish_event(event, by=jordan),
    ):
        with pytest.raises(Refused) as refused:
            act()
        reasons.append(refused.value.reason)
    assert reasons == [Reason.SIGNUP_CLOSED] + [Reason.WRONG_STATE] * 5


def test_a_draft_cannot_be_claimed_by_its_own_organizer(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, draft(carolina), publish=False)
    with pytest.raises(Refused) as refused:
        claim_shift(event.shifts.get(), person=jordan)
    assert str(refused.value) == "This event is not published yet."


def test_shifts_are_added_all_or_none(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina)
    good, bad = draft(carolina), draft(carolina, capacity=1, min_needed=2)
    with pytest.raises(Refused) as refused:
        add_shifts(event, [good, bad], by=jordan)
    assert (refused.value.field, refused.value.facts["index"]) == ("min_needed", 1)
    assert str(refused.value) == "2 are needed, but there are only 1 places."
    assert not Shift.objects.exists()


def test_a_plan_is_saved_whole_or_not_at_all(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    new = PlannedShift(asdict(draft(carolina, role="New")))
    rows = [new, PlannedShift({"capacity": 0}, shift.public_id, shift.version)]
    with pytest.raises(Refused) as refused:
        save_plan(shift.event, by=jordan, shifts=rows, title="Renamed")
    assert (refused.value.reason, refused.value.facts["index"]) == (Reason.CAPACITY_BELOW_TAKEN, 1)
    assert Event.objects.get().title == "Outreach table in the Pit"
    assert Shift.objects.count() == 1


def test_a_site_of_another_chapter_is_refused(carolina: Chapter, nashville: Chapter, jordan: Person) -> None:
    elsewhere = make_event(nashville).site
    with pytest.raises(Refused) as refused:
        edit_event(make_event(carolina), by=jordan, site=elsewhere)
    assert refused.value.field == "site"


def test_a_plan_of_a_shift_of_another_event_is_refused(carolina: Chapter, jordan: Person) -> None:
    other = make_shift(carolina, "2027-02-09 10:00")
    event = make_event(carolina, draft(carolina))
    with pytest.raises(Refused) as refused:
        save_plan(event, by=jordan, shifts=[PlannedShift({"capacity": 9}, other.public_id, other.version)])
    assert str(refused.value) == "This shift is not of this event. Load the page again."
    assert Shift.objects.count() == 2


def test_a_site_of_a_refused_plan_is_not_made(carolina: Chapter, jordan: Person) -> None:
    event = make_event(carolina, draft(carolina))
    bad = PlannedShift(asdict(draft(carolina, hours=-1)))
    with pytest.raises(Refused):
        save_plan(event, by=jordan, shifts=[bad], new_site=NewSite("Ghost"))
    assert not Site.objects.filter(name="Ghost").exists()


def test_a_cancelled_draft_stays_unseen(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    event = make_event(carolina, draft(carolina), title="Secret draft", publish=False)
    cancel_event(event, by=jordan)
    client = client_of(None)
    paths = [f"/events/{event.public_id}/", f"/events/{event.public_id}.ics", f"/api/v1/events/{event.public_id}"]
    assert [client.get(path).status_code for path in paths] == [404, 404, 404]
    assert b"Secret draft" not in client.get("/feeds/carolina.ics").content
