"""Reading order, on boxes written by hand."""

import math

import pytest

from corpus.reading.pdf.model import Line
from corpus.reading.pdf.order import Box, even_sizes, lines, rows, runs_sideways, straighten

PROSE = "a line of a column that reads"


def box(text: str, left: float, top: float, width: float = 200, height: float = 12) -> Box:
    return Box(text, 1.0, left, top, left + width, top + height)


def column(name: str, left: float, top: float = 100, count: int = 4) -> list[Box]:
    return [box(f"{name}{n} {PROSE}", left, top + 14 * n) for n in range(count)]


def read(boxes: list[Box]) -> list[list[str]]:
    """Return the first word of each box, row by row."""
    return [[b.text.split()[0] for b in row] for row in rows(boxes)]


TITLE, FOOT = box(f"title {PROSE}", 150, 60, 300), box(f"foot {PROSE}", 150, 300, 300)
ORDERS = [
    ("nothing", [], []),
    ("one column", column("a", 72), [["a0"], ["a1"], ["a2"], ["a3"]]),
    ("two columns", column("b", 320) + column("a", 72), [[f"{c}{n}"] for c in "ab" for n in range(4)]),
    ("three", column("c", 540) + column("b", 300) + column("a", 72), [[f"{c}{n}"] for c in "abc" for n in range(4)]),
    (
        "a title and a foot across",
        [FOOT, *column("b", 320), *column("a", 72), TITLE],
        [["title"], *([f"{c}{n}"] for c in "ab" for n in range(4)), ["foot"]],
    ),
    (
        "a caption across the middle",
        [*column("a", 72), *column("b", 320), box(f"caption {PROSE}", 150, 160, 300), *column("c", 72, 180)],
        [*([f"{c}{n}"] for c in "ab" for n in range(4)), ["caption"], *([f"c{n}"] for n in range(4))],
    ),
    (
        "a table",
        [
            b
            for n in range(4)
            for b in (box(f"place{n} and its name", 72, 100 + 14 * n), box(f"{n}", 400, 101 + 14 * n))
        ],
        [[f"place{n}", f"{n}"] for n in range(4)],
    ),
    ("a contents list", [box("one " + "." * 40, 72, 100, 300), box("7", 500, 100, 9)], [["one", "7"]]),
]


@pytest.mark.parametrize(("boxes", "order"), [case[1:] for case in ORDERS], ids=[case[0] for case in ORDERS])
def test_order(boxes, order):
    """Columns are read one after the other, and cells of a row side by side."""
    assert read(boxes) == order


def test_positions_of_lines():
    """Cells of a row have one baseline, which is above the foot of their boxes."""
    first, second = lines([box("Boston", 72, 100), box("63", 300, 101)], 792)
    assert (first.left, first.right, second.left) == (72, 272, 300)
    assert first.baseline == second.baseline
    assert 792 - 113 < first.baseline < 792 - 106
    assert 9 < first.size < 12


SIDEWAYS = [[(10, 10), (22, 10), (22, 200), (10, 200)]]
LEVEL = [[(10, 10), (200, 10), (200, 22), (10, 22)]]


@pytest.mark.parametrize(
    ("boxes", "sideways"), [([], False), (LEVEL, False), (SIDEWAYS, True), (SIDEWAYS * 2 + LEVEL, True)]
)
def test_sideways(boxes, sideways):
    """A sheet is sideways if most of its text runs up or down, and not because of one such label."""
    assert runs_sideways(boxes) is sideways


def test_a_sheet_put_in_askew_is_straightened():
    """Boxes on a slope of two degrees become level."""
    slope = math.radians(2)
    askew = [(10, 10), (10 + 200 * math.cos(slope), 10 + 200 * math.sin(slope)), (9, 22), (9, 22)]
    (a, b, _, _), *_ = straighten([askew])
    assert a[1] == pytest.approx(b[1])


def test_sizes_that_are_alike_become_one():
    """Type of one size gets one size, however high its letters are. A title gets a larger one."""
    page = [Line("x" * 60, size=size) for size in (9.5, 11.0, 11.0, 12.1, 13.2)] + [Line("Title", size=17.0)]
    (made,) = even_sizes([page], body_size=0)
    assert {line.size for line in made[:5]} == {11.0}
    assert made[5].size > 1.3 * 11
    assert even_sizes([page], body_size=10)[0][0].size == 10
    assert even_sizes([[], []], body_size=0) == [[], []]
