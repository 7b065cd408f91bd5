"""The API's own description: for programs, for people, and of each kind of problem."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.api.languages import DOCUMENT_LANGUAGE
from turnout.api.openapi import ProblemKindOutput, build_document
from turnout.api.operations import Operation
from turnout.api.problems import Fault, refuse_missing
from turnout.rules.refusals import Reason

from .base import ApiView, PublicView


class Document(PublicView):
    @Operation("get_document", "Read openapi.json")
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(
            build_document(), content_type="application/json", headers={"Content-Language": DOCUMENT_LANGUAGE}
        )


class Docs(PublicView):
    @Operation("get_docs", "Read the API's page")
    def get(self, request: Request) -> HttpResponse:
        page = render_to_string("api/docs.html", {"csrf_cookie": settings.CSRF_COOKIE_NAME})
        return HttpResponse(page, headers={"Content-Language": DOCUMENT_LANGUAGE})


class ProblemKinds(PublicView):
    """Where a problem's `type` leads."""

    room = "Problems"

    @Operation("get_problem", "Read what a problem's type means", answer=ProblemKindOutput)
    def get(self, request: Request, name: str) -> Response:
        for kind in (*Reason, *Fault):
            if kind.value == name:
                return Response(ProblemKindOutput(kind).data)
        raise refuse_missing()


class Nothing(ApiView):
    """Whatever stands nowhere else under /api/, by any method."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise refuse_missing()
