"""The cut-off from which on a volunteer asks the organizers instead of dropping."""

from datetime import timedelta

import pytest

from tests.builders import at, make_shift, membership_of
from turnout.actions.chapters import change_chapter
from turnout.actions.departures import end_membership
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Person
from turnout.rules.refusals import Refused

HOUR = timedelta(hours=1)


@pytest.fixture
def strict(carolina: Chapter, ruth: Person) -> Chapter:
    """Carolina, where nobody drops in the last day."""
    return change_chapter(carolina, by=ruth, drop_cutoff_hours=24, contact_email="hello@turnout.test")


def test_maya_drops_before_the_cut_off_and_asks_after_it(strict: Chapter, maya: Person, jordan: Person) -> None:
    in_time = claim_shift(make_shift(strict, "2027-02-02 10:00"), person=maya)
    late = claim_shift(make_shift(strict, "2027-02-02 09:59", hours=0.01), person=maya)
    assert drop_signup(in_time, by=maya).state == "dropped"
    with pytest.raises(Refused) as refused:
        drop_signup(late, by=maya)
    assert str(refused.value) == (
        "It begins in less than 24 hours. Ask the organizers to take you off. Write to hello@turnout.test."
    )
    assert drop_signup(late, by=jordan).state == "dropped"


def test_who_waits_leaves_the_waitlist_whenever_they_like(strict: Chapter, maya: Person, ruth: Person) -> None:
    shift = make_shift(strict, "2027-02-01 12:00", capacity=1)
    claim_shift(shift, person=ruth)
    waiting = claim_shift(shift, person=maya, if_full="waitlist")
    assert drop_signup(waiting, by=maya).state == "dropped"


def test_who_is_asked_after_a_move_may_say_no_at_any_time(strict: Chapter, maya: Person, jordan: Person) -> None:
    held = claim_shift(make_shift(strict, "2027-02-01 20:00"), person=maya)
    later = at(strict, "2027-02-01 20:30")
    shift = edit_shift(held.shift, by=jordan, starts_at=later, ends_at=later + HOUR)
    with pytest.raises(Refused):
        drop_signup(held, by=maya)
    edit_shift(shift, by=jordan, starts_at=later + HOUR, ends_at=later + 2 * HOUR)
    assert drop_signup(held, by=maya).state == "dropped"


def test_an_organizer_takes_themselves_off_and_leaving_is_always_open(
    strict: Chapter, maya: Person, jordan: Person
) -> None:
    shift = make_shift(strict, "2027-02-01 12:00")
    assert drop_signup(claim_shift(shift, person=jordan), by=jordan).state == "dropped"
    held = claim_shift(shift, person=maya)
    end_membership(membership_of(maya, strict), by=maya)
    held.refresh_from_db()
    assert held.state == "dropped"
