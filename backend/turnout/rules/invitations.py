"""Whether an invitation link can still be used."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Invitation

from .refusals import Reason, Refused


def why_not_use(invitation: Invitation | None, *, now: datetime | None = None) -> Refused | None:
    """Return why nobody joins by an invitation any more, or None where somebody can."""
    if invitation is None or invitation.revoked_at is not None:
        sentence = _("This invitation is not good any more. Ask whoever gave it to you for a new one.")
    elif invitation.expires_at <= (now or timezone.now()):
        sentence = _("This invitation has run out. Ask whoever gave it to you for a new one.")
    elif invitation.is_used_up:
        sentence = _(
            "This invitation was for so many people, and they joined. Ask whoever gave it to you for a new one."
        )
    else:
        return None
    return Refused(Reason.WRONG_STATE, sentence)
