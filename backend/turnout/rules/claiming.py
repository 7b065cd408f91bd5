"""Whether somebody may claim a shift. The locked check, the button and the API's `can_claim` all ask here."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Event, Membership, Person, Shift, Signup, Visibility

from .refusals import Reason, Refused
from .times import say_time
from .viewers import Viewer
from .visibility import open_shifts

IfFull = Literal["fail", "waitlist"]


@dataclass(frozen=True)
class Standing:
    """All that the rules need to know of one person, read in two queries however many shifts are asked about."""

    person: Person | None = None
    # Current signups on shifts that are not over, by the shift's key.
    signups: dict[int, Signup] = field(default_factory=dict)
    # Those dropped so lately that the drop can be taken back, by the shift's key.
    kept: dict[int, Signup] = field(default_factory=dict)
    # Every membership ever, by the chapter's key.
    memberships: dict[int, Membership] = field(default_factory=dict)

    def signup_on(self, shift: Shift) -> Signup | None:
        return self.signups.get(shift.pk)

    def kept_on(self, shift: Shift) -> Signup | None:
        return self.kept.get(shift.pk)

    def has_place_for(self, shift: Shift) -> bool:
        """Whether a shift has a place that the person could take: a free one, or their own that is kept for them."""
        kept = self.kept_on(shift)
        return not shift.is_full or (kept is not None and kept.takes_place)

    def clash_with(self, shift: Shift, *, with_kept: bool = False, since: datetime | None = None) -> Shift | None:
        """Return the first other shift that the person has a place on and that shares time with this one.

        `with_kept` counts places that are kept for them too; `since` leaves out what they have held from before that.
        """
        signups = [*self.signups.values(), *self.kept.values()] if with_kept else [*self.signups.values()]
        for signup in signups:
            other = signup.shift
            if (
                signup.takes_place
                and other.pk != shift.pk
                and not other.is_cancelled
                and other.starts_at < shift.ends_at
                and shift.starts_at < other.ends_at
                and (since is None or signup.since >= since)
            ):
                return other
        return None

    def count_open_claims(self, chapter_id: int) -> int:
        """Return how many future signups, waitlisted ones included, the person holds in a chapter."""
        counts = Counter(s.chapter_id for s in self.signups.values() if not s.shift.is_cancelled)
        return counts[chapter_id]


def load_standing(person: Person | None, *, now: datetime | None = None) -> Standing:
    """Read a person's standing."""
    if person is None:
        return Standing()
    now = now or timezone.now()
    signups = (
        Signup.objects.filter(Q(state__in=Signup.CURRENT) | Q(Signup.KEPT, undo_until__gt=now))
        .filter(person=person, shift__ends_at__gt=now)
        .select_related("shift__event")
        .order_by("shift__starts_at", "shift_id")
    )
    memberships = Membership.objects.filter(person=person)
    return Standing(
        person=person,
        signups={signup.shift_id: signup for signup in signups if signup.is_current},
        kept={signup.shift_id: signup for signup in signups if signup.is_kept},
        memberships={membership.chapter_id: membership for membership in memberships},
    )


def why_not_claim(
    shift: Shift,
    standing: Standing,
    *,
    if_full: IfFull = "fail",
    allow_overlap: bool = False,
    now: datetime | None = None,
) -> Refused | None:
    """Return why this person may not claim this shift, or None where they may.

    The shift must come with its event. What the person may not see at all is not asked here: see `visibility`.
    """
    now = now or timezone.now()
    if closed := why_closed(shift, now=now):
        return closed
    if standing.person is None:
        return Refused(Reason.SIGN_IN, _("Sign in to claim this shift."))
    if closed := _why_person_closed(standing.person):
        return closed
    if standing.signup_on(shift):
        return Refused(Reason.ALREADY_SIGNED_UP, _("You are on this shift already."))
    if not _may_join(shift, standing):
        return Refused(Reason.NOT_A_MEMBER, _("You are not a member of this chapter. Ask its organizers."))
    if too_many := _why_no_more(shift, standing):
        return too_many
    if not allow_overlap and (clash := standing.clash_with(shift)):
        return refuse_overlap(clash)
    if if_full == "fail" and not standing.has_place_for(shift):
        return Refused(Reason.SHIFT_FULL, _("This shift is full. You can join the waitlist."))
    return None


def why_closed(shift: Shift, *, now: datetime | None = None) -> Refused | None:
    """Return why nobody may claim this shift any more, or yet."""
    if shift.is_cancelled:
        return Refused(Reason.SIGNUP_CLOSED, _("This shift is cancelled."))
    if shift.event.state != Event.State.PUBLISHED:
        return Refused(Reason.SIGNUP_CLOSED, _("This event is not published yet."))
    if shift.is_over(now):
        return Refused(Reason.SIGNUP_CLOSED, _("This shift is over."))
    return None


def why_not_undo(signup: Signup, shift: Shift, standing: Standing, *, now: datetime | None = None) -> Refused | None:
    """Return why a drop cannot be taken back, or None where it can. It is a drop; the shift comes with its event.

    A clash that was there before the drop is none now; only what was claimed or taken back since is, and not even that
    to somebody who said that a clash is fine.
    """
    now = now or timezone.now()
    if closed := why_closed(shift, now=now):
        return closed
    if signup.undo_until is None or signup.undo_until <= now:
        return Refused(Reason.WRONG_STATE, _("It is too late to undo that. Claim the shift again if a place is free."))
    if closed := _why_person_closed(signup.person):
        return closed
    membership = standing.memberships.get(shift.chapter_id)
    if membership is None or not membership.is_current:
        return Refused(Reason.NOT_A_MEMBER, _("You are not a member of this chapter any more."))
    if too_many := _why_no_more(shift, standing):
        return too_many
    may_clash = signup.allow_overlap or not signup.takes_place
    if not may_clash and (clash := standing.clash_with(shift, since=signup.dropped_at)):
        return refuse_overlap(clash)
    return None


def why_not_promote(signup: Signup, standing: Standing) -> Refused | None:
    """Return why somebody on the waitlist cannot take a place that came free.

    A place that they dropped a moment ago is still a clash: they may yet take it back.
    """
    membership = standing.memberships.get(signup.chapter_id)
    if membership is None or not membership.is_current or not signup.person.is_active:
        return Refused(Reason.NOT_A_MEMBER)
    if not signup.allow_overlap and (clash := standing.clash_with(signup.shift, with_kept=True)):
        return refuse_overlap(clash)
    return None


def _why_person_closed(person: Person) -> Refused | None:
    """Return the refusal of somebody whose account was closed while they asked."""
    if person.is_active:
        return None
    return Refused(Reason.NOT_A_MEMBER, _("This account is closed. Write to your chapter."))


def _why_no_more(shift: Shift, standing: Standing) -> Refused | None:
    """Return the refusal of one shift more to somebody who holds as many as one person may."""
    if standing.count_open_claims(shift.chapter_id) < settings.MAX_OPEN_CLAIMS:
        return None
    return Refused(
        Reason.TOO_MANY_SIGNUPS,
        _("You hold %(count)d shifts to come, as many as one person may. Drop one to claim this one.")
        % {"count": settings.MAX_OPEN_CLAIMS},
        limit=settings.MAX_OPEN_CLAIMS,
    )


def refuse_overlap(clash: Shift) -> Refused:
    return Refused(
        Reason.OVERLAPPING_SHIFT,
        _("This overlaps “%(role)s” at %(time)s, which you hold.")
        % {"role": clash.role, "time": say_time(clash.starts_at, clash.event.zone)},
        shift=clash,
    )


def find_alternatives(shift: Shift, viewer: Viewer, *, limit: int = 3) -> list[Shift]:
    """Return the next open shifts of the same chapter and kind that the viewer could claim instead."""
    standing = load_standing(viewer.person)
    candidates: QuerySet[Shift] = (
        open_shifts(viewer)
        .filter(chapter=shift.chapter_id, event__kind=shift.event.kind)
        .filter(starts_at__gt=timezone.now(), taken__lt=F("capacity"))
        .exclude(pk__in=[shift.pk, *standing.signups])
        .order_by("starts_at", "id")
    )
    # In a rush this is asked for every tap that came too late, so only a few are looked at.
    free = (s for s in candidates[: 4 * limit] if viewer.person is None or not why_not_claim(s, standing))
    return list(islice(free, limit))


def _may_join(shift: Shift, standing: Standing) -> bool:
    """Whether the person is a member, or becomes one by a first claim: chapters are open to all but those removed."""
    membership = standing.memberships.get(shift.chapter_id)
    if membership is not None and membership.is_current:
        return True
    return shift.event.visibility == Visibility.PUBLIC and (
        membership is None or membership.state != Membership.State.REMOVED
    )
