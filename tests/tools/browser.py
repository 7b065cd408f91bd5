"""Debian's chromium, driven by Playwright."""

import os
import shutil
from typing import Any

from playwright.sync_api import Browser, Playwright

# Without these it looks for its maker's machines, which a closed network refuses, many at a time.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright, **options: Any) -> Browser:
    path = find_chromium()
    assert path, "no chromium here: `make test` installs it, or say `apt-get install chromium`"
    return playwright.chromium.launch(executable_path=path, args=chromium_arguments(), **options)


def chromium_arguments() -> list[str]:
    """Return how to start it. Its sandbox does not work for root."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
