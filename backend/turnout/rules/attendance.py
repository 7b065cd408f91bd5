"""Who may be marked as there, and when; and when somebody may check in by themselves."""

from datetime import datetime, time, timedelta

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from turnout.models import Attended, Poster, Shift, Signup, WalkIn

from .refusals import Reason, Refused
from .times import say_date, say_time

# From how long before its start a shift is due at the table, and one may check in at the poster.
OPENS_BEFORE = timedelta(minutes=30)
# How long after its end one may still check out.
CLOSES_AFTER = timedelta(hours=2)
# How far a phone's clock may be ahead of ours.
LEEWAY = timedelta(minutes=1)


def is_due(shift: Shift, now: datetime) -> bool:
    """Whether people are expected at a shift now, or are at it."""
    return shift.starts_at - OPENS_BEFORE <= now < shift.ends_at


def why_not_mark(row: Signup | WalkIn, shift: Shift, attendance: str, *, at: datetime, now: datetime) -> Refused | None:
    """Return why an organizer's tap, made at `at`, may not say this of somebody, or None where it may."""
    if closed := why_shift_closed(shift):
        return closed
    if isinstance(row, Signup) and not row.is_confirmed:
        return Refused(Reason.NOT_SIGNED_UP, _("They are not on this shift any more. Add them by name if they came."))
    if isinstance(row, WalkIn) and not row.name and attendance == Attended.Attendance.ATTENDED:
        return Refused(Reason.WRONG_STATE, _("This name was taken back. Add it again."))
    if wrong := why_wrong_time(shift, at=at, now=now):
        return wrong
    if attendance == Attended.Attendance.NO_SHOW and at < shift.starts_at:
        return _refuse_early(shift)
    if row.attendance_at and at < row.attendance_at and attendance != row.attendance:
        marked = say_time(row.attendance_at, shift.event.zone)
        return Refused(
            Reason.CHANGED_MEANWHILE,
            _("Somebody else marked this at %(time)s, after your tap. Look once more.") % {"time": marked},
        )
    return None


def why_not_confirm(shift: Shift, minutes: int | None, *, now: datetime) -> Refused | None:
    """Return why an organizer may not confirm minutes at a shift yet: nobody can have been there."""
    if minutes is not None and now < shift.starts_at - OPENS_BEFORE:
        return _refuse_early(shift)
    return None


def _refuse_early(shift: Shift) -> Refused:
    begins = say_time(shift.starts_at, shift.event.zone)
    return Refused(Reason.WRONG_STATE, _("This shift begins at %(time)s. Wait until then.") % {"time": begins})


def why_shift_closed(shift: Shift) -> Refused | None:
    """Return why nobody is at a shift at all."""
    if shift.is_cancelled:
        return Refused(Reason.WRONG_STATE, _("This shift is cancelled."))
    if shift.event.is_draft:
        return Refused(Reason.WRONG_STATE, _("This event is not published yet."))
    return None


def why_wrong_time(shift: Shift, *, at: datetime, now: datetime) -> Refused | None:
    """Return why a tap cannot have been made then: not in the future, and not before the shift's day."""
    if at > now + LEEWAY:
        return Refused(Reason.INVALID, _("That time is still to come."), field="at")
    zone = shift.event.zone
    midnight = datetime.combine(shift.starts_at.astimezone(zone).date(), time.min, zone)
    # A shift soon after midnight is due the evening before.
    if at < min(midnight, shift.starts_at - OPENS_BEFORE):
        day = capfirst(say_date(shift.starts_at, zone))
        return Refused(Reason.WRONG_STATE, _("This shift is on %(day)s. Wait until then.") % {"day": day})
    return None


def why_not_check_in(signup: Signup, shift: Shift, poster: Poster, *, now: datetime) -> Refused | None:
    """Return why somebody may not check in by themselves, at a poster, or None where they may."""
    if wrong := why_not_poster(poster, shift):
        return wrong
    if closed := why_shift_closed(shift):
        return closed
    if not signup.is_confirmed:
        return Refused(Reason.NOT_SIGNED_UP, _("You have no place on this shift. See the organizer at the table."))
    if not is_due(shift, now):
        zone = shift.event.zone
        span = {"start": say_time(shift.starts_at - OPENS_BEFORE, zone), "end": say_time(shift.ends_at, zone)}
        return Refused(Reason.WRONG_STATE, _("You can check in from %(start)s to %(end)s.") % span)
    if signup.is_missed:
        return Refused(Reason.WRONG_STATE, _("You were marked as missed. See the organizer at the table."))
    return None


def why_not_check_out(signup: Signup, shift: Shift, poster: Poster, *, now: datetime) -> Refused | None:
    """Return why somebody may not check out by themselves, at a poster, or None where they may."""
    if wrong := why_not_poster(poster, shift):
        return wrong
    if not (signup.is_confirmed and signup.is_here):
        return Refused(Reason.WRONG_STATE, _("You did not check in to this shift. See the organizer at the table."))
    if now >= shift.ends_at + CLOSES_AFTER:
        return Refused(Reason.WRONG_STATE, _("This shift is over. Its hours count to its end."))
    return None


def why_not_poster(poster: Poster, shift: Shift) -> Refused | None:
    """Return why a poster does not open the check-in of a shift."""
    if poster.retired_at:
        return Refused(
            Reason.WRONG_STATE, _("This poster is out of date. Ask at the table for the new one."), field="code"
        )
    fits = poster.event_id == shift.event_id if poster.event_id else poster.site_id == shift.event.site_id
    if not fits:
        return Refused(Reason.INVALID, _("This poster is for something else."), field="code")
    return None
