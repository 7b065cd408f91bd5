"""My shifts: those to come, and those that were."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from turnout.models import Signup
from turnout.rules.claiming import load_standing
from turnout.rules.visibility import chapters_of, signups_of

from .cards import group_by_day, make_card
from .keeping import keep_on_phone
from .members import members_only
from .requests import MemberRequest, viewer_of

PAST_SHOWN = 20


@require_safe
@members_only
def show_mine(request: MemberRequest) -> HttpResponse:
    viewer = viewer_of(request)
    now = timezone.now()
    mine = signups_of(viewer).filter(state__in=Signup.CURRENT)
    standing = load_standing(request.user, now=now)
    ahead = mine.filter(shift__ends_at__gt=now).order_by("shift__starts_at", "shift_id")
    cards = [make_card(signup.shift, standing, now=now, is_abroad=True) for signup in ahead]
    past = mine.filter(shift__ends_at__lte=now, state=Signup.State.CONFIRMED).order_by("-shift__starts_at")
    facts = {
        "days": list(group_by_day(cards)),
        "past": list(past[:PAST_SHOWN]),
        "chapters": chapters_of(viewer),
    }
    return keep_on_phone(render(request, "mine/show.html", facts))
