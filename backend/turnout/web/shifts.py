"""A shift's page."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from turnout.actions.places import release_kept_places
from turnout.calendars import describe_signup
from turnout.calendars.links import link_to_google, link_to_outlook
from turnout.models import Event, Shift, Signup, Site
from turnout.rules.claiming import load_standing
from turnout.rules.history import past_signups_of
from turnout.rules.places import say_access
from turnout.rules.times import say_date
from turnout.rules.viewers import Viewer
from turnout.rules.visibility import find_waitlist_position, shifts_visible_to

from .cards import make_card
from .keeping import keep_on_phone, keep_public
from .requests import viewer_of
from .sharing import invite_to, share_shift

MAPS = "https://www.google.com/maps/search/"


@require_safe
def show_shift(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    shift = find_settled_shift(viewer, public_id)
    return keep_public(request, render_shift(request, shift))


def find_shift(viewer: Viewer, public_id: str) -> Shift:
    """Return the shift, if the viewer may see it. Raises Http404."""
    return get_object_or_404(shifts_visible_to(viewer), public_id=public_id)


def find_settled_shift(viewer: Viewer, public_id: str) -> Shift:
    """Return the shift once places whose time to undo is over are let go: the clock does that, and not who asks."""
    shift = find_shift(viewer, public_id)
    return find_shift(viewer, public_id) if release_kept_places(of=shift) else shift


def render_shift(
    request: HttpRequest, shift: Shift, *, said: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Draw a shift's page for whoever asks; `said` is a sentence on its card."""
    facts = _page_facts(viewer_of(request), shift, said)
    response = render(request, "shifts/show.html", facts, status=status)
    is_kept = status == HTTPStatus.OK and facts["card"].is_confirmed and not shift.is_over()
    return keep_on_phone(response) if is_kept else response


def _page_facts(viewer: Viewer, shift: Shift, said: str) -> dict[str, Any]:
    standing = load_standing(viewer.person)
    card = make_card(shift, standing, said=said)
    card.was = _say_past(viewer, shift) if card.is_over else ""
    is_ahead = not card.is_over and not shift.is_cancelled
    event = shift.event
    organizes = viewer.organizes(shift.chapter_id)
    is_in_the_know = organizes or card.is_confirmed
    facts: dict[str, Any] = {
        "sharing": share_shift(shift),
        "invitation": invite_to(event),
        "card": card,
        "shift": shift,
        # It will take place: only then is anything promised, and anybody asked along.
        "is_ahead": is_ahead,
        "event": event,
        "chapter": shift.chapter,
        "date": say_date(shift.starts_at, event.zone),
        "place": event.full_place if is_in_the_know else event.public_place,
        "room": event.online_url if is_in_the_know else "",
        "access_words": say_access(event.site),
        "access": event.site.access if event.site and is_in_the_know else "",
        "directions": link_to_maps(event.site) if is_in_the_know else "",
        "kit": event.kit if is_in_the_know else "",
        "in_charge": in_charge_of(event) if is_in_the_know else None,
        "notes": shift.notes if is_in_the_know else "",
        # There is something to read later.
        "keeps_kit": bool(event.kit or shift.notes) and is_ahead and not is_in_the_know,
        "position": find_waitlist_position(card.signup) if card.look == "waits" and card.signup else None,
        "organizes": organizes,
    }
    if card.is_confirmed and card.signup and is_ahead:
        card.signup.shift = shift  # with its site at hand
        entry = describe_signup(card.signup)
        facts |= {"entry": entry, "google": link_to_google(entry), "outlook": link_to_outlook(entry)}
    return facts


def _say_past(viewer: Viewer, shift: Shift) -> str:
    """Return what somebody was to a shift that is over; nothing where they held no place."""
    signup = past_signups_of(viewer, now=timezone.now()).filter(shift=shift).first()
    if signup is None:
        return ""
    match signup.attendance:
        case Signup.Attendance.ATTENDED:
            return _("You were there.")
        case Signup.Attendance.NO_SHOW:
            return _("You were marked as missed.")
        case _other:
            return _("You were signed up.")


def in_charge_of(event: Event) -> Event | None:
    """Return the event where it says who is in charge; to be shown to organizers and those confirmed."""
    return event if event.in_charge or event.in_charge_phone else None


def link_to_maps(site: Site | None) -> str:
    """Return the address that shows a site on a map; nothing where it has no address."""
    if site is None or not site.address:
        return ""
    return f"{MAPS}?{urlencode({'api': '1', 'query': f'{site.name}, {site.address}'})}"
