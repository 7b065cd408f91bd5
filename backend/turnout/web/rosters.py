"""Who is on one shift, for its organizers: signing people up, moving and promoting them, asking for help."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from turnout.actions.rosters import Newcomer, ask_members, move_person, promote_signup, sign_up
from turnout.actions.signups import drop_signup
from turnout.models import Event, Membership, Shift, Signup
from turnout.rules.candidates import Candidate, find_candidates
from turnout.rules.claiming import load_standing, why_closed
from turnout.rules.refusals import Reason, Refused
from turnout.rules.rostering import OVERRIDABLE, why_not_move, word_for_organizer
from turnout.rules.times import say_day, say_span
from turnout.rules.visibility import members_of, roster_of, shifts_visible_to, signups_visible_to
from turnout.rules.weeks import Week

from .errors import say_wait
from .forms import EmailForm
from .members import members_only
from .organized import find_organized_shift
from .requests import MemberRequest, is_own_path, viewer_of

MOST_FOUND = 20
MOST_SUGGESTED = 10
MOST_TARGETS = 40
# What a refusal is answered with where it is no clash of two wishes.
STATUSES = {
    Reason.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Reason.TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
}


class NewcomerForm(EmailForm):
    name = forms.CharField(
        label=_("Their name"),
        max_length=80,
        error_messages={"required": _("Type their name. A first name is fine.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    field_order = ("name", "email")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def show_people(request: MemberRequest, public_id: str) -> HttpResponse:
    """The people of a shift; what is posted signs somebody up: a member, or somebody new by name and address."""
    shift = find_organized_shift(request, public_id)
    if request.method != "POST":
        return _show(request, shift, {"newcomer": NewcomerForm()})
    how: dict[str, Any] = {
        "if_full": "waitlist" if "waitlist" in request.POST else "fail",
        "allow_overlap": "anyway" in request.POST,
    }
    form = NewcomerForm()
    who: Membership | Newcomer
    if public := _read_ids(request, "member"):
        who = get_object_or_404(members_of(shift.chapter_id), public_id__in=public[:1])
    else:
        form = NewcomerForm(request.POST)
        if not form.is_valid():
            return _show(request, shift, {"newcomer": form}, HTTPStatus.UNPROCESSABLE_ENTITY)
        who = Newcomer(form.cleaned_data["email"], form.cleaned_data["name"])
    try:
        signup = sign_up(shift, who, by=request.user, **how)
    except Refused as refusal:
        if refusal.field:
            form.add_error(refusal.field, str(refusal))
        facts = {"newcomer": form, "refused": _offer(request, shift, refusal)}
        return say_wait(_show(request, shift, facts, STATUSES.get(refusal.reason, HTTPStatus.CONFLICT)), refusal)
    said = _t("On the waitlist. An email says so.") if signup.is_waitlisted else _t("Signed up. An email says so.")
    messages.success(request, said)
    return redirect("organize-shift-people", shift.public_id)


def _offer(request: MemberRequest, shift: Shift, refusal: Refused) -> dict[str, Any]:
    """Return a refusal with what may be done all the same, and what was sent, to be sent again with it."""
    sent = [(name, request.POST[name]) for name in ("member", "email", "name") if request.POST.get(name)]
    if "waitlist" in request.POST:
        sent.append(("waitlist", "1"))
    if "anyway" in request.POST:
        sent.append(("anyway", "1"))
    return {
        "sentence": "" if refusal.field else str(refusal),
        "may_override": refusal.reason in OVERRIDABLE,
        "may_wait": refusal.reason == Reason.SHIFT_FULL,
        "sent": sent,
    }


def _show(
    request: MemberRequest, shift: Shift, facts: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    people = list(roster_of(shift))
    wanted = " ".join(request.GET.get("q", "").split())[:80]
    is_open = why_closed(shift) is None
    found: list[Membership] = []
    if wanted:
        there = members_of(shift.chapter_id).filter(display_name__icontains=wanted)
        there = there.exclude(person__in=[signup.person_id for signup in people])
        found = list(there.order_by("display_name", "pk")[:MOST_FOUND])
    suggested = find_candidates([shift])[shift.pk] if is_open and not shift.is_full and not wanted else []
    zone = shift.event.zone
    page = {
        "shift": shift,
        "chapter": shift.chapter,
        "when": capfirst(say_span(shift)),
        "holding": [signup for signup in people if not signup.is_waitlisted],
        "waiting": [signup for signup in people if signup.is_waitlisted],
        "is_open": is_open,
        "wanted": wanted,
        "found": found,
        "suggested": describe_candidates(suggested[:MOST_SUGGESTED]),
        "more": max(len(suggested) - MOST_SUGGESTED, 0),
        "is_cut": sum(candidate.may_be_asked for candidate in suggested) > MOST_SUGGESTED,
        "askable": [c.membership for c in suggested[:MOST_SUGGESTED] if c.may_be_asked],
        "week": Week.of(shift.starts_at.astimezone(zone).date()).name,
        **facts,
    }
    return render(request, "organize/people_on_shift.html", page, status=status)


def describe_candidates(candidates: list[Candidate]) -> list[dict[str, Any]]:
    """Return what a list says of each: the name, why they stand there, and whether they were asked."""
    return [
        {"member": candidate.membership, "why": _say_why(candidate), "asked": _say_asked(candidate)}
        for candidate in candidates
    ]


def _say_why(candidate: Candidate) -> str:
    if candidate.times_in_role:
        said = ngettext("did this %(count)d time", "did this %(count)d times", candidate.times_in_role)
        return said % {"count": candidate.times_in_role}
    if candidate.times_in_kind:
        said = ngettext("came %(count)d time", "came %(count)d times", candidate.times_in_kind)
        return said % {"count": candidate.times_in_kind}
    if candidate.upcoming:
        said = ngettext("holds %(count)d shift", "holds %(count)d shifts", candidate.upcoming)
        return said % {"count": candidate.upcoming}
    return ""


def _say_asked(candidate: Candidate) -> str:
    """Return when they were asked for this shift, or that they were asked enough; nothing where they may be asked."""
    if candidate.asked_at is not None:
        zone = candidate.membership.chapter.zone
        days = (timezone.now().astimezone(zone).date() - candidate.asked_at.astimezone(zone).date()).days
        if days == 0:
            return _t("asked today")
        if days == 1:
            return _t("asked yesterday")
        return _t("asked on %(day)s") % {"day": say_day(candidate.asked_at, zone)}
    return "" if candidate.may_be_asked else _t("asked often this week")


@require_POST
@members_only
def ask(request: MemberRequest, public_id: str) -> HttpResponse:
    """Ask the members that are named to take a shift."""
    shift = find_organized_shift(request, public_id)
    members = list(members_of(shift.chapter_id).filter(public_id__in=_read_ids(request, "member")))
    try:
        people, left_out = ask_members(shift, members, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        count = len(people)
        if people:
            said = ngettext("Asked %(count)d person by email.", "Asked %(count)d people by email.", count)
            messages.success(request, said % {"count": count})
        if left_out:
            said = ngettext(
                "%(count)d was not asked: they cannot take it any more, or were asked already.",
                "%(count)d were not asked: they cannot take it any more, or were asked already.",
                left_out,
            )
            messages.warning(request, said % {"count": left_out})
    return _go_back(request, shift)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def move(request: MemberRequest, public_id: str) -> HttpResponse:
    """Choose where somebody goes, and move them there."""
    signup = _find_signup(request, public_id)
    shift, name = signup.shift, signup.shown_name
    standing = load_standing(signup.person)
    ahead = (
        shifts_visible_to(viewer_of(request))
        .filter(chapter=shift.chapter_id, state=Shift.State.OPEN, event__state=Event.State.PUBLISHED)
        .filter(ends_at__gt=timezone.now())
        .exclude(pk=shift.pk)
    )
    own = list(ahead.filter(event=shift.event_id).order_by("starts_at", "id")[:MOST_TARGETS])
    shifts = own + _find_near(ahead.exclude(event=shift.event_id), shift, MOST_TARGETS - len(own))
    refused: dict[str, Any] = {}
    if request.method == "POST":
        to = get_object_or_404(ahead, public_id__in=_read_ids(request, "to")[:1])
        try:
            move_person(signup, to, by=request.user, allow_overlap="anyway" in request.POST)
        except Refused as refusal:
            refused = {
                "sentence": str(refusal),
                "may_override": refusal.reason in OVERRIDABLE,
                "to": to.public_id,
            }
        else:
            messages.success(request, _t("Moved. %(name)s gets one email about it.") % {"name": name})
            return redirect("organize-shift-people", to.public_id)

    def judge(to: Shift) -> dict[str, Any]:
        refusal = why_not_move(shift, to, standing, allow_overlap=signup.allow_overlap)
        if refusal is None:
            return {"why_not": "", "may_try": True}
        if refusal.reason == Reason.SHIFT_FULL:
            return {"why_not": refusal.reason.label, "may_try": False}
        worded = word_for_organizer(refusal, name, shift.chapter_id)
        return {"why_not": str(worded), "may_try": refusal.reason in OVERRIDABLE}

    facts = {
        "signup": signup,
        "shift": shift,
        "chapter": shift.chapter,
        "when": capfirst(say_span(shift)),
        "targets": [{"shift": to, "when": capfirst(say_span(to)), "is_own": to in own, **judge(to)} for to in shifts],
        "refused": refused,
    }
    return render(request, "organize/move_person.html", facts, status=HTTPStatus.CONFLICT if refused else HTTPStatus.OK)


def _find_near(shifts: QuerySet[Shift], shift: Shift, most: int) -> list[Shift]:
    """Return those nearest in time to a shift, half of them before it, in the order of time."""
    before = shifts.filter(starts_at__lt=shift.starts_at).order_by("-starts_at", "-id")[: most // 2]
    after = shifts.filter(starts_at__gte=shift.starts_at).order_by("starts_at", "id")[: most - most // 2]
    return [*reversed(before), *after]


@require_POST
@members_only
def promote(request: MemberRequest, public_id: str) -> HttpResponse:
    """Give somebody who waits a place, over the order."""
    signup = _find_signup(request, public_id)

    def act() -> None:
        promote_signup(signup, by=request.user, add_place="add" in request.POST, allow_overlap="anyway" in request.POST)

    said = _t("%(name)s has a place now. An email says so.") % {"name": signup.shown_name}
    return _do(request, signup, act, said)


@require_POST
@members_only
def take_off(request: MemberRequest, public_id: str) -> HttpResponse:
    """Take somebody off a shift or its waitlist."""
    signup = _find_signup(request, public_id)
    said = _t("%(name)s is off this shift. An email says so.") % {"name": signup.shown_name}
    return _do(request, signup, lambda: drop_signup(signup, by=request.user), said)


def _do(request: MemberRequest, signup: Signup, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        if refusal.reason in OVERRIDABLE:
            facts = {"newcomer": NewcomerForm(), "clash": {"signup": signup, "sentence": str(refusal)}}
            return _show(request, find_organized_shift(request, signup.shift.public_id), facts, HTTPStatus.CONFLICT)
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("organize-shift-people", signup.shift.public_id)


def _find_signup(request: MemberRequest, public_id: str) -> Any:
    """Return somebody's signup with their name in the chapter: `shown_name`."""
    viewer = viewer_of(request)
    organized = signups_visible_to(viewer).filter(chapter__in=viewer.organized_chapters)
    return get_object_or_404(organized.select_related("person", "shift__event", "shift__chapter"), public_id=public_id)


def _read_ids(request: MemberRequest, name: str) -> list[str]:
    """Return what may be ids among what was posted."""
    return [value for value in request.POST.getlist(name) if value]


def _go_back(request: MemberRequest, shift: Shift) -> HttpResponse:
    back = request.POST.get("next", "")
    return redirect(back) if is_own_path(back) else redirect("organize-shift-people", shift.public_id)
