"""Counting what somebody may do only so often, in the cache that all processes share."""

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction


@dataclass(frozen=True)
class Limit:
    """`amount` uses in a window of `seconds`."""

    name: str
    amount: int
    seconds: int


def use_up(limit: Limit, key: str) -> bool:
    """Count one use of a limit by `key`, and return whether it was within it.

    Windows stand still (they begin at multiples of their length), so one counter each is enough. The key is hashed:
    the cache holds no address of a person or a machine.
    """
    window = int(time.time() // limit.seconds)
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    entry = f"limit:{limit.name}:{window}:{digest}"
    # A short transaction of its own: on SQLite it makes adding and counting one step.
    with transaction.atomic():
        cache.add(entry, 0, timeout=limit.seconds)
        return cache.incr(entry) <= limit.amount
