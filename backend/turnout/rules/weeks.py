"""A week of shifts on the wall: which days they lie on, at what height, and side by side where they overlap.

Days and heights are those of the clock in a zone, in quarters of an hour from midnight. On a day on which the clocks
change, what the clock skips stays empty, and of what it shows twice both stand side by side.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from turnout.models import Shift

QUARTER = timedelta(minutes=15)
QUARTERS = 96  # of a day
# Nothing is drawn lower than half an hour: it could not be read, nor hit.
LOWEST = 2
# More than so many side by side cannot be read; what is over stands in the list.
MOST_LANES = 6
_WEEK = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday (ISO 8601)."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, text: str) -> "Week | None":
        """Return the week of "2027-W06", or of any of its days, "2027-02-10"; None where it is neither."""
        try:
            if named := _WEEK.fullmatch(text):
                week = cls(date.fromisocalendar(int(named[1]), int(named[2]), 1))
            else:
                week = cls.of(date.fromisoformat(text))
        except (ValueError, OverflowError):
            return None
        return week if 1970 < week.monday.year < 2199 else None

    @property
    def name(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=n) for n in range(7)]

    def move(self, weeks: int) -> "Week":
        return Week(self.monday + timedelta(weeks=weeks))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its first moment, and the first of the next week."""
        return midnight(self.monday, zone), midnight(self.monday + timedelta(days=7), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


@dataclass
class Piece:
    """A shift as far as it lies on one day: from which quarter on, and how many; in which of how many lanes."""

    shift: Shift
    top: int
    length: int
    # It began the day before.
    is_continued: bool
    lane: int = 0
    lanes: int = 1

    @property
    def bottom(self) -> int:
        return self.top + self.length

    @property
    def is_over_many(self) -> bool:
        """Whether too many lie beside it for it to be drawn."""
        return self.lane >= MOST_LANES


@dataclass
class Day:
    """A day's shifts in the order of time, and by how much the clocks change on it."""

    date: date
    change: timedelta
    pieces: list[Piece] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """How many are not drawn, for want of room."""
        return sum(piece.is_over_many for piece in self.pieces)


def lay_out(shifts: Iterable[Shift], week: Week, zone: ZoneInfo) -> list[Day]:
    """Return the days of a week with what lies on each; the shifts come in the order of their starts."""
    days = {day: Day(day, _change_of_clocks(day, zone)) for day in week.days}
    for shift in shifts:
        for day, piece in _cut(shift, zone):
            if day in days:
                days[day].pieces.append(piece)
    for on_day in days.values():
        on_day.pieces.sort(key=lambda piece: (piece.top, -piece.length))
        for cluster in _clusters(on_day.pieces):
            _give_lanes(cluster)
    return list(days.values())


def hours_of(days: Sequence[Day]) -> range:
    """Return the hours that a picture of these days needs: from eight to six, and further where there is anything."""
    pieces = [piece for day in days for piece in day.pieces]
    first = min((piece.top // 4 for piece in pieces), default=8)
    last = max((-(-piece.bottom // 4) for piece in pieces), default=18)
    return range(min(8, first), max(18, last))


def _cut(shift: Shift, zone: ZoneInfo) -> Iterator[tuple[date, Piece]]:
    """Give a shift's piece for each day on which it lies."""
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    last = (shift.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    for number in range((last - start.date()).days + 1):
        day = start.date() + timedelta(days=number)
        begins = 0 if number else start.hour * 60 + start.minute
        ends = end.hour * 60 + end.minute if end.date() == day else 24 * 60
        if ends <= begins:
            # The clock went back meanwhile: its length is the true one.
            ends = min(begins + (shift.ends_at - shift.starts_at) // timedelta(minutes=1), 24 * 60)
        top = begins // 15
        length = max(-(-ends // 15) - top, LOWEST)
        yield day, Piece(shift, min(top, QUARTERS - length), length, is_continued=bool(number))


def _clusters(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Give what hangs together by overlapping, from top to bottom."""
    cluster: list[Piece] = []
    bottom = 0
    for piece in pieces:
        if cluster and piece.top >= bottom:
            yield cluster
            cluster = []
        bottom = max(bottom, piece.bottom) if cluster else piece.bottom
        cluster.append(piece)
    if cluster:
        yield cluster


def _give_lanes(cluster: Sequence[Piece]) -> None:
    """Put each into the first lane that is free by then."""
    free_from: list[int] = []
    for piece in cluster:
        lane = next((n for n, bottom in enumerate(free_from) if bottom <= piece.top), len(free_from))
        free_from[lane : lane + 1] = [piece.bottom]
        piece.lane = lane
    for piece in cluster:
        piece.lanes = min(len(free_from), MOST_LANES)


def _change_of_clocks(day: date, zone: ZoneInfo) -> timedelta:
    """Return by how much the clocks go forward on a day; less than nothing where they go back."""
    length = midnight(day + timedelta(days=1), zone) - midnight(day, zone)
    return timedelta(days=1) - length
