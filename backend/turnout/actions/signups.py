"""Claiming and dropping shifts, and who comes after."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Notice, Person, Shift, Signup
from turnout.notices.outbox import tell_signup
from turnout.rules.claiming import IfFull, load_standing, why_closed, why_not_claim, why_not_promote
from turnout.rules.refusals import Reason, Refused

from .locks import lock_people, lock_shift
from .memberships import join_chapter
from .records import write_record
from .stamps import next_change, touch_people_calendars
from .versions import check_version


@transaction.atomic
def claim_shift(shift: Shift, *, person: Person, if_full: IfFull = "fail", allow_overlap: bool = False) -> Signup:
    """Give a person a place on a shift, or one on its waitlist where `if_full` says so. A first claim joins them.

    The caller has asked `rules.visibility` whether the person may see the shift. Raises `Refused` with the reason of
    `rules.claiming.why_not_claim`.
    """
    shift = lock_shift(shift)
    person = lock_people([person.pk])[person.pk]
    standing = load_standing(person)
    if refusal := why_not_claim(shift, standing, if_full=if_full, allow_overlap=allow_overlap):
        raise refusal
    join_chapter(shift.chapter, person=person, membership=standing.memberships.get(shift.chapter_id))
    state = Signup.State.WAITLISTED if shift.is_full else Signup.State.CONFIRMED
    signup = Signup.objects.filter(shift=shift, person=person).first() or Signup(
        shift=shift, person=person, chapter_id=shift.chapter_id
    )
    signup.allow_overlap = allow_overlap
    signup.claimed_at = timezone.now()
    _move(signup, state, by=person)
    if state == Signup.State.CONFIRMED:
        _count_taken(shift, +1)
    return signup


def drop_signup(signup: Signup, *, by: Person, if_sequence: int | None = None) -> Signup:
    """Give up a place, and hand it to the first on the waitlist who can take it.

    Whoever dropped has that time free again, so a place that they wait for elsewhere may now be theirs. Raises
    `Refused`; `changed-meanwhile` where the signup is not of the sequence `if_sequence` any more.
    """
    with transaction.atomic():
        shift = lock_shift(signup.shift)
        waitlist = read_waitlist(shift)
        lock_people({signup.person_id, *(waiting.person_id for waiting in waitlist)})
        signup = Signup.objects.select_related("person").get(pk=signup.pk)
        check_version(signup.sequence, if_sequence)
        if not signup.is_current:
            raise Refused(Reason.NOT_SIGNED_UP, _("You dropped this shift already."))
        if closed := why_closed(shift):
            raise closed
        release_place(signup, shift, by=by)
    fill_free_places(waiting=signup.person)
    return signup


def fill_free_places(*, waiting: Person | None = None) -> int:
    """Promote from the waitlist of each shift that has both a free place and somebody waiting; return how many.

    That happens where somebody was passed over and is free now. With `waiting`, only their waitlists are looked at;
    the worker looks at all of them now and then. Each shift has a transaction of its own.
    """
    waits = Signup.objects.filter(state=Signup.State.WAITLISTED, **({"person": waiting} if waiting else {}))
    shifts = Shift.objects.filter(
        pk__in=waits.values("shift"), taken__lt=F("capacity"), state=Shift.State.OPEN, ends_at__gt=timezone.now()
    )
    return sum(len(_fill(shift)) for shift in shifts.order_by("pk"))


@transaction.atomic
def _fill(shift: Shift) -> list[Signup]:
    shift = lock_shift(shift)
    lock_people(waiting.person_id for waiting in read_waitlist(shift))
    return promote_waitlist(shift, by=None)


def release_place(signup: Signup, shift: Shift, *, by: Person | None) -> None:
    """Take somebody off a shift and fill the place. The shift, the person and all who wait must be locked."""
    held = signup.state in Signup.HOLDING
    _move(signup, Signup.State.DROPPED, by=by)
    if held:
        _count_taken(shift, -1)
        promote_waitlist(shift, by=by)


def read_waitlist(shift: Shift) -> list[Signup]:
    """Return who waits for a shift, first come first. The shift must be locked: nobody joins or leaves meanwhile."""
    waiting = Signup.objects.filter(shift=shift, state=Signup.State.WAITLISTED)
    return list(waiting.select_related("person", "shift__event").order_by("claimed_at", "id"))


def promote_waitlist(shift: Shift, *, by: Person | None) -> list[Signup]:
    """Fill the free places of a shift from its waitlist, in order, passing over those who cannot take one.

    To be called inside a transaction that has locked the shift and then all who wait for it.
    """
    promoted: list[Signup] = []
    for signup in read_waitlist(shift):
        if shift.is_full:
            break
        if why_closed(shift) or why_not_promote(signup, load_standing(signup.person)):
            continue
        _move(signup, Signup.State.CONFIRMED, by=by, promoted=True)
        _count_taken(shift, +1)
        promoted.append(signup)
    return promoted


def _count_taken(shift: Shift, change: int) -> None:
    """Write how many places are held. The shift is locked, so what we read is what is there."""
    shift.taken += change
    Shift.objects.filter(pk=shift.pk).update(taken=shift.taken)


def _move(signup: Signup, state: Signup.State, *, by: Person | None, promoted: bool = False) -> None:
    """Bring a signup into a state: the row, the calendar's stamp, the notice, the record."""
    signup.state = state
    signup.sequence += 1
    signup.changed_at = next_change(signup.changed_at, signup.shift.changed_at)
    signup.dropped_at = timezone.now() if state == Signup.State.DROPPED else None
    signup.save()
    touch_people_calendars([signup.person_id])
    kind = Notice.Kind.PROMOTED if promoted else NOTICE_OF_STATE[state]
    tell_signup(kind, signup)
    write_record(RECORD_OF_KIND[kind], signup, by=by, fields=["state"])


NOTICE_OF_STATE = {
    Signup.State.CONFIRMED: Notice.Kind.CONFIRMED,
    Signup.State.WAITLISTED: Notice.Kind.WAITLISTED,
    Signup.State.DROPPED: Notice.Kind.DROPPED,
}
RECORD_OF_KIND = {
    Notice.Kind.CONFIRMED: "signup.claimed",
    Notice.Kind.WAITLISTED: "signup.waitlisted",
    Notice.Kind.PROMOTED: "signup.promoted",
    Notice.Kind.DROPPED: "signup.dropped",
}
