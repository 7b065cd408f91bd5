"""What the repository itself must be like."""

import re
import subprocess
from pathlib import Path

import pytest

from config.environment import ROOT

REQUIREMENTS = sorted((ROOT / "backend" / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*(?:\[[^\]]+\])?)==(\S+)", re.MULTILINE)
# Files in which tools record from where they took something.
LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pip.conf"}
NAMES_A_REGISTRY = re.compile(r"(?<!no-emit-)index[-_]url|find-links|trusted-host", re.IGNORECASE)


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_pinned_with_hashes_and_name_no_registry(path: Path) -> None:
    text = path.read_text()
    pins = PIN.findall(text)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    assert not NAMES_A_REGISTRY.search(text)


def test_tests_use_the_same_versions_as_the_server() -> None:
    base, dev = (
        dict(PIN.findall((ROOT / "backend" / "requirements" / name).read_text())) for name in ("base.txt", "dev.txt")
    )
    assert {name: dev.get(name) for name in base} == base


def test_no_file_that_is_kept_records_where_packages_came_from() -> None:
    tracked = tracked_files()
    assert ROOT / "pyproject.toml" in tracked
    assert [path.name for path in tracked if path.name in LOCKS] == []
    settings = [p for p in tracked if p.suffix in {".toml", ".cfg", ".ini", ".yml"} or p.name in {"Makefile", "run"}]
    assert [path.name for path in settings if NAMES_A_REGISTRY.search(path.read_text())] == []


def test_what_a_machine_makes_for_itself_is_not_kept() -> None:
    tracked = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert tracked & {".venv", "var"} == set()
