"""Which shifts make one event: those that touch, overlap, or start on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Span:
    """A shift's time. `owner` is the key of the event that it is in already, if it is in one."""

    starts_at: datetime
    ends_at: datetime
    owner: int | None = None


def group_spans(spans: Sequence[Span], zone: ZoneInfo) -> list[list[int]]:
    """Return the groups that the spans fall into, as their places in the sequence, in the order of time.

    Touching, overlapping and starting on one day of the zone all join, and so on from one to the next; spans of one
    owner are together from the first. Two owners are never joined: what lies between goes to the earlier.
    """
    groups = _Groups([span.owner for span in spans])
    order = sorted(range(len(spans)), key=lambda i: (spans[i].starts_at, spans[i].ends_at, i))
    last_to_end: int | None = None
    for before, here in zip([None, *order], order, strict=False):
        span = spans[here]
        if last_to_end is not None and span.starts_at <= spans[last_to_end].ends_at:
            groups.join(last_to_end, here)
        if before is not None and _day(spans[before], zone) == _day(span, zone):
            groups.join(before, here)
        if last_to_end is None or span.ends_at > spans[last_to_end].ends_at:
            last_to_end = here
    return groups.collect(order)


def _day(span: Span, zone: ZoneInfo) -> object:
    return span.starts_at.astimezone(zone).date()


class _Groups:
    """Sets that only grow together: each place points towards its set's first (union-find)."""

    def __init__(self, owners: Sequence[int | None]) -> None:
        self._towards = list(range(len(owners)))
        self._owner = list(owners)
        first_of: dict[int, int] = {}
        for place, owner in enumerate(owners):
            if owner is not None:
                self._towards[place] = first_of.setdefault(owner, place)

    def find(self, place: int) -> int:
        while self._towards[place] != place:
            self._towards[place] = place = self._towards[self._towards[place]]
        return place

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        owners = {self._owner[one], self._owner[other]} - {None}
        if one != other and len(owners) < 2:
            self._towards[other] = one
            self._owner[one] = next(iter(owners), None)

    def collect(self, order: Sequence[int]) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for place in order:
            groups.setdefault(self.find(place), []).append(place)
        return list(groups.values())
