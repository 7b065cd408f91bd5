"""Cancelling and deleting events and shifts, and the offer to undo that for a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from turnout.actions.removals import cancel_event, cancel_shift, delete_event, delete_shift, undo_removal
from turnout.actions.series import Scope
from turnout.models import Event, Removal, Shift
from turnout.rules.refusals import Refused
from turnout.rules.removals import UNDO_GRACE, can_undo, why_not_cancel, why_not_delete
from turnout.rules.visibility import events_organized_by, removals_of

from .members import members_only
from .organized import find_organized_event, find_organized_shift
from .repeating import ScopeForm
from .requests import MemberRequest, viewer_of

# The session's name for what was removed last, so that every page of the workbench can offer to undo it.
OFFER = "removal"


@dataclass(frozen=True)
class Offer:
    """What was removed last, in words, and for how long that can be undone."""

    public_id: str
    said: str
    until: datetime

    @property
    def seconds_kept(self) -> int:
        """How long the page waits until it is certain, in seconds."""
        return max(ceil((self.until - timezone.now()).total_seconds()), 0)

    @property
    def seconds_shown(self) -> int:
        """How long the page says that there is time."""
        return max(self.seconds_kept - UNDO_GRACE // timedelta(seconds=1), 1)


def read_offer(request: HttpRequest) -> Offer | None:
    """Return what whoever asks may undo now. Asks no database."""
    kept = request.session.get(OFFER)
    if not kept:
        return None
    offer = Offer(kept["id"], kept["said"], datetime.fromisoformat(kept["until"]))
    return offer if offer.seconds_kept else None


def offer_removing(event: Event) -> dict[str, Any]:
    """Return what an event's page needs to offer cancelling and deleting it."""
    return {
        "can_cancel": not event.is_cancelled and not event.is_draft and not why_not_cancel(Q(event=event)),
        "can_delete": not can_undo(event.removal) and not why_not_delete(Q(event=event)),
        "removing": ScopeForm(auto_id="remove_%s") if event.series_id else None,
    }


@require_POST
@members_only
def cancel(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    return _remove(request, lambda: cancel_event(event, by=request.user, scope=_read_scope(request)).removal, event)


@require_POST
@members_only
def delete(request: MemberRequest, public_id: str) -> HttpResponse:
    event = find_organized_event(request, public_id)
    return _remove(request, lambda: delete_event(event, by=request.user, scope=_read_scope(request)), event)


@require_POST
@members_only
def cancel_one(request: MemberRequest, public_id: str) -> HttpResponse:
    """Cancel one shift of an event."""
    shift = find_organized_shift(request, public_id)
    return _remove(request, lambda: cancel_shift(shift, by=request.user).removal, shift)


@require_POST
@members_only
def delete_one(request: MemberRequest, public_id: str) -> HttpResponse:
    """Delete one shift of an event."""
    shift = find_organized_shift(request, public_id)
    return _remove(request, lambda: delete_shift(shift, by=request.user), shift)


@require_safe
@members_only
def show_offer(request: MemberRequest, public_id: str) -> HttpResponse:
    """What became of a removal, for the page that offered to undo it."""
    removal = get_object_or_404(removals_of(viewer_of(request)), public_id=public_id)
    return render(request, "organize/undo.html", {"said": _say_removed(removal, is_certain=True)})


@require_POST
@members_only
def undo(request: MemberRequest, public_id: str) -> HttpResponse:
    """Bring back what was removed a moment ago."""
    removal = get_object_or_404(removals_of(viewer_of(request)), public_id=public_id)
    # Before it is back: then it does not know its removal any more.
    shift = Shift.with_deleted.filter(removal=removal).select_related("event").first()
    event = shift.event if shift else removal.events.first()
    request.session.pop(OFFER, None)
    try:
        undo_removal(removal, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Back as it was. Nobody was told."))
    if event and events_organized_by(viewer_of(request)).filter(pk=event.pk).exists():
        return redirect("organize-roster" if shift else "organize-event", event.public_id)
    return redirect("organize-chapter", removal.chapter.slug)


def _remove(request: MemberRequest, act: Callable[[], Removal | None], row: Event | Shift) -> HttpResponse:
    """Cancel or delete something, offer to undo that, and go to where it was."""
    event = row.event if isinstance(row, Shift) else row
    try:
        removal = act()
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return _go_back(row)
    assert removal is not None  # it was made just now
    offer_undo(request, removal)
    if isinstance(row, Event) and removal.what == Removal.What.DELETED:
        return redirect("organize-chapter", event.chapter.slug)
    return _go_back(row)


def offer_undo(request: HttpRequest, removal: Removal) -> None:
    """Let every page of the workbench offer to undo a removal, while there is time."""
    said = _say_removed(removal)
    request.session[OFFER] = {"id": removal.public_id, "said": said, "until": removal.undo_until.isoformat()}


def _go_back(row: Event | Shift) -> HttpResponse:
    if isinstance(row, Shift):
        return redirect("organize-roster", row.event.public_id)
    return redirect("organize-event", row.public_id)


def _say_removed(removal: Removal, *, is_certain: bool = False) -> str:
    """Say what was cancelled or deleted, and whom it is told: in a moment, or now that it is certain."""
    if removal.undone_at:
        return _("Back as it was. Nobody was told.")
    people = removal.notices.count()
    is_cancelled = removal.what == Removal.What.CANCELLED
    shift = Shift.with_deleted.filter(removal=removal).first()
    if shift:
        said = _("“%(role)s” is cancelled.") if is_cancelled else _("“%(role)s” is deleted.")
        said %= {"role": shift.role}
    else:
        events = list(removal.events.values_list("title", flat=True))
        if is_cancelled:
            said = ngettext("“%(title)s” is cancelled.", "%(count)d events are cancelled.", len(events))
        else:
            said = ngettext("“%(title)s” is deleted.", "%(count)d events are deleted.", len(events))
        said %= {"title": events[0] if events else "", "count": len(events)}
    return f"{said} {_say_told(people, is_certain=is_certain)}".strip()


def _say_told(people: int, *, is_certain: bool) -> str:
    if not people:
        return ""
    if is_certain:
        said = ngettext("%(count)d person is told by email.", "%(count)d people are told by email.", people)
    else:
        said = ngettext(
            "%(count)d person gets an email in a moment.", "%(count)d people get an email in a moment.", people
        )
    return said % {"count": people}


def _read_scope(request: MemberRequest) -> Scope:
    """Return which of a series is meant. What is not said, or nonsense, means the one event alone."""
    form = ScopeForm(request.POST)
    return form.chosen() if form.is_valid() else "this"
