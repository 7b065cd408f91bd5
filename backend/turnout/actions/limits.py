"""Counting what somebody may do only so often, where all processes see the same count."""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F
from django.utils import timezone

from turnout.models import LimitWindow
from turnout.rules.refusals import Reason, Refused


@dataclass(frozen=True)
class Limit:
    """`amount` uses in a window of `seconds`."""

    name: str
    amount: int
    seconds: int


def use_up(limit: Limit, key: str) -> bool:
    """Count one use of a limit by `key`, and return whether it was within it.

    Windows stand still (they begin at multiples of their length), so one row each is enough, and counting is one
    statement: whoever asks many times at once gains nothing. The key is hashed: no address of a person or a machine
    is kept.
    """
    window = int(time.time() // limit.seconds)
    digest = hashlib.sha256(f"{limit.name} {window} {key}".encode()).hexdigest()
    ends_at = datetime.fromtimestamp((window + 1) * limit.seconds, tz=UTC)
    LimitWindow.objects.bulk_create([LimitWindow(key=digest, ends_at=ends_at)], ignore_conflicts=True)
    within = LimitWindow.objects.filter(key=digest, uses__lt=limit.amount)
    return within.update(uses=F("uses") + 1) == 1


def refuse_use(limit: Limit, sentence: str) -> Refused:
    """Return the refusal of one use more; the sentence says how long to wait, and so does `wait`, in seconds."""
    return Refused(Reason.TOO_MANY_TRIES, sentence, wait=limit.seconds)


def forget_old_windows() -> int:
    """Delete the windows that have ended; return how many."""
    return LimitWindow.objects.filter(ends_at__lt=timezone.now()).delete()[0]
