"""Who asks: a program with a bearer token, or somebody signed in on the site."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from turnout.actions.tokens import find_token
from turnout.models import ApiToken, Person
from turnout.rules.viewers import Viewer

from .problems import Fault, Problem


class BearerAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750, 2.1). A token that is not good is refused, even where none is needed."""

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = find_token(secret.strip())
        if token is None:
            raise Problem(Fault.BAD_TOKEN)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session. It is sent by itself, hence the CSRF token."""

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise Problem(Fault.BAD_CSRF_TOKEN) from error


def viewer_of(request: Request) -> Viewer:
    """Return who asks, with the rights that they have at this moment, in the token's chapter if it names one."""
    if isinstance(request.user, AnonymousUser):
        return Viewer(None)
    token = request.auth
    return Viewer(request.user, bound_to=token.chapter_id if isinstance(token, ApiToken) else None)
