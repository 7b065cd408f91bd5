"""Facts that every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from turnout.models import Chapter
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import chapters_of

from .accounts import read_host
from .offers import is_offered
from .requests import viewer_of

# Which entry of the bar a page belongs to, by the beginning of its address's name.
PLACES = {"home": "shifts", "event": "shifts", "shift": "shifts", "mine": "mine", "calendar": "calendar", "me": "me",
          "organize": "organize", "signin": "signin"}  # fmt: skip
WHOLE = {"chapter": "shifts", "chapter-calendar": "calendar"}


def add_page_facts(request: HttpRequest) -> dict[str, Any]:
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    viewer = viewer_of(request)
    return {
        "DEMO": settings.DEMO,
        "EXIT_URL": settings.EXIT_URL,
        "offers_passkey": is_offered(request),
        "passkey_host": read_host(),
        "here": WHOLE.get(name) or PLACES.get(name.partition("-")[0], ""),
        "organizes_any": bool(viewer.organized_chapters),
        # Looked up only where a page has no chapter of its own.
        "own_chapter": SimpleLazyObject(lambda: _find_own_chapter(viewer)),
    }


def _find_own_chapter(viewer: Viewer) -> Chapter | None:
    """Return the chapter of somebody who is in one only: where "Shifts" leads from pages of no chapter."""
    return chapters_of(viewer).first() if len(viewer.member_chapters) == 1 else None
