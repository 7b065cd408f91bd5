"""Taking a drop back, and what becomes of the place meanwhile and afterwards."""

from datetime import timedelta

import pytest
from django.core import mail
from pytest_django.fixtures import Settings
from time_machine import Traveller

from tests.builders import at, draft, make_event, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.events import edit_event
from turnout.actions.places import release_kept_places
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup, undo_drop
from turnout.actions.telling import tell_changes
from turnout.models import Chapter, Event, Membership, Notice, Person, Record, Shift, Signup
from turnout.notices.delivery import deliver_due
from turnout.rules.refusals import Reason, Refused

CONFIRMED, WAITLISTED, DROPPED = Signup.State.CONFIRMED, Signup.State.WAITLISTED, Signup.State.DROPPED
TEN_SECONDS = timedelta(seconds=10)


def drop(signup: Signup) -> Signup:
    """Drop as the page does."""
    return drop_signup(signup, by=signup.person, undo_for=TEN_SECONDS)


def state_of(signup: Signup) -> str:
    return Signup.objects.get(pk=signup.pk).state


def taken_of(shift: Shift) -> int:
    return Shift.objects.get(pk=shift.pk).taken


def refusal_of_undo(signup: Signup) -> Refused:
    with pytest.raises(Refused) as refused:
        undo_drop(signup, by=signup.person)
    return refused.value


def deliver() -> list[str]:
    """Deliver what is due, and return the subjects of all mails so far."""
    deliver_due()
    return [message.subject.partition(":")[0].partition(" for ")[0] for message in mail.outbox]


def test_a_place_is_kept_for_maya_for_ten_seconds(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = drop(claim_shift(shift, person=maya))
    assert (held.state, held.dropped_from, taken_of(shift)) == (DROPPED, CONFIRMED, 1)
    clock.shift(timedelta(seconds=9))
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=ruth)
    assert refused.value.reason == Reason.SHIFT_FULL
    assert release_kept_places() == 0
    assert (waiting.state, state_of(waiting), taken_of(shift)) == (WAITLISTED, WAITLISTED, 1)


def test_maya_takes_her_drop_back_and_is_where_she_was(
    carolina: Chapter, maya: Person, jordan: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    claimed = claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    drop(claimed)
    clock.shift(timedelta(seconds=9.9))
    back = undo_drop(claimed, by=maya)
    assert (back.state, back.sequence, back.claimed_at, taken_of(shift)) == (CONFIRMED, 3, claimed.claimed_at, 1)
    assert (back.dropped_at, back.dropped_from, back.undo_until) == (None, "", None)
    clock.shift(TEN_SECONDS)
    assert (release_kept_places(), state_of(waiting)) == (0, WAITLISTED)
    assert list(Record.objects.filter(object_id=back.public_id).order_by("id").values_list("what", flat=True)) == [
        "signup.claimed", "signup.dropped", "signup.restored",
    ]  # fmt: skip


def test_after_ten_seconds_it_is_too_late_and_the_place_goes_to_who_waits(
    carolina: Chapter, maya: Person, jordan: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = drop(claim_shift(shift, person=maya))
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    clock.shift(TEN_SECONDS)
    refusal = refusal_of_undo(held)
    assert (refusal.reason, str(refusal)) == (
        Reason.WRONG_STATE,
        "It is too late to undo that. Claim the shift again if a place is free.",
    )
    assert (release_kept_places(), release_kept_places()) == (1, 0)
    assert (state_of(held), state_of(waiting), taken_of(shift)) == (DROPPED, CONFIRMED, 1)
    assert refusal_of_undo(held).reason == Reason.WRONG_STATE


def test_a_shift_that_is_full_only_of_an_old_drop_is_claimed_without_a_worker(
    carolina: Chapter, maya: Person, jordan: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    drop(claim_shift(shift, person=maya))
    clock.shift(TEN_SECONDS)
    assert claim_shift(shift, person=jordan).state == CONFIRMED
    assert taken_of(shift) == 1


def test_who_waits_comes_before_who_claims_when_the_ten_seconds_end(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    drop(held)
    clock.shift(TEN_SECONDS)
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=ruth)
    assert (refused.value.reason, state_of(waiting)) == (Reason.SHIFT_FULL, CONFIRMED)


def test_an_undo_writes_no_mail(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    assert deliver() == ["You're in"]
    drop(held)
    undo_drop(held, by=maya)
    clock.shift(timedelta(minutes=1))
    assert deliver() == ["You're in"]


def test_a_drop_is_told_once_and_only_when_it_is_certain(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    assert deliver() == ["You're in"]
    drop(held)
    clock.shift(timedelta(seconds=9))
    assert deliver() == ["You're in"]
    clock.shift(timedelta(seconds=1))
    # Nobody has let go of the place yet, so it may still be Maya's.
    assert deliver() == ["You're in"]
    release_kept_places()
    assert deliver() == ["You're in", "You're no longer down"]


def test_a_claim_whose_mail_an_undone_drop_overtook_is_told_still(
    carolina: Chapter, maya: Person, clock: Traveller
) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    drop(held)
    assert deliver() == []
    undo_drop(held, by=maya)
    clock.shift(timedelta(minutes=1))
    assert deliver() == ["You're in"]
    assert deliver() == ["You're in"]


def test_who_leaves_the_waitlist_and_thinks_again_has_their_old_position(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, priya: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=ruth)
    signups = []
    for person in (maya, jordan, priya):
        clock.shift(timedelta(minutes=1))
        signups.append(claim_shift(shift, person=person, if_full="waitlist"))
    first, second, _third = signups
    drop(first)
    clock.shift(timedelta(seconds=5))
    assert undo_drop(first, by=maya).state == WAITLISTED
    drop_signup(held, by=ruth)
    assert (state_of(first), state_of(second)) == (CONFIRMED, WAITLISTED)


def test_who_takes_the_waitlist_back_when_a_place_came_free_meanwhile_gets_it(
    carolina: Chapter, maya: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=ruth)
    waiting = drop(claim_shift(shift, person=maya, if_full="waitlist"))
    drop_signup(held, by=ruth)
    assert undo_drop(waiting, by=maya).state == CONFIRMED
    assert taken_of(shift) == 1


def test_a_second_claim_within_the_ten_seconds_takes_the_drop_back(
    carolina: Chapter, maya: Person, jordan: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    claimed = claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    assert deliver() == ["You're in", "You're on the waitlist"]
    drop(claimed)
    again = claim_shift(shift, person=maya)
    assert (again.pk, again.state, again.claimed_at, taken_of(shift)) == (
        claimed.pk, CONFIRMED, claimed.claimed_at, 1,
    )  # fmt: skip
    clock.shift(TEN_SECONDS)
    assert (release_kept_places(), state_of(waiting)) == (0, WAITLISTED)
    assert deliver() == ["You're in", "You're on the waitlist"]


def test_who_left_the_waitlist_and_asks_to_wait_again_has_their_old_position(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=ruth)
    first = claim_shift(shift, person=maya, if_full="waitlist")
    clock.shift(timedelta(minutes=1))
    claim_shift(shift, person=jordan, if_full="waitlist")
    drop(first)
    with pytest.raises(Refused):
        claim_shift(shift, person=maya)
    assert claim_shift(shift, person=maya, if_full="waitlist").claimed_at == first.claimed_at


def test_an_undo_that_comes_twice_is_done_once(carolina: Chapter, maya: Person) -> None:
    held = drop(claim_shift(make_shift(carolina), person=maya))
    first, second = undo_drop(held, by=maya), undo_drop(held, by=maya)
    assert (first.sequence, second.sequence) == (3, 3)


def test_a_drop_that_comes_twice_keeps_the_first_ones_time(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    held = drop(claim_shift(make_shift(carolina), person=maya))
    clock.shift(timedelta(seconds=5))
    again = drop(held)
    assert (again.sequence, again.undo_until) == (2, held.undo_until)


def test_what_clashes_with_a_shift_claimed_meanwhile_cannot_be_taken_back(
    carolina: Chapter, maya: Person, clock: Traveller
) -> None:
    held = drop(claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya))
    clock.shift(timedelta(seconds=5))
    assert claim_shift(make_shift(carolina, "2027-02-04 10:30", role="Usher"), person=maya).state == CONFIRMED
    refusal = refusal_of_undo(held)
    assert (refusal.reason, str(refusal)) == (
        Reason.OVERLAPPING_SHIFT,
        "This overlaps “Usher” at 10:30 AM, which you hold.",
    )


def test_a_clash_from_before_the_drop_is_no_hindrance(
    carolina: Chapter, maya: Person, ruth: Person, clock: Traveller
) -> None:
    other = make_shift(carolina, "2027-02-04 12:00")
    claim_shift(other, person=maya)
    held = claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya)
    edit_shift(other, by=ruth, starts_at=at(carolina, "2027-02-04 10:30"))
    clock.shift(timedelta(minutes=1))
    drop(held)
    assert undo_drop(held, by=maya).state == CONFIRMED


@pytest.mark.parametrize("pause", [0, 2], ids=["in one moment", "by and by"])
def test_who_goes_to_and_fro_between_two_shifts_of_one_time_takes_only_one_of_them_back(
    carolina: Chapter, maya: Person, clock: Traveller, pause: int
) -> None:
    first, second = (make_shift(carolina, "2027-02-04 10:00", role=role) for role in ("Table host", "Usher"))
    held = []
    for shift in (first, second):
        held.append(drop(claim_shift(shift, person=maya)))
        clock.shift(timedelta(seconds=pause))
    assert undo_drop(held[0], by=maya).state == CONFIRMED
    clock.shift(timedelta(seconds=pause))
    refusal = refusal_of_undo(held[1])
    assert (refusal.reason, refusal.facts) == (Reason.OVERLAPPING_SHIFT, {"shift": first})
    assert [state_of(signup) for signup in held] == [CONFIRMED, DROPPED]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the first first", "the second first"])
def test_who_said_claim_anyway_takes_both_back(carolina: Chapter, maya: Person, order: tuple[int, int]) -> None:
    shifts = [make_shift(carolina, "2027-02-04 10:00", role=role) for role in ("Table host", "Usher")]
    held = [claim_shift(shift, person=maya, allow_overlap=True) for shift in shifts]
    for signup in held:
        drop(signup)
    assert [undo_drop(held[which], by=maya).state for which in order] == [CONFIRMED, CONFIRMED]


def test_nobody_is_promoted_into_a_clash_with_a_place_that_is_kept_for_them(
    carolina: Chapter, maya: Person, jordan: Person, clock: Traveller
) -> None:
    wanted = make_shift(carolina, "2027-02-04 10:30", capacity=1)
    theirs = claim_shift(wanted, person=jordan)
    waiting = claim_shift(wanted, person=maya, if_full="waitlist")
    held = drop(claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya))
    drop_signup(theirs, by=jordan)
    assert state_of(waiting) == WAITLISTED
    clock.shift(TEN_SECONDS)
    release_kept_places()
    assert (state_of(held), state_of(waiting)) == (DROPPED, CONFIRMED)


def test_undo_never_makes_one_claim_too_many(
    carolina: Chapter, maya: Person, settings: Settings, clock: Traveller
) -> None:
    settings.MAX_OPEN_CLAIMS = 1
    held = drop(claim_shift(make_shift(carolina), person=maya))
    claim_shift(make_shift(carolina, "2027-02-05 10:00"), person=maya)
    assert refusal_of_undo(held).reason == Reason.TOO_MANY_SIGNUPS


def test_a_cancelled_shift_keeps_no_place(carolina: Chapter, maya: Person, jordan: Person, ruth: Person) -> None:
    shift = make_shift(carolina, capacity=3)
    claim_shift(shift, person=jordan)
    held = drop(claim_shift(shift, person=maya))
    cancel_shift(shift, by=ruth)
    assert taken_of(shift) == 1
    assert str(refusal_of_undo(held)) == "This shift is cancelled."
    assert list(Notice.objects.filter(kind="shift-cancelled").values_list("recipient", flat=True)) == [jordan.pk]


def test_a_cancelled_event_keeps_no_place(carolina: Chapter, maya: Person, jordan: Person, ruth: Person) -> None:
    event = make_event(carolina, draft(carolina), draft(carolina, "2027-02-04 11:00"))
    first, second = event.shifts.order_by("id")
    held = [drop(claim_shift(shift, person=maya)) for shift in (first, second)]
    claim_shift(first, person=jordan)
    cancel_event(event, by=ruth)
    assert (taken_of(first), taken_of(second)) == (1, 0)
    assert [str(refusal_of_undo(signup)) for signup in held] == ["This shift is cancelled."] * 2


def test_nobody_takes_back_what_is_over(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    clock.move_to(at(carolina, "2027-02-04 10:59:55"))
    drop(held)
    clock.shift(timedelta(seconds=6))
    assert str(refusal_of_undo(held)) == "This shift is over."
    clock.shift(TEN_SECONDS)
    assert (release_kept_places(), taken_of(held.shift)) == (1, 0)


@pytest.mark.parametrize("how", [Membership.State.LEFT, Membership.State.REMOVED])
def test_who_leaves_the_chapter_leaves_the_kept_place_too(
    carolina: Chapter, maya: Person, jordan: Person, how: Membership.State, clock: Traveller
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = drop(claim_shift(shift, person=maya))
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    end_membership(membership_of(maya, carolina), by=maya, state=how)
    assert (state_of(held), state_of(waiting), taken_of(shift)) == (DROPPED, CONFIRMED, 1)
    assert refusal_of_undo(held).reason == Reason.WRONG_STATE
    clock.shift(TEN_SECONDS)
    assert (release_kept_places(), taken_of(shift)) == (0, 1)


def test_fewer_places_take_the_kept_one_first(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, priya: Person
) -> None:
    shift = make_shift(carolina, capacity=3)
    kept, held, other = (claim_shift(shift, person=person) for person in (maya, jordan, ruth))
    drop(kept)
    waiting = claim_shift(shift, person=priya, if_full="waitlist")
    with pytest.raises(Refused) as refused:
        edit_shift(shift, by=ruth, capacity=1)
    assert str(refused.value) == "2 people hold places. Move 1 of them first."
    assert (taken_of(shift), undo_drop(kept, by=maya).state) == (3, CONFIRMED)
    drop(kept)
    edit_shift(shift, by=ruth, capacity=2)
    assert (taken_of(shift), state_of(held), state_of(other), state_of(waiting)) == (
        2, CONFIRMED, CONFIRMED, WAITLISTED,
    )  # fmt: skip
    assert refusal_of_undo(kept).reason == Reason.WRONG_STATE


def test_as_many_places_as_before_leave_the_kept_one_alone(carolina: Chapter, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina, capacity=3)
    kept = drop(claim_shift(shift, person=maya))
    edit_shift(shift, by=ruth, capacity=1)
    assert undo_drop(kept, by=maya).state == CONFIRMED


def test_more_places_go_to_who_waits_and_the_kept_one_stays(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    kept = claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    drop(kept)
    edit_shift(shift, by=ruth, capacity=2)
    assert (state_of(waiting), undo_drop(kept, by=maya).state, taken_of(shift)) == (CONFIRMED, CONFIRMED, 2)


def test_who_comes_back_to_a_shift_that_moved_meanwhile_is_told(
    carolina: Chapter, maya: Person, ruth: Person, clock: Traveller
) -> None:
    shift = make_shift(carolina)
    held = claim_shift(shift, person=maya)
    deliver()
    drop(held)
    edit_shift(shift, by=ruth, ends_at=at(carolina, "2027-02-04 12:00"))
    edit_event(shift.event, by=ruth, is_online=True, site=None)
    assert tell_changes(Event.objects.all(), by=ruth) == 0
    undo_drop(held, by=maya)
    assert tell_changes(Event.objects.all(), by=ruth) == 1
    assert deliver() == ["You're in", "Changed"]


def test_who_stays_away_is_not_told_that_the_shift_moved(
    carolina: Chapter, maya: Person, ruth: Person, clock: Traveller
) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    deliver()
    drop(held)
    edit_shift(held.shift, by=ruth, ends_at=at(carolina, "2027-02-04 12:00"))
    clock.shift(TEN_SECONDS)
    release_kept_places()
    assert deliver() == ["You're in", "You're no longer down"]


def test_a_drop_by_the_api_or_an_organizer_is_at_once(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=maya)
    waiting = claim_shift(shift, person=jordan, if_full="waitlist")
    assert drop_signup(held, by=jordan).undo_until is None
    assert state_of(waiting) == CONFIRMED
    assert refusal_of_undo(held).reason == Reason.WRONG_STATE


def test_a_dropped_shift_leaves_the_calendar_at_once_and_comes_back_newer(carolina: Chapter, maya: Person) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    stamps = [Person.objects.get(pk=maya.pk).calendar_changed_at]
    changes = [held.changed_at]
    for act in (drop, lambda signup: undo_drop(signup, by=maya)):
        changes.append(act(held).changed_at)
        stamps.append(Person.objects.get(pk=maya.pk).calendar_changed_at)
    assert stamps == sorted(set(stamps))
    assert changes == sorted(set(changes))
