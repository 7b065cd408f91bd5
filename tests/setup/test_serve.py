"""`make run`'s supervisor: `backend/serve.py`."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import serve
from config.environment import ROOT
from tests.tools.ports import find_free_port
from tests.tools.servers import clean_environment

PATIENCE = 40  # seconds


class Supervisor:
    """`serve.py` on a port and in a folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "backend" / "serve.py")],
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


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def is_gone(pid: int) -> bool:
    """Whether a process ended; one that only waits to be noticed (a zombie) has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an installation keeps its own, over several starts."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def turnout(folder: Path) -> Iterator[Supervisor]:
    """The supervisor, once the server answers and the worker runs."""
    supervisor = Supervisor(folder, find_free_port())
    try:
        wait_for(lambda: supervisor.process.poll() is not None or supervisor.answers(), "an answer")
        assert supervisor.process.poll() is None, supervisor.said()
        wait_for(lambda: set(supervisor.children()) == {"web", "worker"}, "both processes")
        wait_for(lambda: "Turnout is at" in supervisor.said(), "the greeting")
        yield supervisor
    finally:
        supervisor.process.terminate()
        supervisor.process.wait(PATIENCE)


def test_it_answers_by_both_names_and_says_where_to_go_and_whom_to_sign_in_as(turnout: Supervisor) -> None:
    assert turnout.answers("localhost")
    assert turnout.answers("127.0.0.1")
    assert f"Turnout is at http://localhost:{turnout.port} " in turnout.said()
    for name in ("maya", "jordan", "ruth", "leo", "ana"):
        assert f"{name}@demo.test" in turnout.said()


def test_its_settings_are_made_once_and_nobody_else_reads_them(turnout: Supervisor) -> None:
    local_env = turnout.folder / "local.env"
    assert stat.S_IMODE(local_env.stat().st_mode) == 0o600
    values = dict(line.split("=", 1) for line in local_env.read_text().splitlines() if not line.startswith("#"))
    assert set(values) == {"TURNOUT_DEMO", "SECRET_KEY", "BASE_URL"}
    assert values["TURNOUT_DEMO"] == "1"
    assert len(values["SECRET_KEY"]) >= 50


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_process_that_dies_is_started_again(turnout: Supervisor, name: str) -> None:
    before = turnout.children()
    os.kill(before[name], signal.SIGKILL)
    wait_for(lambda: turnout.children().get(name, before[name]) != before[name], "another one")
    wait_for(turnout.answers, "an answer")
    assert f"the {name} ended by itself" in turnout.said()
    other = "web" if name == "worker" else "worker"
    assert turnout.children()[other] == before[other]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_when_told_to_end_it_ends_both_and_frees_the_port(turnout: Supervisor, how: signal.Signals) -> None:
    children = turnout.children()
    turnout.process.send_signal(how)
    assert turnout.process.wait(PATIENCE) == 0
    assert all(is_gone(pid) for pid in children.values())
    assert is_free(turnout.port)


def test_a_killed_supervisor_leaves_nothing_running(turnout: Supervisor) -> None:
    children = turnout.children()
    turnout.process.kill()
    wait_for(lambda: all(is_gone(pid) for pid in children.values()), "the end of both")
    wait_for(lambda: is_free(turnout.port), "a free port")


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        supervisor = Supervisor(tmp_path, other.getsockname()[1])
        assert supervisor.process.wait(PATIENCE) == 1
    assert supervisor.said() == (
        f"turnout: port {supervisor.port} is taken. Choose another, for example: PORT={supervisor.port + 1} make run\n"
    )
    assert not (tmp_path / "local.env").exists()


@pytest.mark.parametrize(
    ("written", "for_this_run"),
    [
        ("", "http://localhost:8123"),
        ("http://localhost:8000", "http://localhost:8123"),
        ("http://127.0.0.1:8000", "http://localhost:8123"),
        ("https://turnout.example.org", "https://turnout.example.org"),
    ],
)
def test_an_address_on_this_machine_follows_the_port_and_a_public_one_stays(written: str, for_this_run: str) -> None:
    assert serve.choose_base_url(written, 8123) == for_this_run


def test_static_files_are_collected_again_only_where_one_changed(tmp_path: Path) -> None:
    style, script = tmp_path / "style.css", tmp_path / "app.js"
    style.write_text("a {}")
    script.write_text("")
    before = serve.digest_files(iter([style, script]))
    os.utime(style, (0, 0))
    assert serve.digest_files(iter([style, script])) == before
    style.write_text("b {}")
    assert serve.digest_files(iter([style, script])) != before
