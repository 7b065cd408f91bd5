"""Claiming several shifts together: all that can be are, in order of time, each by itself."""

from tests.builders import draft, make_event
from turnout.actions.signups import claim_shift, claim_shifts
from turnout.models import Chapter, Person, Signup
from turnout.rules.refusals import Reason, Refused

KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"


def test_the_earlier_of_two_that_clash_is_claimed_whatever_the_order(carolina: Chapter, maya: Person) -> None:
    event = make_event(carolina, draft(carolina, "2027-02-04 10:30"), draft(carolina, "2027-02-04 10:00"))
    later, earlier = event.shifts.order_by("id")
    [(first, signup), (second, refusal)] = claim_shifts([later, earlier], person=maya)
    assert (first, second) == (earlier, later)
    assert isinstance(signup, Signup)
    assert isinstance(refusal, Refused)
    assert refusal.reason == Reason.OVERLAPPING_SHIFT


def test_a_full_one_is_passed_over_and_the_same_tap_again_claims_nothing_more(
    carolina: Chapter, maya: Person, jordan: Person
) -> None:
    event = make_event(carolina, *[draft(carolina, f"2027-02-04 {hour}:00", capacity=1) for hour in (10, 11)])
    first, second = event.shifts.order_by("starts_at")
    claim_shift(first, person=jordan)
    for _tap in range(2):
        (_full, refusal), (_free, signup) = claim_shifts([first, second], person=maya, tap=KEY)
        assert isinstance(refusal, Refused)
        assert isinstance(signup, Signup)
        assert (refusal.reason, signup.state, signup.sequence) == (Reason.SHIFT_FULL, "confirmed", 1)
    assert Signup.objects.filter(person=maya).count() == 1
