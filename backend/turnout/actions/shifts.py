"""Shifts: adding, changing and cancelling them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from turnout.models import Event, Person, Shift, Signup
from turnout.models.base import this_second
from turnout.notices.outbox import tell_shift_cancelled, tell_shift_changed
from turnout.rules.refusals import Reason, Refused, refuse_capacity
from turnout.rules.scheduling import SHIFT_FIELDS, ShiftDraft, find_shift_problems

from .locks import lock_event, lock_people, lock_shift, lock_shifts
from .places import let_go, let_go_all, promote_waitlist, read_waitlist
from .records import write_record, write_records
from .stamps import ONE_SECOND, next_change, touch_calendars_of_shifts, touch_chapter_calendar
from .versions import check_version

MOVING_FIELDS = frozenset({"starts_at", "ends_at"})
# The last hides the address from calendars: there, that is another place.
RESEQUENCING_FIELDS = MOVING_FIELDS | {"is_sensitive"}


@transaction.atomic
def add_shifts(event: Event, drafts: Sequence[ShiftDraft], *, by: Person | None) -> list[Shift]:
    """Add shifts to an event, all or none. Raises `Refused`, with the draft's place in the list as fact `index`."""
    event = lock_event(event)
    if event.state in (Event.State.CANCELLED, Event.State.DELETED):
        raise Refused(Reason.WRONG_STATE, _("This event is cancelled. Make a new one."))
    for index, draft in enumerate(drafts):
        check_draft(draft, index=index)
    shifts = insert_shifts([(event, draft) for draft in drafts], by=by)
    touch_chapter_calendar(event.chapter_id)
    return shifts


def insert_shifts(drafts: Iterable[tuple[Event, ShiftDraft]], *, by: Person | None) -> list[Shift]:
    """Write checked drafts as shifts of their events, and record it.

    The events must be locked, or made in the same transaction; the caller says that the chapter's calendar changed.
    """
    shifts = [
        Shift(event=event, chapter_id=event.chapter_id, **{f: getattr(draft, f) for f in SHIFT_FIELDS})
        for event, draft in drafts
    ]
    Shift.objects.bulk_create(shifts, batch_size=500)
    write_records("shift.created", shifts, by=by)
    return shifts


def check_draft(draft: ShiftDraft, *, index: int = 0) -> None:
    """Raise the first problem of a draft."""
    for problem in find_shift_problems(draft):
        problem.facts["index"] = index
        raise problem


@transaction.atomic
def edit_shift(shift: Shift, *, by: Person | None, if_version: int | None = None, **changes: Any) -> Shift:
    """Change the given fields of a shift. More places promote those who wait; a new time tells those on it.

    Raises `Refused`: fewer places than people hold, what is wrong at a field, or `changed-meanwhile` where the shift
    is not of the version `if_version` any more.
    """
    shift = lock_shift(shift)
    check_version(shift.version, if_version)
    if shift.is_cancelled:
        raise Refused(Reason.WRONG_STATE, _("This shift is cancelled. Make a new one."))
    before = {name: getattr(shift, name) for name in SHIFT_FIELDS}
    check_draft(ShiftDraft(**{**before, **changes}))
    changed = [name for name, value in changes.items() if before[name] != value]
    if not changed:
        return shift
    if "capacity" in changed:
        _make_room(shift, changes["capacity"])
    waiting = read_waitlist(shift)
    on_it = list(Signup.objects.filter(shift=shift, state__in=Signup.CURRENT))
    lock_people({signup.person_id for signup in (*waiting, *on_it)})
    for name in changed:
        setattr(shift, name, changes[name])
    moved = bool(MOVING_FIELDS & set(changed))
    shift.version += 1
    shift.sequence += bool(RESEQUENCING_FIELDS & set(changed))
    shift.changed_at = next_change(shift.changed_at, *(signup.changed_at for signup in on_it))
    shift.save()
    write_record("shift.changed", shift, by=by, fields=changed)
    touch_calendars_of_shifts([shift])
    if moved:
        _remember_agreed(on_it, before=(before["starts_at"], before["ends_at"]))
        was = {"starts_at": before["starts_at"].isoformat(), "ends_at": before["ends_at"].isoformat()}
        tell_shift_changed(shift, [*on_it, *Signup.objects.filter(Signup.KEPT, shift=shift)], **was)
    promote_waitlist(shift, by=by)
    return shift


def _remember_agreed(on_it: Sequence[Signup], *, before: tuple[datetime, datetime]) -> None:
    """Keep the times that those on a shift agreed to, before its first move since."""
    first = [signup for signup in on_it if signup.agreed_starts_at is None]
    for signup in first:
        signup.agreed_starts_at, signup.agreed_ends_at = before
    Signup.objects.bulk_update(first, ["agreed_starts_at", "agreed_ends_at"])


def _make_room(shift: Shift, capacity: int) -> None:
    """Let go of what was dropped a moment ago where there would be no place for it; refuse too few for the others."""
    surplus = shift.taken - capacity
    if surplus <= 0:
        return
    kept = Signup.objects.filter(Signup.KEPT, shift=shift, dropped_from__in=Signup.HOLDING).order_by("undo_until", "id")
    let_go(list(kept[:surplus]), shift)
    if capacity < shift.taken:
        raise refuse_capacity(capacity, taken=shift.taken)


@transaction.atomic
def cancel_shift(shift: Shift, *, by: Person, if_version: int | None = None) -> Shift:
    """Cancel one shift and tell those on it. Its rows stay."""
    shift = lock_shift(shift)
    check_version(shift.version, if_version)
    if shift.is_cancelled:
        raise Refused(Reason.WRONG_STATE, _("This shift is cancelled already."))
    on_it = list(Signup.objects.filter(shift=shift, state__in=Signup.CURRENT))
    lock_people({signup.person_id for signup in on_it})
    shift.state = Shift.State.CANCELLED
    shift.version += 1
    shift.sequence += 1
    shift.changed_at = next_change(shift.changed_at, *(signup.changed_at for signup in on_it))
    shift.save()
    write_record("shift.cancelled", shift, by=by, fields=["state"])
    let_go_all([shift])
    touch_calendars_of_shifts([shift])
    tell_shift_cancelled(shift, on_it)
    return shift


def bump_shifts(shifts: QuerySet[Shift], *, moved: bool) -> None:
    """Say that something visible changed on many shifts of one chapter; `moved` where it was a time, place or status.

    To be called inside a transaction; the shifts are locked here, by id, if they were not before.
    """
    rows = lock_shifts(shifts.values_list("pk", flat=True))
    signups = Signup.objects.filter(shift=OuterRef("pk")).order_by("-changed_at")
    latest_signup = Coalesce(Subquery(signups.values("changed_at")[:1]), F("changed_at"))
    Shift.objects.filter(pk__in=[row.pk for row in rows]).update(
        version=F("version") + 1,
        sequence=F("sequence") + int(moved),
        changed_at=Greatest(Value(this_second()), Greatest(F("changed_at"), latest_signup) + ONE_SECOND),
    )
    touch_calendars_of_shifts(rows)
