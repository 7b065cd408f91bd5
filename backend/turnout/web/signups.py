"""Claiming and dropping, on the card that was tapped."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from turnout.actions.signups import claim_shift, drop_signup
from turnout.models import Shift, Signup
from turnout.rules.claiming import load_standing
from turnout.rules.refusals import Reason, Refused

from .cards import HOW, make_card, say_claimed
from .requests import viewer_of
from .shifts import find_shift, render_shift
from .signin import signin_link


@require_POST
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    how = request.POST.get("how", "")
    if viewer.person is None:
        return _go(request, signin_link(claim=shift.public_id, how=how))
    if_full, allow_overlap = HOW.get(how, HOW[""])
    try:
        signup = claim_shift(shift, person=viewer.person, if_full=if_full, allow_overlap=allow_overlap)
    except Refused as refusal:
        return _answer(request, shift, said=str(refusal), status=HTTPStatus.CONFLICT)
    return _answer(request, shift, said=say_claimed(signup))


@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    if viewer.person is None:
        return _go(request, signin_link(next_path=request.path.removesuffix("drop/")))
    try:
        signup = Signup.objects.filter(shift=shift, person=viewer.person).select_related("shift").first()
        if signup is None:
            raise Refused(Reason.NOT_SIGNED_UP, _("You are not on this shift."))
        drop_signup(signup, by=viewer.person)
    except Refused as refusal:
        return _answer(request, shift, said=str(refusal), status=HTTPStatus.CONFLICT)
    return _answer(request, shift, said=_("Dropped. Thank you for saying so."))


def _answer(request: HttpRequest, shift: Shift, *, said: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Draw the card again for htmx; without script show the shift's page, anew where something was done."""
    shift = find_shift(viewer_of(request), shift.public_id)
    if "HX-Request" in request.headers:
        card = make_card(shift, load_standing(viewer_of(request).person), said=said)
        return render(request, "shifts/card.html", {"card": card, "is_answer": True}, status=status)
    if status == HTTPStatus.OK:
        messages.success(request, said)
        return redirect("shift", shift.public_id)
    return render_shift(request, shift, said=said, status=status)


def _go(request: HttpRequest, path: str) -> HttpResponse:
    return HttpResponseClientRedirect(path) if "HX-Request" in request.headers else redirect(path)
