"""Mails speak their reader's language, whoever made them go out."""

from collections.abc import Callable

import pytest
from django.utils import translation

from tests.builders import at, make_shift, membership_of
from tests.tools.english import find_english
from turnout.actions.addresses import ask_for_new_address, confirm_new_address
from turnout.actions.departures import end_membership
from turnout.actions.events import edit_event
from turnout.actions.handovers import accept_offer, offer_chapter
from turnout.actions.memberships import approve_member, decline_member, enter_chapter, grant_role, join_chapter
from turnout.actions.messaging import send_message
from turnout.actions.passkeys import add_passkey
from turnout.actions.people import set_language
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.rosters import ask_members, move_person, sign_up
from turnout.actions.shifts import edit_shift
from turnout.actions.signin import Asker, ask_for_code
from turnout.actions.signups import claim_shift, drop_signup
from turnout.actions.telling import tell_changes
from turnout.models import Audience, Chapter, Event, HandOver, Joining, Membership, Notice, Person, Role, Shift
from turnout.notices.messages import Message, build_message
from turnout.rules.messaging import Wanted, find_recipients, name_message


@pytest.fixture
def sol(maya: Person) -> Person:
    """Maya, who reads Spanish."""
    return set_language(maya, "es")


def newest_message(kind: Notice.Kind) -> Message:
    message = build_message(Notice.objects.filter(kind=kind).latest("id"))
    assert message is not None
    return message


def test_who_claimed_reads_it_in_spanish(carolina: Chapter, sol: Person) -> None:
    shift = make_shift(carolina, role="Anfitriona", event={"title": "Mesa en la plaza"})
    claim_shift(shift, person=sol)
    message = newest_message(Notice.Kind.CONFIRMED)
    assert message.subject == "Tienes tu lugar: jueves 4 de febrero, de 10:00 a. m. a 11:00 a. m. EST"
    assert message.body.replace("\xa0", " ") == (
        "Tienes tu lugar. Gracias.\n"
        "\n"
        "Anfitriona: Mesa en la plaza\n"
        "Jueves 4 de febrero, de 10:00 a. m. a 11:00 a. m. EST\n"
        "Near the library\n"
        "\n"
        f"http://turnout.test/shifts/{shift.public_id}/\n"
        "\n\n"
        "¿No puedes ir? Deja el turno en su página, para que otra persona lo tome.\n"
    )


@pytest.mark.parametrize(
    ("language", "subject", "body"),
    [
        (
            "en",
            "Your code: {code}",
            "Your code is {code}. It is good for 15 minutes.\n\n"
            "You did not ask for it? Then somebody typed your address by mistake. Do nothing.\n",
        ),
        (
            "es",
            "Tu código: {code}",
            "Tu código es {code}. Sirve durante 15 minutos.\n\n"
            "¿No lo pediste? Entonces alguien escribió tu correo por error. No hagas nada.\n",
        ),
    ],
)
def test_a_code_speaks_the_language_of_the_page_that_asked(db: None, language: str, subject: str, body: str) -> None:
    with translation.override(language):
        code = ask_for_code(email="sol@turnout.test", asker=Asker("192.0.2.1"))
    message = newest_message(Notice.Kind.SIGNIN_CODE)
    digits = code.derive_code()
    assert (message.subject, message.body) == (subject.format(code=digits), body.format(code=digits))


def test_a_code_for_somebody_known_speaks_their_language(sol: Person) -> None:
    ask_for_code(email=sol.email, asker=Asker("192.0.2.1"))
    assert newest_message(Notice.Kind.SIGNIN_CODE).subject.startswith("Tu código: ")


Cause = Callable[[Shift, Person, Person], object]


def open_to(shift: Shift, joining: Joining) -> Chapter:
    Chapter.objects.filter(pk=shift.chapter_id).update(joining=joining)
    return Chapter.objects.get(pk=shift.chapter_id)


def claim(shift: Shift, sol: Person, jordan: Person) -> None:
    claim_shift(shift, person=sol)


def wait(shift: Shift, sol: Person, jordan: Person) -> None:
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=sol, if_full="waitlist")


def promote(shift: Shift, sol: Person, jordan: Person) -> None:
    wait(shift, sol, jordan)
    drop_signup(jordan.signups.get(), by=jordan)


def drop(shift: Shift, sol: Person, jordan: Person) -> None:
    drop_signup(claim_shift(shift, person=sol), by=jordan)


def move(shift: Shift, sol: Person, jordan: Person) -> None:
    claim_shift(shift, person=sol)
    edit_shift(shift, by=jordan, starts_at=at(shift.chapter, "2027-02-04 10:30"))


def tell(shift: Shift, sol: Person, jordan: Person) -> None:
    move(shift, sol, jordan)
    edit_event(shift.event, by=jordan, is_online=True, kit="Trae agua.", title="Puesto")
    edit_shift(shift, by=jordan, role="Anfitrión")
    tell_changes(Event.objects.filter(pk=shift.event_id), by=jordan)


def have_moved_before(shift: Shift, sol: Person, jordan: Person) -> None:
    """Have moved a shift with the version before this one, whose mail has yet to go out."""
    signup = claim_shift(shift, person=sol)
    facts = {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat(), "place": "Biblioteca"}
    kind = Notice.Kind.SHIFT_CHANGED
    Notice.objects.create(kind=kind, key="before", recipient=sol, signup=signup, shift=shift, facts=facts)


def cancel(shift: Shift, sol: Person, jordan: Person) -> None:
    claim_shift(shift, person=sol)
    cancel_shift(shift, by=jordan)


def cancel_all(shift: Shift, sol: Person, jordan: Person) -> None:
    claim_shift(shift, person=sol)
    cancel_event(shift.event, by=jordan)


def change_address(shift: Shift, sol: Person, jordan: Person) -> None:
    code = ask_for_new_address(sol, email="nueva@turnout.test", asker=Asker("192.0.2.1"))
    confirm_new_address(code, typed=code.derive_code(), address="192.0.2.1")


def make_passkey(shift: Shift, sol: Person, jordan: Person) -> None:
    add_passkey(sol, name="Firefox", credential={})


def be_signed_up(shift: Shift, sol: Person, jordan: Person) -> None:
    sign_up(shift, membership_of(sol, shift.chapter), by=jordan)


def be_moved(shift: Shift, sol: Person, jordan: Person) -> None:
    signup = claim_shift(shift, person=sol)
    move_person(signup, make_shift(shift.chapter, "2027-02-05 10:00", role="Anfitriona"), by=jordan)
    Shift.objects.update(role="Anfitriona")
    Event.objects.update(title="Mesa", site=None)


def be_asked(shift: Shift, sol: Person, jordan: Person) -> None:
    ask_members(shift, [membership_of(sol, shift.chapter)], by=jordan)


def be_written_to(shift: Shift, sol: Person, jordan: Person) -> None:
    claim_shift(shift, person=sol)
    shift.chapter.contact_email = "mesa@carolina.test"
    wanted = Wanted(shift.chapter, Audience.SHIFT, "Agua", "{name}: {shift}, {when}", shift=shift)
    send_message(wanted, by=jordan, seen=name_message(wanted, list(find_recipients(wanted))))


def apply(shift: Shift, sol: Person, jordan: Person) -> None:
    """Jordan goes and asks to come back, where Sol organizes."""
    grant_role(join_chapter(shift.chapter, person=sol), Role.ORGANIZER, by=None)
    end_membership(membership_of(jordan, shift.chapter), by=jordan)
    enter_chapter(open_to(shift, Joining.APPROVAL), person=jordan)


def ask(shift: Shift, sol: Person) -> Membership:
    end_membership(membership_of(sol, shift.chapter), by=sol)
    return enter_chapter(open_to(shift, Joining.APPROVAL), person=sol)


def approve(shift: Shift, sol: Person, jordan: Person) -> None:
    approve_member(ask(shift, sol), by=jordan)


def decline(shift: Shift, sol: Person, jordan: Person) -> None:
    decline_member(ask(shift, sol), by=jordan)


def offer(shift: Shift, sol: Person, jordan: Person) -> HandOver:
    grant_role(membership_of(jordan, shift.chapter), Role.OWNER, by=None)
    return offer_chapter(join_chapter(shift.chapter, person=sol), by=jordan)


def accept(shift: Shift, sol: Person, jordan: Person) -> None:
    accept_offer(offer(shift, sol, jordan), by=sol)


CAUSES: dict[Notice.Kind, Cause] = {
    Notice.Kind.CONFIRMED: claim,
    Notice.Kind.WAITLISTED: wait,
    Notice.Kind.PROMOTED: promote,
    Notice.Kind.DROPPED: drop,
    Notice.Kind.SHIFT_CHANGED: have_moved_before,
    Notice.Kind.EVENT_CHANGED: tell,
    Notice.Kind.SHIFT_CANCELLED: cancel,
    Notice.Kind.EVENT_CANCELLED: cancel_all,
    Notice.Kind.ADDRESS_CHANGED: change_address,
    Notice.Kind.PASSKEY_ADDED: make_passkey,
    Notice.Kind.SIGNED_UP: be_signed_up,
    Notice.Kind.MOVED: be_moved,
    Notice.Kind.ASKED: be_asked,
    Notice.Kind.MESSAGE: be_written_to,
    Notice.Kind.SOMEBODY_APPLIED: apply,
    Notice.Kind.MEMBERSHIP_APPROVED: approve,
    Notice.Kind.MEMBERSHIP_DECLINED: decline,
    Notice.Kind.HANDOVER_OFFERED: offer,
    Notice.Kind.HANDOVER_DONE: accept,
}


def test_every_kind_of_mail_is_looked_at() -> None:
    assert {*CAUSES, Notice.Kind.SIGNIN_CODE, Notice.Kind.NEW_ADDRESS} == set(Notice.Kind)


def test_a_code_for_a_new_address_speaks_its_persons_language(sol: Person) -> None:
    ask_for_new_address(sol, email="nueva@turnout.test", asker=Asker("192.0.2.1"))
    assert newest_message(Notice.Kind.NEW_ADDRESS).subject.startswith("Tu código: ")


@pytest.mark.parametrize("kind", CAUSES)
def test_no_english_is_left_in_a_spanish_mail(
    carolina: Chapter, sol: Person, jordan: Person, kind: Notice.Kind
) -> None:
    shift = make_shift(carolina, capacity=1, role="Anfitriona", event={"title": "Mesa", "site": None})
    # Whoever causes it, and whichever language is spoken where it is built: the reader's counts.
    CAUSES[kind](shift, sol, jordan)
    message = newest_message(kind)
    assert message.to == sol.email
    words = [line for line in message.body.splitlines() if not line.startswith("http")]
    assert find_english([message.subject, *words]) == []


def test_each_reader_of_one_shift_has_their_own_language(carolina: Chapter, sol: Person, jordan: Person) -> None:
    shift = make_shift(carolina)
    for person in (sol, jordan):
        claim_shift(shift, person=person)
    cancel_shift(shift, by=jordan)
    notices = Notice.objects.filter(kind=Notice.Kind.SHIFT_CANCELLED).order_by("recipient__email")
    messages = [build_message(notice) for notice in notices]
    assert [message and message.subject.partition(" ")[0] for message in messages] == ["Cancelled:", "Cancelado:"]
