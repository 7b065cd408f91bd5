"""One row of a schedule: its cells -> a shift to be, and what is said of its event and site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from turnout.models import Event, Kind, Shift, Site, Training, Visibility
from turnout.rules.scheduling import ShiftDraft, find_shift_problems, is_skipped

from .cells import quote_cell, read_date, read_number, read_time, tidy_line, tidy_text
from .columns import words_for

FIRST_YEAR, LAST_YEAR = 1970, 2199

# Where the rules name a field otherwise than the spreadsheet.
COLUMN_OF_FIELD = {"starts_at": "start", "ends_at": "end"}
_FIELD_OF_COLUMN: dict[str, tuple[type[models.Model], str]] = {
    "event": (Event, "title"),
    "summary": (Event, "summary"),
    "site": (Site, "name"),
    "address": (Site, "address"),
    "role": (Shift, "role"),
    "requires": (Training, "name"),
    "notes": (Shift, "notes"),
}

# What a shift is known again by, from one import to the next: event, kind, place, start, role.
RowKey = tuple[str, str, tuple[bool, str], datetime, str]
ONLINE = gettext_lazy("Online")
Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=models.TextChoices)


@dataclass(frozen=True)
class RowProblem:
    """Why a row is refused: its number as a spreadsheet shows it, the column, and a sentence."""

    number: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return _("row %(number)d: %(column)s: %(sentence)s") % vars(self)


@dataclass(frozen=True)
class ScheduleRow:
    """A good row: one shift, and what it says of its event and site. The draft is without its training."""

    number: int
    kind: Kind
    title: str
    summary: str
    site: str
    address: str
    visibility: Visibility
    requires: str
    draft: ShiftDraft

    @property
    def is_online(self) -> bool:
        return is_online(self.site, self.address)

    @property
    def place(self) -> tuple[bool, str]:
        """Whether it is online, and the site's name where there is one."""
        return (self.is_online, "" if self.is_online else self.site)

    @property
    def key(self) -> RowKey:
        return (self.title, self.kind, self.place, self.draft.starts_at, self.draft.role)


def is_online(site: str, address: str) -> bool:
    """Whether a row's site says that it happens online, in any of our languages."""
    return not address and site.lower() in _words_for_online()


@cache
def _words_for_online() -> frozenset[str]:
    return words_for(ONLINE)


class BadCell(Exception):
    """The first thing that is wrong with a row."""

    def __init__(self, column: str, sentence: str) -> None:
        self.column = column
        self.sentence = sentence
        super().__init__(column, sentence)


def read_row(number: int, cells: Mapping[str, str], zone: ZoneInfo) -> ScheduleRow:
    """Read one row; a cell that is not there is empty. Raises `BadCell`."""
    kind = _choose(Kind, cells, "kind")
    title = _need_line(cells, "event")
    summary = _read_text(cells, "summary")
    site, address = _read_line(cells, "site"), _read_line(cells, "address")
    starts_at, ends_at = _read_span(cells, zone)
    draft = ShiftDraft(
        role=_need_line(cells, "role"),
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=_need(cells, "capacity", read_number, _("%(text)s is not a whole number")),
        min_needed=_read_least(cells),
        notes=_read_text(cells, "notes"),
    )
    for problem in find_shift_problems(draft):
        raise BadCell(COLUMN_OF_FIELD.get(problem.field, problem.field), str(problem))
    return ScheduleRow(
        number=number,
        kind=kind,
        title=title,
        summary=summary,
        site=site,
        address=address,
        visibility=_choose(Visibility, cells, "visibility", default=Visibility.PUBLIC),
        requires=_read_line(cells, "requires"),
        draft=draft,
    )


def _read_span(cells: Mapping[str, str], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Read when a shift starts and ends, in UTC: there two times compare as instants, in a zone as the clock shows.

    An end before the start is past midnight, unless the row says on which date it ends; a row may name a zone of its
    own. Of an hour that the clocks repeat the first pass is meant.
    """
    zone = _read_zone(cells) or zone
    day = _need_date(cells, "date")
    start: time = _need(cells, "start", read_time, _("%(text)s is not a time"))
    end: time = _need(cells, "end", read_time, _("%(text)s is not a time"))
    starts = datetime.combine(day, start)
    ends = datetime.combine(_read_last_day(cells) or day + timedelta(days=end < start), end)
    for column, wall in (("start", starts), ("end", ends)):
        if is_skipped(wall, zone):
            raise BadCell(
                column,
                _("the clocks skip %(time)s on %(date)s") % {"time": f"{wall:%H:%M}", "date": f"{wall:%Y-%m-%d}"},
            )
    return starts.replace(tzinfo=zone).astimezone(UTC), ends.replace(tzinfo=zone).astimezone(UTC)


def _read_zone(cells: Mapping[str, str]) -> ZoneInfo | None:
    name = _read_line(cells, "timezone")
    if not name:
        return None
    if name not in available_timezones():
        raise BadCell(
            "timezone", _("%(text)s is not a time zone; write it like America/New_York") % {"text": quote_cell(name)}
        )
    return ZoneInfo(name)


def _read_last_day(cells: Mapping[str, str]) -> date | None:
    return _need_date(cells, "end_date") if _read_line(cells, "end_date") else None


def _need_date(cells: Mapping[str, str], column: str) -> date:
    day: date = _need(cells, column, read_date, _("%(text)s is not a date"))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCell(column, _("%(text)s is too far away") % {"text": quote_cell(cells[column])})
    return day


def _read_least(cells: Mapping[str, str]) -> int:
    if not _read_line(cells, "min_needed"):
        return 0
    return _need(cells, "min_needed", read_number, _("%(text)s is not a whole number"))


def _need(cells: Mapping[str, str], column: str, read: Callable[[str], Value | None], complaint: str) -> Value:
    text = _need_line(cells, column)
    value = read(text)
    if value is None:
        raise BadCell(column, complaint % {"text": quote_cell(text)})
    return value


def _need_line(cells: Mapping[str, str], column: str) -> str:
    if line := _read_line(cells, column):
        return line
    raise BadCell(column, _("this cell is empty"))


def _read_line(cells: Mapping[str, str], column: str) -> str:
    return _check_length(column, tidy_line(cells.get(column, "")))


def _read_text(cells: Mapping[str, str], column: str) -> str:
    return _check_length(column, tidy_text(cells.get(column, "")))


def _check_length(column: str, text: str) -> str:
    if column not in _FIELD_OF_COLUMN:
        return text
    model, name = _FIELD_OF_COLUMN[column]
    longest = getattr(model._meta.get_field(name), "max_length", None)
    if longest and len(text) > longest:
        raise BadCell(column, _("this text is longer than %(count)d characters") % {"count": longest})
    return text


@cache
def _words_of(choices: type[Choice]) -> dict[Choice, frozenset[str]]:
    return {choice: words_for(choice.label) | {choice.value} for choice in choices}


def _choose(choices: type[Choice], cells: Mapping[str, str], column: str, *, default: Choice | None = None) -> Choice:
    """Read one of a few words: its value, or its label as pages show it."""
    line = _read_line(cells, column)
    if not line and default is not None:
        return default
    for choice in choices:
        if line.lower() in _words_of(choices)[choice]:
            return choice
    known = ", ".join(choices.values)
    if not line:
        raise BadCell(column, _("this cell is empty; it may be: %(known)s") % {"known": known})
    raise BadCell(column, _("%(text)s is not known; it may be: %(known)s") % {"text": quote_cell(line), "known": known})
