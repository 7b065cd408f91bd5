"""Error pages, in the same voice as the others, each with a way on."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

WAIT_SECONDS = 900


def show_error(request: HttpRequest, status: HTTPStatus, title: str, detail: str) -> HttpResponse:
    return render(request, "errors/error.html", {"title": title, "detail": detail, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(
        request, HTTPStatus.BAD_REQUEST, _("We did not understand that"), _("Go back and try it once more.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(
        request, HTTPStatus.FORBIDDEN, _("That is not open to you"), _("Ask an organizer of your chapter.")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return show_error(
        request,
        HTTPStatus.NOT_FOUND,
        _("There is nothing here"),
        _("The link may be old or cut short, or what it showed is not open to you."),
    )


def too_many_requests(request: HttpRequest, detail: str) -> HttpResponse:
    response = show_error(request, HTTPStatus.TOO_MANY_REQUESTS, _("Too many tries"), detail)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return show_error(
        request,
        HTTPStatus.FORBIDDEN,
        _("This page was open too long"),
        _("Nothing was changed. Go back, load the page again, and repeat it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own faults. It asks nothing of the database, which may be what failed."""
    facts: dict[str, Any] = {
        "title": _("Something went wrong on our side"),
        "detail": _("Nothing you typed was at fault. Wait a minute and try again."),
    }
    return render(None, "errors/error.html", facts, status=HTTPStatus.INTERNAL_SERVER_ERROR)
