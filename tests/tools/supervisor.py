"""`make run`, as somebody starts it who has an empty folder and a free port."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from config.environment import ROOT
from tests.tools.servers import clean_environment

PATIENCE = 60  # seconds
SERVE = (sys.executable, str(ROOT / "backend" / "serve.py"))


class Supervisor:
    """A running `serve.py`, on a port and with a folder of its own; or another command that starts it."""

    def __init__(self, folder: Path, port: int, command: Sequence[str] = SERVE) -> None:
        self.folder = folder
        self.port = port
        self.log = folder.with_name(f"{folder.name}-{port}.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=clean_environment() | {"TURNOUT_VAR": str(folder), "PORT": str(port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def answers(self, host: str = "localhost") -> bool:
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def children(self) -> dict[str, int]:
        """Return the process ids of the server and of the worker, where they run."""
        found = {}
        for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
            for name, word in (("web", b"granian"), ("worker", b"run_worker")):
                if word in command:
                    found[name] = int(pid)
        return found

    def said(self) -> str:
        return self.log.read_text()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {PATIENCE} s"
        time.sleep(0.05)
