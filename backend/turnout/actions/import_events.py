"""What an import would do to events: which rows form one, which join one that is there, and what changes of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from turnout.models import Event, Shift
from turnout.spreadsheets.cells import tidy_line, tidy_text
from turnout.spreadsheets.grouping import Span, group_spans

from .import_rows import Fate, Known, PlannedRow, is_live, is_open, place_of


@dataclass
class PlannedEvent:
    """An event with its rows of the file, by time: one that is there already, or one to be made."""

    event: Event | None
    rows: list[PlannedRow]
    # Fields of the event: for one to be made its times and words, for one that is there those that change.
    fields: dict[str, Any]

    @property
    def is_changed(self) -> bool:
        return self.event is not None and (bool(self.fields) or any(p.fate == Fate.CHANGED for p in self.rows))


@dataclass(frozen=True)
class _Member:
    """A shift of an event to be: with the row that says so, or none where the file has it not."""

    span: Span
    planned: PlannedRow | None = None


# Title, kind, place, visibility: what the shifts of one event have in common.
_Nature = tuple[str, str, tuple[bool, str], str]


def plan_events(rows: Sequence[PlannedRow], known: Known, *, zone: ZoneInfo, with_summary: bool) -> list[PlannedEvent]:
    """Put the rows into events: of one nature, and near in time (see `spreadsheets.grouping`).

    A row that is known stays in its event. Where all of an event's shifts turn to another visibility, the event does;
    where some do, they leave it. `with_summary` says that the file has summaries at all. Marks the rows whose word
    about the event is new.
    """
    turned = _find_turned_events(rows, known)
    families: dict[_Nature, list[_Member]] = defaultdict(list)
    for nature, member in (*_keep_shifts(rows, known, turned), *_place_rows(rows, turned)):
        families[nature].append(member)
    planned = [
        _plan_event([members[place] for place in places], known, turned, with_summary=with_summary)
        for members in families.values()
        for places in group_spans([member.span for member in members], zone)
    ]
    for home in planned:
        for row in home.rows:
            row.changes_around |= _is_news(row, home)
    return [home for home in planned if home.rows or home.fields]


def _find_turned_events(rows: Sequence[PlannedRow], known: Known) -> dict[int, str]:
    """Return the visibility that events turn to: where every open shift is in the file, and none keeps the old one."""
    wanted: dict[int, dict[int, str]] = defaultdict(dict)
    for planned in rows:
        if planned.shift:
            wanted[planned.shift.event_id][planned.shift.pk] = planned.visibility
    open_shifts: dict[int, set[int]] = defaultdict(set)
    for shift in known.shifts:
        if is_open(shift):
            open_shifts[shift.event_id].add(shift.pk)
    return {
        key: next(iter(by_shift.values()))
        for key, by_shift in wanted.items()
        if open_shifts[key] == set(by_shift) and known.events[key].visibility not in by_shift.values()
    }


def _keep_shifts(rows: Sequence[PlannedRow], known: Known, turned: dict[int, str]) -> Iterator[tuple[_Nature, _Member]]:
    """Give what stays in the events that are there: all their shifts but those whose row leaves."""
    planned_of = {planned.shift.pk: planned for planned in rows if planned.shift}
    shifts_of: dict[int, list[Shift]] = defaultdict(list)
    for shift in known.shifts:
        shifts_of[shift.event_id].append(shift)
    for event in filter(is_live, known.events.values()):
        nature = _nature_of(event, turned)
        for shift in shifts_of[event.pk]:
            planned = planned_of.get(shift.pk)
            if planned is None:
                yield nature, _Member(Span(shift.starts_at, shift.ends_at, owner=event.pk))
            elif not _leaves(planned, turned):
                yield nature, _Member(Span(shift.starts_at, planned.row.draft.ends_at, owner=event.pk), planned)
        if not shifts_of[event.pk]:
            yield nature, _Member(Span(event.starts_at, event.ends_at, owner=event.pk))


def _place_rows(rows: Sequence[PlannedRow], turned: dict[int, str]) -> Iterator[tuple[_Nature, _Member]]:
    """Give the rows that look for an event: the new ones, and those that leave theirs."""
    for planned in rows:
        if planned.shift is None or _leaves(planned, turned):
            row = planned.row
            span = Span(row.draft.starts_at, row.draft.ends_at)
            yield (row.title, row.kind, row.place, planned.visibility), _Member(span, planned)


def _nature_of(event: Event, turned: dict[int, str]) -> _Nature:
    return (tidy_line(event.title), event.kind, place_of(event), turned.get(event.pk, event.visibility))


def _leaves(planned: PlannedRow, turned: dict[int, str]) -> bool:
    event = planned.shift.event if planned.shift else None
    return event is not None and planned.visibility != turned.get(event.pk, event.visibility)


def _plan_event(members: list[_Member], known: Known, turned: dict[int, str], *, with_summary: bool) -> PlannedEvent:
    event = next((known.events[m.span.owner] for m in members if m.span.owner is not None), None)
    rows = sorted((m.planned for m in members if m.planned), key=lambda p: (p.row.draft.starts_at, p.row.draft.role))
    spans = [member.span for member in members]
    # The earliest row that says something speaks for all, so that the order of the file does not matter.
    summary = next((p.row.summary for p in rows if p.row.summary), "")
    if event is None:
        return PlannedEvent(None, rows, {"summary": summary, **_find_edges(spans)})
    fields: dict[str, Any] = _find_new_edges(event, [s for s in known.shifts if s.event_id == event.pk], spans)
    if event.pk in turned:
        fields["visibility"] = turned[event.pk]
    if with_summary and rows and summary != tidy_text(event.summary):
        fields["summary"] = summary
    return PlannedEvent(event, rows, fields)


def _is_news(planned: PlannedRow, home: PlannedEvent) -> bool:
    """Whether a known row says something new of its event, or comes to another one."""
    if planned.shift is None:
        return False
    if home.event is None or home.event.pk != planned.shift.event_id:
        return True
    return "visibility" in home.fields or home.fields.get("summary") == planned.row.summary


def _find_edges(spans: Sequence[Span]) -> dict[str, datetime]:
    return {"starts_at": min(s.starts_at for s in spans), "ends_at": max(s.ends_at for s in spans)}


def _find_new_edges(event: Event, before: Sequence[Shift], after: Sequence[Span]) -> dict[str, Any]:
    """Return the start and end that an event gets, where its first start or last end moves.

    An event that kept to its shifts goes on doing so; one with times of its own (doors open earlier) only grows.
    """
    starts, ends = _find_edges(after).values()
    first = min((shift.starts_at for shift in before), default=event.starts_at)
    last = max((shift.ends_at for shift in before), default=event.ends_at)
    edges = {}
    if starts != first:
        edges["starts_at"] = starts if event.starts_at == first else min(event.starts_at, starts)
    if ends != last:
        edges["ends_at"] = ends if event.ends_at == last else max(event.ends_at, ends)
    return {name: value for name, value in edges.items() if value != getattr(event, name)}
