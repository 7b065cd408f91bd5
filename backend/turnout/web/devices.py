"""Knowing a device again, so that a stranger's flood of sign-ins never shuts its owner out.

After a sign-in the browser keeps a random key, signed together with the mail address that it stands for. It proves
nothing and opens nothing: it only moves the device onto a limit of its own.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-device" if settings.HTTPS else "device"
SALT = "turnout.device"
LIFE = 60 * 60 * 24 * 365


def read_device(request: HttpRequest, email: str) -> str:
    """Return the device's key, if it has signed in with this address before; else nothing."""
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return ""
    return str(known.get(_fingerprint(email), ""))


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Give the device a key for this address."""
    key = read_device(request, email) or secrets.token_urlsafe(12)
    value = signing.dumps({_fingerprint(email): key}, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=LIFE, secure=settings.HTTPS, httponly=True, samesite="Lax")


def _fingerprint(email: str) -> str:
    return signing.Signer(salt=SALT).signature(email.strip().lower())[:16]
