"""Joining a chapter: by its own page, and by an invitation link."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from turnout.actions.invitations import find_invitation, join_by_invitation
from turnout.actions.memberships import enter_chapter
from turnout.models import Chapter, Membership, Person
from turnout.rules.claiming import why_not_enter
from turnout.rules.invitations import why_not_use
from turnout.rules.refusals import Reason, Refused

from .members import members_only
from .requests import MemberRequest
from .signin import signin_link


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def join(request: MemberRequest, slug: str) -> HttpResponse:
    """Say how one joins a chapter, and join it, or ask to."""
    chapter = get_object_or_404(Chapter, slug=slug)
    membership = Membership.objects.filter(chapter=chapter, person=request.user).first()
    refusal = why_not_enter(chapter, membership)
    if request.method == "POST":
        try:
            membership = enter_chapter(chapter, person=request.user)
        except Refused as refused:
            refusal = refused
        else:
            return _welcome(request, membership)
    asks = refusal is not None and refusal.reason == Reason.APPROVAL_NEEDED
    facts = {
        "chapter": chapter,
        "is_member": membership is not None and membership.is_current,
        "asks": asks,
        "refusal": None if asks else refusal,
    }
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "chapters/join.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation link shows: whom it is to, and a button. A GET joins nobody."""
    invitation = find_invitation(token[:64])
    refusal = why_not_use(invitation)
    person = request.user if isinstance(request.user, Person) else None
    if request.method == "POST" and person is None:
        return redirect(signin_link(next_path=request.path))
    if request.method == "POST" and person is not None and invitation is not None:
        try:
            return _welcome(request, join_by_invitation(invitation, person=person))
        except Refused as refused:
            refusal = refused
    facts = {"chapter": invitation.chapter if invitation else None, "refusal": refusal, "is_invitation": True}
    status = HTTPStatus.OK if refusal is None else HTTPStatus.GONE
    return render(request, "chapters/join.html", facts, status=status)


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    chapter = membership.chapter
    if membership.is_current:
        messages.success(request, _("You are a member of %(chapter)s. Welcome.") % {"chapter": chapter.name})
    else:
        messages.success(request, _("You asked to join. The organizers answer you by email."))
    return redirect("chapter", chapter.slug)
