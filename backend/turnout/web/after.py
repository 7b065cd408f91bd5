"""After a shift: who was there and for how long, and what came of it. And the list for the clipboard before it."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from turnout.actions.attendance import confirm_minutes, mark_attendance
from turnout.actions.reports import write_report
from turnout.models import Event, Report, Shift, Signup, WalkIn
from turnout.prints.hours import say_length
from turnout.rules.hours import count_minutes
from turnout.rules.refusals import Refused
from turnout.rules.reports import Sums, list_begun, say_money, sum_all
from turnout.rules.times import say_date
from turnout.rules.visibility import places_on, rosters_of, shown_name

from .members import members_only
from .organized import find_organized_event, find_organized_shift
from .reporting import ReportForm
from .requests import MemberRequest
from .table import find_row

# Lines of the clipboard for people who walk in, beside one for each free place.
BLANK_LINES = 2
MOST_BLANK_LINES = 8
# A day of more shifts than these is printed small, with no line but for its places: a night of prayer fits one sheet.
MANY_SHIFTS = 12


@require_safe
@members_only
def show_after(request: MemberRequest, public_id: str) -> HttpResponse:
    return _render(request, find_organized_event(request, public_id))


@require_POST
@members_only
def save_hours(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take what an organizer says of somebody: that they were there, or not, or for how long."""
    event = find_organized_event(request, public_id)
    key, _colon, said = request.POST.get("row", "").partition(":")
    row = find_row(request, event, key)
    if row is None:
        raise Http404
    try:
        if said in Signup.Attendance:
            mark_attendance(row, said, by=request.user)
        else:
            typed = request.POST.get(f"minutes-{key}", "").strip()
            confirm_minutes(row, _read_minutes(typed), by=request.user)
    except Refused as refusal:
        return _render(request, event, refused=key, said=str(refusal), status=HTTPStatus.CONFLICT)
    return redirect(f"{reverse('organize-after', args=[event.public_id])}#{key}")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_report(request: MemberRequest, public_id: str) -> HttpResponse:
    """What came of one shift."""
    shift = find_organized_shift(request, public_id)
    report = Report.objects.filter(shift=shift).first()
    form = ReportForm(request.POST if request.method == "POST" else None, report=report)
    if form.is_valid():
        try:
            write_report(shift, by=request.user, if_version=form.cleaned_data["version"] or 0, **form.values())
        except Refused as refusal:
            form.add_error(form.field_of(refusal), str(refusal))
        else:
            messages.success(request, _("Saved. Thank you."))
            return redirect("organize-after", shift.event.public_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    day = capfirst(say_date(shift.starts_at, shift.event.zone))
    facts = {"shift": shift, "event": shift.event, "chapter": shift.chapter, "form": form, "date": day}
    return render(request, "organize/report.html", facts, status=status)


@require_safe
@members_only
def print_roster(request: MemberRequest, public_id: str) -> HttpResponse:
    """The list for the clipboard: one page a day."""
    event = find_organized_event(request, public_id)
    shifts = _open_shifts(event)
    names: dict[int, list[str]] = {shift.pk: [] for shift in shifts}
    for signup in rosters_of(event):
        if signup.is_confirmed and signup.shift_id in names:
            names[signup.shift_id].append(shown_name(signup))

    def day_of(shift: Shift) -> date:
        return shift.starts_at.astimezone(event.zone).date()

    sheets = [
        (
            capfirst(say_date(rows[0].starts_at, event.zone)),
            [
                (shift, names[shift.pk], range(_count_blank(shift, names[shift.pk], is_long=len(rows) > MANY_SHIFTS)))
                for shift in rows
            ],
            len(rows) > MANY_SHIFTS,
        )
        for rows in (list(group) for _day, group in groupby(shifts, key=day_of))
    ]
    facts = {"event": event, "chapter": event.chapter, "sheets": sheets, "place": event.full_place}
    return render(request, "organize/print.html", facts)


def _count_blank(shift: Shift, names: list[str], *, is_long: bool) -> int:
    return min(max(shift.capacity - len(names), 0) + (0 if is_long else BLANK_LINES), MOST_BLANK_LINES)


def _read_minutes(typed: str) -> int | None:
    """Return typed minutes; None for nothing, and a number that is refused for what is none."""
    if not typed:
        return None
    return int(typed[:6]) if typed.isascii() and typed.isdigit() else 0


def _open_shifts(event: Event) -> list[Shift]:
    shifts = list(event.shifts.filter(state=Shift.State.OPEN).order_by("starts_at", "id"))
    for shift in shifts:
        shift.event = event
    return shifts


def _render(
    request: MemberRequest,
    event: Event,
    *,
    refused: str = "",
    said: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    now = timezone.now()
    begun = list_begun(event, now=now)
    by_key = {shift.pk: shift for shift in begun}
    signups, walk_ins = list(places_on(begun)), list(WalkIn.objects.filter(shift__in=begun))
    rows: list[Signup | WalkIn] = [*signups, *(walk_in for walk_in in walk_ins if walk_in.is_here)]
    reports = {report.shift_id: report for report in Report.objects.filter(shift__in=begun)}
    for row in rows:
        row.shift = by_key[row.shift_id]
    people: dict[int, list[dict[str, Any]]] = {shift.pk: [] for shift in begun}
    for row in rows:
        people[row.shift_id].append(_describe(row, refused, said))
    facts = {
        "event": event,
        "chapter": event.chapter,
        "sections": [
            (shift, people[shift.pk], reports.get(shift.pk), list(_list_numbers(reports.get(shift.pk))))
            for shift in begun
        ],
        "to_come": not begun,
        "sums": list(_list_sums(sum_all(reports.values(), signups, walk_ins))),
        "asks": sum(row.attendance == Signup.Attendance.UNKNOWN and row.shift.is_over(now) for row in signups),
    }
    return render(request, "organize/after.html", facts, status=status)


def _describe(row: Signup | WalkIn, refused: str, said: str) -> dict[str, Any]:
    is_walk_in = isinstance(row, WalkIn)
    key = f"{'w' if is_walk_in else 's'}-{row.public_id}"
    minutes = count_minutes(row)
    return {
        "key": key,
        "name": row.name if isinstance(row, WalkIn) else shown_name(row),
        "row": row,
        "is_walk_in": is_walk_in,
        "minutes": minutes if row.is_here else "",
        "length": say_length(minutes) if row.is_here else "",
        "is_confirmed": row.confirmed_minutes is not None,
        "said": said if key == refused else "",
    }


def _list_sums(sums: Sums) -> Iterator[tuple[str, str]]:
    """Give what an event came to, in words and numbers."""
    yield _("Were there"), str(sums.attended + sums.walk_ins)
    if sums.no_shows:
        yield _("Missed"), str(sums.no_shows)
    if sums.minutes:
        yield _("Hours"), say_length(sums.minutes)
    yield from _say_numbers(sums)
    for currency, cents in sorted(sums.raised.items()):
        yield _("Raised"), say_money(cents, currency)


def _list_numbers(report: Report | None) -> Iterator[tuple[str, str]]:
    """Give what one report says."""
    if report is None:
        return
    yield from _say_numbers(report)
    if report.raised_cents is not None:
        yield _("Raised"), say_money(report.raised_cents, report.currency)


def _say_numbers(row: Sums | Report) -> Iterator[tuple[str, str]]:
    words = {"people_reached": _("People reached"), "letters": _("Letters"), "calls": _("Calls")}
    for name, word in words.items():
        number = getattr(row, name)
        if number or (isinstance(row, Report) and number is not None):
            yield word, str(number)
