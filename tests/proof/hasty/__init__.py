"""Turnout with a worker that waits seconds where the real one waits minutes, so that a proof ends today."""

from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig

WAITS = {
    "LEASE": timedelta(seconds=2),
    "FIRST_WAIT": timedelta(seconds=0.2),
    "LONGEST_WAIT": timedelta(seconds=1),
}


class HastyConfig(AppConfig):
    name = "tests.proof.hasty"
    label = "hasty"

    def ready(self) -> None:
        # Not at the top: it needs the models, which are loaded after this module and before this call.
        delivery = import_module("turnout.notices.delivery")
        for name, wait in WAITS.items():
            assert hasattr(delivery, name)
            setattr(delivery, name, wait)
