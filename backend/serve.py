"""`make run`: prepares this machine's Turnout and keeps its server and its worker going, until Ctrl-C or SIGTERM.

`PORT` says where (8000 where nothing is said), and `TURNOUT_VAR` which folder holds the database and `local.env`. A
BASE_URL on this machine follows PORT; any other stays as it is written.
"""

import hashlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.module_loading import import_string

from config.environment import LOCAL_ENV, ROOT, VAR, load_local_env, read_int, read_text
from config.processes import HOST, Child, supervise, web_command, worker_command

DEFAULT_PORT = 8000
THIS_MACHINE = {"localhost", "127.0.0.1"}


def main() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, end_quietly)
    port = read_int("PORT", DEFAULT_PORT)
    check_port_is_free(port)
    if not LOCAL_ENV.exists() and read_text("TURNOUT_LOCAL_ENV") != "off":
        write_local_env(LOCAL_ENV, port)
    load_local_env()
    os.environ["BASE_URL"] = choose_base_url(read_text("BASE_URL"), port)
    prepare()
    supervise([Child("web", web_command(port)), Child("worker", worker_command())], welcome(port), port)


def end_quietly(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def check_port_is_free(port: int) -> None:
    """End with one clear line where something listens on the port already, by IPv4 or IPv6."""
    for family, host in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        with socket.socket(family) as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                print(
                    f"turnout: port {port} is taken. Choose another, for example: PORT={port + 1} make run",
                    file=sys.stderr,
                )
                sys.exit(1)


def write_local_env(path: Path, port: int) -> None:
    """Write the settings of a first start, readable by nobody else; whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(
            "# Settings of this installation, beneath the environment. README.md has the table.\n"
            "TURNOUT_DEMO=1\n"
            f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
            f"BASE_URL=http://localhost:{port}\n"
        )
    new.rename(path)


def choose_base_url(base_url: str, port: int) -> str:
    """Return the address for this run: one on this machine follows the port, a public one stays."""
    if not base_url or urlsplit(base_url).hostname in THIS_MACHINE:
        return f"http://localhost:{port}"
    return base_url


def prepare() -> None:
    """Bring static files, tables and demo data up to date. Costs little where nothing changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # For the owner alone: people's addresses are in the database.
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    collect_static_files()
    call_command("migrate", verbosity=0, interactive=False)
    if settings.DEMO:
        call_command("load_demo")
    connections.close_all()


def collect_static_files() -> None:
    """Collect them again only where ours or those of a requirement changed."""
    stamp = VAR / "static.stamp"
    digest = digest_files(static_sources())
    if stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def static_sources() -> Iterator[Path]:
    yield ROOT / "backend" / "requirements" / "base.txt"
    yield from sorted(path for path in (ROOT / "frontend" / "static").rglob("*") if path.is_file())


def digest_files(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def welcome(port: int) -> str:
    lines = [f"\nTurnout is at http://localhost:{port} (Ctrl-C ends it)."]
    if settings.DEMO:
        lines.append("Sign in with a button there (“Continue as Maya”), or by the mail address of one of these;")
        lines.append("the code that it asks for is printed here.")
        people = import_string("turnout.actions.demo.DEMO_PEOPLE")
        lines += [f"  {person.email:18} {person.name}: {person.what}" for person in people]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
