"""Series: one event made for each of many days."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Series
from turnout.rules.outlook import PLANNED
from turnout.rules.refusals import Reason, Refused
from turnout.rules.scheduling import ShiftDraft
from turnout.rules.series import Repeat, carry_draft, carry_span, clean_rule, find_dates

from .events import check_event
from .records import write_record, write_records
from .shifts import check_draft, insert_shifts
from .stamps import touch_chapter_calendar

# Which of a series a change is for.
Scope = Literal["this", "following", "all"]

BATCH = 200
# A week of slots, each day of a term.
MOST_SHIFTS = 5_000


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
    first_day = model.starts_at.astimezone(model.zone).date()
    repeat = Repeat(clean_rule(repeat.rule, model.zone), repeat.except_dates)
    dates = find_dates(repeat, first_day, model.zone)
    if len(dates) * len(shifts) > MOST_SHIFTS:
        raise Refused(
            Reason.INVALID,
            _("That would be %(count)d shifts, and %(most)d at most are made at once. Choose an earlier end.")
            % {"count": len(dates) * len(shifts), "most": MOST_SHIFTS},
            field="rule",
        )
    series = Series.objects.create(
        chapter=chapter,
        rule=repeat.rule,
        except_dates=sorted(day.isoformat() for day in repeat.except_dates),
        timezone=model.timezone,
        starts_on=dates[0],
        wall_time=model.starts_at.astimezone(model.zone).time(),
    )
    write_record("series.created", series, by=by)
    state = (Event.State.PUBLISHED, timezone.now()) if publish else (Event.State.DRAFT, None)
    events, drafts = [], []
    for day in dates:
        days = (day - first_day).days
        starts_at, ends_at = carry_span(model.starts_at, model.ends_at, days, model.zone)
        moved = {"starts_at": starts_at, "ends_at": ends_at, "state": state[0], "published_at": state[1]}
        event = Event(chapter=chapter, series=series, original_date=day, **{**fields, **moved})
        events.append(event)
        drafts += [(event, carry_draft(draft, days, model.zone)) for draft in shifts]
    Event.objects.bulk_create(events, batch_size=BATCH)
    write_records("event.created", events, by=by)
    if publish:
        write_records("event.published", events, by=by, fields=["state"])
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
