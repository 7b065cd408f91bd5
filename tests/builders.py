"""Making what a test needs, through the same actions as everybody."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from turnout.actions.chapters import create_chapter, save_site
from turnout.actions.events import create_event
from turnout.actions.memberships import grant_role, join_chapter
from turnout.actions.signin import find_or_make_person
from turnout.models import Chapter, Event, Kind, Membership, Person, Role, Shift
from turnout.rules.scheduling import ShiftDraft

# A Monday, ten in the morning in New York. Every test begins at this moment.
NOW = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)


def make_person(name: str) -> Person:
    """Make a person called so, at name@turnout.test."""
    return find_or_make_person(email=f"{name.lower()}@turnout.test", name=name)[0]


def sign_in_now(client: Client, person: Person) -> None:
    """Sign a person in with this browser, as if they had brought a code just now."""
    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, method="code")
    request.session.save()


def make_member(chapter: Chapter, name: str, *roles: Role) -> Person:
    person = make_person(name)
    membership = join_chapter(chapter, person=person)
    for role in roles:
        grant_role(membership, role, by=None)
    return person


def make_chapter(slug: str, name: str, zone: str) -> Chapter:
    return create_chapter(slug, name, timezone_name=zone)


def at(chapter: Chapter, wall: str) -> datetime:
    """Return a wall time ("2027-02-04 10:00") in the chapter's zone."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(chapter.timezone))


def make_event(
    chapter: Chapter,
    *drafts: ShiftDraft,
    title: str = "Outreach table in the Pit",
    kind: Kind = Kind.OUTREACH,
    starts: str = "2027-02-04 10:00",
    hours: float = 3,
    site: str | None = "The Pit",
    publish: bool = True,
    **fields: Any,
) -> Event:
    """Make an event of the chapter; its site is near the library, at an address for those confirmed only."""
    starts_at = at(chapter, starts)
    place = save_site(chapter, site, area="Near the library", address="S South Rd 1", by=None) if site else None
    return create_event(
        chapter,
        by=None,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        site=place,
        shifts=drafts,
        publish=publish,
        **fields,
    )


def draft(
    chapter: Chapter, starts: str = "2027-02-04 10:00", *, role: str = "Table host", hours: float = 1, **fields: Any
) -> ShiftDraft:
    """Return what a shift is to be; two places where nothing else is said."""
    starts_at = at(chapter, starts)
    fields.setdefault("capacity", 2)
    return ShiftDraft(role=role, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), **fields)


def make_shift(
    chapter: Chapter, starts: str = "2027-02-04 10:00", *, event: dict[str, Any] | None = None, **fields: Any
) -> Shift:
    """Make a published event with this one shift, and return the shift."""
    made = make_event(chapter, draft(chapter, starts, **fields), starts=starts, **(event or {}))
    return Shift.objects.select_related("event__site", "event__chapter", "chapter", "requires").get(event=made)


def membership_of(person: Person, chapter: Chapter) -> Membership:
    return Membership.objects.get(person=person, chapter=chapter)
