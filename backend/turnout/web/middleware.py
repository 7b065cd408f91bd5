"""Headers that every answer carries, and what no page is asked."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from .errors import bad_request, not_allowed, not_found
from .keeping import name_session

NUL = "\0"
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


def refuse_nul(get_response: Answer) -> Answer:
    """Refuse what nobody types and PostgreSQL takes in no text, before any page looks for it.

    The API judges its own fields, and answers in its own words.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/api/"):
            return get_response(request)
        if NUL in request.path_info:
            return not_found(request)
        given = [*request.GET.lists(), *request.POST.lists()]
        if any(NUL in text for name, values in given for text in (name, *values)):
            return bad_request(request)
        return get_response(request)

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
