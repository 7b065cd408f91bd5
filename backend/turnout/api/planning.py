"""From what an organizer sent to what the actions take: sites and trainings are found, or made by their names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from turnout.actions.chapters import find_training, pick_site
from turnout.models import Chapter, Person, Site, Training
from turnout.rules.refusals import Reason, Refused
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat, clean_rule
from turnout.rules.slots import cut_draft

from .problems import PartError, Problem


def plan_event(chapter: Chapter, given: dict[str, Any], *, by: Person) -> dict[str, Any]:
    """Return the fields of an event as `actions.events` take them. To be called in the transaction of the action."""
    fields = {name: value for name, value in given.items() if name not in {"shifts", "repeat"}}
    if fields.get("site"):
        fields["site"] = _pick_site(chapter, fields["site"], by=by)
    return fields


def plan_shifts(chapter: Chapter, given: Sequence[dict[str, Any]], *, by: Person) -> list[ShiftDraft]:
    """Return shifts as `actions.shifts` take them. To be called in the transaction of the action."""
    trainings: dict[str, Training] = {}
    wanted = [(str(fields["requires"]), index) for index, fields in enumerate(given) if fields.get("requires")]
    # In one order, whatever the order of the shifts: two who make the same new trainings must not wait in a circle.
    for key, index in sorted(wanted):
        if key not in trainings:
            trainings[key] = _pick_training(chapter, given[index]["requires"], by=by, at=f"/shifts/{index}/requires")
    drafts = []
    for index, fields in enumerate(given):
        training = trainings[str(fields["requires"])] if fields.get("requires") else None
        own = {name: value for name, value in fields.items() if name != "slot_minutes"}
        with pointing_at(f"/shifts/{index}"):
            drafts += cut_draft(ShiftDraft(**{**own, "requires": training}), fields.get("slot_minutes"))
    return drafts


def zone_of(chapter: Chapter, given: dict[str, Any]) -> ZoneInfo:
    """Return the zone of an event that somebody wants to make."""
    return ZoneInfo(given.get("timezone") or chapter.timezone)


def plan_repeat(given: dict[str, Any], zone: ZoneInfo) -> Repeat | None:
    """Return how an event repeats, its rule in our way of writing, or None where it does not."""
    wanted = given.get("repeat")
    if not wanted:
        return None
    with pointing_at("/repeat"):
        return Repeat(clean_rule(wanted["rule"], zone), frozenset(wanted.get("except_dates", ())))


@contextmanager
def pointing_at(part: str) -> Iterator[None]:
    """Say of a refusal's field that it lies in a part of the body, by its JSON pointer."""
    try:
        yield
    except Refused as refusal:
        if refusal.field not in {"rule", "slot_minutes"}:
            raise
        raise _refuse(f"{part}/{refusal.field}", str(refusal)) from refusal


def plan_changes(chapter: Chapter, given: dict[str, Any], *, by: Person) -> dict[str, Any]:
    """Return the changes of one shift as `actions.shifts` takes them."""
    if not given.get("requires"):
        return given
    return {**given, "requires": _pick_training(chapter, given["requires"], by=by, at="/requires")}


def _pick_site(chapter: Chapter, wanted: dict[str, Any], *, by: Person) -> Site:
    if "id" in wanted:
        site = Site.objects.filter(chapter=chapter, public_id=wanted["id"]).first()
        if site is None:
            raise _refuse("/site/id", _("This chapter has no such site."))
        return site
    return pick_site(chapter, by=by, **{"area": None, "address": None, **wanted})


def _pick_training(chapter: Chapter, wanted: dict[str, str], *, by: Person, at: str) -> Training:
    if "name" in wanted:
        return find_training(chapter, wanted["name"], by=by)
    training = Training.objects.filter(chapter=chapter, public_id=wanted["id"]).first()
    if training is None:
        raise _refuse(f"{at}/id", _("This chapter has no such training."))
    return training


def _refuse(pointer: str, detail: str) -> Problem:
    return Problem(Reason.INVALID, errors=[PartError(pointer=pointer, detail=detail)])
