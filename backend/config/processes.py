"""The two processes of a running Turnout, the server and the worker, and keeping them going."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from .environment import ROOT

HOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child may not load anything between fork and exec.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def web_command(port: int) -> list[str]:
    """Return the command of the server. Its number of processes and threads is granian's own GRANIAN_WORKERS (1) and
    GRANIAN_BLOCKING_THREADS.
    """
    granian = str(Path(sys.executable).with_name("granian"))
    return [
        granian, "--interface", "wsgi", "--host", HOST, "--port", str(port), "--respawn-failed-workers", "--no-ws",
        "--log-level", "error", "config.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, str(ROOT / "backend" / "manage.py"), "run_worker"]


def child_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment of a child: as ours, our own code in its path, and a number of threads."""
    return {
        # SQLite has one write lock, and Python one interpreter's: more threads than these would only wait.
        "GRANIAN_BLOCKING_THREADS": "6",
        "PYTHONUNBUFFERED": "1",
        **environment,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "backend"), *filter(None, [environment.get("PYTHONPATH")])]),
    }


class Child:
    """A process that is to run: started again when it dies, at first soon, then with longer pauses."""

    FIRST_PAUSE = 0.5
    LONGEST_PAUSE = 30.0
    # Who lived so long (seconds) is well, and the next pause is short again.
    WELL_AFTER = 20.0
    # For requests and mails in hand, in seconds.
    PATIENCE = 10.0

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = self.FIRST_PAUSE
        self.start_after = 0.0

    def tend(self) -> None:
        """Start it where it does not run; called again and again."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            if now - self.started > self.WELL_AFTER:
                self.pause = self.FIRST_PAUSE
            print(f"turnout: the {self.name} ended by itself; it starts again in {self.pause:g} s.", file=sys.stderr)
            self.sweep()
            self.process = None
            self.start_after = now + self.pause
            self.pause = min(self.pause * 2, self.LONGEST_PAUSE)
        if self.process is None and now >= self.start_after:
            self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=child_environment(self.environment),
            stdin=subprocess.DEVNULL,
            # A group of its own: Ctrl-C reaches us alone, and what a child started can be ended with it.
            process_group=0,
            preexec_fn=end_with_parent,
        )

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Wait for the end, then kill what is left."""
        if self.process is None:
            return
        try:
            self.process.wait(self.PATIENCE)
        except subprocess.TimeoutExpired:
            self.sweep()
            self.process.wait()
        self.sweep()

    def sweep(self) -> None:
        """Kill whatever is left of the child's group: a killed server's own workers would keep the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def end_with_parent() -> None:
    """Ask Linux to end this child should the supervisor be killed. Elsewhere a killed supervisor leaves it running."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise(children: Sequence[Child], greeting: str, port: int) -> None:
    """Keep the children running until a signal, and end them all before returning."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    greeted = False
    while not stopping.wait(0.1):
        for child in children:
            child.tend()
        if not greeted and answers(port):
            print(greeting, flush=True)
            greeted = True
    for child in children:
        child.ask_to_end()
    for child in children:
        child.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
