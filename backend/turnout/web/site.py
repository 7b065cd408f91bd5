"""The front door, and what machines ask for."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from turnout.models import Chapter
from turnout.rules.visibility import count_open

from .keeping import keep_public
from .requests import viewer_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The chapters, one's own first; or the only one."""
    chapters = list(Chapter.objects.order_by("name"))
    if len(chapters) == 1:
        return redirect("chapter", chapters[0].slug)
    viewer = viewer_of(request)
    counts = count_open(viewer)
    chapters.sort(key=lambda chapter: not viewer.is_member(chapter.pk))
    rows = [(chapter, *counts.get(chapter.pk, (0, 0)), viewer.is_member(chapter.pk)) for chapter in chapters]
    return keep_public(request, render(request, "chapters/list.html", {"rows": rows}))


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
