"""The places of a shift: counting them, letting them go, and handing them to those who wait."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from turnout.models import Notice, Person, Shift, Signup
from turnout.notices.outbox import tell_signup, tell_signup_again
from turnout.rules.claiming import load_standing, why_closed, why_not_promote

from .locks import lock_people, lock_shift
from .records import write_record
from .stamps import next_change, touch_people_calendars


def release_kept_places(*, of: Shift | None = None) -> int:
    """Let go of what was dropped and can be taken back no more, and hand the places on; return how many there were.

    The worker does it each second, and whoever claims does it first for that shift (`of`): a place whose time is over
    is free, worker or not. Each shift has a transaction of its own.
    """
    over = Q(Signup.KEPT, undo_until__lte=timezone.now())
    dropped = Signup.objects.filter(over, **({"shift": of} if of else {}))
    released: list[Signup] = []
    for shift in Shift.objects.filter(pk__in=dropped.values("shift")).order_by("pk"):
        released += _release_kept(shift, over)
    for signup in released:
        # Who dropped has that time free now, so a place that they wait for elsewhere may be theirs.
        fill_free_places(waiting=signup.person)
    return len(released)


@transaction.atomic
def _release_kept(shift: Shift, over: Q) -> list[Signup]:
    shift = lock_shift(shift)
    lock_people(waiting.person_id for waiting in read_waitlist(shift))
    dropped = list(Signup.objects.filter(over, shift=shift).select_related("person"))
    let_go(dropped, shift)
    promote_waitlist(shift, by=None)
    return dropped


def let_go(dropped: Collection[Signup], shift: Shift) -> None:
    """End the time in which drops from a shift can be taken back; their places are free, and not yet handed on.

    The shift must be locked.
    """
    freed = sum(signup.takes_place for signup in dropped)
    Signup.objects.filter(pk__in=[signup.pk for signup in dropped]).update(undo_until=None, told_facts=None)
    for signup in dropped:
        signup.undo_until = signup.told_facts = None
    count_taken(shift, -freed)


def let_go_all(shifts: Iterable[Shift]) -> None:
    """End that time on shifts which nobody can come back to. They must be locked."""
    kept: dict[int, list[Signup]] = {}
    for signup in Signup.objects.filter(Signup.KEPT, shift__in=shifts):
        kept.setdefault(signup.shift_id, []).append(signup)
    for shift in shifts:
        let_go(kept.get(shift.pk, ()), shift)


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
    """Take somebody off a shift for good and fill the place. The shift, the person and all who wait must be locked."""
    had_place = signup.takes_place
    if signup.is_current:
        move_signup(signup, Signup.State.DROPPED, by=by)
        count_taken(shift, -had_place)
    elif signup.is_kept:
        let_go([signup], shift)
    if had_place:
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
        move_signup(signup, Signup.State.CONFIRMED, by=by, kind=Notice.Kind.PROMOTED)
        count_taken(shift, +1)
        promoted.append(signup)
    return promoted


def count_taken(shift: Shift, change: int) -> None:
    """Write how many places are taken. The shift is locked, so what we read is what is there."""
    if change:
        shift.taken += change
        Shift.objects.filter(pk=shift.pk).update(taken=shift.taken)


def move_signup(
    signup: Signup,
    state: Signup.State,
    *,
    by: Person | None,
    kind: Notice.Kind | None = None,
    undo_until: datetime | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    """Bring a signup into a state and tell its person: by the state's usual notice, or one of `kind`, with `facts`."""
    _change_state(signup, state, undo_until=undo_until, may_come_back=bool(undo_until))
    kind = kind or NOTICE_OF_STATE[state]
    tell_signup(kind, signup, facts)
    write_record(RECORD_OF_KIND[kind], signup, by=by, fields=["state"])


def leave_quietly(signup: Signup, shift: Shift, *, by: Person) -> None:
    """Take somebody off a shift who is told of another one in the same transaction; the place is not handed on yet."""
    had_place = signup.takes_place
    _change_state(signup, Signup.State.DROPPED)
    write_record("signup.left", signup, by=by, fields=["state"])
    count_taken(shift, -had_place)


def put_back(signup: Signup, *, by: Person) -> None:
    """Bring a dropped signup into the state that it was dropped from.

    The notice of the drop is out of date with that. Nothing is told but what was not yet when the drop came between.
    """
    _change_state(signup, Signup.State(signup.dropped_from), may_come_back=True)
    tell_signup_again(signup)
    write_record("signup.restored", signup, by=by, fields=["state"])


def _change_state(
    signup: Signup, state: Signup.State, *, undo_until: datetime | None = None, may_come_back: bool = False
) -> None:
    """Write the row and the calendar's stamp. With `may_come_back`, what was to be told is to be told still."""
    is_drop = state == Signup.State.DROPPED
    signup.dropped_at = timezone.now() if is_drop else None
    signup.since = signup.since if is_drop else timezone.now()
    signup.dropped_from = signup.state if is_drop else ""
    signup.undo_until = undo_until
    # Whoever claims or is promoted agrees to the times as they are, and whoever drops is asked no more.
    signup.agreed_starts_at = signup.agreed_ends_at = None
    if not may_come_back:
        # They read how it is now, or have nothing more to do with it.
        signup.told_facts = None
    signup.state = state
    signup.sequence += 1
    signup.changed_at = next_change(signup.changed_at, signup.shift.changed_at)
    signup.save()
    touch_people_calendars([signup.person_id])


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
    Notice.Kind.SIGNED_UP: "signup.made",
    Notice.Kind.MOVED: "signup.moved",
}
