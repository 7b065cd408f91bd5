"""`make lighthouse`: asks Lighthouse about the main pages, as they are served for the public; prints its four scores.

Lighthouse comes by npm into `var/lighthouse` and needs node, so this stands outside the gate. Accessibility and best
practices must be 100 everywhere, SEO where search engines are welcome; what a page lacks is printed under it.
Performance is reported: it depends on the machine. `--only NAME` asks about some pages.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from config.environment import VAR
from tests.tools.browser import chromium_arguments, find_chromium, launch
from tests.tools.servers import Server

FOLDER = VAR / "lighthouse"
PROGRAM = FOLDER / "node_modules" / ".bin" / "lighthouse"
VERSION = "12"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PATIENCE = 180  # seconds for a page


@dataclass(frozen=True)
class Page:
    """An address, which may name what `walk_scenes` finds; whether Maya looks; whether search engines may."""

    name: str
    path: str
    is_mine: bool = False
    is_public: bool = True


PAGES = (
    Page("chapters", "/"),
    Page("chapter", "/carolina/"),
    Page("shift", "/shifts/{open}/"),
    Page("event", "/events/{event}/"),
    Page("calendar", "/carolina/calendar/"),
    Page("signin", "/signin/", is_public=False),
    Page("mine", "/mine/", is_mine=True, is_public=False),
    Page("my-shift", "/shifts/{held}/", is_mine=True, is_public=False),
    Page("me", "/me/", is_mine=True, is_public=False),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make lighthouse", description="Ask Lighthouse about the main pages.")
    parser.add_argument("--only", default="", help="only pages whose names hold this")
    asked = parser.parse_args()
    pages = [page for page in PAGES if asked.only in page.name]
    install()
    with serve_for_the_public() as (server, facts):
        cookie = sign_in(server)
        say(f"{'':12}{''.join(f'{name:>16}' for name in CATEGORIES)}")
        faults = [fault for page in pages for fault in judge(page, server, facts, cookie)]
    if faults:
        sys.exit("\n".join(["", *faults]))


def install() -> None:
    if PROGRAM.exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("turnout: Lighthouse needs node and npm. Install them (Debian: apt-get install npm), then again.")
    say(f"installing Lighthouse into {FOLDER}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER), f"lighthouse@{VERSION}"]
    subprocess.run(command, check=True)


@contextmanager
def serve_for_the_public() -> Iterator[tuple[Server, dict[str, str]]]:
    """Serve the demo's chapters as an installation for the public does; give it, and ids of shifts and events."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), TURNOUT_DEMO="1")
        server.call("serve.prepare")
        facts: dict[str, str] = server.call("tests.tools.walk_scenes.name_some")
        server.env["TURNOUT_DEMO"] = "0"
        server.start()
        try:
            yield server, facts
        finally:
            server.stop()


def sign_in(server: Server) -> str:
    """Sign in as Maya by a code, and return the header that her browser sends from then on."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(base_url=server.base_url)
        page.goto("/signin/")
        page.locator("input[name=email]").fill("maya@demo.test")
        page.locator("main form.stack .button").first.click()
        page.locator("input.code").fill(server.call("tests.tools.walk_scenes.newest_code", email="maya@demo.test"))
        page.wait_for_url("**/mine/")
        cookies = page.context.cookies()
        browser.close()
    return "; ".join(f"{cookie.get('name')}={cookie.get('value')}" for cookie in cookies)


def judge(page: Page, server: Server, facts: dict[str, str], cookie: str) -> list[str]:
    """Print a page's scores, and return a sentence for each that is not what it must be."""
    report = ask(f"{server.base_url}{page.path.format(**facts)}", cookie if page.is_mine else "")
    scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    say(f"{page.name:12}{''.join(f'{scores[name]:16}' for name in CATEGORIES)}")
    held = CATEGORIES[1:] if page.is_public else CATEGORIES[1:3]
    return [
        f"{page.name}: {name} is {scores[name]}: {', '.join(find_lacking(report, name))}"
        for name in held
        if scores[name] < 100
    ]


def ask(address: str, cookie: str) -> dict[str, Any]:
    flags = " ".join([*chromium_arguments(), "--headless=new"])
    command = [
        str(PROGRAM), address, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={flags}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = os.environ | {"CHROME_PATH": find_chromium() or "", "LIGHTHOUSE_CHROMIUM_PATH": find_chromium() or ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        sys.exit(f"turnout: Lighthouse ended with {done.returncode}:\n{done.stderr}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def find_lacking(report: dict[str, Any], category: str) -> Iterator[str]:
    """Give the titles of the audits that took points from a score."""
    for reference in report["categories"][category]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            yield f"{audit['title']} ({reference['id']})"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
