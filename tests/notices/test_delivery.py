"""Delivering notices: at least once, recorded, one Message-ID for each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django.fixtures import Settings
from time_machine import Traveller

from tests.builders import NOW, at, make_shift
from turnout.actions.removals import cancel_event
from turnout.actions.shifts import edit_shift
from turnout.actions.signin import Asker, ask_for_code
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Notice, Person, Shift
from turnout.notices.delivery import LEASE, deliver_due


class BrokenMailbox(BaseEmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("maya@turnout.test is not reachable")


@pytest.fixture
def broken_mail(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.notices.test_delivery.BrokenMailbox"


def claim(carolina: Chapter, person: Person, **fields: Any) -> Notice:
    claim_shift(make_shift(carolina, **fields), person=person)
    return Notice.objects.latest("id")


def test_maya_gets_one_mail_for_her_claim(carolina: Chapter, maya: Person) -> None:
    notice = claim(carolina, maya)
    assert deliver_due() == 1
    assert deliver_due() == 0
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.sent_at) == ("sent", 1, NOW)
    [message] = mail.outbox
    assert message.to == ["maya@turnout.test"]
    assert message.subject == "You're in: Thursday, February 4, 10:00 AM to 11:00 AM EST"
    assert message.extra_headers["Message-ID"] == f"<{notice.public_id}@turnout.notices>"
    assert "Near the library" in str(message.body)
    assert "S South Rd" not in str(message.body)
    assert f"http://turnout.test/shifts/{Shift.objects.get().public_id}/" in str(message.body)


def test_a_failing_mail_server_puts_it_off_and_it_goes_out_later(
    carolina: Chapter, maya: Person, settings: Settings, clock: Traveller
) -> None:
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.notices.test_delivery.BrokenMailbox"
    notice = claim(carolina, maya)
    deliver_due()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.last_error) == ("pending", 1, "ConnectionRefusedError")
    assert timedelta(seconds=16) <= notice.due_at - NOW <= timedelta(seconds=24)
    assert deliver_due() == 0
    settings.EMAIL_BACKEND = backend
    clock.shift(timedelta(seconds=25))
    assert deliver_due() == 1
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("broken_mail")
def test_after_eighteen_tries_a_notice_has_failed(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    notice = claim(carolina, maya, starts="2027-03-04 10:00")
    for _n in range(18):
        deliver_due()
        clock.shift(timedelta(hours=8))
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("failed", 18)
    assert deliver_due() == 0


@pytest.mark.usefixtures("broken_mail")
def test_one_that_fails_holds_up_no_other(carolina: Chapter, maya: Person, jordan: Person) -> None:
    claim(carolina, maya)
    claim(carolina, jordan, starts="2027-02-05 10:00")
    assert deliver_due() == 2


def test_what_a_dead_worker_held_comes_free_when_its_lease_ends(
    carolina: Chapter, maya: Person, clock: Traveller
) -> None:
    notice = claim(carolina, maya)
    Notice.objects.filter(pk=notice.pk).update(leased_until=NOW + LEASE, attempts=1)
    assert deliver_due() == 0
    clock.shift(LEASE)
    assert deliver_due() == 1


def test_a_claim_that_was_dropped_before_the_mail_went_is_told_as_dropped_alone(
    carolina: Chapter, maya: Person
) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    drop_signup(signup, by=maya)
    deliver_due()
    assert [str(message.subject)[:24] for message in mail.outbox] == ["You're no longer down fo"]
    assert list(Notice.objects.order_by("id").values_list("state", flat=True)) == ["skipped", "sent"]


def test_a_code_is_mailed_and_an_old_one_is_not(db: None, clock: Traveller) -> None:
    code = ask_for_code(email="zoe@example.org", asker=Asker("192.0.2.1"))
    deliver_due()
    assert [m.subject for m in mail.outbox] == [f"Your code: {code.derive_code()}"]
    ask_for_code(email="zoe@example.org", asker=Asker("192.0.2.1"))
    clock.shift(timedelta(minutes=16))
    deliver_due()
    assert len(mail.outbox) == 1


def test_a_recorded_failure_holds_no_mail_address(carolina: Chapter, maya: Person, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.notices.test_delivery.BrokenMailbox"
    notice = claim(carolina, maya)
    deliver_due()
    notice.refresh_from_db()
    assert "@" not in notice.last_error


def test_what_was_cancelled_before_the_mail_went_is_told_as_cancelled_alone(
    carolina: Chapter, maya: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    edit_shift(shift, by=ruth, ends_at=at(carolina, "2027-02-04 12:00"))
    cancel_event(shift.event, by=ruth)
    clock.shift(timedelta(seconds=20))
    deliver_due()
    assert [str(message.subject) for message in mail.outbox] == ["Cancelled: what you signed up for"]


def test_who_dropped_is_not_told_that_the_shift_changed(carolina: Chapter, maya: Person, ruth: Person) -> None:
    signup = claim_shift(make_shift(carolina), person=maya)
    edit_shift(signup.shift, by=ruth, ends_at=at(carolina, "2027-02-04 12:00"))
    drop_signup(signup, by=maya)
    deliver_due()
    assert [str(message.subject)[:11] for message in mail.outbox] == ["You're no l"]


def test_a_worker_whose_lease_ended_does_not_undo_what_another_recorded(
    carolina: Chapter, maya: Person, settings: Settings
) -> None:
    """The first worker's mail server hangs; meanwhile a second one takes the notice over and sends it."""
    notice = claim(carolina, maya)

    class Overtaken(BrokenMailbox):
        def send_messages(self, messages: Sequence[EmailMessage]) -> int:
            Notice.objects.filter(pk=notice.pk).update(state="sent", attempts=2, sent_at=NOW)
            return super().send_messages(messages)

    with mock.patch("turnout.notices.delivery.get_connection", Overtaken):
        deliver_due()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 2)
