"""The trainings of a chapter, which its organizers keep."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from turnout.actions.trainings import add_training, change_training, remove_training
from turnout.rules.refusals import Refused

from .chapter_forms import TrainingForm
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def list_or_add(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    form = TrainingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_training(chapter, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved. Shifts can ask for it now."))
            return redirect("organize-trainings", slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"chapter": chapter, "form": form, "trainings": chapter.trainings.all()}
    return render(request, "organize/trainings.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    training = get_object_or_404(chapter.trainings, public_id=public_id)
    own = {"name": training.name, "valid_months": training.valid_months}
    form = TrainingForm(
        request.POST if request.method == "POST" and "remove" not in request.POST else None, initial=own
    )
    refusal: Refused | None = None
    try:
        if "remove" in request.POST:
            remove_training(training, by=request.user)
            messages.success(request, _("Removed."))
            return redirect("organize-trainings", slug)
        if form.is_valid():
            change_training(training, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("organize-trainings", slug)
    except Refused as refused:
        refusal = refused
        if refused.field:
            form.add_error(refused.field, str(refused))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    facts = {"chapter": chapter, "training": training, "form": form, "refusal": refusal}
    return render(request, "organize/training.html", facts, status=status)
