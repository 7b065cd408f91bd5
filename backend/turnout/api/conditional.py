"""Conditional requests (RFC 9110, section 13): ETags are hashes of the body, If-Match takes one or a version.

Compression marks an ETag as weak (`W/"…"`), for it changes the bytes on the wire and not what they say. So that a
client may send back what it got, If-Match compares weakly here too, where section 13.1.1 would not.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.versions import refuse_stale

_TAG = re.compile(r'(?:W/)?"([^"]*)"|([0-9]+)')
KEPT_HEADERS = ("ETag", "Cache-Control", "Vary", "X-Request-Id")
_VERSION = re.compile(r"[0-9]{1,10}")


def make_etag(body: bytes) -> str:
    """Return the body's entity tag, in quotes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def etag_of(data: Any) -> str:
    """Return the tag under which a GET would answer this data."""
    return make_etag(JSONRenderer().render(data))


def tag_answer(request: Request, response: HttpResponse, *, is_same_for_all: bool) -> HttpResponse:
    """Say how long the answer to a GET may be kept, and give only that it is unchanged where the asker has it."""
    if isinstance(response, Response):
        response.render()
    etag = make_etag(response.content)
    response.headers["ETag"] = etag
    if is_same_for_all:
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    else:
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Authorization"])
    if not is_known(request, etag):
        return response
    unchanged = HttpResponseNotModified()
    for name in KEPT_HEADERS:
        if name in response.headers:
            unchanged.headers[name] = response.headers[name]
    return unchanged


def is_known(request: Request, etag: str) -> bool:
    """Whether If-None-Match says that the asker has this already."""
    sent = request.headers.get("If-None-Match", "")
    return sent.strip() == "*" or etag.strip('"') in _read_tags(sent)


def expect_version(request: Request, *, version: int | None, show: Callable[[], Any]) -> int | None:
    """Return the version that If-Match asks for, to be checked again under the lock; None where it asks for none.

    `show` returns what a GET of the object would: an ETag is compared with that. Raises `Refused`,
    `changed-meanwhile`, where nothing that was sent matches.
    """
    sent = request.headers.get("If-Match", "").strip()
    if sent in {"", "*"}:
        return None
    tags = _read_tags(sent)
    versions = {int(tag) for tag in tags if _VERSION.fullmatch(tag)}
    if version in versions or etag_of(show()).strip('"') in tags:
        return version
    raise refuse_stale(version)


def _read_tags(header: str) -> set[str]:
    return {quoted or bare for quoted, bare in _TAG.findall(header)}
