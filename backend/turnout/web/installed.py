"""Turnout on a phone's own screen: what an installed web app asks for, and what keeps it readable offline."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .errors import bare_facts
from .keeping import keep_for_all

# Both themes' pages say their own in the frame; an installed app shows this one while it starts.
PAPER = "#f7f5f0"
# Scripts of pages that are never kept.
NOT_KEPT = {"api-docs.js"}


@require_safe
def show_manifest(request: HttpRequest) -> HttpResponse:
    """The Web App Manifest (W3C), in the reader's language."""
    manifest = {
        "id": "/",
        "name": "Turnout",
        "short_name": "Turnout",
        "description": _("Shifts that need you, and yours."),
        "lang": get_language(),
        "dir": "auto",
        "start_url": reverse("mine"),
        "scope": "/",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [
            {"src": static("icons/turnout.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"},
            *_pictures("turnout", "any"),
            *_pictures("turnout-maskable", "maskable"),
        ],
        "shortcuts": [
            {"name": _("Shifts"), "url": reverse("home")},
            {"name": _("Mine"), "url": reverse("mine")},
        ],
    }
    answer = JsonResponse(manifest, content_type="application/manifest+json")
    return keep_for_all(request, answer, varies_by=["Accept-Language", "Cookie"])


@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is another one as soon as any file of the shell is."""
    answer = HttpResponse(_write_worker(), content_type="text/javascript; charset=utf-8")
    answer = keep_for_all(request, answer)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def show_offline(request: HttpRequest) -> HttpResponse:
    """The page that the worker shows where there is no network and nothing kept. The same for everybody."""
    answer = render(None, "installed/offline.html", bare_facts())
    return keep_for_all(request, answer, varies_by=["Accept-Language", "Cookie"])


def _pictures(name: str, purpose: str) -> list[dict[str, str]]:
    return [
        {"src": static(f"icons/{name}-{size}.png"), "type": "image/png", "sizes": f"{size}x{size}", "purpose": purpose}
        for size in (192, 512)
    ]


def list_shell() -> list[str]:
    """Return the addresses of all files that the pages that are kept need."""
    scripts = sorted(path.name for path in (settings.FRONTEND / "static" / "js").glob("*.js"))
    files = [
        "css/turnout.css",
        "fonts/figtree.woff2",
        "icons/sprite.svg",
        "icons/turnout.svg",
        "django_htmx/htmx-2.min.js",
        *(f"js/{name}" for name in scripts if name not in NOT_KEPT),
    ]
    return [static(name) for name in files]


@lru_cache(1)
def _write_worker() -> str:
    """Return the worker with the list of its files. Nothing in it changes while a server runs."""
    template, files = "installed/service-worker.js", list_shell()
    shell = {"static": settings.STATIC_URL, "files": files, "offline": reverse("offline"), "mine": reverse("mine")}
    digest = hashlib.sha256(render_to_string(template, {"shell": json.dumps(shell)}).encode())
    for language, _name in settings.LANGUAGES:
        with override(language):
            digest.update(render_to_string("installed/offline.html", bare_facts()).encode())
    return render_to_string(template, {"shell": json.dumps(shell | {"version": digest.hexdigest()[:12]})})
