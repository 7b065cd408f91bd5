"""The bytes of a CSV file -> a table of texts. `workbooks` makes the same table of an .xlsx file."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from turnout.rules.refusals import Reason, Refused

from .cells import quote_cell, restore, tidy_line
from .columns import read_heading, say_columns

MOST_ROWS = 10_000
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Table:
    """A header and rows of texts. A row's number is what a spreadsheet shows beside it: the header is row 1."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_csv(data: bytes, *, known: Collection[str]) -> Table:
    """Read CSV as people keep it: `,` or `;` or tabs, with or without a byte order mark, any line ends.

    `known` are the names of columns that there may be, by which the delimiter is told. Raises `Refused` at `file`
    where this is no such file; what the columns must be is the caller's matter.
    """
    text = _decode(data)
    if not text.strip():
        raise refuse_file(_("The file is empty."))
    delimiter = max(_DELIMITERS, key=lambda sign: len(set(_read_header(text, sign)) & set(known)))
    columns = _read_header(text, delimiter)
    if not set(columns) & set(known):
        raise refuse_file(
            _("The first row names none of the columns (%(columns)s). Is this the schedule, saved as CSV?")
            % {"columns": say_columns(known)}
        )
    rows = [
        (n, tuple(map(restore, cells)))
        for n, cells in _read_rows(text, delimiter)
        if n > 1 and any(map(tidy_line, cells))
    ]
    return Table(tuple(columns), tuple(rows))


def refuse_file(sentence: str) -> Refused:
    return Refused(Reason.INVALID, sentence, field="file")


def refuse_many() -> Refused:
    return refuse_file(_("The file has more than %(count)d rows. Split it.") % {"count": MOST_ROWS})


def _decode(data: bytes) -> str:
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refuse_file(_("This is not a spreadsheet. Save the schedule as .xlsx or as CSV (UTF-8), and send that."))


def _read_header(text: str, delimiter: str) -> list[str]:
    """Return the columns that the first row names; empty where it names none."""
    first = next(_read_rows(text, delimiter), (1, []))[1]
    return [read_heading(name) for name in first]


def _read_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with its number. A cell of several lines is in one row; an empty line is a row too."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise refuse_many()
            yield number, cells
    except csv.Error as error:
        raise refuse_file(
            _("Row %(number)d cannot be read: %(error)s. Look for a quotation mark that is not closed.")
            % {"number": number + 1, "error": quote_cell(str(error))}
        ) from error
