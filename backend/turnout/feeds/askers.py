"""Who opens a calendar from a page."""

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from turnout.models import Person


def read_asker(request: HttpRequest) -> Person | None:
    """Return who is signed in, without touching the request's own session.

    Reading that one would answer a session that has ended with a cookie that deletes it; calendars set no cookies.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    aside = HttpRequest()
    aside.session = type(request.session)(key)
    user = get_user(aside)
    return user if isinstance(user, Person) else None
