"""A shift that moves with people on it: who keeps their place as it is, and who is asked."""

from datetime import timedelta

import pytest

from tests.builders import make_shift
from turnout.actions.removals import cancel_shift
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import agree_to_move, claim_shift, drop_signup, undo_drop
from turnout.models import Chapter, Person, Record, Shift, Signup
from turnout.rules.refusals import Reason, Refused


def move(shift: Shift, *, minutes: int, by: Person, longer: int = 0) -> None:
    shift.refresh_from_db()
    moved, stretched = timedelta(minutes=minutes), timedelta(minutes=longer)
    edit_shift(shift, by=by, starts_at=shift.starts_at + moved, ends_at=shift.ends_at + moved + stretched)


def is_asked(person: Person) -> bool:
    return Signup.objects.select_related("shift").get(person=person).is_asked


@pytest.mark.parametrize(
    ("minutes", "longer", "asked"),
    [(59, 0, False), (-59, 0, False), (60, 0, True), (-60, 0, True), (0, 60, True), (0, -30, False), (1440, 0, True)],
)
def test_who_is_moved_by_an_hour_or_more_is_asked_and_keeps_the_place(
    carolina: Chapter, maya: Person, jordan: Person, minutes: int, longer: int, asked: bool
) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=maya)
    move(shift, minutes=minutes, longer=longer, by=jordan)
    assert is_asked(maya) is asked
    shift.refresh_from_db()
    assert shift.taken == 1


def test_two_small_moves_are_one_large_one_and_back_again_is_none(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    for minutes, asked in ((40, False), (40, True), (-80, False), (90, True)):
        move(shift, minutes=minutes, by=jordan)
        assert is_asked(maya) is asked


def test_maya_says_that_she_comes_all_the_same(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    move(shift, minutes=120, by=jordan)
    sequence = Signup.objects.get().sequence
    assert not agree_to_move(signup, by=maya).is_asked
    agree_to_move(signup, by=maya)
    assert Record.objects.filter(what="signup.agreed", actor=maya).count() == 1
    # Nothing that a calendar shows has changed.
    assert Signup.objects.get().sequence == sequence
    move(shift, minutes=-30, by=jordan)
    assert not is_asked(maya)


def test_who_drops_is_asked_no_more_and_who_undoes_it_has_agreed(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    move(shift, minutes=120, by=jordan)
    drop_signup(signup, by=maya, undo_for=timedelta(seconds=10))
    assert not is_asked(maya)
    with pytest.raises(Refused) as refused:
        agree_to_move(signup, by=maya)
    assert refused.value.reason == Reason.NOT_SIGNED_UP
    assert not undo_drop(signup, by=maya).is_asked


def test_who_waits_is_asked_too(carolina: Chapter, maya: Person, ruth: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=ruth)
    claim_shift(shift, person=maya, if_full="waitlist")
    move(shift, minutes=120, by=jordan)
    assert is_asked(maya)


def test_nobody_agrees_to_what_is_cancelled(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina)
    signup = claim_shift(shift, person=maya)
    move(shift, minutes=120, by=jordan)
    cancel_shift(shift, by=jordan)
    with pytest.raises(Refused) as refused:
        agree_to_move(signup, by=maya)
    assert refused.value.reason == Reason.SIGNUP_CLOSED
