"""Putting a chapter's schedule online from a spreadsheet."""

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Person, Shift, Signup, Site, Training
from turnout.rules.refusals import Reason, Refused
from turnout.spreadsheets.schedule import read_file, read_table
from turnout.spreadsheets.tables import Table

from .chapters import find_training, save_site
from .events import edit_event, insert_events
from .import_events import PlannedEvent
from .import_plans import ImportPlan, ImportResult, plan_import, sum_up
from .import_rows import Fate, PlannedRow, read_sites
from .locks import lock_names, lock_people_on
from .records import write_record
from .shifts import bump_shifts, edit_shift, insert_shifts
from .stamps import touch_chapter_calendar
from .telling import tell_changes

# How many of all rows are done.
Progress = Callable[[int, int], None]
BATCH = 200


def show_nothing(done: int, total: int) -> None:
    """Be the progress of an import that nobody watches."""


def import_schedule(
    chapter: Chapter,
    data: bytes,
    *,
    by: Person | None,
    skip_bad: bool = False,
    dry_run: bool = False,
    publish: bool = True,
    notify: bool = False,
    on_progress: Progress = show_nothing,
) -> ImportResult:
    """Make and change a chapter's events from the bytes of a CSV or .xlsx file; as `import_table`.

    Raises `Refused` at `file` where the file cannot be read.
    """
    return import_table(
        chapter,
        read_file(data),
        by=by,
        skip_bad=skip_bad,
        dry_run=dry_run,
        publish=publish,
        notify=notify,
        on_progress=on_progress,
    )


def import_table(
    chapter: Chapter,
    table: Table,
    *,
    by: Person | None,
    skip_bad: bool = False,
    dry_run: bool = False,
    publish: bool = True,
    notify: bool = False,
    if_plan: str = "",
    on_progress: Progress = show_nothing,
) -> ImportResult:
    """Make and change a chapter's events from a table, all or nothing.

    A bad row stops the import, unless `skip_bad`. A dry run gives the same result and writes nothing. New events are
    published, or left as drafts; a row that joins an event which is there takes that one's state. What changes for
    people collects until it is told, or with `notify` is told now. Raises `Refused`, `changed-meanwhile`, where it
    would do something else than the plan of the name `if_plan`, which somebody has seen.
    """
    schedule = read_table(table, chapter.zone)
    if dry_run:
        return sum_up(schedule, plan_import(chapter, schedule), skip_bad=skip_bad)
    with transaction.atomic():
        lock_names(chapter)
        plan = plan_import(chapter, schedule, lock=True)
        result = sum_up(schedule, plan, skip_bad=skip_bad)
        if if_plan and if_plan != result.name:
            raise Refused(Reason.CHANGED_MEANWHILE, _("The schedule changed meanwhile. Look again, then import."))
        if not result.is_stopped:
            _carry_out(plan, chapter, by=by, publish=publish, on_progress=on_progress)
    if notify and not result.is_stopped:
        # With locks of its own, and of what was collected in these events before, too.
        changed = {planned.event.pk for planned in plan.events if planned.event}
        tell_changes(Event.objects.filter(pk__in=changed), by=by)
    return result


def _carry_out(plan: ImportPlan, chapter: Chapter, *, by: Person | None, publish: bool, on_progress: Progress) -> None:
    """Write a plan. Its events and shifts are locked; now the people are, and nothing more after them."""
    _lock_people_on(plan, chapter)
    for name, address in plan.addresses.items():
        save_site(chapter, name, address=address, by=by)
    needed = {planned.row.requires for planned in plan.rows if planned.is_at_work and planned.row.requires}
    trainings: dict[str, Training | None] = {name: find_training(chapter, name, by=by) for name in sorted(needed)}
    homes = list(zip(plan.events, _find_or_make_events(plan, chapter, by=by, publish=publish), strict=True))
    new = [
        (event, replace(planned.row.draft, requires=trainings.get(planned.row.requires)))
        for planned_event, event in homes
        for planned in planned_event.rows
        if planned.fate == Fate.CREATED
    ]
    done = 0
    for start in range(0, len(new), BATCH):
        done += len(insert_shifts(new[start : start + BATCH], by=by))
        on_progress(done, len(plan.rows))
    for planned_event, event in homes:
        for planned in planned_event.rows:
            if planned.fate == Fate.CHANGED:
                _change_shift(planned, event, trainings, by=by)
                done += 1
                on_progress(done, len(plan.rows))
        if planned_event.event and planned_event.fields:
            edit_event(event, by=by, **planned_event.fields)
    if new:
        touch_chapter_calendar(chapter.pk)
    if done < len(plan.rows):
        on_progress(len(plan.rows), len(plan.rows))


def _lock_people_on(plan: ImportPlan, chapter: Chapter) -> None:
    """Lock those on the shifts that change, by themselves or with their event or site."""
    events = {planned.event.pk for planned in plan.events if planned.event and planned.is_changed}
    events |= {p.shift.event_id for p in plan.rows if p.shift and p.fate == Fate.CHANGED}
    concerned = Q(shift__event__in=events) | Q(shift__event__site__name__in=plan.addresses)
    on_them = Signup.objects.filter(concerned, chapter=chapter)
    lock_people_on(on_them.values_list("shift_id", flat=True).distinct())


def _find_or_make_events(plan: ImportPlan, chapter: Chapter, *, by: Person | None, publish: bool) -> list[Event]:
    """Return the event of each planned one, in their order, the new ones made in a few statements."""
    sites = read_sites(chapter)
    events = [planned.event or _build_event(planned, chapter, sites, publish=publish) for planned in plan.events]
    new = [event for event in events if event.pk is None]
    insert_events(new, by=by)
    return events


def _build_event(planned: PlannedEvent, chapter: Chapter, sites: dict[str, Site], *, publish: bool) -> Event:
    first = planned.rows[0]
    return Event(
        chapter=chapter,
        title=first.row.title,
        kind=first.row.kind,
        is_online=first.row.is_online,
        site=None if first.row.is_online else sites.get(first.row.site),
        visibility=first.visibility,
        timezone=chapter.timezone,
        state=Event.State.PUBLISHED if publish else Event.State.DRAFT,
        published_at=timezone.now() if publish else None,
        **planned.fields,
    )


def _change_shift(
    planned: PlannedRow, event: Event, trainings: dict[str, Training | None], *, by: Person | None
) -> None:
    shift = planned.shift
    assert shift is not None  # a row is changed only where it is known
    if shift.event_id != event.pk:
        Shift.objects.filter(pk=shift.pk).update(event=event)
        bump_shifts(Shift.objects.filter(pk=shift.pk), moved=False)
        write_record("shift.changed", shift, by=by, fields=["event"])
    changes = dict(planned.changes)
    if "requires" in changes:
        changes["requires"] = trainings.get(changes["requires"])
    edit_shift(shift, by=by, **changes)
