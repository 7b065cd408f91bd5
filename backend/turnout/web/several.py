"""Claiming the shifts of an event that were ticked, together."""

from collections import Counter
from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from turnout.actions.signups import claim_shifts
from turnout.models import Event, Shift, Signup
from turnout.rules.claiming import load_standing
from turnout.rules.refusals import Reason, Refused
from turnout.rules.times import say_time
from turnout.rules.visibility import events_visible_to, shifts_visible_to

from .cards import group_by_day, has_ticks, make_card, say_claimed
from .requests import Request, viewer_of
from .signin import signin_link
from .signups import go_to

MOST_AT_ONCE = 50

# What became of a shift: a signup, or why not.
Outcome = Signup | Refused


@require_POST
def claim_ticked(request: Request, public_id: str) -> HttpResponse:
    viewer = viewer_of(request)
    event = get_object_or_404(events_visible_to(viewer), public_id=public_id)
    if viewer.person is None:
        return go_to(request, signin_link(next_path=request.path.removesuffix("claim/")))
    wanted = set(request.POST.getlist("shift"))
    if not wanted:
        return _answer(request, event, _("Select the shifts that you would like first."))
    if len(wanted) > MOST_AT_ONCE:
        return _answer(request, event, _("Select %(most)d shifts at most.") % {"most": MOST_AT_ONCE})
    shifts = list(shifts_visible_to(viewer).filter(event=event, public_id__in=wanted))
    if len(shifts) != len(wanted):
        raise Http404
    tap = request.headers.get("Idempotency-Key") or request.POST.get("tap", "")
    outcomes = claim_shifts(shifts, person=viewer.person, tap=tap)
    return _answer(request, event, say_outcomes(outcomes), outcomes)


def _answer(request: Request, event: Event, said: str, outcomes: Sequence[tuple[Shift, Outcome]] = ()) -> HttpResponse:
    """Draw the event's cards for htmx, each with what became of it; without script go back to the event's page."""
    has_claimed = any(_is_claimed(outcome) for _shift, outcome in outcomes)
    if not request.htmx:
        (messages.success if has_claimed else messages.warning)(request, said)
        return redirect("event", event.public_id)
    viewer = viewer_of(request)
    words = {shift.pk: _say_outcome(outcome) for shift, outcome in outcomes}
    standing = load_standing(viewer.person)
    shifts = shifts_visible_to(viewer).filter(event=event).order_by("starts_at", "id")
    cards = [make_card(shift, standing, said=words.get(shift.pk, "")) for shift in shifts]
    facts = {
        "event": event,
        "days": list(group_by_day(cards)),
        "ticks": has_ticks(cards),
        "said": said,
        "mood": "" if has_claimed else "warning",
    }
    status = HTTPStatus.OK if has_claimed else HTTPStatus.CONFLICT
    return render(request, "events/show.html#cards", facts, status=status)


def say_outcomes(outcomes: Sequence[tuple[Shift, Outcome]]) -> str:
    """Return what became of all that was ticked, in one sentence: "3 claimed, 1 not: 10:30 AM is full."."""
    count = sum(_is_claimed(outcome) for _shift, outcome in outcomes)
    missed = [(shift, outcome) for shift, outcome in outcomes if not _is_claimed(outcome)]
    if not missed:
        return ngettext("%(count)d shift claimed. Thank you.", "%(count)d shifts claimed. Thank you.", count) % {
            "count": count
        }
    name = _namer([shift for shift, _outcome in outcomes])
    why = "; ".join(_say_missed(name(shift), outcome) for shift, outcome in missed)
    if not count:
        return _("None claimed: %(why)s.") % {"why": why}
    return _("%(claimed)s, %(missed)s: %(why)s.") % {
        "claimed": ngettext("%(count)d claimed", "%(count)d claimed", count) % {"count": count},
        "missed": ngettext("%(count)d not", "%(count)d not", len(missed)) % {"count": len(missed)},
        "why": why,
    }


def _is_claimed(outcome: Outcome) -> bool:
    return isinstance(outcome, Signup) and outcome.is_current


def _say_outcome(outcome: Outcome) -> str:
    return str(outcome) if isinstance(outcome, Refused) else say_claimed(outcome)


def _say_missed(name: str, outcome: Outcome) -> str:
    """Return why one was not claimed, as a part of a sentence."""
    if isinstance(outcome, Signup):
        return _("you dropped %(shift)s meanwhile") % {"shift": name}
    match outcome.reason:
        case Reason.SHIFT_FULL:
            return _("%(shift)s is full") % {"shift": name}
        case Reason.OVERLAPPING_SHIFT:
            clash: Shift = outcome.facts["shift"]
            facts = {"shift": name, "role": clash.role, "time": say_time(clash.starts_at, clash.event.zone)}
            return _("%(shift)s overlaps “%(role)s” at %(time)s") % facts
        case Reason.ALREADY_SIGNED_UP:
            return _("you are on %(shift)s already") % {"shift": name}
        case Reason.SIGNUP_CLOSED:
            return _("%(shift)s is closed") % {"shift": name}
        case Reason.TOO_MANY_SIGNUPS:
            return _("%(shift)s is more than one person may hold") % {"shift": name}
        case _other:
            return f"{name}: {str(outcome).rstrip('.')}"


def _namer(shifts: Sequence[Shift]) -> Callable[[Shift], str]:
    """Return how to name each of some shifts of one event: by its time, with day and role where that is not enough."""
    zone = shifts[0].event.zone
    days = {shift.starts_at.astimezone(zone).date() for shift in shifts}
    starts = Counter(shift.starts_at for shift in shifts)

    def name(shift: Shift) -> str:
        when = say_time(shift.starts_at, zone)
        if len(days) > 1:
            day = date_format(shift.starts_at.astimezone(zone), "SHORT_DATE_FORMAT")
            when = _("%(day)s, %(time)s") % {"day": day, "time": when}
        if starts[shift.starts_at] > 1:
            return _("%(role)s at %(time)s") % {"role": shift.role, "time": when}
        return when

    return name
