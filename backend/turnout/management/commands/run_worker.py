"""manage.py run_worker: delivers notices as they fall due, and does the rounds."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from turnout.actions.limits import forget_old_windows
from turnout.actions.sessions import forget_ended_sessions
from turnout.actions.signin import forget_old_codes
from turnout.actions.signups import fill_free_places
from turnout.notices.delivery import deliver_due

log = logging.getLogger("turnout.worker")

PAUSE = 1.0
# What is done now and then, with the seconds between.
ROUNDS: tuple[tuple[Callable[[], object], float], ...] = (
    (fill_free_places, 60.0),
    (forget_old_codes, 3600.0),
    (forget_old_windows, 3600.0),
    (SessionStore.clear_expired, 3600.0),
    (forget_ended_sessions, 3600.0),
)


class Command(BaseCommand):
    help = "Deliver notices as they fall due and do the rounds, until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do all that is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        next_at = dict.fromkeys(ROUNDS, 0.0)
        if options["once"]:
            work(next_at)
            while deliver_due():
                pass
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        while not stopping.is_set():
            close_old_connections()
            try:
                busy = work(next_at)
            except Exception:
                # The database may be away for a moment; the notices are still there when it comes back.
                log.exception("The worker stumbled and goes on.")
                busy = False
            stopping.wait(0 if busy else PAUSE)


def work(next_at: dict[tuple[Callable[[], object], float], float]) -> bool:
    """Do the rounds that are due and deliver a batch of notices; return whether more may be waiting."""
    for round_, at in next_at.items():
        do, seconds = round_
        if time.monotonic() >= at:
            next_at[round_] = time.monotonic() + seconds
            do()
    return deliver_due() > 0
