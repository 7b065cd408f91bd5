"""Handing a chapter over: an owner chooses and offers; the other accepts under "Me"."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.handovers import accept_offer, decline_offer, offer_chapter, withdraw_offer
from turnout.models import Chapter, HandOver, Membership
from turnout.rules.people import people_of
from turnout.rules.refusals import Refused
from turnout.rules.visibility import offers_to

from .chapter_forms import HandOverForm
from .chapter_settings import find_owned
from .members import members_only
from .people import read_words
from .proofs import is_fresh, proof_link
from .requests import MemberRequest, viewer_of

OFFERED = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def offer(request: MemberRequest, slug: str) -> HttpResponse:
    """Choose whom, say what one stays, and offer it; or see what is offered already."""
    chapter = find_owned(request, slug)
    chosen = request.POST.get("to") or request.GET.get("to", "")
    to = _members(chapter).filter(public_id=chosen[:16]).first()
    # Said before they were asked who they are.
    said = {name: request.GET[name] for name in ("keeps",) if name in request.GET}
    form = HandOverForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and to is not None and form.is_valid():
        if not is_fresh(request):
            return redirect(proof_link(f"{request.path}?to={to.public_id}&keeps={form.cleaned_data['keeps']}"))
        try:
            offer_chapter(to, by=request.user, keeps=form.cleaned_data["keeps"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Offered. %(name)s gets an email.") % {"name": to.display_name})
            return redirect("organize-hand-over", slug)
    failed = request.method == "POST"
    words = read_words(request)
    facts: dict[str, Any] = {"chapter": chapter, "to": to, "form": form, "words": words}
    facts["offer"] = open_one = _open_offers(chapter).select_related("offered_to").first()
    if open_one:
        facts["taker"] = _members(chapter).filter(person=open_one.offered_to).first()
    elif to is None:
        facts["people"] = people_of(chapter, words=words).exclude(person=request.user)[:OFFERED]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render(request, "organize/hand_over.html", facts, status=status)


@require_POST
@members_only
def withdraw(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_owned(request, slug)
    open_one = _open_offers(chapter).first()
    try:
        if open_one is not None:
            withdraw_offer(open_one, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("organize-hand-over", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def answer(request: MemberRequest, public_id: str) -> HttpResponse:
    """What is offered to somebody; a POST accepts it, or declines it."""
    found = get_object_or_404(offers_to(viewer_of(request)), public_id=public_id)
    refusal: Refused | None = None
    if request.method == "POST":
        accepts = request.POST.get("answer") != "decline"
        if accepts and not is_fresh(request):
            return redirect(proof_link(request.path))
        try:
            (accept_offer if accepts else decline_offer)(found, by=request.user)
        except Refused as refused:
            refusal = refused
        else:
            words = {"chapter": found.chapter.name}
            if accepts:
                messages.success(request, _("You own %(chapter)s now.") % words)
                return redirect("organize-settings", found.chapter.slug)
            messages.success(request, _("Declined."))
            return redirect("me")
    found.refresh_from_db()
    giver = Membership.objects.filter(chapter=found.chapter, person=found.offered_by).first()
    facts = {
        "offer": found,
        "giver": giver,
        "refusal": refusal,
        "is_open": found.state == HandOver.State.OFFERED and found.expires_at > timezone.now(),
    }
    return render(request, "me/offer_of_chapter.html", facts, status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK)


def _members(chapter: Chapter) -> Any:
    return Membership.objects.filter(chapter=chapter, state=Membership.State.ACTIVE).select_related("person", "chapter")


def _open_offers(chapter: Chapter) -> Any:
    return chapter.hand_overs.filter(state=HandOver.State.OFFERED, expires_at__gt=timezone.now())
