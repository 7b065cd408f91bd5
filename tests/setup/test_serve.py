"""`make run`'s supervisor: `backend/serve.py`."""

import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import serve
from tests.tools.ports import find_free_port
from tests.tools.supervisor import PATIENCE, Supervisor, wait_for


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
    return tmp_path_factory.mktemp("installation") / "var"


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


def test_its_settings_and_its_data_are_for_the_owner_alone(turnout: Supervisor) -> None:
    local_env = turnout.folder / "local.env"
    assert stat.S_IMODE(local_env.stat().st_mode) == 0o600
    assert stat.S_IMODE(turnout.folder.stat().st_mode) == 0o700
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
