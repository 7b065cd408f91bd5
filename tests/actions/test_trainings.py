"""Trainings: held by being there or by an organizer's word, asked for by shifts, run out by the day."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from time_machine import Traveller

from tests.builders import draft, make_event, make_shift, membership_of
from turnout.actions.attendance import check_in, confirm_minutes, mark_attendance
from turnout.actions.posters import make_poster
from turnout.actions.removals import delete_event
from turnout.actions.rosters import ask_members, move_person, promote_signup, sign_up
from turnout.actions.shifts import edit_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.actions.trainings import (
    add_training,
    change_training,
    grant_training,
    remove_training,
    revoke_completion,
)
from turnout.models import Chapter, Completion, Kind, Person, Record, Shift, Signup, Training
from turnout.rules.candidates import find_candidates
from turnout.rules.claiming import load_standing, why_not_claim
from turnout.rules.refusals import Reason, Refused

HERE, MISSED, UNKNOWN = Signup.Attendance.ATTENDED, Signup.Attendance.NO_SHOW, Signup.Attendance.UNKNOWN
Attend = Callable[..., Signup]


@pytest.fixture
def basics(carolina: Chapter) -> Training:
    return add_training(carolina, name="Table basics", valid_months=12, by=None)


def refusal_of(shift: Shift, person: Person) -> Refused:
    with pytest.raises(Refused) as refused:
        claim_shift(shift, person=person)
    return refused.value


@pytest.fixture
def attend(carolina: Chapter, jordan: Person, clock: Traveller) -> Attend:
    def mark(shift: Shift, person: Person, attendance: str = HERE) -> Signup:
        """Say who was at a shift, or was not, as Jordan does at the table."""
        signup = Signup.objects.filter(shift=shift, person=person).first() or claim_shift(shift, person=person)
        clock.move_to(max(timezone.now(), shift.starts_at))
        return mark_attendance(signup, attendance, by=jordan)

    return mark


def make_training(chapter: Chapter, title: str = " table  BASICS ", starts: str = "2027-02-02 18:00") -> Shift:
    return make_shift(chapter, starts, role="Trainee", event={"title": title, "kind": Kind.TRAINING})


def test_a_claim_without_the_training_says_where_and_when_the_next_one_is(
    carolina: Chapter, maya: Person, basics: Training
) -> None:
    shift = make_shift(carolina, requires=basics)
    refusal = refusal_of(shift, maya)
    assert refusal.reason == Reason.TRAINING_MISSING
    assert str(refusal) == "This needs the training “Table basics”. No date is set for it yet."
    make_training(carolina, "Vigil")
    after = make_training(carolina)
    refusal = refusal_of(shift, maya)
    assert str(refusal) == (
        "This needs the training “Table basics”. The next one: Tuesday, February 2, 6:00 PM to 7:00 PM EST, "
        "Near the library."
    )
    assert refusal.facts["next_training"] == after


def test_a_training_that_she_could_not_claim_is_not_offered(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training
) -> None:
    full = make_training(carolina, starts="2027-02-02 18:00")
    edit_shift(full, by=None, capacity=1)
    claim_shift(full, person=jordan)
    asks_for_itself = make_training(carolina, starts="2027-02-02 20:00")
    edit_shift(asks_for_itself, by=None, requires=basics)
    later = make_training(carolina, starts="2027-02-03 18:00")
    assert refusal_of(make_shift(carolina, requires=basics), maya).facts["next_training"] == later


def test_being_there_grants_it_and_a_correction_takes_it_back(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training, attend: Attend
) -> None:
    training = make_training(carolina)
    signup = attend(training, maya)
    held = Completion.objects.get()
    assert (held.completed_on, held.expires_on, held.signup) == (date(2027, 2, 2), date(2028, 2, 2), signup)
    assert claim_shift(make_shift(carolina, requires=basics), person=maya).is_confirmed
    attend(training, maya, MISSED)
    assert Completion.objects.get().revoked_at is not None
    assert refusal_of(make_shift(carolina, "2027-02-05 10:00", requires=basics), maya).reason == "training-missing"
    attend(training, maya)
    assert Completion.objects.get().revoked_at is None
    records = Record.objects.filter(object_type="completion").order_by("id").values_list("what", "actor")
    whats = ["completion.granted", "completion.revoked", "completion.granted"]
    assert list(records) == [(what, jordan.pk) for what in whats]


def test_checking_in_at_the_poster_grants_it_too(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training, clock: Traveller
) -> None:
    training = make_training(carolina)
    signup, poster = claim_shift(training, person=maya), make_poster(training.event, by=jordan)
    clock.move_to(training.starts_at)
    check_in(signup, poster)
    check_in(signup, poster)
    assert Completion.objects.get().signup == signup
    assert Record.objects.get(object_type="completion").actor == maya


def test_hours_that_are_confirmed_grant_it_and_never_what_was_taken_back(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training, clock: Traveller
) -> None:
    training = make_training(carolina)
    signup = claim_shift(training, person=maya)
    clock.move_to(training.ends_at)
    confirm_minutes(signup, 50, by=jordan)
    revoke_completion(Completion.objects.get(), by=jordan)
    confirm_minutes(signup, 40, by=jordan)
    assert Completion.objects.get().revoked_at is not None


def test_a_correction_takes_back_what_that_attendance_gave_and_nothing_else(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training, attend: Attend
) -> None:
    first, second = make_training(carolina), make_training(carolina, starts="2027-02-02 20:00")
    attend(first, maya)
    attend(second, maya)
    said = grant_training(membership_of(maya, carolina), basics, by=jordan)
    attend(first, maya, UNKNOWN)
    rows = Completion.objects.order_by("id").values_list("signup__shift", "revoked_at")
    assert [(shift, bool(revoked)) for shift, revoked in rows] == [(first.pk, True), (second.pk, False), (None, False)]
    attend(second, maya, MISSED)
    assert list(Completion.objects.filter(revoked_at=None)) == [said]
    assert claim_shift(make_shift(carolina, requires=basics), person=maya).is_confirmed


def test_whichever_way_somebody_comes_on_a_shift_the_training_is_asked_for(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training
) -> None:
    shift = make_shift(carolina, requires=basics, min_needed=3, capacity=3)
    member, waiting = membership_of(maya, carolina), make_shift(carolina, "2027-02-06 10:00", capacity=1)
    held = claim_shift(make_shift(carolina, "2027-02-05 10:00"), person=maya)
    claim_shift(waiting, person=jordan)
    waits = claim_shift(waiting, person=maya, if_full="waitlist")
    edit_shift(waiting, by=jordan, requires=basics)
    ways: dict[str, Callable[[], object]] = {
        "claim": lambda: claim_shift(shift, person=maya),
        "sign up": lambda: sign_up(shift, member, by=jordan),
        "move": lambda: move_person(held, shift, by=jordan),
        "promote": lambda: promote_signup(waits, by=jordan, add_place=True),
    }
    for way, take in ways.items():
        with pytest.raises(Refused) as refused:
            take()
        assert (way, refused.value.reason) == (way, Reason.TRAINING_MISSING)
        if way != "claim":
            assert str(refused.value) == "Maya does not hold the training “Table basics” on that day."
    assert member not in [candidate.membership for candidate in find_candidates([shift])[shift.pk]]
    assert ask_members(shift, [member], by=jordan) == ([], 1)
    grant_training(member, basics, by=jordan)
    assert member in [candidate.membership for candidate in find_candidates([shift])[shift.pk]]
    promote_signup(waits, by=jordan, add_place=True)
    assert move_person(held, shift, by=jordan).is_confirmed


def test_an_event_of_another_kind_or_name_grants_nothing(
    carolina: Chapter, maya: Person, basics: Training, attend: Attend
) -> None:
    attend(make_training(carolina, "Cash handling"), maya)
    attend(make_shift(carolina, event={"title": "Table basics", "kind": Kind.LECTURE}), maya)
    assert not Completion.objects.exists()


def test_it_counts_to_the_end_of_its_last_day_and_no_longer(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training
) -> None:
    change_training(basics, valid_months=1, by=jordan)
    basics.refresh_from_db()
    grant_training(membership_of(maya, carolina), basics, completed_on=date(2027, 1, 31), by=jordan)
    assert Completion.objects.get().expires_on == date(2027, 2, 28)
    standing = load_standing(maya)
    last = make_shift(carolina, "2027-02-28 23:30", requires=basics)
    assert why_not_claim(last, standing) is None
    late = refusal_of(make_shift(carolina, "2027-03-01 00:00", requires=basics), maya)
    assert str(late).startswith("Your training “Table basics” runs out before.")


def test_a_longer_validity_changes_nothing_that_was_completed(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training
) -> None:
    held = grant_training(membership_of(maya, carolina), basics, by=jordan)
    change_training(basics, valid_months=None, by=jordan)
    held.refresh_from_db()
    assert held.expires_on == date(2028, 2, 1)


def test_the_waitlist_passes_over_who_lacks_it_until_it_is_granted(
    carolina: Chapter, maya: Person, jordan: Person, ruth: Person, basics: Training
) -> None:
    shift = make_shift(carolina, capacity=1)
    first = claim_shift(shift, person=ruth)
    waiting = claim_shift(shift, person=maya, if_full="waitlist")
    edit_shift(shift, by=jordan, requires=basics)
    drop_signup(first, by=ruth)
    waiting.refresh_from_db()
    assert waiting.is_waitlisted
    grant_training(membership_of(maya, carolina), basics, by=jordan)
    waiting.refresh_from_db()
    assert waiting.is_confirmed


def test_asked_twice_it_is_one_and_a_revoked_one_does_not_count(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training
) -> None:
    held = grant_training(membership_of(maya, carolina), basics, by=jordan)
    assert grant_training(membership_of(maya, carolina), basics, by=jordan) == held
    revoke_completion(held, by=jordan)
    assert refusal_of(make_shift(carolina, requires=basics), maya).reason == "training-missing"


@pytest.mark.parametrize("day", [date(2027, 2, 2), date(1999, 12, 31)])
def test_a_day_that_is_not_yet_or_too_long_ago_is_refused(
    carolina: Chapter, maya: Person, jordan: Person, basics: Training, day: date
) -> None:
    with pytest.raises(Refused) as refused:
        grant_training(membership_of(maya, carolina), basics, completed_on=day, by=jordan)
    assert refused.value.field == "completed_on"


def test_names_are_one_whatever_their_case_and_blanks(carolina: Chapter, basics: Training) -> None:
    with pytest.raises(Refused) as refused:
        add_training(carolina, name="TABLE   basics", by=None)
    assert (refused.value.field, str(refused.value)) == ("name", "There is a training of this name already.")


def test_one_that_is_needed_stays(carolina: Chapter, jordan: Person, basics: Training) -> None:
    event = make_event(carolina, draft(carolina, requires=basics))
    with pytest.raises(Refused):
        remove_training(basics, by=jordan)
    delete_event(event, by=jordan)
    with pytest.raises(Refused):
        remove_training(basics, by=jordan)
    remove_training(add_training(carolina, name="Cash handling", by=None), by=jordan)
    assert list(carolina.trainings.all()) == [basics]
