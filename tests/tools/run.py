"""`make test`: sets up what the tests need, and runs them: on SQLite, on PostgreSQL, and in a real browser.

Of a journey that goes more than one way it takes the first; `make proof` takes the others.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping

from config.environment import ROOT
from tests.tools.browser import find_chromium
from tests.tools.postgres import run_postgres
from tests.tools.servers import clean_environment

TWO_AT_ONCE = ("-n", "2")
APT_GET = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300")
CHROMIUM = ("chromium", "fonts-liberation")


def main() -> None:
    # What was started is ended on the way out; by itself Python would just stop here.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    install_chromium()
    environment = clean_environment()
    parts = {"on SQLite": run_pytest("on SQLite", environment, *TWO_AT_ONCE)}
    with run_postgres() as url:
        # The tests of the set-up choose their databases themselves.
        arguments = (*TWO_AT_ONCE, "--ignore=tests/setup")
        parts["on PostgreSQL"] = run_pytest("on PostgreSQL", environment | {"DATABASE_URL": url}, *arguments)
    # A process of their own: Playwright's event loop and Django's check against one do not go together.
    parts["in the browser"] = run_pytest("in the browser", environment, "-m", "not thorough", "tests/journeys")
    failed = [name for name, passed in parts.items() if not passed]
    if failed:
        sys.exit(f"turnout: tests failed {' and '.join(failed)}")
    say(f"all tests passed {', '.join(parts)}")


def install_chromium() -> None:
    """Install Debian's chromium where there is none; end with one clear line where that cannot be done here."""
    if find_chromium():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("turnout: the browser tests need chromium. Install it (Debian: apt-get install chromium), then again.")
    say("installing chromium")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "--no-install-recommends", *CHROMIUM)):
        done = subprocess.run([*APT_GET, *command], env=environment, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            sys.exit(f"turnout: apt-get {command[0]} failed. Install chromium by hand, then again.")


def run_pytest(name: str, environment: Mapping[str, str], *arguments: str) -> bool:
    """Run one part of the tests and return whether it passed. A part without a test has failed (pytest's status 5)."""
    say(f"tests {name}")
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--durations=25", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    say(f"tests {name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return done.returncode == 0


def say(sentence: str) -> None:
    sys.stdout.write(f"== {sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
