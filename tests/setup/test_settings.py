"""Settings come from the environment; what is missing or wrong stops the start with one line."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.environment import ROOT, load_local_env
from tests.tools.servers import clean_environment

SHOWN = (
    "HTTPS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
    "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT",
)  # fmt: skip
SHOW = f"import json; from config import settings; print(json.dumps([getattr(settings, n) for n in {SHOWN!r}]))"
REAL = {"SECRET_KEY": "k" * 50, "BASE_URL": "https://turnout.example.org"}


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, with nothing set but this."""
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env=clean_environment()
        | {"PYTHONPATH": str(ROOT / "backend"), "TURNOUT_LOCAL_ENV": "off", "TURNOUT_DEMO": "0"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def load(**environment: str) -> dict[str, Any]:
    done = start(**environment)
    assert done.returncode == 0, done.stderr
    return dict(zip(SHOWN, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("missing", ["SECRET_KEY", "BASE_URL"])
def test_without_the_demo_a_missing_setting_stops_the_start_with_one_line(missing: str) -> None:
    done = start(**REAL | {missing: ""})
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"turnout: {missing} is not set. ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("BASE_URL", "turnout.example.org"),
        ("BASE_URL", "https://example.org/turnout"),
        ("EMAIL_URL", "pigeon://loft"),
        ("MAX_OPEN_CLAIMS", "many"),
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start_with_one_line(setting: str, value: str) -> None:
    done = start(**REAL | {setting: value})
    assert done.returncode == 2
    assert done.stderr.startswith(f"turnout: {setting} must be ")
    assert len(done.stderr.splitlines()) == 1


def test_the_demo_needs_nothing_said() -> None:
    assert load(TURNOUT_DEMO="1")["HTTPS"] is False


def test_behind_https_cookies_are_secure_and_browsers_keep_to_it() -> None:
    assert load(**REAL) == {
        "HTTPS": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
    }


def test_on_plain_http_no_cookie_claims_to_be_secure() -> None:
    assert load(**REAL | {"BASE_URL": "http://localhost:8000"}) == {
        "HTTPS": False,
        "SESSION_COOKIE_SECURE": False,
        "CSRF_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "session",
        "CSRF_COOKIE_NAME": "csrf",
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_SSL_REDIRECT": False,
    }


def test_local_env_lies_beneath_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local_env = tmp_path / "local.env"
    local_env.write_text("# ours\nSECRET_KEY = from the file\n\nEMAIL_FROM=a=b@turnout.test\nnot a line\n")
    monkeypatch.delenv("TURNOUT_LOCAL_ENV", raising=False)
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    monkeypatch.setenv("EMAIL_FROM", "")
    monkeypatch.delenv("EMAIL_FROM")
    load_local_env(local_env)
    assert (os.environ["SECRET_KEY"], os.environ["EMAIL_FROM"]) == ("from the environment", "a=b@turnout.test")
