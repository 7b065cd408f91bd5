"""An .xlsx file gives the table that the same sheet gives as CSV, and no file upsets the reader."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.sheets import COLUMNS, USUAL, make_book, make_csv, save_book
from turnout.rules.refusals import Refused
from turnout.spreadsheets.columns import NEEDED_COLUMNS
from turnout.spreadsheets.schedule import read_file
from turnout.spreadsheets.tables import Table

UNREADABLE = "This workbook cannot be read. Save it as .xlsx or CSV, without a password, and send that."


def read(*rows: dict[str, Any]) -> Table:
    return read_file(make_book(*rows))


def cell_of(column: str, value: Any) -> str:
    """Return what a cell of that value reads as."""
    table = read({column: value})
    return table.rows[0][1][table.columns.index(column)]


def sheet_of(book: Workbook) -> Any:
    return book.active


def refuse(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_file(data)
    assert refused.value.field == "file"
    return str(refused.value)


def repack(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with some bytes of one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            text = packed.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new)
            again.writestr(name, text)
    return out.getvalue()


MIDNIGHT, EVENING = datetime(2027, 2, 4), datetime(2027, 2, 4, 18, 30)  # noqa: DTZ001  a cell knows no zone
SHEET = "xl/worksheets/sheet1.xml"


def test_texts_read_as_they_do_from_csv() -> None:
    rows: tuple[dict[str, str], ...] = ({}, {"role": "Usher", "notes": "Bring tape;\n\n“quoted”, and a comma"})
    assert read(*rows) == read_file(make_csv(*rows))


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("date", date(2027, 2, 4), "2027-02-04"),
        ("date", MIDNIGHT, "2027-02-04"),
        ("date", EVENING, "2027-02-04"),
        ("date", "Feb 4, 2027", "Feb 4, 2027"),
        ("start", time(18, 30), "18:30"),
        ("start", EVENING, "18:30"),
        ("start", timedelta(hours=24), "00:00"),
        ("start", timedelta(hours=18, minutes=30), "18:30"),
        ("start", time(18, 30, 15), "18:30:15"),
        ("start", time(0, 0), "00:00"),
        ("start", "6:30 PM", "6:30 PM"),
        ("capacity", 3, "3"),
        ("capacity", 3.0, "3"),
        ("capacity", 2.5, "2.5"),
        ("notes", True, "TRUE"),
        ("notes", "'=1+1", "=1+1"),
        ("notes", "'quoted'", "'quoted'"),
    ],
)
def test_a_cell_reads_as_a_person_would_type_it(column: str, value: Any, text: str) -> None:
    assert cell_of(column, value) == text


def test_a_formula_counts_as_the_value_that_was_kept_with_it() -> None:
    data = repack(make_book({"capacity": 3}), SHEET, b"<v>3</v>", b"<f>1+2</f><v>3</v>")
    table = read_file(data)
    assert table.rows[0][1][table.columns.index("capacity")] == "3"


def test_a_formula_that_was_never_worked_out_is_named_and_not_taken_for_nothing() -> None:
    assert refuse(make_book({"min_needed": "=1+1"})) == (
        "Cell K2 has a formula without its result. Open the file, save it again, and send that."
    )


def test_the_first_sheet_with_the_headings_is_read_below_its_title() -> None:
    book = Workbook()
    sheet_of(book).append(["Read me", "kind"])
    hidden = book.create_sheet("Old")
    hidden.append(list(COLUMNS))
    hidden.append(list(USUAL.values()))
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Spring")
    sheet.append(["Spring 2027"])
    sheet.append([])
    sheet.append(["Kind", "Event", "Site", "Date", "Start", "End", "Role", "Places"])
    sheet.append(["outreach", "Table", "Quad", "2027-02-04", "10:00", "11:00", "Host", 2])
    table = read_file(save_book(book))
    assert table.columns == ("kind", "event", "site", "date", "start", "end", "role", "capacity")
    assert table.rows == ((4, ("outreach", "Table", "Quad", "2027-02-04", "10:00", "11:00", "Host", "2")),)


def test_spanish_headings_are_read_too() -> None:
    book = Workbook()
    sheet_of(book).append(["Tipo", "Evento", "Sitio", "Fecha", "Inicio", "Fin", "Tarea", "Lugares"])
    sheet_of(book).append(["difusión", "Mesa", "En línea", "2027-02-04", "10:00", "11:00", "Anfitriona", 2])
    assert set(read_file(save_book(book)).columns) == set(NEEDED_COLUMNS)


def test_hidden_rows_are_rows_blank_ones_are_none_and_each_keeps_its_number() -> None:
    book = Workbook()
    for row in (COLUMNS, USUAL.values(), [None] * 5, [], USUAL.values()):
        sheet_of(book).append(list(row))
    sheet_of(book).row_dimensions[2].hidden = True
    assert [number for number, _cells in read_file(save_book(book)).rows] == [2, 5]


def test_cells_merged_downwards_count_for_each_row_and_a_title_across_is_no_row() -> None:
    book = Workbook()
    sheet = sheet_of(book)
    sheet.append(list(COLUMNS))
    sheet.append(["February"])
    sheet.merge_cells("A2:N2")
    for role in ("Host", "Usher", "Lead"):
        sheet.append([*(USUAL | {"role": role}).values()])
    for row in (4, 5):
        sheet.cell(row, 2).value = None
    sheet.merge_cells("B3:B4")
    table = read_file(save_book(book))
    assert [(number, cells[1], cells[8]) for number, cells in table.rows] == [
        (3, "Outreach table", "Host"), (4, "Outreach table", "Usher"), (5, "", "Lead"),
    ]  # fmt: skip


def test_what_is_no_workbook_gets_one_sentence() -> None:
    assert refuse(b"PK\x03\x04rest") == UNREADABLE
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("hello.txt", "hello")
    assert refuse(out.getvalue()) == UNREADABLE
    assert refuse(repack(make_book({}), SHEET, b"</sheetData>", b"")) == UNREADABLE
    assert refuse(save_book(Workbook())).startswith("No sheet has a row that names the columns (Kind, ")


def test_a_bomb_is_not_unpacked() -> None:
    assert refuse(repack(make_book({}), SHEET, b"</sheetData>", b" " * 41_000_000 + b"</sheetData>")) == (
        "This workbook is too large. Leave out pictures and other sheets, or save it as CSV."
    )


def test_entities_are_not_spelled_out() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    assert refuse(repack(make_book({}), SHEET, b"<worksheet", bomb)) == UNREADABLE


def test_more_than_five_megabytes_and_more_than_ten_thousand_rows_are_refused() -> None:
    assert refuse(b"PK\x03\x04" + bytes(5_000_000)).startswith("The file is larger than 5 MB.")
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(COLUMNS))
    for _ in range(10_000):
        sheet.append(["x"])
    assert refuse(save_book(book)) == "The file has more than 10000 rows. Split it."


def test_a_row_far_below_is_found_without_reading_a_million_blank_ones_into_memory() -> None:
    book = Workbook()
    sheet_of(book).append(list(COLUMNS))
    sheet_of(book).append(list(USUAL.values()))
    sheet_of(book).cell(1_048_576, 1).value = "x"
    assert refuse(save_book(book)) == "The file has more than 10000 rows. Split it."


@given(st.binary(max_size=300))
def test_no_bytes_upset_the_reader(data: bytes) -> None:
    with pytest.raises(Refused):
        read_file(b"PK\x03\x04" + data)


@given(st.integers(0, 5_000), st.binary(min_size=1, max_size=8))
def test_no_damage_upsets_the_reader(place: int, bytes_: bytes) -> None:
    whole = make_book({})
    with suppress(Refused):
        read_file(whole[:place] + bytes_ + whole[place + len(bytes_) :])
