"""A chapter's schedule: a table -> its rows, and what is wrong with the others. No database here."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from turnout.rules.refusals import Refused

from .cells import quote_cell, tidy_line
from .columns import COLUMNS, NEEDED_COLUMNS, say_columns
from .rows import BadCell, RowKey, RowProblem, ScheduleRow, read_row
from .tables import Table, read_csv, refuse_file
from .workbooks import is_workbook, read_workbook

MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Schedule:
    """What a file says: the columns that it has, its good rows and its problems, one for each other row."""

    columns: frozenset[str]
    rows: tuple[ScheduleRow, ...]
    problems: tuple[RowProblem, ...]


def read_schedule(data: bytes, zone: ZoneInfo) -> Schedule:
    """Read a schedule from the bytes of a CSV or .xlsx file, its times in the given zone.

    Raises `Refused` at `file` where it cannot be read at all.
    """
    return read_table(read_file(data), zone)


def read_file(data: bytes) -> Table:
    """Read the table of a schedule from the bytes of a CSV or .xlsx file. Raises `Refused` at `file`."""
    if len(data) > MOST_BYTES:
        raise refuse_large()
    table = read_workbook(data) if is_workbook(data) else read_csv(data, known=COLUMNS)
    check_columns(table.columns)
    if not table.rows:
        raise refuse_file(_("There is no row below the header."))
    return table


def refuse_large() -> Refused:
    return refuse_file(_("The file is larger than 5 MB. Leave out pictures and other sheets, or split it."))


def read_table(table: Table, zone: ZoneInfo) -> Schedule:
    """Read a schedule from a table of texts. Raises `Refused` at `file` where its columns are not ours."""
    check_columns(table.columns)
    rows: dict[RowKey, ScheduleRow] = {}
    addresses: dict[str, ScheduleRow] = {}
    problems: list[RowProblem] = []
    for number, cells in table.rows:
        try:
            row = read_row(number, _name_cells(table.columns, cells), zone)
            _check_against(rows.get(row.key), addresses.get(row.site), row)
        except BadCell as bad:
            problems.append(RowProblem(number, bad.column, bad.sentence))
            continue
        rows[row.key] = row
        if row.address:
            addresses.setdefault(row.site, row)
    return Schedule(frozenset(table.columns) - {""}, tuple(rows.values()), tuple(problems))


def check_columns(columns: Sequence[str]) -> None:
    """Raise `Refused` at `file` for a column that is missing, unknown or there twice."""
    named = [name for name in columns if name]
    if missing := [name for name in NEEDED_COLUMNS if name not in named]:
        raise refuse_file(_("The first row lacks these columns: %(names)s.") % {"names": say_columns(missing)})
    if unknown := [quote_cell(name) for name in named if name not in COLUMNS]:
        raise refuse_file(
            _("The first row has columns that are not known: %(names)s. Known are: %(columns)s.")
            % {"names": ", ".join(unknown), "columns": say_columns(COLUMNS)}
        )
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise refuse_file(_("The first row has these columns twice: %(names)s.") % {"names": say_columns(twice)})


def _name_cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells by their column. Raises `BadCell` where one stands below no heading."""
    surplus = [cell for cell in cells[len(columns) :] if tidy_line(cell)]
    unnamed = [cell for name, cell in zip(columns, cells, strict=False) if not name and tidy_line(cell)]
    for cell in surplus + unnamed:
        raise BadCell(
            _("columns"),
            _("%(text)s stands below no heading; put quotation marks around a cell that has a comma")
            % {"text": quote_cell(cell)},
        )
    return dict(zip(columns, cells, strict=False))


def _check_against(same: ScheduleRow | None, neighbour: ScheduleRow | None, row: ScheduleRow) -> None:
    """Refuse what an earlier row says already, or says otherwise."""
    if same:
        raise BadCell("event", _("row %(number)d is the same shift; add its places there") % {"number": same.number})
    if neighbour and row.address and row.address != neighbour.address:
        raise BadCell("address", _("row %(number)d has another address for this site") % {"number": neighbour.number})
