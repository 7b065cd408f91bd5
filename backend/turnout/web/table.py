"""The table: who is due now, one tap for who is here, and people who walk in; on a phone, with a network or without."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from turnout.actions.attendance import add_walk_in, mark_attendance
from turnout.actions.taps import find_walk_in, tap_of_part
from turnout.models import Attended, Event, Shift, Signup, WalkIn
from turnout.rules.attendance import is_due
from turnout.rules.refusals import Refused
from turnout.rules.times import say_date, say_time
from turnout.rules.visibility import places_on, shown_name

from .keeping import keep_for_a_day, name_session
from .members import members_only
from .organized import find_organized_event
from .requests import MemberRequest
from .shifts import link_to_maps

# A tap that a phone kept longer than this is older than any shift's day.
OLDEST = timedelta(days=3)


@dataclass
class Row:
    """Somebody at the table. `key` names them in taps: s- and a signup's id, or w- and a walk-in's."""

    key: str
    name: str
    attendance: str = Attended.Attendance.UNKNOWN
    since: str = ""
    is_walk_in: bool = False
    # Why the last tap was refused.
    said: str = ""

    @property
    def is_here(self) -> bool:
        return self.attendance == Attended.Attendance.ATTENDED

    @property
    def is_missed(self) -> bool:
        return self.attendance == Attended.Attendance.NO_SHOW


@dataclass
class Section:
    """A shift at the table, with its people."""

    shift: Shift
    rows: list[Row]
    # Why the last name was refused, and what it was.
    said: str = ""
    typed: str = ""

    @property
    def here(self) -> int:
        return sum(row.is_here for row in self.rows)

    @property
    def expected(self) -> int:
        return sum(not row.is_walk_in for row in self.rows)


@require_safe
@members_only
def show_table(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    return keep_for_a_day(_render_table(request, event))


@require_POST
@members_only
def tap(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take one tap: a mark on a row, or a name to add. A script gets the row back, a form the whole table."""
    event = find_organized_event(request, public_id)
    mark = request.POST.get("mark", "")
    return _add(request, event) if "walk_in" in request.POST and not mark else _mark(request, event, mark)


def sections_of(shifts: list[Shift]) -> list[Section]:
    """Return some shifts with those who hold a place on them, and with who walked in. Two queries."""
    people: dict[int, list[Row]] = {shift.pk: [] for shift in shifts}
    zones = {shift.pk: shift.event.zone for shift in shifts}
    for signup in places_on(shifts):
        people[signup.shift_id].append(make_row(signup, zone=zones[signup.shift_id], name=shown_name(signup)))
    for walk_in in WalkIn.objects.filter(shift__in=shifts):
        if walk_in.is_here:
            people[walk_in.shift_id].append(make_row(walk_in, zone=zones[walk_in.shift_id], name=walk_in.name))
    return [Section(shift, people[shift.pk]) for shift in shifts]


def make_row(row: Signup | WalkIn, *, zone: ZoneInfo, name: str, said: str = "") -> Row:
    is_walk_in = isinstance(row, WalkIn)
    return Row(
        key=f"{'w' if is_walk_in else 's'}-{row.public_id}",
        name=name,
        attendance=row.attendance,
        since=say_time(row.checked_in_at, zone) if row.is_here and row.checked_in_at else "",
        is_walk_in=is_walk_in,
        said=said,
    )


def _mark(request: MemberRequest, event: Event, mark: str) -> HttpResponse:
    key, _colon, attendance = mark.partition(":")
    row = find_row(request, event, key)
    if row is None or attendance not in Attended.Attendance:
        raise Http404
    said = ""
    try:
        row = mark_attendance(row, attendance, by=request.user, at=_read_time(request), tap=_read_tap(request, mark))
    except Refused as refusal:
        said = str(refusal)
        row.refresh_from_db()
    status = HTTPStatus.CONFLICT if said else HTTPStatus.OK
    if not is_by_script(request):
        return _answer_form(request, event, key, said, status)
    name = row.name if isinstance(row, WalkIn) else name_of(row)
    return _answer_row(request, event, make_row(row, zone=event.zone, name=name, said=said), status)


def _add(request: MemberRequest, event: Event) -> HttpResponse:
    """Add a name to a shift."""
    shifts = event.shifts.select_related("event")
    shift = get_object_or_404(shifts, public_id=request.POST["walk_in"])
    name = request.POST.get(f"name-{shift.public_id}") or request.POST.get("name", "")
    try:
        tap = _read_tap(request, f"{shift.public_id} {name}")
        walk_in = add_walk_in(shift, name, by=request.user, at=_read_time(request), tap=tap)
    except Refused as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal.field == "name" else HTTPStatus.CONFLICT
        if not is_by_script(request):
            return _answer_form(request, event, shift.public_id, str(refusal), status, typed=name)
        gone = Row(f"t-{request.headers.get('Idempotency-Key', '')}", name, is_walk_in=True, said=str(refusal))
        return _answer_row(request, event, gone, status)
    if not is_by_script(request):
        return redirect(f"{reverse('organize-table', args=[event.public_id])}#s-{shift.public_id}")
    return _answer_row(request, event, make_row(walk_in, zone=event.zone, name=walk_in.name), HTTPStatus.OK)


def find_row(request: MemberRequest, event: Event, key: str) -> Signup | WalkIn | None:
    """Return whom a key names, among those at an event. A walk-in may be named by the tap that added them."""
    kind, _dash, name = key.partition("-")
    if kind == "s":
        return Signup.objects.filter(shift__event=event, public_id=name).select_related("shift").first()
    walk_ins = WalkIn.objects.filter(shift__event=event).select_related("shift")
    if kind == "w":
        return walk_ins.filter(public_id=name).first()
    added = find_walk_in(request.user, name) if kind == "t" else None
    return walk_ins.filter(pk=added.pk).first() if added else None


def name_of(signup: Signup) -> str:
    """Return how somebody is called in the chapter."""
    membership = signup.person.memberships.filter(chapter=signup.chapter_id).first()
    return membership.display_name if membership else ""


def is_by_script(request: MemberRequest) -> bool:
    return "Turnout-Tap" in request.headers


def _answer_row(request: MemberRequest, event: Event, row: Row, status: HTTPStatus) -> HttpResponse:
    return render(request, "organize/table_row.html", {"event": event, "row": row}, status=status)


def _answer_form(
    request: MemberRequest, event: Event, key: str, said: str, status: HTTPStatus, *, typed: str = ""
) -> HttpResponse:
    """Go back to the table where it was tapped, or show it with the refusal there."""
    if not said:
        return redirect(f"{reverse('organize-table', args=[event.public_id])}#{key}")
    return _render_table(request, event, refused=key, said=said, typed=typed, status=status)


def _read_time(request: MemberRequest) -> datetime | None:
    """Return when a tap was made: so many seconds ago, as the phone counts. Its clock need not be right for that."""
    ago = request.POST.get("ago", "")
    if not (ago.isascii() and ago.isdigit()):
        return None
    return timezone.now() - min(timedelta(seconds=int(ago[:9])), OLDEST)


def _read_tap(request: MemberRequest, part: str) -> str:
    """Return the tap's key: the script makes one for each, and without it a page has one for all its buttons."""
    return request.headers.get("Idempotency-Key") or tap_of_part(request.POST.get("tap", ""), part)


def _render_table(
    request: MemberRequest,
    event: Event,
    *,
    refused: str = "",
    said: str = "",
    typed: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    now = timezone.now()
    shifts = _shifts_of_day(event, now)
    sections = sections_of(shifts)
    for section in sections:
        if section.shift.public_id == refused:
            section.said, section.typed = said, typed
        for row in section.rows:
            row.said = said if row.key == refused else ""
    facts = {
        "event": event,
        "chapter": event.chapter,
        "date": capfirst(say_date(shifts[0].starts_at if shifts else event.starts_at, event.zone)),
        "groups": list(_group(sections, now)),
        "blank": Row("t-{key}", "{name}", Attended.Attendance.ATTENDED, is_walk_in=True),
        "place": event.full_place,
        "directions": link_to_maps(event.site),
        "kit": event.kit,
        "session": name_session(request),
    }
    return render(request, "organize/table.html", facts, status=status)


def _shifts_of_day(event: Event, now: datetime) -> list[Shift]:
    """Return the event's shifts of today, or else of the next day on which it has some, or of the last."""
    shifts = list(event.shifts.filter(state=Shift.State.OPEN).order_by("starts_at", "id"))
    for shift in shifts:
        shift.event = event

    def day_of(shift: Shift) -> date:
        return shift.starts_at.astimezone(event.zone).date()

    days = [(day, list(rows)) for day, rows in groupby(shifts, key=day_of)]
    today = now.astimezone(event.zone).date()
    # A night runs on: what is due now belongs to the day that it began on.
    for _day, rows in days:
        if any(is_due(shift, now) for shift in rows):
            return rows
    return next((rows for day, rows in days if day >= today), days[-1][1] if days else [])


def _group(sections: list[Section], now: datetime) -> Iterable[tuple[str, list[Section]]]:
    """Give the sections under what they are now: due first, then those to come, then those that were."""
    due = [section for section in sections if is_due(section.shift, now)]
    later = [section for section in sections if section not in due and section.shift.starts_at > now]
    over = [section for section in sections if section not in due and section not in later]
    for word, group in ((_("Now"), due), (_("Later"), later), (_("Over"), over)):
        if group:
            yield word, group
