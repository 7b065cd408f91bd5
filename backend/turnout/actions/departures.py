"""Leaving a chapter, or being removed from it."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from turnout.models import Membership, Person, Shift, Signup

from .locks import lock_people, lock_shifts
from .places import read_waitlist, release_place
from .records import write_record
from .stamps import touch_people_calendars


def end_membership(
    membership: Membership, *, by: Person | None, state: Membership.State = Membership.State.LEFT
) -> Membership:
    """End a membership. Its roles go at once; its places to come go to those who wait."""
    while True:
        held = set(_held_shifts(membership))
        with transaction.atomic():
            shifts = lock_shifts(held)
            waiting = {signup.person_id for shift in shifts for signup in read_waitlist(shift)}
            lock_people({membership.person_id, *waiting})
            # Under the person's lock nothing more is claimed; if something was just before, begin again with it.
            if set(_held_shifts(membership)) == held:
                return _end(membership, shifts, by=by, state=state)


def _end(membership: Membership, shifts: list[Shift], *, by: Person | None, state: Membership.State) -> Membership:
    membership = Membership.objects.select_related("person").get(pk=membership.pk)
    if not membership.is_current:
        return membership
    membership.state, membership.ended_at = state, timezone.now()
    membership.save()
    membership.roles.all().delete()
    touch_people_calendars([membership.person_id])
    write_record(f"membership.{state}", membership, by=by, fields=["state", "roles"])
    for shift in shifts:
        for signup in Signup.objects.filter(shift=shift, person=membership.person_id):
            release_place(signup, shift, by=by)
    return membership


def _held_shifts(membership: Membership) -> list[int]:
    """The shifts to come that the person is on, or has dropped but could come back to."""
    signups = Signup.objects.filter(
        Q(state__in=Signup.CURRENT) | Signup.KEPT,
        person=membership.person_id,
        chapter=membership.chapter_id,
        shift__ends_at__gt=timezone.now(),
    )
    return list(signups.values_list("shift_id", flat=True))
