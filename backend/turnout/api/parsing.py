"""Reading requests: JSON objects in, JSON out whatever was asked for."""

import json
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from .problems import Fault, Problem


class ObjectParser(BaseParser):
    """Takes one JSON object (RFC 8259, in UTF-8)."""

    media_type = "application/json"

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        try:
            text = stream.read().decode("utf-8")
            body = json.loads(text, parse_constant=_refuse_constant)
            if "\\ud" in text.lower():
                # Half of a surrogate pair is no text (RFC 7493, 2.1), and nothing could be written or answered with it.
                json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise Problem(Fault.MALFORMED_BODY, _("This is not JSON, or it is cut short.")) from error
        if not isinstance(body, dict):
            raise Problem(Fault.MALFORMED_BODY, _("Send one JSON object, in curly brackets."))
        return body


class AlwaysJSON(BaseContentNegotiation):
    """Answers everybody alike: an Accept header that names something else gets JSON, not 406 (RFC 9110, 12.5.1)."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser | None:
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


def hold_body(request: Request) -> None:
    """Read the body whole, within the size that settings allow; reading it as a stream would know no bounds.

    A body of unknown length is refused: WSGI hands on nothing of it, and it would be taken for an empty one.
    """
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        raise Problem(Fault.LENGTH_REQUIRED)
    request._request.body  # noqa: B018  (read for what it keeps)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
