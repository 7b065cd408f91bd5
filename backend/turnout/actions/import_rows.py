"""What an import would do to each shift: the rows of the file beside the shifts that the chapter has."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from turnout.models import Chapter, Event, Shift, Site
from turnout.rules.refusals import refuse_capacity
from turnout.rules.scheduling import SHIFT_FIELDS, ShiftDraft, find_shift_problems
from turnout.rules.trainings import fold_name
from turnout.spreadsheets.cells import tidy_line, tidy_text
from turnout.spreadsheets.rows import COLUMN_OF_FIELD, RowKey, RowProblem, ScheduleRow
from turnout.spreadsheets.schedule import Schedule

from .locks import lock_events, lock_shifts


class Fate(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass
class PlannedRow:
    """What becomes of one good row of the file. `shift` is what it is known as; none where it is new."""

    row: ScheduleRow
    visibility: str
    shift: Shift | None = None
    problem: RowProblem | None = None
    # Fields of the shift with what they become; `requires` is still the training's name.
    changes: dict[str, Any] = field(default_factory=dict)
    # What it says of its event or its site is new.
    changes_around: bool = False

    @property
    def fate(self) -> Fate:
        if self.problem:
            return Fate.REFUSED
        if self.shift is None:
            return Fate.CREATED
        return Fate.CHANGED if self.changes or self.changes_around else Fate.UNCHANGED

    @property
    def is_at_work(self) -> bool:
        """Whether its event and site are to be as it says: not where it is refused, or known as a cancelled shift."""
        return not self.problem and (self.shift is None or is_open(self.shift))


@dataclass(frozen=True)
class Known:
    """What the chapter has already of the events that a file names; sites by their name, as a cell would have it."""

    events: dict[int, Event]
    shifts: list[Shift]
    sites: dict[str, Site]


def read_known(chapter: Chapter, schedule: Schedule, *, lock: bool) -> Known:
    """Read what a schedule may change. With `lock`, inside a transaction, nobody else changes it meanwhile."""
    events = Event.objects.filter(chapter=chapter, title__in=_find_titles(chapter, schedule))
    sites = read_sites(chapter)
    if lock:
        # All at once, by id: a new address changes every event and shift at the site, in the file or not.
        moving = [sites[name] for name in find_new_addresses(schedule.rows, sites)]
        theirs = lock_events(Event.objects.filter(Q(pk__in=events.values("pk")) | Q(site__in=moving)))
        lock_shifts(Shift.objects.filter(event__in=theirs).values_list("pk", flat=True))
    by_key = {event.pk: event for event in events.select_related("site")}
    # Deleted ones, too: they are known, and do not come back.
    shifts = Shift.with_deleted.filter(event__in=by_key).select_related("event__site", "requires").order_by("pk")
    return Known(by_key, list(shifts), sites)


def read_sites(chapter: Chapter) -> dict[str, Site]:
    """Return a chapter's sites by their name, as a cell would have it."""
    return {tidy_line(site.name): site for site in Site.objects.filter(chapter=chapter)}


def _find_titles(chapter: Chapter, schedule: Schedule) -> set[str]:
    """Return the titles that a file names, as the chapter wrote them: perhaps with two spaces where a cell has one."""
    wanted = {row.title for row in schedule.rows}
    titles = Event.objects.filter(chapter=chapter).order_by().values_list("title", flat=True).distinct()
    return {title for title in titles if tidy_line(title) in wanted}


def plan_rows(schedule: Schedule, known: Known) -> list[PlannedRow]:
    """Compare each good row with the shift that it is known as."""
    shifts = _index_shifts(known.shifts)
    return [_compare(row, shifts.get(row.key), schedule.columns) for row in schedule.rows]


def find_new_addresses(rows: Iterable[ScheduleRow], sites: dict[str, Site]) -> dict[str, str]:
    """Return the addresses that the rows give to known sites that have another."""
    said = {row.site: row.address for row in rows if row.address}
    return {
        name: address for name, address in said.items() if name in sites and tidy_line(sites[name].address) != address
    }


def place_of(event: Event) -> tuple[bool, str]:
    """Return what a row would say of where an event is: whether online, and the site's name."""
    return (event.is_online, tidy_line(event.site.name) if event.site else "")


def is_live(event: Event) -> bool:
    return not event.is_cancelled


def is_open(shift: Shift) -> bool:
    return not shift.is_cancelled


def _index_shifts(shifts: list[Shift]) -> dict[RowKey, Shift]:
    """Return the shifts by what a row is known again by; of several the first that is open."""
    index: dict[RowKey, Shift] = {}
    for shift in sorted(shifts, key=is_open, reverse=True):
        event = shift.event
        key = (tidy_line(event.title), event.kind, place_of(event), shift.starts_at, tidy_line(shift.role))
        index.setdefault(key, shift)
    return index


def _compare(row: ScheduleRow, shift: Shift | None, columns: frozenset[str]) -> PlannedRow:
    if shift is None:
        return PlannedRow(row, row.visibility)
    visibility = row.visibility if "visibility" in columns else shift.event.visibility
    changes = _find_changes(row, shift, columns)
    return PlannedRow(row, visibility, shift, _find_problem(row, shift, changes), changes)


def _find_changes(row: ScheduleRow, shift: Shift, columns: frozenset[str]) -> dict[str, Any]:
    """Return the fields of the shift that the row says otherwise. What the file has no column for stays as it is."""
    says: dict[str, Any] = {"ends_at": row.draft.ends_at, "capacity": row.draft.capacity}
    says |= {"min_needed": row.draft.min_needed} if "min_needed" in columns else {}
    changes = {name: value for name, value in says.items() if value != getattr(shift, name)}
    if "notes" in columns and row.draft.notes != tidy_text(shift.notes):
        changes["notes"] = row.draft.notes
    if "requires" in columns and fold_name(row.requires) != fold_name(
        tidy_line(shift.requires.name) if shift.requires else ""
    ):
        changes["requires"] = row.requires
    return changes


def _find_problem(row: ScheduleRow, shift: Shift, changes: dict[str, Any]) -> RowProblem | None:
    """Return why a known shift cannot be changed so."""
    if not changes:
        return None
    if not is_open(shift):
        return RowProblem(row.number, "event", _("this shift was cancelled, and an import does not bring it back"))
    after = {name: getattr(shift, name) for name in SHIFT_FIELDS} | changes | {"requires": None}
    for problem in find_shift_problems(ShiftDraft(**after)):
        return RowProblem(row.number, COLUMN_OF_FIELD.get(problem.field, problem.field), str(problem))
    if row.draft.capacity < shift.taken:
        return RowProblem(row.number, "capacity", str(refuse_capacity(row.draft.capacity, taken=shift.taken)))
    return None
