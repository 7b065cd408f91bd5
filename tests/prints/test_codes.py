"""QR codes."""

import re
from xml.etree import ElementTree

import segno

from turnout.prints.codes import QUIET_ZONE, write_code_svg

ADDRESS = "https://turnout.example.org/e/k7Wq2mXz"


def test_an_svg_fills_its_room_and_is_black_on_white_in_the_dark_too() -> None:
    svg = ElementTree.fromstring(write_code_svg(ADDRESS))  # noqa: S314 - our own
    assert svg.attrib == {"viewBox": "0 0 37 37"}
    ground, code = svg
    assert ground.attrib["fill"] == "#fff"
    assert code.attrib["stroke"] == "#000"


def test_the_modules_are_those_of_the_address_in_four_white_ones() -> None:
    """The path goes along each row: it moves by `m`, from a row's middle to the next one's, and draws by `h`."""
    _ground, code = ElementTree.fromstring(write_code_svg(ADDRESS))  # noqa: S314 - our own
    x, y = 0.0, 0.0
    drawn: set[tuple[int, int]] = set()
    for command, numbers in re.findall(r"([Mmh])([^Mmh]+)", code.attrib["d"]):
        steps = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            drawn |= {(int(x) + n, int(y)) for n in range(int(steps[0]))}
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if command == "M" else (x + steps[0], y + steps[1])
    rows = enumerate(segno.make_qr(ADDRESS, error="m").matrix, QUIET_ZONE)
    assert drawn == {(column, row) for row, cells in rows for column, dark in enumerate(cells, QUIET_ZONE) if dark}
