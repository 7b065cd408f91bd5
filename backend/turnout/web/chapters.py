"""A chapter's page: its open shifts by day."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from turnout.models import Chapter, Event, Kind, Shift
from turnout.rules.visibility import events_visible_to, open_shifts, shifts_visible_to

from .cards import day_of, group_by_day, make_cards
from .keeping import keep_public
from .requests import viewer_of

PAGE = 50


@require_safe
def show_chapter(request: HttpRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(Chapter, slug=slug)
    kind = request.GET.get("kind", "")
    viewer = viewer_of(request)
    shifts = open_shifts(viewer).filter(chapter=chapter).order_by("starts_at", "id")
    if kind in Kind.values:
        shifts = shifts.filter(event__kind=kind)
    page = read_page(request)
    rows, has_more, before = cut_page(shifts, page)
    facts = {
        "chapter": chapter,
        "kinds": Kind.choices,
        "kind": kind if kind in Kind.values else "",
        "days": list(group_by_day(make_cards(rows, viewer), skip=day_of(before) if before else None)),
        "page": page,
        "next_page": page + 1 if has_more else None,
    }
    template = "chapters/show.html"
    if "HX-Request" in request.headers and request.headers.get("HX-Target") == "more":
        template += "#days"
    return keep_public(request, render(request, template, facts))


@require_safe
def show_event(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    event: Event = get_object_or_404(events_visible_to(viewer).select_related("chapter", "site"), public_id=public_id)
    shifts = shifts_visible_to(viewer).filter(event=event).order_by("starts_at", "id")
    cards = make_cards(shifts, viewer)
    organizes = viewer.organizes(event.chapter_id)
    is_in_the_know = organizes or any(card.is_confirmed for card in cards)
    facts = {
        "event": event,
        "chapter": event.chapter,
        "days": list(group_by_day(cards)),
        "kit": event.kit if is_in_the_know else "",
        "organizes": organizes,
    }
    return keep_public(request, render(request, "events/show.html", facts))


def read_page(request: HttpRequest) -> int:
    """Return the page asked for; the first where it is no number."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def cut_page(shifts: QuerySet[Shift], page: int) -> tuple[list[Shift], bool, Shift | None]:
    """Return a page's shifts, whether more follow, and the one before them. One query, and nothing is counted."""
    start = PAGE * (page - 1)
    rows = list(shifts[max(start - 1, 0) : start + PAGE + 1])
    before = rows.pop(0) if start and rows else None
    return rows[:PAGE], len(rows) > PAGE, before
