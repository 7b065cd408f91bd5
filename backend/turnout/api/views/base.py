"""What every address of the API has in common: it judges the request's form first, then asks who it is from."""

import secrets
from collections.abc import Callable, Iterator
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from turnout.actions.sessions import is_fresh
from turnout.api.authentication import BearerAuthentication, viewer_of
from turnout.api.conditional import expect_version, tag_answer
from turnout.api.languages import language_of
from turnout.api.openapi import OperationSchema
from turnout.api.operations import METHOD_NAMES, Operation, operation_of
from turnout.api.pagination import Order, Page, link_next, take_page
from turnout.api.parsing import AlwaysJSON, ObjectParser, hold_body
from turnout.api.problems import Fault, PartError, Problem, refuse_missing
from turnout.models import Person
from turnout.models.base import PublicRow
from turnout.rules.refusals import Reason
from turnout.rules.viewers import Viewer

Row = TypeVar("Row", bound=PublicRow)

SAFE = {"GET", "HEAD"}


class ApiView(APIView):
    """One address. An `Operation` on each handler declares what it takes and gives."""

    # The heading under which openapi.json lists it; none where it is left out.
    room: ClassVar[str] = ""
    # Whether a GET answers everybody the same.
    is_same_for_all: ClassVar[bool] = False

    http_method_names = METHOD_NAMES
    content_negotiation_class = AlwaysJSON
    parser_classes = (ObjectParser,)
    metadata_class = None
    schema = OperationSchema()

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        translation.activate(language_of(request))
        self.request_id = secrets.token_hex(8)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Judge the request's form, then who asks. What is asked for is looked at after that, by the methods."""
        self._refuse_unknown(request)
        super().initial(request, *args, **kwargs)
        if self.operation.needs_sign_in and self.viewer.person is None:
            raise exceptions.NotAuthenticated

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["X-Request-Id"] = self.request_id
        if request.method in SAFE and response.status_code == HTTPStatus.OK:
            return tag_answer(request, response, is_same_for_all=self.is_same_for_all)
        return response

    @cached_property
    def operation(self) -> Operation:
        """What the request's method does here."""
        operation = operation_of(self, self.request.method)
        if operation is None:
            raise exceptions.MethodNotAllowed(self.request.method or "")
        return operation

    @cached_property
    def viewer(self) -> Viewer:
        return viewer_of(self.request)

    @property
    def person(self) -> Person:
        """Who is signed in, where the operation needs somebody who is."""
        if self.viewer.person is None:
            raise exceptions.NotAuthenticated
        return self.viewer.person

    @cached_property
    def query(self) -> dict[str, Any]:
        """The query parameters, read."""
        wanted = self.operation.query(data=self.request.query_params.dict())
        if not wanted.is_valid():
            raise Problem(Reason.INVALID, errors=_name_parameters(wanted.errors))
        read: dict[str, Any] = wanted.validated_data
        return read

    def read_body(self) -> dict[str, Any]:
        """Return the body's fields, read."""
        body = self.operation.body(data=self.request.data or {}, partial=self.operation.is_partial)
        body.is_valid(raise_exception=True)
        read: dict[str, Any] = body.validated_data
        return read

    def find(self, rows: QuerySet[Row], name: str, *, by: str = "public_id") -> Row:
        """Return the row of that name, among those that the viewer may see."""
        # PostgreSQL takes no NUL in a text.
        row = None if "\0" in name else rows.filter(**{by: name}).first()
        if row is None:
            raise refuse_missing()
        return row

    def require_organizer(self, chapter_id: int) -> None:
        if not self.viewer.organizes(chapter_id):
            raise exceptions.PermissionDenied

    def require_fresh(self) -> None:
        """Refuse who did not show lately, on the site, that it is them. A token cannot show that."""
        if self.request.auth is not None or not is_fresh(self.request._request, self.person):
            raise Problem(Fault.STALE_SIGN_IN)

    def expect_version(self, version: int | None, show: Callable[[], Any]) -> int | None:
        """Return the version that If-Match asks for. Raises `Refused`, `changed-meanwhile`."""
        return expect_version(self.request, version=version, show=show)

    def take_page(self, rows: QuerySet[Row], order: Order) -> Page[Row]:
        return take_page(rows, order, limit=self.query["limit"], cursor=self.query.get("cursor"))

    def answer_page(self, page: Page[Any], data: list[dict[str, Any]]) -> Response:
        headers = {"Link": link_next(self.request, page.next_cursor)} if page.next_cursor else {}
        return Response({"data": data, "has_more": page.has_more, "next_cursor": page.next_cursor}, headers=headers)

    def _refuse_unknown(self, request: Request) -> None:
        hold_body(request)
        known = self.operation.query().fields
        errors = [
            *_list_unknown(request.query_params, known),
            *(
                PartError(pointer=pointer, detail=_("There is no such field."))
                for pointer in self.operation.body().find_unknown(request.data)
            ),
        ]
        if errors:
            kind = Fault.UNKNOWN_PARAMETER if "parameter" in errors[0] else Fault.UNKNOWN_FIELD
            raise Problem(kind, errors=errors)


class PublicView(ApiView):
    """An address whose GET answers everybody the same, and so does not look at the session: it varies by no cookie."""

    is_same_for_all = True
    authentication_classes = (BearerAuthentication,)


def _list_unknown(given: Any, known: Any) -> Iterator[PartError]:
    for name, values in given.lists():
        if name not in known:
            yield PartError(parameter=name, detail=_("There is no such parameter."))
        elif len(values) > 1:
            yield PartError(parameter=name, detail=_("Give this parameter once."))


def _name_parameters(errors: Any) -> Iterator[PartError]:
    for name, sentences in errors.items():
        for sentence in sentences:
            yield PartError(parameter=name, detail=str(sentence))
