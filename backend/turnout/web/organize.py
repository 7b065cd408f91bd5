"""The organizer's pages: events with their shifts, and who is on them."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Greatest
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from turnout.actions.plans import PlannedShift, create_plan, draft_shifts, save_plan
from turnout.models import Chapter, Event, Shift
from turnout.rules.outlook import look_ahead
from turnout.rules.refusals import Reason, Refused
from turnout.rules.removals import with_traces
from turnout.rules.series import Repeat
from turnout.rules.times import say_date
from turnout.rules.visibility import chapters_organized_by, events_organized_by, events_with_deleted, rosters_of

from .cards import day_of
from .finishing import offer_finishing, show_past
from .members import members_only
from .merging import apply_picks, bring_together, has_lost_rows, make_new_of, opened_version, show_both
from .organized import find_organized_chapter, find_organized_event
from .planning import BaseShiftForms, EventForm, place_refusal, shift_forms
from .removals import offer_removing
from .repeating import RepeatForm, ScopeForm, describe_outlook, name_plan
from .requests import MemberRequest, viewer_of
from .starters import fill_form, name_starters
from .telling import banner_of, banner_of_chapter, with_untold

MORE_ROWS = 3
EVENTS_SHOWN = 200


@require_safe
@members_only
def choose_chapter(request: MemberRequest) -> HttpResponse:
    """The chapters that one organizes, or the only one. Nobody else has such a page."""
    chapters = list(chapters_organized_by(viewer_of(request)).order_by("name"))
    if len(chapters) == 1:
        return redirect("organize-chapter", chapters[0].slug)
    get_object_or_404(chapters_organized_by(viewer_of(request))[:1])
    return render(request, "organize/chapters.html", {"chapters": chapters})


@require_safe
@members_only
def list_events(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    all_events = events_organized_by(viewer_of(request)).filter(chapter=chapter)
    if "past" in request.GET:
        return show_past(request, chapter, all_events)
    now = timezone.now()
    is_on = Q(shifts__state=Shift.State.OPEN)
    lacking = Greatest(F("shifts__min_needed") - F("shifts__taken"), 0)
    events = all_events.annotate(
        shift_count=Count("shifts", filter=is_on),
        places=Sum("shifts__capacity", filter=is_on),
        held=Sum("shifts__taken", filter=is_on),
        # Shift by shift: who is too many on one is not on another.
        missing=Sum(lacking, filter=is_on & Q(shifts__ends_at__gt=now)),
    )
    ahead = with_untold(events).filter(ends_at__gt=now).order_by("starts_at", "id")
    facts = {
        "chapter": chapter,
        "owns": viewer_of(request).owns(chapter.pk),
        "untold": banner_of_chapter(chapter),
        "drafts": ahead.filter(state=Event.State.DRAFT)[:EVENTS_SHOWN],
        "events": ahead.exclude(state=Event.State.DRAFT)[:EVENTS_SHOWN],
        **offer_finishing(all_events, now=now),
    }
    return render(request, "organize/events.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_event(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    starter = None if request.method == "POST" else fill_form(request, chapter)
    data = starter or _posted(request)
    form = EventForm(data, chapter=chapter)
    shifts = shift_forms(data, chapter=chapter, zone=chapter.zone, shifts=[], extra=1 if data else 2)
    repeating = RepeatForm(data)

    def save() -> Event:
        repeat = repeating.repeat(form.cleaned_data["starts_at"], chapter.zone)
        fields, planned = form.values(), shifts.plans()
        _show_first(request, chapter, fields, repeat, planned)
        return create_plan(
            chapter,
            by=request.user,
            shifts=planned,
            new_site=form.typed_site(),
            access=form.access_of_chosen(),
            repeat=repeat,
            publish="publish" in request.POST,
            **fields,
        )

    starting = None if starter or data else name_starters(chapter)
    return _edit(
        request, chapter, None, form, shifts, save, repeating=repeating, is_untouched=bool(starter), starters=starting
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_event(request: MemberRequest, public_id: str) -> HttpResponse:
    # What was typed into a form is not lost where the event was deleted meanwhile.
    find = find_organized_event if request.method != "POST" else _find_with_deleted
    return _edit_event(request, find(request, public_id), _posted(request))


def _edit_event(
    request: MemberRequest, event: Event, data: QueryDict | None, *, is_again: bool = False
) -> HttpResponse:
    chapter = event.chapter
    if data is not None:
        apply_picks(data)
    form = EventForm(data, chapter=chapter, event=event)
    live = list(event.shifts.filter(state=Shift.State.OPEN).select_related("requires").order_by("starts_at", "id"))
    shifts = shift_forms(data, chapter=chapter, zone=event.zone, shifts=live)
    scoping = ScopeForm(data) if event.series_id else None

    def save() -> Event:
        return save_plan(
            event,
            by=request.user,
            shifts=shifts.plans(),
            new_site=form.typed_site(),
            access=form.access_of_chosen(),
            if_version=form.cleaned_data["version"],
            publish="publish" in request.POST,
            scope=scoping.chosen() if scoping else "this",
            **form.values(),
        )

    def meet() -> HttpResponse:
        """Answer where somebody else saved first: both versions, or at once if one sees no difference."""
        assert data is not None
        now = _find_with_deleted(request, event.public_id)
        both = bring_together(now, data, request.user)
        if now.is_cancelled:
            make_new_of(both)
        elif not both.has_news and not is_again:
            return _edit_event(request, now, both.data, is_again=True)
        return show_both(request, now, both)

    if data is not None and (event.state == Event.State.DELETED or has_lost_rows(data, live)):
        return meet()
    was = opened_version(event, live, data)
    return _edit(request, chapter, event, form, shifts, save, scoping=scoping, was=was, meet=meet)


@require_safe
@members_only
def show_roster(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    shifts = list(event.shifts.select_related("event").order_by("starts_at", "id"))
    people: dict[int, list[object]] = {shift.pk: [] for shift in shifts}
    for signup in rosters_of(event):
        people[signup.shift_id].append(signup)
    days = {day_of(shift) for shift in shifts}
    facts = {
        "event": event,
        "chapter": event.chapter,
        # Said once, where it is one.
        "date": capfirst(say_date(shifts[0].starts_at, event.zone)) if len(days) == 1 else "",
        "rows": [(shift, people[shift.pk]) for shift in shifts],
        # Of which something is written down: they stay as they are.
        "settled": set(with_traces(event.shifts.all()).values_list("pk", flat=True)),
        "untold": banner_of(event),
    }
    return render(request, "organize/roster.html", facts)


class NotShownYet(Exception):
    """A plan that is to be seen before it is saved: what it comes to, and its name."""

    def __init__(self, outlook: dict[str, Any], name: str) -> None:
        super().__init__(name)
        self.outlook = outlook
        self.name = name


def _show_first(
    request: MemberRequest,
    chapter: Chapter,
    fields: dict[str, Any],
    repeat: Repeat | None,
    planned: list[PlannedShift],
) -> None:
    """Raise `NotShownYet` for a plan that makes many at once or meets something, unless exactly it was seen already."""
    name = name_plan(fields, repeat, planned)
    if request.POST.get("seen") == name:
        return
    outlook = look_ahead(
        chapter,
        starts_at=fields["starts_at"],
        ends_at=fields["ends_at"],
        zone=chapter.zone,
        shifts=draft_shifts(planned),
        site=fields["site"],
        repeat=repeat,
    )
    if repeat or any(plan.slot_minutes for plan in planned) or not outlook.is_free:
        raise NotShownYet(describe_outlook(outlook, chapter.zone), name)


def _edit(
    request: MemberRequest,
    chapter: Chapter,
    event: Event | None,
    form: EventForm,
    shifts: BaseShiftForms,
    save: Callable[[], Event],
    *,
    repeating: RepeatForm | None = None,
    scoping: ScopeForm | None = None,
    is_untouched: bool = False,
    starters: list[tuple[str, str, str]] | None = None,
    was: str = "",
    meet: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Show the form, or save it; what is wrong comes back at its field with all that was typed."""
    wants_rows = "more" in request.POST or "edit" in request.POST
    status = HTTPStatus.OK
    seen: dict[str, Any] = {}
    if request.method == "POST" and not wants_rows:
        judged = [part.is_valid() for part in (form, shifts, repeating, scoping) if part is not None]
        if all(judged):
            try:
                saved = save()
            except Refused as refusal:
                if meet and refusal.reason == Reason.CHANGED_MEANWHILE:
                    return meet()
                place_refusal(refusal, form, shifts, repeating)
            except NotShownYet as first:
                seen = {"outlook": first.outlook, "seen": first.name}
            else:
                is_online = "publish" in request.POST
                messages.success(request, _("Published. Everyone can see it now.") if is_online else _("Saved."))
                return redirect("organize-event", saved.public_id)
        status = HTTPStatus.OK if seen else HTTPStatus.UNPROCESSABLE_ENTITY
    facts = {
        "chapter": chapter,
        "event": event,
        "form": form,
        "shifts": shifts,
        "repeating": repeating,
        "scoping": scoping,
        "is_quiet": wants_rows or is_untouched,
        "starters": starters,
        "was": was,
        "failed": status != HTTPStatus.OK,
        **(offer_removing(event) if event else {}),
        "untold": banner_of(event) if event and request.method != "POST" else None,
        **seen,
    }
    return render(request, "organize/event.html", facts, status=status)


def _posted(request: MemberRequest) -> QueryDict | None:
    """Return what was posted, with more rows of shifts where those were asked for."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if "more" in data:
        rows = data.get("shifts-TOTAL_FORMS", "0")
        data["shifts-TOTAL_FORMS"] = str(int(rows if rows.isascii() and rows.isdigit() else 0) + MORE_ROWS)
    return data


def _find_with_deleted(request: MemberRequest, public_id: str) -> Event:
    return get_object_or_404(events_with_deleted(viewer_of(request)), public_id=public_id)
