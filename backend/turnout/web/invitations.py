"""Invitation links of a chapter: made and shown once, listed, revoked."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.invitations import make_invitation, revoke_invitation
from turnout.prints.codes import write_code_svg
from turnout.rules.invitations import why_not_use
from turnout.rules.refusals import Refused

from .chapter_forms import InvitationForm
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def list_or_make(request: MemberRequest, slug: str) -> HttpResponse:
    """The links there are; a POST makes one more and shows it with its code, this once."""
    chapter = find_organized_chapter(request, slug)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitation, token = make_invitation(chapter, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            address = settings.BASE_URL + reverse("join", args=[token])
            # Ours, with nothing in it but the code's own lines.
            code = SafeString(write_code_svg(address).decode())
            facts = {"chapter": chapter, "invitation": invitation, "address": address, "code": code}
            return render(request, "organize/invitation.html", facts)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    rows = [(invitation, why_not_use(invitation) is None) for invitation in chapter.invitations.all()[:SHOWN]]
    facts = {"chapter": chapter, "form": form, "invitations": rows}
    return render(request, "organize/invitations.html", facts, status=status)


@require_POST
@members_only
def revoke(request: MemberRequest, slug: str, public_id: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    revoke_invitation(get_object_or_404(chapter.invitations, public_id=public_id), by=request.user)
    messages.success(request, _("Revoked. Nobody joins by that link any more."))
    return redirect("organize-invitations", slug)
