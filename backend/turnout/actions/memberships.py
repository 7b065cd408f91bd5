"""Joining a chapter, asking to, and what one may do there."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Membership, MembershipRole, Person, Role, Shift
from turnout.notices.outbox import tell_answer, tell_somebody_applied
from turnout.rules.claiming import why_not_enter
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer

from .departures import check_owner_stays, end_membership
from .locks import lock_owners, lock_people
from .records import write_record
from .stamps import touch_people_calendars


def join_chapter(
    chapter: Chapter,
    *,
    person: Person,
    membership: Membership | None = None,
    by: Person | None = None,
    display_name: str = "",
) -> Membership:
    """Make the person a member, or one again. Gives back the membership as it is where they are one now.

    `membership` is what the caller has read already under the person's lock. Whether the chapter takes them in is asked
    before: see `rules.claiming.why_not_enter`. Whoever is brought in `by` somebody else is called there what that one
    said.
    """
    membership = membership or Membership.objects.filter(chapter=chapter, person=person).first()
    if membership is None:
        membership = Membership.objects.create(chapter=chapter, person=person, display_name=display_name or person.name)
    elif membership.state == Membership.State.REMOVED:
        raise Refused(Reason.NOT_A_MEMBER, _("You are not a member of this chapter. Ask its organizers."))
    elif membership.is_current:
        return membership
    else:
        _let_in(membership)
    touch_people_calendars([person.pk])
    write_record("membership.joined", membership, by=by or person, fields=["state"])
    return membership


def _let_in(membership: Membership) -> None:
    membership.state, membership.ended_at = Membership.State.ACTIVE, None
    membership.joined_at = timezone.now()
    membership.save()


@transaction.atomic
def enter_chapter(chapter: Chapter, *, person: Person) -> Membership:
    """Join a chapter by oneself, or ask to where its organizers look at new members first. Raises `Refused`."""
    lock_people([person.pk])
    membership = Membership.objects.filter(chapter=chapter, person=person).first()
    refusal = why_not_enter(chapter, membership)
    if refusal is None:
        return join_chapter(chapter, person=person, membership=membership)
    if refusal.reason == Reason.APPROVAL_NEEDED:
        return apply_to_chapter(chapter, person=person, membership=membership)
    raise refusal


def apply_to_chapter(
    chapter: Chapter, *, person: Person, membership: Membership | None, wants: Shift | None = None
) -> Membership:
    """Note that somebody asks to join, and for which shift. The person must be locked, and the rules asked."""
    membership = membership or Membership(chapter=chapter, person=person, display_name=person.name)
    membership.state, membership.ended_at = Membership.State.APPLIED, None
    membership.joined_at = timezone.now()
    membership.wants = wants
    membership.save()
    write_record("membership.applied", membership, by=person, fields=["state"])
    tell_somebody_applied(membership)
    return membership


@transaction.atomic
def approve_member(membership: Membership, *, by: Person) -> Membership:
    """Take in somebody who asked to join, or who was declined or removed. Asked twice, it is done once.

    Whom somebody removed an owner takes in again, and nobody does whose account is closed.
    """
    membership = _lock(membership)
    if membership.is_current:
        return membership
    if membership.state == Membership.State.LEFT:
        raise Refused(Reason.WRONG_STATE, _("They left by themselves. They can come back by themselves, too."))
    if not membership.person.is_active:
        raise Refused(Reason.WRONG_STATE, _("They cannot be taken in. Nobody signs in with this account any more."))
    if membership.state == Membership.State.REMOVED and not Viewer(by).owns(membership.chapter_id):
        raise Refused(Reason.WRONG_STATE, _("Only an owner takes in somebody who was removed."))
    _let_in(membership)
    touch_people_calendars([membership.person_id])
    write_record("membership.approved", membership, by=by, fields=["state"])
    tell_answer(membership)
    return membership


@transaction.atomic
def decline_member(membership: Membership, *, by: Person) -> Membership:
    """Say no to somebody who asked to join. Asked twice, it is done once."""
    membership = _lock(membership)
    if membership.state == Membership.State.DECLINED:
        return membership
    if membership.state != Membership.State.APPLIED:
        raise Refused(Reason.WRONG_STATE, _("Somebody answered this already."))
    membership.state, membership.ended_at = Membership.State.DECLINED, timezone.now()
    membership.save()
    write_record("membership.declined", membership, by=by, fields=["state"])
    tell_answer(membership)
    return membership


def remove_member(membership: Membership, *, by: Person) -> Membership:
    """Remove somebody from a chapter; their places to come go to those who wait. Of those with a role an owner does."""
    if membership.person_id == by.pk:
        raise Refused(Reason.WRONG_STATE, _("To leave the chapter yourself, use “Leave” under “Me”."))
    if not membership.is_current:
        raise Refused(Reason.WRONG_STATE, _("They are no member now."))
    return end_membership(membership, by=by, state=Membership.State.REMOVED)


@transaction.atomic
def grant_role(membership: Membership, role: Role, *, by: Person | None) -> None:
    """Give a member one role more."""
    _row, is_new = MembershipRole.objects.get_or_create(membership=membership, role=role)
    if is_new:
        write_record("membership.granted", membership, by=by, fields=[f"role:{role.value}"])


@transaction.atomic
def choose_mail(
    membership: Membership, *, by: Person, wants_asks: bool | None = None, wants_messages: bool | None = None
) -> Membership:
    """Say whether one wants to be asked to help, and to read messages that are not about one's own shifts."""
    wanted = {"wants_asks": wants_asks, "wants_messages": wants_messages}
    membership = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    changed = [name for name, value in wanted.items() if value is not None and value != getattr(membership, name)]
    if changed:
        for name in changed:
            setattr(membership, name, wanted[name])
        membership.save(update_fields=changed)
        write_record("membership.changed", membership, by=by, fields=changed)
    return membership


@transaction.atomic
def change_roles(
    membership: Membership, *, give: Collection[Role] = (), take: Collection[Role] = (), by: Person | None
) -> Membership:
    """Give a member roles and take others, as an owner, or as a command where nobody is named.

    Raises `Refused`, `last-owner` where nobody would own the chapter.
    """
    membership = _lock(membership, by)
    lock_owners(membership.chapter_id)
    # Only now: an owner may have been one no more while we waited.
    if by is not None and not Viewer(by).owns(membership.chapter_id):
        raise Refused(Reason.WRONG_STATE, _("Only an owner gives and takes roles."))
    return exchange_roles(membership, give=give, take=take, by=by)


def exchange_roles(
    membership: Membership, *, give: Collection[Role], take: Collection[Role], by: Person | None
) -> Membership:
    """Give roles and take others, whoever it is by. The person and the chapter's owners must be locked."""
    if not membership.is_current:
        raise Refused(Reason.NOT_A_MEMBER, _("Only members have roles."))
    if Role.OWNER in take:
        check_owner_stays(membership, lock_owners(membership.chapter_id))
    for role in give:
        grant_role(membership, role, by=by)
    for role in take:
        if membership.roles.filter(role=role).delete()[0]:
            write_record("membership.revoked", membership, by=by, fields=[f"role:{role.value}"])
    return membership


def _lock(membership: Membership, by: Person | None = None) -> Membership:
    lock_people({membership.person_id} | ({by.pk} if by else set()))
    return Membership.objects.select_related("person", "chapter").get(pk=membership.pk)
