"""One rule behind the button, the API and the lock."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import draft, make_event, make_shift
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Shift
from turnout.rules.claiming import find_alternatives, load_standing, why_not_claim
from turnout.rules.refusals import Reason
from turnout.rules.viewers import Viewer


def test_signed_out_one_is_asked_to_sign_in(carolina: Chapter) -> None:
    refusal = why_not_claim(make_shift(carolina), load_standing(None))
    assert refusal is not None
    assert refusal.reason == Reason.SIGN_IN


def test_a_standing_is_read_in_two_queries_and_then_asks_nothing_more(carolina: Chapter, maya: Person) -> None:
    make_event(carolina, *[draft(carolina, f"2027-02-04 {9 + n:02}:00") for n in range(9)])
    shifts = list(Shift.objects.select_related("event"))
    claim_shift(shifts[0], person=maya)
    with CaptureQueriesContext(connection) as queries:
        standing = load_standing(maya)
        for shift in shifts:
            why_not_claim(shift, standing)
    assert len(queries) == 2


def test_a_cancelled_shift_of_hers_is_no_clash(carolina: Chapter, maya: Person, ruth: Person) -> None:
    held = make_shift(carolina)
    claim_shift(held, person=maya)
    cancel_event(held.event, by=ruth)
    assert claim_shift(make_shift(carolina), person=maya).is_confirmed


def test_a_place_on_a_waitlist_is_no_clash(carolina: Chapter, maya: Person, ruth: Person) -> None:
    full = make_shift(carolina, capacity=1)
    claim_shift(full, person=ruth)
    claim_shift(full, person=maya, if_full="waitlist")
    assert claim_shift(make_shift(carolina), person=maya).is_confirmed


def test_alternatives_are_the_next_three_of_the_kind_that_she_could_claim(
    carolina: Chapter, maya: Person, ruth: Person
) -> None:
    full = make_shift(carolina, capacity=1)
    claim_shift(full, person=ruth)
    others = [make_shift(carolina, f"2027-02-{day:02} 10:00", capacity=1) for day in range(5, 10)]
    claim_shift(others[0], person=ruth)
    claim_shift(others[1], person=maya)
    make_shift(carolina, "2027-02-05 12:00", event={"kind": "prayer"})
    assert find_alternatives(full, Viewer(maya)) == others[2:5]
