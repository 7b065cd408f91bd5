"""Everything that can go wrong, said as problem+json (RFC 9457): one list of kinds, one status each.

A problem's `type` is a relative reference whose last segment is the kind's name, `/api/v1/problems/shift-full`, and
a GET there tells its title and status. Programs compare the name; people read `detail`.
"""

import logging
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any, TypedDict

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from turnout.rules.refusals import Reason, Refused

logger = logging.getLogger("turnout.api")

MEDIA_TYPE = "application/problem+json"


class Fault(models.TextChoices):
    """What only the API finds wrong with a request. The other kinds are the rules' own reasons."""

    UNKNOWN_PARAMETER = "unknown-parameter", _("There is no such parameter")
    UNKNOWN_FIELD = "unknown-field", _("There is no such field")
    MALFORMED_BODY = "malformed-body", _("The body is not a JSON object")
    BAD_TOKEN = "bad-token", _("This token is not good")
    BAD_CSRF_TOKEN = "bad-csrf-token", _("The CSRF token is missing or wrong")
    NOT_ALLOWED = "not-allowed", _("That is not yours to do")
    STALE_SIGN_IN = "stale-sign-in", _("Show on the site first that it is you, then ask again")
    NOT_FOUND = "not-found", _("There is nothing here")
    METHOD_NOT_ALLOWED = "method-not-allowed", _("This address does not take that method")
    LENGTH_REQUIRED = "length-required", _("Say how long the body is")
    TOO_LARGE = "too-large", _("The body is too large")
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type", _("Send JSON")
    SERVER_ERROR = "server-error", _("Something went wrong on our side")


ProblemKind = Reason | Fault

STATUS: dict[ProblemKind, HTTPStatus] = {
    Reason.INVALID: HTTPStatus.BAD_REQUEST,
    Reason.WRONG_CODE: HTTPStatus.BAD_REQUEST,
    Fault.UNKNOWN_PARAMETER: HTTPStatus.BAD_REQUEST,
    Fault.UNKNOWN_FIELD: HTTPStatus.BAD_REQUEST,
    Fault.MALFORMED_BODY: HTTPStatus.BAD_REQUEST,
    Reason.SIGN_IN: HTTPStatus.UNAUTHORIZED,
    Fault.BAD_TOKEN: HTTPStatus.UNAUTHORIZED,
    Reason.NOT_A_MEMBER: HTTPStatus.FORBIDDEN,
    Reason.TRAINING_MISSING: HTTPStatus.FORBIDDEN,
    Reason.APPROVAL_NEEDED: HTTPStatus.FORBIDDEN,
    Reason.APPROVAL_PENDING: HTTPStatus.FORBIDDEN,
    Fault.BAD_CSRF_TOKEN: HTTPStatus.FORBIDDEN,
    Fault.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Fault.STALE_SIGN_IN: HTTPStatus.FORBIDDEN,
    Fault.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Fault.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Reason.SHIFT_FULL: HTTPStatus.CONFLICT,
    Reason.ALREADY_SIGNED_UP: HTTPStatus.CONFLICT,
    Reason.OVERLAPPING_SHIFT: HTTPStatus.CONFLICT,
    Reason.SIGNUP_CLOSED: HTTPStatus.CONFLICT,
    Reason.TOO_MANY_SIGNUPS: HTTPStatus.CONFLICT,
    Reason.CAPACITY_BELOW_TAKEN: HTTPStatus.CONFLICT,
    Reason.WRONG_STATE: HTTPStatus.CONFLICT,
    Reason.NOT_SIGNED_UP: HTTPStatus.CONFLICT,
    Reason.DROP_CLOSED: HTTPStatus.CONFLICT,
    Reason.LAST_OWNER: HTTPStatus.CONFLICT,
    Fault.LENGTH_REQUIRED: HTTPStatus.LENGTH_REQUIRED,
    Reason.CHANGED_MEANWHILE: HTTPStatus.PRECONDITION_FAILED,
    Fault.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Fault.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Reason.TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.SERVER_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
}

# The facts of a refusal that an answer may carry; the others are rows, or nobody's business.
SHOWN_FACTS = ("limit", "taken", "surplus", "alternatives", "version", "next_shift")


class PartError(TypedDict, total=False):
    """One thing that is wrong with a part of the request: a JSON pointer (RFC 6901) or a parameter, and a sentence."""

    pointer: str
    parameter: str
    detail: str


class Problem(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self, kind: ProblemKind, detail: Any = "", *, errors: Iterable[PartError] = (), **members: Any
    ) -> None:
        self.kind = kind
        self.detail = detail or kind.label
        self.errors = list(errors)
        self.members = members
        super().__init__(kind)


def answer_problem(exc: Exception, context: dict[str, Any]) -> Response:
    """Turn whatever a view raised into an answer. What we did not foresee is logged, and tells nothing."""
    view = context["view"]
    problem = _find_problem(exc)
    if problem.kind == Fault.SERVER_ERROR:
        logger.error("request %s failed", view.request_id, exc_info=exc)
    status = STATUS[problem.kind]
    body = {
        "type": problem_type(problem.kind),
        "title": str(problem.kind.label),
        "status": status.value,
        "detail": str(problem.detail),
        "instance": context["request"].path,
        "errors": problem.errors,
        "request_id": view.request_id,
        **problem.members,
    }
    headers = {"WWW-Authenticate": _challenge(problem.kind)} if status == HTTPStatus.UNAUTHORIZED else {}
    return Response(body, status=status.value, headers=headers, content_type=MEDIA_TYPE)


def problem_type(kind: ProblemKind) -> str:
    return reverse("api-problem", args=[kind.value])


def refuse_missing() -> Problem:
    """Return the answer for what is not there, or not there for this asker: they are told the same."""
    return Problem(Fault.NOT_FOUND, _t("There is nothing here, or nothing that is open to you."))


def list_part_errors(detail: Any, at: str = "") -> Iterator[PartError]:
    """Give each sentence in a serializer's nested errors, with the JSON pointer to what it is about."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from list_part_errors(inner, at if name == "non_field_errors" else f"{at}/{name}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from list_part_errors(inner, at if isinstance(inner, str) else f"{at}/{index}")
    else:
        yield PartError(pointer=at, detail=str(detail))


def _challenge(kind: ProblemKind) -> str:
    """Return how to sign in (RFC 6750, section 3)."""
    return 'Bearer realm="turnout"' + (', error="invalid_token"' if kind == Fault.BAD_TOKEN else "")


def _find_problem(exc: Exception) -> Problem:
    match exc:
        case Problem():
            return exc
        case Refused():
            return _from_refusal(exc)
        case exceptions.ValidationError():
            return Problem(Reason.INVALID, errors=list_part_errors(exc.detail))
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return Problem(Reason.SIGN_IN, _t("Send a bearer token, or sign in on the site."))
        case exceptions.PermissionDenied() | PermissionDenied():
            return Problem(Fault.NOT_ALLOWED, _t("Only the organizers of this chapter may do that."))
        case exceptions.NotFound() | Http404():
            return refuse_missing()
        case exceptions.MethodNotAllowed():
            return Problem(Fault.METHOD_NOT_ALLOWED, _t("The Allow header names those that it takes."))
        case exceptions.UnsupportedMediaType():
            return Problem(Fault.UNSUPPORTED_MEDIA_TYPE, _t("Send the body as application/json."))
        case exceptions.ParseError():
            return Problem(Fault.MALFORMED_BODY, exc.detail)
        case RequestDataTooBig():
            return Problem(Fault.TOO_LARGE, _t("Send less at once."))
        case SuspiciousOperation():
            return Problem(Reason.INVALID, _t("Send fewer parameters."))
        case _:
            return Problem(Fault.SERVER_ERROR, _t("Nothing you sent was at fault. Wait a minute and try again."))


def _from_refusal(refusal: Refused) -> Problem:
    at = [PartError(pointer=f"/{refusal.field}", detail=str(refusal.detail))] if refusal.field else []
    facts = {name: refusal.facts[name] for name in SHOWN_FACTS if name in refusal.facts}
    return Problem(refusal.reason, refusal.detail, errors=at, **facts)
