"""Facts that every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .requests import viewer_of

# Which entry of the bar a page belongs to, by the beginning of its address's name.
PLACES = {"home": "shifts", "chapter": "shifts", "event": "shifts", "shift": "shifts", "me": "me",
          "organize": "organize", "signin": "signin"}  # fmt: skip


def add_page_facts(request: HttpRequest) -> dict[str, Any]:
    name = request.resolver_match.url_name if request.resolver_match else None
    return {
        "DEMO": settings.DEMO,
        "here": PLACES.get((name or "").partition("-")[0], ""),
        "organizes_any": bool(viewer_of(request).organized_chapters),
    }
