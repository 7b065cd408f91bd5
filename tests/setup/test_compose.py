"""docker-compose.yml and the Dockerfile, as far as they can be tried without Docker."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import ROOT
from config.processes import Child
from tests.proof import scenes
from tests.tools.mailbox import Mailbox
from tests.tools.servers import Server

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "migrate")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path, TURNOUT_DEMO="1")
    server.manage("migrate", "--verbosity=0")
    yield server
    server.stop()


def here(command: list[str], server: Server) -> list[str]:
    """Return a container's command as it is said on this machine."""
    programs = {"python": sys.executable, "granian": str(Path(sys.executable).with_name("granian"))}
    other = {"0.0.0.0": "127.0.0.1", "8000": str(server.port)}  # noqa: S104
    return [programs.get(command[0], command[0]), *(other.get(word, word) for word in command[1:])]


def image_command() -> list[str]:
    command: list[str] = json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[-1])
    return command


def test_there_are_a_server_a_worker_a_database_and_a_proxy() -> None:
    assert set(SERVICES) == {"web", "worker", "migrate", "db", "proxy"}
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_each_one_that_stays_says_how_it_is() -> None:
    image_checks = re.search(r"^HEALTHCHECK .*\\\n +CMD .*/healthz", DOCKERFILE, re.MULTILINE)
    assert image_checks
    assert {name for name, service in SERVICES.items() if "healthcheck" in service} == {
        "worker", "migrate", "db", "proxy"
    }  # fmt: skip


def test_nobody_is_root() -> None:
    stages = DOCKERFILE.split("\nFROM ")[1:]
    assert [re.findall(r"^USER (\S+)$", stage, re.MULTILINE) for stage in stages] == [["caddy"], ["turnout"]]
    assert SERVICES["db"]["user"] == "postgres"
    assert all(SERVICES[name]["build"]["target"] == "turnout" for name in OURS)
    assert SERVICES["proxy"]["build"]["target"] == "proxy"


def test_no_secret_is_written_down_and_a_missing_one_is_named() -> None:
    for name in ("BASE_URL", "SECRET_KEY", "EMAIL_URL"):
        assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:?say ")
    assert "${POSTGRES_PASSWORD:?say " in SERVICES["web"]["environment"]["DATABASE_URL"]
    assert SERVICES["db"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?say ")
    assert "TURNOUT_DEMO" not in SERVICES["web"]["environment"]


def test_the_tables_are_there_before_anybody_asks() -> None:
    done = {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES["web"]["depends_on"] == SERVICES["worker"]["depends_on"] == done
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_the_command_of_the_server_answers(server: Server) -> None:
    assert "command" not in SERVICES["web"]
    server.web = Child("web", here(image_command(), server), server.env)
    server.start_web()


def test_the_command_of_the_worker_delivers_mail_until_it_is_told_to_end(tmp_path: Path) -> None:
    with Mailbox() as mailbox:
        server = Server(tmp_path, TURNOUT_DEMO="1", EMAIL_URL=mailbox.url)
        server.manage("migrate", "--verbosity=0")
        server.call(scenes.set_up, people=1, shifts=1, capacity=1)
        server.call(scenes.claim_all)
        worker = Child("worker", here(SERVICES["worker"]["command"], server), server.env)
        worker.start()
        assert worker.process
        mailbox.mails_to("v0@turnout.test")
        worker.ask_to_end()
        worker.wait()
    assert worker.process.returncode == 0


def test_the_worker_is_well_once_the_tables_are_there(tmp_path: Path) -> None:
    command = SERVICES["worker"]["healthcheck"]["test"]
    assert command[:3] == ["CMD", "python", "backend/manage.py"]
    server = Server(tmp_path, TURNOUT_DEMO="1")
    with pytest.raises(AssertionError, match="ended with 1"):
        server.manage(*command[3:])
    server.manage(*SERVICES["migrate"]["command"][2:])
    server.manage(*command[3:])
