"""Saving an event and its shifts as one piece of work, as an organizer's page and the API do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from turnout.models import Chapter, Event, Person, Shift, Signup, Site
from turnout.rules.refusals import Refused
from turnout.rules.scheduling import SHIFT_FIELDS, ShiftDraft

from .chapters import save_site
from .events import create_event, edit_event
from .locks import lock_event, lock_event_shifts, lock_people
from .shifts import add_shifts, edit_shift


@dataclass(frozen=True)
class PlannedShift:
    """A shift as it is to be: a new one, or one that is there already by its public id."""

    draft: ShiftDraft
    public_id: str = ""


@transaction.atomic
def create_plan(
    chapter: Chapter, *, by: Person, shifts: Sequence[PlannedShift], publish: bool = False, **fields: Any
) -> Event:
    """Make an event with its shifts. Raises `Refused`; fact `index` says which of the shifts it is about."""
    return create_event(chapter, by=by, shifts=[planned.draft for planned in shifts], publish=publish, **fields)


@transaction.atomic
def save_plan(
    event: Event, *, by: Person, shifts: Sequence[PlannedShift], if_version: int | None = None, **fields: Any
) -> Event:
    """Change an event and its shifts, all or nothing. Shifts that are not named stay as they are.

    Raises `Refused`; fact `index` says which of the shifts it is about.
    """
    # All that is to be locked, at the start and in order: the steps below then only lock what is held already.
    lock_event(event)
    on_them = Signup.objects.filter(shift__in=lock_event_shifts(event), state__in=Signup.CURRENT)
    lock_people(on_them.values_list("person_id", flat=True))
    event = edit_event(event, by=by, if_version=if_version, **fields)
    known = {shift.public_id: shift for shift in Shift.objects.filter(event=event)}
    for index, planned in enumerate(shifts):
        shift = known.get(planned.public_id)
        if shift is not None:
            _edit(shift, planned.draft, index=index, by=by)
    new = [(index, planned.draft) for index, planned in enumerate(shifts) if planned.public_id not in known]
    try:
        add_shifts(event, [draft for _index, draft in new], by=by)
    except Refused as refusal:
        if "index" in refusal.facts:
            refusal.facts["index"] = new[refusal.facts["index"]][0]
        raise
    return event


def pick_site(chapter: Chapter, name: str, *, area: str, address: str, by: Person) -> Site:
    """Return the chapter's site of that name as it is, or make it."""
    site = Site.objects.filter(chapter=chapter, name=name).first()
    return site or save_site(chapter, name, area=area, address=address, by=by)


def _edit(shift: Shift, draft: ShiftDraft, *, index: int, by: Person) -> None:
    try:
        edit_shift(shift, by=by, **{name: getattr(draft, name) for name in SHIFT_FIELDS})
    except Refused as refusal:
        refusal.facts["index"] = index
        raise
