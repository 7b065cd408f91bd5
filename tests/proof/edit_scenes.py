"""An event that many organizers have open at once. Called inside the installation: see `Server.call`."""

from datetime import timedelta
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from turnout.actions.chapters import create_chapter
from turnout.actions.events import create_event
from turnout.actions.memberships import grant_role, join_chapter
from turnout.actions.signin import find_or_make_person
from turnout.actions.tokens import create_token
from turnout.models import Event, Kind, Record, Role, Shift
from turnout.rules.scheduling import ShiftDraft
from turnout.web.versions import present_version

HOUR = timedelta(hours=1)


class Edited(TypedDict):
    event: str
    tokens: list[str]


@transaction.atomic
def set_up(organizers: int) -> Edited:
    """Make a chapter, so many organizers, each with a token, and an event with one shift, a week from now."""
    chapter = create_chapter("carolina", "Carolina Against Trafficking", timezone_name="America/New_York")
    people = [find_or_make_person(email=f"v{n}@turnout.test", name=f"Organizer {n}")[0] for n in range(organizers)]
    for person in people:
        grant_role(join_chapter(chapter, person=person), Role.ORGANIZER, by=None)
    start = (timezone.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    event = create_event(
        chapter, by=None, kind=Kind.OUTREACH, title="Table", starts_at=start, ends_at=start + HOUR, publish=True,
        shifts=[ShiftDraft("Table host", start, start + HOUR, 2)],
    )  # fmt: skip
    return {"event": event.public_id, "tokens": [create_token(person=person)[1] for person in people]}


def open_form(event: str) -> dict[str, str]:
    """Return what the event's form would send, as it stands."""
    row = Event.objects.select_related("chapter", "site").get(public_id=event)
    shifts = list(row.shifts.all())
    version = present_version(row, shifts)
    fields = {"was": version.dump(), "version": str(row.version), **version.event}
    for number, shift in enumerate(shifts):
        own = {"public_id": shift.public_id, "version": str(shift.version), **version.shifts[shift.public_id]}
        fields |= {f"shifts-{number}-{name}": text for name, text in own.items()}
    return fields | {"shifts-TOTAL_FORMS": str(len(shifts)), "shifts-INITIAL_FORMS": str(len(shifts))}


def read_event(event: str) -> dict[str, object]:
    """Return an event as it stands, and how often it was changed."""
    row = Event.objects.get(public_id=event)
    changes = Record.objects.filter(what="event.changed", object_id=event).count()
    return {"title": row.title, "version": row.version, "summary": row.summary, "changes": changes}


def count_copies() -> list[int]:
    """Return how many drafts there are, and how many shifts of them."""
    drafts = Event.objects.filter(state=Event.State.DRAFT)
    return [drafts.count(), Shift.objects.filter(event__in=drafts).count()]
