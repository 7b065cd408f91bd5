"""The command behind `make run`."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from time_machine import Traveller

from turnout.models import Chapter


def load_demo() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_demo_is_loaded_once_and_moved_when_its_first_week_is_past(settings: Settings, clock: Traveller) -> None:
    settings.DEMO = True
    assert load_demo() == "The demo's chapters are loaded: four weeks of shifts, from tomorrow.\n"
    assert load_demo() == ""
    clock.shift(timedelta(days=8))
    assert load_demo() == "The demo's shifts are moved: four weeks, from tomorrow.\n"
    assert load_demo() == ""


@pytest.mark.django_db
def test_outside_demo_mode_it_refuses_in_one_line(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match=r"^The demo is off\. Set TURNOUT_DEMO=1, never for real people\.$"):
        load_demo()
    assert not Chapter.objects.exists()
