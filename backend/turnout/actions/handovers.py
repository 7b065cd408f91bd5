"""Handing a chapter over: an owner offers it, another member accepts. Who offered has agreed by that."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import HandOver, Membership, Person, Role
from turnout.notices.outbox import tell_hand_over_offered, tell_handed_over
from turnout.rules.refusals import Reason, Refused
from turnout.rules.viewers import Viewer

from .locks import lock_owners, lock_people
from .memberships import exchange_roles, grant_role
from .records import write_record

OFFER_LIFE = timedelta(days=14)


@transaction.atomic
def offer_chapter(to: Membership, *, by: Person, keeps: str = HandOver.Keeps.ORGANIZER) -> HandOver:
    """Offer the ownership of a chapter to another member; both are told. Raises `Refused`."""
    if keeps not in HandOver.Keeps.values:
        raise Refused(Reason.INVALID, _("Choose what you stay."), field="keeps")
    lock_people([to.person_id, by.pk])
    lock_owners(to.chapter_id)
    to = Membership.objects.select_related("person", "chapter").get(pk=to.pk)
    if not Viewer(by).owns(to.chapter_id):
        raise Refused(Reason.WRONG_STATE, _("Only an owner hands the chapter over."))
    if to.person_id == by.pk:
        raise Refused(Reason.INVALID, _("Choose somebody else. You own it already."), field="to")
    if not to.is_current:
        raise Refused(Reason.INVALID, _("Only a member can take it over."), field="to")
    now = timezone.now()
    open_ones = HandOver.objects.filter(chapter=to.chapter, state=HandOver.State.OFFERED)
    open_ones.filter(expires_at__lte=now).update(state=HandOver.State.EXPIRED, closed_at=now)
    if open_ones.exists():
        raise Refused(Reason.WRONG_STATE, _("The chapter is offered to somebody already. Withdraw that first."))
    offer = HandOver.objects.create(
        chapter=to.chapter, offered_by=by, offered_to=to.person, keeps=keeps, expires_at=now + OFFER_LIFE
    )
    write_record("handover.offered", offer, by=by)
    tell_hand_over_offered(offer)
    return offer


@transaction.atomic
def accept_offer(offer: HandOver, *, by: Person) -> HandOver:
    """Take a chapter over: `by` owns it now, and who offered it is what they chose to stay. Both are told."""
    offer = _lock(offer, by=by)
    if offer.offered_to_id != by.pk:
        raise Refused(Reason.WRONG_STATE, _("This was offered to somebody else."))
    _check_open(offer)
    rows = Membership.objects.filter(chapter=offer.chapter, state=Membership.State.ACTIVE)
    mine, theirs = rows.filter(person=by).first(), rows.filter(person=offer.offered_by).first()
    if mine is None:
        raise Refused(Reason.WRONG_STATE, _("Only a member can take it over."))
    if theirs is None or not theirs.roles.filter(role=Role.OWNER).exists():
        raise Refused(Reason.WRONG_STATE, _("Who offered it does not own the chapter any more."))
    grant_role(mine, Role.OWNER, by=offer.offered_by)
    give = {Role.ORGANIZER} if offer.keeps == HandOver.Keeps.ORGANIZER else set()
    take = {Role.OWNER} if give else {Role.OWNER, Role.ORGANIZER}
    exchange_roles(theirs, give=give, take=take, by=by)
    _close(offer, HandOver.State.ACCEPTED, by=by)
    tell_handed_over(offer)
    return offer


@transaction.atomic
def decline_offer(offer: HandOver, *, by: Person) -> HandOver:
    """Say no to an offer."""
    offer = _lock(offer, by=by)
    if offer.offered_to_id != by.pk:
        raise Refused(Reason.WRONG_STATE, _("This was offered to somebody else."))
    _check_open(offer)
    return _close(offer, HandOver.State.DECLINED, by=by)


@transaction.atomic
def withdraw_offer(offer: HandOver, *, by: Person) -> HandOver:
    """Take an offer back; any owner of the chapter may."""
    offer = _lock(offer, by=by)
    if not Viewer(by).owns(offer.chapter_id):
        raise Refused(Reason.WRONG_STATE, _("Only an owner withdraws it."))
    _check_open(offer)
    return _close(offer, HandOver.State.WITHDRAWN, by=by)


def _lock(offer: HandOver, *, by: Person) -> HandOver:
    """Lock the people, then the owners, then the offer, and read it anew: of two who answer at once one is second."""
    lock_people({offer.offered_by_id, offer.offered_to_id, by.pk})
    lock_owners(offer.chapter_id)
    HandOver.objects.select_for_update(no_key=True).get(pk=offer.pk)
    return HandOver.objects.select_related("chapter", "offered_by", "offered_to").get(pk=offer.pk)


def _check_open(offer: HandOver) -> None:
    match offer.state:
        case HandOver.State.OFFERED if offer.expires_at > timezone.now():
            return
        case HandOver.State.ACCEPTED:
            sentence = _("This was accepted already.")
        case HandOver.State.WITHDRAWN:
            sentence = _("This was withdrawn.")
        case HandOver.State.DECLINED:
            sentence = _("This was declined.")
        case _other:
            sentence = _("This has run out. It can be offered again.")
    raise Refused(Reason.WRONG_STATE, sentence)


def _close(offer: HandOver, state: HandOver.State, *, by: Person) -> HandOver:
    offer.state, offer.closed_at = state, timezone.now()
    offer.save(update_fields=["state", "closed_at"])
    write_record(f"handover.{state}", offer, by=by, fields=["state"])
    return offer
