"""The help line card of a chapter, which its owners write."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from turnout.actions.chapters import set_help_line
from turnout.rules.help import HelpLine, default_help_line
from turnout.rules.refusals import Refused

from .forms import HelpLineForm
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest, viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_help_line(request: MemberRequest, slug: str) -> HttpResponse:
    """Only owners write it; an organizer hears so, and for others there is no such page."""
    viewer = viewer_of(request)
    chapter = find_organized_chapter(request, slug)
    if not viewer.owns(chapter.pk):
        raise PermissionDenied
    own = {name: getattr(chapter, f"help_{name}") for name in HelpLineForm.base_fields}
    form = HelpLineForm(request.POST if request.method == "POST" else None, initial=own)
    if form.is_valid():
        try:
            set_help_line(chapter, HelpLine(**form.cleaned_data), by=request.user)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved. Every page of the chapter shows it now."))
            return redirect("organize-help-line", chapter.slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"chapter": chapter, "form": form, "default": default_help_line()}
    return render(request, "organize/help_line.html", facts, status=status)
