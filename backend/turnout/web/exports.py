"""Taking the schedule and the rosters away as files."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from turnout.actions.exports import Download, Form, export_rosters, export_schedule
from turnout.models import Chapter
from turnout.rules.refusals import Refused

from .forms import DayField, PlainForm
from .members import members_only
from .organized import find_organized_chapter
from .proofs import is_fresh, proof_link
from .requests import MemberRequest

# A term, and some weeks.
SHOWN_AHEAD = timedelta(days=180)


class DaysForm(PlainForm):
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("To"))
    form = forms.ChoiceField(choices=[("xlsx", ".xlsx"), ("csv", ".csv")])

    def chosen_form(self) -> Form:
        form: Form = self.cleaned_data["form"]
        return form


@require_safe
@members_only
def choose_days(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    return _show(request, chapter, DaysForm(initial=_usual_days(chapter) | request.GET.dict()))


@require_safe
@members_only
def give_schedule(request: MemberRequest, slug: str) -> HttpResponse:
    """The schedule of some days, which names nobody."""
    chapter = find_organized_chapter(request, slug)
    form = DaysForm(request.GET)
    if form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("first_day", "last_day")}
        try:
            return _answer(export_schedule(chapter, **days, form=form.chosen_form()))
        except Refused as refusal:
            form.add_error("last_day", str(refusal))
    return _show(request, chapter, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@members_only
def give_rosters(request: MemberRequest, slug: str) -> HttpResponse:
    """Who is on the shifts of some days: for an organizer who proved lately who they are."""
    chapter = find_organized_chapter(request, slug)
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _show(request, chapter, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    days = {name: form.cleaned_data[name] for name in ("first_day", "last_day")}
    if not is_fresh(request):
        shown = urlencode({name: day.isoformat() for name, day in days.items()})
        return redirect(proof_link(f"{reverse('organize-export', args=[chapter.slug])}?{shown}"))
    try:
        return _answer(export_rosters(chapter, **days, form=form.chosen_form(), by=request.user))
    except Refused as refusal:
        form.add_error("last_day", str(refusal))
    return _show(request, chapter, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _usual_days(chapter: Chapter) -> dict[str, str]:
    today = timezone.now().astimezone(chapter.zone).date()
    return {"first_day": today.isoformat(), "last_day": (today + SHOWN_AHEAD).isoformat()}


def _show(request: MemberRequest, chapter: Chapter, form: DaysForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return render(
        request,
        "organize/export.html",
        {"chapter": chapter, "form": form, "is_fresh": is_fresh(request)},
        status=status,
    )


def _answer(file: Download) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(file.data, content_type=file.content_type, headers=headers)
