"""The days on which a chapter rests, which its organizers keep."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.breaks import add_break, remove_break
from turnout.rules.refusals import Refused
from turnout.rules.times import say_days

from .forms import BreakForm
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def list_or_add(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    form = BreakForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_break(chapter, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved. Whoever plans an event on these days is told."))
            return redirect("organize-breaks", chapter.slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {
        "chapter": chapter,
        "form": form,
        "breaks": [(pause, say_days(pause.starts_on, pause.ends_on)) for pause in chapter.breaks.all()],
    }
    return render(request, "organize/breaks.html", facts, status=status)


@require_POST
@members_only
def remove(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    remove_break(get_object_or_404(chapter.breaks, public_id=public_id), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("organize-breaks", chapter.slug)
