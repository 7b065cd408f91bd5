"""Why somebody does not see a shift, or cannot claim it, for organizers.

The rules that hide and refuse are asked themselves; only the words, which speak of somebody else, are made here and in
`rostering`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from turnout.models import Event, Membership, Shift

from .claiming import load_standing, why_not_claim
from .refusals import Reason
from .rostering import standing_of_outsider, word_for_organizer
from .viewers import NOBODY, Viewer
from .visibility import announced, shifts_visible_to


@dataclass(frozen=True)
class Explanation:
    sees: bool
    can_claim: bool
    # The name of what a claim would be refused for; nothing where it is only not seen, or all is well.
    reason: Reason | None
    sentence: str


def explain_shift(shift: Shift, membership: Membership) -> Explanation:
    """Return what somebody may do about a shift, and why not more. The shift comes with its event and chapter.

    Of who is no member now their membership alone is looked at, never what they do elsewhere.
    """
    person, name, is_in = membership.person, membership.display_name, membership.is_current
    seen = shifts_visible_to(Viewer(person) if is_in else NOBODY).filter(pk=shift.pk).first()
    if seen is None:
        return Explanation(False, False, None, _say_unseen(shift, membership))
    refusal = why_not_claim(seen, load_standing(person) if is_in else standing_of_outsider(membership))
    if refusal is None:
        return Explanation(True, True, None, _("%(name)s sees it and can claim it.") % {"name": name})
    if refusal.reason == Reason.ALREADY_SIGNED_UP:
        return Explanation(True, False, refusal.reason, _("%(name)s sees it and is on it already.") % {"name": name})
    why = word_for_organizer(refusal, name, shift.chapter_id)
    sentence = _("%(name)s sees it but cannot claim it. %(why)s") % {"name": name, "why": why}
    return Explanation(True, False, refusal.reason, sentence)


def _say_unseen(shift: Shift, membership: Membership) -> str:
    words = {"name": membership.display_name}
    if not Event.objects.filter(announced(), pk=shift.event_id).exists():
        return _("%(name)s does not see it: the event is a draft. Publish it, and it is seen.") % words
    # It is announced, and yet not among what they see: so it is for members, and they are none.
    match membership.state:
        case Membership.State.APPLIED:
            return _("%(name)s does not see it: it is for members only, and their wish to join waits.") % words
        case Membership.State.REMOVED:
            return _("%(name)s does not see it: it is for members only, and they were removed.") % words
        case Membership.State.LEFT:
            return _("%(name)s does not see it: it is for members only, and they left.") % words
        case _other:
            return _("%(name)s does not see it: it is for members only, and they are none.") % words
