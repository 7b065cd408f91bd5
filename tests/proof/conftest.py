"""An empty installation for each proof, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.tools.postgres import run_postgres
from tests.tools.servers import Server

# A proof lets one person hold as many shifts as it likes.
NO_LIMIT = "100000"


@pytest.fixture(autouse=True)
def clock() -> None:
    """Here time runs."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with run_postgres() as url:
        yield url


# Where two proofs run at once, one has SQLite and the other PostgreSQL: both take about as long.
DATABASES = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("sqlite", "postgresql")]


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'turnout.sqlite3'}"
        return
    url: str = request.getfixturevalue("postgres")
    name = f"turnout_proof_{tmp_path.name.lower()}"[:60]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def make_server(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Make an installation with an empty, migrated database; nothing of it runs yet.

    Two server processes on PostgreSQL, one on SQLite, as each is meant to run; several threads in both.
    """
    servers = []

    def make_server(settings: str = "config.settings", **env: str) -> Server:
        env = {"GRANIAN_WORKERS": "1" if database_url.startswith("sqlite") else "2"} | env
        server = Server(tmp_path, settings=settings, database_url=database_url, MAX_OPEN_CLAIMS=NO_LIMIT, **env)
        servers.append(server)
        server.manage("migrate", "--verbosity=0")
        return server

    yield make_server
    for server in servers:
        server.stop()


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """A server that answers, without a worker: mails are another proof's matter."""
    server = make_server()
    server.start(worker=False)
    return server
