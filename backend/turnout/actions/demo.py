"""The demo: two chapters, one of them in Spanish, with four weeks of shifts that begin tomorrow.

`fixtures/demo.toml` says what is in them.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from turnout.models import Chapter, Event, Membership, Person, Role, Shift, Site, Training, Visibility
from turnout.notices.delivery import skip_pending
from turnout.rules.scheduling import ShiftDraft

from .chapters import create_chapter, find_training, save_site
from .events import create_event
from .locks import lock_events, lock_shifts
from .memberships import grant_role, join_chapter
from .records import write_records
from .removals import cancel_event
from .shifts import bump_shifts
from .signin import find_or_make_person
from .signups import claim_shift
from .stamps import next_change
from .trainings import grant_training

WEEK = timedelta(weeks=1)
WEEKS = 4
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom a visitor of the demo may be. `chapter` is a slug."""

    email: str
    name: str
    chapter: str
    what: str | Promise


# Whom the sign-in page offers in demo mode ("Continue as Maya"), in this order.
DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("maya@demo.test", "Maya", "carolina", _("Volunteer in Carolina")),
    DemoPerson("jordan@demo.test", "Jordan", "carolina", _("Organizer in Carolina")),
    DemoPerson("ruth@demo.test", "Ruth", "carolina", _("Owner in Carolina")),
    DemoPerson("leo@demo.test", "Leo", "nashville", _("Volunteer in Nashville")),
    DemoPerson("ana@demo.test", "Ana", "nashville", _("Organizer in Nashville")),
)


@transaction.atomic
def load_demo() -> bool:
    """Make the demo's chapters where there is no chapter yet; return whether it was done. Tells nobody by mail."""
    if Chapter.objects.exists():
        return False
    for facts in _read_fixture():
        _load_chapter(facts)
    return True


def move_demo() -> bool:
    """Bring what is past of the demo four weeks on, or eight, or twelve, where its first week is past.

    So four weeks begin tomorrow again, on the same weekdays and at the same hours by the wall clock, signups and all.
    Only events of the fixture move, known by their titles: what visitors made themselves stays where it is.
    Returns whether anything moved. Tells nobody by mail.
    """
    titles = {facts["slug"]: {event["title"] for event in facts["event"]} for facts in _read_fixture()}
    chapters = Chapter.objects.filter(is_demo=True, slug__in=titles)
    moved = [_move_chapter(chapter, titles[chapter.slug]) for chapter in chapters]
    return any(moved)


def _read_fixture() -> list[dict[str, Any]]:
    fixture = tomllib.loads((settings.FIXTURES / "demo.toml").read_text("utf-8"))
    chapters: list[dict[str, Any]] = fixture["chapter"]
    for chapter in chapters:
        kits = fixture["kits"][_language_of(chapter)]
        for event in chapter["event"]:
            event["kit"] = kits[event["kind"]].strip()
    return chapters


def _language_of(facts: dict[str, Any]) -> str:
    language: str = facts.get("language", settings.LANGUAGE_CODE)
    return language


def _load_chapter(facts: dict[str, Any]) -> None:
    language = _language_of(facts)
    people = {
        p["name"]: find_or_make_person(email=p["email"], name=p["name"], language=language)[0] for p in facts["people"]
    }
    chapter = create_chapter(
        facts["slug"],
        facts["name"],
        timezone_name=facts["timezone"],
        owner=people[facts["owner"]],
        language=language,
        is_demo=True,
    )
    for entry in facts["people"]:
        membership = join_chapter(chapter, person=people[entry["name"]])
        if "role" in entry:
            grant_role(membership, Role(entry["role"]), by=people[facts["owner"]])
    sites = {site["name"]: save_site(chapter, **site, by=None) for site in facts["sites"]}
    for event in facts["event"]:
        for turn, day in enumerate(_find_days(event, first=_tomorrow(chapter))):
            _load_event(chapter, event, day, turn, sites=sites, people=people)
    skip_pending(chapter)


def _find_days(facts: dict[str, Any], *, first: date) -> Iterator[date]:
    """Give the days on which an event takes place, in the four weeks from the first day."""
    for offset in range(WEEKS * 7):
        day = first + timedelta(days=offset)
        if WEEKDAYS[day.weekday()] in facts["days"] and offset // 7 + 1 in facts.get("weeks", range(1, WEEKS + 1)):
            yield day


def _load_event(
    chapter: Chapter,
    facts: dict[str, Any],
    day: date,
    turn: int,
    *,
    sites: dict[str, Site],
    people: dict[str, Person],
) -> None:
    """Make an event on one of its days with its shifts and whoever claims them that time, the first being 0."""
    drafts = [_draft_shift(chapter, shift, day) for shift in facts["shift"]]
    state = facts.get("state", Event.State.PUBLISHED)
    event = create_event(
        chapter,
        by=None,
        kind=facts["kind"],
        title=facts["title"],
        summary=facts["summary"],
        kit=facts["kit"],
        site=sites.get(facts.get("site", "")),
        is_online=facts.get("online", False),
        visibility=facts.get("visibility", Visibility.PUBLIC),
        starts_at=min(draft.starts_at for draft in drafts),
        ends_at=max(draft.ends_at for draft in drafts),
        shifts=drafts,
        publish=state != Event.State.DRAFT,
    )
    for shift, shift_facts in zip(Shift.objects.filter(event=event).order_by("pk"), facts["shift"], strict=True):
        for name in [*shift_facts.get("claims", []), *[[]] * (turn + 1)][turn]:
            if shift.requires:
                _train(chapter, people[name], shift.requires)
            claim_shift(shift, person=people[name], if_full="waitlist")
    if state == Event.State.CANCELLED:
        cancel_event(event, by=None)


def _train(chapter: Chapter, person: Person, training: Training) -> None:
    """Let somebody have been at a training four weeks ago."""
    membership = Membership.objects.select_related("chapter").get(chapter=chapter, person=person)
    grant_training(membership, training, completed_on=_tomorrow(chapter) - WEEKS * WEEK, by=person)


def _draft_shift(chapter: Chapter, facts: dict[str, Any], day: date) -> ShiftDraft:
    start: time = facts["start"]
    end: time = facts["end"]
    return ShiftDraft(
        role=facts["role"],
        starts_at=datetime.combine(day, start, chapter.zone),
        ends_at=datetime.combine(day + timedelta(days=end <= start), end, chapter.zone),
        capacity=facts["capacity"],
        min_needed=facts.get("min_needed", 0),
        requires=find_training(chapter, facts["requires"], by=None) if "requires" in facts else None,
        notes=facts.get("notes", ""),
    )


@transaction.atomic
def _move_chapter(chapter: Chapter, titles: set[str]) -> bool:
    keys = lock_events(Event.objects.filter(chapter=chapter, title__in=titles))
    days = {event: _day_of(event) for event in Event.objects.filter(pk__in=keys)}
    tomorrow = _tomorrow(chapter)
    if not days or min(days.values()) + WEEK >= tomorrow:
        return False
    past = {event.pk: _rounds_to(day, tomorrow) for event, day in days.items() if day < tomorrow}
    shifts = lock_shifts(Shift.objects.filter(event__in=past).values_list("pk", flat=True))
    events = [event for event in days if event.pk in past]
    for event in events:
        _move(event, event, past[event.pk])
        event.version += 1
        event.changed_at = next_change(event.changed_at)
    for shift in shifts:
        _move(shift, shift.event, past[shift.event_id])
    Event.objects.bulk_update(events, ["starts_at", "ends_at", "version", "changed_at"], batch_size=100)
    Shift.objects.bulk_update(shifts, ["starts_at", "ends_at"], batch_size=100)
    bump_shifts(Shift.objects.filter(event__in=past), moved=True)
    write_records("event.changed", events, by=None, fields=["starts_at", "ends_at"])
    write_records("shift.changed", shifts, by=None, fields=["starts_at", "ends_at"])
    return True


def _rounds_to(day: date, tomorrow: date) -> timedelta:
    """Return the fewest whole rounds of four weeks that bring a past day to tomorrow or later."""
    one_round = WEEKS * WEEK
    return one_round * -((day - tomorrow) // one_round)


def _move(row: Event | Shift, event: Event, by: timedelta) -> None:
    """Move a time by whole days of the event's zone: the same hour on the wall clock, and as long as before."""
    length = row.ends_at - row.starts_at
    wall = row.starts_at.astimezone(event.zone).replace(tzinfo=None) + by
    row.starts_at = wall.replace(tzinfo=event.zone).astimezone(UTC)
    row.ends_at = row.starts_at + length


def _day_of(event: Event) -> date:
    return event.starts_at.astimezone(event.zone).date()


def _tomorrow(chapter: Chapter) -> date:
    return timezone.now().astimezone(chapter.zone).date() + timedelta(days=1)
