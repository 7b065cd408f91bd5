"""Reading the environment, with `var/local.env` beneath it."""

import os
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
# Where this installation keeps its own: the database, the collected static files, local.env.
VAR = Path(os.environ.get("TURNOUT_VAR") or ROOT / "var").resolve()
LOCAL_ENV = VAR / "local.env"


def load_local_env(path: Path = LOCAL_ENV) -> None:
    """Put each `NAME=value` line of the file into the environment, unless it is set there already.

    `TURNOUT_LOCAL_ENV=off` leaves the file alone: tests and containers say all they need themselves.
    """
    if os.environ.get("TURNOUT_LOCAL_ENV") == "off" or not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sep, value = line.strip().partition("=")
        if sep and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def read_bool(name: str) -> bool:
    return read_text(name).lower() in {"1", "true", "yes", "on"}


def read_int(name: str, default: int) -> int:
    text = read_text(name)
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        stop(f"{name} must be a whole number, and is “{text}”.")


def require_text(name: str, why: str) -> str:
    value = read_text(name)
    if not value:
        stop(f"{name} is not set. {why}")
    return value


def stop(sentence: str) -> NoReturn:
    """End the process with one clear line and no traceback."""
    print(f"turnout: {sentence}", file=sys.stderr)
    sys.exit(2)
