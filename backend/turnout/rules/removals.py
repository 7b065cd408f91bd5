"""Cancelling and deleting: what may be, and for how long it can be undone."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import Event, Removal, Report, Shift, Signup, WalkIn

from .refusals import Reason, Refused

# How long a removal can be undone, as the page says; and how much longer it really can, for the way there and back.
UNDO_SHOWN = timedelta(seconds=15)
UNDO_GRACE = timedelta(seconds=2)


def why_not_delete(shifts: Q, *, days: int = 1) -> Refused | None:
    """Return why what has these shifts may not be deleted, or None where it may.

    Deleting tells nobody, so nobody may be on a shift that takes place; and what people did there is kept. `days` is
    how many events the shifts are of.
    """
    there = Shift.objects.filter(shifts)
    on = there.filter(state=Shift.State.OPEN).exclude(event__state=Event.State.CANCELLED)
    people = Signup.objects.filter(shift__in=on, state__in=Signup.CURRENT).values("person").distinct().count()
    if people:
        return Refused(Reason.WRONG_STATE, _say_people(people, days), people=people)
    return _refuse_written_down() if with_traces(there).exists() else None


def why_not_cancel(shifts: Q, *, now: datetime | None = None) -> Refused | None:
    """Return why what has these shifts may not be cancelled, or None where it may.

    What is over took place, and what people did there counts. The same holds of what has begun and is written down.
    """
    known = Shift.objects.filter(shifts).aggregate(
        there=Count("pk"),
        to_come=Count("pk", filter=Q(ends_at__gt=now or timezone.now())),
        traced=Count("pk", filter=_is_traced()),
    )
    if known["there"] and not known["to_come"]:
        return Refused(Reason.WRONG_STATE, _("It is over, and what people did there counts."))
    return _refuse_written_down() if known["traced"] else None


def with_traces(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    """Those of some shifts of which something is written down: who was there, or what came of it."""
    return shifts.filter(_is_traced())


def _is_traced() -> Q:
    marked = Signup.objects.filter(shift=OuterRef("pk")).exclude(attendance=Signup.Attendance.UNKNOWN)
    walked_in = WalkIn.objects.filter(shift=OuterRef("pk"))
    told = Report.objects.filter(shift=OuterRef("pk"))
    return Q(Exists(marked)) | Q(Exists(walked_in)) | Q(Exists(told))


def _refuse_written_down() -> Refused:
    return Refused(Reason.WRONG_STATE, _("What happened there is written down already, so it stays."))


def _say_people(people: int, days: int) -> str:
    if days > 1:
        return ngettext(
            "%(count)d person is signed up on these days. Cancel them first: then that person is told.",
            "%(count)d people are signed up on these days. Cancel them first: then they are told.",
            people,
        ) % {"count": people}
    return ngettext(
        "%(count)d person is signed up. Cancel it first: then that person is told.",
        "%(count)d people are signed up. Cancel it first: then they are told.",
        people,
    ) % {"count": people}


def why_not_undo_removal(
    removal: Removal, *, left: Collection[Event | Shift], now: datetime | None = None
) -> Refused | None:
    """Return why a removal cannot be undone, or None where it can. `left` is what of it nobody has touched since."""
    if removal.undo_until <= (now or timezone.now()):
        return Refused(Reason.WRONG_STATE, _("It is too late to undo that."))
    if not left:
        return Refused(Reason.WRONG_STATE, _("Somebody changed that meanwhile, so it cannot be undone."))
    return None


def refuse_nothing_to_undo() -> Refused:
    return Refused(Reason.WRONG_STATE, _("Nothing of this was cancelled or deleted just now."))


def can_undo(removal: Removal | None, *, now: datetime | None = None) -> bool:
    """Whether a removal is one of a moment ago."""
    return removal is not None and removal.undone_at is None and removal.undo_until > (now or timezone.now())
