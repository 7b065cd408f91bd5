"""Turnout with a worker that waits seconds where the real one waits minutes, so that a proof ends today."""

from datetime import timedelta

from django.apps import AppConfig

from turnout.notices import delivery


class HastyConfig(AppConfig):
    name = "tests.proof.hasty"
    label = "hasty"

    def ready(self) -> None:
        delivery.LEASE = timedelta(seconds=2)
        delivery.FIRST_WAIT = timedelta(seconds=0.2)
        delivery.LONGEST_WAIT = timedelta(seconds=1)
