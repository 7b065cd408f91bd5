"""QR codes, as SVG and as PNG."""

from io import BytesIO
from xml.etree import ElementTree

import segno
from PIL import Image

from turnout.prints.codes import write_code_png, write_code_svg

ADDRESS = "https://turnout.example.org/e/k7Wq2mXz"


def test_the_modules_of_a_png_are_those_of_the_address() -> None:
    picture = Image.open(BytesIO(write_code_png(ADDRESS, pixels=600))).convert("1")
    matrix = segno.make_qr(ADDRESS, error="m").matrix
    modules = len(matrix) + 8
    scale = picture.width // modules
    assert (picture.width, picture.height) == (modules * scale, modules * scale)
    assert 600 - modules < picture.width <= 600
    middle = scale // 2
    read = [[not picture.getpixel(((x + 4) * scale + middle, (y + 4) * scale + middle)) for x in range(modules - 8)]
            for y in range(modules - 8)]  # fmt: skip
    assert read == [[bool(module) for module in row] for row in matrix]


def test_a_code_stands_in_four_white_modules() -> None:
    picture = Image.open(BytesIO(write_code_png(ADDRESS, pixels=37 * 10))).convert("L")
    assert picture.size == (370, 370)
    assert picture.crop((0, 0, 370, 40)).getextrema() == (255, 255)
    assert picture.getpixel((45, 45)) == 0


def test_an_svg_fills_its_room_and_is_black_on_white_in_the_dark_too() -> None:
    svg = ElementTree.fromstring(write_code_svg(ADDRESS))  # noqa: S314 - our own
    assert svg.attrib == {"viewBox": "0 0 37 37"}
    ground, code = svg
    assert ground.attrib["fill"] == "#fff"
    assert code.attrib["stroke"] == "#000"


def test_a_code_without_room_is_still_one_pixel_a_module() -> None:
    assert Image.open(BytesIO(write_code_png(ADDRESS, pixels=1))).size == (37, 37)
