"""One tap to the other language, from every page; and the language of a chapter's calendars, chosen by its owners."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.chapters import set_language as set_chapter_language
from turnout.actions.people import set_language
from turnout.models import Person
from turnout.rules.languages import active_language, check_language
from turnout.rules.refusals import Refused

from .errors import bad_request, csrf_failure
from .forms import ChapterLanguageForm
from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest, is_own_path, path_before, viewer_of

SAFE = {"GET", "HEAD"}


@csrf_exempt
@require_POST
def change_language(request: HttpRequest) -> HttpResponse:
    """Speak another language in this browser, and to the person in mails and calendars where somebody is signed in.

    Pages for people signed out are kept by caches and so hold no token. What is done for them is a cookie of their
    own, and a browser that says that another site sends it is refused; for somebody signed in the token is needed.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return csrf_failure(request)
    if request.user.is_authenticated:
        return _change(request)
    return _answer(request)


@csrf_protect
def _change(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Person)
    try:
        set_language(request.user, request.POST.get("language", ""))
    except Refused:
        return bad_request(request)
    return _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        language = check_language(request.POST.get("language", ""))
    except Refused:
        return bad_request(request)
    path = request.POST.get("next", "")
    response = redirect(path if is_own_path(path) else "home")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_chapter_language(request: MemberRequest, slug: str) -> HttpResponse:
    """Only owners choose it; an organizer hears so, and for others there is no such page."""
    viewer = viewer_of(request)
    chapter = find_organized_chapter(request, slug)
    if not viewer.owns(chapter.pk):
        raise PermissionDenied
    form = ChapterLanguageForm(
        request.POST if request.method == "POST" else None, initial={"language": chapter.language}
    )
    if form.is_valid():
        set_chapter_language(chapter, form.cleaned_data["language"], by=request.user)
        messages.success(request, _("Saved. The chapter's calendars follow."))
        return redirect("organize-language", chapter.slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "organize/language.html", {"chapter": chapter, "form": form}, status=status)


def add_language_choices(request: HttpRequest) -> dict[str, Any]:
    """The languages that a page offers besides its own, and where to come back to."""
    active = active_language()
    return {
        "languages": settings.LANGUAGES,
        "other_languages": [(code, name) for code, name in settings.LANGUAGES if code != active],
        "page_path": _path_of(request),
    }


def _path_of(request: HttpRequest) -> str:
    """Return the path that shows this page again: of an answer to a form, the page that had the form."""
    if request.method in SAFE:
        return request.get_full_path()
    return path_before(request)
