"""Claiming and dropping shifts, and taking a drop back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Notice, Person, Shift, Signup
from turnout.rules.claiming import (
    IfFull,
    Standing,
    load_standing,
    why_closed,
    why_not_claim,
    why_not_drop,
    why_not_undo,
)
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer

from .locks import lock_people, lock_shift
from .memberships import apply_to_chapter, join_chapter
from .places import (
    count_taken,
    fill_free_places,
    move_signup,
    promote_waitlist,
    put_back,
    read_waitlist,
    release_kept_places,
    release_place,
)
from .records import write_record
from .taps import find_tap, keep_tap, tap_of_shift
from .telling import note_agreed
from .versions import check_version


def claim_shift(
    shift: Shift, *, person: Person, if_full: IfFull = "fail", allow_overlap: bool = False, tap: str = ""
) -> Signup:
    """Give a person a place on a shift, or one on its waitlist where `if_full` says so. A first claim joins them,
    or asks to where the chapter's organizers look at new members first: that is refused with `approval-pending`.

    A claim that comes again with the same key `tap` has done its work: it returns the same signup as it is now. A claim
    of what the person dropped a moment ago takes the drop back. The caller has asked `rules.visibility` whether the
    person may see the shift. Raises `Refused` with the reason of `rules.claiming.why_not_claim`.
    """
    release_kept_places(of=shift)
    with transaction.atomic():
        shift = lock_shift(shift)
        person = lock_people([person.pk])[person.pk]
        if earlier := find_tap(person, tap, shift):
            return earlier
        standing = load_standing(person)
        refusal = why_not_claim(shift, standing, if_full=if_full, allow_overlap=allow_overlap)
        if refusal is None:
            signup = _claim(shift, standing, person, allow_overlap=allow_overlap)
            keep_tap(person, tap, signup)
            return signup
        if refusal.reason == Reason.APPROVAL_NEEDED:
            apply_to_chapter(
                shift.chapter, person=person, membership=standing.memberships.get(shift.chapter_id), wants=shift
            )
            refusal = Refused(
                Reason.APPROVAL_PENDING,
                _("Thank you. The organizers look at new members first, and answer you by email. Then claim it."),
            )
    # Outside of the transaction: an application is kept, though the claim is refused.
    raise refusal


def claim_shifts(shifts: Iterable[Shift], *, person: Person, tap: str = "") -> list[tuple[Shift, Signup | Refused]]:
    """Claim each of some shifts, in order of time, and return what became of each: a signup, or why not.

    Each claim has a transaction of its own, so all that can be claimed are. `tap` is the key of the one tap for all.
    """

    def try_one(shift: Shift) -> Signup | Refused:
        try:
            return claim_shift(shift, person=person, tap=tap_of_shift(tap, shift))
        except Refused as refusal:
            return refusal

    return [(shift, try_one(shift)) for shift in sorted(shifts, key=lambda shift: (shift.starts_at, shift.pk))]


def _claim(shift: Shift, standing: Standing, person: Person, *, allow_overlap: bool) -> Signup:
    join_chapter(shift.chapter, person=person, membership=standing.memberships.get(shift.chapter_id))
    signup = find_signup(shift, person)
    # Dropped a moment ago: a place is theirs still, and one on the waitlist is, where no better one is free.
    if signup.takes_place or (signup.is_kept and shift.is_full):
        signup.allow_overlap |= allow_overlap
        put_back(signup, by=person)
        return signup
    take_place(signup, shift, by=person, allow_overlap=allow_overlap)
    return signup


def find_signup(shift: Shift, person: Person) -> Signup:
    """Return the signup of a person on a locked shift, or a new one that is not written yet."""
    signup = Signup.objects.filter(shift=shift, person=person).first() or Signup(
        shift=shift, person=person, chapter_id=shift.chapter_id
    )
    signup.shift = shift
    return signup


def take_place(
    signup: Signup,
    shift: Shift,
    *,
    by: Person,
    allow_overlap: bool,
    kind: Notice.Kind | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    """Begin a claim on a locked shift: a place where one is free, else the end of the waitlist.

    Whom that is told by a notice of a `kind` of its own is told so only of a place.
    """
    signup.allow_overlap = allow_overlap
    signup.claimed_at = timezone.now()
    if shift.is_full:
        move_signup(signup, Signup.State.WAITLISTED, by=by)
        return
    move_signup(signup, Signup.State.CONFIRMED, by=by, kind=kind, facts=facts)
    count_taken(shift, +1)


def drop_signup(
    signup: Signup, *, by: Person, if_sequence: int | None = None, undo_for: timedelta | None = None
) -> Signup:
    """Give up a place, and hand it to the first on the waitlist who can take it.

    With `undo_for`, that waits so long: meanwhile the place is kept and the drop can be taken back (`undo_drop`).
    Whoever dropped has that time free again, so a place that they wait for elsewhere may now be theirs. Raises
    `Refused`; `changed-meanwhile` where the signup is not of the sequence `if_sequence` any more.
    """
    with transaction.atomic():
        shift = lock_shift(signup.shift)
        waitlist = [] if undo_for else read_waitlist(shift)
        lock_people({signup.person_id, *(waiting.person_id for waiting in waitlist)})
        signup = read_again(signup, shift)
        check_version(signup.sequence, if_sequence)
        if signup.is_kept and undo_for:
            return signup  # asked twice: the first answer was lost
        if not signup.is_current:
            raise Refused(Reason.NOT_SIGNED_UP, _("You dropped this shift already."))
        if closed := why_closed(shift):
            raise closed
        if refusal := why_not_drop(signup, shift, by_organizer=Viewer(by).organizes(shift.chapter_id)):
            raise refusal
        if undo_for:
            move_signup(signup, Signup.State.DROPPED, by=by, undo_until=timezone.now() + undo_for)
            return signup
        release_place(signup, shift, by=by)
    fill_free_places(waiting=signup.person)
    return signup


@transaction.atomic
def agree_to_move(signup: Signup, *, by: Person) -> Signup:
    """Say that somebody comes at the new time, too. Does nothing where nobody asked.

    Raises `Refused`: `not-signed-up`, or why the shift is closed.
    """
    shift = lock_shift(signup.shift)
    lock_people([signup.person_id])
    signup = read_again(signup, shift)
    if not signup.is_current:
        raise Refused(Reason.NOT_SIGNED_UP, _("You dropped this shift already."))
    if not signup.is_asked:
        return signup
    if closed := why_closed(shift):
        raise closed
    signup.agreed_starts_at = signup.agreed_ends_at = None
    note_agreed(signup)
    signup.save(update_fields=["agreed_starts_at", "agreed_ends_at", "told_facts"])
    write_record("signup.agreed", signup, by=by, fields=["agreed_starts_at"])
    return signup


@transaction.atomic
def undo_drop(signup: Signup, *, by: Person) -> Signup:
    """Take a drop back: the signup is what it was, a waitlisted one in its old position.

    Does nothing where it is that already. Raises `Refused` with the reason of `rules.claiming.why_not_undo`.
    """
    shift = lock_shift(signup.shift)
    lock_people({signup.person_id, *(waiting.person_id for waiting in read_waitlist(shift))})
    signup = read_again(signup, shift)
    if signup.is_current:
        return signup
    if refusal := why_not_undo(signup, shift, load_standing(signup.person)):
        raise refusal
    put_back(signup, by=by)
    if signup.is_waitlisted:
        # A place may have come free while nobody waited for it.
        promote_waitlist(shift, by=by)
        signup = read_again(signup, shift)
    return signup


def read_again(signup: Signup, shift: Shift) -> Signup:
    """Read a signup of a locked shift as it is now."""
    signup = Signup.objects.select_related("person").get(pk=signup.pk)
    signup.shift = shift
    return signup
