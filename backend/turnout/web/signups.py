"""Claiming and dropping, on the card that was tapped."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from turnout.actions.signups import agree_to_move, claim_shift, drop_signup, undo_drop
from turnout.actions.taps import tap_of_shift
from turnout.models import Shift, Signup
from turnout.rules.claiming import load_standing
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer

from .cards import HOW, UNDO_GRACE, UNDO_SHOWN, is_of_many, make_card, say_claimed
from .mine import describe_first
from .requests import Request, viewer_of
from .shifts import find_settled_shift, find_shift, render_shift
from .signin import signin_link


@require_POST
def claim(request: Request, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    how = request.POST.get("how", "")
    if viewer.person is None:
        return go_to(request, signin_link(claim=shift.public_id, how=how))
    if_full, allow_overlap = HOW.get(how, HOW[""])
    tap = _read_tap(request, shift)
    try:
        signup = claim_shift(shift, person=viewer.person, if_full=if_full, allow_overlap=allow_overlap, tap=tap)
    except Refused as refusal:
        return _answer(request, shift, said=str(refusal), status=HTTPStatus.CONFLICT)
    return _answer(request, shift, said=say_claimed(signup))


@require_POST
def drop(request: Request, public_id: str) -> HttpResponse:
    """Give up a place; for ten seconds it can be had back."""
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    if viewer.person is None:
        return go_to(request, signin_link(next_path=request.path.removesuffix("drop/")))
    try:
        drop_signup(_find_signup(shift, viewer), by=viewer.person, undo_for=UNDO_SHOWN + UNDO_GRACE)
    except Refused as refusal:
        return _answer(request, shift, said=str(refusal), status=HTTPStatus.CONFLICT)
    # The card says it, and how long it can be taken back.
    return _answer(request, shift, said="")


@require_POST
def undo(request: Request, public_id: str) -> HttpResponse:
    """Take a drop back."""
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    if viewer.person is None:
        return go_to(request, signin_link(next_path=request.path.removesuffix("undo/")))
    try:
        signup = undo_drop(_find_signup(shift, viewer), by=viewer.person)
    except Refused as refusal:
        return _answer(request, shift, said=str(refusal), status=HTTPStatus.CONFLICT)
    return _answer(request, shift, said=_say_undone(signup))


@require_POST
def agree(request: Request, public_id: str) -> HttpResponse:
    """Say that one comes at the new time of a shift that moved."""
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    if viewer.person is None:
        return go_to(request, signin_link(next_path=request.path.removesuffix("agree/")))
    try:
        agree_to_move(_find_signup(shift, viewer), by=viewer.person)
    except Refused as refusal:
        return _answer(request, shift, said=str(refusal), status=HTTPStatus.CONFLICT)
    return _answer(request, shift, said=_("Thank you. See you then."))


@require_safe
def show_card(request: Request, public_id: str) -> HttpResponse:
    """A shift's card alone, as it stands: for one that showed something for a while."""
    return _draw_card(request, find_settled_shift(viewer_of(request), public_id))


def _find_signup(shift: Shift, viewer: Viewer) -> Signup:
    signup = Signup.objects.filter(shift=shift, person=viewer.person).select_related("shift").first()
    if signup is None:
        raise Refused(Reason.NOT_SIGNED_UP, _("You are not on this shift."))
    return signup


def _say_undone(signup: Signup) -> str:
    if signup.is_waitlisted:
        return _("You're on the waitlist again, where you were.")
    return _("You're in again.")


def _read_tap(request: HttpRequest, shift: Shift) -> str:
    """Return the tap's key: the script makes one for each, and without it a page has one for all its shifts."""
    return request.headers.get("Idempotency-Key") or tap_of_shift(request.POST.get("tap", ""), shift)


def _answer(request: Request, shift: Shift, *, said: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Draw the card again for htmx; without script show the shift's page, anew where something was done."""
    if request.htmx:
        return _draw_card(request, shift, said=said, status=status)
    if status == HTTPStatus.OK:
        if said:
            messages.success(request, said)
        return redirect("shift", shift.public_id)
    return render_shift(request, find_shift(viewer_of(request), shift.public_id), said=said, status=status)


def _draw_card(request: Request, shift: Shift, *, said: str = "", status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Draw the card as the page that asks for it shows it.

    Alone on its own; with the day where no heading says it; with a box to tick where others have one; large where it
    is the next one of somebody's own.
    """
    viewer = viewer_of(request)
    shift = find_shift(viewer, shift.public_id)
    standing = load_standing(viewer.person)
    page = _page_of(request)
    also = viewer.member_chapters if page == "calendar" else ()
    is_abroad = page in {"mine", "calendar"} and is_of_many(standing, also=also)
    card = make_card(shift, standing, said=said, is_abroad=is_abroad)
    is_first = "first" in request.GET
    if is_first and card.is_confirmed:
        facts = {**describe_first(card), "card": card, "shift": shift, "event": shift.event}
        return render(request, "mine/first.html", facts, status=status)
    facts = {
        "card": card,
        "shift": shift,
        "is_first": is_first,
        "says_day": is_first or "day" in request.GET,
        "ticks": "tick" in request.GET,
    }
    return render(request, f"shifts/card{'_only' if 'alone' in request.GET else ''}.html", facts, status=status)


def _page_of(request: Request) -> str:
    """Return the name of the page that an htmx request comes from."""
    path = (request.htmx.current_url_abs_path or "").partition("?")[0]
    try:
        return resolve(path).url_name or ""
    except (Resolver404, Http404):
        return ""


def go_to(request: Request, path: str) -> HttpResponse:
    return HttpResponseClientRedirect(path) if request.htmx else redirect(path)
