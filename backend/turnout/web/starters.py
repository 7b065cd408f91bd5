"""Common events, put into the form of a new one."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone, translation

from turnout.models import Chapter
from turnout.rules.starters import find_starter, list_starters

from .planning import WALL_FORMAT
from .requests import MemberRequest


def name_starters(chapter: Chapter) -> list[tuple[str, str, str]]:
    """Return what there is to begin with: the name, its title and its kind, in the chapter's language."""
    with translation.override(chapter.language):
        return [(starter.name, starter.title, starter.kind.value) for starter in list_starters()]


def fill_form(request: MemberRequest, chapter: Chapter) -> QueryDict | None:
    """Return what the form would send if somebody had typed the event that was chosen, if one was."""
    with translation.override(chapter.language):
        starter = find_starter(request.GET.get("like", ""))
    if starter is None:
        return None
    today = timezone.now().astimezone(chapter.zone).date()
    starts_at, ends_at = starter.times(today, chapter.zone)
    data: dict[str, Any] = {
        "kind": starter.kind.value,
        "title": starter.title,
        "summary": starter.summary,
        "kit": starter.kit,
        "starts_at": starts_at.strftime(WALL_FORMAT),
        "ends_at": ends_at.strftime(WALL_FORMAT),
        "visibility": "public",
        "shifts-TOTAL_FORMS": len(starter.shifts) + 1,
        "shifts-INITIAL_FORMS": 0,
        **({"is_online": "on"} if starter.is_online else {}),
    }
    for number, shift in enumerate(starter.shifts):
        begins, ends = starter.times_of(shift, today, chapter.zone)
        values = {
            "role": shift.role,
            "starts_at": begins.strftime(WALL_FORMAT),
            "ends_at": ends.strftime(WALL_FORMAT),
            "capacity": shift.capacity,
            "min_needed": shift.min_needed,
            "slot_minutes": shift.slot_minutes or "",
        }
        data |= {f"shifts-{number}-{name}": value for name, value in values.items()}
    filled = QueryDict(mutable=True)
    filled.update({name: str(value) for name, value in data.items()})
    return filled
