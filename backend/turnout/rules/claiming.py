"""Whether somebody may claim a shift. The locked check, the button and the API's `can_claim` all ask here."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Literal

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from turnout.models import (
    Chapter,
    Event,
    Joining,
    Kind,
    Membership,
    MembershipRole,
    Person,
    Shift,
    Signup,
    Training,
    Visibility,
)

from .refusals import Reason, Refused
from .times import say_time, say_times
from .trainings import ends_by_person, fold_name, is_trained
from .viewers import ORGANIZING, Viewer
from .visibility import open_shifts

IfFull = Literal["fail", "waitlist"]

# So many places at trainings are looked at for one that somebody could claim.
TRAININGS_READ = 200


class TrainingsOf:
    """What trainings some people hold, and where they could take one: read at the first question, and then once."""

    def __init__(self, people: Collection[int]) -> None:
        self._people = people
        self._ahead: dict[int, list[Shift]] = {}

    @cached_property
    def ends(self) -> dict[int, dict[int, datetime | None]]:
        """By the person's key, until when each training counts; for all of them in one query."""
        return ends_by_person(self._people)

    def ahead_of(self, person: Person) -> list[Shift]:
        """The next free places at trainings that one of them may see."""
        if person.pk not in self._ahead:
            ahead = open_shifts(Viewer(person)).filter(event__kind=Kind.TRAINING, starts_at__gt=timezone.now())
            free = ahead.filter(taken__lt=F("capacity")).order_by("starts_at", "id")
            self._ahead[person.pk] = list(free[:TRAININGS_READ])
        return self._ahead[person.pk]


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
    # The keys of the chapters that the person organizes.
    organized: set[int] = field(default_factory=set)
    trainings: TrainingsOf = field(default_factory=lambda: TrainingsOf(()), compare=False)

    @property
    def trained_until(self) -> dict[int, datetime | None]:
        """Until when each training that the person holds counts."""
        return self.trainings.ends.get(self.person.pk, {}) if self.person else {}

    def signup_on(self, shift: Shift) -> Signup | None:
        return self.signups.get(shift.pk)

    def kept_on(self, shift: Shift) -> Signup | None:
        return self.kept.get(shift.pk)

    def without(self, shift: Shift) -> "Standing":
        """Return the standing as it would be off a shift: that of somebody who is to be moved to another one."""
        return replace(
            self,
            signups={key: signup for key, signup in self.signups.items() if key != shift.pk},
            kept={key: signup for key, signup in self.kept.items() if key != shift.pk},
        )

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
    return load_standings([person], now=now)[person.pk] if person else Standing()


def load_standings(people: Iterable[Person], *, now: datetime | None = None) -> dict[int, Standing]:
    """Read the standing of each of some people, by their keys, in two queries however many they are."""
    now = now or timezone.now()
    by_key = {person.pk: person for person in people}
    trainings = TrainingsOf(by_key)
    standings = {key: Standing(person, trainings=trainings) for key, person in by_key.items()}
    signups = (
        Signup.objects.filter(Q(state__in=Signup.CURRENT) | Q(Signup.KEPT, undo_until__gt=now))
        .filter(person__in=standings, shift__ends_at__gt=now)
        .select_related("shift__event")
        .order_by("shift__starts_at", "shift_id")
    )
    for signup in signups:
        standing = standings[signup.person_id]
        (standing.kept if signup.is_kept else standing.signups)[signup.shift_id] = signup
    roles = MembershipRole.objects.filter(membership=OuterRef("pk"), role__in=ORGANIZING)
    for membership in Membership.objects.filter(person__in=standings).annotate(organizes=Exists(roles)):
        standing = standings[membership.person_id]
        standing.memberships[membership.chapter_id] = membership
        if membership.is_current and membership.organizes:
            standing.organized.add(membership.chapter_id)
    return standings


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
    if not_in := _why_not_join(shift, standing):
        return not_in
    if untrained := _why_untrained(shift, standing):
        return untrained
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
    if not holds_training(signup.shift, standing):
        return Refused(Reason.TRAINING_MISSING, training=signup.shift.requires)
    if not signup.allow_overlap and (clash := standing.clash_with(signup.shift, with_kept=True)):
        return refuse_overlap(clash)
    return None


def why_not_drop(signup: Signup, shift: Shift, *, by_organizer: bool, now: datetime | None = None) -> Refused | None:
    """Return why somebody on a shift may not drop it by themselves, or None where they may.

    From the chapter's cut-off on they ask the organizers, who can always take somebody off. Whoever only waits may
    leave the waitlist, and whoever is asked if they can still come may say no. The shift must come with its chapter.
    """
    chapter = shift.chapter
    cutoff = timedelta(hours=chapter.drop_cutoff_hours)
    if by_organizer or not cutoff or signup.is_waitlisted or signup.is_asked:
        return None
    if (now or timezone.now()) <= shift.starts_at - cutoff:
        return None
    ask = _("Write to %(mailbox)s.") % {"mailbox": chapter.contact_email} if chapter.contact_email else ""
    sentence = ngettext(
        "It begins in less than %(count)d hour. Ask the organizers to take you off.",
        "It begins in less than %(count)d hours. Ask the organizers to take you off.",
        chapter.drop_cutoff_hours,
    ) % {"count": chapter.drop_cutoff_hours}
    return Refused(Reason.DROP_CLOSED, f"{sentence} {ask}".strip())


def holds_training(shift: Shift, standing: Standing) -> bool:
    """Whether the person holds what a shift needs: for a claim, a place that came free, a move, and being asked."""
    return shift.requires_id is None or is_trained(shift, standing.trained_until)


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


def why_not_enter(chapter: Chapter, membership: Membership | None) -> Refused | None:
    """Return why somebody cannot become a member of a chapter at once, or None where they can, or are one."""
    state = membership.state if membership else None
    if state == Membership.State.ACTIVE:
        return None
    if state == Membership.State.REMOVED:
        return Refused(Reason.NOT_A_MEMBER, _("You are not a member of this chapter. Ask its organizers."))
    match chapter.joining:
        case Joining.INVITATION:
            sentence = _("New people join this chapter by an invitation link. Ask its organizers for one.")
            return Refused(Reason.NOT_A_MEMBER, sentence)
        case Joining.APPROVAL if state == Membership.State.APPLIED:
            return Refused(Reason.APPROVAL_PENDING, _("You asked to join. The organizers answer you by email."))
        case Joining.APPROVAL if state == Membership.State.DECLINED:
            return Refused(Reason.NOT_A_MEMBER, _("The organizers could not take you in. Write to them if you wonder."))
        case Joining.APPROVAL:
            return Refused(Reason.APPROVAL_NEEDED, _("The organizers look at new members first. Ask to join."))
        case _other:
            return None


def _why_not_join(shift: Shift, standing: Standing) -> Refused | None:
    """Return why a claim does not make the person a member, where they are none."""
    membership = standing.memberships.get(shift.chapter_id)
    if membership is not None and membership.is_current:
        return None
    if shift.event.visibility != Visibility.PUBLIC:
        return Refused(Reason.NOT_A_MEMBER, _("You are not a member of this chapter. Ask its organizers."))
    return why_not_enter(shift.chapter, membership)


def _why_untrained(shift: Shift, standing: Standing) -> Refused | None:
    """Return the refusal of a shift that needs a training, with where and when the person could take it."""
    training = shift.requires
    if training is None or holds_training(shift, standing):
        return None
    had = training.pk in standing.trained_until
    words = {"training": training.name}
    why = _("Your training “%(training)s” runs out before.") if had else _("This needs the training “%(training)s”.")
    after = _find_next(training, standing)
    if after is None:
        return Refused(Reason.TRAINING_MISSING, f"{why % words} {_('No date is set for it yet.')}", training=training)
    facts = {
        "when": say_times(after.starts_at, after.ends_at, after.event.zone),
        "place": after.event.public_place,
    }
    then = _("The next one: %(when)s, %(place)s.") if facts["place"] else _("The next one: %(when)s.")
    return Refused(Reason.TRAINING_MISSING, f"{why % words} {then % facts}", training=training, next_training=after)


def _find_next(training: Training, standing: Standing) -> Shift | None:
    """Return the next place at a training that the person could claim."""
    name = fold_name(training.name)
    for shift in standing.trainings.ahead_of(standing.person) if standing.person else ():
        if (
            shift.chapter_id == training.chapter_id
            and fold_name(shift.event.title) == name
            # First, or a training that needs itself would be asked about for ever.
            and holds_training(shift, standing)
            and not why_not_claim(shift, standing)
        ):
            return shift
    return None
