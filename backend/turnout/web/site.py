"""The front door, and what machines ask for."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from turnout.models import Chapter

from .keeping import keep_public


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The chapters, or the only one."""
    chapters = list(Chapter.objects.order_by("name"))
    if len(chapters) == 1:
        return redirect("chapter", chapters[0].slug)
    return keep_public(request, render(request, "chapters/list.html", {"chapters": chapters}))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the server answers and the database with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Ask search engines to leave private pages alone. Feeds stay open: Google Calendar heeds this file for them."""
    lines = ["User-agent: *", *(f"Disallow: /{path}" for path in ("admin/", "api/", "me/", "organize/", "signin/")), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain", headers={"Cache-Control": "public, max-age=3600"})
