"""Letting caches keep the pages that are the same for everybody who is signed out."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers


def keep_public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark a page as everybody's where its reader is signed out, and answer 304 where they have it already.

    It is asked about again each time: the number of places left moves.
    """
    if request.user.is_authenticated:
        return response
    patch_vary_headers(response, ["Cookie", "Accept-Language", "HX-Request"])
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    etag = '"' + hashlib.sha256(response.content).hexdigest()[:24] + '"'
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
