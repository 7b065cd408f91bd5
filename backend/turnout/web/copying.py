"""Copying an event, a week or a term to other days: choose them, see what it comes to, and have drafts of it."""

from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from turnout.actions.copying import make_copies
from turnout.models import Chapter, Event
from turnout.rules.copying import (
    MOST_WEEKS,
    Copy,
    CopyPlan,
    Wanted,
    monday_of,
    plan_copies,
    propose_term,
    want_event,
    want_term,
    want_week,
)
from turnout.rules.refusals import Reason, Refused
from turnout.rules.times import say_date, say_days, say_time
from turnout.rules.weeks import Week

from .forms import DayField, PlainForm
from .members import members_only
from .organized import find_organized_chapter, find_organized_event
from .repeating import NAMED, describe_outlook
from .requests import MemberRequest

FORM_METHODS = ["GET", "HEAD", "POST"]


class EventCopyForm(PlainForm):
    first_day = DayField(label=_("Its new first day"))


class WeekCopyForm(PlainForm):
    to = DayField(label=_("To the week of"), help_text=_("Any day of that week."))
    weeks = forms.IntegerField(
        label=_("For how many weeks in a row"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        error_messages={
            "required": _("Type 1 or more."),
            "invalid": _("Type a whole number."),
            "min_value": _("Type 1 or more."),
            "max_value": _("Type 30 or less."),
        },
    )
    leaves_out_breaks = forms.BooleanField(label=_("Leave out what falls in a break"), initial=True, required=False)


class TermCopyForm(PlainForm):
    first_day = DayField(label=_("From"), help_text=_("The first day of what is copied."))
    last_day = DayField(label=_("To"), help_text=_("Its last day."))
    to = DayField(label=_("New first day"), help_text=_("Nothing is copied to a day before it."))
    leaves_out_breaks = forms.BooleanField(label=_("Leave out what falls in a break"), initial=True, required=False)


@require_http_methods(FORM_METHODS)
@members_only
def copy_event(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    day = event.starts_at.astimezone(event.zone).date()
    facts = {
        "title": _t("Copy “%(title)s”") % {"title": event.title},
        "what": _t("It is on %(day)s. Its shifts, words and place come along; people do not.") % {"day": _say(day)},
        "back": (reverse("organize-event", args=[event.public_id]), event.title),
        "room": "events",
    }
    return _copy(
        request,
        event.chapter,
        EventCopyForm(_posted(request)),
        lambda data: want_event(event, today=_today(event.chapter), **data),
        lambda made: redirect("organize-event", made[0].public_id),
        facts,
    )


@require_http_methods(FORM_METHODS)
@members_only
def copy_week(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    week = Week.read(request.GET.get("week", "")) or Week.of(_today(chapter))
    board = f"{reverse('organize-week', args=[slug])}?week="
    facts = {
        "title": _t("Copy a week"),
        "what": _t("From %(days)s. Each event stays on its day of the week, at its time on the clock.")
        % {"days": say_days(week.days[0], week.days[-1])},
        "back": (f"{board}{week.name}", _t("The week")),
        "room": "week",
    }
    initial = {"to": max(week, Week.of(_today(chapter)), key=lambda one: one.monday).move(1).monday}
    return _copy(
        request,
        chapter,
        WeekCopyForm(_posted(request), initial=initial),
        lambda data: want_week(chapter, week.monday, today=_today(chapter), **data),
        lambda made: redirect(f"{board}{_week_of(made[0]).name}"),
        facts,
    )


@require_http_methods(FORM_METHODS)
@members_only
def copy_term(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    term = propose_term(chapter) if request.method != "POST" else None
    facts = {
        "title": _t("Copy a term"),
        "what": _t("Each event stays on its day of the week, at its time on the clock. Series stay series."),
        "back": (reverse("organize-chapter", args=[slug]), _t("All events")),
        "room": "events",
    }
    return _copy(
        request,
        chapter,
        TermCopyForm(_posted(request), initial=dict(zip(("first_day", "last_day"), term or (), strict=False))),
        lambda data: want_term(
            chapter, data.pop("first_day"), data.pop("last_day"), today=_today(chapter), **data
        ),
        lambda _made: redirect("organize-chapter", slug),
        facts,
    )  # fmt: skip


def _copy(
    request: MemberRequest,
    chapter: Chapter,
    form: forms.Form,
    want: Callable[[dict[str, Any]], Wanted],
    go_on: Callable[[Sequence[Event]], HttpResponseRedirect],
    facts: dict[str, Any],
) -> HttpResponse:
    """Show the form, then what it comes to; whoever has seen just that has it copied."""
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            wanted = want(dict(form.cleaned_data))
            if seen := request.POST.get("seen"):
                try:
                    made = make_copies(wanted, by=request.user, seen=seen, key=request.POST.get("tap", ""))
                except Refused as refusal:
                    if refusal.reason != Reason.CHANGED_MEANWHILE:
                        raise
                    shown["has_changed"] = True
                else:
                    if made:
                        messages.success(request, _say_made(len(made)))
                        return go_on(made)
            shown |= _describe(plan_copies(wanted), wanted)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    status = HTTPStatus.OK if shown or request.method != "POST" else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "organize/copy.html", {"chapter": chapter, "form": form, **facts, **shown}, status=status)


def _posted(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _say_made(count: int) -> str:
    return ngettext(
        "Copied: %(count)d draft. Nobody else sees it until you publish it.",
        "Copied: %(count)d drafts. Nobody else sees them until you publish them.",
        count,
    ) % {"count": count}


def _describe(plan: CopyPlan, wanted: Wanted) -> dict[str, Any]:
    """Return what the page says of a plan before anything is copied."""
    zone = wanted.chapter.zone
    sections = [
        *_say_breaks(plan),
        (_t("There already, so not made again"), [f"{_when(copy)} · {event.title}" for copy, event in plan.there]),
        (_t("No event on these days, as there was none to copy"), [f"{_say(day)} · {name}" for day, name in plan.gaps]),
        (
            _t("These went by the month. They stay on their day of the week, maybe in another week of the month"),
            plan.other_rules,
        ),
    ]  # fmt: skip
    return {
        "becomes": _say_becomes(wanted),
        "outlook": {
            **(describe_outlook(plan.outlook, zone) if plan.copies else {}),
            "sections": [(title, lines[:NAMED], len(lines[NAMED:])) for title, lines in sections if lines],
            "is_copy": True,
        },
        "seen": plan.name,
        "count": len(plan.copies),
    }


def _say_breaks(plan: CopyPlan) -> list[tuple[str, list[str]]]:
    """Return what each break leaves out."""
    by_name: dict[str, list[str]] = {}
    for copy, pause in plan.left_out:
        by_name.setdefault(pause.name, []).append(f"{_when(copy)} · {copy.event.title}")
    return [(_t("Left out for a break: %(name)s") % {"name": name}, lines) for name, lines in by_name.items()]


def _say_becomes(wanted: Wanted) -> str:
    """Return which day becomes which."""
    event = wanted.event
    first = event.starts_at.astimezone(event.zone).date() if event else wanted.first
    became = [date.fromordinal(first.toordinal() + days) for days in wanted.days]
    words = {"old": _say(first), "new": _say(became[0]), "last": _say(became[-1])}
    if len(became) > 1:
        return _t("%(old)s becomes %(new)s, and so on each week up to %(last)s.") % words
    if wanted.event:
        return _t("%(old)s becomes %(new)s.") % words
    weeks = wanted.days[0] // 7
    later = ngettext("%(count)d week later", "%(count)d weeks later", weeks) % {"count": weeks}
    if weeks < 0:
        later = ngettext("%(count)d week earlier", "%(count)d weeks earlier", -weeks) % {"count": -weeks}
    return _t("%(old)s becomes %(new)s, %(later)s.") % {**words, "later": later}


def _when(copy: Copy) -> str:
    zone = copy.event.zone
    return capfirst(f"{say_date(copy.starts_at, zone)}, {say_time(copy.starts_at, zone)}")


def _say(day: date) -> str:
    return say_days(day, day)


def _today(chapter: Chapter) -> date:
    return timezone.now().astimezone(chapter.zone).date()


def _week_of(event: Event) -> Week:
    return Week(monday_of(event.starts_at.astimezone(event.zone).date()))
