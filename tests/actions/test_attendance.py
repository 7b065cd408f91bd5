"""Who was there: taps at the table, walk-ins, check-in at a poster, and hours that are confirmed."""

from datetime import datetime, timedelta

import pytest
from time_machine import Traveller

from tests.builders import at, make_member, make_shift
from turnout.actions.attendance import add_walk_in, check_in, check_out, confirm_minutes, mark_attendance
from turnout.actions.posters import make_poster, renew_poster
from turnout.actions.removals import cancel_shift
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Person, Poster, Record, Shift, Signup, WalkIn
from turnout.rules.hours import count_minutes
from turnout.rules.refusals import Reason, Refused

KEY = "0d4fbc5e-6f0b-4a3c-9f1e-1d2c3b4a5f60"
HERE, MISSED, UNKNOWN = Signup.Attendance.ATTENDED, Signup.Attendance.NO_SHOW, Signup.Attendance.UNKNOWN


@pytest.fixture
def shift(carolina: Chapter) -> Shift:
    """Two hours on Thursday from ten on, in the Pit."""
    return make_shift(carolina, hours=2)


@pytest.fixture
def place(shift: Shift, maya: Person) -> Signup:
    return claim_shift(shift, person=maya)


@pytest.fixture
def poster(shift: Shift, jordan: Person) -> Poster:
    return make_poster(shift.event, by=jordan)


def clock_at(clock: Traveller, chapter: Chapter, wall: str) -> datetime:
    """Move the clock to a time of that Thursday and return it."""
    moment = at(chapter, f"2027-02-04 {wall}")
    clock.move_to(moment)
    return moment


def refusal_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    return refused.value.reason.value, str(refused.value)


def test_one_tap_says_who_is_here_and_from_when(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    ten_past = clock_at(clock, carolina, "10:10")
    marked = mark_attendance(place, HERE, by=jordan)
    assert (marked.attendance, marked.attendance_by, marked.checked_in_at) == (HERE, "organizer", ten_past)
    assert count_minutes(marked) == 110
    assert Record.objects.filter(what="signup.marked", actor=jordan, object_id=place.public_id).count() == 1


def test_a_tap_can_be_taken_back_and_made_another(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "10:10")
    for word in (HERE, UNKNOWN, MISSED, UNKNOWN):
        marked = mark_attendance(place, word, by=jordan)
        clock.shift(10)
    assert (marked.attendance, marked.checked_in_at, count_minutes(marked)) == (UNKNOWN, None, 0)


def test_a_tap_that_comes_twice_does_its_work_once(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "10:10")
    mark_attendance(place, HERE, by=jordan, tap=KEY)
    clock.shift(60)
    mark_attendance(place, UNKNOWN, by=jordan)
    clock.shift(60)
    assert mark_attendance(place, HERE, by=jordan, tap=KEY).attendance == UNKNOWN
    assert Record.objects.filter(what="signup.marked").count() == 2


def test_a_key_that_was_for_somebody_else_is_refused(
    carolina: Chapter, shift: Shift, place: Signup, ruth: Person, jordan: Person, clock: Traveller
) -> None:
    other = claim_shift(shift, person=ruth)
    clock_at(clock, carolina, "10:10")
    mark_attendance(place, HERE, by=jordan, tap=KEY)
    with pytest.raises(Refused) as refused:
        mark_attendance(other, HERE, by=jordan, tap=KEY)
    assert refusal_of(refused) == ("invalid", "That tap was for something else. Load the page again.")


def test_a_tap_of_a_phone_that_was_offline_counts_from_when_it_was_made(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    made = clock_at(clock, carolina, "10:02")
    clock_at(clock, carolina, "10:12")
    assert mark_attendance(place, HERE, by=jordan, at=made).checked_in_at == made


def test_the_tap_that_was_made_last_counts_whichever_arrives_first(
    carolina: Chapter, place: Signup, jordan: Person, ruth: Person, clock: Traveller
) -> None:
    early = clock_at(clock, carolina, "10:02")
    clock_at(clock, carolina, "10:05")
    mark_attendance(place, HERE, by=ruth)
    clock_at(clock, carolina, "10:12")
    with pytest.raises(Refused) as refused:
        mark_attendance(place, MISSED, by=jordan, at=early)
    assert refusal_of(refused) == (
        "changed-meanwhile",
        "Somebody else marked this at 10:05 AM, after your tap. Look once more.",
    )
    assert mark_attendance(place, HERE, by=jordan, at=early).checked_in_at == at(carolina, "2027-02-04 10:05")


def test_a_mark_that_is_said_once_more_stands_against_what_was_tapped_before(
    carolina: Chapter, place: Signup, jordan: Person, ruth: Person, clock: Traveller
) -> None:
    came = clock_at(clock, carolina, "10:00")
    mark_attendance(place, HERE, by=jordan)
    waiting = clock_at(clock, carolina, "10:05")
    again = clock_at(clock, carolina, "10:10")
    marked = mark_attendance(place, HERE, by=jordan)
    assert (marked.checked_in_at, marked.attendance_at) == (came, again)
    with pytest.raises(Refused) as refused:
        mark_attendance(place, MISSED, by=ruth, at=waiting)
    assert refusal_of(refused)[0] == "changed-meanwhile"
    assert Record.objects.filter(what="signup.marked").count() == 1


def test_what_somebody_said_of_themselves_is_the_organizers_word_once_they_say_so_too(
    carolina: Chapter, place: Signup, poster: Poster, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "10:00")
    check_in(place, poster)
    came = clock_at(clock, carolina, "10:05")
    marked = mark_attendance(place, HERE, by=jordan)
    assert (marked.attendance_at, marked.attendance_by) == (came, "organizer")
    assert marked.checked_in_at == at(carolina, "2027-02-04 10:00")


@pytest.mark.parametrize(
    ("when", "made", "said"),
    [
        ("10:00", "10:02", "That time is still to come."),
        ("10:00", "2027-02-03 23:00", "This shift is on Thursday, February 4, 2027. Wait until then."),
    ],
)
def test_a_tap_was_not_made_in_the_future_nor_before_the_day(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller, when: str, made: str, said: str
) -> None:
    clock_at(clock, carolina, when)
    moment = at(carolina, made if len(made) > 5 else f"2027-02-04 {made}")
    with pytest.raises(Refused) as refused:
        mark_attendance(place, HERE, by=jordan, at=moment)
    assert str(refused.value) == said


def test_a_phone_whose_clock_is_a_little_ahead_is_believed(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    now = clock_at(clock, carolina, "10:10")
    assert mark_attendance(place, HERE, by=jordan, at=now + timedelta(seconds=40)).checked_in_at == now


def test_minutes_are_confirmed_from_half_an_hour_before_the_start_on(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "09:29")
    with pytest.raises(Refused) as refused:
        confirm_minutes(place, 60, by=jordan)
    assert refusal_of(refused) == ("wrong-state", "This shift begins at 10:00 AM. Wait until then.")
    clock_at(clock, carolina, "09:30")
    assert confirm_minutes(place, 60, by=jordan).confirmed_minutes == 60


def test_nobody_missed_a_shift_that_has_not_begun(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "09:55")
    with pytest.raises(Refused) as refused:
        mark_attendance(place, MISSED, by=jordan)
    assert refusal_of(refused) == ("wrong-state", "This shift begins at 10:00 AM. Wait until then.")
    mark_attendance(place, HERE, by=jordan)


def test_who_is_marked_after_the_end_was_there_all_along(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "18:00")
    marked = mark_attendance(place, HERE, by=jordan)
    assert (marked.checked_in_at, count_minutes(marked)) == (None, 120)


def test_who_dropped_is_not_marked(
    carolina: Chapter, place: Signup, maya: Person, jordan: Person, clock: Traveller
) -> None:
    drop_signup(place, by=maya)
    clock_at(clock, carolina, "10:10")
    with pytest.raises(Refused) as refused:
        mark_attendance(place, HERE, by=jordan)
    assert refusal_of(refused) == (
        "not-signed-up",
        "They are not on this shift any more. Add them by name if they came.",
    )


def test_nobody_is_at_a_cancelled_shift(
    carolina: Chapter, shift: Shift, place: Signup, jordan: Person, clock: Traveller
) -> None:
    cancel_shift(shift, by=jordan)
    clock_at(clock, carolina, "10:10")
    for act in (lambda: mark_attendance(place, HERE, by=jordan), lambda: add_walk_in(shift, "Sam", by=jordan)):
        with pytest.raises(Refused, match="cancelled"):
            act()


# --- walk-ins


def test_a_walk_in_is_a_name_that_takes_no_place(
    carolina: Chapter, shift: Shift, jordan: Person, clock: Traveller
) -> None:
    now = clock_at(clock, carolina, "10:30")
    walk_in = add_walk_in(shift, "  Sam   of the  choir ", by=jordan)
    assert (walk_in.name, walk_in.checked_in_at, count_minutes(walk_in)) == ("Sam of the choir", now, 90)
    shift.refresh_from_db()
    assert shift.taken == 0
    gone = mark_attendance(walk_in, MISSED, by=jordan)
    assert (gone.attendance, count_minutes(gone)) == (UNKNOWN, 0)
    gone.refresh_from_db()
    assert gone.name == ""
    with pytest.raises(Refused) as refused:
        mark_attendance(gone, HERE, by=jordan)
    assert str(refused.value) == "This name was taken back. Add it again."


def test_a_name_that_is_sent_twice_is_added_once(
    carolina: Chapter, shift: Shift, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "10:30")
    first, second = (add_walk_in(shift, "Sam", by=jordan, tap=KEY) for _n in range(2))
    assert (first.pk, WalkIn.objects.count()) == (second.pk, 1)


@pytest.mark.parametrize("name", ["", "   "])
def test_a_walk_in_has_a_name(carolina: Chapter, shift: Shift, jordan: Person, clock: Traveller, name: str) -> None:
    clock_at(clock, carolina, "10:30")
    with pytest.raises(Refused) as refused:
        add_walk_in(shift, name, by=jordan)
    assert (refused.value.field, str(refused.value)) == ("name", "Type a name. A made-up one is fine.")


# --- at the poster


def test_check_in_and_check_out_give_the_hours_between(
    carolina: Chapter, place: Signup, poster: Poster, clock: Traveller
) -> None:
    clock_at(clock, carolina, "09:40")
    check_in(place, poster)
    clock_at(clock, carolina, "11:29")
    check_in(place, poster)
    out = check_out(place, poster)
    # From ten o'clock on; a minute that was begun counts whole.
    clock.shift(30)
    assert (out.attendance_by, count_minutes(out)) == ("self", 89)
    assert check_out(place, poster).checked_out_at == at(carolina, "2027-02-04 11:29")


@pytest.mark.parametrize("wall", ["09:29", "12:00"])
def test_check_in_counts_only_at_its_time(
    carolina: Chapter, place: Signup, poster: Poster, clock: Traveller, wall: str
) -> None:
    clock_at(clock, carolina, wall)
    with pytest.raises(Refused) as refused:
        check_in(place, poster)
    assert refusal_of(refused) == ("wrong-state", "You can check in from 9:30 AM to 12:00 PM.")


def test_an_old_poster_checks_nobody_in(
    carolina: Chapter, place: Signup, poster: Poster, jordan: Person, clock: Traveller
) -> None:
    fresh = renew_poster(place.shift.event, by=jordan)
    clock_at(clock, carolina, "10:10")
    with pytest.raises(Refused) as refused:
        check_in(place, poster)
    assert refusal_of(refused) == ("wrong-state", "This poster is out of date. Ask at the table for the new one.")
    assert check_in(place, fresh).is_here


def test_a_poster_of_something_else_checks_nobody_in(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    other = make_shift(carolina, event={"site": "Davis Library"})
    clock_at(clock, carolina, "10:10")
    for of in (other.event, other.event.site):
        assert of
        with pytest.raises(Refused) as refused:
            check_in(place, make_poster(of, by=jordan))
        assert refusal_of(refused) == ("invalid", "This poster is for something else.")
    assert place.shift.event.site
    assert check_in(place, make_poster(place.shift.event.site, by=jordan)).is_here


@pytest.mark.parametrize("organizer_first", [True, False])
def test_what_an_organizer_said_stands_against_a_check_in(
    carolina: Chapter, place: Signup, poster: Poster, jordan: Person, clock: Traveller, organizer_first: bool
) -> None:
    clock_at(clock, carolina, "10:10")
    if organizer_first:
        mark_attendance(place, MISSED, by=jordan)
        with pytest.raises(Refused) as refused:
            check_in(place, poster)
        assert refusal_of(refused) == ("wrong-state", "You were marked as missed. See the organizer at the table.")
    else:
        check_in(place, poster)
        mark_attendance(place, MISSED, by=jordan)
    place.refresh_from_db()
    assert (place.attendance, place.checked_in_at) == (MISSED, None)


def test_who_is_not_confirmed_does_not_check_in(
    carolina: Chapter, shift: Shift, poster: Poster, clock: Traveller, jordan: Person, ruth: Person
) -> None:
    for person in (ruth, jordan):
        claim_shift(shift, person=person)
    waiting = claim_shift(shift, person=make_member(carolina, "Sol"), if_full="waitlist")
    clock_at(clock, carolina, "10:10")
    with pytest.raises(Refused) as refused:
        check_in(waiting, poster)
    assert refusal_of(refused) == ("not-signed-up", "You have no place on this shift. See the organizer at the table.")


def test_who_never_checked_in_does_not_check_out(
    carolina: Chapter, place: Signup, poster: Poster, clock: Traveller
) -> None:
    clock_at(clock, carolina, "10:10")
    with pytest.raises(Refused, match="You did not check in"):
        check_out(place, poster)


# --- what an organizer confirms


def test_confirmed_minutes_count_instead_of_the_clock(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller
) -> None:
    clock_at(clock, carolina, "18:00")
    assert count_minutes(confirm_minutes(place, 150, by=jordan)) == 150
    assert count_minutes(confirm_minutes(place, None, by=jordan)) == 120


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_confirmed_minutes_are_some_and_no_more_than_a_day(
    carolina: Chapter, place: Signup, jordan: Person, clock: Traveller, minutes: int
) -> None:
    clock_at(clock, carolina, "18:00")
    with pytest.raises(Refused) as refused:
        confirm_minutes(place, minutes, by=jordan)
    assert (refused.value.reason, refused.value.field) == (Reason.INVALID, "minutes")
