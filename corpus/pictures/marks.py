"""Which boxes of a page a part of its clean text fills, and the lines of the page in reading order."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from statistics import median_low

from corpus.pictures.alignment import UNKNOWN, align, letters_of
from corpus.pictures.model import Box, PageLetters, TextLine
from corpus.reading.pdf.characters import GAP, HYPHEN, clean_line

MIN_FOUND_SHARE = 0.5
"""Share of the letters of a quotation that must be found on the page. With less nothing is marked."""

MAX_HOLE_CHARACTERS = 8
"""Characters within a marked line that are marked too although they are not in the clean text: the mark of a note, a
letter that was repaired."""

Span = tuple[int, int]


class AlignedPage:
    """A page whose clean text was found among its letters.

    Args:
        letters: of the page.
        text: the clean text of the page.
    """

    def __init__(self, letters: PageLetters, text: str) -> None:
        self._lines = letters.lines
        self._where: list[tuple[int, int]] = []  # the line of each letter of the page, and its place in the line
        raw = []
        for number, line in enumerate(self._lines):
            found = letters_of(line.text)
            raw.append(found.text)
            self._where += [(number, place) for place in found.offsets]
        clean = letters_of(text)
        self._offsets = clean.offsets
        self._places = align(clean.text, "".join(raw))
        self._taken = {self._where[place] for place in self._places if place != UNKNOWN}

    def boxes(self, span: Span) -> tuple[Box, ...] | None:
        """Return a box for each line that a part of the clean text fills, or None if under half of it is found."""
        first = bisect_left(self._offsets, span[0])
        last = bisect_left(self._offsets, span[1])
        places = self._places[first:last]
        found = [place for place in places if place != UNKNOWN]
        if not found or len(found) < MIN_FOUND_SHARE * len(places):
            return None
        by_line: dict[int, set[int]] = {}
        for place in found:
            number, character = self._where[place]
            by_line.setdefault(number, set()).add(character)
        boxes = []
        for number, characters in by_line.items():
            for begin, end in self._stretches(number, characters):
                boxes.append(self._lines[number].part(begin, end))
        return tuple(dict.fromkeys(boxes))  # some programs draw the same text twice at one place

    def lines(self) -> tuple[TextLine, ...]:
        """Return the lines in the order of the clean text. A line that it lacks comes after the line drawn before.

        A line that is drawn twice at one place is returned once.
        """
        places_of: dict[int, list[int]] = {}
        for clean_place, place in enumerate(self._places):
            if place != UNKNOWN:
                number, _ = self._where[place]
                places_of.setdefault(number, []).append(clean_place)
        order = []
        rank = UNKNOWN
        for number in range(len(self._lines)):
            if number in places_of:
                rank = median_low(places_of[number])
            order.append((rank, number))
        lines = []
        for _, number in sorted(order):
            line = self._lines[number]
            text = clean_line(line.text).replace(GAP, " ").replace(HYPHEN, "-")
            if text:
                lines.append(TextLine(text, line.box, line.angle))
        return tuple(dict.fromkeys(lines))

    def _stretches(self, number: int, characters: Collection[int]) -> Iterator[Span]:
        """Yield the first and last character of each stretch of a line that is marked."""
        text = self._lines[number].text
        marked = sorted(characters)
        begin = last = marked[0]
        for character in marked[1:]:
            hole = range(last + 1, character)
            if len(hole) > MAX_HOLE_CHARACTERS or any((number, place) in self._taken for place in hole):
                yield _with_marks(text, begin, last)
                begin = character
            last = character
        yield _with_marks(text, begin, last)


def _with_marks(text: str, first: int, last: int) -> Span:
    """Extend a stretch by the punctuation marks right before and after it."""
    while first > 0 and _is_mark(text[first - 1]):
        first -= 1
    while last + 1 < len(text) and _is_mark(text[last + 1]):
        last += 1
    return first, last


def _is_mark(character: str) -> bool:
    return not (character.isspace() or character.isalnum())
