"""The files that we took from others, and the pictures of our mark: each is what vendor.json says."""

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.tools import vendor
from tests.tools.drawing import draw_mark

ENTRIES = json.loads((vendor.STATIC / "vendor.json").read_text("utf-8"))
TAKEN = [entry for entry in ENTRIES if "package" in entry]
DRAWN = [entry for entry in ENTRIES if "size" in entry]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The vendored folders, to be spoiled."""
    for name in vendor.KEPT:
        shutil.copytree(vendor.STATIC / name, tmp_path / name)
    shutil.copy(vendor.STATIC / "vendor.json", tmp_path)
    return tmp_path


def test_every_vendored_file_is_the_one_that_is_written_down() -> None:
    assert vendor.find_faults(vendor.STATIC) == []


def test_what_was_taken_has_a_version_and_a_licence_beside_it() -> None:
    assert [entry["name"] for entry in TAKEN] == ["Figtree", "Figtree", "Figtree", "Noto Sans", "Lucide"]
    for entry in TAKEN:
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        assert entry["licence"] in {"OFL-1.1", "ISC"}
        assert (vendor.STATIC / entry["licence_file"]).is_file()


def test_the_sprite_has_the_symbols_of_its_list() -> None:
    [lucide] = (entry for entry in TAKEN if entry["name"] == "Lucide")
    sprite = (vendor.STATIC / lucide["file"]).read_text("utf-8")
    assert re.findall(r'<symbol id="([\w-]+)"', sprite) == list(lucide["from"])


def test_a_changed_a_missing_and_an_unknown_file_are_named(copy: Path) -> None:
    with (copy / "icons" / "sprite.svg").open("a") as sprite:
        sprite.write("<!-- -->")
    (copy / "fonts" / "figtree.LICENSE.txt").unlink()
    (copy / "icons" / "stray.svg").write_text("<svg/>")
    assert vendor.find_faults(copy) == [
        "fonts/figtree.LICENSE.txt is not the file of vendor.json; run make vendor",
        "icons/sprite.svg is not the file of vendor.json; run make vendor",
        "icons/stray.svg stands in no entry of vendor.json",
    ]


def test_a_symbol_is_the_inside_of_its_drawing() -> None:
    drawing = b'<!-- a licence -->\n<svg\n  width="24"\n>\n  <path d="M1 2" />\n  <circle r="3" />\n</svg>\n'
    sprite = vendor.make_sprite({"plus": "icons/plus.svg"}, {"icons/plus.svg": drawing}.__getitem__)
    assert sprite.decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        '<symbol id="plus" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"><path d="M1 2" /> <circle r="3" /></symbol>\n'
        "</svg>\n"
    )


@pytest.mark.parametrize("entry", DRAWN, ids=lambda entry: entry["file"])
def test_a_picture_shows_the_mark_as_it_is(entry: vendor.Entry) -> None:
    kept = Image.open(vendor.STATIC / entry["file"])
    mark = (vendor.STATIC / entry["from"]).read_text("utf-8")
    drawn = Image.open(io.BytesIO(draw_mark(mark, size=entry["size"], is_square=entry["shape"] == "square")))
    assert kept.size == (entry["size"], entry["size"])
    # By what is seen and not by bytes: those change with the versions of Pillow and zlib.
    apart = ImageChops.difference(kept.convert("RGBA"), drawn.convert("RGBA"))
    assert max(apart.tobytes()) <= 24
    is_square = entry["shape"] == "square"
    assert kept.convert("RGBA").getchannel("A").tobytes()[0] == (255 if is_square else 0)
