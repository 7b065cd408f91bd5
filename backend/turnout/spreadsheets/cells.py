"""What officers type into a cell -> dates, times and numbers. A reader gives None for what it cannot read."""

import re
import unicodedata
from datetime import date, time

# By the first three letters; English, as the spreadsheets are.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})"),
    re.compile(_MONTH_NAME + r"\.? (?P<day>[0-9]{1,2}),? (?P<year>[0-9]{4})"),
)
# Seconds are what some programs add on export; nobody plans with them, so only none at all are read.
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::00)?)? ?(?P<half>[ap]m|[ap]\.m\.)?")
_NUMBER = re.compile(r"(?P<whole>[+-]?[0-9]{1,9})(?:\.0+)?")

LONGEST_QUOTE = 40

# What a spreadsheet program may take for a formula, where a cell begins with it; behind the apostrophes that defuse it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def defuse(text: str) -> str:
    """Return a text that no program takes for a formula: with an apostrophe before it, where it could be one."""
    return f"'{text}" if _FORMULA.match(text) else text


def restore(text: str) -> str:
    """Return a text as it was before `defuse`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def tidy_line(text: str) -> str:
    """Return a cell as one line: composed characters, no control characters, single spaces."""
    return " ".join(_drop_controls(unicodedata.normalize("NFC", text)).split())


def tidy_text(text: str) -> str:
    """Return a cell that may have several lines, each of them tidy."""
    return "\n".join(tidy_line(line) for line in text.splitlines()).strip()


def quote_cell(text: str) -> str:
    """Return a cell as a sentence can hold it: on one line, and not too long."""
    line = tidy_line(text)
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"


def read_date(text: str) -> date | None:
    """Read 2027-02-03, 02/03/2027 (month first) or Feb 3, 2027."""
    for pattern in _DATES:
        if found := pattern.fullmatch(tidy_line(text).lower()):
            parts = found.groupdict()
            name = parts.get("name")
            month = _MONTHS.index(name[:3]) + 1 if name else int(parts["month"])
            try:
                return date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                return None
    return None


def read_time(text: str) -> time | None:
    """Read 18:30, 6:30 PM, 6:30pm or 6pm. A bare 18 could be anything, so it is no time."""
    found = _TIME.fullmatch(tidy_line(text).lower())
    if found is None or (found["minute"] is None and found["half"] is None):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_number(text: str) -> int | None:
    """Read a whole number of nine digits at most; 3.0 is one, as spreadsheets write it."""
    found = _NUMBER.fullmatch(tidy_line(text))
    return int(found["whole"]) if found else None


def _drop_controls(text: str) -> str:
    return "".join(c if c.isspace() or not _is_control(c) else "" for c in text)


def _is_control(sign: str) -> bool:
    """Whether it is no character of a text: no XML may hold the last two, and so no workbook."""
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff"
