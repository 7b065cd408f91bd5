"""Keys of taps: one that comes twice, from a double tap or after a lost answer, does its work once."""

import hashlib
import re
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from turnout.models import Person, Shift, Signup, Tap, WalkIn
from turnout.rules.refusals import Reason, Refused

KEPT_FOR = timedelta(days=1)
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")

Row = TypeVar("Row", bound=Signup | WalkIn)


def find_tap(person: Person, key: str, shift: Shift) -> Signup | None:
    """Return the signup that an earlier tap with this key led to. To be asked under the person's lock.

    What is not 8 to 64 letters, digits, - or _ is no key. Raises `Refused` where the tap was on another shift.
    """
    if not KEY.fullmatch(key):
        return None
    tap = Tap.objects.filter(person=person, key=key).select_related("signup").first()
    if tap is None:
        return None
    if tap.signup is None or tap.signup.shift_id != shift.pk:
        raise Refused(Reason.INVALID, _("That tap was for another shift. Load the page again, then claim."))
    return tap.signup


def find_row(person: Person, key: str, kind: type[Row], pk: int | None) -> Row | None:
    """Return what an earlier tap of an organizer with this key was on. To be asked under the organizer's lock.

    Raises `Refused` where that was something else than what is tapped now; without `pk`, any of the kind will do.
    """
    if not KEY.fullmatch(key):
        return None
    tap = Tap.objects.filter(person=person, key=key).select_related("signup", "walk_in").first()
    if tap is None:
        return None
    row = tap.signup if kind is Signup else tap.walk_in
    if not isinstance(row, kind) or pk not in (None, row.pk):
        raise Refused(Reason.INVALID, _("That tap was for something else. Load the page again."))
    return row


def find_walk_in(person: Person, key: str) -> WalkIn | None:
    """Return the walk-in that a tap of this person added: a phone knows it by that key alone, until it is answered."""
    tap = Tap.objects.filter(person=person, key=key, walk_in__isnull=False).select_related("walk_in").first()
    return tap.walk_in if tap else None


def keep_tap(person: Person, key: str, row: Signup | WalkIn) -> None:
    """Remember what a tap led to. To be called under the person's lock, in the transaction of its work."""
    if KEY.fullmatch(key):
        of = {"signup": row} if isinstance(row, Signup) else {"walk_in": row}
        Tap.objects.create(person=person, key=key, **of)


def tap_of_shift(key: str, shift: Shift) -> str:
    """Return the key for one shift of a tap that is for many, or of a page that holds many."""
    return tap_of_part(key, shift.public_id)


def tap_of_part(key: str, part: str) -> str:
    """Return the key for one part of a page that has one key for all: a SHA-256 in hex."""
    return hashlib.sha256(f"{key} {part}".encode()).hexdigest() if KEY.fullmatch(key) else ""


def forget_old_taps() -> int:
    """Delete the taps of more than a day ago; return how many."""
    return Tap.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]
