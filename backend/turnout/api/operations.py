"""What each address does by each method, declared once: the base view holds requests to it, openapi.json tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from rest_framework import serializers

from turnout.rules.refusals import Reason

from .problems import ProblemKind
from .serializers.strict import NoFields, QueryParameters, StrictSerializer

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")
METHOD_NAMES = [method.lower() for method in METHODS]

Handler = TypeVar("Handler", bound=Callable[..., Any])
Output = type[serializers.Serializer[Any]]


@dataclass(frozen=True)
class Operation:
    """One method of one address; stands as a decorator on the view's handler of it.

    Its words are for developers, in English alone.
    """

    # A verb and what it is done to, for generated clients: "claim_shift".
    name: str
    summary: str
    detail: str = ""
    query: type[QueryParameters] = QueryParameters
    body: type[StrictSerializer] = NoFields
    # The body's fields are all optional: what is not given stays as it is.
    is_partial: bool = False
    # None where the answer has no body.
    answer: Output | None = None
    # The content types of the files that it may answer with instead.
    files: tuple[str, ...] = ()
    # The answer is a page of a list.
    is_list: bool = False
    status: HTTPStatus = HTTPStatus.OK
    needs_sign_in: bool = False
    takes_if_match: bool = False
    # What it may be refused for, besides what any operation may.
    refusals: tuple[ProblemKind, ...] = ()

    def __call__(self, handler: Handler) -> Handler:
        handler.__dict__["operation"] = self
        return handler


def operation_of(view: object, method: str | None) -> Operation | None:
    """Return what a view declares for a method ("GET"), if it takes that at all. HEAD is GET without its body."""
    if method not in METHODS:
        return None
    handler = getattr(view, "get" if method == "HEAD" else method.lower(), None)
    return getattr(handler, "operation", None)


CLAIM_REFUSALS = (
    Reason.NOT_A_MEMBER,
    Reason.SHIFT_FULL,
    Reason.ALREADY_SIGNED_UP,
    Reason.OVERLAPPING_SHIFT,
    Reason.SIGNUP_CLOSED,
    Reason.TOO_MANY_SIGNUPS,
    Reason.TRAINING_MISSING,
    Reason.APPROVAL_PENDING,
)
