"""Closing an account."""

from datetime import timedelta
from unittest import mock

import pytest

from tests.builders import make_shift, membership_of
from turnout.actions.notes import add_note
from turnout.actions.people import close_person
from turnout.actions.signups import claim_shift, drop_signup, undo_drop
from turnout.models import Chapter, Membership, Note, Person, Record, Signup
from turnout.rules.refusals import Reason, Refused

CLOSED = "This account is closed. Write to your chapter."


def test_a_closed_account_leaves_every_chapter_and_its_places_go_to_those_who_wait(
    carolina: Chapter, nashville: Chapter, maya: Person, jordan: Person, leo: Person
) -> None:
    here, there = make_shift(carolina, capacity=1), make_shift(nashville, "2027-02-05 10:00", capacity=1)
    for shift, waiting in ((here, jordan), (there, leo)):
        claim_shift(shift, person=maya)
        claim_shift(shift, person=waiting, if_full="waitlist")
    assert not close_person(maya, by=None).is_active
    states = {(signup.person_id, signup.shift_id): signup.state for signup in Signup.objects.all()}
    assert states == {
        (maya.pk, here.pk): "dropped",
        (jordan.pk, here.pk): "confirmed",
        (maya.pk, there.pk): "dropped",
        (leo.pk, there.pk): "confirmed",
    }
    assert set(Membership.objects.filter(person=maya).values_list("state", flat=True)) == {"left"}


def test_what_was_noted_of_maya_goes_with_her_account(carolina: Chapter, maya: Person, jordan: Person) -> None:
    add_note(membership_of(maya, carolina), text="Speaks Polish.", by=jordan)
    kept = add_note(membership_of(jordan, carolina), text="Has the key.", by=jordan)
    close_person(maya, by=maya)
    assert list(Note.objects.all()) == [kept]


def test_nothing_is_noted_of_who_is_no_member(carolina: Chapter, nora: Person, jordan: Person) -> None:
    with pytest.raises(Refused) as refused:
        add_note(membership_of(nora, carolina), text="Never again.", by=jordan)
    assert (refused.value.reason, str(refused.value)) == (Reason.WRONG_STATE, "They are no member now.")
    assert not Note.objects.exists()


def test_who_read_maya_before_her_account_was_closed_claims_nothing_for_her(carolina: Chapter, maya: Person) -> None:
    shift = make_shift(carolina)
    close_person(Person.objects.get(pk=maya.pk), by=None)
    assert maya.is_active
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=maya)
    assert (refused.value.reason, str(refused.value)) == (Reason.NOT_A_MEMBER, CLOSED)
    assert not Signup.objects.exists()
    assert not membership_of(maya, carolina).is_current


def test_who_is_closed_takes_no_drop_back(carolina: Chapter, maya: Person) -> None:
    held = drop_signup(claim_shift(make_shift(carolina), person=maya), by=maya, undo_for=timedelta(seconds=10))
    Person.objects.filter(pk=maya.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        undo_drop(held, by=maya)
    assert (refused.value.reason, str(refused.value)) == (Reason.NOT_A_MEMBER, CLOSED)


def test_an_account_is_closed_as_a_whole_or_not_at_all(carolina: Chapter, maya: Person) -> None:
    held = claim_shift(make_shift(carolina), person=maya)
    before = Record.objects.count()
    with (
        mock.patch("turnout.actions.people.end_sessions", side_effect=OSError("killed")),
        pytest.raises(OSError, match="killed"),
    ):
        close_person(maya, by=None)
    held.refresh_from_db()
    maya.refresh_from_db()
    assert (held.state, maya.is_active, membership_of(maya, carolina).is_current) == ("confirmed", True, True)
    assert Record.objects.count() == before
