"""Answering with a calendar, or with one line that says why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .conditional import Validators, has_good_copy

View = Callable[..., HttpResponseBase]

PUBLIC = {"Cache-Control": "public, max-age=300"}
# A copy may be kept, but shown only after asking: who leaves a chapter loses its shifts on the next request.
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@dataclass(frozen=True)
class Answer:
    """How a calendar goes out: in which words, under which name, to whom."""

    file_name: str
    language: str
    validators: Validators
    is_private: bool = False
    is_download: bool = False
    # Whether it depends on who is signed in.
    varies_by_cookie: bool = False


def calendar_view(view: View) -> View:
    """Let a view be read and nothing else: any other method is 405, also where it carries no CSRF token."""
    return csrf_exempt(require_safe(view))


def answer_calendar(request: HttpRequest, answer: Answer, write: Callable[[], bytes]) -> HttpResponse:
    """Return 304, or what `write` gives, which is called only then. No session is touched, so no cookie is set."""
    headers = _make_headers(answer)
    if has_good_copy(request, answer.validators):
        return HttpResponseNotModified(headers=headers)
    with translation.override(answer.language):
        body = write()
    manner = "attachment" if answer.is_download else "inline"
    headers["Content-Disposition"] = f'{manner}; filename="{answer.file_name}"'
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _make_headers(answer: Answer) -> dict[str, str]:
    headers = answer.validators.headers()
    # Said here too, because the gzip middleware passes over a 304.
    # A calendar speaks its chapter's or its person's language, whatever the asker prefers.
    headers["Content-Language"] = answer.language
    headers["Vary"] = "Accept-Encoding, Cookie" if answer.varies_by_cookie else "Accept-Encoding"
    return headers | (PRIVATE if answer.is_private else PUBLIC)


def say_not_found() -> HttpResponse:
    return _say(HTTPStatus.NOT_FOUND, _("There is no calendar at this address."))


def say_gone() -> HttpResponse:
    return _say(HTTPStatus.GONE, _("This calendar link has ended. Make a new one on your page."))


def _say(status: HTTPStatus, sentence: str) -> HttpResponse:
    """Answer in plain text: a calendar app reads it, and a page would touch the session."""
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
