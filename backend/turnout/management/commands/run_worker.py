"""manage.py run_worker: delivers notices as they fall due, and tidies up."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from turnout.actions.signin import forget_old_codes
from turnout.notices.delivery import deliver_due

log = logging.getLogger("turnout.worker")

PAUSE = 1.0
TIDY_EVERY = 3600.0


class Command(BaseCommand):
    help = "Deliver notices as they fall due, until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            while deliver_due():
                pass
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        tidied = 0.0
        while not stopping.is_set():
            close_old_connections()
            try:
                if time.monotonic() - tidied > TIDY_EVERY or not tidied:
                    tidied = time.monotonic()
                    tidy()
                busy = deliver_due()
            except Exception:
                # The database may be away for a moment; the notices are still there when it comes back.
                log.exception("The worker stumbled and goes on.")
                busy = 0
            stopping.wait(0 if busy else PAUSE)


def tidy() -> None:
    forget_old_codes()
    SessionStore.clear_expired()
