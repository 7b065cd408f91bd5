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


def test_who_wishes_waits_where_a_shift_is_full(carolina: Chapter, maya: Person, jordan: Person) -> None:
    event = make_event(carolina, *[draft(carolina, f"2027-02-04 {hour}:00", capacity=1) for hour in (10, 11)])
    first, second = event.shifts.order_by("starts_at")
    claim_shift(first, person=jordan)
    outcomes = claim_shifts([first, second], person=maya, if_full="waitlist", tap=KEY)
    again = claim_shifts([first, second], person=maya, if_full="waitlist", tap=KEY)
    states = [[outcome.state for _shift, outcome in all_ if isinstance(outcome, Signup)] for all_ in (outcomes, again)]
    assert states == [["waitlisted", "confirmed"]] * 2
    assert list(Signup.objects.filter(person=maya).values_list("sequence", flat=True)) == [1, 1]
