"""Handing a chapter over, and never leaving it without an owner."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import membership_of
from turnout.actions.departures import end_membership
from turnout.actions.handovers import accept_offer, decline_offer, offer_chapter, withdraw_offer
from turnout.actions.memberships import change_roles
from turnout.models import Chapter, HandOver, Membership, Notice, Person, Role
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer

# Which table a statement reads or changes.
ROW_READ = re.compile(r'(?:SELECT .*? FROM|UPDATE) "turnout_(\w+)"')


def rights(person: Person, chapter: Chapter) -> set[str]:
    return set(Viewer(person).rights.get(chapter.pk, ()))


@pytest.fixture
def offer(carolina: Chapter, ruth: Person, maya: Person) -> HandOver:
    return offer_chapter(membership_of(maya, carolina), by=ruth)


@pytest.mark.parametrize(("keeps", "stays"), [("organizer", {"organizer"}), ("nothing", set())])
def test_maya_takes_the_chapter_over(
    carolina: Chapter, ruth: Person, maya: Person, keeps: str, stays: set[str]
) -> None:
    offer = offer_chapter(membership_of(maya, carolina), by=ruth, keeps=keeps)
    assert (rights(ruth, carolina), rights(maya, carolina)) == ({"owner"}, set())
    accept_offer(offer, by=maya)
    assert (rights(ruth, carolina), rights(maya, carolina)) == (stays, {"owner"})
    told = Notice.objects.filter(kind__startswith="hand-over").order_by("id")
    assert [(notice.kind, notice.recipient) for notice in told] == [
        ("hand-over-offered", ruth), ("hand-over-offered", maya), ("hand-over-done", ruth), ("hand-over-done", maya),
    ]  # fmt: skip


def test_of_an_acceptance_and_a_withdrawal_only_the_first_counts(
    carolina: Chapter, ruth: Person, maya: Person, offer: HandOver
) -> None:
    # Both have the offer before them as it was.
    theirs = HandOver.objects.get(pk=offer.pk)
    withdraw_offer(offer, by=ruth)
    with pytest.raises(Refused) as refused:
        accept_offer(theirs, by=maya)
    assert str(refused.value) == "This was withdrawn."
    again = offer_chapter(membership_of(maya, carolina), by=ruth)
    accept_offer(again, by=maya)
    with pytest.raises(Refused):
        withdraw_offer(again, by=ruth)
    assert rights(maya, carolina) == {"owner"}


def test_people_are_locked_first_then_the_owners_then_the_offer(
    carolina: Chapter, ruth: Person, maya: Person, offer: HandOver
) -> None:
    """The same way round wherever an offer is made or answered: two never wait for each other in a circle."""
    acts: list[Callable[[], HandOver]] = [
        lambda: withdraw_offer(offer, by=ruth),
        lambda: offer_chapter(membership_of(maya, carolina), by=ruth),
        lambda: decline_offer(HandOver.objects.get(state="offered"), by=maya),
    ]
    for act in acts:
        with CaptureQueriesContext(connection) as queries:
            act()
        tables = [found[1] for query in queries if (found := ROW_READ.match(query["sql"]))]
        tables = tables[tables.index("person") :]
        assert tables.index("membershiprole") < tables.index("handover")


def test_an_offer_runs_out_after_fourteen_days(
    carolina: Chapter, ruth: Person, maya: Person, offer: HandOver, clock: time_machine.Traveller
) -> None:
    with pytest.raises(Refused) as refused:
        offer_chapter(membership_of(maya, carolina), by=ruth)
    assert "offered to somebody already" in str(refused.value)
    clock.shift(timedelta(days=14))
    with pytest.raises(Refused) as refused:
        accept_offer(offer, by=maya)
    assert str(refused.value) == "This has run out. It can be offered again."
    assert offer_chapter(membership_of(maya, carolina), by=ruth).state == "offered"
    offer.refresh_from_db()
    assert offer.state == "expired"


def test_nobody_else_answers_it(carolina: Chapter, jordan: Person, maya: Person, offer: HandOver) -> None:
    for act in (accept_offer, decline_offer, withdraw_offer):
        with pytest.raises(Refused):
            act(offer, by=jordan)
    assert decline_offer(offer, by=maya).state == "declined"


def test_who_is_no_owner_any_more_hands_nothing_over(
    carolina: Chapter, ruth: Person, jordan: Person, maya: Person, offer: HandOver
) -> None:
    change_roles(membership_of(jordan, carolina), give=[Role.OWNER], by=ruth)
    change_roles(membership_of(ruth, carolina), take=[Role.OWNER], by=jordan)
    with pytest.raises(Refused) as refused:
        accept_offer(offer, by=maya)
    assert str(refused.value) == "Who offered it does not own the chapter any more."


def test_who_is_no_owner_any_more_gives_no_roles_and_removes_nobody_with_one(
    carolina: Chapter, ruth: Person, jordan: Person, maya: Person
) -> None:
    """Asked under the locks: the page looked before, when Ruth was one."""
    change_roles(membership_of(maya, carolina), give=[Role.OWNER], by=ruth)
    change_roles(membership_of(ruth, carolina), take=[Role.OWNER], by=maya)
    with pytest.raises(Refused) as refused:
        change_roles(membership_of(ruth, carolina), give=[Role.OWNER], by=ruth)
    assert str(refused.value) == "Only an owner gives and takes roles."
    with pytest.raises(Refused) as refused:
        end_membership(membership_of(jordan, carolina), by=ruth, state=Membership.State.REMOVED)
    assert str(refused.value) == "Only an owner removes somebody with a role."
    assert (rights(ruth, carolina), rights(jordan, carolina)) == (set(), {"organizer"})
    change_roles(membership_of(ruth, carolina), give=[Role.OWNER], by=None)
    assert rights(ruth, carolina) == {"owner"}


def test_the_last_owner_cannot_be_lost(carolina: Chapter, ruth: Person, jordan: Person) -> None:
    with pytest.raises(Refused) as refused:
        change_roles(membership_of(ruth, carolina), take=[Role.OWNER], by=ruth)
    assert refused.value.reason == Reason.LAST_OWNER
    with pytest.raises(Refused) as refused:
        end_membership(membership_of(ruth, carolina), by=ruth)
    assert refused.value.reason == Reason.LAST_OWNER
    change_roles(membership_of(jordan, carolina), give=[Role.OWNER], by=ruth)
    end_membership(membership_of(ruth, carolina), by=ruth)
    assert Viewer(jordan).owns(carolina.pk)
