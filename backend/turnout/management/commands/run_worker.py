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

from turnout.actions.import_drafts import forget_old_drafts
from turnout.actions.limits import forget_old_windows
from turnout.actions.places import fill_free_places, release_kept_places
from turnout.actions.sessions import forget_ended_sessions
from turnout.actions.signin import forget_old_codes
from turnout.actions.taps import forget_old_taps
from turnout.notices.delivery import deliver_due

log = logging.getLogger("turnout.worker")

PAUSE = 1.0
# What is done now and then, with the seconds between.
ROUNDS: tuple[tuple[Callable[[], object], float], ...] = (
    (fill_free_places, 60.0),
    (forget_old_codes, 3600.0),
    (forget_old_drafts, 3600.0),
    (forget_old_taps, 3600.0),
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
            release_kept_places()
            work(next_at)
            while deliver_due():
                pass
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        # Beside the mails: a mail server that hangs must not keep a place from whoever is next.
        releasing = threading.Thread(target=repeat, args=(release_kept_places, stopping))
        releasing.start()
        repeat(lambda: work(next_at), stopping)
        releasing.join()


def repeat(do: Callable[[], int], stopping: threading.Event) -> None:
    """Do something each second, or at once again where it found something to do, until it is time to stop."""
    while not stopping.is_set():
        close_old_connections()
        try:
            found = do()
        except Exception:
            # The database may be away for a moment; what is due is still there when it comes back.
            log.exception("The worker stumbled and goes on.")
            found = 0
        stopping.wait(0 if found else PAUSE)
    close_old_connections()


def work(next_at: dict[tuple[Callable[[], object], float], float]) -> bool:
    """Do the rounds that are due and deliver a batch of notices; return whether more may be waiting."""
    for round_, at in next_at.items():
        do, seconds = round_
        if time.monotonic() >= at:
            next_at[round_] = time.monotonic() + seconds
            do()
    return deliver_due() > 0
