"""Whatever people do, in whatever order: nothing is lost and nothing is doubled."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from time_machine import Traveller

from tests.builders import NOW, at, draft, make_event, make_member, membership_of
from turnout.actions.departures import end_membership
from turnout.actions.places import fill_free_places, release_kept_places
from turnout.actions.removals import cancel_shift, undo_removal
from turnout.actions.rosters import move_person, promote_signup, sign_up
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup, undo_drop
from turnout.models import Chapter, Notice, Person, Record, Shift, Signup
from turnout.notices.delivery import deliver_due
from turnout.rules.claiming import IfFull, Standing, load_standing, why_closed, why_not_promote
from turnout.rules.refusals import Refused

PEOPLE, SHIFTS = 4, 3
TEN_SECONDS = timedelta(seconds=10)
Step = tuple[Any, ...]
WHERE = st.integers(0, SHIFTS - 1)


def steps_of(who: st.SearchStrategy[int]) -> list[st.SearchStrategy[Step]]:
    """What people do: claim, also twice with the same key; drop, for good or so that it can be undone; undo.

    A drop or undo is of the nth of the signups of which that can be said, so that most of them do something.
    """
    which = st.integers(0, 5)
    return [
        st.tuples(
            st.just("claim"), who, WHERE, st.sampled_from(["fail", "waitlist"]), st.booleans(),
            st.sampled_from(["", "first-tap", "second-tap"]),
        ),
        st.tuples(st.just("drop"), which),
        st.tuples(st.just("drop for now"), which),
        st.tuples(st.just("undo"), which),
        st.tuples(st.just("sign up"), who, WHERE, st.sampled_from(["fail", "waitlist"]), st.booleans()),
        st.tuples(st.just("hand over"), which, WHERE, st.booleans()),
        st.tuples(st.just("promote by hand"), which, st.booleans(), st.booleans()),
        st.tuples(st.just("work")),
    ]  # fmt: skip


ANYBODY = st.integers(0, PEOPLE - 1)
STEPS = st.one_of(
    *steps_of(ANYBODY),
    st.tuples(st.just("places"), WHERE, st.integers(0, 3)),
    st.tuples(st.just("move"), WHERE, st.sampled_from([-30, 30, 60])),
    st.tuples(st.just("cancel"), WHERE),
    st.tuples(st.just("bring back"), WHERE),
    st.tuples(st.just("leave"), ANYBODY),
    st.tuples(st.just("wait"), st.sampled_from([4, 10])),
)


@st.composite
def draw_to_and_fro(draw: st.DrawFn) -> tuple[Step, ...]:
    """Let one person try two shifts of one time, drop each for now, and then want both back."""
    who = draw(ANYBODY)
    places = draw(st.sampled_from([(0, 1), (1, 0), (1, 2), (2, 1)]))
    tried: list[Step] = []
    for where in places:
        tried += [("claim", who, where, "fail", False, ""), ("drop mine for now", who, where), ("wait", 1)]
    thought = st.tuples(st.sampled_from(["take mine back", "drop mine for now"]), st.just(who), st.sampled_from(places))
    wanted = [("take mine back", who, where) for where in draw(st.permutations(places))]
    return (*tried, *draw(st.lists(thought, max_size=2)), *wanted)


# Steps come one by one, or as a claim, a drop of a moment ago, and then anything; or as somebody's to and fro.
STORIES = st.lists(
    st.one_of(
        st.tuples(STEPS),
        st.tuples(
            st.tuples(st.just("claim"), ANYBODY, WHERE, st.just("waitlist"), st.just(False), st.just("")),
            st.tuples(st.just("drop for now"), st.integers(0, 5)),
            STEPS,
        ),
        draw_to_and_fro(),
    ),
    max_size=7,
).map(lambda stories: [step for story in stories for step in story])
OTHERS_STEPS = st.one_of(
    *steps_of(st.integers(0, PEOPLE - 2)),
    st.tuples(st.just("places"), WHERE, st.just(3)),
    st.tuples(st.just("wait"), st.just(1)),
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


def take(step: Step, people: list[Person], shifts: list[Shift], carolina: Chapter, clock: Traveller) -> None:
    """Do one step, through the action that a page would call; a refusal is an answer like another."""

    def drop(which: int, undo_for: timedelta | None = None) -> None:
        if signup := pick(Signup.objects.filter(state__in=Signup.CURRENT), which):
            drop_signup(signup, by=signup.person, undo_for=undo_for)

    def undo(which: int) -> None:
        if signup := pick(Signup.objects.filter(Signup.KEPT), which):
            undo_drop(signup, by=signup.person)

    def drop_mine(who: int, where: int) -> None:
        if (mine := find_signup(people[who], shifts[where])) and mine.is_current:
            drop_signup(mine, by=people[who], undo_for=TEN_SECONDS)

    def take_back(who: int, where: int) -> None:
        if (mine := find_signup(people[who], shifts[where])) and mine.is_kept:
            undo_drop(mine, by=people[who])

    def pick(signups: QuerySet[Signup], which: int) -> Signup | None:
        rows = list(signups.filter(person__in=people).select_related("person", "shift").order_by("id"))
        return rows[which % len(rows)] if rows else None

    def move(where: int, minutes: int) -> None:
        shift = Shift.objects.get(pk=shifts[where].pk)
        by = timedelta(minutes=minutes)
        edit_shift(shift, by=None, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by)

    def sign_somebody_up(who: int, where: int, if_full: IfFull, overlap: bool) -> None:
        member = membership_of(people[who], carolina)
        sign_up(shifts[where], member, by=people[-1], if_full=if_full, allow_overlap=overlap)

    def hand_over(which: int, where: int, overlap: bool) -> None:
        if signup := pick(Signup.objects.filter(state__in=Signup.CURRENT), which):
            move_person(signup, shifts[where], by=people[-1], allow_overlap=overlap)

    def promote(which: int, add_place: bool, overlap: bool) -> None:
        if signup := pick(Signup.objects.filter(state="waitlisted"), which):
            promote_signup(signup, by=people[-1], add_place=add_place, allow_overlap=overlap)

    def bring_back(where: int) -> None:
        if removal := Shift.objects.get(pk=shifts[where].pk).removal:
            undo_removal(removal, by=people[0])

    acts: dict[str, Callable[..., object]] = {
        "claim": lambda who, where, if_full, overlap, tap: claim_shift(
            shifts[where], person=people[who], if_full=if_full, allow_overlap=overlap, tap=tap
        ),
        "drop": drop,
        "drop for now": lambda which: drop(which, TEN_SECONDS),
        "undo": undo,
        "drop mine for now": drop_mine,
        "take mine back": take_back,
        "places": lambda where, places: edit_shift(shifts[where], by=None, capacity=places),
        "move": move,
        "cancel": lambda where: cancel_shift(shifts[where], by=people[0]),
        "bring back": bring_back,
        "leave": lambda who: end_membership(membership_of(people[who], carolina), by=people[who]),
        "wait": lambda seconds: clock.shift(timedelta(seconds=seconds)),
        "sign up": sign_somebody_up,
        "hand over": hand_over,
        "promote by hand": promote,
        "work": do_the_work,
    }
    with suppress(Refused):
        acts[step[0]](*step[1:])


def find_signup(person: Person, shift: Shift) -> Signup | None:
    return Signup.objects.filter(person=person, shift=shift).first()


def do_the_work() -> None:
    """Do what the worker does each second."""
    release_kept_places()
    deliver_due()


def read_waiting() -> set[int]:
    return set(Signup.objects.filter(state="waitlisted").values_list("pk", flat=True))


def check_promotions(step: Step, waited: set[int]) -> None:
    """A drop and more places promote at once: nobody who waited, and could take a place, waits still."""
    if step[0] not in {"drop", "places"}:
        return
    for signup in Signup.objects.filter(pk__in=waited, state="waitlisted").select_related("person", "shift__event"):
        shift = signup.shift
        assert shift.is_full or why_closed(shift) or why_not_promote(signup, load_standing(signup.person))


def check(people: list[Person]) -> None:
    fill_free_places()  # the worker's round: somebody passed over may be free by now
    for shift in Shift.objects.select_related("event"):
        signups = list(Signup.objects.filter(shift=shift).select_related("person", "shift__event"))
        assert shift.taken == sum(signup.takes_place for signup in signups) <= shift.capacity
        if not shift.is_full and not why_closed(shift):
            for signup in signups:
                if signup.is_waitlisted:
                    assert why_not_promote(signup, load_standing(signup.person)), "a free place, and somebody waits"
        if shift.is_cancelled:
            assert not any(signup.is_kept for signup in signups)
    for signup in Signup.objects.all():
        assert signup.undo_until is None or signup.is_kept
        told = list(Notice.objects.filter(signup=signup).exclude(signup_sequence=None).order_by("signup_sequence"))
        sequences = [notice.signup_sequence for notice in told]
        assert set(sequences) <= set(range(1, signup.sequence + 1))
        records = Counter(Record.objects.filter(object_id=signup.public_id).values_list("what", flat=True))
        # Each change is told but an undo, and going to another shift, which is told with that one.
        assert records.total() == signup.sequence
        quiet = records["signup.restored"] + records["signup.left"]
        assert records["signup.left"] <= signup.sequence - len(sequences) <= quiet
    for person in people:
        gone = Signup.objects.filter(person=person, person__memberships__state="left")
        assert not any(signup.is_current or signup.is_kept for signup in gone)


def check_clashes(people: list[Person]) -> None:
    """Nobody is in two places at once who did not say so, and no shift has moved or come back."""
    for person in people:
        standing = load_standing(person)
        # Whoever is on a cancelled shift is free at its time.
        careful = {
            key: signup
            for key, signup in standing.signups.items()
            if not signup.allow_overlap and not signup.shift.is_cancelled
        }
        for signup in careful.values():
            assert signup.is_waitlisted or not Standing(person, signups=careful).clash_with(signup.shift)


def check_mails(clock: Traveller) -> None:
    """When all is over, the last mail that each got of a shift says how it is."""
    clock.shift(timedelta(minutes=1))
    release_kept_places()
    fill_free_places()
    while deliver_due():
        pass
    assert not Signup.objects.filter(Signup.KEPT).exists()
    for signup in Signup.objects.select_related("shift__event"):
        if signup.shift.is_cancelled or is_elsewhere(signup):
            continue
        sent = Notice.objects.filter(signup=signup, state="sent").exclude(signup_sequence=None)
        last = sent.order_by("signup_sequence").last()
        assert last is not None
        assert (
            last.kind
            in {
                "confirmed": {"signup-confirmed", "signup-promoted", "signup-made", "signup-moved"},
                "waitlisted": {"signup-waitlisted"},
                "dropped": {"signup-dropped"},
            }[signup.state]
        )


def is_elsewhere(signup: Signup) -> bool:
    """Whether the last that became of a signup was that its person went to another shift."""
    last = Record.objects.filter(object_id=signup.public_id).order_by("id").last()
    return last is not None and last.what == "signup.left"


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


HELD, CANCELLED, THEN_ANOTHER = ("claim", 0, 1, "fail", False, ""), ("cancel", 1), ("claim", 0, 0, "fail", False, "")


@SETTINGS
@given(steps=STORIES)
@example(steps=[HELD, CANCELLED, THEN_ANOTHER])
def test_places_notices_and_records_agree_after_any_steps(
    steps: list[Step], people: list[Person], shifts: list[Shift], carolina: Chapter, clock: Traveller
) -> None:
    clock.move_to(NOW)
    has_moved = False
    with transaction.atomic():
        for step in steps:
            waited = read_waiting()
            take(step, people, shifts, carolina, clock)
            check_promotions(step, waited)
            check(people)
            has_moved = has_moved or step[0] in {"move", "bring back"}
            if not has_moved:
                check_clashes(people)
        check_mails(clock)
        transaction.set_rollback(True)
    assert shifts[0].starts_at == at(carolina, "2027-02-04 10:00")


@SETTINGS
@given(
    before=st.lists(STEPS, max_size=6), where=WHERE, meanwhile=st.lists(OTHERS_STEPS, max_size=8), again=st.booleans()
)
def test_whatever_others_do_for_nine_seconds_ivy_can_take_her_drop_back(
    before: list[Step],
    where: int,
    meanwhile: list[Step],
    again: bool,
    people: list[Person],
    shifts: list[Shift],
    carolina: Chapter,
    clock: Traveller,
) -> None:
    clock.move_to(NOW)
    ivy = people[0]
    with transaction.atomic():
        for step in before:
            take(step, people, shifts, carolina, clock)
        clock.shift(timedelta(minutes=1))
        take(("claim", 0, where, "waitlist", False, ""), people, shifts, carolina, clock)
        held = find_signup(ivy, shifts[where])
        if held and held.is_current and not Shift.objects.get(pk=shifts[where].pk).is_cancelled:
            drop_signup(held, by=ivy, undo_for=TEN_SECONDS)
            for step in meanwhile:
                take(step, people[1:], shifts, carolina, clock)
                check(people)
            if again:
                back = claim_shift(shifts[where], person=ivy, if_full="waitlist", allow_overlap=True)
            else:
                back = undo_drop(held, by=ivy)
            # Who waited may have got a place that came free meanwhile.
            assert back.state == held.state or (held.is_waitlisted and back.is_confirmed)
            check(people)
        transaction.set_rollback(True)
