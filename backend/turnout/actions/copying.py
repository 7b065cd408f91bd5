"""Copying what was planned to other days, as drafts."""

from django.db import transaction
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Series, Tap
from turnout.rules.copying import COPIED_FIELDS, CopiedSeries, Copy, Wanted, plan_copies
from turnout.rules.refusals import Reason, Refused

from .events import insert_events
from .locks import lock_names, lock_people
from .records import write_record
from .shifts import insert_shifts
from .stamps import touch_chapter_calendar
from .taps import KEY, tap_of_part


@transaction.atomic
def make_copies(wanted: Wanted, *, by: Person, seen: str | None = None, key: str = "") -> list[Event]:
    """Copy what is wanted, as drafts, and return them by time; what is there already as the same thing is left.

    With a `key` that did its work already, return what that made. Raises `Refused`: what `plan_copies` does, and
    `changed-meanwhile` where it would come to something else than what was `seen` (see `CopyPlan.name`).
    """
    chapter = wanted.chapter
    # One at a time for each chapter, so that no two make the same things; then whoever taps twice.
    lock_names(chapter)
    lock_people([by.pk])
    key = tap_of_part(key, wanted.name)
    tap = Tap.objects.filter(person=by, key=key).first() if KEY.fullmatch(key) else None
    plan = plan_copies(wanted)
    if tap:
        return [event for _copy, event in plan.there if event.created_at >= tap.created_at]
    if seen is not None and plan.name != seen:
        raise Refused(Reason.CHANGED_MEANWHILE, _("What it comes to changed meanwhile. Look once more, then copy it."))
    if KEY.fullmatch(key):
        Tap.objects.create(person=by, key=key)
    if not plan.copies:
        return []
    series = {id(copy): row for copied in plan.series for copy, row in _make_series(chapter, copied, by=by)}
    events = [_draft(chapter, copy, series.get(id(copy))) for copy in plan.copies]
    insert_events(events, by=by)
    insert_shifts(
        [(event, draft) for event, copy in zip(events, plan.copies, strict=True) for draft in copy.shifts], by=by
    )
    touch_chapter_calendar(chapter.pk)
    return events


def _draft(chapter: Chapter, copy: Copy, series: Series | None) -> Event:
    fields = {name: getattr(copy.event, name) for name in COPIED_FIELDS}
    date_in_series = copy.original_date if series else None
    return Event(
        chapter=chapter,
        series=series,
        original_date=date_in_series,
        starts_at=copy.starts_at,
        ends_at=copy.ends_at,
        **fields,
    )


def _make_series(chapter: Chapter, copied: CopiedSeries, *, by: Person) -> list[tuple[Copy, Series]]:
    repeat = copied.rule.repeat
    series = Series.objects.create(
        chapter=chapter,
        rule=repeat.rule,
        except_dates=sorted(day.isoformat() for day in repeat.except_dates),
        timezone=copied.series.timezone,
        starts_on=min(copy.original_date for copy in copied.copies),
        wall_time=copied.series.wall_time,
    )
    write_record("series.created", series, by=by)
    return [(copy, series) for copy in copied.copies]
