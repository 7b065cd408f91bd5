"""Leaving a chapter."""

from tests.builders import make_member, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, Membership, Person, Role, Signup
from turnout.rules.viewers import Viewer


def test_who_leaves_gives_places_to_those_who_wait(
    carolina: Chapter, nashville: Chapter, maya: Person, jordan: Person
) -> None:
    here, there = make_shift(carolina, capacity=1), make_shift(nashville, "2027-02-05 10:00")
    claim_shift(here, person=maya)
    claim_shift(there, person=maya)
    claim_shift(here, person=jordan, if_full="waitlist")
    end_membership(membership_of(maya, carolina), by=maya)
    states = {(s.person_id, s.shift_id): s.state for s in Signup.objects.all()}
    assert states == {
        (maya.pk, here.pk): "dropped",
        (jordan.pk, here.pk): "confirmed",
        (maya.pk, there.pk): "confirmed",
    }


def test_roles_go_with_the_membership(carolina: Chapter, ruth: Person) -> None:
    ivy = make_member(carolina, "Ivy", Role.ORGANIZER, Role.OWNER)
    assert Viewer(ivy).organizes(carolina.pk)
    end_membership(membership_of(ivy, carolina), by=ivy)
    assert not Viewer(ivy).organizes(carolina.pk)
    assert not Viewer(ivy).is_member(carolina.pk)


def test_who_left_comes_back_by_a_claim_without_the_old_roles(carolina: Chapter, nora: Person) -> None:
    claim_shift(make_shift(carolina), person=nora)
    membership = Membership.objects.get(person=nora)
    assert (membership.state, membership.ended_at, membership.roles.count()) == ("active", None, 0)


def test_leaving_twice_is_leaving_once(carolina: Chapter, nora: Person) -> None:
    ended = membership_of(nora, carolina).ended_at
    end_membership(membership_of(nora, carolina), by=nora)
    assert membership_of(nora, carolina).ended_at == ended
