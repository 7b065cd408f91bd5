"""Invitation links: made, used, revoked."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Chapter, Invitation, Membership, Person
from turnout.models.base import hash_token, new_token
from turnout.rules.invitations import why_not_use
from turnout.rules.refusals import Reason, Refused

from .locks import lock_people
from .memberships import join_chapter
from .records import write_record

MOST_INVITATIONS = 50
LONGEST = 90  # days
MOST_USES = 500


@transaction.atomic
def make_invitation(
    chapter: Chapter, *, name: str, days: int = 14, most_uses: int = 20, by: Person
) -> tuple[Invitation, str]:
    """Make a link that so many people can join by, for so many days. Returns it with its token, which is kept nowhere.

    Raises `Refused` at `name`, `days` or `most_uses`.
    """
    name, now = " ".join(name.split()), timezone.now()
    if not name:
        raise Refused(Reason.INVALID, _("Say where it is for, for example Club fair."), field="name")
    if not 1 <= days <= LONGEST:
        raise Refused(Reason.INVALID, _("Give 1 to %(most)d days.") % {"most": LONGEST}, field="days")
    if not 1 <= most_uses <= MOST_USES:
        raise Refused(Reason.INVALID, _("Give 1 to %(most)d people.") % {"most": MOST_USES}, field="most_uses")
    if chapter.invitations.filter(revoked_at=None, expires_at__gt=now).count() >= MOST_INVITATIONS:
        sentence = _("A chapter has %(count)d links at most. Revoke one first.") % {"count": MOST_INVITATIONS}
        raise Refused(Reason.INVALID, sentence)
    token = new_token()
    invitation = Invitation.objects.create(
        chapter=chapter, name=name[:80], token_hash=hash_token(token), made_by=by, most_uses=most_uses,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    write_record("invitation.created", invitation, by=by)
    return invitation, token


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Person) -> Invitation:
    """End a link at once; who joined by it stays."""
    if Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=timezone.now()):
        write_record("invitation.revoked", invitation, by=by, fields=["revoked_at"])
    invitation.refresh_from_db()
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of that token, whether it can still be used or not."""
    return Invitation.objects.filter(token_hash=hash_token(token)).select_related("chapter").first()


@transaction.atomic
def join_by_invitation(invitation: Invitation, *, person: Person) -> Membership:
    """Make somebody a member by an invitation. Raises `Refused` where it is used up, run out or revoked.

    A use is counted in one statement that asks once more, so of two who come for the last one only one gets it. Who
    is a member already uses nothing.
    """
    lock_people([person.pk])
    chapter = invitation.chapter
    membership = Membership.objects.filter(chapter=chapter, person=person).first()
    if membership is not None and membership.is_current:
        return membership
    now = timezone.now()
    good = Invitation.objects.filter(pk=invitation.pk, revoked_at=None, expires_at__gt=now, uses__lt=F("most_uses"))
    if not good.update(uses=F("uses") + 1):
        invitation.refresh_from_db()
        raise why_not_use(invitation) or Refused(Reason.WRONG_STATE)
    write_record("invitation.used", invitation, by=person, fields=["uses"])
    return join_chapter(chapter, person=person, membership=membership)
