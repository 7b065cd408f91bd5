"""The organizer's week: a board on a laptop, an agenda on a phone, and moving a shift on either."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, time
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from turnout.actions.plans import PlannedShift, save_plan
from turnout.actions.series import occurrences_in
from turnout.actions.shifts import edit_shift
from turnout.models import Chapter, Kind, Shift, Site
from turnout.rules.boards import MOST_SHOWN, Filters, Stamp, find_board, week_shifts
from turnout.rules.moving import DAY_NUDGES, NUDGES, describe_move, nudge
from turnout.rules.refusals import Reason, Refused
from turnout.rules.series import carry_span
from turnout.rules.times import say_span
from turnout.rules.visibility import roster_of
from turnout.rules.weeks import Day, Piece, Week, hours_of, lay_out

from .forms import PlainForm
from .members import members_only
from .organized import find_organized_shift
from .planning import WALL_FORMAT, WallTimeField, ZonedForm
from .repeating import ScopeForm
from .requests import MemberRequest
from .telling import banner_of

# To be raised with every change of what the board looks like: copies drawn by older code are then read anew.
LOOK = 1


class FilterForm(PlainForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Every kind")), *Kind.choices], required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    drafts = forms.ChoiceField(
        label=_("Drafts"),
        choices=[("", _("Drafts too")), ("no", _("Without drafts")), ("only", _("Only drafts"))],
        required=False,
    )
    thin = forms.BooleanField(label=_("Only what needs people"), required=False)

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["site"])
        field.choices = [("", _("Every site")), *((site.public_id, site.name) for site in sites)]


class MoveForm(ZonedForm):
    """When a shift is to be, on the clock there.

    Beside each text goes the moment that it stands for: in the hour that the clock shows twice the text does not say
    which.
    """

    starts_at = WallTimeField(label=_("Starts"))
    ends_at = WallTimeField(label=_("Ends"))
    starts_moment = forms.CharField(widget=forms.HiddenInput, required=False)
    ends_moment = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


@require_safe
@members_only
def show_week(request: MemberRequest, slug: str) -> HttpResponse:
    """The page; for a board that looks whether anything changed, the board alone, or that nothing did."""
    asked = request.GET.get("week", "")
    # The chapter's own today is known with the chapter; a week that nobody named is at most a day off before that.
    week = Week.read(asked)
    found = find_board(request.user, slug, week or Week.of(timezone.now().date()))
    if found is None:
        raise Http404
    chapter, stamp = found
    now = timezone.now()
    if week is None and (this := Week.of(now.astimezone(chapter.zone).date())).monday != Week.of(now.date()).monday:
        return redirect(f"{request.path}?week={this.name}")
    week = week or Week.of(now.date())
    if request.htmx:
        return _answer_look(request, chapter, week, stamp)
    sites = list(Site.objects.filter(chapter=chapter))
    facts = {
        "asked_wrongly": bool(asked) and Week.read(asked) is None,
        "filters": FilterForm(request.GET, sites=sites),
        "before": _address(request, chapter, week.move(-1)),
        "after": _address(request, chapter, week.move(1)),
        "this_week": reverse("organize-week", args=[chapter.slug]),
        "span": _say_week(week, now.astimezone(chapter.zone).year),
        **_board_facts(request, chapter, week, stamp),
    }
    if public_id := request.GET.get("shift"):
        facts |= _chosen_facts(request, find_organized_shift(request, public_id), {})
    return render(request, "organize/week.html", facts)


def _say_week(week: Week, this_year: int) -> str:
    """Return its first day and its last, as a title; with the year where it is not this one."""
    first, last = (capfirst(date_format(day, "SHORT_DATE_FORMAT")) for day in (week.days[0], week.days[-1]))
    said = _t("%(first)s to %(last)s") % {"first": first, "last": last}
    return said if week.days[-1].year == this_year else f"{said}, {week.days[-1].year}"


def _answer_look(request: MemberRequest, chapter: Chapter, week: Week, stamp: Stamp) -> HttpResponse:
    etag = _etag(request, chapter, week, stamp)
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding, Accept-Language, Cookie, HX-Request",
    }
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    response = render(request, "organize/board.html", _board_facts(request, chapter, week, stamp))
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _etag(request: MemberRequest, chapter: Chapter, week: Week, stamp: Stamp) -> str:
    """Return the board's tag; weak, for compression makes other bytes of it."""
    facts = (LOOK, chapter.pk, week.name, get_language(), sorted(request.GET.items()), stamp.words)
    return f'W/"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def _board_facts(request: MemberRequest, chapter: Chapter, week: Week, stamp: Stamp) -> dict[str, Any]:
    now = timezone.now()
    shifts = list(week_shifts(chapter, week, _read_filters(request), now=now)[: MOST_SHOWN + 1])
    days = lay_out(shifts[:MOST_SHOWN], week, chapter.zone)
    hours = hours_of(days)
    today = now.astimezone(chapter.zone).date()
    chosen = request.GET.get("shift", "")
    return {
        "chapter": chapter,
        "week": week,
        "look_again": f"{request.path}?{request.GET.urlencode()}",
        # As JSON in an attribute: what the browser is to send when it looks again.
        "etag": _etag(request, chapter, week, stamp).replace('"', '\\"'),
        "is_cut": len(shifts) > MOST_SHOWN,
        "first_hour": hours[0],
        "hours": [_say_hour(hour) for hour in hours],
        "days": [
            {
                "date": day.date,
                "is_today": day.date == today,
                "is_past": day.date < today,
                "clocks": _say_clocks(day),
                "left_out": day.left_out,
                "pieces": [_draw(piece, chapter, hours[0], now, chosen) for piece in day.pieces],
            }
            for day in days
        ],
        "has_any": any(day.pieces for day in days),
    }


def _draw(piece: Piece, chapter: Chapter, first_hour: int, now: datetime, chosen: str) -> dict[str, Any]:
    """Return what a template needs of a piece: the shift, where it stands as class names, and what it says."""
    shift = piece.shift
    zone = chapter.zone
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    # Where it stands is told by the chapter's clock; what is sent back when it is dragged, by the event's.
    is_over = shift.is_over(now)
    return {
        "shift": shift,
        "is_thin": bool(shift.people_missing) and not is_over,
        "is_over": is_over,
        "is_draft": shift.event.is_draft,
        "is_chosen": shift.public_id == chosen,
        "is_continued": piece.is_continued,
        "is_over_many": piece.is_over_many,
        "place": f"t{piece.top - first_hour * 4} h{piece.length} l{piece.lane + 1}of{piece.lanes}",
        "starts": date_format(start, "TIME_FORMAT"),
        "ends": date_format(end, "TIME_FORMAT"),
        "wall_start": _wall(shift.starts_at, shift),
        "wall_end": _wall(shift.ends_at, shift),
        "zone": start.strftime("%Z") if start.utcoffset() != end.utcoffset() else "",
    }


def _say_hour(hour: int) -> str:
    return time_format(time(hour), "TIME_FORMAT")


def _say_clocks(day: Day) -> str:
    minutes = int(day.change.total_seconds() // 60)
    if not minutes:
        return ""
    if minutes > 0:
        return _t("Clocks go forward")
    return _t("Clocks go back")


def _read_filters(request: MemberRequest) -> Filters:
    """Return what somebody wants to look at; what no choice offers counts as none."""
    kind, drafts = request.GET.get("kind", ""), request.GET.get("drafts", "")
    return Filters(
        kind=kind if kind in Kind else "",
        site=request.GET.get("site", ""),
        only_thin="thin" in request.GET,
        drafts=drafts if drafts in {"no", "only"} else "",
    )


def _address(request: MemberRequest, chapter: Chapter, week: Week, **changes: str) -> str:
    """Return the address of a week with the filters of this one."""
    kept = {name: value for name, value in request.GET.items() if name not in {"week", "shift"}}
    return f"{reverse('organize-week', args=[chapter.slug])}?{urlencode({'week': week.name, **kept, **changes})}"


# --- moving ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def move_shift(request: MemberRequest, public_id: str) -> HttpResponse:
    """Choose when a shift is to be, see what that changes, and do it; in the panel of the board or on a page."""
    shift = find_organized_shift(request, public_id)
    if request.method != "POST":
        return _show_chosen(request, shift, {})
    data = request.POST.copy()
    form, scoping = MoveForm(data, zone=shift.event.zone, initial=_shown(shift)), _scoping(shift, data)
    if not form.is_valid() or (scoping and not scoping.is_valid()):
        return _show_chosen(request, shift, {"form": form, "scoping": scoping}, HTTPStatus.UNPROCESSABLE_ENTITY)
    starts_at, ends_at = _read_times(shift, form)
    if (how := data.get("nudge", "")) in NUDGES or how in DAY_NUDGES:
        starts_at, ends_at = _nudge(shift, starts_at, ends_at, how)
        # As the clock shows it, which is what will be sent back.
        data["starts_at"], data["ends_at"] = _wall(starts_at, shift), _wall(ends_at, shift)
        data["starts_moment"], data["ends_moment"] = _name_moment(starts_at), _name_moment(ends_at)
        form = MoveForm(data, zone=shift.event.zone, initial=_shown(shift))
        if not form.is_valid():
            return _show_chosen(request, shift, {"form": form, "scoping": scoping}, HTTPStatus.UNPROCESSABLE_ENTITY)
        starts_at, ends_at = _read_times(shift, form)
    if ends_at <= starts_at:
        form.add_error("ends_at", _t("The end must be after the start."))
        return _show_chosen(request, shift, {"form": form, "scoping": scoping}, HTTPStatus.UNPROCESSABLE_ENTITY)
    scope = scoping.chosen() if scoping else "this"
    name = f"{_name_moment(starts_at)} {_name_moment(ends_at)} {scope}"
    parts: dict[str, Any] = {"form": form, "scoping": scoping}
    if data.get("seen") != name:
        others = list(occurrences_in(shift.event, scope).exclude(pk=shift.event_id))
        changes = (starts_at, ends_at) != (shift.starts_at, shift.ends_at)
        sentences = describe_move(shift, starts_at, ends_at, others=others) if changes else []
        return _show_chosen(request, shift, {**parts, "sentences": sentences, "seen": name if changes else ""})
    changed = {"starts_at": starts_at, "ends_at": ends_at}
    version = form.cleaned_data["version"]
    try:
        if scope == "this":
            edit_shift(shift, by=request.user, if_version=version, **changed)
        else:
            row = PlannedShift(changed, shift.public_id, version)
            save_plan(shift.event, by=request.user, shifts=[row], scope=scope)
    except Refused as refusal:
        return _refuse(request, shift, parts, refusal)
    shift = find_organized_shift(request, public_id)
    said = _t("Saved: %(when)s.") % {"when": say_span(shift)}
    if request.htmx:
        response = _show_chosen(request, shift, {"said": said})
        return trigger_client_event(response, "turnout:look")
    messages.success(request, said)
    return redirect(f"{_board_of(shift)}&shift={shift.public_id}")


def _refuse(request: MemberRequest, shift: Shift, parts: dict[str, Any], refusal: Refused) -> HttpResponse:
    """Show why it was not done. Where somebody else changed it first, both are there: theirs, and what was typed."""
    shift = find_organized_shift(request, shift.public_id)
    form: MoveForm = parts["form"]
    sentence = str(refusal)
    if refusal.reason == Reason.CHANGED_MEANWHILE:
        sentence = _t("Somebody changed this meanwhile. It is on %(when)s now. Nothing of yours is saved yet.") % {
            "when": say_span(shift)
        }
        cast(QueryDict, form.data)["version"] = str(shift.version)
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence)
    status = HTTPStatus.CONFLICT if refusal.reason != Reason.INVALID else HTTPStatus.UNPROCESSABLE_ENTITY
    return _show_chosen(request, shift, parts, status)


def _show_chosen(
    request: MemberRequest, shift: Shift, parts: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    facts = _chosen_facts(request, shift, parts)
    template = "organize/chosen.html" if request.htmx else "organize/move.html"
    return render(request, template, facts, status=status)


def _chosen_facts(request: MemberRequest, shift: Shift, parts: dict[str, Any]) -> dict[str, Any]:
    """Return what the panel of one shift shows: its times to change, who is on it, and the ways on."""
    people = list(roster_of(shift))
    return {
        "chapter": shift.chapter,
        "chosen": shift,
        "chosen_when": capfirst(say_span(shift)),
        "form": MoveForm(zone=shift.event.zone, initial=_shown(shift)),
        "scoping": _scoping(shift, None),
        "holding": [signup for signup in people if not signup.is_waitlisted],
        "waiting": [signup for signup in people if signup.is_waitlisted],
        "board": _board_of(shift),
        "can_move": not shift.is_cancelled and not shift.is_over(),
        "untold": banner_of(shift.event, beside=shift),
        **{name: part for name, part in parts.items() if part is not None},
    }


def _scoping(shift: Shift, data: Any) -> ScopeForm | None:
    return ScopeForm(data) if shift.event.series_id else None


def _board_of(shift: Shift) -> str:
    week = Week.of(shift.starts_at.astimezone(shift.chapter.zone).date())
    return f"{reverse('organize-week', args=[shift.chapter.slug])}?week={week.name}"


def _shown(shift: Shift) -> dict[str, Any]:
    return {
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "starts_moment": _name_moment(shift.starts_at),
        "ends_moment": _name_moment(shift.ends_at),
        "version": shift.version,
    }


def _read_times(shift: Shift, form: MoveForm) -> tuple[datetime, datetime]:
    """Return what was typed; what nobody touched keeps its moment, also in an hour that the clock shows twice."""
    starts_at, ends_at = (_read_time(shift, form, name) for name in ("starts", "ends"))
    return starts_at, ends_at


def _read_time(shift: Shift, form: MoveForm, name: str) -> datetime:
    typed: datetime = form.cleaned_data[f"{name}_at"]
    try:
        meant = datetime.fromisoformat(form.cleaned_data[f"{name}_moment"])
        if meant.tzinfo and _wall(meant, shift) == _wall(typed, shift):
            return meant
    except (ValueError, OverflowError):
        pass  # none came along, as from the board, or it is nonsense
    return typed if f"{name}_at" in form.changed_data else cast(datetime, getattr(shift, f"{name}_at"))


def _name_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _nudge(shift: Shift, starts_at: datetime, ends_at: datetime, how: str) -> tuple[datetime, datetime]:
    if how in DAY_NUDGES:
        return carry_span(starts_at, ends_at, DAY_NUDGES[how], shift.event.zone)
    return nudge(starts_at, ends_at, how)


def _wall(moment: datetime, shift: Shift) -> str:
    return moment.astimezone(shift.event.zone).strftime(WALL_FORMAT)
