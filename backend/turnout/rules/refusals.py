"""Why something is refused: one list of reasons, with the words that a person reads."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Reason(models.TextChoices):
    """A reason's value is its name in the API; its label is its title."""

    SIGN_IN = "sign-in", _("Sign in first")
    SHIFT_FULL = "shift-full", _("This shift is full")
    ALREADY_SIGNED_UP = "already-signed-up", _("You are on this shift already")
    OVERLAPPING_SHIFT = "overlapping-shift", _("This clashes with another shift of yours")
    SIGNUP_CLOSED = "signup-closed", _("Signup is closed")
    TOO_MANY_SIGNUPS = "too-many-signups", _("You hold as many shifts as one person may")
    NOT_A_MEMBER = "not-a-member", _("You are not a member of this chapter")
    TRAINING_MISSING = "training-missing", _("This shift needs a training")
    APPROVAL_NEEDED = "approval-needed", _("The organizers look at new members first")
    APPROVAL_PENDING = "approval-pending", _("You asked to join")
    DROP_CLOSED = "drop-closed", _("It is too late to drop this by yourself")
    LAST_OWNER = "last-owner", _("A chapter needs an owner")
    NOT_SIGNED_UP = "not-signed-up", _("You are not on this shift")
    CAPACITY_BELOW_TAKEN = "capacity-below-taken", _("More people hold places than that")
    WRONG_STATE = "wrong-state", _("That cannot be done now")
    CHANGED_MEANWHILE = "changed-meanwhile", _("Somebody changed this meanwhile")
    INVALID = "invalid", _("Something needs mending")
    WRONG_CODE = "wrong-code", _("That is not the code")
    TOO_MANY_TRIES = "too-many-tries", _("Too many tries")


class Refused(Exception):
    """An action would not do it. `detail` says why and what to do, `field` where the matter lies, if in one.

    Of the `facts` one is the same everywhere: `wait`, the seconds after which it may be tried again.
    """

    def __init__(self, reason: Reason, detail: Any = "", *, field: str = "", **facts: Any) -> None:
        self.reason = reason
        self.detail = detail or reason.label
        self.field = field
        self.facts = facts
        super().__init__(reason)

    def __str__(self) -> str:
        return str(self.detail)


def refuse_capacity(capacity: int, *, taken: int) -> Refused:
    """Return the refusal of fewer places than people hold, saying how many to move first."""
    surplus = taken - capacity
    held = ngettext("%(taken)d person holds a place.", "%(taken)d people hold places.", taken) % {"taken": taken}
    move = ngettext("Move %(surplus)d of them first.", "Move %(surplus)d of them first.", surplus) % {
        "surplus": surplus
    }
    return Refused(Reason.CAPACITY_BELOW_TAKEN, f"{held} {move}", field="capacity", taken=taken, surplus=surplus)
