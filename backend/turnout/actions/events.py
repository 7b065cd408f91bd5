"""Events: making, changing, publishing and cancelling them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Shift, Signup
from turnout.models.base import this_second
from turnout.notices.outbox import tell_event_cancelled, tell_shift_changed
from turnout.rules.refusals import Reason, Refused
from turnout.rules.scheduling import ShiftDraft, find_event_problems

from .locks import lock_event, lock_event_shifts, lock_events, lock_people
from .places import let_go_all
from .records import write_record, write_records
from .shifts import add_shifts, bump_shifts
from .stamps import ONE_SECOND, next_change, touch_chapter_calendar
from .versions import check_version

EVENT_FIELDS = (
    "kind", "title", "summary", "kit", "site", "is_online", "online_url", "visibility", "timezone", "starts_at",
    "ends_at",
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
    """Change the given fields of an event, and with them what its shifts show. A new place tells those on them.

    Raises `Refused`: what is wrong at a field, or `changed-meanwhile`.
    """
    event = lock_event(event)
    check_version(event.version, if_version)
    if event.state == Event.State.CANCELLED:
        raise Refused(Reason.WRONG_STATE, _("This event is cancelled. Make a new one."))
    changed = [name for name, value in changes.items() if getattr(event, name) != value]
    if not changed:
        return event
    place = event.public_place
    for name in changed:
        setattr(event, name, changes[name])
    check_event(event)
    event.version += 1
    event.changed_at = next_change(event.changed_at)
    event.save()
    write_record("event.changed", event, by=by, fields=changed)
    if SHOWN_FIELDS & set(changed):
        bump_shifts(Shift.objects.filter(event=event), moved=bool(PLACE_FIELDS & set(changed)))
    touch_chapter_calendar(event.chapter_id)
    if PLACE_FIELDS & set(changed) and event.state == Event.State.PUBLISHED:
        _tell_new_place(event, before=place)
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
    _save_state(event)
    write_record("event.published", event, by=by, fields=["state"])
    touch_chapter_calendar(event.chapter_id)
    return event


@transaction.atomic
def cancel_event(event: Event, *, by: Person | None, if_version: int | None = None) -> Event:
    """Cancel an event with all its shifts and tell everybody on them, once each. All rows stay."""
    event = lock_event(event)
    check_version(event.version, if_version)
    if event.state == Event.State.CANCELLED:
        raise Refused(Reason.WRONG_STATE, _("This event is cancelled already."))
    let_go_all(lock_event_shifts(event))
    on_it = Signup.objects.filter(shift__event=event, state__in=Signup.CURRENT)
    people = lock_people(on_it.values_list("person_id", flat=True))
    to_come = on_it.filter(shift__state=Shift.State.OPEN, shift__ends_at__gt=timezone.now())
    told = set(to_come.values_list("person_id", flat=True))
    event.state = Event.State.CANCELLED
    event.cancelled_at = timezone.now()
    _save_state(event)
    write_record("event.cancelled", event, by=by, fields=["state"])
    bump_shifts(Shift.objects.filter(event=event), moved=True)
    touch_chapter_calendar(event.chapter_id)
    tell_event_cancelled(event, [person for key, person in people.items() if key in told])
    return event


def bump_events(events: QuerySet[Event]) -> None:
    """Say that something visible changed on many events; they are locked here, by id, if they were not before."""
    Event.objects.filter(pk__in=lock_events(events)).update(
        version=F("version") + 1, changed_at=Greatest(Value(this_second()), F("changed_at") + ONE_SECOND)
    )


def _save_state(event: Event) -> None:
    event.version += 1
    event.changed_at = next_change(event.changed_at)
    event.save()


def _tell_new_place(event: Event, *, before: str) -> None:
    now = timezone.now()
    for shift in Shift.objects.filter(event=event, state=Shift.State.OPEN, ends_at__gt=now):
        on_it = Signup.objects.filter(Q(state__in=Signup.CURRENT) | Signup.KEPT, shift=shift)
        was = {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat(), "place": before}
        tell_shift_changed(shift, on_it, **was)


def check_event(event: Event) -> None:
    """Raise the first problem of an event."""
    for problem in find_event_problems(title=event.title, starts_at=event.starts_at, ends_at=event.ends_at):
        raise problem
    if event.is_online and event.site:
        raise Refused(Reason.INVALID, _("Choose a site or online, not both."), field="site")
    if event.site and event.site.chapter_id != event.chapter_id:
        raise Refused(Reason.INVALID, _("Choose a site of this chapter."), field="site")
