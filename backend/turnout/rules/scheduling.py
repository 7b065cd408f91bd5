"""What an event and its shifts must be like: the same sentences for the page, the API and the spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from turnout.models import Training

from .refusals import Reason, Refused

MOST_PLACES = 10_000
# Longer than any watch; a typo in a date, more likely.
LONGEST_SHIFT = timedelta(days=7)


@dataclass(frozen=True)
class ShiftDraft:
    """What somebody wants a shift to be. Times are aware."""

    role: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    min_needed: int = 0
    requires: Training | None = None
    notes: str = ""
    is_sensitive: bool = False


SHIFT_FIELDS = tuple(ShiftDraft.__dataclass_fields__)


def find_shift_problems(draft: ShiftDraft) -> Iterator[Refused]:
    """Give each thing that is wrong with a shift, at its field."""
    if not draft.role.strip():
        yield Refused(Reason.INVALID, _("Name the role, for example Table host."), field="role")
    if draft.ends_at <= draft.starts_at:
        yield Refused(Reason.INVALID, _("The end must be after the start."), field="ends_at")
    elif draft.ends_at - draft.starts_at > LONGEST_SHIFT:
        yield Refused(Reason.INVALID, _("A shift lasts seven days at most. Check the dates."), field="ends_at")
    if draft.capacity < 0:
        yield Refused(Reason.INVALID, _("Places cannot be fewer than none."), field="capacity")
    elif draft.capacity > MOST_PLACES:
        yield Refused(Reason.INVALID, _("A shift has 10,000 places at most."), field="capacity")
    if draft.min_needed < 0:
        yield Refused(Reason.INVALID, _("Nobody can need fewer than none."), field="min_needed")
    elif 0 <= draft.capacity < draft.min_needed:
        yield Refused(
            Reason.INVALID,
            _("%(needed)d are needed, but there are only %(places)d places.")
            % {"needed": draft.min_needed, "places": draft.capacity},
            field="min_needed",
        )


def find_event_problems(*, title: str, starts_at: datetime, ends_at: datetime) -> Iterator[Refused]:
    """Give each thing that is wrong with an event, at its field."""
    if not title.strip():
        yield Refused(Reason.INVALID, _("Give the event a title."), field="title")
    if ends_at <= starts_at:
        yield Refused(Reason.INVALID, _("The end must be after the start."), field="ends_at")


def is_skipped(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks skip this naive wall time in the zone: it comes back from UTC as another one."""
    there_and_back = wall.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).astimezone(zone)
    return there_and_back.replace(tzinfo=None) != wall
