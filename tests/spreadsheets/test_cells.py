"""Dates, times and numbers as officers type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.spreadsheets.cells import quote_cell, read_date, read_number, read_time, tidy_line, tidy_text

THE_DAY = date(2027, 2, 3)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["2027-02-03", "2027-2-3", "02/03/2027", "2/3/2027", "Feb 3, 2027", "feb 03 2027", "Feb. 3, 2027",
     "February 3, 2027", "  FEB   3,  2027 "],
)  # fmt: skip
def test_a_date_is_read_in_each_style_month_first(text: str) -> None:
    assert read_date(text) == THE_DAY


@pytest.mark.parametrize(
    "text",
    ["2027-02-30", "30/02/2027", "02/03/27", "Febr 3, 2027", "Mai 3, 2027", "3 Feb 2027", "2027-02", "", "tomorrow",
     "2027-02-03x", "٢٠٢٧-٠٢-٠٣", "0000-01-01"],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed_at(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("18:30", time(18, 30)),
        ("6:30 PM", time(18, 30)),
        ("6:30pm", time(18, 30)),
        ("6pm", time(18)),
        ("6 p.m.", time(18)),
        ("06:30", time(6, 30)),
        ("6:30 AM", time(6, 30)),
        ("12am", time(0)),
        ("12:30am", time(0, 30)),
        ("12pm", time(12)),
        ("0:00", time(0)),
        ("18:30:00", time(18, 30)),
        ("6:30\u202fPM", time(18, 30)),
    ],
)
def test_a_time_is_read_in_each_style(text: str, wanted: time) -> None:
    assert read_time(text) == wanted


@pytest.mark.parametrize(
    "text", ["25:00", "24:00", "18:60", "13pm", "0am", "18", "18:30:15", "6:3pm", "pm", "", "noon", "18.30", "-6:30"]
)
def test_what_is_no_time_is_not_guessed_at(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(("text", "wanted"), [("3", 3), (" 3 ", 3), ("3.0", 3), ("-1", -1), ("+2", 2), ("007", 7)])
def test_a_whole_number_is_read(text: str, wanted: int) -> None:
    assert read_number(text) == wanted


@pytest.mark.parametrize("text", ["", "three", "2.5", "1,000", "1e3", "٣", "9" * 5000])
def test_what_is_no_whole_number_is_not_guessed_at(text: str) -> None:
    assert read_number(text) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_comes_back_from_every_style(day: date) -> None:
    name = MONTHS[day.month - 1]
    styles = (
        f"{day:%Y-%m-%d}",
        f"{day:%m/%d/%Y}",
        f"{day.month}/{day.day}/{day.year}",
        f"{name[:3]} {day.day}, {day.year}",
        f"{name} {day.day}, {day.year}",
    )
    assert {read_date(style) for style in styles} == {day}


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_time_comes_back_from_every_style(hour: int, minute: int) -> None:
    half, on_the_dial = ("PM" if hour >= 12 else "AM"), (hour % 12 or 12)
    styles = [
        f"{hour:02}:{minute:02}",
        f"{hour}:{minute:02}",
        f"{on_the_dial}:{minute:02} {half}",
        f"{on_the_dial}:{minute:02}{half.lower()}",
    ]
    if minute == 0:
        styles.append(f"{on_the_dial}{half.lower()}")
    assert {read_time(style) for style in styles} == {time(hour, minute)}


@given(st.text())
def test_no_text_upsets_a_reader(text: str) -> None:
    read_date(text), read_time(text), read_number(text)
    line = tidy_line(text)
    assert line == tidy_line(line)
    assert len(line.splitlines()) <= 1
    assert len(quote_cell(text)) <= 40


def test_a_text_keeps_its_lines_and_loses_what_no_database_takes() -> None:
    assert tidy_text(" Bring  tape\x00\r\nand a\tbanner \n") == "Bring tape\nand a banner"
