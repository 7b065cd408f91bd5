"""These tests start real processes, which live in real time."""

import pytest


@pytest.fixture(autouse=True)
def clock() -> None:
    """Here time runs."""
