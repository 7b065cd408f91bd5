"""Who could take a shift that needs people."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import draft, make_chapter, make_event, make_member, make_shift, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.rosters import ask_members
from turnout.actions.signups import claim_shift, drop_signup
from turnout.actions.trainings import add_training, grant_training
from turnout.models import Chapter, Person, Role, Shift, Signup
from turnout.rules.candidates import find_candidates, thin_shifts
from turnout.rules.claiming import load_standing, load_standings, why_not_claim


def names(shift: Shift) -> list[str]:
    return [candidate.membership.display_name for candidate in find_candidates([shift])[shift.pk]]


def test_what_lacks_people_comes_soonest_first(carolina: Chapter, maya: Person) -> None:
    later = make_shift(carolina, "2027-02-05 10:00", min_needed=1)
    sooner = make_shift(carolina, "2027-02-04 10:00", min_needed=1)
    make_shift(carolina, "2027-02-03 10:00")  # needs nobody
    make_shift(carolina, "2027-02-03 10:00", min_needed=1, event={"publish": False})
    make_shift(carolina, "2027-01-03 10:00", min_needed=1)
    claim_shift(make_shift(carolina, "2027-02-02 10:00", min_needed=1), person=maya)
    assert list(thin_shifts(carolina)) == [sooner, later]


def test_who_came_before_comes_first_then_who_has_least_to_do(carolina: Chapter, clock: Any) -> None:
    ada, bea, cal, dan = (make_member(carolina, name) for name in ("Ada", "Bea", "Cal", "Dan"))
    claim_shift(make_shift(carolina, role="Host"), person=dan)
    claim_shift(make_shift(carolina, role="Usher"), person=cal)
    clock.shift(timedelta(days=7))
    claim_shift(make_shift(carolina, "2027-02-20 10:00"), person=ada)
    shift = make_shift(carolina, "2027-02-21 10:00", role="Host", min_needed=1)
    assert names(shift) == ["Dan", "Cal", "Bea", "Ada"]
    ask_members(shift, [membership_of(bea, carolina)], by=ada)
    first, second, third, _last = find_candidates([shift])[shift.pk]
    assert (first.times_in_role, second.times_in_role, second.times_in_kind) == (1, 0, 1)
    assert (third.membership.person, third.may_be_asked, third.asks_lately) == (bea, False, 1)


def test_no_shift_asks_nothing(carolina: Chapter) -> None:
    assert find_candidates([]) == {}


def test_twenty_shifts_cost_what_one_does(carolina: Chapter, maya: Person, jordan: Person) -> None:
    event = make_event(carolina, *(draft(carolina, f"2027-02-{day:02} 10:00", min_needed=1) for day in range(4, 24)))
    shifts = list(event.shifts.select_related("event"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        find_candidates(shifts)
    assert len(asked) == 5


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "wait", "drop", "undoable", "leave", "train"]), st.integers(0, 3), st.integers(0, 4)
    ),
    max_size=14,
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_candidates_are_those_whom_the_rules_let_claim(db: None, steps: list[tuple[str, int, int]]) -> None:
    """Whatever people claimed, dropped and left: the many together are judged as each alone is."""
    from django.db import transaction

    with transaction.atomic():
        check_all(steps)
        transaction.set_rollback(True)


def check_all(steps: list[tuple[str, int, int]]) -> None:
    here, there = make_chapter("here", "Here", "America/New_York"), make_chapter("there", "There", "America/New_York")
    people = [make_member(here, f"P{n}", *([Role.ORGANIZER] if n == 0 else [])) for n in range(4)]
    at = ("10:00", "10:30", "11:00", "10:15")
    shifts = [make_shift(here, f"2027-02-04 {time}", capacity=2, min_needed=1) for time in at]
    shifts.append(make_shift(there, "2027-02-04 10:30", capacity=9))
    basics = add_training(here, name="Table basics", by=None)
    Shift.objects.filter(pk=shifts[3].pk).update(requires=basics)
    for what, who, which in steps:
        person, shift = people[who], shifts[which]
        held = Signup.objects.filter(person=person, shift=shift, state__in=Signup.CURRENT).select_related("shift")
        if what == "leave":
            end_membership(membership_of(person, here), by=person)
        elif what == "train" and membership_of(person, here).is_current:
            grant_training(membership_of(person, here), basics, by=people[0])
        elif what in {"drop", "undoable"} and (signup := held.first()):
            drop_signup(signup, by=person, undo_for=timedelta(seconds=12) if what == "undoable" else None)
        elif what in {"claim", "wait"}:
            if_full: Any = "waitlist" if what == "wait" else "fail"
            if not why_not_claim(Shift.objects.get(pk=shift.pk), load_standing(person), if_full=if_full):
                claim_shift(shift, person=person, if_full=if_full)
    rows = list(Shift.objects.filter(chapter=here).select_related("event"))
    together = find_candidates(rows)
    standings = load_standings(people)
    for person in people:
        assert standings[person.pk] == load_standing(person)
        assert standings[person.pk].trained_until == load_standing(person).trained_until
    for shift in rows:
        alone = {
            person.pk
            for person in people
            if not why_not_claim(shift, load_standing(person)) and membership_of(person, here).is_current
        }
        assert {candidate.membership.person_id for candidate in together[shift.pk]} == alone
