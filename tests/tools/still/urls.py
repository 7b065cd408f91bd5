"""The real addresses, and before them some that fail, for the pages that say so."""

from typing import NoReturn

from allauth.account.internal.flows.login import clear_authentication_records
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from config.urls import handler400, handler403, handler404, handler500
from turnout.models import SignInCode
from turnout.web.errors import csrf_failure
from turnout.web.signin import PENDING

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

FAULTS = {400: SuspiciousOperation, 403: PermissionDenied, 500: RuntimeError}


def fail(request: HttpRequest, status: int) -> NoReturn:
    raise FAULTS[status]


def tell_code(request: HttpRequest) -> HttpResponse:
    """Say the code that was mailed last to an address: here is no mailbox."""
    code = SignInCode.objects.filter(email=request.GET["email"]).latest("id")
    return HttpResponse(code.derive_code(), content_type="text/plain")


def forget_proofs(request: HttpRequest) -> HttpResponse:
    """Let it be long ago that somebody signed in here, and no code be on its way."""
    clear_authentication_records(request)
    request.session.pop(PENDING, None)
    return redirect("me-email")


urlpatterns = [
    path("faults/long-ago/", forget_proofs),
    path("faults/code/", tell_code),
    path("faults/csrf/", csrf_failure),
    path("faults/<int:status>/", fail),
    path("", include("config.urls")),
]
