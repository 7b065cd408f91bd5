"""What the mails say."""

import pytest

from tests.builders import draft, make_event, make_shift
from turnout.actions.removals import cancel_event, cancel_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Notice, Person
from turnout.notices.messages import Message, build_message


def newest_message() -> Message:
    message = build_message(Notice.objects.latest("id"))
    assert message is not None
    return message


def test_a_waitlisted_person_is_told_so(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    assert newest_message().subject == "You're on the waitlist: Thursday, February 4, 10:00 AM to 11:00 AM EST"


def test_a_promoted_person_is_told_so(carolina: Chapter, maya: Person, jordan: Person) -> None:
    shift = make_shift(carolina, capacity=1)
    held = claim_shift(shift, person=jordan)
    claim_shift(shift, person=maya, if_full="waitlist")
    drop_signup(held, by=jordan)
    message = newest_message()
    assert message.to == maya.email
    assert message.subject.startswith("A place came free, you're in: ")


def test_a_cancelled_shift_says_not_to_come(carolina: Chapter, maya: Person, ruth: Person) -> None:
    shift = make_shift(carolina)
    claim_shift(shift, person=maya)
    cancel_shift(shift, by=ruth)
    message = newest_message()
    assert message.subject == "Cancelled: Thursday, February 4, 10:00 AM to 11:00 AM EST"
    assert message.body.startswith("This shift is cancelled. Please don't come.")


def test_a_cancelled_event_lists_each_shift_that_one_was_on(carolina: Chapter, maya: Person, ruth: Person) -> None:
    event = make_event(
        carolina,
        draft(carolina, role="Usher"),
        draft(carolina, "2027-02-04 11:00", role="Runner"),
        draft(carolina, "2027-02-04 12:00", role="Not hers"),
    )
    for shift in event.shifts.exclude(role="Not hers"):
        claim_shift(shift, person=maya)
    cancel_event(event, by=ruth)
    body = newest_message().body
    assert "Usher: Thursday, February 4, 10:00 AM to 11:00 AM EST" in body
    assert "Runner: Thursday, February 4, 11:00 AM to 12:00 PM EST" in body
    assert "Not hers" not in body


@pytest.mark.parametrize("title", ["Outreach table in the Pit", "Survivors' circle"])
def test_a_subject_never_names_the_event(carolina: Chapter, maya: Person, ruth: Person, title: str) -> None:
    shift = make_shift(carolina, role="Listener", event={"title": title})
    drop_signup(claim_shift(shift, person=maya), by=maya)
    claim_shift(shift, person=maya)
    cancel_shift(shift, by=ruth)
    built = [build_message(notice) for notice in Notice.objects.all()]
    subjects = " ".join(message.subject for message in built if message)
    assert title not in subjects
    assert "Listener" not in subjects


def test_a_title_with_line_breaks_makes_no_header(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina, event={"title": "Table\nBcc: all@example.org"}), person=maya)
    assert "\n" not in newest_message().subject
