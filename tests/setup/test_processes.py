"""Keeping a process going."""

import signal
import sys
from pathlib import Path

from config.processes import Child
from tests.tools.supervisor import wait_for

ENDS_AT_ONCE = [sys.executable, "-c", ""]
WILL_NOT_END = """
import pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path({!r}).touch()
time.sleep(60)
"""


def test_one_that_dies_again_and_again_is_started_after_longer_and_longer_pauses() -> None:
    child = Child("worker", ENDS_AT_ONCE)
    pauses = []
    for _ in range(8):
        child.start_after = 0.0
        child.tend()
        assert child.process
        child.process.wait()
        pauses.append(child.pause)
        child.tend()
        assert child.process is None
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_one_that_was_well_for_a_while_is_started_again_soon() -> None:
    child = Child("worker", ENDS_AT_ONCE)
    child.tend()
    assert child.process
    child.process.wait()
    child.pause = Child.LONGEST_PAUSE
    child.started -= Child.WELL_AFTER + 1
    child.tend()
    assert child.pause == 2 * Child.FIRST_PAUSE


def test_one_that_will_not_end_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    child = Child("worker", [sys.executable, "-c", WILL_NOT_END.format(str(ready))])
    child.PATIENCE = 0.5
    child.start()
    wait_for(ready.exists, "its start")
    child.ask_to_end()
    child.wait()
    assert child.process
    assert child.process.returncode == -signal.SIGKILL
