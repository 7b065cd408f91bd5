"""What people know of the shifts they are on, and what has changed since without their being told."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from turnout.models import Event, Shift, Signup

from .times import say_span, say_times

# What somebody on a shift knows of it, as JSON keeps it. Of what organizers write freely, and of the room's link, only
# a mark by which a change is seen: it may name somebody, or let somebody in.
Facts = dict[str, Any]

# The fields of which those on a shift are to hear.
TOLD_EVENT_FIELDS = frozenset({"title", "site", "is_online", "online_url", "kit"})
TOLD_SHIFT_FIELDS = frozenset({"role", "starts_at", "ends_at", "notes"})


def facts_of(shift: Shift, *, holds_place: bool) -> Facts:
    """Return what somebody on a shift may know of it now. It comes with its event and site.

    Who waits for a place is not shown the address, or what to do and bring, and so has nothing to hear of it.
    """
    event = shift.event
    facts = {
        "title": event.title,
        "role": shift.role,
        **_times_of(shift),
        "where": _where(event),
        "is_online": event.is_online,
        "area": event.site.area if event.site else "",
    }
    if not holds_place:
        return facts
    address = _mark(event.site.address) if event.site else ""
    return facts | {"address": address, "kit": _mark(event.kit), "notes": _mark(shift.notes)}


def facts_for(signup: Signup) -> Facts:
    """Return what the person of a signup may know of its shift now."""
    return facts_of(signup.shift, holds_place=signup.takes_place)


def knows_times(facts: Facts, shift: Shift) -> Facts:
    """Return what somebody knows who has heard of a shift's times, but not of what else changed."""
    return {**facts, **_times_of(shift)}


def _times_of(shift: Shift) -> Facts:
    return {name: getattr(shift, name).astimezone(UTC).isoformat() for name in ("starts_at", "ends_at")}


def _where(event: Event) -> str:
    if event.is_online:
        return f"online:{_mark(event.online_url)}"
    return event.site.public_id if event.site else ""


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


# --- who has yet to be told --------------------------------------------------------------------


def untold(*, now: datetime | None = None) -> QuerySet[Signup]:
    """The signups whose people do not know yet what changed; of shifts that are on, published and not over."""
    return may_be_told(now=now).filter(state__in=Signup.CURRENT)


def may_be_told(*, now: datetime | None = None) -> QuerySet[Signup]:
    """As `untold`, and what else would be to tell: to whoever dropped a moment ago and may come back."""
    return Signup.objects.filter(
        Q(state__in=Signup.CURRENT) | Signup.KEPT,
        told_facts__isnull=False,
        shift__state=Shift.State.OPEN,
        shift__ends_at__gt=now or timezone.now(),
        shift__event__state=Event.State.PUBLISHED,
    )


def count_untold(events: Iterable[Event]) -> dict[int, int]:
    """Return how many people do not know yet what changed, by the event's key; those with none are not in it."""
    rows = untold().filter(shift__event__in=[event.pk for event in events]).order_by().values("shift__event")
    return dict(rows.annotate(people=Count("person", distinct=True)).values_list("shift__event", "people"))


# --- a change in words -------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One fact that changed: what it is called, how it was and how it is; `was` is empty where only that is said."""

    name: str
    what: str
    was: str
    now: str


def compare(known: Facts, now: Facts, zone: ZoneInfo) -> list[Change]:
    """Return what changed of a shift, in words."""

    def differs(*names: str) -> bool:
        return any(known.get(name) != now.get(name) for name in names)

    changes = []
    if differs("starts_at", "ends_at"):
        changes.append(Change("when", _("When"), _say_when(known, zone), _say_when(now, zone)))
    if differs("where", "area", "address"):
        changes.append(_compare_places(known, now))
    if differs("role"):
        changes.append(Change("role", _("Role"), known["role"], now["role"]))
    if differs("title"):
        changes.append(Change("title", _("Title"), known["title"], now["title"]))
    # Neither is shown to who waits; a promotion tells them all there is by then. One word is enough for both.
    if "kit" in now and differs("kit", "notes"):
        name = "kit" if differs("kit") else "notes"
        changes.append(Change(name, _("What to do and bring"), "", _("It was written anew. Read it on the page.")))
    return changes


def _say_when(facts: Facts, zone: ZoneInfo) -> str:
    starts_at, ends_at = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at"))
    return capfirst(say_times(starts_at, ends_at, zone))


def _compare_places(known: Facts, now: Facts) -> Change:
    """Return a change of place, in areas alone: the address is on the page, for who may read it."""
    was, is_now = _say_place(known), _say_place(now)
    if was != is_now:
        return Change("where", _("Where"), was, is_now)
    if now["is_online"]:
        return Change("where", _("Where"), "", _("The room online is another one. Its link is on the page."))
    return Change("where", _("Where"), "", _("It is somewhere else now. The page says where."))


def _say_place(facts: Facts) -> str:
    if facts["is_online"]:
        return _("Online")
    return facts["area"] or _("Not said yet")


# --- for organizers ----------------------------------------------------------------------------


@dataclass(frozen=True)
class UntoldLine:
    """A change that some do not know of; with the shift that it is about, by name and key, unless it is the event's."""

    change: Change
    about: str = ""
    shift: int | None = None


@dataclass(frozen=True)
class Untold:
    """How many people do not know yet, and what."""

    people: int
    lines: list[UntoldLine]
    events: int = 1


OF_EVENT = frozenset({"where", "title", "kit"})


def describe_untold(signups: Collection[Signup]) -> Untold:
    """Return what people are to be told, each change once. The signups come with shift, event and site."""
    of_event: dict[UntoldLine, None] = {}
    of_shifts: dict[UntoldLine, None] = {}
    for signup in sorted(signups, key=lambda s: (s.shift.starts_at, s.shift_id, s.pk)):
        shift = signup.shift
        for change in compare(signup.told_facts or {}, facts_for(signup), shift.event.zone):
            if change.name in OF_EVENT:
                of_event[UntoldLine(change)] = None
            else:
                of_shifts[UntoldLine(change, _name_shift(shift, change), shift.pk)] = None
    people = {signup.person_id for signup in signups}
    return Untold(len(people), [*of_event, *of_shifts], len({signup.shift.event_id for signup in signups}))


def _name_shift(shift: Shift, change: Change) -> str:
    """Return how a shift is called beside its change: by its role, and by its time where that is not what changed."""
    return shift.role if change.name == "when" else f"{shift.role}, {say_span(shift)}"
