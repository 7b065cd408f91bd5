"""The organizer's desk."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.builders import at, draft, make_event, make_shift
from tests.web.pages import ClientOf, text_of
from turnout.actions.chapters import save_site
from turnout.actions.events import edit_event
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.shifts import add_shifts, edit_shift
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Event, Notice, Person, Record, Shift, Site
from turnout.rules.telling import untold

ROW = {"role": "Table host", "starts_at": "2027-02-04T10:00", "ends_at": "2027-02-04T11:00", "capacity": "3",
       "min_needed": "2", "public_id": "", "requires": "", "notes": "Bring water."}  # fmt: skip
END = datetime(2027, 11, 7, 8, 0, tzinfo=UTC)
FORM = {"kind": "outreach", "title": "Table in the Pit", "summary": "Cards.", "starts_at": "2027-02-04T10:00",
        "ends_at": "2027-02-04T13:00", "visibility": "public", "site": "", "new_site": "The Pit",
        "new_area": "Near the library", "new_address": "S South Rd 1", "online_url": "", "version": "",
        "kit": "", "is_step_free": "unknown", "has_quiet_place": "unknown", "access": ""}  # fmt: skip


def fields(*rows: dict[str, str], initial: int = 0, **changes: str) -> dict[str, str]:
    """Return the form as a browser would post it."""
    data = {**FORM, **changes, "shifts-TOTAL_FORMS": str(len(rows)), "shifts-INITIAL_FORMS": str(initial)}
    for n, row in enumerate(rows):
        data |= {f"shifts-{n}-{name}": value for name, value in row.items()}
    return data


def edit_fields(event: Event, **changes: str) -> dict[str, str]:
    """Return an event's form as it stands, with changes."""
    site = event.site
    assert site
    shift = event.shifts.get()
    row = {**ROW, "public_id": shift.public_id, "version": str(shift.version)}
    none_new = {"new_site": "", "new_area": "", "new_address": ""}
    return fields(row, initial=1, **{"site": str(site.pk), **none_new, "version": str(event.version), **changes})


def make_table(carolina: Chapter, jordan: Person, client: Client) -> Event:
    client.post("/organize/carolina/new/", fields(ROW, publish="1"))
    return Event.objects.get()


def test_jordan_puts_an_event_with_its_shifts_online(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    late = {**ROW, "starts_at": "2027-02-04T11:00", "ends_at": "2027-02-04T12:00"}
    answer = client.post("/organize/carolina/new/", fields(ROW, late, publish="1"))
    event = Event.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/organize/events/{event.public_id}/")
    assert (event.state, event.title, event.public_place) == ("published", "Table in the Pit", "Near the library")
    assert event.starts_at == at(carolina, "2027-02-04 10:00")
    shifts = list(Shift.objects.order_by("starts_at").values_list("role", "capacity", "min_needed", "starts_at"))
    assert shifts == [
        ("Table host", 3, 2, at(carolina, "2027-02-04 10:00")),
        ("Table host", 3, 2, at(carolina, "2027-02-04 11:00")),
    ]


def test_a_draft_is_seen_by_organizers_alone_until_it_is_published(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    client.post("/organize/carolina/new/", fields(ROW))
    event = Event.objects.get()
    path = f"/events/{event.public_id}/"
    assert [client_of(p).get(path).status_code for p in (None, maya, jordan)] == [404, 404, 200]
    client.post(f"/organize/events/{event.public_id}/", edit_fields(event, publish="1"))
    assert [client_of(p).get(path).status_code for p in (None, maya, jordan)] == [200, 200, 200]


def test_empty_rows_do_not_count(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    empty = dict.fromkeys(ROW, "")
    client_of(jordan).post("/organize/carolina/new/", fields(ROW, empty, empty))
    assert Shift.objects.count() == 1


def test_more_rows_keep_all_that_was_typed_and_save_nothing(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    answer = client_of(jordan).post(
        "/organize/carolina/new/", fields({**ROW, "capacity": ""}, more="1", title="Half typ")
    )
    assert answer.status_code == 200
    assert b'name="shifts-3-role"' in answer.content
    assert b'value="Half typ"' in answer.content
    assert b'class="error"' not in answer.content
    assert not Event.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    bad: dict[str, Any] = {**ROW, "ends_at": "2027-02-04T09:00", "min_needed": "5"}
    answer = client_of(jordan).post("/organize/carolina/new/", fields(bad, title=""))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Nothing is saved yet." in page
    assert "Give the event a title." in page
    assert b'value="Bring' not in answer.content  # notes stand in their textarea
    assert b"Bring water." in answer.content
    assert not Event.objects.exists()


def test_a_shift_that_ends_before_it_starts_is_refused_at_its_row(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    bad = {**ROW, "ends_at": "2027-02-04T09:00"}
    answer = client_of(jordan).post("/organize/carolina/new/", fields(ROW, bad))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert re.search(r'id="id_shifts-1-ends_at_error">The end must be after the start\.', html)
    assert "id_shifts-0-ends_at_error" not in html
    assert not Event.objects.exists()


def test_a_time_that_the_clocks_skip_is_refused(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    skipped = {**ROW, "starts_at": "2027-03-14T02:30", "ends_at": "2027-03-14T04:00"}
    answer = client_of(jordan).post("/organize/carolina/new/", fields(skipped))
    assert "The clocks skip this time that day." in text_of(answer)


def test_fewer_places_than_people_is_refused_at_the_row(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    for person in (maya, ruth):
        claim_shift(Shift.objects.get(), person=person)
    data = edit_fields(event) | {"shifts-0-capacity": "1", "shifts-0-min_needed": "1"}
    answer = client.post(f"/organize/events/{event.public_id}/", data)
    assert answer.status_code == 422
    assert "2 people hold places. Move 1 of them first." in text_of(answer)
    assert Shift.objects.get().capacity == 3


def test_an_edit_changes_the_event_its_shifts_and_adds_new_ones(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    data = edit_fields(event, title="Table at the Old Well") | {
        "shifts-TOTAL_FORMS": "2",
        "shifts-0-capacity": "5",
        **{f"shifts-1-{name}": value for name, value in {**ROW, "role": "Runner"}.items()},
    }
    assert client.post(f"/organize/events/{event.public_id}/", data).status_code == 302
    assert Event.objects.get().title == "Table at the Old Well"
    assert list(Shift.objects.order_by("id").values_list("role", "capacity")) == [("Table host", 5), ("Runner", 3)]


def test_the_second_of_two_organizers_to_save_is_told_and_keeps_what_was_typed(
    carolina: Chapter, jordan: Person, ruth: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    edit_event(event, by=ruth, title="Ruth was here first")
    answer = client.post(f"/organize/events/{event.public_id}/", edit_fields(event, title="Jordan's title"))
    assert answer.status_code == 409
    assert "Two of you changed this event" in text_of(answer)
    assert b"Jordan&#x27;s title" in answer.content
    assert Event.objects.get().title == "Ruth was here first"


def test_cancelling_an_event_tells_those_on_it_once(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"))
    for shift in event.shifts.all():
        claim_shift(shift, person=maya)
    client = client_of(jordan)
    client.post(f"/organize/events/{event.public_id}/cancel/")
    assert list(Notice.objects.filter(kind="event-cancelled").values_list("recipient", flat=True)) == [maya.pk]
    assert "This event is cancelled." in text_of(client_of(None).get(f"/events/{event.public_id}/"))


def test_cancelling_twice_is_refused_in_words(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    event, client = make_event(carolina, draft(carolina)), client_of(jordan)
    client.post(f"/organize/events/{event.public_id}/cancel/")
    client.post(f"/organize/events/{event.public_id}/cancel/")
    assert "This event is cancelled already." in text_of(client.get(f"/organize/events/{event.public_id}/"))


def test_one_shift_can_be_cancelled(carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    client_of(jordan).post(f"/organize/shifts/{shift.public_id}/cancel/")
    shift.refresh_from_db()
    assert shift.state == "cancelled"
    assert Notice.objects.filter(kind="shift-cancelled", recipient=maya).count() == 1


def test_the_roster_names_people_as_they_call_themselves(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=ruth, if_full="waitlist")
    answer = client_of(jordan).get(f"/organize/events/{shift.event.public_id}/roster/")
    assert "1 of 1 place taken Maya Ruth Waitlist" in text_of(answer)
    assert b"@turnout.test" not in answer.content


def test_the_roster_says_a_day_once_and_promises_mail_only_where_somebody_gets_it(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    shift = make_shift(carolina, min_needed=1)
    add_shifts(shift.event, [draft(carolina, "2027-02-04 11:00", min_needed=2)], by=jordan)
    client, path = client_of(jordan), f"/organize/events/{shift.event.public_id}/roster/"
    page = text_of(client.get(path))
    assert "Who is coming Thursday, February 4, 2027 Table For the clipboard Poster After Table host 10:00 AM" in page
    assert "10:00 AM to 11:00 AM EST 0 of 2 places taken" in page
    assert page.count("February 4") == 1
    assert "Everybody on it gets an email." not in page
    claim_shift(shift, person=maya)
    assert text_of(client.get(path)).count("Everybody on it gets an email. Yes, cancel this shift") == 1


def test_a_roster_of_several_days_names_each(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    shift = make_shift(carolina, event={"hours": 48})
    add_shifts(shift.event, [draft(carolina, "2027-02-05 11:00")], by=jordan)
    page = text_of(client_of(jordan).get(f"/organize/events/{shift.event.public_id}/roster/"))
    assert re.findall(r"\w+, February \d, \d+:00 AM", page) == [
        "Thursday, February 4, 10:00 AM", "Friday, February 5, 11:00 AM",
    ]  # fmt: skip


def test_the_list_says_which_events_lack_people(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    drafts = [
        draft(carolina, f"2027-02-04 {hour}:00", capacity=3, min_needed=least)
        for hour, least in ((10, 0), (11, 3), (12, 2))
    ]
    event = make_event(carolina, *drafts)
    many, few, off = event.shifts.order_by("starts_at")
    claim_shift(many, person=maya)
    claim_shift(few, person=jordan)
    cancel_shift(off, by=jordan)
    client = client_of(jordan)
    assert "2 shifts · 2 of 6 places taken · 2 more needed" in text_of(client.get("/organize/carolina/"))
    cancel_event(event, by=jordan)
    page = text_of(client.get("/organize/carolina/"))
    assert "Outreach table in the Pit Cancelled" in page
    assert "places taken" not in page


def test_volunteers_and_other_chapters_organizers_find_no_desk(
    carolina: Chapter, maya: Person, ana: Person, client_of: ClientOf
) -> None:
    event = make_event(carolina, draft(carolina))
    paths = ("carolina/", "carolina/new/", f"events/{event.public_id}/", f"events/{event.public_id}/roster/")
    for person in (maya, ana):
        assert [client_of(person).get(f"/organize/{path}").status_code for path in paths] == [404] * 4


def test_an_untouched_save_changes_nothing_and_tells_nobody(
    carolina: Chapter, jordan: Person, maya: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    # What the form does not show, and a time in the second pass of a repeated hour.
    Shift.objects.update(is_sensitive=True, starts_at=datetime(2027, 11, 7, 6, 30, tzinfo=UTC), ends_at=END)
    claim_shift(Shift.objects.get(), person=maya)
    before = Shift.objects.values().get()
    data = edit_fields(event) | {"shifts-0-starts_at": "2027-11-07T01:30", "shifts-0-ends_at": "2027-11-07T03:00"}
    assert client.post(f"/organize/events/{event.public_id}/", data).status_code == 302
    assert Shift.objects.values().get() == before
    assert not untold().exists()


def test_a_shift_that_somebody_changed_meanwhile_is_not_overwritten(
    carolina: Chapter, jordan: Person, ruth: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    stale = edit_fields(event) | {"shifts-0-capacity": "4"}
    edit_shift(Shift.objects.get(), by=ruth, capacity=9)
    answer = client.post(f"/organize/events/{event.public_id}/", stale)
    assert answer.status_code == 409
    assert "Two of you changed this event" in text_of(answer)
    assert Shift.objects.get().capacity == 9


def test_a_row_is_compared_with_its_own_shift_where_another_was_added_meanwhile(
    carolina: Chapter, jordan: Person, ruth: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    mine = Shift.objects.get()
    data = edit_fields(event) | {"shifts-0-capacity": "7"}
    add_shifts(event, [draft(carolina, "2027-02-04 09:00", role="Early", capacity=7)], by=ruth)
    client.post(f"/organize/events/{event.public_id}/", data)
    assert dict(Shift.objects.values_list("role", "capacity")) == {"Early": 7, "Table host": 7}
    assert Shift.objects.get(role="Table host").pk == mine.pk


def test_a_row_whose_shift_was_cancelled_meanwhile_is_refused(
    carolina: Chapter, jordan: Person, ruth: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    data = edit_fields(event) | {"shifts-0-capacity": "7"}
    cancel_shift(Shift.objects.get(), by=ruth)
    answer = client.post(f"/organize/events/{event.public_id}/", data)
    assert answer.status_code == 409
    assert "Not there any more" in text_of(answer)


def test_a_known_site_with_another_address_is_refused_at_its_field(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    make_table(carolina, jordan, client)
    answer = client.post("/organize/carolina/new/", fields(ROW, new_address="Elsewhere 5"))
    assert answer.status_code == 422
    assert b'id="id_new_site_error">There is a site of this name with another area or address.' in answer.content
    assert Event.objects.count() == 1


@pytest.mark.parametrize("year", ["0001", "1969", "2200", "9999"])
def test_a_year_far_off_is_refused_at_its_field(
    carolina: Chapter, jordan: Person, client_of: ClientOf, year: str
) -> None:
    answer = client_of(jordan).post("/organize/carolina/new/", fields(ROW, starts_at=f"{year}-02-04T10:00"))
    assert answer.status_code == 422
    assert b'id="id_starts_at_error">Choose a year from 1970 to 2199.' in answer.content


def test_an_address_without_a_name_is_not_lost(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    answer = client_of(jordan).post("/organize/carolina/new/", fields(ROW, new_site=""))
    assert answer.status_code == 422
    assert b'id="id_new_site_error">Name the new site, too.' in answer.content
    assert b'value="S South Rd 1"' in answer.content


def test_publishing_saves_what_was_typed(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    client.post("/organize/carolina/new/", fields(ROW))
    event = Event.objects.get()
    client.post(f"/organize/events/{event.public_id}/", edit_fields(event, title="Last change", publish="1"))
    event.refresh_from_db()
    assert (event.state, event.title) == ("published", "Last change")


def test_enter_saves_and_never_asks_for_more_rows(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    html = client_of(jordan).get("/organize/carolina/new/").content.decode()
    first = re.search(r"<button[^>]*>", html[html.index('class="plan"') :])
    assert first
    assert "name=" not in first[0]


def test_jordan_writes_the_kit_and_a_save_that_touches_nothing_leaves_it_alone(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    client.post("/organize/carolina/new/", fields(ROW, kit="Bring:\r\n\r\n- water\r\n- pens", publish="1"))
    event = Event.objects.get()
    assert (event.kit, event.version) == ("Bring:\n\n- water\n- pens", 2)
    assert "Bring:\n\n- water\n- pens</textarea>" in client.get(f"/organize/events/{event.public_id}/").content.decode()
    client.post(f"/organize/events/{event.public_id}/", edit_fields(event, kit="Bring:\r\n\r\n- water\r\n- pens"))
    assert Event.objects.get().version == 2
    client.post(f"/organize/events/{event.public_id}/", edit_fields(event, kit="Bring nothing."))
    assert (Event.objects.get().kit, Event.objects.get().version) == ("Bring nothing.", 3)
    assert Record.objects.filter(what="event.changed").values_list("fields", flat=True).get() == ["kit"]


def test_a_kit_that_is_too_long_is_refused_at_its_field(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    answer = client_of(jordan).post("/organize/carolina/new/", fields(ROW, kit="x" * 8001))
    assert answer.status_code == 422
    assert b'id="id_kit_error"' in answer.content


def test_jordan_says_how_one_gets_in_at_a_new_site(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    data = fields(ROW, publish="1", is_step_free="true", has_quiet_place="false", access="By the ramp.")
    client_of(jordan).post("/organize/carolina/new/", data)
    site = Site.objects.get()
    assert (site.is_step_free, site.has_quiet_place, site.access) == (True, False, "By the ramp.")


def test_jordan_says_it_of_a_site_that_is_there_and_its_events_show_it(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    other = make_event(carolina, draft(carolina), site="The Pit")
    client.post(f"/organize/events/{event.public_id}/", edit_fields(event, is_step_free="true", title="Stall"))
    site = Site.objects.get()
    assert (site.is_step_free, site.has_quiet_place) == (True, None)
    for row in Event.objects.all():
        assert "Step-free" in text_of(client_of(None).get(f"/events/{row.public_id}/"))
    assert Event.objects.get(pk=event.pk).title == "Stall"
    assert Event.objects.get(pk=other.pk).version == other.version + 1
    form = client.get(f"/organize/events/{event.public_id}/").content.decode()
    assert re.search(r'name="is_step_free".*?<option value="true" selected>Yes', form, re.DOTALL)


def test_what_was_not_touched_says_nothing_of_another_site(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    site = save_site(carolina, "The Pit", is_step_free=True, by=jordan)
    other = save_site(carolina, "Union", by=jordan)
    event.refresh_from_db()
    data = edit_fields(event, site=str(other.pk), is_step_free="true")
    data["shifts-0-version"] = str(Shift.objects.get().version)
    assert client.post(f"/organize/events/{event.public_id}/", data).status_code == 302
    event.refresh_from_db()
    assert (event.site, Site.objects.get(pk=other.pk).is_step_free) == (other, None)
    assert Site.objects.get(pk=site.pk).is_step_free is True


def test_getting_in_without_a_site_is_refused_at_its_field(
    carolina: Chapter, jordan: Person, client_of: ClientOf
) -> None:
    data = fields(ROW, new_site="", new_area="", new_address="", has_quiet_place="true")
    answer = client_of(jordan).post("/organize/carolina/new/", data)
    assert answer.status_code == 422
    assert b'id="id_has_quiet_place_error">Choose a site, or leave this out.' in answer.content


def test_a_refused_plan_says_nothing_of_a_site(carolina: Chapter, jordan: Person, client_of: ClientOf) -> None:
    client = client_of(jordan)
    event = make_table(carolina, jordan, client)
    claim_shift(Shift.objects.get(), person=jordan)
    data = edit_fields(event, is_step_free="true") | {"shifts-0-capacity": "0", "shifts-0-min_needed": "0"}
    assert client.post(f"/organize/events/{event.public_id}/", data).status_code == 422
    assert Site.objects.get().is_step_free is None
