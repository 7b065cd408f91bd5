"""Telling people what changed: the banner on organizers' pages, and its button."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from turnout.actions.series import occurrences_in
from turnout.actions.telling import tell_changes, untold_events
from turnout.models import Chapter, Event, Shift
from turnout.rules.telling import UntoldLine, describe_untold, untold

from .members import members_only
from .organized import find_organized_chapter, find_organized_event
from .requests import MemberRequest, is_own_path

LINES_SHOWN = 6
# Beside the board there is little room.
LINES_SHOWN_BESIDE = 2


@dataclass(frozen=True)
class Banner:
    """What an organizer's page says of people who do not know yet: how many, and what."""

    people: int
    lines: list[UntoldLine]
    more: int = 0
    # In how many events, where it is said of a chapter.
    events: int = 1
    # How many there are on all days of its series, where those are more.
    people_of_series: int = 0


def banner_of(event: Event, *, beside: Shift | None = None) -> Banner | None:
    """Return what an event's people do not know yet, or None where they know all, and on the other days, too.

    `beside` a shift on the board, that one's changes come first, and few of the others.
    """
    everywhere = untold().filter(chapter=event.chapter_id)
    signups = list(everywhere.filter(shift__event=event).select_related("shift__event__site"))
    others = 0
    if event.series_id:
        series = everywhere.filter(shift__event__in=occurrences_in(event, "all"))
        facts = series.aggregate(people=Count("person", distinct=True), events=Count("shift__event", distinct=True))
        others = facts["people"] if facts["events"] > bool(signups) else 0
    if not signups and not others:
        return None
    found = describe_untold(signups)
    lines, most = found.lines, LINES_SHOWN
    if beside:
        lines, most = sorted(lines, key=lambda line: line.shift != beside.pk), LINES_SHOWN_BESIDE
    return Banner(found.people, lines[:most], max(len(lines) - most, 0), people_of_series=others)


def banner_of_chapter(chapter: Chapter) -> Banner | None:
    """Return how many of a chapter's people do not know yet, in how many events; None where all know."""
    counted = untold().filter(chapter=chapter)
    facts = counted.aggregate(people=Count("person", distinct=True), events=Count("shift__event", distinct=True))
    return Banner(facts["people"], [], events=facts["events"]) if facts["people"] else None


def with_untold(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return events with how many do not know yet what changed: `untold`, None for nobody."""
    of_event = untold().filter(shift__event=OuterRef("pk")).order_by().values("shift__event")
    return events.annotate(untold=Subquery(of_event.annotate(people=Count("person", distinct=True)).values("people")))


@require_POST
@members_only
def tell_event(request: MemberRequest, public_id: str) -> HttpResponse:
    """Tell everybody on an event, or on all days of its series, what they do not know yet."""
    event = find_organized_event(request, public_id)
    people = tell_changes(occurrences_in(event, "all" if "series" in request.POST else "this"), by=request.user)
    _say(request, people)
    back = request.POST.get("next", "")
    return redirect(back) if is_own_path(back) else redirect("organize-event", event.public_id)


@require_POST
@members_only
def tell_chapter(request: MemberRequest, slug: str) -> HttpResponse:
    """Tell everybody in a chapter what they do not know yet."""
    chapter = find_organized_chapter(request, slug)
    _say(request, tell_changes(untold_events(chapter), by=request.user))
    return redirect("organize-chapter", chapter.slug)


def _say(request: MemberRequest, people: int) -> None:
    if people:
        said = ngettext("%(count)d person gets an email.", "%(count)d people get an email each.", people)
        messages.success(request, said % {"count": people})
    else:
        messages.info(request, _("Everybody knows already. No email went out."))
