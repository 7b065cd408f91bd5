"""`make vendor`: brings the files that we took from others, and the pictures of our mark, in step with vendor.json.

`frontend/static/vendor.json` is both the order and the record. Each entry is one file:

- with a `package`: `from` names a file of that npm package; or, for a sprite, gives each symbol's id and the drawing
  that it is made of. Its licence is the package's LICENSE, or the file of `licence_from`. Packages come by `npm pack`,
  of the version that stands there, with `--newest` of the newest.
- with a `size`: a picture of our own mark, drawn anew (see `drawing`).
- with neither: a file of ours that is only held to its hash.

`--check` asks nobody: it compares the files with their hashes, and finds files that stand in no entry.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.tools.drawing import draw_mark

STATIC = Path(__file__).resolve().parents[2] / "frontend" / "static"
# Folders in which every file must stand in an entry.
KEPT = ("fonts", "icons")
DRAWING = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'

Entry = dict[str, Any]
Read = Callable[[str], bytes]


def main() -> None:
    parser = argparse.ArgumentParser(prog="make vendor", description="Bring vendored files in step with vendor.json.")
    parser.add_argument("--check", action="store_true", help="only compare files and hashes; asks nobody")
    parser.add_argument("--newest", action="store_true", help="take the newest versions")
    wanted = parser.parse_args()
    if wanted.check:
        faults = find_faults(STATIC)
        sys.exit("\n".join(faults) if faults else 0)
    update(STATIC, newest=wanted.newest)


def find_faults(static: Path) -> list[str]:
    """Return a sentence for each file that is not what vendor.json says, or of which it says nothing."""
    entries: list[Entry] = json.loads((static / "vendor.json").read_text("utf-8"))
    hashes = {name: hash_ for entry in entries for name, hash_ in _hashes(entry)}
    faults = [
        f"{name} is not the file of vendor.json; run make vendor"
        for name, hash_ in hashes.items()
        if not (static / name).is_file() or _hash((static / name).read_bytes()) != hash_
    ]
    files = {str(path.relative_to(static)) for folder in KEPT for path in (static / folder).rglob("*")}
    return faults + [f"{name} stands in no entry of vendor.json" for name in sorted(files - set(hashes))]


def update(static: Path, *, newest: bool) -> None:
    """Fetch and make every file, and write the versions and hashes down."""
    entries: list[Entry] = json.loads((static / "vendor.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        for entry in entries:
            made = _make(entry, static, Path(folder), newest=newest)
            (static / entry["file"]).write_bytes(made)
            entry["sha256"] = _hash(made)
    text = json.dumps(entries, indent=2, ensure_ascii=False)
    (static / "vendor.json").write_text(text + "\n", "utf-8")


def _make(entry: Entry, static: Path, folder: Path, *, newest: bool) -> bytes:
    if "size" in entry:
        mark = (static / entry["from"]).read_text("utf-8")
        return draw_mark(mark, size=entry["size"], is_square=entry["shape"] == "square")
    if "package" not in entry:
        ours: Path = static / entry["file"]
        return ours.read_bytes()
    version, read = _fetch(entry["package"], "latest" if newest else entry["version"], folder)
    entry["version"] = version
    licence = read(entry.get("licence_from", "LICENSE"))
    (static / entry["licence_file"]).write_bytes(licence)
    entry["licence_sha256"] = _hash(licence)
    made_of: str | dict[str, str] = entry["from"]
    return read(made_of) if isinstance(made_of, str) else make_sprite(made_of, read)


def make_sprite(drawings: dict[str, str], read: Read) -> bytes:
    """Return one SVG with a symbol for each drawing, by the ids that we use."""
    symbols = (
        f'<symbol id="{name}" viewBox="0 0 24 24" {DRAWING}>{_inside(read(path).decode())}</symbol>'
        for name, path in drawings.items()
    )
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]).encode()


def _inside(svg: str) -> str:
    """Return what stands between an SVG's own tags, each element after a space."""
    found = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if not found:
        raise SystemExit("That is not an SVG.")
    return " ".join(line.strip() for line in found[1].strip().splitlines())


def _fetch(package: str, version: str, folder: Path) -> tuple[str, Read]:
    """Return the version that npm gave, and a function that reads a file of that package."""
    command = ["npm", "pack", f"{package}@{version}", "--json", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"npm pack {package}@{version} failed:\n{done.stderr}")
    [archive] = (path for path in folder.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        files = {m.name.partition("/")[2]: tar.extractfile(m) for m in tar.getmembers() if m.isfile()}
        contents = {name: file.read() for name, file in files.items() if file}
    archive.unlink()
    return str(json.loads(contents["package.json"])["version"]), contents.__getitem__


def _hashes(entry: Entry) -> Iterator[tuple[str, str]]:
    yield entry["file"], entry["sha256"]
    if "licence_file" in entry:
        yield entry["licence_file"], entry["licence_sha256"]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
