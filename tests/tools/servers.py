"""A real Turnout, as it runs for people: granian, the worker, a database of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.environment import ROOT
from config.processes import Child, child_environment, web_command, worker_command
from tests.tools.ports import find_free_port

OUR_VARIABLES = (
    "BASE_URL", "CALENDAR_UID_DOMAIN", "DATABASE_", "DJANGO_", "EMAIL_", "GRANIAN_", "MAX_OPEN_CLAIMS", "PORT",
    "PROXY_COUNT", "SECRET_KEY", "TURNOUT_",
)  # fmt: skip


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what it says of another installation of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OUR_VARIABLES)}


class Server:
    """One installation in a folder of its own: `base_url` is where it answers.

    Nothing of this machine's own settings reaches it. `settings` names another settings module, and further named
    arguments are put into its environment.
    """

    def __init__(self, folder: Path, *, settings: str = "config.settings", database_url: str = "", **env: str) -> None:
        # Where static files are collected; missing, it would be warned of at each start.
        (folder / "static").mkdir(exist_ok=True)
        self.port = find_free_port()
        self.base_url = f"http://localhost:{self.port}"
        self.env = child_environment(
            clean_environment()
            | {
                "BASE_URL": self.base_url,
                "DATABASE_URL": database_url or f"sqlite:///{folder / 'turnout.sqlite3'}",
                "DJANGO_SETTINGS_MODULE": settings,
                "EMAIL_URL": "dummy:",
                "PYTHONPATH": str(ROOT),
                "SECRET_KEY": "only-for-a-server-under-test-" + "x" * 30,
                "TURNOUT_LOCAL_ENV": "off",
                "TURNOUT_VAR": str(folder),
            }
            | env
        )
        self.web = Child("web", web_command(self.port), self.env)
        self.worker = Child("worker", worker_command(), self.env)

    def start(self, *, worker: bool = True) -> None:
        """Start the server, wait until it answers, and start the worker."""
        self.start_web()
        if worker:
            self.worker.start()

    def start_web(self) -> None:
        self.web.start()
        self.wait_until_it_answers()

    def wait_until_it_answers(self, within: float = 30.0) -> None:
        end = time.monotonic() + within
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.base_url}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"no answer from {self.base_url} within {within:g} s")

    def stop(self) -> None:
        for child in (self.web, self.worker):
            child.ask_to_end()
        for child in (self.web, self.worker):
            child.wait()

    def kill(self, child: Child) -> None:
        """End a process and all that it started as a power cut would: kill -9."""
        assert child.process is not None
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` there and return what it printed; fails where it fails."""
        return self._run([str(ROOT / "backend" / "manage.py"), *arguments])

    def call(self, function: Callable[..., Any] | str, **arguments: Any) -> Any:
        """Call a function inside this installation, in a process of its own; arguments and answer are plain JSON.

        Say `"module.function"` where its module cannot be loaded in ours.
        """
        if not isinstance(function, str):
            function = f"{function.__module__}.{function.__name__}"
        command = ["-m", "tests.tools.call", *function.rsplit(".", 1)]
        return json.loads(self._run(command, json.dumps(arguments)).splitlines()[-1])

    def _run(self, arguments: list[str], given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout
