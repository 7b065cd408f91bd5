"""How far one can count on somebody, in calm sentences."""

from datetime import timedelta

from time_machine import Traveller

from tests.builders import at, make_shift, membership_of
from turnout.actions.attendance import confirm_minutes, mark_attendance
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Person, Signup
from turnout.rules.people import Reliability, read_reliability

HERE, MISSED = Signup.Attendance.ATTENDED, Signup.Attendance.NO_SHOW


def test_what_maya_was_to_her_shifts(carolina: Chapter, maya: Person, jordan: Person, clock: Traveller) -> None:
    there = membership_of(maya, carolina)
    assert read_reliability(there).say() == "There is no shift to tell of yet."
    days = ("03", "04", "05", "06")
    first, second, third, off = (
        claim_shift(make_shift(carolina, f"2027-02-{day} 10:00", hours=1.5), person=maya) for day in days
    )
    drop_signup(claim_shift(make_shift(carolina, "2027-02-01 20:00"), person=maya), by=maya)
    # In good time, and by somebody else: neither is told.
    drop_signup(claim_shift(make_shift(carolina, "2027-02-08 20:00"), person=maya), by=maya)
    drop_signup(claim_shift(make_shift(carolina, "2027-02-01 22:00"), person=maya), by=jordan)
    assert read_reliability(there).say() == ("Has been at no shift yet. Dropped 1 in the last 24 hours before it.")
    # As the table and the page afterwards say it: half an hour late, 50 minutes that were confirmed, not there.
    clock.move_to(at(carolina, "2027-02-03 10:30"))
    mark_attendance(first, HERE, by=jordan)
    clock.move_to(at(carolina, "2027-02-06 10:00"))
    confirm_minutes(second, 50, by=jordan)
    mark_attendance(third, MISSED, by=jordan)
    mark_attendance(off, HERE, by=jordan)
    assert read_reliability(there) == Reliability(attended=3, missed=1, dropped_late=1, hours=timedelta(minutes=200))
    # It took place, as one said; what is written down is not cancelled any more.
    mark_attendance(off, Signup.Attendance.UNKNOWN, by=jordan)
    mark_attendance(third, Signup.Attendance.UNKNOWN, by=jordan)
    assert read_reliability(there).say() == (
        "Was at 2 shifts, 1.83 hours in all. Dropped 1 in the last 24 hours before it."
    )
    mark_attendance(third, MISSED, by=jordan)
    assert "Missed 1." in read_reliability(there).say()
