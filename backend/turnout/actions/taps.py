"""Keys of taps: one that comes twice, from a double tap or after a lost answer, does its work once."""

import hashlib
import re
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Person, Shift, Signup, Tap
from turnout.rules.refusals import Reason, Refused

KEPT_FOR = timedelta(days=1)
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


def find_tap(person: Person, key: str, shift: Shift) -> Signup | None:
    """Return the signup that an earlier tap with this key led to. To be asked under the person's lock.

    What is not 8 to 64 letters, digits, - or _ is no key. Raises `Refused` where the tap was on another shift.
    """
    if not KEY.fullmatch(key):
        return None
    tap = Tap.objects.filter(person=person, key=key).select_related("signup").first()
    if tap is None:
        return None
    if tap.signup.shift_id != shift.pk:
        raise Refused(Reason.INVALID, _("That tap was for another shift. Load the page again, then claim."))
    return tap.signup


def keep_tap(person: Person, key: str, signup: Signup) -> None:
    """Remember what a tap led to. To be called under the person's lock, in the transaction of its work."""
    if KEY.fullmatch(key):
        Tap.objects.create(person=person, key=key, signup=signup)


def tap_of_shift(key: str, shift: Shift) -> str:
    """Return the key for one shift of a tap that is for many, or of a page that holds many: a SHA-256 in hex."""
    return hashlib.sha256(f"{key} {shift.public_id}".encode()).hexdigest() if KEY.fullmatch(key) else ""


def forget_old_taps() -> int:
    """Delete the taps of more than a day ago; return how many."""
    return Tap.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
