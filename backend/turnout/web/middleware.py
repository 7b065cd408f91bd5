"""Headers that every answer carries."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from .errors import not_allowed
from .keeping import name_session

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def add_privacy_headers(get_response: Answer) -> Answer:
    """Keep private answers out of caches and search engines, unless a view said otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        if "private" in response.headers["Cache-Control"]:
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return answer


def word_not_allowed(get_response: Answer) -> Answer:
    """Show a page to somebody who opens an address that only takes what a form sends; Django's own answer is blank."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or response.content:
            return response
        page = not_allowed(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer


def say_whose_page(get_response: Answer) -> Answer:
    """Say on each page whose session it belongs to: the worker on the phone empties itself when that changes.

    Only where the page itself asked for the session, so that nothing is read for this alone.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and response.status_code < 500
        if is_page and request.session.accessed:
            response.headers["Turnout-Session"] = name_session(request)
        return response

    return answer
