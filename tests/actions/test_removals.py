"""Cancelling and deleting, and taking that back within fifteen seconds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from time_machine import Traveller

from tests.actions.test_scopes import TUESDAYS
from tests.actions.test_series import make_series
from tests.builders import draft, make_event, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.plans import save_plan
from turnout.actions.removals import cancel_event, cancel_shift, delete_event, delete_shift, undo_removal
from turnout.actions.reports import write_report
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.actions.telling import tell_changes
from turnout.models import Chapter, Event, Notice, Person, Record, Removal, Shift, Signup
from turnout.notices.delivery import deliver_due
from turnout.rules.refusals import Reason, Refused

FIFTEEN_SECONDS = timedelta(seconds=15)
A_MOMENT = timedelta(seconds=2, microseconds=1)


def removal_of(row: Event | Shift) -> Removal:
    assert row.removal is not None
    return row.removal


def test_the_mail_of_a_cancelled_event_waits_as_long_as_it_can_be_undone(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    deliver_due()
    mail.outbox.clear()
    cancel_event(shift.event, by=ruth)
    clock.shift(FIFTEEN_SECONDS)
    assert deliver_due() == 0
    clock.shift(A_MOMENT)
    deliver_due()
    assert [message.subject for message in mail.outbox] == ["Cancelled: what you signed up for"]


def test_an_undone_cancelling_leaves_everything_as_it_was_and_tells_nobody(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    claim_shift(shift, person=ruth, if_full="waitlist")
    deliver_due()
    mail.outbox.clear()
    before = Event.objects.values("state", "cancelled_at", "published_at", "removal").get()
    cancelled = cancel_event(shift.event, by=ruth)
    clock.shift(FIFTEEN_SECONDS)
    undo_removal(removal_of(cancelled), by=ruth)
    assert Event.objects.values("state", "cancelled_at", "published_at", "removal").get() == before
    assert list(Signup.objects.order_by("id").values_list("state", flat=True)) == ["confirmed", "waitlisted"]
    clock.shift(timedelta(hours=1))
    assert deliver_due() == 0
    assert mail.outbox == []


def test_calendars_see_a_cancelling_and_its_undo_each_as_a_change(carolina: Chapter, ruth: Person) -> None:
    shift = make_shift(carolina)
    stamps = [(shift.sequence, shift.changed_at)]
    cancelled = cancel_event(shift.event, by=ruth)
    stamps.append(Shift.objects.values_list("sequence", "changed_at").get())
    undo_removal(removal_of(cancelled), by=ruth)
    stamps.append(Shift.objects.values_list("sequence", "changed_at").get())
    assert [sequence for sequence, _ in stamps] == [0, 1, 2]
    assert stamps == sorted(stamps)


def test_a_shift_cancelled_alone_comes_back_alone(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("starts_at")
    for shift in (first, second):
        claim_shift(shift, person=maya)
    undone, stays = cancel_shift(first, by=ruth), cancel_shift(second, by=ruth)
    undo_removal(removal_of(undone), by=ruth)
    assert list(Shift.objects.order_by("starts_at").values_list("state", flat=True)) == ["open", "cancelled"]
    clock.shift(timedelta(minutes=1))
    deliver_due()
    told = Notice.objects.filter(kind="shift-cancelled").order_by("id").values_list("shift", "state")
    assert list(told) == [(first.pk, "skipped"), (stays.pk, "sent")]


@pytest.mark.parametrize("late", [timedelta(seconds=17), timedelta(hours=1)])
def test_after_that_it_is_for_good(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller, late: timedelta
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancelled = cancel_event(shift.event, by=ruth)
    clock.shift(late)
    with pytest.raises(Refused) as refused:
        undo_removal(removal_of(cancelled), by=ruth)
    assert (refused.value.reason, str(refused.value)) == (Reason.WRONG_STATE, "It is too late to undo that.")
    assert Event.objects.get().state == "cancelled"


def test_it_is_not_undone_once_a_worker_has_the_mail_in_hand(carolina: Chapter, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancelled = cancel_event(shift.event, by=ruth)
    Notice.objects.filter(kind="event-cancelled").update(leased_until=removal_of(cancelled).undo_until)
    with pytest.raises(Refused) as refused:
        undo_removal(removal_of(cancelled), by=ruth)
    assert str(refused.value) == "It is too late to undo that."
    assert Event.objects.get().state == "cancelled"


def test_undone_twice_it_is_undone_once(carolina: Chapter, ruth: Person, jordan: Person) -> None:
    cancelled = cancel_event(make_shift(carolina).event, by=ruth)
    for organizer in (ruth, jordan):
        undo_removal(removal_of(cancelled), by=organizer)
    assert Record.objects.filter(what="event.restored").count() == 1


def test_a_confirmation_that_waits_is_told_after_an_undo(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    """While the cancelling can be undone, nothing is said of the shift: neither that one is in, nor that it is off."""
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancelled = cancel_event(shift.event, by=ruth)
    clock.shift(timedelta(seconds=5))
    assert deliver_due() == 0
    undo_removal(removal_of(cancelled), by=ruth)
    deliver_due()
    assert [str(message.subject)[:9] for message in mail.outbox] == ["You're in"]


def test_who_left_meanwhile_makes_room_for_who_waits(carolina: Chapter, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=ruth, if_full="waitlist")
    cancelled = cancel_shift(shift, by=ruth)
    end_membership(membership_of(maya, carolina), by=maya)
    undo_removal(removal_of(cancelled), by=ruth)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_series_cancelled_from_one_day_on_is_told_each_person_once_with_all_their_shifts(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    tables = make_series(carolina, TUESDAYS)
    for table in tables[1:4]:
        claim_shift(table.shifts.order_by("starts_at")[0], person=maya)
    deliver_due()
    mail.outbox.clear()
    cancel_event(tables[2], by=ruth, scope="following")
    assert list(Event.objects.order_by("starts_at").values_list("state", flat=True)) == [
        *["published"] * 2,
        *["cancelled"] * (len(tables) - 2),
    ]
    clock.shift(timedelta(minutes=1))
    deliver_due()
    (message,) = mail.outbox
    assert message.body.count("10:00 AM to 11:00 AM EDT") == 2


def test_a_series_comes_back_as_one(carolina: Chapter, ruth: Person) -> None:
    tables = make_series(carolina, TUESDAYS)
    removal = delete_event(tables[0], by=ruth, scope="all")
    assert set(Event.objects.values_list("state", flat=True)) == {"deleted"}
    undo_removal(removal, by=ruth)
    assert set(Event.objects.values_list("state", flat=True)) == {"published"}
    assert {event.removal_id for event in Event.objects.all()} == {None}


def test_a_deleted_day_of_a_series_keeps_its_date_and_is_not_brought_back_by_a_change_of_all(
    carolina: Chapter, ruth: Person
) -> None:
    tables = make_series(carolina, TUESDAYS)
    delete_event(tables[1], by=ruth)
    save_plan(tables[0], by=ruth, scope="all", title="The Pit again")
    tables[1].refresh_from_db()
    assert (tables[1].state, tables[1].title) == ("deleted", "Table")
    assert Event.objects.filter(series=tables[0].series).count() == len(tables)


def test_an_event_that_people_are_on_is_not_deleted(carolina: Chapter, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    with pytest.raises(Refused) as refused:
        delete_event(shift.event, by=ruth)
    assert str(refused.value) == "1 person is signed up. Cancel it first: then that person is told."
    assert Event.objects.get().state == "published"


def test_days_on_which_people_are_are_not_deleted_with_the_others(
    carolina: Chapter, ruth: Person, maya: Person, jordan: Person
) -> None:
    tables = make_series(carolina, TUESDAYS)
    for person in (maya, jordan):
        claim_shift(tables[2].shifts.order_by("starts_at")[0], person=person)
    with pytest.raises(Refused) as refused:
        delete_event(tables[0], by=ruth, scope="all")
    assert str(refused.value) == ("2 people are signed up on these days. Cancel them first: then they are told.")
    assert set(Event.objects.values_list("state", flat=True)) == {"published"}


def test_what_was_cancelled_is_deleted_once_its_people_are_told(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancel_event(shift.event, by=ruth)
    with pytest.raises(Refused) as refused:
        delete_event(shift.event, by=ruth)
    assert str(refused.value) == "It was cancelled just now. Delete it in a moment."
    clock.shift(timedelta(seconds=20))
    deliver_due()
    assert [str(m.subject) for m in mail.outbox] == ["Cancelled: what you signed up for"]
    removal = delete_event(shift.event, by=ruth)
    assert Event.objects.get().state == "deleted"
    undo_removal(removal, by=ruth)
    assert Event.objects.get().state == "cancelled"


def test_what_was_written_of_a_table_keeps_it_from_being_deleted(carolina: Chapter, ruth: Person) -> None:
    shift = make_shift(carolina, "2027-01-31 10:00")
    write_report(shift, by=ruth, calls=3)
    with pytest.raises(Refused) as refused:
        delete_event(shift.event, by=ruth)
    assert str(refused.value) == "What happened there is written down already, so it stays."


def test_a_shift_that_nobody_is_on_is_deleted_and_an_event_shows_the_others(carolina: Chapter, ruth: Person) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("starts_at")
    removal = delete_shift(first, by=ruth)
    assert list(event.shifts.all()) == [second]
    undo_removal(removal, by=ruth)
    assert list(event.shifts.order_by("starts_at")) == [first, second]


def test_a_shift_that_somebody_waits_for_is_not_deleted(carolina: Chapter, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina, capacity=0)
    claim_shift(shift, person=maya, if_full="waitlist")
    with pytest.raises(Refused) as refused:
        delete_shift(shift, by=ruth)
    assert str(refused.value) == "1 person is signed up. Cancel it first: then that person is told."


def test_nothing_is_done_to_what_is_deleted(carolina: Chapter, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    gone = make_shift(carolina, "2027-02-05 10:00")
    delete_shift(shift, by=ruth)
    delete_event(gone.event, by=ruth)
    acts: list[Callable[[], object]] = [
        lambda: claim_shift(shift, person=maya),
        lambda: claim_shift(gone, person=maya),
        lambda: delete_shift(shift, by=ruth),
        lambda: cancel_shift(shift, by=ruth),
        lambda: delete_event(gone.event, by=ruth),
        lambda: cancel_event(gone.event, by=ruth),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_a_drop_of_a_moment_ago_does_not_hold_up_a_deletion(carolina: Chapter, ruth: Person, maya: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    drop_signup(signup, by=maya, undo_for=FIFTEEN_SECONDS)
    delete_shift(shift, by=ruth)
    signup.refresh_from_db()
    assert (signup.state, signup.undo_until) == ("dropped", None)


def test_a_change_that_was_to_be_told_is_told_after_an_undo(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    """The mail about changes waits, too, while it is not known whether there is anything to tell of."""
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    deliver_due()
    mail.outbox.clear()
    edit_shift(shift, by=ruth, role="Reader")
    tell_changes(Event.objects.filter(pk=shift.event_id), by=ruth)
    cancelled = cancel_event(Event.objects.get(), by=ruth)
    assert deliver_due() == 0
    undo_removal(removal_of(cancelled), by=ruth)
    deliver_due()
    assert [message.subject[:8] for message in mail.outbox] == ["Changed:"]


def test_a_change_of_what_stays_cancelled_is_told_nobody(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    deliver_due()
    mail.outbox.clear()
    edit_shift(shift, by=ruth, role="Reader")
    tell_changes(Event.objects.filter(pk=shift.event_id), by=ruth)
    cancel_event(Event.objects.get(), by=ruth)
    clock.shift(timedelta(minutes=1))
    deliver_due()
    assert [message.subject for message in mail.outbox] == ["Cancelled: what you signed up for"]


def test_what_is_over_is_not_cancelled_for_its_hours_count(
    carolina: Chapter, ruth: Person, maya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    clock.shift(timedelta(days=10))
    acts: list[Callable[[], object]] = [
        lambda: cancel_event(shift.event, by=ruth),
        lambda: cancel_shift(shift, by=ruth),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert str(refused.value) == "It is over, and what people did there counts."


def test_what_has_begun_and_is_written_down_is_not_cancelled(carolina: Chapter, ruth: Person, maya: Person) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("starts_at")
    claim_shift(first, person=maya)
    Signup.objects.update(attendance="attended")
    acts: list[Callable[[], object]] = [lambda: cancel_event(event, by=ruth), lambda: cancel_shift(first, by=ruth)]
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert str(refused.value) == "What happened there is written down already, so it stays."
    assert cancel_shift(second, by=ruth).state == "cancelled"
