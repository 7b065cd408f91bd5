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
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.demo import DEMO_PEOPLE
from turnout.actions.signin import Asker, ask_for_code, redeem_code
from turnout.actions.signups import claim_shift
from turnout.models import Person, Shift, SignInCode
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import shifts_visible_to

from .cards import HOW, say_claimed
from .devices import read_device, remember_device
from .errors import WAIT_SECONDS, too_many_requests
from .forms import CodeForm, SignInForm
from .keeping import empty_phone
from .requests import address_of

# In the session, between the two screens: which code was asked for, and what is to happen when it is right.
PENDING = "signin"


def signin_link(*, claim: str = "", how: str = "", next_path: str = "") -> str:
    """Return the address that leads through sign-in to a claim or a page."""
    wanted = {"claim": claim, "how": how, "next": next_path}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return reverse("signin") + (f"?{query}" if query else "")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The first screen: who are you?"""
    wanted = _read_wish(request.POST if request.method == "POST" else request.GET)
    if request.user.is_authenticated and request.method != "POST":
        return redirect("shift", wanted["claim"]) if wanted["claim"] else redirect(_next_path(request, wanted))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email, name = form.cleaned_data["email"], form.cleaned_data["name"]
        asker = Asker(address_of(request), read_device(request, email))
        try:
            code = ask_for_code(email=email, name=name, asker=asker)
        except Refused as refusal:
            return too_many_requests(request, str(refusal))
        if settings.DEMO:
            print(f"Sign-in code for {email}: {code.derive_code()}", flush=True)  # noqa: T201  the demo's mailbox
        request.session[PENDING] = {"code": code.public_id, **wanted}
        return redirect("signin-code")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    facts = {
        "form": form,
        "wanted": wanted,
        "shift": _wanted_shift(wanted),
        "demo_people": DEMO_PEOPLE if settings.DEMO else (),
    }
    return render(request, "signin/ask.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The second screen: the code. The account is made here, and the claim made, when it is right."""
    pending = request.session.get(PENDING)
    code = pending and SignInCode.objects.filter(public_id=pending["code"]).first()
    if not pending or not code:
        return redirect("signin")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            person, _is_new = redeem_code(code, typed=form.cleaned_data["code"], address=address_of(request))
            return finish_signin(request, person, pending)
        except Refused as refusal:
            form.add_error("code", str(refusal))
            if refusal.reason == Reason.TOO_MANY_TRIES:
                status = HTTPStatus.TOO_MANY_REQUESTS
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    facts = {"form": form, "email": code.email, "shift": _wanted_shift(pending), "again": signin_link(
        claim=pending["claim"], how=pending["how"], next_path=pending["next"])}  # fmt: skip
    response = render(request, "signin/code.html", facts, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response


@require_POST
def continue_as(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, without a code. Not there outside the demo."""
    if not settings.DEMO:
        raise Http404
    emails = {person.email for person in DEMO_PEOPLE}
    person = Person.objects.filter(email=request.POST.get("email", ""), email__in=emails).first()
    if person is None:
        raise Http404
    return finish_signin(request, person, _read_wish(request.POST))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return empty_phone(redirect("home"))


def finish_signin(request: HttpRequest, person: Person, wanted: dict[str, str]) -> HttpResponse:
    """Open the session, then claim what was to be claimed."""
    target = _next_path(request, wanted)
    request.session.pop(PENDING, None)
    record_authentication(request, person, method="code", email=person.email)
    response = perform_login(request, Login(user=person, email=person.email, redirect_url=target))
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


def _read_wish(data: Any) -> dict[str, str]:
    """Return what is to happen after sign-in, as far as it is well said."""
    how = data.get("how", "")
    return {"claim": data.get("claim", "")[:16], "how": how if how in HOW else "", "next": data.get("next", "")[:200]}


def _wanted_shift(wanted: dict[str, str], viewer: Viewer | None = None) -> Shift | None:
    """Return the shift that is to be claimed, if the asker may see it."""
    if not wanted["claim"]:
        return None
    return shifts_visible_to(viewer or Viewer(None)).filter(public_id=wanted["claim"]).first()


def _next_path(request: HttpRequest, wanted: dict[str, str]) -> str:
    path = wanted["next"]
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return reverse("mine")
