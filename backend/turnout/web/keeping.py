"""Who may keep an answer: every cache what is everybody's, and the reader's own phone their shifts."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.crypto import salted_hmac

# Whose a page is: `name_session`, or this.
NOBODY = "none"


def keep_public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark a page as everybody's where its reader is signed out, and answer 304 where they have it already.

    It is asked about again each time: the number of places left moves.
    """
    if request.user.is_authenticated:
        return response
    return keep_for_all(request, response, varies_by=["Cookie", "Accept-Language", "HX-Request"])


def keep_for_all(request: HttpRequest, response: HttpResponse, *, varies_by: list[str] | None = None) -> HttpResponse:
    """Let every cache keep an answer and ask about it each time; answer 304 where the asker has it already."""
    patch_vary_headers(response, varies_by or [])
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    etag = '"' + hashlib.sha256(response.content).hexdigest()[:24] + '"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response


def keep_on_phone(response: HttpResponse) -> HttpResponse:
    """Let the worker on the reader's own phone keep a page, to be read without a network."""
    response.headers["Turnout-Keep"] = "1"
    return response


def keep_for_a_day(response: HttpResponse) -> HttpResponse:
    """Let the worker keep a page for one day: it is of use at the table alone, and it names people."""
    response.headers["Turnout-Keep"] = "day"
    return response


def empty_phone(response: HttpResponse) -> HttpResponse:
    """Make the browser forget all that it keeps of this site but its cookies: caches, storage, the worker."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def name_session(request: HttpRequest) -> str:
    """Return a name for the reader's session, under which the phone keeps its pages; it cannot be led back to it."""
    if not request.user.is_authenticated:
        return NOBODY
    return salted_hmac("turnout.kept-pages", request.session.session_key or "", algorithm="sha256").hexdigest()[:24]
