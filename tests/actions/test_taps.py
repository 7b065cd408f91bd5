"""A tap's key: what comes twice does its work once."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from tests.builders import make_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.actions.taps import forget_old_taps
from turnout.models import Chapter, Notice, Person, Signup, Tap
from turnout.rules.refusals import Reason, Refused

KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"


def test_a_double_tap_is_one_claim_and_one_answer(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    first, second = (claim_shift(shift, person=maya, tap=KEY) for _n in range(2))
    assert (first.pk, first.state, first.sequence) == (second.pk, second.state, second.sequence)
    assert Notice.objects.count() == 1


def test_a_late_retry_does_not_claim_again_what_was_dropped_on_another_device(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    drop_signup(claim_shift(shift, person=maya, tap=KEY), by=maya)
    assert claim_shift(shift, person=maya, tap=KEY).state == Signup.State.DROPPED
    assert Signup.objects.get().state == Signup.State.DROPPED


def test_a_late_retry_does_not_take_back_what_was_dropped_a_moment_ago(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    drop_signup(claim_shift(shift, person=maya, tap=KEY), by=maya, undo_for=timedelta(seconds=10))
    assert claim_shift(shift, person=maya, tap=KEY).state == Signup.State.DROPPED


def test_a_key_of_another_shift_is_refused_clearly(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina), person=maya, tap=KEY)
    other = make_shift(carolina, "2027-02-05 10:00")
    with pytest.raises(Refused) as refused:
        claim_shift(other, person=maya, tap=KEY)
    assert (refused.value.reason, str(refused.value)) == (
        Reason.INVALID,
        "That tap was for another shift. Load the page again, then claim.",
    )
    assert Signup.objects.count() == 1


def test_two_people_may_have_the_same_key(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina)
    assert [claim_shift(shift, person=person, tap=KEY).is_confirmed for person in (maya, jordan)] == [True, True]


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "no spaces here", "päckchen1", "a/b/c/d/e", "longenough\n"])
def test_what_is_no_key_is_as_none(carolina: Chapter, maya: Person, key: str) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya, tap=key)
    assert not Tap.objects.exists()
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=maya, tap=key)
    assert refused.value.reason == Reason.ALREADY_SIGNED_UP


def test_a_claim_that_was_refused_may_be_tried_again_with_its_key(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    with pytest.raises(Refused):
        claim_shift(shift, person=maya, tap=KEY)
    drop_signup(held, by=jordan)
    assert claim_shift(shift, person=maya, tap=KEY).is_confirmed


def test_a_tap_is_forgotten_after_a_day(carolina: Chapter, maya: Person, clock: Traveller) -> None:
    claim_shift(make_shift(carolina), person=maya, tap=KEY)
    clock.shift(timedelta(hours=24))
    assert forget_old_taps() == 0
    clock.shift(timedelta(seconds=1))
    assert forget_old_taps() == 1
