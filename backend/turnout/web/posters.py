"""Posters for organizers: a sheet to print for an event or a site, and its code, which can be renewed."""

from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from turnout.actions.posters import find_poster, make_poster, renew_poster
from turnout.models import Event, Poster, Site
from turnout.prints.codes import write_code_svg
from turnout.rules.times import say_clock, say_date

from .members import members_only
from .organized import find_organized_event
from .requests import MemberRequest, viewer_of

PAPERS = ("letter", "a4")
Owner = TypeVar("Owner", Event, Site)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def show_event_poster(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    facts = {
        "event": event,
        "title": event.title,
        "when": capfirst(say_date(event.starts_at, event.zone)),
        "times": say_clock(event.starts_at, event.ends_at, event.zone),
        "place": event.public_place,
        "back": (reverse("organize-roster", args=[event.public_id]), event.title),
    }
    return _show(request, event, "organize-event-poster", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def show_site_poster(request: MemberRequest, public_id: str) -> HttpResponse:
    site = _find_site(request, public_id)
    facts: dict[str, object] = {
        "title": site.name,
        "place": site.area if site.area != site.name else "",
        "back": (reverse("organize-chapter", args=[site.chapter.slug]), _("All events")),
    }
    return _show(request, site, "organize-site-poster", facts)


@require_POST
@members_only
def renew_event_poster(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    return _renew(request, event, "organize-event-poster")


@require_POST
@members_only
def renew_site_poster(request: MemberRequest, public_id: str) -> HttpResponse:
    return _renew(request, _find_site(request, public_id), "organize-site-poster")


@require_safe
@members_only
def show_code(request: MemberRequest, code: str) -> HttpResponse:
    """The QR code of a poster that one may print."""
    poster = get_object_or_404(Poster, code=code, chapter__in=viewer_of(request).organized_chapters)
    return HttpResponse(write_code_svg(make_address(poster)), content_type="image/svg+xml")


def make_address(poster: Poster) -> str:
    return settings.BASE_URL + reverse("poster", args=[poster.code])


def _show(request: MemberRequest, of: Event | Site, name: str, facts: dict[str, object]) -> HttpResponse:
    if request.method == "POST":
        make_poster(of, by=request.user)
        return redirect(name, of.public_id)
    poster = find_poster(of)
    paper = request.GET.get("paper", "")
    facts |= {
        "chapter": of.chapter,
        "poster": poster,
        "address": make_address(poster).partition("://")[2] if poster else "",
        "paper": paper if paper in PAPERS else PAPERS[0],
        "renew": reverse(f"{name}-renew", args=[of.public_id]),
    }
    return render(request, "organize/poster.html", facts)


def _renew(request: MemberRequest, of: Event | Site, name: str) -> HttpResponse:
    renew_poster(of, by=request.user)
    messages.success(request, _("This is the new poster. Those that hang say that they are out of date."))
    return redirect(name, of.public_id)


def _find_site(request: MemberRequest, public_id: str) -> Site:
    sites = Site.objects.filter(chapter__in=viewer_of(request).organized_chapters).select_related("chapter")
    return get_object_or_404(sites, public_id=public_id)
