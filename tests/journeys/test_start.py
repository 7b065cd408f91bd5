"""How soon it is there."""

import time
from pathlib import Path

from tests.tools.ports import find_free_port
from tests.tools.supervisor import PATIENCE, Supervisor, wait_for

MAKE_RUN = ("make", "run")


def start_and_stop(folder: Path) -> float:
    """Run `make run` until it answers, end it, and return how many seconds the answer took."""
    began = time.monotonic()
    turnout = Supervisor(folder, find_free_port(), MAKE_RUN)
    try:
        wait_for(turnout.answers, "an answer")
        return time.monotonic() - began
    finally:
        turnout.process.terminate()
        turnout.process.wait(PATIENCE)


def test_from_the_second_time_on_it_answers_within_five_seconds(tmp_path: Path) -> None:
    start_and_stop(tmp_path)
    assert start_and_stop(tmp_path) < 5
