"""A chapter's page: its open shifts by day."""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from turnout.models import Chapter, Event, Kind, Shift
from turnout.rules.claiming import load_standing
from turnout.rules.finding import Wish, find_shifts
from turnout.rules.places import say_access
from turnout.rules.times import say_clock, say_date, say_until
from turnout.rules.visibility import events_visible_to, open_shifts, shifts_visible_to

from .cards import day_of, group_by_day, has_ticks, make_cards
from .keeping import keep_public
from .requests import viewer_of
from .sharing import invite_to, share_chapter, share_event
from .shifts import in_charge_of

PAGE = 50
# So many of those that need people stand on top; the rest are in the list, and one tap away.
THIN_ON_TOP = 3


@require_safe
def show_chapter(request: HttpRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(Chapter, slug=slug)
    viewer = viewer_of(request)
    standing = load_standing(viewer.person)
    wish = read_wish(request)
    shifts = find_shifts(open_shifts(viewer).filter(chapter=chapter), wish, standing).order_by("starts_at", "id")
    thin = (
        []
        if wish.needs_people or wish.words
        else list(find_thin(shifts).exclude(pk__in=standing.signups)[:THIN_ON_TOP])
    )
    page = read_page(request)
    is_more = request.headers.get("HX-Target") == "more"
    rows, has_more, before = cut_page(shifts.exclude(pk__in=[shift.pk for shift in thin]), page, above=len(thin))
    facts = {
        "sharing": share_chapter(chapter),
        "is_member": viewer.is_member(chapter.pk),
        "chapter": chapter,
        "wish": wish,
        "chips": make_chips(request, wish),
        "thin": make_cards(thin, standing) if page == 1 else [],
        "days": list(group_by_day(make_cards(rows, standing))),
        # What stands above it ended within the day that this begins with.
        "goes_on": bool(is_more and before and rows and day_of(before) == day_of(rows[0])),
        "page": page,
        "first_page": link_to(request, page=None),
        "next_page": link_to(request, page=page + 1) if has_more else None,
    }
    template = "chapters/show.html"
    if is_more:
        template += "#days"
    elif request.headers.get("HX-Target") == "found":
        template += "#found"
    return keep_public(request, render(request, template, facts))


def find_thin(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    return shifts.filter(taken__lt=F("min_needed"))


@require_safe
def show_event(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    event: Event = get_object_or_404(events_visible_to(viewer).select_related("chapter", "site"), public_id=public_id)
    shifts = shifts_visible_to(viewer).filter(event=event).order_by("starts_at", "id")
    cards = make_cards(shifts, load_standing(viewer.person))
    organizes = viewer.organizes(event.chapter_id)
    is_in_the_know = organizes or any(card.is_confirmed for card in cards)
    facts = {
        "sharing": share_event(event),
        "invitation": invite_to(event),
        "event": event,
        "chapter": event.chapter,
        "days": list(group_by_day(cards)),
        "ticks": has_ticks(cards),
        "date": say_date(event.starts_at, event.zone),
        "times": say_clock(event.starts_at, event.ends_at, event.zone),
        "until": say_until(event.starts_at, timezone.now(), ends_at=event.ends_at, zone=event.zone),
        "access_words": say_access(event.site),
        "access": event.site.access if event.site and is_in_the_know else "",
        "kit": event.kit if is_in_the_know else "",
        "in_charge": in_charge_of(event) if is_in_the_know else None,
        "organizes": organizes,
    }
    return keep_public(request, render(request, "events/show.html", facts))


def read_wish(request: HttpRequest) -> Wish:
    """Return what the address asks for, as far as it says so well."""
    kind = request.GET.get("kind", "")
    return Wish(
        kind=kind if kind in Kind.values else "",
        words=" ".join(request.GET.get("q", "")[:80].split()),
        needs_people=request.GET.get("needs") == "1",
        for_me=request.GET.get("me") == "1" and request.user.is_authenticated,
    )


@dataclass(frozen=True)
class Chip:
    """One choice above the list: its word, where it leads, and whether it is chosen."""

    word: str
    link: str
    is_chosen: bool
    kind: str = ""


def make_chips(request: HttpRequest, wish: Wish) -> list[Chip]:
    """Return the choices above the list. Each keeps the others; a chosen one takes itself back."""
    chips = [Chip(_("Needs people"), link_to(request, needs=None if wish.needs_people else 1), wish.needs_people)]
    if request.user.is_authenticated:
        chips.insert(0, Chip(_("For me"), link_to(request, me=None if wish.for_me else 1), wish.for_me))
    chips += [
        Chip(str(label), link_to(request, kind=None if wish.kind == kind else kind), wish.kind == kind, kind)
        for kind, label in Kind.choices
    ]
    # What is chosen stands first: on a phone the end of the row is out of sight.
    chips.sort(key=lambda chip: not chip.is_chosen)
    return [Chip(_("All"), request.path, not wish.is_narrow), *chips]


def link_to(request: HttpRequest, **changes: object) -> str:
    """Return the address of this page with some of its query changed, and from its first page on."""
    query = request.GET.copy()
    for name, value in {"page": None, **changes}.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return request.path + (f"?{query.urlencode()}" if query else "")


def read_page(request: HttpRequest) -> int:
    """Return the page asked for; the first where it is no number."""
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def cut_page(shifts: QuerySet[Shift], page: int, *, above: int) -> tuple[list[Shift], bool, Shift | None]:
    """Return a page's shifts, whether more follow, and the one before them. One query, and nothing is counted.

    The first page is shorter by those that stand `above` the list.
    """
    start, end = max(PAGE * (page - 1) - above, 0), PAGE * page - above
    rows = list(shifts[max(start - 1, 0) : end + 1])
    before = rows.pop(0) if start and rows else None
    return rows[: end - start], len(rows) > end - start, before
