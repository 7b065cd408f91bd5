"""Saving an event, its site and its shifts as one piece of work, all or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Shift, Signup
from turnout.rules.refusals import Reason, Refused
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat
from turnout.rules.slots import cut_draft

from .chapters import pick_site, save_site
from .events import create_event, edit_event, publish_event
from .locks import lock_events, lock_people, lock_shifts
from .series import create_series
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
    shifts: Sequence[PlannedShift],
    new_site: NewSite | None = None,
    access: dict[str, Any] | None = None,
    if_version: int | None = None,
    publish: bool = False,
    **changes: Any,
) -> Event:
    """Change an event and its shifts, and publish it if wished. What is not named stays as it is.

    `access` is what was said of getting in at the site that was chosen, those of `ACCESS_FIELDS`: it changes with all
    its events. Raises `Refused`; fact `index` says which of the shifts it is about.
    """
    changes |= _site_of(event.chapter, new_site, by=by)
    site = changes.get("site", event.site) if access else None
    # All that is to be locked, at the start and in order: the steps below then only lock what is held already.
    events = lock_events(Event.objects.filter(Q(pk=event.pk) | Q(site=site) if site else Q(pk=event.pk)))
    shifts_there = lock_shifts(Shift.objects.filter(event__in=events).values_list("pk", flat=True))
    known = {shift.public_id: shift for shift in shifts_there if shift.event_id == event.pk}
    on_them = Signup.objects.filter(shift__event__in=events, state__in=Signup.CURRENT)
    lock_people(on_them.values_list("person_id", flat=True))
    # Before the event changes, and with it each shift's version.
    for index, planned in enumerate(shifts):
        with _at(index):
            _check_row(planned, known)
    event = edit_event(event, by=by, if_version=if_version, **changes)
    for index, planned in enumerate(shifts):
        with _at(index):
            if planned.public_id:
                edit_shift(known[planned.public_id], by=by, **planned.values)
            else:
                add_shifts(event, cut_draft(ShiftDraft(**planned.values), planned.slot_minutes), by=by)
    if access and site:
        save_site(event.chapter, site.name, by=by, **access)
        event.refresh_from_db()
    return publish_event(event, by=by) if publish else event


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
