"""Whatever people do, in whatever order: nothing is lost and nothing is doubled."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import at, draft, make_event, make_member, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.places import fill_free_places
from turnout.actions.shifts import cancel_shift, edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Notice, Person, Record, Shift, Signup
from turnout.rules.claiming import load_standing, why_closed, why_not_promote
from turnout.rules.refusals import Refused

PEOPLE, SHIFTS = 4, 3
Step = tuple[Any, ...]
WHO, WHERE = st.integers(0, PEOPLE - 1), st.integers(0, SHIFTS - 1)
STEPS = st.one_of(
    st.tuples(st.just("claim"), WHO, WHERE, st.sampled_from(["fail", "waitlist"]), st.booleans()),
    st.tuples(st.just("drop"), WHO, WHERE),
    st.tuples(st.just("places"), WHERE, st.integers(0, 3)),
    st.tuples(st.just("move"), WHERE, st.sampled_from([-30, 30, 60])),
    st.tuples(st.just("cancel"), WHERE),
    st.tuples(st.just("leave"), WHO),
)


@pytest.fixture
def people(carolina: Chapter) -> list[Person]:
    return [make_member(carolina, name) for name in ("Ivy", "Jo", "Kim", "Lee")]


@pytest.fixture
def shifts(carolina: Chapter) -> list[Shift]:
    """Three shifts in one morning; the second clashes with both others."""
    drafts = [
        draft(carolina, wall, capacity=1) for wall in ("2027-02-04 10:00", "2027-02-04 10:30", "2027-02-04 11:00")
    ]
    return list(make_event(carolina, *drafts).shifts.order_by("id"))


def take(step: Step, people: list[Person], shifts: list[Shift], carolina: Chapter) -> None:
    """Do one step, through the action that a page would call; a refusal is an answer like another."""

    def drop(person: Person, shift: Shift) -> None:
        signup = Signup.objects.filter(person=person, shift=shift).first()
        if signup:
            drop_signup(signup, by=person)

    def move(shift: Shift, minutes: int) -> None:
        shift = Shift.objects.get(pk=shift.pk)
        by = timedelta(minutes=minutes)
        edit_shift(shift, by=None, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by)

    acts: dict[str, Callable[..., object]] = {
        "claim": lambda who, where, if_full, overlap: claim_shift(
            shifts[where], person=people[who], if_full=if_full, allow_overlap=overlap
        ),
        "drop": lambda who, where: drop(people[who], shifts[where]),
        "places": lambda where, places: edit_shift(shifts[where], by=None, capacity=places),
        "move": lambda where, minutes: move(shifts[where], minutes),
        "cancel": lambda where: cancel_shift(shifts[where], by=people[0]),
        "leave": lambda who: end_membership(membership_of(people[who], carolina), by=people[who]),
    }
    with suppress(Refused):
        acts[step[0]](*step[1:])


def read_waiting() -> set[int]:
    return set(Signup.objects.filter(state="waitlisted").values_list("pk", flat=True))


def check_promotions(step: Step, shifts: list[Shift], waited: set[int]) -> None:
    """A drop and more places promote in their own transaction: on that shift nobody who could take a place waits."""
    where = {"drop": 2, "places": 1}.get(step[0])
    if where is None:
        return
    shift = Shift.objects.select_related("event").get(pk=shifts[step[where]].pk)
    for signup in shift.signups.filter(pk__in=waited, state="waitlisted").select_related("person", "shift__event"):
        assert shift.is_full or why_closed(shift) or why_not_promote(signup, load_standing(signup.person))


def check(people: list[Person]) -> None:
    fill_free_places()  # the worker's round: somebody passed over may be free by now
    for shift in Shift.objects.select_related("event"):
        states = Counter(Signup.objects.filter(shift=shift).values_list("state", flat=True))
        assert shift.taken == states["confirmed"] <= shift.capacity
        if not shift.is_full and not why_closed(shift):
            for signup in Signup.objects.filter(shift=shift, state="waitlisted").select_related(
                "person", "shift__event"
            ):
                assert why_not_promote(signup, load_standing(signup.person)), "a free place, and somebody waits for it"
    for signup in Signup.objects.all():
        told = Notice.objects.filter(signup=signup, signup_sequence__isnull=False)
        assert list(told.order_by("signup_sequence").values_list("signup_sequence", flat=True)) == list(
            range(1, signup.sequence + 1)
        )
        assert Record.objects.filter(object_id=signup.public_id).count() == signup.sequence
    for person in people:
        stale = Signup.objects.filter(person=person, state__in=Signup.CURRENT, person__memberships__state="left")
        assert not stale.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_places_notices_and_records_agree_after_any_steps(
    steps: list[Step],
    people: list[Person],
    shifts: list[Shift],
    carolina: Chapter,
) -> None:
    with transaction.atomic():
        for step in steps:
            waited = read_waiting()
            take(step, people, shifts, carolina)
            check_promotions(step, shifts, waited)
            check(people)
        transaction.set_rollback(True)
    assert shifts[0].starts_at == at(carolina, "2027-02-04 10:00")
