"""What entries say, and to whom."""

from dataclasses import astuple

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.builders import NOW, at, make_shift
from turnout.actions.removals import cancel_shift
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift
from turnout.calendars import Entry, Status, describe_shift, describe_signup
from turnout.models import Chapter, Kind, Person, Shift, Signup


def read(shift: Shift) -> Shift:
    return Shift.objects.select_related("event__site").get(pk=shift.pk)


def describe_of(person: Person, shift: Shift) -> Entry:
    """Return the entry of a person's signup on a shift."""
    return describe_signup(Signup.objects.select_related("shift__event__site").get(shift=shift, person=person))


def test_rule_05_the_uid_is_the_shifts_own_and_the_same_for_everyone(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    assert describe_shift(read(shift)).uid == describe_of(maya, shift).uid == f"{shift.public_id}@turnout"


def test_everyone_reads_role_title_time_area_and_a_link(carolina: Chapter) -> None:
    shift = make_shift(carolina, role="Table host", event={"summary": "We hand out cards."})
    link = f"http://turnout.test/shifts/{shift.public_id}/"
    assert describe_shift(read(shift)) == Entry(
        uid=f"{shift.public_id}@turnout",
        sequence=0,
        changed_at=NOW,
        starts_at=at(carolina, "2027-02-04 10:00"),
        ends_at=at(carolina, "2027-02-04 11:00"),
        summary="Table host: Outreach table in the Pit",
        description=f"We hand out cards.\n\n{link}",
        place="Near the library",
        url=link,
        kind=Kind.OUTREACH,
        status=Status.CONFIRMED,
        is_busy=False,
        is_private=False,
    )


def test_the_address_is_for_those_confirmed(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan, if_full="waitlist")
    assert describe_of(maya, shift).place == "The Pit, S South Rd 1"
    assert describe_of(jordan, shift).place == "Near the library"


def test_a_sensitive_shift_keeps_its_address_to_itself(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, is_sensitive=True)
    claim_shift(shift, person=maya)
    assert describe_of(maya, shift).place == "Near the library"
    assert "S South Rd" not in repr(astuple(describe_of(maya, shift)))


def test_the_link_of_an_online_room_is_for_those_confirmed(carolina: Chapter, maya: Person) -> None:
    room = "https://meet.test/room-1"
    shift = make_shift(carolina, event={"site": None, "is_online": True, "online_url": room})
    claim_shift(shift, person=maya)
    assert describe_shift(read(shift)).place == "Online"
    assert describe_of(maya, shift).place == room


def test_a_place_that_is_not_told_yet_is_left_out(carolina: Chapter) -> None:
    assert describe_shift(make_shift(carolina, event={"site": None})).place == ""


def test_who_waits_reads_so_and_keeps_the_time_free(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan, if_full="waitlist")
    held, waiting = describe_of(maya, shift), describe_of(jordan, shift)
    assert (held.summary, held.status, held.is_busy) == (
        "Table host: Outreach table in the Pit", Status.CONFIRMED, True
    )  # fmt: skip
    assert (waiting.summary, waiting.status, waiting.is_busy) == (
        "Waitlist: Table host: Outreach table in the Pit", Status.TENTATIVE, False
    )  # fmt: skip


def test_rule_09_a_cancelled_shift_says_so_before_its_title(carolina: Chapter, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancel_shift(shift, by=ruth)
    for entry in (describe_shift(read(shift)), describe_of(maya, shift)):
        assert (entry.summary, entry.status, entry.is_busy) == (
            "Cancelled: Table host: Outreach table in the Pit", Status.CANCELLED, False
        )  # fmt: skip


def test_rule_08_the_sequence_of_a_signup_rises_with_it_and_with_its_shift(
    carolina: Chapter, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    assert describe_of(maya, shift).sequence == 1
    edit_shift(shift, by=ruth, starts_at=at(carolina, "2027-02-04 09:30"))
    assert describe_of(maya, shift).sequence == 2
    assert describe_shift(read(shift)).sequence == 1


def test_a_private_entry_is_short_and_names_nobody(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, notes="Ask for Jordan at the desk.", event={"summary": "Cards. " * 200})
    claim_shift(shift, person=maya)
    claim_shift(shift, person=jordan)
    entry = describe_of(maya, shift)
    assert entry.description.startswith("Cards. Cards. ")
    assert len(entry.description) == 200 + len(f"\n\n{entry.url}")
    assert not [name for name in ("Maya", "Jordan") if name in repr(astuple(entry))]


def test_links_lead_to_the_fixed_address_whatever_else_is_set(carolina: Chapter, settings: Settings) -> None:
    shift = make_shift(carolina)
    settings.BASE_URL, settings.CALENDAR_UID_DOMAIN = "https://else.test", "fixed"
    entry = describe_shift(shift)
    assert (entry.url, entry.uid) == (f"https://else.test/shifts/{shift.public_id}/", f"{shift.public_id}@fixed")


def test_describing_asks_the_database_nothing(carolina: Chapter) -> None:
    shift = make_shift(carolina)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        describe_shift(shift)
    assert len(queries) == 0
