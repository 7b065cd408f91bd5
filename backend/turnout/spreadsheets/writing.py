"""Tables -> CSV and .xlsx that open right in a spreadsheet program, and read again as what they were."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .cells import defuse

Value = str | int | date | time
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
# XML may not hold these; some of them end a line, as `str.splitlines` has it, or are white space.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# What a workbook would take for a character that it spells out.
_SPELLED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
MOST_WIDE = 48
_HEAD = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="DFF0E8")
_WRAP = Alignment(vertical="top", wrap_text=True)
_TOP = Alignment(vertical="top")
# The day in the one way that nobody misreads.
_DATE, _TIME = "yyyy-mm-dd", "h:mm AM/PM"


@dataclass(frozen=True)
class Sheet:
    """What one sheet holds: its name, its headings, and rows of texts, whole numbers, dates and times."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def write_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV in UTF-8, with the mark by which Excel knows that it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_say(value) for value in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(*sheets: Sheet) -> bytes:
    """Return sheets as a workbook: dates and times as such, texts never as formulas, the headings always in sight."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", sheet.name)[:31]), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_table(sheet: Sheet, form: str, *more: Sheet) -> bytes:
    """Return a sheet as "csv" or "xlsx"; a workbook has the other sheets, too."""
    return write_xlsx(sheet, *more) if form == "xlsx" else write_csv(sheet)


def _write_sheet(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    for place, heading in enumerate(sheet.headings):
        page.column_dimensions[get_column_letter(place + 1)].width = _width(heading, [row[place] for row in sheet.rows])
    page.append([_cell(page, heading, is_heading=True) for heading in sheet.headings])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _cell(page: Any, value: Value, *, is_heading: bool = False) -> Cell:
    if isinstance(value, str):
        cell = WriteOnlyCell(page, _SPELLED.sub("_x005F_", _clean(value)))
        # As text, and it stays so when somebody edits it; a program that knows nothing of that sees the apostrophe.
        cell.value = defuse(str(cell.value))
        cell.data_type = "s"
        cell.alignment = _WRAP if len(value) > MOST_WIDE or "\n" in value else _TOP
    else:
        cell = WriteOnlyCell(page)
        cell.value = value
        cell.alignment = _TOP
        if not isinstance(value, int):
            cell.number_format = _DATE if isinstance(value, date) else _TIME
    if is_heading:
        cell.font, cell.fill = _HEAD, _HEAD_FILL
    return cell


def _clean(text: str) -> str:
    """Return a text without what XML may not hold, and with the one end of a line that it leaves as it is."""
    return _UNWRITABLE.sub(_replace, text.replace("\r\n", "\n").replace("\r", "\n"))


def _replace(found: re.Match[str]) -> str:
    if found[0].splitlines() == [""]:
        return "\n"
    return " " if found[0].isspace() else ""


def _width(heading: str, values: Iterable[Value]) -> int:
    longest = max((len(line) for value in values for line in _say(value).split("\n")), default=0)
    return min(max(len(heading) + 2, longest + 1, 11), MOST_WIDE)


def _say(value: Value) -> str:
    match value:
        case str():
            return defuse(_clean(value))
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case _:
            return value.isoformat("seconds" if value.second else "minutes")
