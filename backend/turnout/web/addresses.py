"""Changing one's mail address: one screen for the new one, one for the code that went there."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from turnout.actions.addresses import ask_for_new_address, confirm_new_address
from turnout.actions.signin import Asker
from turnout.models import SignInCode
from turnout.rules.addresses import suggest_address
from turnout.rules.refusals import Refused

from .devices import read_device, remember_device
from .errors import say_wait
from .forms import CodeForm, EmailForm
from .members import members_only
from .proofs import is_fresh, proof_link
from .requests import MemberRequest, address_of
from .signin import status_of

# In the session, between the two screens: which code was asked for.
PENDING = "new_address"
# In the session: what was typed before a proof was asked for.
TYPED = "typed_address"


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def ask(request: MemberRequest) -> HttpResponse:
    """The new address. What was typed last stands there again."""
    if not is_fresh(request):
        if request.method == "POST":
            request.session[TYPED] = request.POST.get("email", "")[:254]
        return redirect(proof_link(request.path))
    if request.method != "POST":
        code = _read_pending(request)
        typed = request.session.pop(TYPED, "") or (code.email if code else "")
        return _render_ask(request, EmailForm(initial={"email": typed}))
    form = EmailForm(request.POST)
    if not form.is_valid():
        return _render_ask(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    email = form.cleaned_data["email"]
    try:
        asker = Asker(address_of(request), read_device(request, email))
        code = ask_for_new_address(request.user, email=email, asker=asker)
    except Refused as refusal:
        form.add_error("email", str(refusal))
        return say_wait(_render_ask(request, form, status=status_of(refusal)), refusal)
    if settings.DEMO:
        print(f"Code for {email}: {code.derive_code()}", flush=True)  # noqa: T201  the demo's mailbox
    request.session[PENDING] = code.public_id
    return redirect("me-email-code")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def confirm(request: MemberRequest) -> HttpResponse:
    """The code. The address is changed when it is right."""
    code = _read_pending(request)
    if code is None:
        return redirect("me-email")
    if not is_fresh(request):
        return redirect(proof_link(request.path))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _render_code(request, code, form)
    if not form.is_valid():
        return _render_code(request, code, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        person = confirm_new_address(code, typed=form.cleaned_data["code"], address=address_of(request))
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return say_wait(_render_code(request, code, form, status=status_of(refusal)), refusal)
    request.session.pop(PENDING, None)
    messages.success(request, _("Changed. We write to %(email)s from now on.") % {"email": person.email})
    response = redirect("me")
    remember_device(request, response, person.email)
    return response


def _read_pending(request: MemberRequest) -> SignInCode | None:
    return SignInCode.objects.filter(public_id=request.session.get(PENDING, ""), person=request.user).first()


def _render_ask(request: MemberRequest, form: EmailForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return render(request, "me/email.html", {"form": form}, status=status)


def _render_code(
    request: MemberRequest, code: SignInCode, form: CodeForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    facts = {"form": form, "code": code, "better_email": suggest_address(code.email)}
    return render(request, "me/email_code.html", facts, status=status)
