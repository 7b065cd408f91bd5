"""A chapter's settings: a list of what there is to set, each with a page of its own. Organizers look, owners change."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from turnout.actions.chapters import change_chapter
from turnout.models import Chapter, HandOver
from turnout.rules.refusals import Refused

from .chapter_forms import AboutForm, AccentForm, DropForm, JoiningForm, ZoneForm
from .forms import PlainForm
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest, viewer_of

# By the last word of the page's address: its title, and its form.
PARTS: dict[str, tuple[Promise, type[PlainForm]]] = {
    "about": (gettext_lazy("Name and mailbox"), AboutForm),
    "zone": (gettext_lazy("Time zone"), ZoneForm),
    "joining": (gettext_lazy("How people join"), JoiningForm),
    "drops": (gettext_lazy("Drops"), DropForm),
    "colour": (gettext_lazy("Colour"), AccentForm),
}


@require_safe
@members_only
def show_settings(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    facts: dict[str, Any] = {
        "chapter": chapter,
        "owns": viewer_of(request).owns(chapter.pk),
        "breaks": chapter.breaks.count(),
        "trainings": chapter.trainings.count(),
        "offer": chapter.hand_overs.filter(state=HandOver.State.OFFERED).exists(),
    }
    return render(request, "organize/settings.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_part(request: MemberRequest, slug: str, part: str) -> HttpResponse:
    """Only owners change it; an organizer hears so, and for others there is no such page."""
    chapter = find_owned(request, slug)
    if part not in PARTS:
        raise Http404
    title, form_class = PARTS[part]
    own = {name: getattr(chapter, name) for name in form_class.base_fields}
    form = form_class(request.POST if request.method == "POST" else None, initial=own)
    if form.is_valid():
        try:
            change_chapter(chapter, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("organize-settings", slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {"chapter": chapter, "title": title, "form": form, "part": part}
    return render(request, "organize/setting.html", facts, status=status)


def find_owned(request: MemberRequest, slug: str) -> Chapter:
    """Return a chapter that the asker owns. Raises `PermissionDenied` for its other organizers, Http404 for others."""
    chapter = find_organized_chapter(request, slug)
    if not viewer_of(request).owns(chapter.pk):
        raise PermissionDenied
    return chapter
