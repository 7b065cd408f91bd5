"""What a poster opens: the way to a shift before it, check-in and check-out during it, thanks after it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from turnout.actions.attendance import check_in, check_out
from turnout.actions.posters import read_poster
from turnout.models import Event, Poster, Shift, Signup
from turnout.prints.hours import say_length
from turnout.rules.attendance import CLOSES_AFTER, OPENS_BEFORE, is_due
from turnout.rules.hours import count_minutes
from turnout.rules.refusals import Refused
from turnout.rules.times import say_time
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import shifts_visible_to, signups_of

from .errors import say_wait, show_error
from .requests import address_of, viewer_of
from .signin import signin_link


@dataclass(frozen=True)
class Place:
    """One's own place on a shift that is due, or was a moment ago."""

    signup: Signup
    shift: Shift
    since: str
    until: str
    length: str

    @property
    def is_here(self) -> bool:
        return self.signup.is_here

    @property
    def is_closed(self) -> bool:
        """Whether its hours are closed: by a check-out, or as an organizer confirmed them."""
        return self.signup.checked_out_at is not None or self.signup.confirmed_minutes is not None


@require_http_methods(["GET", "HEAD", "POST"])
def open_poster(request: HttpRequest, code: str) -> HttpResponse:
    try:
        poster = read_poster(code, address=address_of(request))
    except Refused as refusal:
        answer = show_error(request, HTTPStatus.TOO_MANY_REQUESTS, str(refusal.reason.label), str(refusal))
        return say_wait(answer, refusal)
    if poster is None:
        raise Http404
    if poster.retired_at:
        facts = {"chapter": poster.chapter}
        return render(request, "checkins/old.html", facts, status=HTTPStatus.GONE)
    if request.method == "POST":
        return _check(request, poster)
    return _show(request, poster)


def _check(request: HttpRequest, poster: Poster) -> HttpResponse:
    """Check somebody in or out."""
    viewer = viewer_of(request)
    if viewer.person is None:
        return redirect(signin_link(next_path=request.path))
    mine = signups_of(viewer).filter(shift__in=_shifts_at(poster, viewer))
    signup = get_object_or_404(mine, public_id=request.POST.get("signup", ""))
    try:
        if request.POST.get("do") == "out":
            check_out(signup, poster)
            said = _("You're checked out. Thank you.")
        else:
            check_in(signup, poster)
            said = _("You're checked in.")
    except Refused as refusal:
        return _show(request, poster, refused=str(refusal))
    messages.success(request, said)
    return redirect("poster", poster.code)


def _show(request: HttpRequest, poster: Poster, *, refused: str = "") -> HttpResponse:
    viewer = viewer_of(request)
    now = timezone.now()
    shifts = list(_shifts_at(poster, viewer).order_by("starts_at", "id"))
    due = [shift for shift in shifts if is_due(shift, now)]
    later = [shift for shift in shifts if shift.starts_at > now and shift not in due]
    over = [shift for shift in shifts if shift.ends_at <= now]
    mine = _find_places(viewer, shifts, now) if shifts else []
    midnight, tomorrow = _find_today(poster, now)
    later_today = [shift for shift in later if shift.starts_at < tomorrow]
    was_today = any(now < shift.ends_at + CLOSES_AFTER or shift.ends_at > midnight for shift in over)
    # An event is over for the day, while more of it may come on another one; or it is over at all.
    is_over = was_today or bool(poster.event_id and over and not later)
    was_on = is_over and not due and not later_today
    if poster.event_id and later and not (due or mine or was_on):
        return redirect("event", later[0].event.public_id)
    events = _events_of(due)
    # The next shift of each that is not on yet.
    coming = {shift.event_id: shift for shift in reversed(later_today) if shift.event not in events}
    facts: dict[str, Any] = {
        "poster": poster,
        "chapter": poster.chapter,
        "title": poster.site.area if poster.site else (shifts[0].event.title if shifts else ""),
        "mine": mine,
        "events": events,
        "coming": sorted(coming.values(), key=lambda shift: shift.starts_at),
        "is_on": bool(due),
        "was_on": was_on,
        "refused": refused,
        "signin": signin_link(next_path=request.path),
    }
    return render(request, "checkins/show.html", facts, status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK)


def _shifts_at(poster: Poster, viewer: Viewer) -> Any:
    """Return the shifts that a poster may open for whoever looks: an event's, or those of today at a site."""
    shifts = shifts_visible_to(viewer).filter(state=Shift.State.OPEN, event__state=Event.State.PUBLISHED)
    if poster.event_id:
        return shifts.filter(event=poster.event_id)
    midnight, tomorrow = _find_today(poster, timezone.now())
    # Soon after midnight one still checks out of the evening, and shortly before it in to the night.
    return shifts.filter(
        event__site=poster.site_id, starts_at__lt=tomorrow + OPENS_BEFORE, ends_at__gt=midnight - CLOSES_AFTER
    )


def _find_today(poster: Poster, now: datetime) -> tuple[datetime, datetime]:
    """Return the midnights around now, by the clocks where a poster hangs."""
    zone = poster.event.zone if poster.event else poster.chapter.zone
    today = now.astimezone(zone).date()
    return datetime.combine(today, time.min, zone), datetime.combine(today + timedelta(days=1), time.min, zone)


def _find_places(viewer: Viewer, shifts: list[Shift], now: datetime) -> list[Place]:
    """Return one's own places on shifts that are due, and those where one may still check out, in order of time."""
    if viewer.person is None:
        return []
    by_key = {shift.pk: shift for shift in shifts}
    places = []
    held = signups_of(viewer).filter(shift__in=shifts, state=Signup.State.CONFIRMED)
    for signup in held.order_by("shift__starts_at", "id"):
        shift = signup.shift = by_key[signup.shift_id]
        can_leave = signup.is_here and now < shift.ends_at + CLOSES_AFTER
        if is_due(shift, now) or can_leave:
            zone = shift.event.zone
            since = say_time(signup.checked_in_at, zone) if signup.checked_in_at else ""
            until = say_time(signup.checked_out_at, zone) if signup.checked_out_at else ""
            places.append(Place(signup, shift, since, until, say_length(count_minutes(signup))))
    return places


def _events_of(shifts: list[Shift]) -> list[Event]:
    return list({shift.event_id: shift.event for shift in shifts}.values())
