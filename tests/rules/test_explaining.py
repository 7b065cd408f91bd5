"""Why somebody does not see a shift: by the rules that hide it."""

import pytest

from tests.builders import draft, make_event, make_shift, membership_of
from turnout.actions.chapters import change_chapter, find_training
from turnout.actions.memberships import enter_chapter
from turnout.actions.people import close_person
from turnout.actions.removals import cancel_event
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Person, Shift, Visibility
from turnout.rules.explaining import explain_shift


def say(shift: Shift, person: Person) -> str:
    return explain_shift(shift, membership_of(person, shift.chapter)).sentence


def test_a_draft_is_not_seen(carolina: Chapter, maya: Person) -> None:
    hidden = make_event(carolina, draft(carolina), publish=False).shifts.select_related("event", "chapter").get()
    explained = explain_shift(hidden, membership_of(maya, carolina))
    assert (explained.sees, explained.can_claim, explained.reason) == (False, False, None)
    assert explained.sentence == "Maya does not see it: the event is a draft. Publish it, and it is seen."


def test_what_is_for_members_is_not_seen_by_who_left_or_asked(
    carolina: Chapter, ruth: Person, nora: Person, priya: Person
) -> None:
    shift = make_shift(carolina, event={"visibility": Visibility.MEMBERS})
    assert say(shift, nora) == "Nora does not see it: it is for members only, and they left."
    enter_chapter(change_chapter(carolina, by=ruth, joining="approval"), person=priya)
    assert say(shift, priya) == "Priya does not see it: it is for members only, and their wish to join waits."


def test_of_a_former_member_nothing_is_told_of_what_they_do_elsewhere(
    carolina: Chapter, nashville: Chapter, ruth: Person, nora: Person, priya: Person
) -> None:
    shift = make_shift(carolina)
    there = make_shift(nashville)
    claim_shift(there, person=nora)
    assert say(shift, nora) == "Nora sees it and can claim it."
    close_person(nora, by=None)
    assert say(shift, nora) == "Nora sees it and can claim it."
    enter_chapter(change_chapter(carolina, by=ruth, joining="approval"), person=priya)
    claim_shift(there, person=priya)
    shift.chapter.refresh_from_db()
    assert say(shift, priya) == "Priya sees it but cannot claim it. Priya asked to join and waits for an answer."


def test_what_is_refused_is_said_of_somebody_else(carolina: Chapter, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    assert say(shift, maya) == "Maya sees it and can claim it."
    claim_shift(shift, person=maya)
    assert say(shift, maya) == "Maya sees it and is on it already."
    assert say(shift, ruth) == (
        "Ruth sees it but cannot claim it. This shift is full. Put Ruth on the waitlist, or add a place."
    )
    clash = make_shift(carolina, "2027-02-04 10:30")
    assert say(clash, maya) == (
        "Maya sees it but cannot claim it. Maya is on “Table host” at 10:00 AM, at the same time."
    )
    trained = make_shift(carolina, "2027-02-05 10:00", requires=find_training(carolina, "Cash handling", by=None))
    assert say(trained, maya) == (
        "Maya sees it but cannot claim it. Maya does not hold the training “Cash handling” on that day."
    )


@pytest.mark.parametrize(("starts", "words"), [("2027-01-30 10:00", "This shift is over.")])
def test_what_is_closed_says_so(carolina: Chapter, maya: Person, ruth: Person, starts: str, words: str) -> None:
    assert say(make_shift(carolina, starts), maya).endswith(words)
    off = make_shift(carolina)
    cancel_event(off.event, by=ruth)
    off.event.refresh_from_db()
    assert say(off, maya).endswith("This shift is cancelled.")
