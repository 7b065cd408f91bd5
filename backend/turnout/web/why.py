"""Why somebody does not see a shift: choose whom and which, and read one sentence."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from turnout.models import Chapter, Event, Membership, Shift
from turnout.rules.explaining import explain_shift
from turnout.rules.people import people_of

from .members import members_only
from .organized import find_organized_chapter
from .people import read_words
from .requests import MemberRequest

OFFERED = 20


@require_safe
@members_only
def explain(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask for what is not chosen yet, the person first, and then say why."""
    chapter = find_organized_chapter(request, slug)
    words = read_words(request)
    people = Membership.objects.filter(chapter=chapter).select_related("person", "chapter")
    membership = people.filter(public_id=request.GET.get("person", "")[:16]).first()
    shifts = list_shifts(chapter)
    shift = shifts.filter(public_id=request.GET.get("shift", "")[:16]).first()
    facts: dict[str, Any] = {"chapter": chapter, "membership": membership, "shift": shift, "words": words}
    if membership is None:
        facts["people"] = people_of(chapter, words=words)[:OFFERED]
    elif shift is None:
        for word in words.split():
            shifts = shifts.filter(role__icontains=word) | shifts.filter(event__title__icontains=word)
        facts["shifts"] = shifts.filter(ends_at__gt=timezone.now()).order_by("starts_at", "id")[:OFFERED]
    else:
        facts["why"] = explain_shift(shift, membership)
    return render(request, "organize/why.html", facts)


def list_shifts(chapter: Chapter) -> Any:
    """Return the shifts of a chapter that somebody may be asked about, drafts too."""
    rows = Shift.objects.filter(chapter=chapter).exclude(event__state=Event.State.DELETED)
    return rows.select_related("event", "chapter")
