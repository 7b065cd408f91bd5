"""Making the spreadsheets that officers keep."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

COLUMNS = (
    "kind", "event", "summary", "site", "address", "date", "start", "end", "role",
    "capacity", "min_needed", "requires", "visibility", "notes",
)  # fmt: skip

USUAL = {
    "kind": "outreach",
    "event": "Outreach table",
    "summary": "Two facts and one invitation.",
    "site": "The Pit",
    "address": "S South Rd 1",
    "date": "2027-02-04",
    "start": "10:00",
    "end": "11:00",
    "role": "Table host",
    "capacity": "3",
    "min_needed": "2",
    "requires": "",
    "visibility": "public",
    "notes": "",
}


def make_sheet(
    *rows: dict[str, str], columns: Iterable[str] = COLUMNS, delimiter: str = ",", line_end: str = "\r\n"
) -> str:
    """Return a file of these rows; what a row does not say is as usual."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), extrasaction="ignore", delimiter=delimiter, lineterminator=line_end)
    writer.writeheader()
    writer.writerows(USUAL | row for row in rows)
    return out.getvalue()


def make_csv(*rows: dict[str, str], columns: Iterable[str] = COLUMNS) -> bytes:
    return make_sheet(*rows, columns=columns).encode()


def make_book(*rows: dict[str, Any]) -> bytes:
    """Return a workbook of these rows; what a row does not say is as usual."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([(USUAL | row)[column] for column in COLUMNS])
    return save_book(book)


def save_book(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
