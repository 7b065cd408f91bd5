"""Turnout that waits tenths of a second where the real one waits seconds or minutes, so that a proof ends today."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import AppConfig

WAITS: dict[str, dict[str, Any]] = {
    "turnout.notices.delivery": {
        "LEASE": timedelta(seconds=2),
        "FIRST_WAIT": timedelta(seconds=0.2),
        "LONGEST_WAIT": timedelta(seconds=1),
    },
    "turnout.management.commands.run_worker": {"PAUSE": 0.1},
    # A drop can be undone for half a second.
    "turnout.web.signups": {"UNDO_SHOWN": timedelta(seconds=0.5), "UNDO_GRACE": timedelta(0)},
    "turnout.actions.removals": {"UNDO_SHOWN": timedelta(seconds=0.5), "UNDO_GRACE": timedelta(0)},
}


class HastyConfig(AppConfig):
    name = "tests.proof.hasty"
    label = "hasty"

    def ready(self) -> None:
        # Not at the top: they need the models, which are loaded after this module and before this call.
        for name, waits in WAITS.items():
            module = import_module(name)
            for wait, value in waits.items():
                assert hasattr(module, wait)
                setattr(module, wait, value)
