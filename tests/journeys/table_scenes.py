"""A table that is on as one looks, made inside the server's own database."""

from datetime import timedelta

from django.utils import timezone

from turnout.actions.events import create_event
from turnout.actions.memberships import change_roles, join_chapter
from turnout.actions.signin import find_or_make_person
from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Chapter, Membership, Person, Record, Role, Signup, WalkIn
from turnout.rules.scheduling import ShiftDraft


def make_table(people: list[str]) -> str:
    """Make a shift in Carolina that began a while ago, with these people on it, by name or address."""
    carolina = Chapter.objects.get(slug="carolina")
    start = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=20)
    end = start + timedelta(hours=1)
    event = create_event(
        carolina, by=None, kind="outreach", title="Table that is on", starts_at=start, ends_at=end, publish=True,
        is_online=True, shifts=[ShiftDraft("Host", start, end, 10)],
    )  # fmt: skip
    for name in people:
        address = name if "@" in name else f"{name.lower()}@example.org"
        person = find_or_make_person(email=address, name=name)[0]
        join_chapter(carolina, person=person)
        claim_shift(event.shifts.get(), person=person, allow_overlap=True)
    return event.public_id


def make_slots(count: int) -> str:
    """Make a day in Carolina cut into slots of half an hour with two places each, one of them taken."""
    carolina = Chapter.objects.get(slug="carolina")
    start = (
        (timezone.now() + timedelta(days=9))
        .astimezone(carolina.zone)
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )
    half = timedelta(minutes=30)
    slots = [ShiftDraft("Prayer", start + n * half, start + (n + 1) * half, 2) for n in range(count)]
    event = create_event(
        carolina, by=None, kind="prayer", title="A day of prayer", starts_at=start, ends_at=start + count * half,
        publish=True, is_online=True, shifts=slots,
    )  # fmt: skip
    wren = find_or_make_person(email="wren@example.org", name="Wren")[0]
    join_chapter(carolina, person=wren)
    for shift in event.shifts.all():
        claim_shift(shift, person=wren, allow_overlap=True)
    return event.public_id


def drop(event: str, name: str) -> None:
    person = Person.objects.get(name=name)
    drop_signup(Signup.objects.get(shift__event__public_id=event, person=person), by=person)


def let_organize(name: str, may: bool) -> None:
    """Give somebody the role of an organizer of Carolina, or take it."""
    membership = Membership.objects.get(chapter__slug="carolina", person__name=name)
    roles = {"give": [Role.ORGANIZER]} if may else {"take": [Role.ORGANIZER]}
    change_roles(membership, by=None, **roles)


def attendance_of(event: str) -> dict[str, str]:
    """Return what is known of each one at an event, by name; nothing where nobody said."""
    signups = Signup.objects.filter(shift__event__public_id=event, state="confirmed")
    walk_ins = WalkIn.objects.filter(shift__event__public_id=event)
    known = {row.person.name: row.attendance for row in signups} | {row.name: row.attendance for row in walk_ins}
    return {name: "" if word == "unknown" else word for name, word in known.items()}


def marks_on(event: str) -> list[str]:
    """Return whom the taps were about that did something, in the order in which they did."""
    names = {row.public_id: row.person.name for row in Signup.objects.filter(shift__event__public_id=event)}
    names |= {row.public_id: row.name for row in WalkIn.objects.filter(shift__event__public_id=event)}
    records = Record.objects.filter(what__in=["signup.marked", "walk_in.added", "walk_in.marked"])
    return [names[record.object_id] for record in records if record.object_id in names]
