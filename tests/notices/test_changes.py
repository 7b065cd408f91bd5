"""The mail about what changed: old and new side by side, in its reader's language."""

from time_machine import Traveller

from tests.builders import at, draft, make_event, make_shift
from turnout.actions.chapters import save_site
from turnout.actions.events import edit_event
from turnout.actions.people import set_language
from turnout.actions.removals import cancel_shift
from turnout.actions.series import create_series, occurrences_in
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.actions.telling import tell_changes
from turnout.models import Chapter, Event, Kind, Notice, Person
from turnout.notices.messages import Message, build_message
from turnout.rules.series import Repeat


def tell(jordan: Person) -> Message:
    tell_changes(Event.objects.all(), by=jordan)
    message = build_message(Notice.objects.get(kind="event-changed"))
    assert message is not None
    return message


def test_each_fact_stands_as_it_was_and_as_it_is(carolina: Chapter, jordan: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_event(shift.event, by=jordan, site=None, is_online=True, title="Stall", kit="Bring water.")
    edit_shift(shift, by=jordan, starts_at=at(carolina, "2027-02-04 12:00"), ends_at=at(carolina, "2027-02-04 13:00"))
    message = tell(jordan)
    assert (message.to, message.subject) == (maya.email, "Changed: Thursday, February 4, 12:00 PM to 1:00 PM EST")
    assert message.body == (
        "A shift of yours changed.\n"
        "\n"
        "Table host: Stall\n"
        f"http://turnout.test/shifts/{shift.public_id}/\n"
        "\n"
        "When\n"
        "  Before: Thursday, February 4, 10:00 AM to 11:00 AM EST\n"
        "  Now: Thursday, February 4, 12:00 PM to 1:00 PM EST\n"
        "Where\n"
        "  Before: Near the library\n"
        "  Now: Online\n"
        "Title\n"
        "  Before: Outreach table in the Pit\n"
        "  Now: Stall\n"
        "What to do and bring\n"
        "  It was written anew. Read it on the page.\n"
        "\n"
        "Can you still come? Please say so on its page, or drop the shift there.\n"
    )


def test_all_shifts_of_one_person_stand_in_one_mail(
    carolina: Chapter, jordan: Person, maya: Person, ruth: Person
) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00", role="Greeter", capacity=1))
    first, second = event.shifts.order_by("starts_at")
    claim_shift(first, person=maya)
    claim_shift(second, person=ruth)
    claim_shift(second, person=maya, if_full="waitlist")
    edit_event(event, by=jordan, title="Stall")
    tell_changes(Event.objects.all(), by=jordan)
    message = build_message(Notice.objects.get(kind="event-changed", recipient=maya))
    assert message is not None
    assert message.subject == "2 of your shifts changed"
    assert message.body == (
        "Some shifts of yours changed.\n"
        "\n"
        "Table host: Stall\n"
        "Thursday, February 4, 10:00 AM to 11:00 AM EST\n"
        f"http://turnout.test/shifts/{first.public_id}/\n"
        "\n"
        "Title\n"
        "  Before: Outreach table in the Pit\n"
        "  Now: Stall\n"
        "\n"
        "Your place is kept. If that does not suit you, drop the shift on its page.\n"
        "\n"
        "Greeter: Stall\n"
        "Thursday, February 4, 11:00 AM to 12:00 PM EST\n"
        f"http://turnout.test/shifts/{second.public_id}/\n"
        "\n"
        "Title\n"
        "  Before: Outreach table in the Pit\n"
        "  Now: Stall\n"
        "\n"
        "Your place on the waitlist is kept.\n"
    )


def test_sol_reads_it_in_spanish(carolina: Chapter, jordan: Person, maya: Person) -> None:
    set_language(maya, "es")
    shift = make_shift(carolina, role="Anfitriona", event={"title": "Mesa"})
    claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, starts_at=at(carolina, "2027-02-04 08:00"))
    message = tell(jordan)
    assert message.subject == "Cambio: jueves 4 de febrero, de 8:00 a. m. a 11:00 a. m. EST"
    assert message.body.replace("\xa0", " ") == (
        "Cambió uno de tus turnos.\n"
        "\n"
        "Anfitriona: Mesa\n"
        f"http://turnout.test/shifts/{shift.public_id}/\n"
        "\n"
        "Cuándo\n"
        "  Antes: Jueves 4 de febrero, de 10:00 a. m. a 11:00 a. m. EST\n"
        "  Ahora: Jueves 4 de febrero, de 8:00 a. m. a 11:00 a. m. EST\n"
        "\n"
        "¿Aún puedes ir? Dilo en su página, o deja allí el turno.\n"
    )


def test_no_address_link_or_kit_stands_in_it_and_no_name_in_its_subject(
    carolina: Chapter, jordan: Person, maya: Person
) -> None:
    shift = make_shift(carolina, notes="The key is under the mat.")
    claim_shift(shift, person=maya)
    place = save_site(carolina, "Union", area="South campus", address="12 Secret Lane", by=None)
    edit_event(shift.event, by=jordan, site=place, title="Survivors' circle", kit="Ask for Bea.")
    edit_shift(shift, by=jordan, notes="The key is with Bea.", role="Listener")
    message = tell(jordan)
    assert not any(word in message.body for word in ("12 Secret Lane", "S South Rd", "key", "Bea"))
    assert not any(word in message.subject for word in ("Listener", "circle"))
    edit_event(shift.event, by=jordan, site=None, is_online=True, online_url="https://rooms.test/42")
    message = tell(jordan)
    assert "rooms.test" not in message.body


def test_what_was_dropped_or_cancelled_since_is_left_out(carolina: Chapter, jordan: Person, maya: Person) -> None:
    event = make_event(carolina, *(draft(carolina, f"2027-02-04 1{n}:00", role=f"Role {n}") for n in range(3)))
    first, second, third = event.shifts.order_by("starts_at")
    held = [claim_shift(shift, person=maya) for shift in (first, second, third)]
    edit_event(event, by=jordan, title="Stall")
    tell_changes(Event.objects.all(), by=jordan)
    drop_signup(held[0], by=maya)
    cancel_shift(second, by=jordan)
    message = build_message(Notice.objects.get(kind="event-changed"))
    assert message is not None
    assert ("Role 0" in message.body, "Role 1" in message.body, "Role 2" in message.body) == (False, False, True)


def test_who_claimed_anew_after_the_telling_reads_nothing_of_before(
    carolina: Chapter, jordan: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    held = claim_shift(shift, person=maya)
    edit_shift(shift, by=jordan, role="Greeter")
    tell_changes(Event.objects.all(), by=jordan)
    drop_signup(held, by=maya)
    clock.shift(60)
    claim_shift(shift, person=maya)
    assert build_message(Notice.objects.get(kind="event-changed")) is None


def test_a_whole_series_is_one_mail(carolina: Chapter, jordan: Person, maya: Person) -> None:
    events = create_series(
        carolina, Repeat("FREQ=DAILY;COUNT=3"), by=jordan, publish=True, kind=Kind.OUTREACH, title="Table",
        starts_at=at(carolina, "2027-02-04 10:00"), ends_at=at(carolina, "2027-02-04 11:00"),
        shifts=[draft(carolina)],
    )  # fmt: skip
    for event in events:
        claim_shift(event.shifts.get(), person=maya)
        edit_event(event, by=jordan, title="Stall")
    assert tell_changes(occurrences_in(events[1], "all"), by=jordan) == 1
    notice = Notice.objects.get(kind="event-changed")
    message = build_message(notice)
    assert message is not None
    assert (notice.event, message.subject, message.body.count("Before: Table")) == (
        None, "3 of your shifts changed", 3
    )  # fmt: skip
