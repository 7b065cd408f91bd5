"""What organizers write to many."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from tests.builders import draft, make_event, make_member, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.memberships import choose_mail
from turnout.actions.messaging import MESSAGES_A_DAY, send_message
from turnout.actions.signups import claim_shift
from turnout.models import Audience, Chapter, Kind, Message, Notice, Person, Signup
from turnout.notices.delivery import deliver_due
from turnout.rules.messaging import Wanted, fill_in, find_recipients, name_message
from turnout.rules.refusals import Reason, Refused


@pytest.fixture
def mailbox(carolina: Chapter) -> Chapter:
    carolina.contact_email = "table@carolina.test"
    carolina.save()
    return carolina


def write(chapter: Chapter, audience: Audience = Audience.ALL, **fields: Any) -> Wanted:
    return Wanted(**{"chapter": chapter, "audience": audience, "subject": "Sunday", "body": "Bring water.", **fields})


def send(wanted: Wanted, by: Person) -> Message:
    return send_message(wanted, by=by, seen=name_message(wanted, list(find_recipients(wanted))))


def names(wanted: Wanted) -> list[str]:
    return [member.display_name for member in find_recipients(wanted)]


def test_each_gets_a_mail_of_their_own_and_answers_go_to_the_mailbox(
    mailbox: Chapter, jordan: Person, maya: Person
) -> None:
    message = send(write(mailbox, body="Dear {name},\nbring { water }."), jordan)
    Notice.objects.exclude(kind="message").delete()
    deliver_due()
    assert [(m.to, m.reply_to, m.cc, m.bcc) for m in mail.outbox] == [
        (["jordan@turnout.test"], ["table@carolina.test"], [], []),
        (["maya@turnout.test"], ["table@carolina.test"], [], []),
    ]
    assert mail.outbox[1].subject == "From your organizers: Sunday"
    body = str(mail.outbox[1].body)
    assert body.startswith("Dear Maya,\nbring { water }.\n")
    assert "/me/chapters/carolina/mail/" in body
    assert "jordan" not in body
    assert (message.people, message.notices.filter(state="sent").count()) == (2, 2)


def test_a_message_to_a_shift_says_to_each_what_is_theirs(mailbox: Chapter, jordan: Person, maya: Person) -> None:
    event = make_event(mailbox, draft(mailbox), draft(mailbox, "2027-02-04 11:00", role="Usher"))
    for shift in event.shifts.all():
        claim_shift(shift, person=maya)
    Notice.objects.all().delete()
    send(write(mailbox, Audience.EVENT, event=event, body="{name}: {shift}\n{when}"), jordan)
    deliver_due()
    assert len(mail.outbox) == 1
    assert str(mail.outbox[0].body).startswith(
        "Maya: Table host, Usher\nThursday, February 4, 10:00 AM to 11:00 AM EST; "
        "Thursday, February 4, 11:00 AM to 12:00 PM EST\n"
    )


def test_who_is_written_to(mailbox: Chapter, jordan: Person, maya: Person, ruth: Person, nora: Person) -> None:
    shift = make_shift(mailbox, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=ruth, if_full="waitlist")
    assert names(write(mailbox, Audience.SHIFT, shift=shift)) == ["Maya"]
    assert names(write(mailbox, Audience.EVENT, event=shift.event)) == ["Maya"]
    assert names(write(mailbox)) == ["Jordan", "Maya", "Ruth"]
    choose_mail(membership_of(maya, mailbox), by=maya, wants_messages=False)
    assert names(write(mailbox)) == ["Jordan", "Ruth"]
    assert names(write(mailbox, Audience.SHIFT, shift=shift)) == ["Maya"]


def test_regulars_came_twice_in_the_last_weeks(mailbox: Chapter, jordan: Person, maya: Person, clock: Any) -> None:
    bea = make_member(mailbox, "Bea")
    shifts = [make_shift(mailbox, f"2027-02-{day:02} 10:00") for day in (4, 11, 18)]
    for shift in shifts[:2]:
        claim_shift(shift, person=maya)
    for shift in shifts[1:]:
        claim_shift(shift, person=bea)
    missed = Signup.objects.filter(person=bea, shift=shifts[2])
    clock.shift(timedelta(weeks=4))
    regulars = write(mailbox, Audience.KIND, kind=Kind.OUTREACH, weeks=5)
    assert names(regulars) == ["Bea", "Maya"]
    missed.update(attendance="no-show")
    assert names(regulars) == ["Maya"]
    assert names(write(mailbox, Audience.KIND, kind=Kind.OUTREACH, weeks=3)) == []
    assert names(write(mailbox, Audience.KIND, kind=Kind.PRAYER, weeks=5)) == []


def test_what_is_sent_is_what_was_shown(mailbox: Chapter, jordan: Person, maya: Person) -> None:
    wanted = write(mailbox)
    seen = name_message(wanted, list(find_recipients(wanted)))
    make_member(mailbox, "Bea")
    with pytest.raises(Refused) as refused:
        send_message(wanted, by=jordan, seen=seen)
    assert refused.value.reason == Reason.CHANGED_MEANWHILE
    assert not Message.objects.exists()
    assert not Notice.objects.filter(kind="message").exists()


def test_a_form_that_is_sent_twice_goes_out_once(mailbox: Chapter, jordan: Person, maya: Person) -> None:
    assert send(write(mailbox), jordan) == send(write(mailbox), jordan)
    assert Notice.objects.filter(kind="message").count() == 2


def test_a_chapter_sends_ten_messages_a_day(mailbox: Chapter, jordan: Person, maya: Person) -> None:
    for number in range(MESSAGES_A_DAY.amount):
        send(write(mailbox, subject=f"No. {number}"), jordan)
    with pytest.raises(Refused) as refused:
        send(write(mailbox, subject="One more"), jordan)
    assert refused.value.reason == Reason.TOO_MANY_TRIES
    assert str(refused.value) == "A chapter sends 10 messages a day at most. Send this one tomorrow."


def test_who_left_before_it_went_out_reads_nothing(mailbox: Chapter, jordan: Person, maya: Person) -> None:
    send(write(mailbox), jordan)
    end_membership(membership_of(maya, mailbox), by=maya)
    deliver_due()
    assert [message.to for message in mail.outbox] == [["jordan@turnout.test"]]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"subject": " "}, "subject", "Write a subject."),
        ({"subject": "a\nb"}, "subject", "Write the subject in one short line."),
        ({"subject": "{name}"}, "subject", "Placeholders go into the message alone."),
        ({"body": " "}, "body", "Write the message."),
        ({"body": "x" * 4001}, "body", "That is too long. Write less."),
        ({"body": "At {when}"}, "body", "{when} goes only into messages to a shift or an event."),
        ({"body": "{address}"}, "body", "There is no {address}. Use {name}, {shift} or {when}."),
        ({"audience": Audience.SHIFT}, "shift", "Choose whom it goes to."),
        ({"audience": Audience.KIND, "kind": "prayer", "weeks": 0}, "weeks", "Choose 1 to 52 weeks."),
        ({"audience": Audience.KIND, "kind": "prayer"}, "audience", "Nobody would get this. Choose others."),
    ],
)
def test_what_cannot_be_sent_is_refused_at_its_field(
    mailbox: Chapter, jordan: Person, changes: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        send(write(mailbox, **changes), jordan)
    assert (refused.value.field, str(refused.value)) == (field, sentence)


def test_without_a_mailbox_nothing_goes_out(carolina: Chapter, jordan: Person) -> None:
    with pytest.raises(Refused) as refused:
        send(write(carolina), jordan)
    assert (refused.value.field, str(refused.value)) == (
        "mailbox", "Answers need somewhere to go. Set the chapter's mailbox first, under Chapter.",
    )  # fmt: skip


def test_nothing_but_placeholders_is_filled_in() -> None:
    values = {"name": "{when} {0} %s", "when": "now"}
    assert fill_in("{name} {name.x} {0} {name!r} {when}", values) == "{when} {0} %s {name.x} {0} {name!r} now"


def test_a_message_keeps_its_time(mailbox: Chapter, jordan: Person) -> None:
    assert send(write(mailbox), jordan).created_at == timezone.now()
