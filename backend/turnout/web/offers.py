"""Offering a passkey after a sign-in by code: once, calmly, and on this device no more after a "Not now".

What the device remembers of it are two cookies that say yes and nothing else.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from turnout.models import Person
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import passkeys_of

LATER = "__Host-later" if settings.HTTPS else "later"
KNOWN = "__Host-passkey" if settings.HTTPS else "passkey"
LIFE = 60 * 60 * 24 * 365
# In the session: that the card is to be shown.
OFFERED = "passkey_offer"
# The pages that show it: where one lands.
PAGES = frozenset({"shift", "mine"})


def offer_passkey(request: HttpRequest, person: Person) -> None:
    """Show the card from the next page on, unless the person has a passkey or this device said "Not now"."""
    if LATER not in request.COOKIES and not passkeys_of(Viewer(person)).exists():
        request.session[OFFERED] = True


def is_offered(request: HttpRequest) -> bool:
    """Whether the page that answers a request shows the card."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return name in PAGES and request.user.is_authenticated and OFFERED in request.session


def withdraw_offer(request: HttpRequest) -> None:
    """Show the card no more in this session."""
    request.session.pop(OFFERED, None)


def remember_later(request: HttpRequest, response: HttpResponse) -> None:
    """Offer nothing on this device for a year."""
    withdraw_offer(request)
    _remember(response, LATER)


def remember_passkey(request: HttpRequest, response: HttpResponse) -> None:
    """Know for a year that a passkey was used on this device."""
    withdraw_offer(request)
    _remember(response, KNOWN)


def knows_passkey(request: HttpRequest) -> bool:
    return KNOWN in request.COOKIES


def _remember(response: HttpResponse, name: str) -> None:
    response.set_cookie(name, "1", max_age=LIFE, secure=settings.HTTPS, httponly=True, samesite="Lax")
