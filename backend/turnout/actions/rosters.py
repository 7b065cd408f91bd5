"""What organizers do with the places of others: sign somebody up, move them, promote them by hand, ask for help."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from turnout.models import Membership, Notice, Person, Shift, Signup
from turnout.models.people import normalize_email
from turnout.notices.outbox import ask_to_help
from turnout.rules.candidates import find_candidates
from turnout.rules.claiming import IfFull, load_standing, why_closed, why_not_claim, why_not_promote
from turnout.rules.refusals import Reason, Refused
from turnout.rules.rostering import standing_of_outsider, why_not_bring_in, why_not_move, word_for_organizer
from turnout.rules.scheduling import MOST_PLACES

from .limits import Limit, refuse_use, use_up
from .locks import lock_people, lock_shift, lock_shifts
from .memberships import join_chapter
from .places import (
    count_taken,
    leave_quietly,
    let_go,
    move_signup,
    promote_waitlist,
    read_waitlist,
    release_kept_places,
)
from .records import write_record
from .signin import meet_person
from .signups import find_signup, read_again, take_place
from .stamps import next_change, touch_calendars_of_shifts
from .versions import check_version

# Each sign-up is a mail to somebody who did not ask for it: so many in a day by a chapter, to one person by a chapter,
# and to addresses that an organizer typed. What is refused counts, too.
SIGN_UPS_BY_CHAPTER = Limit("sign-ups", 100, 86_400)
SIGN_UPS_OF_ONE = Limit("sign-ups-of-one", 12, 86_400)
NEWCOMERS = Limit("newcomers", 30, 86_400)


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom an organizer names, who may be nobody's member yet."""

    email: str
    name: str


def sign_up(
    shift: Shift,
    who: Membership | Newcomer,
    *,
    by: Person,
    if_full: IfFull = "fail",
    allow_overlap: bool = False,
) -> Signup:
    """Give somebody a place on a shift for them, and tell them by mail. Whoever is new becomes a member.

    The rules are those of a claim of their own, but for a clash, which `allow_overlap` passes over. Of somebody who was
    never in the chapter nothing is asked that they do elsewhere, or a refusal, of which they learn nothing, would tell
    when they are busy. Raises `Refused` in words for the organizer; at `email` or `name` where the newcomer is not well
    named; `too-many-tries` beyond the limits of a day.
    """
    if isinstance(who, Newcomer):
        who = _check_newcomer(who)
    # Outside of the transaction, which a refusal takes back.
    _count_sign_up(shift, who, by=by)
    release_kept_places(of=shift)
    with transaction.atomic():
        shift = lock_shift(shift)
        if isinstance(who, Newcomer):
            person = meet_person(email=who.email, language=shift.chapter.language, by=by)
        else:
            person = who.person
        person = lock_people([person.pk])[person.pk]
        membership = Membership.objects.filter(chapter=shift.chapter_id, person=person).first()
        if membership is None:
            name = who.name if isinstance(who, Newcomer) else ""
            membership = join_chapter(shift.chapter, person=person, by=by, display_name=name)
            standing, allow_overlap = standing_of_outsider(membership), True
        elif refusal := why_not_bring_in(membership, is_active=person.is_active):
            raise refusal
        else:
            standing = load_standing(person)
        if refusal := why_not_claim(shift, standing, if_full=if_full, allow_overlap=allow_overlap):
            raise word_for_organizer(refusal, membership.display_name, shift.chapter_id)
        # Last, as only a place that there is can be refused to an account that is closed.
        if refusal := why_not_bring_in(membership, is_active=person.is_active):
            raise refusal
        return _seat(shift, person, by=by, allow_overlap=allow_overlap, kind=Notice.Kind.SIGNED_UP)


def move_person(
    signup: Signup, to: Shift, *, by: Person, allow_overlap: bool = False, if_sequence: int | None = None
) -> Signup:
    """Take somebody from one shift to another of the chapter, all or nothing; they are told once, of both.

    Where the other shift refuses them, they keep their place. Raises `Refused` in words for the organizer.
    """
    release_kept_places(of=to)
    with transaction.atomic():
        shifts = {shift.pk: shift for shift in lock_shifts([signup.shift_id, to.pk])}
        was, to = shifts[signup.shift_id], shifts[to.pk]
        lock_people({signup.person_id, *(waiting.person_id for waiting in read_waitlist(was))})
        signup = _read_current(signup, was, if_sequence)
        if was.chapter_id != to.chapter_id:
            raise Refused(Reason.INVALID, _("That shift is of another chapter. Choose one of this chapter."))
        if closed := why_closed(was):
            raise closed
        overlaps = allow_overlap or signup.allow_overlap
        if refusal := why_not_move(was, to, load_standing(signup.person), allow_overlap=overlaps):
            raise word_for_organizer(refusal, name_of(signup), was.chapter_id)
        leave_quietly(signup, was, by=by)
        moved = _seat(
            to, signup.person, by=by, allow_overlap=overlaps, kind=Notice.Kind.MOVED,
            facts={"role": was.role, "starts_at": was.starts_at.isoformat(), "ends_at": was.ends_at.isoformat()},
        )  # fmt: skip
        promote_waitlist(was, by=by)
        return moved


def promote_signup(
    signup: Signup,
    *,
    by: Person,
    add_place: bool = False,
    allow_overlap: bool = False,
    if_sequence: int | None = None,
) -> Signup:
    """Give somebody on the waitlist a place, whoever waits before them.

    Where none is free, `add_place` makes the shift larger by one in the same step. Raises `Refused` in words for the
    organizer; a clash is passed over with `allow_overlap`.
    """
    release_kept_places(of=signup.shift)
    with transaction.atomic():
        shift = lock_shift(signup.shift)
        on_it = list(Signup.objects.filter(shift=shift, state__in=Signup.CURRENT))
        lock_people({signup.person_id, *(other.person_id for other in on_it)})
        signup = _read_current(signup, shift, if_sequence)
        if signup.is_confirmed:
            return signup  # a place came free meanwhile
        if closed := why_closed(shift):
            raise closed
        signup.allow_overlap |= allow_overlap
        if refusal := why_not_promote(signup, load_standing(signup.person)):
            raise word_for_organizer(refusal, name_of(signup), shift.chapter_id)
        if shift.is_full and not add_place:
            raise Refused(Reason.SHIFT_FULL, _("No place is free. Add one with it, or take somebody off first."))
        if shift.is_full:
            _add_place(shift, on_it, by=by)
        move_signup(signup, Signup.State.CONFIRMED, by=by, kind=Notice.Kind.PROMOTED)
        count_taken(shift, +1)
        return signup


def ask_members(shift: Shift, memberships: Collection[Membership], *, by: Person) -> tuple[list[Person], int]:
    """Ask some members by mail to take a shift; return who was asked, and how many were not.

    Nobody is asked twice for one shift, nor more often in a week than `MOST_ASKS_A_WEEK`, nor who could not claim it
    now or does not want to be asked. Raises `Refused` where it needs nobody any more.
    """
    release_kept_places(of=shift)
    with transaction.atomic():
        shift = lock_shift(shift)
        if closed := why_closed(shift):
            raise closed
        if shift.is_full:
            raise Refused(Reason.SHIFT_FULL, _("This shift is full by now. Nobody was asked."))
        lock_people(membership.person_id for membership in memberships)
        named = {membership.pk for membership in memberships}
        candidates = [c for c in find_candidates([shift])[shift.pk] if c.membership.pk in named]
        people = [candidate.membership.person for candidate in candidates if candidate.may_be_asked]
        ask_to_help(shift, people)
        if people:
            write_record("shift.asked", shift, by=by)
        return people, len(named) - len(people)


def name_of(signup: Signup) -> str:
    """Return how the person of a signup is called in its chapter."""
    membership = Membership.objects.filter(chapter=signup.chapter_id, person=signup.person_id)
    return membership.values_list("display_name", flat=True).first() or ""


def _check_newcomer(who: Newcomer) -> Newcomer:
    email, name = who.email.strip(), " ".join(who.name.split())
    try:
        validate_email(email)
    except ValidationError as error:
        sentence = _("That is not an email address. Look for a missing @ or dot.")
        raise Refused(Reason.INVALID, sentence, field="email") from error
    if not name:
        raise Refused(Reason.INVALID, _("Type their name. A first name is fine."), field="name")
    if len(email) > 254 or len(name) > 80:
        raise Refused(Reason.INVALID, _("That is too long."), field="name" if len(name) > 80 else "email")
    return Newcomer(email, name)


def _count_sign_up(shift: Shift, who: Membership | Newcomer, *, by: Person) -> None:
    """Count that somebody is signed up by somebody else. Raises `Refused` beyond the limits of a day."""
    email = normalize_email(who.email if isinstance(who, Newcomer) else who.person.email)
    if not use_up(SIGN_UPS_OF_ONE, f"{shift.chapter_id} {email}"):
        raise refuse_use(
            SIGN_UPS_OF_ONE,
            _("Your chapter signed this person up often today. Wait until tomorrow, or let them claim the shift."),
        )
    if isinstance(who, Newcomer) and not use_up(NEWCOMERS, str(by.pk)):
        raise refuse_use(
            NEWCOMERS,
            _("You signed up many by mail address today. Wait until tomorrow, or send them the link to the shift."),
        )
    if not use_up(SIGN_UPS_BY_CHAPTER, str(shift.chapter_id)):
        raise refuse_use(
            SIGN_UPS_BY_CHAPTER,
            _("Your chapter signed up many people today. Wait until tomorrow, or let them claim the shift."),
        )


def _seat(
    shift: Shift,
    person: Person,
    *,
    by: Person,
    allow_overlap: bool,
    kind: Notice.Kind,
    facts: dict[str, str] | None = None,
) -> Signup:
    """Put somebody on a locked shift whom the rules let on it."""
    signup = find_signup(shift, person)
    if signup.is_kept:
        # What they dropped a moment ago ends with this: they are told of the new place.
        let_go([signup], shift)
    take_place(signup, shift, by=by, allow_overlap=allow_overlap, kind=kind, facts=facts)
    return signup


def _read_current(signup: Signup, shift: Shift, if_sequence: int | None) -> Signup:
    """Read the signup of a locked shift anew. Raises `Refused` where its person is not on the shift any more."""
    signup = read_again(signup, shift)
    check_version(signup.sequence, if_sequence)
    if not signup.is_current:
        raise Refused(Reason.NOT_SIGNED_UP, _("%(name)s is not on this shift any more.") % {"name": name_of(signup)})
    return signup


def _add_place(shift: Shift, on_it: list[Signup], *, by: Person) -> None:
    """Make a locked shift larger by one. Its people must be locked, too; nobody is promoted by it."""
    if shift.capacity >= MOST_PLACES:
        raise Refused(Reason.INVALID, _("A shift has 10,000 places at most."))
    shift.capacity += 1
    shift.version += 1
    shift.changed_at = next_change(shift.changed_at, *(signup.changed_at for signup in on_it))
    shift.save(update_fields=["capacity", "version", "changed_at"])
    write_record("shift.changed", shift, by=by, fields=["capacity"])
    touch_calendars_of_shifts([shift])
