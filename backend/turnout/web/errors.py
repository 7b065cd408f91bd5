"""Error pages, in the same voice as the others, each with a way on."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _

from turnout.models import Chapter, Shift
from turnout.rules.refusals import Refused
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import open_shifts

from .requests import path_before, viewer_of

# First words of the addresses that lead to one shift or event.
ONE_OF_MANY = {"shifts", "events", "e"}
SHIFTS_OFFERED = 3
CHAPTERS_OFFERED = 6


def show_error(request: HttpRequest, status: HTTPStatus, title: str, detail: str, **facts: Any) -> HttpResponse:
    """Draw an error's page: in the frame of the others, or bare where the request was refused at the door."""
    facts |= {"title": title, "detail": detail, "frame": "base.html"}
    if not hasattr(request, "user"):
        return render(None, "errors/error.html", facts | bare_facts(), status=status)
    return render(request, "errors/error.html", facts, status=status)


def bare_facts() -> dict[str, Any]:
    """What the frame of a page needs that must ask neither the database nor the session."""
    return {"frame": "errors/bare.html", "EXIT_URL": settings.EXIT_URL}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(
        request, HTTPStatus.BAD_REQUEST, _("We did not understand that"), _("Go back and try it once more.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(
        request, HTTPStatus.FORBIDDEN, _("That is not open to you"), _("Ask an organizer of your chapter.")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same for what is hidden and for what never was; where a shift was looked for, with others that are open."""
    is_one_of_many = request.path.split("/")[1] in ONE_OF_MANY and hasattr(request, "user")
    return show_error(
        request,
        HTTPStatus.NOT_FOUND,
        _("There is nothing here"),
        _("The link may be old or cut short, or what it showed is not open to you."),
        **(_offer_others(viewer_of(request)) if is_one_of_many else {}),
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """For an address that only takes what a form sends, opened by itself."""
    return show_error(
        request,
        HTTPStatus.METHOD_NOT_ALLOWED,
        _("There is nothing to see here"),
        _("A button leads here, and nothing was changed. Go back to where it was."),
        way=(_("Go back"), _find_page_before(request)),
    )


def say_wait(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """Say to programs too how long to wait, where the page says in words that there were too many tries."""
    if "wait" in refusal.facts:
        response.headers["Retry-After"] = str(refusal.facts["wait"])
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return show_error(
        request,
        HTTPStatus.FORBIDDEN,
        _("This page was open too long"),
        _("Nothing was changed. Load the page again, then try once more."),
        way=(_("Load the page again"), _find_page_before(request)),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own faults. It asks nothing of the database or the session, which may be what failed."""
    with override(get_language_from_request(request)):
        facts = {
            "title": _("Something went wrong on our side"),
            "detail": _("Nothing you typed was at fault. Wait a minute and try again."),
        }
        return render(None, "errors/error.html", facts | bare_facts(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _offer_others(viewer: Viewer) -> dict[str, Any]:
    """Return open shifts of the viewer's own chapters or of the only one there is, or else the chapters.

    Nothing of what was asked for goes in, so that nothing tells a hidden shift from none.
    """
    chapters = list(Chapter.objects.filter(pk__in=viewer.member_chapters))
    if not chapters:
        chapters = list(Chapter.objects.order_by("name")[: CHAPTERS_OFFERED + 1])
        if len(chapters) > 1:
            return {"chapters": chapters if len(chapters) <= CHAPTERS_OFFERED else []}
    shifts = open_shifts(viewer).filter(chapter__in=chapters).order_by("starts_at", "id")
    offered: list[Shift] = list(shifts[:SHIFTS_OFFERED])
    return {"shifts": offered}


def _find_page_before(request: HttpRequest) -> str:
    """Return the path from which the request came, but for its own, which would lead here again."""
    before = path_before(request)
    return before if urlsplit(before).path != request.path else reverse("home")
