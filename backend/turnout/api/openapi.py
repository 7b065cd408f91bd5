"""openapi.json: what `operations` declare, in the words of OpenAPI 3.1."""

from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from turnout.rules.refusals import Reason

from .languages import DOCUMENT_LANGUAGE
from .operations import Operation, Output, operation_of
from .problems import MEDIA_TYPE, STATUS, Fault, ProblemKind, problem_type

CONVENTIONS = """What chapters plan, who is on it, and what is your own.

**Sign-in.** `Authorization: Bearer …`, with a token that `manage.py create_token` printed, or the site's own session,
whose writes need the CSRF token in `X-CSRFToken`. Public shifts are readable without. 401: nobody is known; 403: not
yours to do; 404: not there, or not there for you.

**Errors** are `application/problem+json` (RFC 9457). The last segment of `type` is the problem's name, to be compared;
`detail` is for people. `errors` points into the body (RFC 6901) or names a parameter. What is not declared here,
parameter or field, is refused with 400 before anything else is judged.

**Lists** are `{data, has_more, next_cursor}`, `limit` 1 to 100, with a `Link` to the next page. Rows that are added
meanwhile neither repeat others nor hide them.

**Times** are RFC 3339 with their offset, and given back in UTC; `timezone` is the IANA zone in which people read them.

**Concurrency.** Every GET has an `ETag`, the hash of its body, and answers 304 to `If-None-Match`. `If-Match` on a
write takes that ETag, also as compression weakened it, or the object's `version`, which claims do not move; 412 where
somebody else saved first, with the present `version`.
"""

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag that a GET gave, or the object's version. 412 where neither matches any more.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="ETags that you have. 304 where one matches."
)
ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304], description="A hash of the body.")
LINK = OpenApiParameter(
    "Link", str, OpenApiParameter.HEADER, response=[200], description="The next page, with rel=next (RFC 8288)."
)


class PartErrorOutput(serializers.Serializer[Any]):
    pointer = serializers.CharField(required=False, help_text="A JSON pointer into the body (RFC 6901).")
    parameter = serializers.CharField(required=False, help_text="The name of a query parameter.")
    detail = serializers.CharField()


class ProblemOutput(serializers.Serializer[Any]):
    """What went wrong (RFC 9457). The last segment of `type` is the problem's name."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    request_id = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        # Not declared above: a serializer has `errors` of its own.
        return {**super().get_fields(), "errors": PartErrorOutput(many=True)}


class ProblemKindOutput(serializers.Serializer[ProblemKind]):
    id = serializers.CharField(source="value")
    type = serializers.SerializerMethodField()
    title = serializers.CharField(source="label")
    status = serializers.SerializerMethodField()

    def get_type(self, kind: ProblemKind) -> str:
        return problem_type(kind)

    def get_status(self, kind: ProblemKind) -> int:
        return STATUS[kind].value


class OperationSchema(AutoSchema):
    """Describes a view's methods by its `operations`."""

    @property
    def operation(self) -> Operation:
        operation = operation_of(self.view, self.method)
        assert operation is not None, f"{self.path} says nothing of {self.method}"
        return operation

    @property
    def _room(self) -> str:
        return getattr(self.view, "room", "")

    def is_excluded(self) -> bool:
        return not self._room

    def get_operation_id(self) -> str:
        return self.operation.name

    def get_summary(self) -> str:
        return self.operation.summary

    def get_description(self, path: str = "", method: str = "") -> str:
        return self.operation.detail

    def get_tags(self) -> list[str]:
        return [self._room]

    def get_auth(self) -> list[dict[str, list[str]]]:
        auth: list[dict[str, list[str]]] = super().get_auth()
        return auth if self.operation.needs_sign_in else [*auth, {}]

    def get_override_parameters(self) -> list[Any]:
        operation = self.operation
        parameters: list[Any] = [operation.query] if operation.query().fields else []
        if operation.takes_if_match:
            parameters.append(IF_MATCH)
        if self.method == "GET":
            parameters += [IF_NONE_MATCH, ETAG]
        return [*parameters, LINK] if operation.is_list else parameters

    def get_request_serializer(self) -> Any:
        return self.operation.body if self.operation.body().fields else None

    def get_response_serializers(self) -> Any:
        operation = self.operation
        answer: Any = None
        if operation.answer:
            answer = _page_of(operation.answer) if operation.is_list else operation.answer
        responses: dict[Any, Any] = {
            operation.status.value: OpenApiResponse(answer, description=operation.status.phrase)
        }
        if operation.files:
            file = OpenApiResponse(OpenApiTypes.BINARY, description=operation.status.phrase)
            responses = {(operation.status.value, kind): file for kind in operation.files}
        if self.method == "GET":
            responses[HTTPStatus.NOT_MODIFIED.value] = OpenApiResponse(description="You have it already.")
        for status, kinds in _group(self._list_problems()).items():
            names = ", ".join(kind.value for kind in kinds)
            responses[status.value, MEDIA_TYPE] = OpenApiResponse(ProblemOutput, description=names)
        return responses

    def _list_problems(self) -> list[ProblemKind]:
        """Give each kind of problem that the operation may be answered with."""
        operation = self.operation
        kinds: list[ProblemKind] = [Fault.UNKNOWN_PARAMETER, Fault.UNKNOWN_FIELD, Fault.BAD_TOKEN]
        if operation.query().fields or operation.body().fields:
            kinds.append(Reason.INVALID)
        if self.method != "GET":
            kinds += [Fault.MALFORMED_BODY, Fault.BAD_CSRF_TOKEN, Fault.TOO_LARGE, Fault.UNSUPPORTED_MEDIA_TYPE]
        if operation.needs_sign_in:
            kinds += [Reason.SIGN_IN, Fault.NOT_ALLOWED]
        if "{" in self.path:
            kinds.append(Fault.NOT_FOUND)
        if operation.takes_if_match:
            kinds.append(Reason.CHANGED_MEANWHILE)
        return [*kinds, *operation.refusals]


class StrictBody(OpenApiSerializerExtension):
    """Says of bodies that they hold what is declared and nothing else."""

    target_class = "turnout.api.serializers.strict.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**schema, "additionalProperties": False}


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "turnout.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "turnout.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The site's own session; writes need the X-CSRFToken header too.",
        }


@cache
def build_document() -> bytes:
    """Return openapi.json. It is made once a process: nothing in it changes while we run."""
    with translation.override(DOCUMENT_LANGUAGE):
        document = SchemaGenerator().get_schema(public=True)
        document["info"]["description"] = CONVENTIONS
        return OpenApiJsonRenderer().render(document)


@cache
def _page_of(answer: Output) -> Output:
    """Return the serializer of a page of such rows, named after them."""
    name = answer.__name__.removesuffix("Output")
    return type(
        f"{name}Page",
        (serializers.Serializer,),
        {
            "data": answer(many=True),
            "has_more": serializers.BooleanField(),
            "next_cursor": serializers.CharField(allow_null=True),
        },
    )


def _group(kinds: list[ProblemKind]) -> dict[HTTPStatus, list[ProblemKind]]:
    grouped: dict[HTTPStatus, list[ProblemKind]] = {}
    for kind in kinds:
        grouped.setdefault(STATUS[kind], []).append(kind)
    return dict(sorted(grouped.items()))
