"""Me: a short list of what is mine to change; each line leads to a page of its own."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from turnout.actions.departures import end_membership
from turnout.actions.memberships import choose_mail
from turnout.actions.people import rename_person
from turnout.models import Event, HandOver, Membership, Shift, Signup
from turnout.rules.refusals import Refused
from turnout.rules.trainings import completions_of
from turnout.rules.visibility import (
    applications_of,
    feeds_of,
    memberships_of,
    offers_to,
    passkeys_of,
    sessions_of,
    signups_of,
)

from .forms import ChapterMailForm, NameForm
from .members import members_only
from .requests import MemberRequest, viewer_of


@require_safe
@members_only
def show_me(request: MemberRequest) -> HttpResponse:
    viewer = viewer_of(request)
    rows = list(memberships_of(viewer) | applications_of(viewer))
    memberships = [row for row in rows if row.state != Membership.State.APPLIED]
    facts = {
        "memberships": memberships,
        "applications": [row for row in rows if row.state == Membership.State.APPLIED],
        "completions": completions_of(request.user),
        "today": timezone.now().date(),
        "offers": offers_to(viewer).filter(state=HandOver.State.OFFERED, expires_at__gt=timezone.now()),
        "organized": [row.chapter for row in memberships if viewer.organizes(row.chapter_id)],
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
def choose_chapter_mail(request: MemberRequest, slug: str) -> HttpResponse:
    """What the organizers of a chapter may write about; mail of one's own shifts comes always."""
    membership = get_object_or_404(memberships_of(viewer_of(request)), chapter__slug=slug)
    if request.method == "POST":
        form = ChapterMailForm(request.POST)
        form.is_valid()
        choose_mail(membership, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("me")
    wanted = {name: getattr(membership, name) for name in ChapterMailForm.base_fields}
    return render(request, "me/mail.html", {"membership": membership, "form": ChapterMailForm(initial=wanted)})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def leave(request: MemberRequest, slug: str) -> HttpResponse:
    """Say what leaving a chapter does, and do it; the places that one holds there go to those who wait.

    Who only asked to join takes that back here.
    """
    viewer = viewer_of(request)
    own = (rows.filter(chapter__slug=slug).first() for rows in (memberships_of(viewer), applications_of(viewer)))
    membership = next((row for row in own if row is not None), None)
    if membership is None:
        raise Http404
    if request.method == "POST":
        try:
            end_membership(membership, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("me-leave", slug)
        said = (
            _("You left %(chapter)s.") if membership.is_current else _("You do not ask to join %(chapter)s any more.")
        )
        messages.success(request, said % {"chapter": membership.chapter.name})
        return redirect("me")
    if not membership.is_current:
        return render(request, "me/withdraw.html", {"membership": membership})
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
