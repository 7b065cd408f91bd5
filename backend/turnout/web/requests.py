"""What the views ask of a request."""

from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from turnout.models import Person
from turnout.rules.networks import find_address
from turnout.rules.viewers import Viewer


class Request(HttpRequest):
    """A request as the middleware leaves it."""

    htmx: HtmxDetails
    viewer: Viewer


class MemberRequest(Request):
    """A request of somebody who is signed in."""

    user: Person


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who asks; the rights are read once a request."""
    request = cast(Request, request)
    if not hasattr(request, "viewer"):
        # A request that was refused at the door, for its Host header say, has no user yet.
        request.viewer = Viewer.of(getattr(request, "user", None))
    return request.viewer


def address_of(request: HttpRequest) -> str:
    """Return the network address of the asker."""
    return find_address(str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", ""))


def is_own_path(path: str) -> bool:
    """Whether this is a path on our own site, and not another site in disguise."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def path_before(request: HttpRequest) -> str:
    """Return the path on our own site of the page from which a request came, if the browser said so; else home's."""
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return reverse("home")
    path = before.path + (f"?{before.query}" if before.query else "")
    is_ours = f"{before.scheme}://{before.netloc}" == settings.BASE_URL and is_own_path(path)
    return path if is_ours else reverse("home")
