"""All that an import would do, row by row, as somebody reads it before it is done."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from turnout.models import Chapter, Training, Visibility
from turnout.rules.times import say_time
from turnout.rules.trainings import fold_name
from turnout.spreadsheets.cells import tidy_line
from turnout.spreadsheets.rows import COLUMN_OF_FIELD, RowProblem, ScheduleRow
from turnout.spreadsheets.schedule import Schedule

from .import_events import PlannedEvent, plan_events
from .import_rows import Fate, Known, PlannedRow, find_new_addresses, plan_rows, read_known


@dataclass(frozen=True)
class Change:
    """What a row changes: the column, and what is there before and after, in words."""

    column: str
    was: str
    becomes: str


@dataclass(frozen=True)
class RowResult:
    """What became of one row, or would become of it. `row` is absent where it could not be read."""

    number: int
    fate: Fate
    row: ScheduleRow | None = None
    problem: RowProblem | None = None
    changes: tuple[Change, ...] = ()
    # It is the first row of an event that is not there yet.
    begins_event: bool = False


@dataclass(frozen=True)
class ImportResult:
    """Every row with its fate. With bad rows and no leave to skip them the import is stopped: nothing is written."""

    rows: tuple[RowResult, ...]
    is_stopped: bool
    # What is made besides: by name.
    new_sites: tuple[str, ...] = ()
    new_trainings: tuple[str, ...] = ()

    @property
    def problems(self) -> list[RowProblem]:
        return [row.problem for row in self.rows if row.problem]

    @property
    def new_events(self) -> int:
        return sum(row.begins_event for row in self.rows)

    def count(self, fate: Fate) -> int:
        """Return how many rows met a fate; when stopped, none was created or changed."""
        if self.is_stopped and fate in (Fate.CREATED, Fate.CHANGED):
            return 0
        return self.tally[fate]

    @cached_property
    def tally(self) -> Counter[Fate]:
        """How many rows there are of each fate, stopped or not."""
        return Counter(row.fate for row in self.rows)

    @cached_property
    def name(self) -> str:
        """A name for exactly what would be done: whoever imports it has seen it."""
        done = [(row.number, row.fate, row.row, row.changes, row.begins_event) for row in self.rows]
        return hashlib.sha256(repr((done, self.new_sites, self.new_trainings)).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class ImportPlan:
    """All that an import would do. `addresses` are those that sites get, new ones and known ones, by name."""

    rows: list[PlannedRow]
    events: list[PlannedEvent]
    addresses: dict[str, str]
    known: Known
    new_sites: list[str] = field(default_factory=list)
    new_trainings: list[str] = field(default_factory=list)


def plan_import(chapter: Chapter, schedule: Schedule, *, lock: bool = False) -> ImportPlan:
    """Return what importing a schedule would do.

    A cancelled shift that the file still has stays cancelled: its row is unchanged, or refused where it asks for more.
    """
    known = read_known(chapter, schedule, lock=lock)
    rows = plan_rows(schedule, known)
    at_work = [planned for planned in rows if planned.is_at_work]
    events = plan_events(at_work, known, zone=chapter.zone, with_summary="summary" in schedule.columns)
    said = [planned.row for planned in at_work]
    moved = find_new_addresses(said, known.sites)
    for planned in at_work:
        planned.changes_around |= bool(planned.row.address) and planned.row.site in moved
    new_sites = {row.site: "" for row in said if row.site and not row.is_online and row.site not in known.sites}
    new_sites |= {row.site: row.address for row in said if row.site in new_sites and row.address}
    # Of names that differ by case alone, the first by the alphabet, as the first is made.
    needed = {fold_name(name): name for name in sorted({row.requires for row in said if row.requires}, reverse=True)}
    if needed:
        for name in Training.objects.filter(chapter=chapter).values_list("name", flat=True):
            needed.pop(fold_name(tidy_line(name)), None)
    addresses = new_sites | {known.sites[name].name: address for name, address in moved.items()}
    return ImportPlan(rows, events, addresses, known, sorted(new_sites), sorted(needed.values()))


def sum_up(schedule: Schedule, plan: ImportPlan, *, skip_bad: bool) -> ImportResult:
    """Return what a plan does to each row of a file, in the file's order."""
    homes = {id(row): home for home in plan.events for row in home.rows}
    first = {id(home.rows[0]) for home in plan.events if home.event is None and home.rows}
    rows = [
        RowResult(
            planned.row.number,
            planned.fate,
            planned.row,
            planned.problem,
            tuple(_describe(planned, homes.get(id(planned)), plan.known)) if planned.fate == Fate.CHANGED else (),
            begins_event=id(planned) in first,
        )
        for planned in plan.rows
    ]
    rows += [RowResult(problem.number, Fate.REFUSED, problem=problem) for problem in schedule.problems]
    rows.sort(key=lambda row: row.number)
    is_stopped = not skip_bad and any(row.problem for row in rows)
    return ImportResult(tuple(rows), is_stopped, tuple(plan.new_sites), tuple(plan.new_trainings))


def _describe(planned: PlannedRow, home: PlannedEvent | None, known: Known) -> Iterator[Change]:
    """Give what a known row changes: of its shift, its event and its site."""
    row, shift = planned.row, planned.shift
    assert shift is not None  # a row is changed only where it is known
    event = shift.event
    for name, value in planned.changes.items():
        match name:
            case "ends_at":
                words = say_time(shift.ends_at, event.zone), say_time(value, event.zone)
            case "requires":
                words = shift.requires.name if shift.requires else "", str(value)
            case _:
                words = str(getattr(shift, name)), str(value)
        yield Change(COLUMN_OF_FIELD.get(name, name), *words)
    if planned.visibility != event.visibility:
        yield Change("visibility", str(Visibility(event.visibility).label), str(Visibility(planned.visibility).label))
    if home and home.event == event and home.fields.get("summary") == row.summary:
        yield Change("summary", event.summary, row.summary)
    if row.address and row.site in known.sites and tidy_line(known.sites[row.site].address) != row.address:
        yield Change("address", known.sites[row.site].address, row.address)
