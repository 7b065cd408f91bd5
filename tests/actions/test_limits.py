"""Counting what somebody may do only so often."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from turnout.actions.limits import Limit, forget_old_windows, use_up
from turnout.models import LimitWindow

pytestmark = pytest.mark.django_db

THRICE = Limit("knock", 3, 3600)


def test_the_fourth_of_three_is_too_many_for_that_asker_alone() -> None:
    assert [use_up(THRICE, "192.0.2.1") for _n in range(4)] == [True, True, True, False]
    assert use_up(THRICE, "192.0.2.2")
    assert use_up(Limit("ring", 3, 3600), "192.0.2.1")


def test_a_limit_holds_for_its_whole_window_and_not_longer(clock: Traveller) -> None:
    for _n in range(3):
        use_up(THRICE, "192.0.2.1")
    clock.shift(timedelta(minutes=59))
    assert not use_up(THRICE, "192.0.2.1")
    clock.shift(timedelta(minutes=1))
    assert use_up(THRICE, "192.0.2.1")


def test_a_thousand_askers_push_nobody_out() -> None:
    for _n in range(3):
        use_up(THRICE, "192.0.2.1")
    for n in range(1000):
        use_up(THRICE, f"somebody {n}")
    assert not use_up(THRICE, "192.0.2.1")


def test_what_is_counted_holds_no_address_and_is_forgotten(clock: Traveller) -> None:
    use_up(THRICE, "192.0.2.1")
    assert "192.0.2.1" not in str(LimitWindow.objects.values().get())
    assert forget_old_windows() == 0
    clock.shift(timedelta(hours=1, seconds=1))
    assert forget_old_windows() == 1
