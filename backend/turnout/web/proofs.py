"""Showing once more that it is you, before what opens the account is changed.

A session lives for months, and a phone is left unlocked for minutes: whoever finds it may look and drop, but must not
take the account away. So a change of mail address and a new passkey want a proof that is a few minutes old.
"""

from http import HTTPStatus
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from turnout.actions import sessions
from turnout.actions.signin import redeem_code, refuse_code
from turnout.models import SignInCode
from turnout.rules.refusals import Refused
from turnout.rules.visibility import passkeys_of

from .errors import say_wait
from .forms import CodeForm
from .members import members_only
from .requests import MemberRequest, address_of, viewer_of
from .signin import PENDING, next_path, read_errand, read_pending, send_code, status_of


def is_fresh(request: MemberRequest) -> bool:
    """Whether somebody proved lately, in this session, who they are."""
    return sessions.is_fresh(request, request.user)


def proof_link(back: str) -> str:
    """Return the address of the screen that asks for a proof and then leads to the path `back`."""
    return f"{reverse('me-proof')}?{urlencode({'next': back})}"


def accept_proof(request: MemberRequest, *, method: str) -> HttpResponse:
    """Note in the session that somebody proved who they are, and lead them on to where they were."""
    request.session.pop(PENDING, None)
    record_authentication(request, request.user, method=method)
    return redirect(_read_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def prove(request: MemberRequest) -> HttpResponse:
    """The screen. A POST brings the code that went to the present address."""
    if is_fresh(request):
        return redirect(_read_back(request))
    code = _read_code(request)
    if request.method != "POST":
        return render_proof(request)
    if code is None:
        return redirect(proof_link(_read_back(request)))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render_proof(request, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        person, _is_new = redeem_code(code, typed=form.cleaned_data["code"], address=address_of(request))
        if person != request.user:
            raise refuse_code()
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return say_wait(render_proof(request, form=form, status=status_of(refusal)), refusal)
    return accept_proof(request, method="code")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def send(request: MemberRequest) -> HttpResponse:
    """Mail a code to the present address, or another one; those before it are good no longer."""
    if request.method == "POST":
        before, _pending = read_pending(request)
        is_again = _read_code(request) is not None
        errand = read_errand({"next": _read_back(request)})
        try:
            send_code(request, errand, email=request.user.email, name="", instead_of=before)
        except Refused as refusal:
            return say_wait(render_proof(request, refusal=str(refusal), status=status_of(refusal)), refusal)
        request.session[PENDING] |= {"again": is_again}
    return redirect(proof_link(_read_back(request)))


def render_proof(
    request: MemberRequest,
    *,
    form: CodeForm | None = None,
    refusal: str = "",
    passkey_error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Draw the screen: with a field for the code where one is on its way."""
    _code, pending = read_pending(request)
    facts = {
        "form": form or CodeForm(),
        "code": _read_code(request),
        "wanted": {"next": _read_back(request)},
        "refusal": refusal,
        "was_sent_again": pending.get("again", False) and status == HTTPStatus.OK,
        "has_passkeys": passkeys_of(viewer_of(request)).exists(),
        "passkey_error": passkey_error,
    }
    return render(request, "me/proof.html", facts, status=status)


def _read_code(request: MemberRequest) -> SignInCode | None:
    """Return the code that is on its way to the present address, if one is; one to another address proves nothing."""
    code, _pending = read_pending(request)
    return code if code is not None and code.email == request.user.email else None


def _read_back(request: MemberRequest) -> str:
    return next_path(read_errand(request.POST if request.method == "POST" else request.GET), "me")
