"""Cancelling and deleting events and shifts, and taking that back.

What is cancelled or deleted is so at once, on pages and in calendars. Only the mail waits, as long as it can be undone.
"""

from collections.abc import Sequence
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Removal, Shift, Signup
from turnout.notices.outbox import take_notices_back, tell_events_cancelled, tell_shift_cancelled
from turnout.rules.refusals import Reason, Refused
from turnout.rules.removals import (
    UNDO_GRACE,
    UNDO_SHOWN,
    can_undo,
    why_not_cancel,
    why_not_delete,
    why_not_undo_removal,
)

from .events import save_state
from .locks import lock_events, lock_people, lock_shift, lock_shifts
from .places import let_go_all, promote_waitlist
from .records import write_record, write_records
from .series import Scope, occurrences_in
from .shifts import bump_shifts
from .stamps import next_change, touch_calendars_of_shifts, touch_chapter_calendar
from .versions import check_version


@transaction.atomic
def cancel_event(event: Event, *, by: Person | None, scope: Scope = "this", if_version: int | None = None) -> Event:
    """Cancel an event with all its shifts, or more of its series, and tell everybody on them, once each.

    All rows stay. Returns the event as it is now, with its `removal`. Raises `Refused`; `changed-meanwhile` where the
    event is not of the version `if_version` any more.
    """
    events, shifts = _lock_all(event, scope)
    check_version(events[0].version, if_version)
    if events[0].is_cancelled:
        raise Refused(Reason.WRONG_STATE, _("This event is cancelled already."))
    if refusal := why_not_cancel(Q(event__in=events)):
        raise refusal
    let_go_all(shifts)
    on_it = Signup.objects.filter(shift__in=shifts, state__in=Signup.CURRENT).order_by("person_id", "shift__starts_at")
    people = lock_people(on_it.values_list("person_id", flat=True))
    to_come = on_it.filter(shift__state=Shift.State.OPEN, shift__ends_at__gt=timezone.now()).select_related("shift")
    held = {people[key]: [s.shift for s in theirs] for key, theirs in groupby(to_come, lambda s: s.person_id)}
    removal = _remove_events(events, Removal.What.CANCELLED, by=by)
    tell_events_cancelled(removal, events[0], held)
    return events[0]


@transaction.atomic
def delete_event(event: Event, *, by: Person, scope: Scope = "this", if_version: int | None = None) -> Removal:
    """Delete an event that nobody is on, or more of its series; nobody is told. Its row stays, so it never comes back.

    Raises `Refused`, as `cancel_event` does.
    """
    events, shifts = _lock_all(event, scope)
    check_version(events[0].version, if_version)
    if events[0].state == Event.State.DELETED:
        raise Refused(Reason.WRONG_STATE, _("This event is deleted already."))
    if refusal := why_not_delete(Q(event__in=events), days=len(events)):
        raise refusal
    _check_told(events)
    let_go_all(shifts)
    return _remove_events(events, Removal.What.DELETED, by=by)


@transaction.atomic
def delete_drafts(events: QuerySet[Event], *, by: Person) -> Removal:
    """Delete the drafts among some events of one chapter, as one act. Raises `Refused` where there is none any more."""
    keys = lock_events(events)
    lock_shifts(Shift.objects.filter(event__in=keys).values_list("pk", flat=True))
    drafts = list(Event.objects.filter(pk__in=keys, state=Event.State.DRAFT).select_related("chapter").order_by("pk"))
    if not drafts:
        raise Refused(Reason.WRONG_STATE, _("These are no drafts any more. Load the page again."))
    return _remove_events(drafts, Removal.What.DELETED, by=by)


@transaction.atomic
def cancel_shift(shift: Shift, *, by: Person | None, if_version: int | None = None) -> Shift:
    """Cancel one shift and tell those on it. Its rows stay. Returns it as it is now, with its `removal`."""
    shift = lock_shift(shift)
    check_version(shift.version, if_version)
    if shift.is_cancelled:
        raise Refused(Reason.WRONG_STATE, _("This shift is cancelled already."))
    if refusal := why_not_cancel(Q(pk=shift.pk)):
        raise refusal
    on_it = _lock_those_on([shift])
    removal = _begin(shift.chapter, Removal.What.CANCELLED, by=by)
    let_go_all([shift])
    _change_shift(shift, Shift.State.CANCELLED, removal=removal, on_it=on_it)
    write_record("shift.cancelled", shift, by=by, fields=["state"])
    tell_shift_cancelled(shift, on_it, removal)
    return shift


@transaction.atomic
def delete_shift(shift: Shift, *, by: Person, if_version: int | None = None) -> Removal:
    """Delete one shift that nobody is on; nobody is told. Its row stays, so an import does not bring it back."""
    shift = lock_shift(shift)
    check_version(shift.version, if_version)
    if shift.state == Shift.State.DELETED:
        raise Refused(Reason.WRONG_STATE, _("This shift is deleted already."))
    if refusal := why_not_delete(Q(pk=shift.pk)):
        raise refusal
    _check_told([shift])
    removal = _begin(shift.chapter, Removal.What.DELETED, by=by)
    let_go_all([shift])
    _change_shift(shift, Shift.State.DELETED, removal=removal, on_it=_lock_those_on([shift]))
    write_record("shift.deleted", shift, by=by, fields=["state"])
    return removal


@transaction.atomic
def undo_removal(removal: Removal, *, by: Person) -> Removal:
    """Bring back what was cancelled or deleted a moment ago; what was to be told of it is not.

    Does nothing where it is back already. Whoever claimed another shift at that time meanwhile has both. Raises
    `Refused` with the reason of `rules.removals.why_not_undo_removal`, or where the first mail is on its way.
    """
    keys = lock_events(Event.objects.filter(removal=removal))
    alone = Shift.with_deleted.filter(removal=removal).values_list("pk", flat=True)
    theirs = Shift.objects.filter(event__in=keys).values_list("pk", flat=True)
    shifts = lock_shifts([*alone, *theirs])
    on_it = _lock_those_on(shifts)
    removal = Removal.objects.get(pk=removal.pk)
    if removal.undone_at:
        return removal
    events = list(Event.objects.filter(pk__in=keys, removal=removal))
    alone_now = [shift for shift in shifts if shift.removal_id == removal.pk]
    if refusal := why_not_undo_removal(removal, left=[*events, *alone_now]):
        raise refusal
    if not take_notices_back(removal):
        raise Refused(Reason.WRONG_STATE, _("It is too late to undo that."))
    removal.undone_at = timezone.now()
    removal.save(update_fields=["undone_at"])
    for event in events:
        _restore_event(event)
    write_records("event.restored", events, by=by, fields=["state"])
    for shift in alone_now:
        _change_shift(shift, Shift.State(shift.removed_from), removal=None, on_it=on_it)
    write_records("shift.restored", alone_now, by=by, fields=["state"])
    bump_shifts(Shift.objects.filter(event__in=events), moved=True)
    touch_chapter_calendar(removal.chapter_id)
    # Whoever left meanwhile made room.
    for shift in lock_shifts(shift.pk for shift in shifts):
        promote_waitlist(shift, by=by)
    return removal


def _lock_all(event: Event, scope: Scope) -> tuple[list[Event], list[Shift]]:
    """Lock an event and the others of a scope, and return them with their shifts, the event itself first."""
    keys = lock_events(Event.objects.filter(pk__in=occurrences_in(event, scope).values("pk")))
    shifts = lock_shifts(Shift.objects.filter(event__in=keys).values_list("pk", flat=True))
    events = Event.objects.filter(pk__in=keys).select_related("chapter", "removal")
    return sorted(events, key=lambda other: (other.pk != event.pk, other.starts_at, other.pk)), shifts


def _check_told(rows: Sequence[Event | Shift]) -> None:
    """Refuse to delete what was cancelled a moment ago: that may be undone yet, and its people are told of it first."""
    if any(can_undo(row.removal) for row in rows):
        raise Refused(Reason.WRONG_STATE, _("It was cancelled just now. Delete it in a moment."))


def _lock_those_on(shifts: Sequence[Shift]) -> list[Signup]:
    on_it = list(Signup.objects.filter(shift__in=shifts, state__in=Signup.CURRENT))
    lock_people({signup.person_id for signup in on_it})
    return on_it


def _begin(chapter: Chapter, what: Removal.What, *, by: Person | None) -> Removal:
    undo_until = timezone.now() + UNDO_SHOWN + UNDO_GRACE
    return Removal.objects.create(chapter=chapter, what=what, by=by, undo_until=undo_until)


def _remove_events(events: Sequence[Event], what: Removal.What, *, by: Person | None) -> Removal:
    removal = _begin(events[0].chapter, what, by=by)
    for event in events:
        event.removed_from, event.removal = event.state, removal
        event.state = Event.State(what.value)
        if event.state == Event.State.CANCELLED:
            event.cancelled_at = timezone.now()
        save_state(event)
    write_records(f"event.{what.value}", events, by=by, fields=["state"])
    bump_shifts(Shift.objects.filter(event__in=events), moved=True)
    touch_chapter_calendar(removal.chapter_id)
    return removal


def _restore_event(event: Event) -> None:
    event.state, event.removed_from, event.removal = event.removed_from, "", None
    if event.state != Event.State.CANCELLED:
        event.cancelled_at = None
    save_state(event)


def _change_shift(shift: Shift, state: Shift.State, *, removal: Removal | None, on_it: Sequence[Signup]) -> None:
    """Write the state of a locked shift by itself, and the calendar's stamps."""
    shift.removed_from = shift.state if removal else ""
    shift.removal = removal
    shift.state = state
    shift.version += 1
    shift.sequence += 1
    theirs = (signup.changed_at for signup in on_it if signup.shift_id == shift.pk)
    shift.changed_at = next_change(shift.changed_at, *theirs)
    shift.save()
    touch_calendars_of_shifts([shift])
