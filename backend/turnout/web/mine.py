"""My shifts: the next one first, those to come after it, and those that were."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from turnout.models import Signup
from turnout.rules.claiming import load_standing
from turnout.rules.history import past_signups_of, sum_attended
from turnout.rules.hours import count_minutes
from turnout.rules.places import say_access
from turnout.rules.times import say_date, say_hours
from turnout.rules.visibility import chapters_of, find_waitlist_positions, signups_of

from .cards import Card, group_by_day, is_of_many, make_card
from .keeping import keep_on_phone
from .members import members_only
from .requests import MemberRequest, viewer_of
from .shifts import in_charge_of, link_to_maps

PAST_SHOWN = 20


@require_safe
@members_only
def show_mine(request: MemberRequest) -> HttpResponse:
    viewer = viewer_of(request)
    now = timezone.now()
    standing = load_standing(request.user, now=now)
    ahead = signups_of(viewer).filter(state__in=Signup.CURRENT, shift__ends_at__gt=now)
    positions = find_waitlist_positions(ahead)
    signups = list(ahead.order_by("shift__starts_at", "shift_id"))
    is_abroad = is_of_many(standing)
    cards = [make_card(signup.shift, standing, now=now, is_abroad=is_abroad) for signup in signups]
    for card, signup in zip(cards, signups, strict=True):
        card.position = positions.get(signup.pk)
    first = next((card for card in cards if card.is_confirmed and not card.shift.is_cancelled), None)
    past = past_signups_of(viewer, now=now)
    attended = sum_attended(past)
    facts = {
        **(describe_first(first) if first else {}),
        "days": list(group_by_day((card for card in cards if card is not first), is_kept=True)),
        "kept": [card.shift for card in cards if card.is_confirmed],
        "past": [(signup, say_hours(_length_of(signup))) for signup in past[:PAST_SHOWN]],
        "past_shown": PAST_SHOWN,
        "attended": say_hours(attended) if attended else "",
        "chapters": chapters_of(viewer),
    }
    return keep_on_phone(render(request, "mine/show.html", facts))


def _length_of(signup: Signup) -> timedelta:
    """Return how long somebody was at a shift; of what nobody has said yet, how long it was."""
    if signup.is_here:
        return timedelta(minutes=count_minutes(signup))
    return signup.shift.ends_at - signup.shift.starts_at


def describe_first(card: Card) -> dict[str, Any]:
    """Return what somebody needs to know who is on their way: where, what to do, whom to ask."""
    shift, event = card.shift, card.shift.event
    return {
        "first": card,
        "date": say_date(shift.starts_at, event.zone),
        "place": event.full_place,
        "room": event.online_url,
        "directions": link_to_maps(event.site),
        "access_words": say_access(event.site),
        "access": event.site.access if event.site else "",
        "kit": event.kit,
        "in_charge": in_charge_of(event),
        "notes": shift.notes,
        "contact": shift.chapter.contact_email,
    }
