"""Who was there: taps at the table, check-in and check-out at a poster, and hours that an organizer confirms.

Whatever says so, a page, the API or a phone that was offline, comes through here. The last tap counts, by the time at
which it was made; what an organizer said stands against whoever checks in by themselves.
"""

from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Attended, Person, Poster, Shift, Signup, WalkIn
from turnout.rules.attendance import (
    why_not_check_in,
    why_not_check_out,
    why_not_confirm,
    why_not_mark,
    why_shift_closed,
    why_wrong_time,
)
from turnout.rules.hours import MOST_MINUTES
from turnout.rules.refusals import Reason, Refused

from .locks import lock_people, lock_shift
from .records import write_record
from .taps import find_row, keep_tap
from .trainings import grant_for_attendance

Row = TypeVar("Row", bound=Signup | WalkIn)

MOST_WALK_INS = 500
FIELDS = ("attendance", "checked_in_at", "checked_out_at", "confirmed_minutes")


@transaction.atomic
def mark_attendance(row: Row, attendance: str, *, by: Person, at: datetime | None = None, tap: str = "") -> Row:
    """Say as an organizer that somebody is here, is not, or that it is not known after all.

    `at` is when the tap was made, now where nothing is said. A tap that comes again with the same key has done its work
    and returns the row as it is now. Raises `Refused` with the reason of `rules.attendance.why_not_mark`.
    """
    row = _lock(row, by=by)
    # Only now: whoever waited for the lock taps after the one before.
    now = timezone.now()
    if isinstance(row, WalkIn) and attendance == Attended.Attendance.NO_SHOW:
        attendance = Attended.Attendance.UNKNOWN  # nobody waited for them: the name is taken back
    if find_row(by, tap, type(row), row.pk):
        return row
    at = at or now
    if refusal := why_not_mark(row, row.shift, attendance, at=at, now=now):
        raise refusal
    at = min(at, now)
    if row.attendance != attendance:
        is_here = attendance == Attended.Attendance.ATTENDED
        # Somebody who is marked after the end was there all along.
        row.checked_in_at = at if is_here and at < row.shift.ends_at else None
        row.checked_out_at = row.confirmed_minutes = None
        if isinstance(row, WalkIn) and not is_here:
            row.name = ""  # the row stays for the taps that led to it
        _say(row, attendance, Attended.SaidBy.ORGANIZER, at=at, by=by)
    elif row.attendance_at is None or at > row.attendance_at:
        # Said once more: a tap that was made before, and comes later, does not undo it.
        row.attendance_at, row.attendance_by = at, Attended.SaidBy.ORGANIZER
        row.save(update_fields=["attendance_at", "attendance_by"])
    keep_tap(by, tap, row)
    return row


@transaction.atomic
def add_walk_in(shift: Shift, name: str, *, by: Person, at: datetime | None = None, tap: str = "") -> WalkIn:
    """Write down somebody who came without a place, as here. They take no place, and counts and reports have them.

    `at` and `tap` are as in `mark_attendance`. Raises `Refused` at `name`, or where the shift is not on then.
    """
    shift = lock_shift(shift)
    lock_people([by.pk])
    now = timezone.now()
    if earlier := find_row(by, tap, WalkIn, None):
        if earlier.shift_id != shift.pk:
            raise Refused(Reason.INVALID, _("That tap was for another shift. Load the page again."))
        earlier.shift = shift
        return earlier
    name = " ".join(name.split())
    if not name:
        raise Refused(Reason.INVALID, _("Type a name. A made-up one is fine."), field="name")
    at = at or now
    if refusal := why_shift_closed(shift) or why_wrong_time(shift, at=at, now=now):
        raise refusal
    if WalkIn.objects.filter(shift=shift).count() >= MOST_WALK_INS:
        raise Refused(Reason.WRONG_STATE, _("There are too many names on this shift. Count the others in the report."))
    walk_in = WalkIn(shift=shift, chapter_id=shift.chapter_id, name=name[:80])
    at = min(at, now)
    walk_in.checked_in_at = at if at < shift.ends_at else None
    _say(walk_in, Attended.Attendance.ATTENDED, Attended.SaidBy.ORGANIZER, at=at, by=by, what="walk_in.added")
    keep_tap(by, tap, walk_in)
    return walk_in


@transaction.atomic
def check_in(signup: Signup, poster: Poster) -> Signup:
    """Let somebody say at a poster that they are here. Again and again it is one check-in, the first.

    Raises `Refused` with the reason of `rules.attendance.why_not_check_in`.
    """
    signup = _lock(signup, by=signup.person)
    now = timezone.now()
    if refusal := why_not_check_in(signup, signup.shift, _read_poster(poster), now=now):
        raise refusal
    if not signup.is_here:
        signup.checked_in_at = now
        _say(signup, Attended.Attendance.ATTENDED, Attended.SaidBy.SELF, at=now, by=signup.person)
    return signup


@transaction.atomic
def check_out(signup: Signup, poster: Poster) -> Signup:
    """Let somebody say at a poster that they leave: that closes their hours. The first time counts.

    Raises `Refused` with the reason of `rules.attendance.why_not_check_out`.
    """
    signup = _lock(signup, by=signup.person)
    now = timezone.now()
    if refusal := why_not_check_out(signup, signup.shift, _read_poster(poster), now=now):
        raise refusal
    if signup.checked_out_at is None:
        signup.checked_out_at = now
        signup.save(update_fields=["checked_out_at"])
        write_record("signup.checked_out", signup, by=signup.person, fields=["checked_out_at"])
    return signup


@transaction.atomic
def confirm_minutes(row: Row, minutes: int | None, *, by: Person) -> Row:
    """Say as an organizer how long somebody was there, or with None that check-in and check-out count again.

    Who has hours was there. Raises `Refused` at `minutes`.
    """
    row = _lock(row, by=by)
    now = timezone.now()
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise Refused(Reason.INVALID, _("Type minutes from 1 to 1,440: that is a day."), field="minutes")
    attendance = row.attendance if minutes is None else Attended.Attendance.ATTENDED
    refusal = why_not_mark(row, row.shift, attendance, at=now, now=now) or why_not_confirm(row.shift, minutes, now=now)
    if refusal:
        raise refusal
    if (row.confirmed_minutes, row.attendance) != (minutes, attendance):
        row.confirmed_minutes = minutes
        _say(row, attendance, Attended.SaidBy.ORGANIZER, at=now, by=by)
    return row


@transaction.atomic
def say_attendance(row: Row, said: dict[str, Any], *, by: Person, at: datetime | None = None, tap: str = "") -> Row:
    """Say as an organizer in one whether somebody was there, and for how long: both are written, or neither.

    `said` has `attendance`, `confirmed_minutes`, or both; the rest is as in `mark_attendance` and `confirm_minutes`.
    """
    row = _lock(row, by=by)
    if find_row(by, tap, type(row), row.pk):
        return row
    if "attendance" in said:
        if said["attendance"] != Attended.Attendance.ATTENDED and said.get("confirmed_minutes") is not None:
            raise Refused(
                Reason.INVALID, _("Only who was there has minutes. Leave them out."), field="confirmed_minutes"
            )
        row = mark_attendance(row, said["attendance"], by=by, at=at)
    if "confirmed_minutes" in said:
        row = confirm_minutes(row, said["confirmed_minutes"], by=by)
    keep_tap(by, tap, row)
    return row


def _lock(row: Row, *, by: Person) -> Row:
    """Lock a row's shift, then whose it is and who writes, and read it anew."""
    shift = lock_shift(row.shift)
    lock_people({by.pk} | ({row.person_id} if isinstance(row, Signup) else set()))
    fresh = cast(Row, type(row)._default_manager.get(pk=row.pk))
    fresh.shift = shift
    return fresh


def _read_poster(poster: Poster) -> Poster:
    return Poster.objects.get(pk=poster.pk)


def _say(
    row: Signup | WalkIn, attendance: str, said_by: Attended.SaidBy, *, at: datetime, by: Person, what: str = ""
) -> None:
    """Write what is known of somebody now."""
    was_here, row.attendance = row.is_here, attendance
    row.attendance_at = at
    row.attendance_by = said_by
    row.save()
    kind = "signup" if isinstance(row, Signup) else "walk_in"
    write_record(what or f"{kind}.marked", row, by=by, fields=FIELDS)
    if isinstance(row, Signup) and row.is_here != was_here:
        _follow_up(row, by=by)


def _follow_up(signup: Signup, *, by: Person) -> None:
    """Do what follows from somebody's having been there, or not after all: the one place for it, under the locks.

    At a training they get it, or lose what this very place gave. What an organizer takes back besides stays taken back
    while nothing changes here: hours that are confirmed again give nothing.
    """
    grant_for_attendance(signup, by=by)
