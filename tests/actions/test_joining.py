"""Joining a chapter: open, by approval, by an invitation; an application gives no rights."""

from datetime import timedelta

import pytest
import time_machine

from tests.builders import make_person, make_shift, membership_of
from turnout.actions.chapters import change_chapter
from turnout.actions.invitations import join_by_invitation, make_invitation, revoke_invitation
from turnout.actions.memberships import approve_member, decline_member, enter_chapter, remove_member
from turnout.actions.people import close_person
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Invitation, Membership, Notice, Person, Record, Visibility
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import shifts_visible_to


@pytest.fixture
def asking(carolina: Chapter, ruth: Person) -> Chapter:
    """Carolina, which looks at new members first."""
    return change_chapter(carolina, by=ruth, joining="approval")


def refusal_of(chapter: Chapter, person: Person) -> Refused:
    with pytest.raises(Refused) as refused:
        enter_chapter(chapter, person=person)
    return refused.value


def test_a_first_claim_asks_to_join_and_is_refused_kindly(
    asking: Chapter, priya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(asking)
    for _again in range(2):
        with pytest.raises(Refused) as refused:
            claim_shift(shift, person=priya)
        assert refused.value.reason == Reason.APPROVAL_PENDING
    applied = membership_of(priya, asking)
    assert (applied.state, applied.wants) == ("applied", shift)
    assert not shift.signups.exists()
    told = Notice.objects.filter(kind=Notice.Kind.SOMEBODY_APPLIED).values_list("recipient__name", flat=True)
    assert sorted(told) == ["Jordan", "Ruth"]


def test_organizers_are_told_once_a_day_however_many_ask(asking: Chapter, jordan: Person) -> None:
    for name in ("Ivy", "Noah", "Wren"):
        enter_chapter(asking, person=make_person(name))
    assert Notice.objects.filter(kind=Notice.Kind.SOMEBODY_APPLIED, recipient=jordan).count() == 1


def test_an_applicant_has_no_rights(asking: Chapter, priya: Person) -> None:
    members = make_shift(asking, event={"visibility": Visibility.MEMBERS})
    enter_chapter(asking, person=priya)
    viewer = Viewer(priya)
    assert (viewer.rights, viewer.is_member(asking.pk)) == ({}, False)
    assert members not in shifts_visible_to(viewer)


def test_of_two_who_approve_the_second_does_nothing_more(
    asking: Chapter, priya: Person, jordan: Person, ruth: Person
) -> None:
    shift = make_shift(asking)
    applied = enter_chapter(asking, person=priya)
    approve_member(applied, by=jordan)
    assert approve_member(applied, by=ruth).is_current
    assert Notice.objects.filter(kind=Notice.Kind.MEMBERSHIP_APPROVED, recipient=priya).count() == 1
    with pytest.raises(Refused):
        decline_member(applied, by=ruth)
    assert claim_shift(shift, person=priya).is_confirmed


def test_who_was_declined_is_told_and_cannot_ask_again_but_may_be_taken_in(
    asking: Chapter, priya: Person, jordan: Person
) -> None:
    applied = decline_member(enter_chapter(asking, person=priya), by=jordan)
    assert refusal_of(asking, priya).reason == Reason.NOT_A_MEMBER
    assert Notice.objects.filter(kind=Notice.Kind.MEMBERSHIP_DECLINED, recipient=priya).count() == 1
    assert approve_member(applied, by=jordan).is_current


def test_whom_somebody_removed_an_owner_alone_takes_in_again(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    removed = remove_member(membership_of(maya, carolina), by=ruth)
    with pytest.raises(Refused) as refused:
        approve_member(removed, by=jordan)
    assert str(refused.value) == "Only an owner takes in somebody who was removed."
    assert not membership_of(maya, carolina).is_current
    assert approve_member(removed, by=ruth).is_current


def test_nobody_whose_account_is_closed_is_taken_in(asking: Chapter, priya: Person, ruth: Person) -> None:
    declined = decline_member(enter_chapter(asking, person=priya), by=ruth)
    close_person(priya, by=None)
    with pytest.raises(Refused) as refused:
        approve_member(declined, by=ruth)
    assert str(refused.value) == "They cannot be taken in. Nobody signs in with this account any more."
    assert membership_of(priya, asking).state == "declined"


def test_a_closed_account_asks_no_more(asking: Chapter, priya: Person) -> None:
    applied = enter_chapter(asking, person=priya)
    close_person(priya, by=None)
    applied.refresh_from_db()
    assert applied.state == "left"


def test_a_chapter_by_invitation_takes_nobody_by_a_claim(carolina: Chapter, ruth: Person, priya: Person) -> None:
    chapter = change_chapter(carolina, by=ruth, joining="invitation")
    shift = make_shift(chapter)
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=priya)
    assert str(refused.value) == "New people join this chapter by an invitation link. Ask its organizers for one."
    invitation, _token = make_invitation(chapter, name="Club fair", by=ruth)
    assert join_by_invitation(invitation, person=priya).is_current
    assert claim_shift(shift, person=priya).is_confirmed
    assert not membership_of(priya, chapter).roles.exists()


def test_of_two_who_come_for_the_last_use_only_one_joins(carolina: Chapter, jordan: Person, priya: Person) -> None:
    invitation, token = make_invitation(carolina, name="Club fair", most_uses=1, by=jordan)
    # Both have read it while one use was left.
    theirs = Invitation.objects.get(pk=invitation.pk)
    join_by_invitation(invitation, person=priya)
    with pytest.raises(Refused) as refused:
        join_by_invitation(theirs, person=make_person("Ivy"))
    assert "This invitation was for so many people, and they joined." in str(refused.value)
    assert Invitation.objects.get().uses == 1
    assert token not in str(Invitation.objects.values())


def test_who_is_a_member_uses_nothing(carolina: Chapter, jordan: Person, maya: Person) -> None:
    invitation, _token = make_invitation(carolina, name="Club fair", by=jordan)
    join_by_invitation(invitation, person=maya)
    assert Invitation.objects.get().uses == 0


def test_one_that_ran_out_or_was_revoked_says_so(
    carolina: Chapter, jordan: Person, priya: Person, clock: time_machine.Traveller
) -> None:
    old, _token = make_invitation(carolina, name="Old", days=1, by=jordan)
    gone, _token = make_invitation(carolina, name="Gone", by=jordan)
    revoke_invitation(gone, by=jordan)
    clock.shift(timedelta(days=1))
    for invitation, words in ((old, "has run out"), (gone, "is not good any more")):
        with pytest.raises(Refused) as refused:
            join_by_invitation(invitation, person=priya)
        assert words in str(refused.value)


def test_who_was_removed_does_not_come_back_by_an_invitation(carolina: Chapter, jordan: Person, maya: Person) -> None:
    remove_member(membership_of(maya, carolina), by=jordan)
    invitation, _token = make_invitation(carolina, name="Club fair", by=jordan)
    with pytest.raises(Refused):
        join_by_invitation(invitation, person=maya)
    assert Membership.objects.get(person=maya).state == "removed"


def test_an_organizer_removes_volunteers_and_an_owner_those_with_roles(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person
) -> None:
    with pytest.raises(Refused):
        remove_member(membership_of(ruth, carolina), by=jordan)
    with pytest.raises(Refused):
        remove_member(membership_of(jordan, carolina), by=jordan)
    assert remove_member(membership_of(maya, carolina), by=jordan).state == "removed"
    assert remove_member(membership_of(jordan, carolina), by=ruth).state == "removed"
    assert Record.objects.filter(what="membership.removed").count() == 2
