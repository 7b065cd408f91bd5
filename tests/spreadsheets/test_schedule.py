"""A file's bytes -> its rows, and a line for each row that is bad."""

import codecs
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets import COLUMNS, USUAL, make_csv, make_sheet
from turnout.rules.refusals import Refused
from turnout.spreadsheets.rows import ScheduleRow
from turnout.spreadsheets.schedule import Schedule, read_schedule

NEW_YORK = ZoneInfo("America/New_York")
NO_SPREADSHEET = "This is not a spreadsheet. Save the schedule as .xlsx or as CSV (UTF-8), and send that."
KINDS = "outreach, prayer, advocacy, lecture, fundraiser, training"


def read(*rows: dict[str, str]) -> Schedule:
    return read_schedule(make_csv(*rows), NEW_YORK)


def read_one(**cells: str) -> ScheduleRow:
    schedule = read(cells)
    assert schedule.problems == ()
    return schedule.rows[0]


def complain(**cells: str) -> str:
    """Return the one line about a bad row."""
    schedule = read(cells)
    assert schedule.rows == ()
    [line] = map(str, schedule.problems)
    return line


def refuse(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_schedule(data, NEW_YORK)
    assert refused.value.field == "file"
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "zone", "count"),
    [("carolina-spring-2027.csv", "America/New_York", 235), ("camp-2027.csv", "Europe/London", 661)],
)
def test_each_row_of_a_real_file_is_good(name: str, zone: str, count: int) -> None:
    schedule = read_schedule((settings.FIXTURES / name).read_bytes(), ZoneInfo(zone))
    assert (len(schedule.rows), schedule.problems) == (count, ())


def test_a_row_says_all_of_its_shift() -> None:
    row = read_one(requires="Outreach basics", notes="Bring tape.\nAnd a banner.", visibility="members")
    draft = row.draft
    assert (row.number, row.kind, row.title, row.site) == (2, "outreach", "Outreach table", "The Pit")
    assert (row.summary, row.address) == ("Two facts and one invitation.", "S South Rd 1")
    assert (row.visibility, row.requires, row.is_online) == ("members", "Outreach basics", False)
    assert (draft.starts_at, draft.ends_at) == (
        datetime(2027, 2, 4, 15, tzinfo=UTC),
        datetime(2027, 2, 4, 16, tzinfo=UTC),
    )
    assert (draft.role, draft.capacity, draft.min_needed) == ("Table host", 3, 2)
    assert draft.notes == "Bring tape.\nAnd a banner."


def test_what_may_be_left_empty_has_its_usual_value() -> None:
    row = read_one(summary="", site="", address="", min_needed="", requires="", visibility="", notes="")
    assert (row.summary, row.site, row.requires, row.visibility) == ("", "", "", "public")
    assert (row.draft.min_needed, row.draft.notes) == (0, "")


def test_online_without_an_address_is_no_site() -> None:
    assert read_one(site="Online", address="").place == (True, "")
    assert read_one(site="online", address="").is_online
    assert read_one(site="Online", address="Online Cafe, Main St").place == (False, "Online")


def test_a_row_may_say_on_which_date_it_ends_and_in_which_zone_its_times_are() -> None:
    columns = [*COLUMNS, "end_date", "timezone"]
    data = make_csv({"end": "10:00", "end_date": "2027-02-06", "timezone": "Europe/London"}, columns=columns)
    [row] = read_schedule(data, NEW_YORK).rows
    assert (row.draft.starts_at, row.draft.ends_at) == (
        datetime(2027, 2, 4, 10, tzinfo=UTC),
        datetime(2027, 2, 6, 10, tzinfo=UTC),
    )
    [problem] = read_schedule(make_csv({"timezone": "EST5EDT4"}, columns=columns), NEW_YORK).problems
    assert str(problem) == "row 2: timezone: EST5EDT4 is not a time zone; write it like America/New_York"


def test_words_are_read_in_each_of_our_languages() -> None:
    row = read_one(kind="Oración", site="En línea", address="", visibility="Solo miembros")
    assert (row.kind, row.is_online, row.visibility) == ("prayer", True, "members")


def test_an_end_before_the_start_is_past_midnight() -> None:
    draft = read_one(start="11pm", end="1am").draft
    assert draft.ends_at - draft.starts_at == timedelta(hours=2)


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({"kind": "party"}, f"row 2: kind: party is not known; it may be: {KINDS}"),
        ({"kind": ""}, f"row 2: kind: this cell is empty; it may be: {KINDS}"),
        ({"event": " "}, "row 2: event: this cell is empty"),
        ({"event": "x" * 121}, "row 2: event: this text is longer than 120 characters"),
        ({"date": "2027-02-30"}, "row 2: date: 2027-02-30 is not a date"),
        ({"date": ""}, "row 2: date: this cell is empty"),
        ({"date": "1066-10-14"}, "row 2: date: 1066-10-14 is too far away"),
        ({"start": "25:00"}, "row 2: start: 25:00 is not a time"),
        ({"end": "eleven"}, "row 2: end: eleven is not a time"),
        ({"end": "10am"}, "row 2: end: The end must be after the start."),
        ({"role": ""}, "row 2: role: this cell is empty"),
        ({"capacity": "-1"}, "row 2: capacity: Places cannot be fewer than none."),
        ({"capacity": ""}, "row 2: capacity: this cell is empty"),
        ({"capacity": "a few"}, "row 2: capacity: a few is not a whole number"),
        ({"capacity": "10001"}, "row 2: capacity: A shift has 10,000 places at most."),
        ({"min_needed": "4"}, "row 2: min_needed: 4 are needed, but there are only 3 places."),
        ({"min_needed": "-2"}, "row 2: min_needed: Nobody can need fewer than none."),
        ({"visibility": "secret"}, "row 2: visibility: secret is not known; it may be: public, members"),
        ({"notes": "x" * 2001}, "row 2: notes: this text is longer than 2000 characters"),
        ({"date": "a\nb " + "x" * 60}, f"row 2: date: a b {'x' * 35}… is not a date"),
    ],
)  # fmt: skip
def test_a_bad_row_gets_one_line(cells: dict[str, str], line: str) -> None:
    assert complain(**cells) == line


def test_a_row_with_several_faults_gets_one_line_for_the_first() -> None:
    assert complain(date="2027-02-30", start="25:00", capacity="-1") == "row 2: date: 2027-02-30 is not a date"


def test_a_time_that_the_clocks_skip_is_refused_at_start_and_at_end() -> None:
    spring = "2027-03-14"
    assert complain(date=spring, start="2:30", end="4:00") == "row 2: start: the clocks skip 02:30 on 2027-03-14"
    assert complain(date=spring, start="1:30", end="2:30") == "row 2: end: the clocks skip 02:30 on 2027-03-14"
    night_before = complain(date="2027-03-13", start="11pm", end="2am")
    assert night_before == "row 2: end: the clocks skip 02:00 on 2027-03-14"


def test_a_shift_across_the_skipped_hour_is_as_long_as_it_is() -> None:
    draft = read_one(date="2027-03-14", start="1:30", end="3:00").draft
    assert draft.ends_at - draft.starts_at == timedelta(minutes=30)


def test_of_a_repeated_hour_the_first_pass_is_meant() -> None:
    draft = read_one(date="2027-11-07", start="1:00", end="1:30").draft
    assert (draft.starts_at.hour, draft.ends_at - draft.starts_at) == (5, timedelta(minutes=30))


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    sheet = make_sheet(
        {"notes": "three\nlines\nhere"}, {"date": "never"}, {"date": "2027-02-05"}, {"role": "Usher", "end": "9:99"}
    )
    lines = sheet.split("\r\n")
    lines[2:2] = ["", ",,,,,,,,,,,,,"]
    schedule = read_schedule("\r\n".join(lines).encode(), NEW_YORK)
    assert [row.number for row in schedule.rows] == [2, 6]
    assert [str(p) for p in schedule.problems] == ["row 5: date: never is not a date", "row 7: end: 9:99 is not a time"]


def test_the_same_shift_twice_is_refused_the_second_time() -> None:
    schedule = read({}, {"capacity": "5", "start": "10am"})
    assert len(schedule.rows) == 1
    assert [str(p) for p in schedule.problems] == ["row 3: event: row 2 is the same shift; add its places there"]


def test_two_addresses_for_one_site_are_not_guessed_between() -> None:
    schedule = read({"address": ""}, {"role": "Usher"}, {"role": "Lead", "address": "Elsewhere 2"})
    assert [row.number for row in schedule.rows] == [2, 3]
    assert [str(p) for p in schedule.problems] == ["row 4: address: row 3 has another address for this site"]


def test_a_cell_too_many_is_refused_rather_than_taken_for_its_neighbour() -> None:
    data = make_csv({}).replace(b"The Pit", b"The Pit, left")
    [problem] = read_schedule(data, NEW_YORK).problems
    # All that is right of the comma has moved by one: the first of it that makes no sense is named.
    assert problem.number == 2
    data = make_csv({}).rstrip(b"\r\n") + b",and more\r\n"
    [problem] = read_schedule(data, NEW_YORK).problems
    assert str(problem) == (
        "row 2: columns: and more stands below no heading; put quotation marks around a cell that has a comma"
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_reads_the_same_however_it_was_saved(delimiter: str, line_end: str, encoding: str) -> None:
    rows = ({"notes": "Bring a laptop — chargers; tea, provided"}, {"role": "Usher", "site": "Café"})
    sheet = make_sheet(*rows, delimiter=delimiter, line_end=line_end)
    assert read_schedule(sheet.encode(encoding), NEW_YORK) == read(*rows)


def test_columns_may_stand_in_any_order_and_style() -> None:
    sheet = make_sheet({}, columns=reversed(COLUMNS))
    header, rest = sheet.split("\r\n", 1)
    data = f"{header.upper().replace('MIN_NEEDED', 'Min needed')}\r\n{rest}".encode()
    assert read_schedule(data, NEW_YORK) == read({})


def test_columns_that_may_be_absent_are_told_from_empty_ones() -> None:
    few = [name for name in COLUMNS if name not in ("summary", "address", "notes", "visibility")]
    schedule = read_schedule(make_csv({}, columns=few), NEW_YORK)
    assert schedule.columns == set(few)
    assert schedule.rows[0].visibility == "public"


def test_a_column_without_a_heading_may_be_empty_but_not_more() -> None:
    header, row, _end = make_sheet({}).split("\r\n")
    assert len(read_schedule(f"{header},\r\n{row},\r\n".encode(), NEW_YORK).rows) == 1
    [problem] = read_schedule(f"{header},\r\n{row},hm\r\n".encode(), NEW_YORK).problems
    assert "hm stands below no heading" in str(problem)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \r\n", "The file is empty."),
        (
            b"\x89PNG\r\n\x1a\n\x00\x81\x8d",
            "This is not a spreadsheet. Save the schedule as .xlsx or as CSV (UTF-8), and send that.",
        ),
        (make_csv(), "There is no row below the header."),
        (make_csv({}, columns=COLUMNS[:5]), "The first row lacks these columns: Date, Start, End, Role, Places."),
        (make_csv({}, columns=[*COLUMNS, "kind"]), "The first row has these columns twice: Kind."),
    ],
)
def test_a_file_that_is_no_schedule_gets_one_sentence(data: bytes, sentence: str) -> None:
    assert refuse(data) == sentence


def test_a_text_that_is_no_schedule_gets_one_sentence() -> None:
    assert refuse(b"Dear all,\nthe table is on Tuesday.").startswith("The first row names none of the columns (Kind, ")


def test_an_unknown_column_is_named() -> None:
    sentence = refuse(make_csv({}, columns=[*COLUMNS, "leader"]))
    assert sentence.startswith("The first row has columns that are not known: leader. Known are: Kind, Event,")


def test_a_quotation_mark_that_is_not_closed_is_found() -> None:
    data = make_csv({}, {"role": "Usher"}).replace(b"S South Rd 1", b'"S South Rd 1', 1)
    assert refuse(data).startswith("Row 2 cannot be read: ")


def test_more_rows_than_anybody_plans_are_refused_early() -> None:
    assert refuse(make_csv() + b"x\n" * 10_000) == "The file has more than 10000 rows. Split it."


def test_a_mark_of_byte_order_is_not_part_of_the_first_heading() -> None:
    assert read_schedule(codecs.BOM_UTF8 + make_csv({}), NEW_YORK) == read({})


@given(column=st.sampled_from(COLUMNS), text=st.text())
def test_any_text_in_any_cell_gives_a_row_or_a_problem_at_its_number(column: str, text: str) -> None:
    schedule = read({"role": "Before"}, {column: text}, {"role": "After", "date": "2027-02-06"})
    numbers = [row.number for row in schedule.rows] + [problem.number for problem in schedule.problems]
    assert sorted(numbers) == [2, 3, 4]
    for problem in schedule.problems:
        assert (problem.number, problem.column) == (3, column) or problem.sentence.startswith("row 2 has another")
        assert len(str(problem).splitlines()) == 1


@given(st.binary(max_size=400))
def test_no_file_upsets_the_reader(data: bytes) -> None:
    with pytest.raises(Refused):
        read_schedule(data, NEW_YORK)


@given(st.lists(st.lists(st.text(max_size=20), max_size=16), max_size=4))
def test_no_row_below_a_good_header_upsets_the_reader(cells: list[list[str]]) -> None:
    lines = [",".join(row) for row in cells]
    data = "\n".join([",".join(COLUMNS), ",".join(USUAL.values()), *lines]).encode()
    with suppress(Refused):
        assert [row.number for row in read_schedule(data, NEW_YORK).rows] == [2]
