"""A shift's page."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from turnout.models import Shift
from turnout.rules.claiming import load_standing
from turnout.rules.times import say_date, say_span
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import find_waitlist_position, shifts_visible_to

from .cards import make_card
from .keeping import keep_public
from .requests import viewer_of


@require_safe
def show_shift(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    shift = find_shift(viewer, public_id)
    return keep_public(request, render_shift(request, shift))


def find_shift(viewer: Viewer, public_id: str) -> Shift:
    """Return the shift, if the viewer may see it. Raises Http404."""
    return get_object_or_404(shifts_visible_to(viewer), public_id=public_id)


def render_shift(
    request: HttpRequest, shift: Shift, *, said: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Draw a shift's page for whoever asks; `said` is a sentence on its card."""
    return render(request, "shifts/show.html", _page_facts(viewer_of(request), shift, said), status=status)


def _page_facts(viewer: Viewer, shift: Shift, said: str) -> dict[str, Any]:
    card = make_card(shift, load_standing(viewer.person), said=said)
    organizes = viewer.organizes(shift.chapter_id)
    is_in_the_know = organizes or card.is_confirmed
    return {
        "card": card,
        "shift": shift,
        "event": shift.event,
        "chapter": shift.chapter,
        "date": say_date(shift.starts_at, shift.event.zone),
        "span": say_span(shift),
        "place": shift.event.full_place if is_in_the_know else shift.event.public_place,
        "kit": shift.event.kit if is_in_the_know else "",
        "notes": shift.notes if is_in_the_know else "",
        "position": find_waitlist_position(card.signup) if card.signup and card.signup.is_waitlisted else None,
        "organizes": organizes,
    }
