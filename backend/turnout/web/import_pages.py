"""The page of a spreadsheet's rows: what each would do, filters and pages, and the inputs of those to be mended."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from turnout.actions.import_plans import ImportResult, RowResult
from turnout.actions.import_rows import Fate
from turnout.models import ImportDraft, Kind, Visibility
from turnout.rules.outlook import Span, find_rests
from turnout.rules.times import say_times
from turnout.spreadsheets.cells import quote_cell
from turnout.spreadsheets.columns import COLUMNS, LABELS

from .requests import MemberRequest

ROWS_SHOWN = 50
# How many new sites and trainings are named; the rest are counted.
NAMED = 12
FILTERS: dict[str, tuple[Promise, Fate | None]] = {
    "wrong": (_("Need you"), Fate.REFUSED),
    "new": (_("New"), Fate.CREATED),
    "changed": (_("Changed"), Fate.CHANGED),
    "same": (_("As it is"), Fate.UNCHANGED),
    "all": (_("All rows"), None),
}
_CHOICES = {"kind": Kind, "visibility": Visibility}


@dataclass(frozen=True)
class Cell:
    """A cell of a row to be mended. `choices` are what may be in it, where that is a few words."""

    column: str
    name: str
    label: str
    text: str
    is_wrong: bool
    choices: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class RowShown:
    """A row as the page draws it. `mark` names its state, by which a page that is open tells what changed."""

    result: RowResult
    mark: str
    title: str
    when: str
    role: str
    site: str
    cells: list[Cell]

    @property
    def number(self) -> int:
        return self.result.number

    @property
    def wrong_cell(self) -> Cell | None:
        return next((cell for cell in self.cells if cell.is_wrong), None)

    @property
    def other_cells(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.is_wrong]

    @property
    def sentence(self) -> str:
        """What is wrong, as a sentence begins; but a cell that it begins with stays as it was typed."""
        if self.result.problem is None:
            return ""
        sentence, cell = self.result.problem.sentence, self.wrong_cell
        is_quoting = cell is not None and bool(cell.text) and sentence.startswith(quote_cell(cell.text))
        return sentence if is_quoting else capfirst(sentence)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        return [(str(LABELS[change.column]), change.was, change.becomes) for change in self.result.changes]


def show_review(
    request: MemberRequest,
    draft: ImportDraft,
    result: ImportResult,
    *,
    error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Draw the page: those that need somebody first, unless another filter is chosen."""
    show = request.GET.get("show", "")
    if show not in FILTERS:
        show = "wrong" if result.tally[Fate.REFUSED] else "all"
    wanted = FILTERS[show][1]
    rows = [row for row in result.rows if wanted is None or row.fate == wanted]
    pages = max(-(-len(rows) // ROWS_SHOWN), 1)
    page = min(_read_page(request), pages)
    texts = dict(draft.rows)
    start = (page - 1) * ROWS_SHOWN
    facts = {
        **_facts_of(draft, result),
        "rows": [_show(row, draft, texts[row.number]) for row in rows[start : start + ROWS_SHOWN]],
        "show": show,
        "filters": _list_filters(result, show),
        "page": page,
        "pages": pages,
        "earlier": _link(show, page - 1) if page > 1 else "",
        "later": _link(show, page + 1) if page < pages else "",
        "error": error,
    }
    return render(request, "organize/import_rows.html", facts, status=status)


def show_row(request: MemberRequest, draft: ImportDraft, result: ImportResult, *, number: int) -> HttpResponse:
    """Draw one row that was mended; and of the others that the page shows those that this changed, and the sum."""
    texts = dict(draft.rows)
    by_number = {row.number: row for row in result.rows}
    if number not in by_number:
        return HttpResponse(headers={"HX-Refresh": "true"})
    marks = {name.removeprefix("mark-"): mark for name, mark in request.POST.items() if name.startswith("mark-")}
    others = [
        _show(by_number[other], draft, texts[other])
        for other, mark in ((int(name), mark) for name, mark in marks.items() if name.isdecimal())
        if other != number and other in by_number and _mark(by_number[other]) != mark
    ]
    row = _show(by_number[number], draft, texts[number])
    facts = {**_facts_of(draft, result), "row": row, "others": others, "is_swapped": True}
    facts["filters"] = _list_filters(result, request.GET.get("show") or "wrong")
    return render(request, "organize/import_row_only.html", facts)


def read_cells(data: Mapping[str, str], draft: ImportDraft) -> dict[int, dict[str, str]]:
    """Return what was typed into cells, by row and column of the spreadsheet."""
    known = {str(number): number for number, _cells in draft.rows}
    cells: dict[int, dict[str, str]] = {}
    for name in data:
        row, _sign, column = name.removeprefix("cell-").partition("-")
        if name.startswith("cell-") and row in known and column in draft.columns and column:
            cells.setdefault(known[row], {})[column] = data[name].replace("\r\n", "\n")
    return cells


def _facts_of(draft: ImportDraft, result: ImportResult) -> dict[str, Any]:
    chapter = draft.chapter
    spans = [
        Span(row.row.draft.starts_at, row.row.draft.ends_at) for row in result.rows if row.begins_event and row.row
    ]
    rests = find_rests(spans, chapter, chapter.zone)
    tally = result.tally
    return {
        "chapter": chapter,
        "draft": draft,
        "seen": result.name,
        "tally": {fate.value: tally[fate] for fate in Fate},
        "count": len(result.rows),
        "to_do": tally[Fate.CREATED] + tally[Fate.CHANGED],
        "new_events": result.new_events,
        "new_sites": result.new_sites[:NAMED],
        "more_sites": len(result.new_sites[NAMED:]),
        "new_trainings": result.new_trainings[:NAMED],
        "more_trainings": len(result.new_trainings[NAMED:]),
        "rests": len(rests),
        "breaks": sorted({rest.pause.name for rest in rests}),
    }


def _list_filters(result: ImportResult, show: str) -> list[dict[str, object]]:
    shown = [
        (name, label, len(result.rows) if fate is None else result.tally[fate])
        for name, (label, fate) in FILTERS.items()
    ]
    return [
        {"href": _link(name, 1), "label": label, "count": count, "is_here": name == show}
        for name, label, count in shown
        if count or name == show
    ]


def _link(show: str, page: int) -> str:
    return "?" + urlencode({"show": show} | ({"page": page} if page > 1 else {}))


def _read_page(request: MemberRequest) -> int:
    page = request.GET.get("page", "")
    return max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1


def _show(result: RowResult, draft: ImportDraft, texts: list[str]) -> RowShown:
    said = dict(zip(draft.columns, texts, strict=False))
    row, zone = result.row, draft.chapter.zone
    when = _say_when(result, zone) or " · ".join(filter(None, (said.get(c, "") for c in ("date", "start", "end"))))
    return RowShown(
        result=result,
        mark=_mark(result),
        title=row.title if row else said.get("event", ""),
        when=when,
        role=row.draft.role if row else said.get("role", ""),
        site=row.site if row else said.get("site", ""),
        cells=_list_cells(result, draft, said) if result.problem else [],
    )


def _say_when(result: RowResult, zone: ZoneInfo) -> str:
    if result.row is None:
        return ""
    return capfirst(say_times(result.row.draft.starts_at, result.row.draft.ends_at, zone))


def _list_cells(result: RowResult, draft: ImportDraft, said: dict[str, str]) -> list[Cell]:
    wrong = result.problem.column if result.problem else ""
    return [
        Cell(
            column=column,
            name=f"cell-{result.number}-{column}",
            label=str(LABELS[column]),
            text=said.get(column, ""),
            is_wrong=column == wrong,
            choices=_list_choices(column, said.get(column, "")),
        )
        for column in COLUMNS
        if column in draft.columns
    ]


def _list_choices(column: str, text: str) -> list[tuple[str, str, bool]]:
    """Return the words that may be in a cell, and what is in it, with which of them that is."""
    if column not in _CHOICES:
        return []
    line = text.strip().lower()
    choices = [(value, str(label), line in (value, str(label).lower())) for value, label in _CHOICES[column].choices]
    return choices if any(chosen for _value, _label, chosen in choices) else [(text, text, True), *choices]


def _mark(result: RowResult) -> str:
    said = (result.fate, result.row, result.problem, result.changes, result.begins_event)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
