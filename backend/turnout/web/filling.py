"""What lacks people, soonest first, with who could come."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from turnout.rules.candidates import find_candidates, thin_shifts
from turnout.rules.times import say_span, say_until

from .members import members_only
from .organized import find_organized_chapter
from .requests import MemberRequest
from .rosters import MOST_SUGGESTED, describe_candidates

A_PAGE = 10
# So many stand there by name; the others are counted.
NAMED = 4


@require_safe
@members_only
def show_thin(request: MemberRequest, slug: str) -> HttpResponse:
    chapter = find_organized_chapter(request, slug)
    now = timezone.now()
    page = Paginator(thin_shifts(chapter, now=now), A_PAGE).get_page(request.GET.get("page"))
    shifts = list(page.object_list)
    candidates = find_candidates(shifts, now=now)
    rows = []
    for shift in shifts:
        could = candidates[shift.pk]
        askable = [candidate for candidate in could if candidate.may_be_asked]
        asked = [candidate for candidate in could if candidate.asked_at is not None]
        shown = askable[:NAMED] + asked[:NAMED]
        rows.append(
            {
                "shift": shift,
                "when": capfirst(say_span(shift)),
                "until": say_until(shift.starts_at, now, ends_at=shift.ends_at, zone=shift.event.zone),
                "could": len(could),
                "shown": describe_candidates(shown),
                "more": len(could) - len(shown),
                "is_cut": len(askable) > MOST_SUGGESTED,
                "askable": [candidate.membership for candidate in askable[:MOST_SUGGESTED]],
            }
        )
    facts = {"chapter": chapter, "page": page, "rows": rows, "back": request.get_full_path()}
    return render(request, "organize/fill.html", facts)
