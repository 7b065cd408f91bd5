"""What an organizer may do with other people's places, and a refusal as the organizer reads it."""

from django.utils.translation import gettext as _

from turnout.models import Membership, Person, Shift

from .claiming import Standing, why_not_claim
from .refusals import Reason, Refused
from .times import say_time

# What an organizer may pass over for somebody else, if they say so.
OVERRIDABLE = frozenset({Reason.OVERLAPPING_SHIFT})


def standing_of_outsider(membership: Membership) -> Standing:
    """Return what a chapter may know of somebody who was not in it until now, or is not any more: nothing but that.

    Whether the address has an account, and what that holds elsewhere, changes no answer.
    """
    return Standing(Person(pk=membership.person_id), memberships={membership.chapter_id: membership})


def why_not_bring_in(membership: Membership, *, is_active: bool) -> Refused | None:
    """Return why an organizer may not sign somebody up at all: who left, was removed or closed their account."""
    if membership.is_current and is_active:
        return None
    if membership.state == Membership.State.REMOVED:
        return Refused(Reason.NOT_A_MEMBER, _("This person was removed from the chapter."))
    if membership.state in (Membership.State.APPLIED, Membership.State.DECLINED):
        return Refused(Reason.NOT_A_MEMBER, _("This person asked to join. Take them in first, under “People”."))
    # The same words for who left and for who closed their account.
    return Refused(Reason.NOT_A_MEMBER, _("This person cannot be signed up. Ask them to claim the shift themselves."))


def why_not_move(was: Shift, to: Shift, standing: Standing, *, allow_overlap: bool = False) -> Refused | None:
    """Return why somebody on a shift cannot have a place on another one instead; their own place there is no clash."""
    if was.pk == to.pk:
        return Refused(Reason.INVALID, _("They are on this shift already. Choose another."))
    return why_not_claim(to, standing.without(was), allow_overlap=allow_overlap)


def word_for_organizer(refusal: Refused, name: str, chapter_id: int) -> Refused:
    """Return a refusal of somebody's claim in words for an organizer; of other chapters nothing is told."""
    match refusal.reason:
        case Reason.ALREADY_SIGNED_UP:
            sentence = _("%(name)s is on this shift already.") % {"name": name}
        case Reason.OVERLAPPING_SHIFT:
            sentence = _say_clash(refusal.facts.get("shift"), name, chapter_id)
        case Reason.TOO_MANY_SIGNUPS:
            sentence = _("%(name)s holds %(count)d shifts to come, as many as one person may.") % {
                "name": name,
                "count": refusal.facts["limit"],
            }
        case Reason.SHIFT_FULL:
            sentence = _("This shift is full. Put %(name)s on the waitlist, or add a place.") % {"name": name}
        case Reason.TRAINING_MISSING:
            sentence = _("%(name)s does not hold the training “%(training)s” on that day.") % {
                "name": name,
                "training": refusal.facts["training"].name,
            }
        case Reason.APPROVAL_PENDING:
            sentence = _("%(name)s asked to join and waits for an answer.") % {"name": name}
        case Reason.NOT_A_MEMBER | Reason.APPROVAL_NEEDED:
            sentence = _("%(name)s is not a member of this chapter now.") % {"name": name}
        case _other:
            return refusal
    return Refused(refusal.reason, sentence, field=refusal.field, **_facts_for_organizer(refusal, chapter_id))


def _say_clash(clash: object, name: str, chapter_id: int) -> str:
    if isinstance(clash, Shift) and clash.chapter_id == chapter_id:
        return _("%(name)s is on “%(role)s” at %(time)s, at the same time.") % {
            "name": name,
            "role": clash.role,
            "time": say_time(clash.starts_at, clash.event.zone),
        }
    return _("%(name)s has another shift at that time.") % {"name": name}


def _facts_for_organizer(refusal: Refused, chapter_id: int) -> dict[str, object]:
    clash = refusal.facts.get("shift")
    is_elsewhere = isinstance(clash, Shift) and clash.chapter_id != chapter_id
    return {name: fact for name, fact in refusal.facts.items() if not (name == "shift" and is_elsewhere)}
