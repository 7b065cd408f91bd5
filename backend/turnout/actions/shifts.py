"""Shifts: adding and changing them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from turnout.models import Event, Person, Shift, Signup
from turnout.models.base import this_second
from turnout.rules.refusals import Reason, Refused, refuse_capacity
from turnout.rules.scheduling import SHIFT_FIELDS, ShiftDraft, find_shift_problems
from turnout.rules.telling import TOLD_SHIFT_FIELDS

from .locks import lock_event, lock_people_on, lock_shift, lock_shifts
from .places import let_go, promote_waitlist
from .records import write_record, write_records
from .stamps import ONE_SECOND, next_change, touch_calendars_of_shifts, touch_chapter_calendar
from .telling import collect_changes, read_known
from .versions import check_version

MOVING_FIELDS = frozenset({"starts_at", "ends_at"})
# The last hides the address from calendars: there, that is another place.
RESEQUENCING_FIELDS = MOVING_FIELDS | {"is_sensitive"}


@transaction.atomic
def add_shifts(event: Event, drafts: Sequence[ShiftDraft], *, by: Person | None) -> list[Shift]:
    """Add shifts to an event, all or none. Raises `Refused`, with the draft's place in the list as fact `index`."""
    event = lock_event(event)
    if event.is_cancelled:
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
    """Change the given fields of a shift. More places promote those who wait.

    What those on it should know collects until it is told (`telling.tell_changes`).

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
    lock_people_on([shift.pk])
    on_it = list(Signup.objects.filter(shift=shift, state__in=Signup.CURRENT))
    known = read_known([shift.pk]) if TOLD_SHIFT_FIELDS & set(changed) else []
    for name in changed:
        setattr(shift, name, changes[name])
    moved = bool(MOVING_FIELDS & set(changed))
    shift.version += 1
    shift.sequence += bool(RESEQUENCING_FIELDS & set(changed))
    shift.changed_at = next_change(shift.changed_at, *(signup.changed_at for signup in on_it))
    shift.save()
    write_record("shift.changed", shift, by=by, fields=changed)
    if moved:
        _remember_agreed(on_it, before=(before["starts_at"], before["ends_at"]))
    collect_changes(known)
    touch_calendars_of_shifts([shift])
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
