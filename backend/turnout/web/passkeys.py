"""Passkeys: signing in with one, making one, naming it, removing it.

The two steps of each ceremony (WebAuthn, 7) are allauth's: it keeps the challenge in the session and verifies the
answer. The pages and the limits are ours.
"""

import json
import time
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from fido2.utils import websafe_decode

from turnout.actions.passkeys import (
    add_passkey,
    count_passkey_making,
    count_passkey_use,
    refuse_challenge,
    refuse_passkey,
    remove_passkey,
    rename_passkey,
    use_passkey,
)
from turnout.models import Person
from turnout.rules.refusals import Reason, Refused
from turnout.rules.visibility import passkeys_of

from .browsers import say_browser
from .errors import say_wait
from .forms import PasskeyForm, SignInForm
from .members import members_only
from .offers import remember_later, remember_passkey
from .proofs import accept_proof, is_fresh, proof_link, render_proof
from .requests import MemberRequest, address_of, viewer_of
from .signin import finish_signin, next_path, read_errand, render_ask, status_of

# How long a challenge may wait for its answer, in seconds: the page with it may stand open for a while.
CHALLENGE_LIFE = 3600
# How long the browser's answer may be, in characters; a real one has some 1,500.
MOST_OF_AN_ANSWER = 20_000
ASKED_AT = "passkey_asked_at"


@require_POST
def begin_signin(request: HttpRequest) -> HttpResponse:
    """Give a challenge that any passkey of this site may answer."""
    try:
        count_passkey_use(address_of(request))
    except Refused as refusal:
        return _refuse_json(refusal)
    return _give_challenge(request, auth.begin_authentication(None))


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whoever answered the challenge, and claim what was to be claimed."""
    if request.method != "POST":  # a page that is loaded again after a refusal
        return redirect("signin")
    wanted = read_errand(request.POST)
    try:
        count_passkey_use(address_of(request))
        person = use_passkey(_check_answer(request))
    except Refused as refusal:
        return say_wait(
            render_ask(request, wanted, SignInForm(), passkey_error=str(refusal), status=status_of(refusal)), refusal
        )
    response = finish_signin(request, person, wanted, method="passkey")
    remember_passkey(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def prove(request: MemberRequest) -> HttpResponse:
    """Take a passkey of one's own, instead of a code, for a proof that it is oneself."""
    if request.method != "POST":
        return redirect("me-proof")
    try:
        count_passkey_use(address_of(request))
        passkey = _check_answer(request)
        if passkey.user != request.user:
            raise refuse_passkey()
        use_passkey(passkey)
    except Refused as refusal:
        return say_wait(render_proof(request, passkey_error=str(refusal), status=status_of(refusal)), refusal)
    response = accept_proof(request, method="passkey")
    remember_passkey(request, response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def list_or_add(request: MemberRequest) -> HttpResponse:
    """One's own passkeys; a POST brings a new one."""
    if request.method != "POST":
        return _render_passkeys(request)
    back = next_path(read_errand(request.POST), "me-passkeys")
    if not is_fresh(request):
        return redirect(proof_link(back))
    try:
        credential = _check_new(request)
        add_passkey(request.user, name=say_browser(request.headers.get("User-Agent", "")), credential=credential)
    except Refused as refusal:
        return say_wait(_render_passkeys(request, refusal=str(refusal), status=status_of(refusal)), refusal)
    messages.success(request, _("Done. Next time you can sign in with your passkey."))
    response = redirect(back)
    remember_passkey(request, response)
    return response


@require_POST
@members_only
def begin_adding(request: MemberRequest) -> HttpResponse:
    """Give a challenge that a new passkey answers, or say where to go first."""
    if not is_fresh(request):
        back = next_path(read_errand(request.POST), "me-passkeys")
        first = {"detail": _("First show that it is you."), "proof": proof_link(back)}
        return JsonResponse(first, status=HTTPStatus.FORBIDDEN)
    try:
        count_passkey_making(request.user)
    except Refused as refusal:
        return _refuse_json(refusal)
    return _give_challenge(request, auth.begin_registration(request.user, passwordless=True))


@require_POST
@members_only
def not_now(request: MemberRequest) -> HttpResponse:
    """Put the offer away, on this device, for a year."""
    response = redirect(next_path(read_errand(request.POST)))
    remember_later(request, response)
    return response


@require_POST
@members_only
def rename(request: MemberRequest, public_id: str) -> HttpResponse:
    passkey = _find(request, public_id)
    form = PasskeyForm(request.POST, prefix=public_id)
    if not form.is_valid():
        return _render_passkeys(request, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    rename_passkey(passkey, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("me-passkeys")


@require_POST
@members_only
def remove(request: MemberRequest, public_id: str) -> HttpResponse:
    remove_passkey(_find(request, public_id), by=request.user)
    messages.success(request, _("Removed. That passkey does not sign you in any more."))
    return redirect("me-passkeys")


def _find(request: MemberRequest, public_id: str) -> Authenticator:
    return get_object_or_404(passkeys_of(viewer_of(request)), data__public_id=public_id)


def _render_passkeys(
    request: MemberRequest, *, form: PasskeyForm | None = None, refusal: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    rows = []
    for passkey in passkeys_of(viewer_of(request)):
        public_id = passkey.data["public_id"]
        is_typed = form is not None and form.prefix == public_id
        initial = {"name": passkey.data["name"]}
        rows.append((passkey, form if is_typed else PasskeyForm(prefix=public_id, initial=initial)))
    facts = {"rows": rows, "refusal": refusal}
    return render(request, "me/passkeys.html", facts, status=status)


def _give_challenge(request: HttpRequest, options: dict[str, Any]) -> JsonResponse:
    request.session[ASKED_AT] = int(time.time())
    return JsonResponse(options)


def _check_answer(request: HttpRequest) -> Authenticator:
    """Return the passkey that answered this session's challenge.

    Raises `Refused`: one for an answer to an older challenge, and the same one for whatever else was wrong.
    """
    try:
        is_open = _is_challenge_open(request)
        credential = _read_credential(request)
        if not is_open or _answers_another(credential):
            raise refuse_challenge()
        handle = websafe_decode(credential["response"]["userHandle"]).decode()
        passkey: Authenticator = auth.complete_authentication(Person.objects.get(public_id=handle), credential)
    except Refused:
        raise
    except Exception as error:  # whatever a stranger sent, it is not a passkey of ours
        raise refuse_passkey() from error
    finally:
        auth.clear_state()
    return passkey


def _check_new(request: MemberRequest) -> dict[str, Any]:
    """Return the new passkey that answered this session's challenge. Raises `Refused`."""
    try:
        if not _is_challenge_open(request):
            raise ValueError("The challenge is too old.")
        credential = _read_credential(request)
        auth.complete_registration(credential)
    except Exception as error:
        raise Refused(Reason.INVALID, _("That did not work. Try it once more.")) from error
    finally:
        auth.clear_state()
    return credential


def _is_challenge_open(request: HttpRequest) -> bool:
    """Whether this session was asked lately; from now on it was not, since a challenge is good once."""
    asked_at: float = request.session.pop(ASKED_AT, 0)
    return time.time() - asked_at <= CHALLENGE_LIFE


def _answers_another(credential: dict[str, Any]) -> bool:
    """Whether this answers another challenge than the session's newest: a second page of the site may have asked."""
    answered = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))["challenge"]
    state = auth.get_state()
    return state is None or answered != state["challenge"]


def _read_credential(request: HttpRequest) -> dict[str, Any]:
    """Return what the browser says of the passkey, not yet verified."""
    text = request.POST.get("credential", "")
    if len(text) > MOST_OF_AN_ANSWER:
        raise ValueError("That is no passkey.")
    credential: dict[str, Any] = json.loads(text)
    return credential


def _refuse_json(refusal: Refused) -> HttpResponse:
    return say_wait(JsonResponse({"detail": str(refusal)}, status=status_of(refusal)), refusal)
