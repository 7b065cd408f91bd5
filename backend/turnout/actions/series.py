"""Series: one event made for each of many days."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from turnout.models import Chapter, Event, Person, Series
from turnout.rules.outlook import PLANNED
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat, clean_rule, spread

from .events import check_event, insert_events
from .records import write_record
from .shifts import check_draft, insert_shifts
from .stamps import touch_chapter_calendar

# Which of a series a change is for.
Scope = Literal["this", "following", "all"]


@transaction.atomic
def create_series(
    chapter: Chapter,
    repeat: Repeat,
    *,
    by: Person | None,
    shifts: Sequence[ShiftDraft] = (),
    publish: bool = False,
    **fields: Any,
) -> list[Event]:
    """Make an event with its shifts for each day of a rule, as drafts or published at once; return them by day.

    `fields` are those of `EVENT_FIELDS`, and the shifts those of the day on which `starts_at` lies; the clock shows the
    same on every other day. Raises `Refused`: what is wrong at a field, at `rule`, or with the draft of fact `index`.
    """
    fields.setdefault("timezone", chapter.timezone)
    model = Event(chapter=chapter, **fields)
    check_event(model)
    for index, draft in enumerate(shifts):
        check_draft(draft, index=index)
    repeat = Repeat(clean_rule(repeat.rule, model.zone), repeat.except_dates)
    occurrences = spread(repeat, model.starts_at, model.ends_at, shifts, model.zone)
    series = Series.objects.create(
        chapter=chapter,
        rule=repeat.rule,
        except_dates=sorted(day.isoformat() for day in repeat.except_dates),
        timezone=model.timezone,
        starts_on=occurrences[0].day,
        wall_time=model.starts_at.astimezone(model.zone).time(),
    )
    write_record("series.created", series, by=by)
    fields |= {"state": Event.State.PUBLISHED, "published_at": timezone.now()} if publish else {}
    events, drafts = [], []
    for day in occurrences:
        times = {"starts_at": day.starts_at, "ends_at": day.ends_at}
        event = Event(chapter=chapter, series=series, original_date=day.day, **{**fields, **times})
        events.append(event)
        drafts += [(event, draft) for draft in day.shifts]
    insert_events(events, by=by)
    insert_shifts(drafts, by=by)
    touch_chapter_calendar(chapter.pk)
    return events


def occurrences_in(event: Event, scope: Scope) -> QuerySet[Event]:
    """Return the events that a change of one in a series is for: itself, and others that are not over.

    `following` are those from its own date on, `all` those before it too. What is cancelled or deleted stays so.
    """
    this = Event.objects.filter(pk=event.pk)
    if scope == "this" or event.series_id is None:
        return this
    others = Event.objects.filter(series=event.series_id, state__in=PLANNED, ends_at__gt=timezone.now())
    if scope == "following" and event.original_date:
        others = others.filter(original_date__gte=event.original_date)
    return this | others
