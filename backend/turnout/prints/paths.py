"""Paths of drawings (SVG 1.1, 8.3, all commands) as lines from point to point."""

import math
import re
from collections.abc import Iterator
from itertools import pairwise

Point = tuple[float, float]
Line = list[Point]

# How many straight pieces stand for a curve.
PIECES = 24

_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")
_COMMAND = re.compile(r"[\s,]*([MmLlHhVvCcSsQqTtAaZz])")
_PARTS = {"M": "nn", "L": "nn", "H": "n", "V": "n", "C": "nnnnnn", "S": "nnnn", "Q": "nnnn", "T": "nn", "A": "nnnffnn"}


def trace_path(data: str) -> list[Line]:
    """Return a path's subpaths, curves as many short straight pieces."""
    lines: list[Line] = []
    here: Point = (0.0, 0.0)
    bend: Point | None = None
    for command, values in _read_path(data):
        what, dx, dy = command.upper(), *(here if command.islower() else (0.0, 0.0))
        if what == "Z":
            here = lines[-1][0]
            lines[-1].append(here)
            continue
        if what == "M":
            here = (dx + values[0], dy + values[1])
            lines.append([here])
            continue
        if what in "HV":
            end = (dx + values[0], here[1]) if what == "H" else (here[0], dy + values[0])
            pieces: Line = [end]
        elif what == "A":
            end = (dx + values[5], dy + values[6])
            pieces = _bend_arc(here, values[0], values[1], values[2], values[3] == 1, values[4] == 1, end)
        else:
            points = [(dx + x, dy + y) for x, y in zip(values[::2], values[1::2], strict=True)]
            if what in "ST":
                points.insert(0, _mirror(bend, here))
            end = points[-1]
            pieces = points if what == "L" else _bend_curve([here, *points])
            bend = points[-2] if len(points) > 1 else None
        if what not in "CSQT":
            bend = None
        lines[-1] += pieces
        here = end
    return lines


def _read_path(data: str) -> Iterator[tuple[str, list[float]]]:
    """Give each command with its numbers; one letter may stand before many sets of them."""
    at, command = 0, ""
    while data[at:].strip():
        if found := _COMMAND.match(data, at):
            command, at = found[1], found.end()
        if command in "Zz":
            yield command, []
            continue
        values = []
        for part in _PARTS[command.upper()]:
            found = (_FLAG if part == "f" else _NUMBER).match(data, at)
            if found is None:
                raise ValueError(data[at:])
            values.append(float(found[1]))
            at = found.end()
        yield command, values
        command = {"M": "L", "m": "l"}.get(command, command)


def _mirror(bend: Point | None, here: Point) -> Point:
    return here if bend is None else (2 * here[0] - bend[0], 2 * here[1] - bend[1])


def _bend_curve(points: Line) -> Line:
    """Return points along a Bézier curve of any degree, without the first, by de Casteljau's way."""

    def at(t: float) -> Point:
        row = points
        while len(row) > 1:
            row = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for a, b in pairwise(row)]
        return row[0]

    return [at(n / PIECES) for n in range(1, PIECES + 1)]


def _bend_arc(start: Point, rx: float, ry: float, turn: float, is_large: bool, is_sweep: bool, end: Point) -> Line:
    """Return points along an elliptical arc, without the first (SVG 1.1, F.6.5: from end points to a centre)."""
    if not rx or not ry or start == end:
        return [end]
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cos * half_x + sin * half_y, cos * half_y - sin * half_x
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = abs(rx) * grow, abs(ry) * grow
    under = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2
    factor = math.sqrt(max(0.0, under) / ((rx * y) ** 2 + (ry * x) ** 2)) * (-1 if is_large == is_sweep else 1)
    cx, cy = factor * rx * y / ry, -factor * ry * x / rx
    first = math.atan2((y - cy) / ry, (x - cx) / rx)
    last = math.atan2((-y - cy) / ry, (-x - cx) / rx)
    if is_sweep and last < first:
        last += 2 * math.pi
    elif not is_sweep and last > first:
        last -= 2 * math.pi
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    points = []
    for n in range(1, PIECES + 1):
        angle = first + (last - first) * n / PIECES
        px, py = rx * math.cos(angle) + cx, ry * math.sin(angle) + cy
        points.append((cos * px - sin * py + middle_x, sin * px + cos * py + middle_y))
    return points
