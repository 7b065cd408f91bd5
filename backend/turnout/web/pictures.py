"""The pictures and codes that stand for a page elsewhere. Each is kept by what it says, so no copy is ever wrong."""

import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from turnout.models import Chapter, Event
from turnout.prints.codes import write_code_svg
from turnout.prints.pictures import Picture, describe_chapter, describe_event, draw_picture
from turnout.rules.viewers import NOBODY
from turnout.rules.visibility import events_visible_to

from .requests import viewer_of
from .sharing import make_short_address, version_of

logger = logging.getLogger(__name__)

# An address that names the version may be kept for a while; without one it is asked about each time. Never for long:
# an event can become one for members only.
FOR_FIVE_MINUTES = "public, max-age=300"
ASK_EACH_TIME = "public, no-cache"
FOR_ONE_READER = "private, no-cache"


@require_safe
def show_event_picture(request: HttpRequest, public_id: str) -> HttpResponse:
    event, is_public = _find_event(request, public_id)
    with translation.override(event.chapter.language):
        picture = describe_event(event)
    return _answer_picture(request, picture, event.chapter, is_public=is_public)


@require_safe
def show_chapter_picture(request: HttpRequest, slug: str) -> HttpResponse:
    chapter = get_object_or_404(Chapter, slug=slug)
    with translation.override(chapter.language):
        picture = describe_chapter(chapter)
    return _answer_picture(request, picture, chapter, is_public=True)


@require_safe
def show_event_code(request: HttpRequest, public_id: str) -> HttpResponse:
    """A QR code that leads to the event by its short address."""
    event, is_public = _find_event(request, public_id)
    keeping = FOR_FIVE_MINUTES if is_public else FOR_ONE_READER
    address = make_short_address(event)
    return _answer(request, f"code-{event.short_code}", "image/svg+xml", keeping, lambda: write_code_svg(address))


def _find_event(request: HttpRequest, public_id: str) -> tuple[Event, bool]:
    """Return an event that the asker may see, and whether everybody may: then nobody looks at who asks."""
    rows = Event.objects.select_related("chapter", "site").filter(public_id=public_id)
    if event := rows.filter(pk__in=events_visible_to(NOBODY)).first():
        return event, True
    return get_object_or_404(rows, pk__in=events_visible_to(viewer_of(request))), False


def _answer_picture(request: HttpRequest, picture: Picture, chapter: Chapter, *, is_public: bool) -> HttpResponse:
    keeping = FOR_ONE_READER
    if is_public:
        keeping = FOR_FIVE_MINUTES if request.GET.get("v") == version_of(picture) else ASK_EACH_TIME
    answer = _answer(request, picture.name, "image/png", keeping, lambda: read_or_draw(picture))
    answer.headers["Content-Language"] = chapter.language
    return answer


def _answer(
    request: HttpRequest, name: str, content_type: str, keeping: str, make: Callable[[], bytes]
) -> HttpResponse:
    """Return 304, or what `make` gives, which is called only then."""
    etag = f'"{name}"'
    headers = {"ETag": etag, "Cache-Control": keeping}
    known = get_conditional_response(request, etag=etag, response=HttpResponse(headers=headers))
    if isinstance(known, HttpResponse) and known.status_code == 304:
        return known
    return HttpResponse(make(), content_type=content_type, headers=headers)


def read_or_draw(picture: Picture) -> bytes:
    """Return a picture as it is kept; drawn, and kept, where it is not there yet. No disk is no reason to fail."""
    path = settings.PICTURES / f"{picture.name}.png"
    try:
        return path.read_bytes()
    except OSError:
        drawn = draw_picture(picture)
    try:
        _keep(path, drawn)
    except OSError as error:
        logger.warning("A picture could not be kept: %s", error)
    return drawn


def _keep(path: Path, drawn: bytes) -> None:
    """Write a picture so that nobody ever reads half of it, and drop the oldest ones where there are too many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(drawn)
        part.flush()
        os.fsync(part.fileno())
    os.replace(part.name, path)
    kept = sorted(path.parent.iterdir(), key=_age, reverse=True)
    for old in kept[settings.PICTURES_KEPT :]:
        old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Return when a file was written; long ago for one that another process took away meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
