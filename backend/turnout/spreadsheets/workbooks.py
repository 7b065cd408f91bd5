"""The bytes of an .xlsx file -> the table that `tables.read_csv` would make of it.

A workbook comes from a stranger as far as we know. It is measured before it is unpacked, only its cells are read, and
nothing in it is worked out: of a formula we take the value that the program kept which saved it.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.workbook.workbook import Workbook

from turnout.rules.refusals import Refused

from .cells import restore, tidy_line
from .columns import COLUMNS, NEEDED_COLUMNS, read_heading, say_columns
from .tables import MOST_ROWS, Table, refuse_file, refuse_many

_ZIP = b"PK\x03\x04"
# Unpacked. Ten thousand rows of a schedule are some eight million.
MOST_UNPACKED = 40_000_000
MOST_PARTS = 1_000
MOST_SHEETS = 30
# Headings may stand below a title, and beside columns that are not ours.
ROWS_OF_HEADINGS = 10
MOST_COLUMNS = 60
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DATES, _TIMES = frozenset({"date", "end_date"}), frozenset({"start", "end"})


def is_workbook(data: bytes) -> bool:
    return data.startswith(_ZIP)


def read_workbook(data: bytes) -> Table:
    """Read the first sheet that has the headings; sheets that are hidden are not looked at. Raises `Refused` at `file`.

    Rows that are hidden are rows like others, as in a CSV file. A cell that was merged with those below counts for each
    of them; one that was merged with those beside it, alone in its row, is a title between rows.
    """
    _measure(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return _read_sheet(*_find_sheet(book))
    except Refused:
        raise
    except Exception as error:  # whatever the library trips over in a file that is none
        raise _refuse_unreadable() from error


def _measure(data: bytes) -> None:
    """Raise `Refused` for what is no workbook, or unpacks to more than any schedule."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refuse_unreadable() from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refuse_file(_("This workbook is too large. Leave out pictures and other sheets, or save it as CSV."))
    if any(part.flag_bits & 1 for part in parts):
        raise _refuse_unreadable()


def _find_sheet(book: Workbook) -> tuple[Any, int, list[str]]:
    """Return the sheet, the number of its row of headings, and its columns."""
    best: tuple[int, Any, int, list[str]] | None = None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets[:MOST_SHEETS]:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=ROWS_OF_HEADINGS, max_col=MOST_COLUMNS, values_only=True)
        for number, values in zip(range(1, ROWS_OF_HEADINGS + 1), rows, strict=False):
            names = [read_heading(value) if isinstance(value, str) else "" for value in values]
            count = len(set(names) & set(COLUMNS))
            if count and (best is None or count > best[0]):
                best = count, sheet, number, names
        if best and set(NEEDED_COLUMNS) <= set(best[3]):
            break
    if best is None:
        raise refuse_file(
            _("No sheet has a row that names the columns (%(columns)s). Is this the schedule?")
            % {"columns": say_columns(COLUMNS)}
        )
    _count, sheet, number, names = best
    while names and not names[-1]:
        names.pop()
    return sheet, number, names


@dataclass
class _Marks:
    """What stands around a sheet's cells: where some are merged, by column and row of the first."""

    last_row: dict[tuple[int, int], int] = field(default_factory=dict)
    wide: set[tuple[int, int]] = field(default_factory=set)


def _read_sheet(sheet: Any, heading: int, columns: list[str]) -> Table:
    marks = _read_marks(sheet)
    rows: list[tuple[int, tuple[str, ...]]] = []
    # By column: the text of a merged cell, and the last row that it counts for.
    going_on: dict[int, tuple[str, int]] = {}
    for number, cells in _list_rows(sheet):
        if number <= heading:
            continue
        texts = []
        for place, cell in enumerate(cells, start=1):
            column = columns[place - 1] if place <= len(columns) else ""
            text = "" if cell is None else _write_cell(cell, column)
            if (place, number) in marks.last_row:
                going_on[place] = text, marks.last_row[place, number]
            texts.append(text)
        if not any(map(tidy_line, texts)) or _is_title(texts, number, marks):
            continue
        if number > MOST_ROWS:
            raise refuse_many()
        texts += [""] * (len(columns) - len(texts))
        for place, (text, last) in going_on.items():
            if number <= last and place <= len(columns) and not texts[place - 1]:
                texts[place - 1] = text
        while len(texts) > len(columns) and not tidy_line(texts[-1]):
            texts.pop()
        rows.append((number, tuple(map(restore, texts))))
    return Table(tuple(columns), tuple(rows))


def _list_rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Give each row that is there with its number and the values of its cells."""
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if values and any(value is not None for value in values):
            yield number, values


def _is_title(texts: list[str], number: int, marks: _Marks) -> bool:
    filled = [place for place, text in enumerate(texts, start=1) if tidy_line(text)]
    return len(filled) == 1 and (filled[0], number) in marks.wide


def _read_marks(sheet: Any) -> _Marks:
    """Read which cells are merged. Raises `Refused` for a formula whose value nobody kept: it would read as empty."""
    marks = _Marks()
    with sheet._get_source() as source:
        for _event, element in iterparse(source):
            if element.tag == f"{_SHEET}c":
                if element.find(f"{_SHEET}f") is not None and not _has_result(element):
                    _refuse_stale(element.get("r", ""))
            elif element.tag == f"{_SHEET}row":
                element.clear()
            elif element.tag == f"{_SHEET}mergeCell":
                _note_merged(marks, element.get("ref", ""))
    return marks


def _has_result(cell: Any) -> bool:
    """Whether a formula's result was kept, which may be an empty text."""
    value = cell.find(f"{_SHEET}v")
    return value is not None and (bool(value.text) or cell.get("t") == "str")


def _refuse_stale(place: str) -> None:
    row, column = coordinate_to_tuple(place)
    if column <= MOST_COLUMNS:
        name = f"{get_column_letter(column)}{row}"
        raise refuse_file(
            _("Cell %(cell)s has a formula without its result. Open the file, save it again, and send that.")
            % {"cell": name}
        )


def _note_merged(marks: _Marks, ref: str) -> None:
    left, top, right, bottom = range_boundaries(ref)
    if left is None or top is None or right is None or bottom is None:
        return
    if right > left:
        marks.wide.add((left, top))
    if bottom > top:
        marks.last_row[left, top] = bottom


def _write_cell(value: Any, column: str) -> str:
    """Return a cell's value as CSV would have it: in a column of times only the time of a moment counts."""
    match value:
        case bool():
            return str(value).upper()
        case datetime() if column in _TIMES:
            return _write_time(value.time())
        case datetime() if column in _DATES or value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case time():
            return _write_time(value)
        case timedelta():
            minutes, seconds = divmod(int(value.total_seconds()) % 86_400, 60)
            return _write_time(time(minutes // 60, minutes % 60, seconds))
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _write_time(moment: time) -> str:
    return moment.isoformat("seconds" if moment.second else "minutes")


def _refuse_unreadable() -> Refused:
    return refuse_file(_("This workbook cannot be read. Save it as .xlsx or CSV, without a password, and send that."))
