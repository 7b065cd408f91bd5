"""Joining a chapter, and what one may do there."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Membership, MembershipRole, Person, Role
from turnout.rules.refusals import Reason, Refused

from .records import write_record
from .stamps import touch_people_calendars


def join_chapter(chapter: Chapter, *, person: Person, membership: Membership | None = None) -> Membership:
    """Make the person a member, or one again. Gives back the membership as it is where they are one now.

    `membership` is what the caller has read already under the person's lock.
    """
    membership = membership or Membership.objects.filter(chapter=chapter, person=person).first()
    if membership is None:
        membership = Membership.objects.create(chapter=chapter, person=person, display_name=person.name)
    elif membership.state == Membership.State.REMOVED:
        raise Refused(Reason.NOT_A_MEMBER, _("You are not a member of this chapter. Ask its organizers."))
    elif membership.is_current:
        return membership
    else:
        membership.state, membership.ended_at = Membership.State.ACTIVE, None
        membership.joined_at = timezone.now()
        membership.save()
    touch_people_calendars([person.pk])
    write_record("membership.joined", membership, by=person, fields=["state"])
    return membership


@transaction.atomic
def grant_role(membership: Membership, role: Role, *, by: Person | None) -> None:
    """Give a member one role more."""
    _row, is_new = MembershipRole.objects.get_or_create(membership=membership, role=role)
    if is_new:
        write_record("membership.granted", membership, by=by, fields=[f"role:{role.value}"])
