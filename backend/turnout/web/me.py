"""Me: a short list of what is mine to change; each line leads to a page of its own."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from turnout.actions.departures import end_membership
from turnout.actions.people import rename_person
from turnout.models import Event, Shift, Signup
from turnout.rules.visibility import (
    chapters_organized_by,
    feeds_of,
    memberships_of,
    passkeys_of,
    sessions_of,
    signups_of,
)

from .forms import NameForm
from .members import members_only
from .requests import MemberRequest, viewer_of


@require_safe
@members_only
def show_me(request: MemberRequest) -> HttpResponse:
    viewer = viewer_of(request)
    facts = {
        "memberships": memberships_of(viewer),
        "organized": chapters_organized_by(viewer),
        "feeds": feeds_of(viewer).count(),
        "passkeys": passkeys_of(viewer).count(),
        "other_sessions": sessions_of(viewer).exclude(session_key=request.session.session_key).count(),
    }
    return render(request, "me/show.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rename(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "me/name.html", {"form": NameForm(initial={"name": request.user.name})})
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "me/name.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    rename_person(request.user, name=form.cleaned_data["name"])
    messages.success(request, _("Saved."))
    return redirect("me")


@require_safe
@members_only
def choose_language(request: MemberRequest) -> HttpResponse:
    return render(request, "me/language.html")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Say what leaving a chapter does, and do it; the places that one holds there go to those who wait."""
    membership = get_object_or_404(memberships_of(viewer_of(request)), chapter__slug=slug)
    if request.method == "POST":
        end_membership(membership, by=request.user)
        messages.success(request, _("You left %(chapter)s.") % {"chapter": membership.chapter.name})
        return redirect("me")
    ahead = (
        signups_of(viewer_of(request))
        .filter(chapter=membership.chapter, shift__ends_at__gt=timezone.now(), shift__state=Shift.State.OPEN)
        .exclude(shift__event__state=Event.State.CANCELLED)
    )
    facts = {
        "membership": membership,
        "held": ahead.filter(state__in=Signup.HOLDING).count(),
        "waiting": ahead.filter(state=Signup.State.WAITLISTED).count(),
    }
    return render(request, "me/leave.html", facts)
