"""Events: making, changing and publishing them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Shift
from turnout.models.base import this_second
from turnout.rules.help import NUMBER
from turnout.rules.refusals import Reason, Refused
from turnout.rules.scheduling import ShiftDraft, find_event_problems
from turnout.rules.telling import TOLD_EVENT_FIELDS

from .locks import lock_event, lock_event_shifts, lock_events
from .records import write_record, write_records
from .shifts import add_shifts, bump_shifts
from .stamps import ONE_SECOND, next_change, touch_chapter_calendar
from .telling import collect_changes, read_known
from .versions import check_version

EVENT_FIELDS = (
    "kind", "title", "summary", "kit", "in_charge", "in_charge_phone", "site", "is_online", "online_url", "visibility",
    "timezone", "starts_at", "ends_at",
)  # fmt: skip
# What an entry in a calendar shows of its event; the place among it moves the entry.
PLACE_FIELDS = frozenset({"site", "is_online", "online_url"})
SHOWN_FIELDS = PLACE_FIELDS | {"kind", "title", "summary", "visibility", "timezone"}


@transaction.atomic
def create_event(
    chapter: Chapter, *, by: Person | None, shifts: Sequence[ShiftDraft] = (), publish: bool = False, **fields: Any
) -> Event:
    """Make an event with its shifts, as a draft or published at once. `fields` are those of `EVENT_FIELDS`."""
    fields.setdefault("timezone", chapter.timezone)
    event = Event(chapter=chapter, **fields)
    check_event(event)
    event.save()
    write_record("event.created", event, by=by)
    if shifts:
        add_shifts(event, shifts, by=by)
    return publish_event(event, by=by) if publish else event


def insert_events(events: Sequence[Event], *, by: Person | None) -> None:
    """Write checked new events, drafts or published ones, in a few statements, and record it.

    The caller says that the chapter's calendar changed.
    """
    Event.objects.bulk_create(events, batch_size=200)
    write_records("event.created", events, by=by)
    online = [event for event in events if event.state == Event.State.PUBLISHED]
    write_records("event.published", online, by=by, fields=["state"])


@transaction.atomic
def edit_event(event: Event, *, by: Person | None, if_version: int | None = None, **changes: Any) -> Event:
    """Change the given fields of an event, and with them what its shifts show.

    What those on them should know collects until it is told (`telling.tell_changes`).

    Raises `Refused`: what is wrong at a field, or `changed-meanwhile`.
    """
    event = lock_event(event)
    check_version(event.version, if_version)
    if event.is_cancelled:
        raise Refused(Reason.WRONG_STATE, _("This event is cancelled. Make a new one."))
    changed = [name for name, value in changes.items() if getattr(event, name) != value]
    if not changed:
        return event
    known = read_known(shift.pk for shift in lock_event_shifts(event)) if TOLD_EVENT_FIELDS & set(changed) else []
    for name in changed:
        setattr(event, name, changes[name])
    check_event(event)
    event.version += 1
    event.changed_at = next_change(event.changed_at)
    event.save()
    write_record("event.changed", event, by=by, fields=changed)
    if SHOWN_FIELDS & set(changed):
        bump_shifts(Shift.objects.filter(event=event), moved=bool(PLACE_FIELDS & set(changed)))
    collect_changes(known)
    touch_chapter_calendar(event.chapter_id)
    return event


@transaction.atomic
def publish_event(event: Event, *, by: Person | None, if_version: int | None = None) -> Event:
    """Put a draft online. Raises `Refused` where it is online or cancelled already."""
    event = lock_event(event)
    check_version(event.version, if_version)
    if event.state != Event.State.DRAFT:
        raise Refused(Reason.WRONG_STATE, _("This event is not a draft any more."))
    event.state = Event.State.PUBLISHED
    event.published_at = timezone.now()
    save_state(event)
    write_record("event.published", event, by=by, fields=["state"])
    touch_chapter_calendar(event.chapter_id)
    return event


@transaction.atomic
def publish_drafts(events: QuerySet[Event], *, by: Person | None) -> int:
    """Put the drafts among some events of one chapter online, all at once; return how many there were."""
    keys = lock_events(events)
    drafts = list(Event.objects.filter(pk__in=keys, state=Event.State.DRAFT).order_by("pk"))
    if not drafts:
        return 0
    Event.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        state=Event.State.PUBLISHED,
        published_at=timezone.now(),
        version=F("version") + 1,
        changed_at=Greatest(Value(this_second()), F("changed_at") + ONE_SECOND),
    )
    write_records("event.published", drafts, by=by, fields=["state"])
    touch_chapter_calendar(drafts[0].chapter_id)
    return len(drafts)


def bump_events(events: QuerySet[Event]) -> None:
    """Say that something visible changed on many events; they are locked here, by id, if they were not before."""
    Event.objects.filter(pk__in=lock_events(events)).update(
        version=F("version") + 1, changed_at=Greatest(Value(this_second()), F("changed_at") + ONE_SECOND)
    )


def save_state(event: Event) -> None:
    """Write a locked event whose state changed."""
    event.version += 1
    event.changed_at = next_change(event.changed_at)
    event.save()


def check_event(event: Event) -> None:
    """Raise the first problem of an event."""
    for problem in find_event_problems(title=event.title, starts_at=event.starts_at, ends_at=event.ends_at):
        raise problem
    if event.in_charge_phone and not NUMBER.fullmatch(event.in_charge_phone):
        raise Refused(Reason.INVALID, _("Write it in digits, like 919-555-0142."), field="in_charge_phone")
    if event.is_online and event.site:
        raise Refused(Reason.INVALID, _("Choose a site or online, not both."), field="site")
    if event.site and event.site.chapter_id != event.chapter_id:
        raise Refused(Reason.INVALID, _("Choose a site of this chapter."), field="site")
