"""Events that are over: those of which something is still to be said, and the list of all."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from turnout.models import Chapter, Event
from turnout.rules.finishing import past_events, unfinished_events

from .requests import MemberRequest

A_PAGE = 50
# On top of what is to come; the rest stands in the list of what is past.
TO_FINISH = 5


def offer_finishing(events: QuerySet[Event], *, now: datetime) -> dict[str, Any]:
    """Return what the list of events says of those that are over."""
    found = list(unfinished_events(events, now=now)[: TO_FINISH + 1])
    return {"unfinished": found[:TO_FINISH], "more_unfinished": len(found) > TO_FINISH}


def show_past(request: MemberRequest, chapter: Chapter, events: QuerySet[Event]) -> HttpResponse:
    page = Paginator(past_events(events, now=timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "organize/past.html", {"chapter": chapter, "page": page})
