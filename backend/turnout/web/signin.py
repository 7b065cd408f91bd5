"""Signing in: one screen for the address, one for the code. A tapped shift is claimed when the code is right."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.demo import DEMO_PEOPLE
from turnout.actions.sessions import forget_session
from turnout.actions.signin import Asker, ask_for_code, redeem_code
from turnout.actions.signups import claim_shift
from turnout.models import Person, Shift, SignInCode
from turnout.rules.addresses import suggest_address
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import shifts_visible_to

from .cards import HOW, say_claimed
from .devices import read_device, remember_device
from .errors import say_wait
from .forms import CodeForm, SignInForm
from .keeping import empty_phone
from .offers import knows_passkey, offer_passkey
from .requests import address_of, is_own_path

# In the session, between the two screens: which code was asked for, and what is to happen when it is right.
PENDING = "signin"


def signin_link(*, claim: str = "", how: str = "", next_path: str = "") -> str:
    """Return the address that leads through sign-in to a claim or a page."""
    wanted = {"claim": claim, "how": how, "next": next_path}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return reverse("signin") + (f"?{query}" if query else "")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The first screen: who are you? With `?change` what was typed before stands in its fields again."""
    if request.method == "POST":
        return _take_address(request)
    code, pending = read_pending(request)
    if code is not None and "change" in request.GET:
        return render_ask(
            request, _read_pending_errand(pending), SignInForm(initial={"email": code.email, "name": code.name})
        )
    wanted = read_errand(request.GET)
    if request.user.is_authenticated:
        return redirect("shift", wanted["claim"]) if wanted["claim"] else redirect(next_path(wanted))
    return render_ask(request, wanted, SignInForm())


def _take_address(request: HttpRequest) -> HttpResponse:
    wanted, form = read_errand(request.POST), SignInForm(request.POST)
    if not form.is_valid():
        return render_ask(request, wanted, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    before, _pending = read_pending(request)
    try:
        email, name = form.cleaned_data["email"], form.cleaned_data["name"]
        send_code(request, wanted, email=email, name=name, instead_of=before)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return say_wait(render_ask(request, wanted, form, status=HTTPStatus.TOO_MANY_REQUESTS), refusal)
    return redirect("signin-code")


def send_code(
    request: HttpRequest, wanted: dict[str, str], *, email: str, name: str, instead_of: SignInCode | None
) -> None:
    """Ask for a code and remember, in this browser alone, which one it is and what is to happen with it."""
    asker = Asker(address_of(request), read_device(request, email))
    code = ask_for_code(email=email, name=name, asker=asker, instead_of=instead_of)
    if settings.DEMO:
        print(f"Sign-in code for {email}: {code.derive_code()}", flush=True)  # noqa: T201  the demo's mailbox
    request.session[PENDING] = {"code": code.public_id, **wanted}


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The second screen: the code. The account is made here, and the claim made, when it is right."""
    code, pending = read_pending(request)
    if code is None:
        return redirect("signin")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_code(request, code, pending, form)
    if not form.is_valid():
        return _render_code(request, code, pending, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        person, _is_new = redeem_code(code, typed=form.cleaned_data["code"], address=address_of(request))
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return say_wait(_render_code(request, code, pending, form, status=status_of(refusal)), refusal)
    response = finish_signin(request, person, _read_pending_errand(pending), method="code")
    if form.cleaned_data["can_passkey"]:
        offer_passkey(request, person)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest) -> HttpResponse:
    """Mail another code to the same address; those before it are good no longer."""
    code, pending = read_pending(request)
    if code is None:
        return redirect("signin")
    if request.method == "POST":
        try:
            send_code(request, _read_pending_errand(pending), email=code.email, name=code.name, instead_of=code)
            request.session[PENDING] |= {"again": True}
        except Refused as refusal:
            return say_wait(
                _render_code(request, code, pending, CodeForm(), refusal=str(refusal), status=status_of(refusal)),
                refusal,
            )
    return redirect("signin-code")


def read_pending(request: HttpRequest) -> tuple[SignInCode | None, dict[str, Any]]:
    """Return the code that this browser asked for last, if any, and what is to happen when it is right."""
    pending: dict[str, Any] = request.session.get(PENDING) or {}
    code = SignInCode.objects.filter(public_id=pending.get("code", ""), person=None).first() if pending else None
    return code, pending


def _read_pending_errand(pending: dict[str, Any]) -> dict[str, str]:
    return {name: pending.get(name, "") for name in ("claim", "how", "next")}


def status_of(refusal: Refused) -> HTTPStatus:
    """Return the status that says what kind of refusal it is."""
    if refusal.reason == Reason.TOO_MANY_TRIES:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY


def render_ask(
    request: HttpRequest,
    wanted: dict[str, str],
    form: SignInForm,
    *,
    passkey_error: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Draw the first screen."""
    facts = {
        "form": form,
        "wanted": wanted,
        "shift": _wanted_shift(wanted),
        "passkey_error": passkey_error,
        "knows_passkey": knows_passkey(request),
        "demo_people": DEMO_PEOPLE if settings.DEMO else (),
    }
    return render(request, "signin/ask.html", facts, status=status)


def _render_code(
    request: HttpRequest,
    code: SignInCode,
    pending: dict[str, Any],
    form: CodeForm,
    *,
    refusal: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    facts = {
        "form": form,
        "code": code,
        "wanted": _read_pending_errand(pending),
        "shift": _wanted_shift(_read_pending_errand(pending)),
        "refusal": refusal,
        "was_sent_again": pending.get("again", False) and status == HTTPStatus.OK,
        "better_email": suggest_address(code.email),
    }
    return render(request, "signin/code.html", facts, status=status)


@require_POST
def continue_as(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, without a code. Not there outside the demo."""
    if not settings.DEMO:
        raise Http404
    emails = {person.email for person in DEMO_PEOPLE}
    person = Person.objects.filter(email=request.POST.get("email", ""), email__in=emails, is_active=True).first()
    if person is None:
        raise Http404
    return finish_signin(request, person, read_errand(request.POST), method="demo")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key
    logout(request)
    if key:
        forget_session(key)
    return empty_phone(redirect("home"))


def finish_signin(request: HttpRequest, person: Person, wanted: dict[str, str], *, method: str) -> HttpResponse:
    """Open the session of somebody who proved who they are by some `method`, then claim what was to be claimed."""
    target = next_path(wanted)
    request.session.pop(PENDING, None)
    response = perform_login(request, Login(user=person, email=person.email, redirect_url=target))
    # After that: where somebody else was signed in, it empties the session.
    record_authentication(request, person, method=method)
    remember_device(request, response, person.email)
    shift = _wanted_shift(wanted, Viewer(person))
    if shift:
        _claim(request, shift, person, wanted["how"])
        response.headers["Location"] = reverse("shift", args=[shift.public_id])
    return response


def _claim(request: HttpRequest, shift: Shift, person: Person, how: str) -> None:
    if_full, allow_overlap = HOW[how]
    try:
        signup = claim_shift(shift, person=person, if_full=if_full, allow_overlap=allow_overlap)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, say_claimed(signup))


def read_errand(data: Any) -> dict[str, str]:
    """Return what is to happen after sign-in, as far as it is well said."""
    how = data.get("how", "")
    return {"claim": data.get("claim", "")[:16], "how": how if how in HOW else "", "next": data.get("next", "")[:200]}


def _wanted_shift(wanted: dict[str, str], viewer: Viewer | None = None) -> Shift | None:
    """Return the shift that is to be claimed, if the asker may see it."""
    if not wanted["claim"]:
        return None
    return shifts_visible_to(viewer or Viewer(None)).filter(public_id=wanted["claim"]).first()


def next_path(wanted: dict[str, str], default: str = "mine") -> str:
    """Return the path that was wished for, if it is one of ours; else that of the page named `default`."""
    path = wanted["next"]
    return path if is_own_path(path) else reverse(default)
