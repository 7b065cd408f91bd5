"""Claiming and dropping."""

import pytest
from time_machine import Traveller

from tests.builders import at, make_member, make_shift
from turnout.actions.places import fill_free_places
from turnout.actions.removals import cancel_shift
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Membership, Notice, Person, Record, Shift, Signup
from turnout.rules.refusals import Reason, Refused

CONFIRMED, WAITLISTED, DROPPED = Signup.State.CONFIRMED, Signup.State.WAITLISTED, Signup.State.DROPPED


def test_maya_claims_a_free_place(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina, capacity=2)
    signup = claim_shift(shift, person=maya)
    shift.refresh_from_db()
    assert (signup.state, shift.taken, shift.remaining) == (CONFIRMED, 1, 1)
    assert list(Notice.objects.values_list("kind", "recipient")) == [("signup-confirmed", maya.pk)]
    assert Record.objects.filter(what="signup.claimed", actor=maya, object_id=signup.public_id).count() == 1


def test_the_hundredth_person_for_ten_places_is_waitlisted(carolina: Chapter) -> None:
    shift = make_shift(carolina, capacity=10)
    states = [claim_shift(shift, person=make_member(carolina, f"P{n}"), if_full="waitlist").state for n in range(100)]
    assert states == [CONFIRMED] * 10 + [WAITLISTED] * 90


def test_a_full_shift_is_refused_to_whoever_did_not_ask_for_the_waitlist(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=maya)
    assert refused.value.reason == Reason.SHIFT_FULL


def test_maya_cannot_claim_twice_but_may_claim_again_after_a_drop(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=maya)
    assert refused.value.reason == Reason.ALREADY_SIGNED_UP
    drop_signup(signup, by=maya)
    again = claim_shift(shift, person=maya)
    assert (again.pk, again.state, again.sequence) == (signup.pk, CONFIRMED, 3)


def test_maya_cannot_be_in_two_chapters_at_once_unless_she_says_so(
    carolina: Chapter, nashville: Chapter, maya: Person
) -> None:
    claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya)
    clash = make_shift(nashville, "2027-02-04 09:30")
    with pytest.raises(Refused) as refused:
        claim_shift(clash, person=maya)
    assert refused.value.reason == Reason.OVERLAPPING_SHIFT
    assert claim_shift(clash, person=maya, allow_overlap=True).state == CONFIRMED


def test_shifts_that_only_touch_do_not_clash(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina, "2027-02-04 10:00"), person=maya)
    assert claim_shift(make_shift(carolina, "2027-02-04 11:00"), person=maya).state == CONFIRMED


def test_the_twenty_first_shift_to_come_is_one_too_many(carolina: Chapter, maya: Person) -> None:
    for day in range(2, 22):
        claim_shift(make_shift(carolina, f"2027-02-{day:02} 10:00"), person=maya)
    with pytest.raises(Refused) as refused:
        claim_shift(make_shift(carolina, "2027-02-22 10:00"), person=maya)
    assert refused.value.reason == Reason.TOO_MANY_SIGNUPS
    assert "20" in str(refused.value)


def test_a_first_claim_makes_priya_a_member(carolina: Chapter, priya: Person) -> None:
    claim_shift(make_shift(carolina), person=priya)
    assert Membership.objects.get(person=priya, chapter=carolina).is_current


def test_who_was_removed_cannot_come_back_by_a_claim(carolina: Chapter, nora: Person) -> None:
    Membership.objects.filter(person=nora).update(state=Membership.State.REMOVED)
    with pytest.raises(Refused) as refused:
        claim_shift(make_shift(carolina), person=nora)
    assert refused.value.reason == Reason.NOT_A_MEMBER


def test_a_drop_promotes_the_first_who_can_still_take_it(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=maya)
    first = claim_shift(shift, person=jordan, if_full="waitlist")
    second = claim_shift(shift, person=ruth, if_full="waitlist")
    claim_shift(make_shift(carolina, "2027-02-04 10:30"), person=jordan)
    drop_signup(held, by=maya)
    for signup in (held, first, second):
        signup.refresh_from_db()
    shift.refresh_from_db()
    assert (held.state, first.state, second.state, shift.taken) == (DROPPED, WAITLISTED, CONFIRMED, 1)
    assert Notice.objects.filter(kind="signup-promoted", recipient=ruth).count() == 1


def test_more_places_promote_those_who_wait_in_order(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    signups = [claim_shift(shift, person=p, if_full="waitlist") for p in (maya, jordan, ruth)]
    edit_shift(shift, by=ruth, capacity=2)
    assert [Signup.objects.get(pk=s.pk).state for s in signups] == [CONFIRMED, CONFIRMED, WAITLISTED]


def test_places_cannot_fall_below_those_held_and_the_refusal_says_how_many_to_move(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=3)
    for person in (maya, jordan, ruth):
        claim_shift(shift, person=person)
    with pytest.raises(Refused) as refused:
        edit_shift(shift, by=ruth, capacity=1)
    assert refused.value.field == "capacity"
    assert str(refused.value) == "3 people hold places. Move 2 of them first."
    assert Shift.objects.get(pk=shift.pk).capacity == 3


def test_nobody_claims_what_is_over(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    shift = make_shift(carolina)
    clock.move_to(at(carolina, "2027-02-04 11:00"))
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=maya)
    assert (refused.value.reason, str(refused.value)) == (Reason.SIGNUP_CLOSED, "This shift is over.")


def test_a_shift_under_way_can_still_be_claimed(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    shift = make_shift(carolina)
    clock.move_to(at(carolina, "2027-02-04 10:59"))
    assert claim_shift(shift, person=maya).state == CONFIRMED


def test_who_was_passed_over_gets_the_free_place_when_the_clash_is_dropped(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    waiting = claim_shift(shift, person=maya, if_full="waitlist")
    clash = claim_shift(make_shift(carolina, "2027-02-04 10:30"), person=maya)
    drop_signup(held, by=jordan)
    waiting.refresh_from_db()
    assert waiting.state == WAITLISTED
    drop_signup(clash, by=maya)
    waiting.refresh_from_db()
    assert waiting.state == CONFIRMED


def test_the_worker_fills_a_place_that_somebody_passed_over_could_take_by_now(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    waiting = claim_shift(shift, person=maya, if_full="waitlist")
    clash = make_shift(carolina, "2027-02-04 10:30")
    claim_shift(clash, person=maya)
    drop_signup(held, by=jordan)
    cancel_shift(clash, by=ruth)
    assert (fill_free_places(), fill_free_places()) == (1, 0)
    waiting.refresh_from_db()
    assert waiting.state == CONFIRMED
