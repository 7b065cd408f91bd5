"""What somebody may see, and what leaving takes away."""

import pytest

from tests.builders import draft, make_event, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.memberships import grant_role
from turnout.actions.signups import claim_shift
from turnout.models import Chapter, MembershipRole, Person, Role, Visibility
from turnout.rules.viewers import NOBODY, Viewer
from turnout.rules.visibility import events_visible_to, shifts_visible_to, signups_of


@pytest.fixture
def titles(carolina: Chapter) -> set[str]:
    make_event(carolina, draft(carolina), title="Public")
    make_event(carolina, draft(carolina), title="Members", visibility=Visibility.MEMBERS)
    make_event(carolina, draft(carolina), title="Draft", publish=False)
    return {"Public", "Members", "Draft"}


def seen(viewer: Viewer) -> set[str]:
    events = set(events_visible_to(viewer).values_list("title", flat=True))
    assert events == set(shifts_visible_to(viewer).values_list("event__title", flat=True))
    return events


def test_each_role_sees_its_part(
    titles: set[str], maya: Person, jordan: Person, ruth: Person, nora: Person, leo: Person, ana: Person
) -> None:
    assert seen(NOBODY) == {"Public"}
    assert [seen(Viewer(p)) for p in (leo, ana, nora)] == [{"Public"}] * 3
    assert seen(Viewer(maya)) == {"Public", "Members"}
    assert seen(Viewer(jordan)) == seen(Viewer(ruth)) == titles


def test_a_lost_role_acts_on_the_next_request(titles: set[str], carolina: Chapter, jordan: Person) -> None:
    MembershipRole.objects.filter(membership__person=jordan).delete()
    assert seen(Viewer(jordan)) == {"Public", "Members"}
    end_membership(membership_of(jordan, carolina), by=jordan)
    assert seen(Viewer(jordan)) == {"Public"}


def test_a_token_for_one_chapter_sees_another_as_nobody_does(
    carolina: Chapter, nashville: Chapter, maya: Person
) -> None:
    make_shift(carolina, event={"title": "Members", "visibility": Visibility.MEMBERS})
    claim_shift(make_shift(nashville), person=maya)
    viewer = Viewer(maya, bound_to=nashville.pk)
    assert "Members" not in seen(viewer)
    assert (viewer.acts_in(nashville.pk), viewer.acts_in(carolina.pk)) == (True, False)


def test_signups_of_a_chapter_that_one_left_are_gone(carolina: Chapter, maya: Person) -> None:
    claim_shift(make_shift(carolina), person=maya)
    assert signups_of(Viewer(maya)).count() == 1
    end_membership(membership_of(maya, carolina), by=maya)
    assert signups_of(Viewer(maya)).count() == 0


def test_a_safeguarding_lead_is_no_organizer_by_that(carolina: Chapter, maya: Person) -> None:
    grant_role(membership_of(maya, carolina), Role.LEAD, by=None)
    assert not Viewer(maya).organizes(carolina.pk)


def test_an_inactive_account_has_no_rights(carolina: Chapter, ruth: Person) -> None:
    ruth.is_active = False
    assert Viewer(ruth).rights == {}
