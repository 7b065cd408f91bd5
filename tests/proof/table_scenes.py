"""A table that is on, with people on it, and what is known of them afterwards. Called inside the installation."""

from collections import Counter
from datetime import timedelta
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from turnout.actions.chapters import create_chapter
from turnout.actions.events import create_event
from turnout.actions.memberships import grant_role, join_chapter
from turnout.actions.posters import make_poster
from turnout.actions.signin import find_or_make_person
from turnout.actions.signups import claim_shift
from turnout.actions.tokens import create_token
from turnout.models import Kind, Record, Role, Signup
from turnout.rules.scheduling import ShiftDraft

HOUR = timedelta(hours=1)


class Table(TypedDict):
    shift: str
    # Tokens.
    organizers: list[str]
    people: list[str]
    # Of the people, in their order.
    signups: list[str]
    # The poster's.
    code: str


@transaction.atomic
def set_up(people: int) -> Table:
    """Make a shift that began a minute ago, with two organizers and so many people on it."""
    chapter = create_chapter("carolina", "Carolina Against Trafficking", timezone_name="America/New_York")
    start = timezone.now() - timedelta(minutes=1)
    event = create_event(
        chapter,
        by=None,
        kind=Kind.OUTREACH,
        title="Outreach table in the Pit",
        starts_at=start,
        ends_at=start + HOUR,
        shifts=[ShiftDraft("Table host", starts_at=start, ends_at=start + HOUR, capacity=people)],
        publish=True,
    )
    organizers = [find_or_make_person(email=f"o{n}@turnout.test", name=f"Organizer {n}")[0] for n in range(2)]
    for organizer in organizers:
        grant_role(join_chapter(chapter, person=organizer), Role.ORGANIZER, by=None)
    volunteers = [find_or_make_person(email=f"v{n}@turnout.test", name=f"Volunteer {n}")[0] for n in range(people)]
    shift = event.shifts.get()
    return {
        "shift": shift.public_id,
        "organizers": [create_token(person=person)[1] for person in organizers],
        "people": [create_token(person=person)[1] for person in volunteers],
        "signups": [claim_shift(shift, person=person).public_id for person in volunteers],
        "code": make_poster(event, by=organizers[0]).code,
    }


def count_marks() -> list[int]:
    """Return how often each signup's attendance was written."""
    marks = Counter(Record.objects.filter(what="signup.marked").values_list("object_id", flat=True))
    return [marks[public_id] for public_id in Signup.objects.order_by("pk").values_list("public_id", flat=True)]


def count_attendance() -> dict[str, int]:
    return dict(Counter(Signup.objects.values_list("attendance", flat=True)))
