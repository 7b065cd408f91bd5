"""Places in words."""

import pytest

from turnout.models import Site
from turnout.rules.places import say_access


@pytest.mark.parametrize(
    ("is_step_free", "has_quiet_place", "said"),
    [
        (None, None, ""),
        (True, None, "Step-free"),
        (True, True, "Step-free · A quiet place to sit"),
        (False, True, "There are steps · A quiet place to sit"),
        (None, False, "No quiet place"),
    ],
)
def test_how_one_gets_in(is_step_free: bool | None, has_quiet_place: bool | None, said: str) -> None:
    assert say_access(Site(is_step_free=is_step_free, has_quiet_place=has_quiet_place)) == said


def test_no_site_says_nothing() -> None:
    assert say_access(None) == ""
