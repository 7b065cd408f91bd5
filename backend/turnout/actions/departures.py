"""Leaving a chapter, or being removed from it."""

from collections.abc import Callable, Collection
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Membership, Person, Role, Shift, Signup
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer

from .locks import lock_owners, lock_people, lock_shifts
from .places import read_waitlist, release_place
from .records import write_record
from .stamps import touch_people_calendars

T = TypeVar("T")


def end_membership(
    membership: Membership, *, by: Person | None, state: Membership.State = Membership.State.LEFT
) -> Membership:
    """End a membership. Its roles go at once; its places to come go to those who wait.

    Raises `Refused`, `last-owner` where nobody would own the chapter.
    """

    def end(shifts: list[Shift]) -> Membership:
        return end_locked(membership, shifts, by=by, state=state)

    places = find_places(membership.person_id).filter(chapter=membership.chapter_id)
    return lock_places(places, membership.person_id, then=end, besides=() if by is None else (by.pk,))


def find_places(person: int) -> QuerySet[Signup]:
    """Return the signups to come that a person is on, or has dropped but could come back to."""
    current = Q(state__in=Signup.CURRENT) | Signup.KEPT
    return Signup.objects.filter(current, person=person, shift__ends_at__gt=timezone.now())


def lock_places(
    places: QuerySet[Signup], person: int, *, then: Callable[[list[Shift]], T], besides: Collection[int] = ()
) -> T:
    """Do something in a transaction that holds all a person's `places`: their shifts, who waits there, the person.

    It holds the people `besides`, too.
    """
    while True:
        held = set(places.values_list("shift_id", flat=True))
        with transaction.atomic():
            shifts = lock_shifts(held)
            waiting = {signup.person_id for shift in shifts for signup in read_waitlist(shift)}
            lock_people({person, *waiting, *besides})
            # Under the person's lock nothing more is claimed; if something was just before, begin again with it.
            if set(places.values_list("shift_id", flat=True)) == held:
                return then(shifts)


def end_locked(
    membership: Membership, shifts: list[Shift], *, by: Person | None, state: Membership.State
) -> Membership:
    """End a membership inside `lock_places`. Who removes somebody must be locked there, too."""
    membership = Membership.objects.select_related("person").get(pk=membership.pk)
    if membership.state not in (Membership.State.ACTIVE, Membership.State.APPLIED):
        return membership
    owners = lock_owners(membership.chapter_id)
    if state == Membership.State.REMOVED and by is not None:
        _check_may_remove(membership, by)
    check_owner_stays(membership, owners)
    membership.state, membership.ended_at = state, timezone.now()
    membership.save()
    membership.roles.all().delete()
    touch_people_calendars([membership.person_id])
    write_record(f"membership.{state}", membership, by=by, fields=["state", "roles"])
    for shift in shifts:
        for signup in Signup.objects.filter(shift=shift, person=membership.person_id, chapter=membership.chapter_id):
            release_place(signup, shift, by=by)
    return membership


def _check_may_remove(membership: Membership, by: Person) -> None:
    """Raise `Refused` where somebody may not remove a member, by the roles that both have under the locks."""
    if not membership.is_current:
        raise Refused(Reason.WRONG_STATE, _("They are no member now."))
    if membership.roles.exists() and not Viewer(by).owns(membership.chapter_id):
        raise Refused(Reason.WRONG_STATE, _("Only an owner removes somebody with a role."))


def check_owner_stays(membership: Membership, owners: list[int]) -> None:
    """Raise `Refused` where a member is the only owner of their chapter. The owners must be locked."""
    if owners == [membership.pk] and membership.roles.filter(role=Role.OWNER).exists():
        raise Refused(
            Reason.LAST_OWNER,
            _("This is the chapter's only owner. Hand the chapter over, or make another owner."),
        )
