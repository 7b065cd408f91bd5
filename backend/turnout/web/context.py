"""Facts that every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def add_page_facts(request: HttpRequest) -> dict[str, Any]:
    return {"DEMO": settings.DEMO}
