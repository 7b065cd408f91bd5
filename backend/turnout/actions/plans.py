"""Saving an event, its site and its shifts as one piece of work, all or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Shift
from turnout.rules.refusals import Reason, Refused
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat, carry_draft, move_like, time_since
from turnout.rules.slots import cut_draft
from turnout.rules.times import say_date

from .chapters import pick_site, save_site
from .events import create_event, edit_event, publish_event
from .locks import lock_events, lock_people_on, lock_shifts
from .series import Scope, create_series, occurrences_in
from .shifts import add_shifts, check_draft, edit_shift
from .versions import check_version


@dataclass(frozen=True)
class NewSite:
    """A site that is named with the event; an area or address that is None is not said, nor is missing access."""

    name: str
    area: str | None = None
    address: str | None = None
    access: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedShift:
    """A new shift with all its values, or changes of the one with this public id, as of the version that was seen.

    A new one may be cut into slots of so many minutes.
    """

    values: dict[str, Any]
    public_id: str = ""
    version: int | None = None
    slot_minutes: int | None = None


@transaction.atomic
def create_plan(
    chapter: Chapter,
    *,
    by: Person,
    shifts: Sequence[PlannedShift],
    new_site: NewSite | None = None,
    access: dict[str, Any] | None = None,
    repeat: Repeat | None = None,
    publish: bool = False,
    **fields: Any,
) -> Event:
    """Make an event with its site and shifts, on each day of a rule if it repeats; return the first.

    `access` is what was said of getting in at the site that was chosen, those of `ACCESS_FIELDS`. Raises `Refused`;
    fact `index` says which of the shifts it is about.
    """
    fields |= _site_of(chapter, new_site, by=by)
    if access and fields.get("site"):
        save_site(chapter, fields["site"].name, by=by, **access)
    drafts = draft_shifts(shifts)
    if repeat:
        return create_series(chapter, repeat, by=by, shifts=drafts, publish=publish, **fields)[0]
    return create_event(chapter, by=by, shifts=drafts, publish=publish, **fields)


def draft_shifts(shifts: Sequence[PlannedShift]) -> list[ShiftDraft]:
    """Return what new shifts are to be, cut into slots where that is asked for.

    Raises `Refused` at what is wrong with one; fact `index` says with which.
    """
    drafts = []
    for index, planned in enumerate(shifts):
        with _at(index):
            draft = ShiftDraft(**planned.values)
            check_draft(draft)
            drafts += cut_draft(draft, planned.slot_minutes)
    return drafts


@transaction.atomic
def save_plan(
    event: Event,
    *,
    by: Person,
    shifts: Sequence[PlannedShift] = (),
    new_site: NewSite | None = None,
    access: dict[str, Any] | None = None,
    if_version: int | None = None,
    publish: bool = False,
    scope: Scope = "this",
    **changes: Any,
) -> Event:
    """Change an event and its shifts, and publish it if wished. What is not named stays as it is.

    With a `scope`, the same changes are made to others of its series: times move by as much on the clock, and a shift
    is known again by its role and its time of day; what somebody gave another role or time there stays as it is.
    `access` is what was said of getting in at the site that was chosen, those of `ACCESS_FIELDS`: it changes with all
    its events. Raises `Refused`; fact `index` says which of the shifts it is about.
    """
    changes |= _site_of(event.chapter, new_site, by=by)
    site = changes.get("site", event.site) if access else None
    # All that is to be locked, at the start and in order: the steps below then only lock what is held already.
    wanted = occurrences_in(event, scope)
    named = Q(pk__in=wanted.values("pk"))
    events = lock_events(Event.objects.filter(named | Q(site=site) if site else named))
    shifts_there = lock_shifts(Shift.objects.filter(event__in=events).values_list("pk", flat=True))
    lock_people_on(shift.pk for shift in shifts_there)
    known = {shift.public_id: shift for shift in shifts_there if shift.event_id == event.pk}
    # Before the event changes, and with it each shift's version.
    for index, planned in enumerate(shifts):
        with _at(index):
            _check_row(planned, known)
    others = _list_others(event, wanted, shifts_there)
    rows = [(number, planned, known.get(planned.public_id)) for number, planned in enumerate(shifts)]
    change = EventChange(Event.objects.get(pk=event.pk), changes, rows)
    event = edit_event(event, by=by, if_version=if_version, **changes)
    _save_rows(event, rows, by=by)
    for other, its_shifts in others:
        with _on_day(other):
            _save_rows(edit_event(other, by=by, **change.fields_of(other)), change.rows_of(other, its_shifts), by=by)
            if publish and other.is_draft:
                publish_event(other, by=by)
    if access and site:
        save_site(event.chapter, site.name, by=by, **access)
        event.refresh_from_db()
    return publish_event(event, by=by) if publish else event


# A planned row with its number, and the shift that it changes, if it is not a new one.
Row = tuple[int, PlannedShift, Shift | None]


@dataclass(frozen=True)
class EventChange:
    """What is changed of one event, as it was before; and what the same change is of another one in its series."""

    event: Event
    fields: dict[str, Any]
    rows: list[Row]

    def fields_of(self, other: Event) -> dict[str, Any]:
        """Return the changes of another event: its times move by as much on the clock."""
        return self._move(self.fields, self.event, other)

    def rows_of(self, other: Event, shifts: list[Shift]) -> list[Row]:
        """Return the changes of another event's shifts, and what is new there."""
        rows: list[Row] = []
        for number, planned, shift in self.rows:
            if shift is None:
                values = self._carry(planned.values, other)
                rows.append((number, PlannedShift(values, slot_minutes=planned.slot_minutes), None))
            elif planned.values and (alike := self._find_alike(shift, other, shifts)):
                values = self._move(planned.values, shift, alike)
                rows.append((number, PlannedShift(values, alike.public_id), alike))
        return rows

    def _move(self, changes: dict[str, Any], was: Event | Shift, other: Event | Shift) -> dict[str, Any]:
        moved = dict(changes)
        for name in ("starts_at", "ends_at"):
            if name in changes:
                moved[name] = move_like(getattr(other, name), getattr(was, name), changes[name], self.event.zone)
        return moved

    def _carry(self, values: dict[str, Any], other: Event) -> dict[str, Any]:
        days = (_date_of(other) - _date_of(self.event)).days
        draft = carry_draft(ShiftDraft(**values), days, self.event.zone)
        return {**values, "starts_at": draft.starts_at, "ends_at": draft.ends_at}

    def _find_alike(self, shift: Shift, other: Event, shifts: list[Shift]) -> Shift | None:
        zone = self.event.zone
        place = (shift.role, time_since(_date_of(self.event), shift.starts_at, zone))
        alike = (s for s in shifts if (s.role, time_since(_date_of(other), s.starts_at, zone)) == place)
        return next(alike, None)


def _list_others(event: Event, wanted: QuerySet[Event], shifts: Sequence[Shift]) -> list[tuple[Event, list[Shift]]]:
    """Return the other events that a change is for, each with its open shifts."""
    return [
        (other, [shift for shift in shifts if shift.event_id == other.pk and not shift.is_cancelled])
        for other in wanted.exclude(pk=event.pk).order_by("starts_at", "id")
    ]


def _save_rows(event: Event, rows: Sequence[Row], *, by: Person) -> None:
    for number, planned, shift in rows:
        with _at(number):
            if shift:
                edit_shift(shift, by=by, **planned.values)
            else:
                add_shifts(event, cut_draft(ShiftDraft(**planned.values), planned.slot_minutes), by=by)


def _date_of(event: Event) -> date:
    """Return the date for which an event of a series was made, wherever it has been moved to since."""
    return event.original_date or event.starts_at.astimezone(event.zone).date()


@contextmanager
def _on_day(event: Event) -> Iterator[None]:
    """Say of a refusal on which day of a series it came."""
    try:
        yield
    except Refused as refusal:
        refusal.detail = f"{capfirst(say_date(event.starts_at, event.zone))}: {refusal.detail}"
        raise


def _site_of(chapter: Chapter, new_site: NewSite | None, *, by: Person) -> dict[str, Any]:
    """Return the site among an event's fields, if one is named. It is made before any lock is taken."""
    if new_site is None:
        return {}
    named = {"area": new_site.area, "address": new_site.address, **new_site.access}
    return {"site": pick_site(chapter, new_site.name, by=by, **named)}


def _check_row(planned: PlannedShift, known: dict[str, Shift]) -> None:
    if not planned.public_id:
        return
    shift = known.get(planned.public_id)
    if shift is None:
        raise Refused(Reason.INVALID, _("This shift is not of this event. Load the page again."))
    if planned.values:
        check_version(shift.version, planned.version)


@contextmanager
def _at(index: int) -> Iterator[None]:
    """Say of a refusal which of the shifts it is about."""
    try:
        yield
    except Refused as refusal:
        refusal.facts["index"] = index
        raise
