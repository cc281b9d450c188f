"""A page of a PDF -> its lines, with where they stand and how they are set, by pdfium.

pdfium gives a page's text in the order it is drawn, with spaces and line ends put in by the distance of letters. What
a line looks like is asked of three of its characters, not of all, for speed; the spaces are looked at one by one,
because a wide one parts two cells of a table and a missing one glues two words.

    "potentialif it does notinvest 1,2313"  ->  "potential if it does not invest 1,231 3"

pdfium's functions: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_text.h.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

from corpus.reading.pdf.characters import GAP, clean_line
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.paragraphs import MIN_CELL_GAP_EMS

SMALLEST = 2.0
"""Points: nobody can read smaller type; reports hide bookmarks and placeholders in it."""

BOLD = range(600, 1001)
"""Font weights that are bold, from semi-bold; some files give thousands, which mean nothing."""

RAISED = 0.8
"""Times the size of the type around it, below which a number is a note mark: they are set at 0.55 to 0.7."""

SPACE = 0.19
"""Ems between two letters that are a space: 0.22 to 0.25 where a report shifts the pen, under 0.1 inside words."""

BACK = 0.5
"""Times the size of the type: a pen that goes left and this far up or down has begun another line."""

# Line ends, and places where pdfium has joined two lines at a hyphen; it joins across columns too, so they are parted.
_ENDS = re.compile("(\r\n|(?<=[\ufffe\x02]))")
_BETWEEN = re.compile(r"(?<=\S)\s+(?=\S)")
# Where pdfium misses a space that is only a shift of the pen: before a capital, and between two narrow letters (all of
# the 130 places found in a sample of 78 reports, but for letter-spaced running heads).
_LACKING = re.compile(r"(?<=[a-z.,;:)\d])(?=[A-Z])|(?<=[filrt])(?=[filrt])")
# Digits glued to a word, a year or a number with thousands, which may be a note mark; m2 and km2 have none.
_MARK = re.compile(r"(?<=[^\W\d_])\d{1,3}(?!\w)|(?<=\b(?:19|20)\d\d)\d{1,3}(?!\w)|(?<=,\d{3})\d{1,3}(?!\w)")
_UNIT = re.compile(r"\b[kcm]?m$|\bft$|\bmi$")


class PageReader:
    """Reads the text of one page; at most `limit` characters, and `cut` says whether there were more."""

    def __init__(self, text_page: Any, limit: int) -> None:
        self._page = text_page
        count = raw.FPDFText_CountChars(text_page)
        self.cut = count > limit
        count = min(max(count, 0), limit)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = max(raw.FPDFText_GetText(text_page, 0, count, buffer) - 1, 0)
        # One character for each unit, so that places in the text are places on the page; `clean` mends surrogates.
        # A tab is a space here, as some fonts have it; one that parts columns is seen by its width.
        self.text = "".join(map(chr, buffer[:written])).replace("\t", " ")
        self._same = written == count
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._name = ctypes.create_string_buffer(64)
        self._gaps: dict[int, float] = {}  # points between two words, by the place of the first one's last letter

    def lines(self) -> list[Line]:
        """Gives the lines that can be seen, in pdfium's order; those that run another way than most have no place."""
        found = list(self._lines())
        directions: Counter[int] = Counter()
        for line, direction in found:
            directions[direction] += len(line.text)
        usual = max(directions, key=lambda direction: directions[direction], default=0)
        return [line if direction == usual else Line(line.text) for line, direction in found]

    def _lines(self) -> Iterator[tuple[Line, int]]:
        start = 0
        for part in _ENDS.split(self.text):
            for piece in self._pieces(part, start):
                if piece.strip() and (line := self._line(piece, start)):
                    yield line
                start += len(piece)

    def _pieces(self, part: str, start: int) -> Iterator[str]:
        """Cuts a line where the pen goes left and up or down: pdfium misses some line ends, as at bullets."""
        begin = 0
        for match in _BETWEEN.finditer(part):
            before, after = start + match.start() - 1, start + match.end()
            self._gaps[before] = gap = self._left(after) - self._right(before)
            if gap < 0 and self._moves(before, after):
                yield part[begin : match.end()]
                begin = match.end()
        yield part[begin:]

    def _moves(self, before: int, after: int) -> bool:
        """Says whether a character stands on another line than one before it; lines that do not run level are whole."""
        rise, size = abs(self._origin(after)[1] - self._origin(before)[1]), self._size(before)
        return abs(self._matrix.b) < abs(self._matrix.a) and rise > BACK * size

    def _line(self, part: str, start: int) -> tuple[Line, int] | None:
        """Gives a line and the quarter turn that it runs in, or None where nothing of it can be seen."""
        first = start + len(part) - len(part.lstrip())
        last = start + len(part.rstrip()) - 1
        middle = (first + last) // 2
        middle += self.text[middle].isspace()
        sizes = [self._size(i) for i in (first, last, middle)]
        size = sorted(sizes)[1]
        direction = round(math.atan2(self._matrix.b, self._matrix.a) * 2 / math.pi) % 4
        if size < SMALLEST:
            # Either hidden, or a font of pictures (Type 3) with a measure of its own, whose size says nothing.
            text = clean_line(part)
            return (Line(text), direction) if text and self._height(middle) >= SMALLEST else None
        text = clean_line(self._respaced(first, last + 1, size))
        if not text:
            return None
        line = Line(
            text,
            *self._place(first, middle, last, direction),
            size,
            bold=all(self._is_bold(i) for i in (first, middle, last)),
            note=text[0].isdigit() and sizes[0] < RAISED * size,
        )
        return line, direction

    def _place(self, first: int, middle: int, last: int, direction: int) -> tuple[float, float, float]:
        """Gives left, right and baseline of a line, as they are once the page is turned so that it runs level."""
        if direction == 0:
            return self._left(first), self._right(last), self._origin(middle)[1]
        turn = -direction * math.pi / 2
        places = [self._origin(i) for i in (first, last, middle)]
        (left, _), (right, _), (_, baseline) = (
            (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)) for x, y in places
        )
        return left, right + self._size(last) / 2, baseline  # half an em for the last letter's own width

    def _respaced(self, first: int, end: int, size: float) -> str:
        """Gives part of the text with a `GAP` for a space between columns, and with the spaces that it lacks."""
        text = self.text[first:end]
        edits: list[tuple[int, int, str]] = []
        for match in _BETWEEN.finditer(text):
            start, stop = match.span()
            if self._gaps[first + start - 1] > MIN_CELL_GAP_EMS * size:
                edits.append((start, stop, GAP))
        for match in _LACKING.finditer(text):
            place = match.start()
            if self._left(first + place) - self._right(first + place - 1) > SPACE * size:
                edits.append((place, place, " "))
        for match in _MARK.finditer(text):
            place = match.start()
            if self._is_raised(first + place) and not _UNIT.search(text, 0, place):
                edits.append((place, place, " "))
        for start, stop, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[stop:]
        return text

    def _is_raised(self, i: int) -> bool:
        """Says whether a character is smaller and stands higher than the one before it."""
        size = self._size(i - 1)
        return self._size(i) < RAISED * size and self._origin(i)[1] > self._origin(i - 1)[1] + 0.1 * size

    def _index(self, i: int) -> int:
        return i if self._same else int(raw.FPDFText_GetCharIndexFromTextIndex(self._page, i))

    def _size(self, i: int) -> float:
        """Gives a character's size on the page: the font's, times the height of its matrix."""
        i = self._index(i)
        raw.FPDFText_GetMatrix(self._page, i, self._matrix)
        return float(raw.FPDFText_GetFontSize(self._page, i)) * math.hypot(self._matrix.c, self._matrix.d)

    def _left(self, i: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._page, self._index(i), self._box)
        return float(self._box.left)

    def _right(self, i: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._page, self._index(i), self._box)
        return float(self._box.right)

    def _height(self, i: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._page, self._index(i), self._box)
        return abs(float(self._box.top) - float(self._box.bottom))

    def _origin(self, i: int) -> tuple[float, float]:
        raw.FPDFText_GetCharOrigin(self._page, self._index(i), self._x, self._y)
        return self._x.value, self._y.value

    def _is_bold(self, i: int) -> bool:
        i = self._index(i)
        if raw.FPDFText_GetFontWeight(self._page, i) in BOLD:
            return True
        # The standard fonts, which a file need not describe, have no weight, and some files a wrong one.
        written = raw.FPDFText_GetFontInfo(self._page, i, self._name, len(self._name), None)
        return b"bold" in self._name.raw[: max(written, 0)].lower()
