"""Shifts -> the sheets that organizers take away: a schedule that can be imported again, and rosters."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from turnout.models import Kind, Shift, Signup, Visibility

from .columns import COLUMNS, LABELS
from .rows import ONLINE
from .writing import Sheet, Value

_UTC = ZoneInfo("UTC")


def make_schedule(shifts: Sequence[Shift]) -> Sheet:
    """Return the sheet of a schedule, a row for each shift, each with its event and site at hand."""
    rows = [_say_shift(shift) for shift in shifts]
    # Nearly always a shift ends on its day, or past the midnight after it, and then there is no such column.
    columns = [name for name in COLUMNS if name != "end_date" or any("end_date" in row for row in rows)]
    headings = [str(LABELS[name]) for name in columns]
    return Sheet(_("Schedule"), headings, [[row.get(name, "") for name in columns] for row in rows])


def make_roster(shifts: Sequence[Shift], signups: Iterable[Signup]) -> Sheet:
    """Return the sheet of who is on which shift: a row for each person, and for a shift with nobody one without."""
    on: dict[int, list[Signup]] = {}
    for signup in signups:
        on.setdefault(signup.shift_id, []).append(signup)
    named = ("date", "start", "end", "timezone", "event", "role", "site", "capacity")
    headings = [*(str(LABELS[name]) for name in named), _("Name"), _("Signup")]
    rows: list[list[Value]] = []
    for shift in shifts:
        said = _say_shift(shift)
        cells = [said[name] for name in named]
        people: list[list[Value]] = [
            [vars(signup)["shown_name"] or "", str(signup.get_state_display())] for signup in on.get(shift.pk, [])
        ]
        rows += [cells + person for person in people or [["", ""]]]
    return Sheet(_("Rosters"), headings, rows)


def _say_shift(shift: Shift) -> dict[str, Value]:
    """Return the cells of a shift by their column."""
    event = shift.event
    start, end = _read_clock(shift.starts_at, shift.ends_at, event.zone)
    cells: dict[str, Value] = {
        "kind": str(Kind(event.kind).label),
        "event": event.title,
        "summary": event.summary,
        "site": _say_site(shift),
        "address": event.site.address if event.site else "",
        **_say_span(start, end),
        "timezone": str(start.tzinfo),
        "role": shift.role,
        "capacity": shift.capacity,
        "min_needed": shift.min_needed,
        "requires": shift.requires.name if shift.requires else "",
        "visibility": str(Visibility(event.visibility).label),
        "notes": shift.notes,
    }
    return cells


def _say_site(shift: Shift) -> str:
    if shift.event.is_online:
        return str(ONLINE)
    return shift.event.site.name if shift.event.site else ""


def _read_clock(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return both moments on the clock of a zone; in UTC where that clock shows one of them twice."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if start.fold or end.fold:
        return starts_at.astimezone(_UTC), ends_at.astimezone(_UTC)
    return start, end


def _say_span(start: datetime, end: datetime) -> dict[str, date | time]:
    """Return the date and the times, and the date on which it ends where the times alone would say another one."""
    cells: dict[str, date | time] = {"date": start.date(), "start": _time_of(start), "end": _time_of(end)}
    said = start.date() + timedelta(days=_time_of(end) < _time_of(start))
    return cells if end.date() == said else cells | {"end_date": end.date()}


def _time_of(moment: datetime) -> time:
    return moment.time().replace(microsecond=0)
