"""A page of a PDF -> its lines with their positions and type, by pdfium.

pdfium returns the text of a page in the order in which it is drawn, and adds spaces and line ends where letters are far
apart. For speed, the type of a line is taken from three of its characters. Its spaces are checked one by one, because a
wide space separates two cells of a table, and a missing space joins two words:

    "potentialif it does notinvest 1,2313"  ->  "potential if it does not invest 1,231 ³"

pdfium's functions: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_text.h.
"""

import ctypes
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

from pypdfium2 import raw

from corpus.model import LOWERED_END, LOWERED_START, RAISED_END, RAISED_START
from corpus.reading.pdf.accents import Box, join_accents
from corpus.reading.pdf.characters import GAP, HYPHEN_MARK, clean_line
from corpus.reading.pdf.encodings import font_name
from corpus.reading.pdf.glyphs import Glyph, GlyphAt
from corpus.reading.pdf.lost_spaces import (
    MAX_TIGHT_RATIO,
    MIN_SPACE_EMS,
    LostSpaces,
    may_lose_spaces,
    usual_space,
)
from corpus.reading.pdf.model import Line, NumberedLine, PageBox
from corpus.reading.pdf.number_gaps import MAX_TIGHT_EMS, missing_spaces, possible_gaps
from corpus.reading.pdf.paragraphs import MIN_CELL_GAP_EMS, is_raised_piece, is_same_line
from corpus.reading.pdf.raised_runs import (
    MAX_LEADING_RATIO,
    MAX_MARK_DIGITS,
    MAX_SMALL_RATIO,
    MIN_SHIFT_EMS,
    Run,
    RunFinder,
)
from corpus.text.raised import written

MIN_VISIBLE_POINTS = 2.0
"""Nobody can read smaller type. Reports hide bookmarks and placeholders in it."""

BOLD_WEIGHTS = range(600, 1001)
"""Font weights from semi-bold. Some files have weights in the thousands, which mean nothing."""

MIN_INK_POINTS = 0.01
"""Width and height of a character that can be seen at all. A space has 0."""

MAX_FONT_NAME_BYTES = 128
"""Bytes of the name of a font. PDF allows 127 (ISO 32000-1, annex C)."""

MAX_LIGATURE_GAP_EMS = 0.03
"""Distance between a ligature and the letter after it. Some programs draw a space on the ligature: "eff ect". Of 180
such spaces of a document all are under 0.02, and other spaces are wider."""

MAX_HIDDEN_SPACE_EMS = 0.02
"""How far a character may begin from a space that it is drawn over: "govern ments" and "1 .4 million", with the pen
moved back. Of 1,500 such spaces in 12 documents all are at 0. Spaces that can be seen are wider than 0.06."""

MIN_SPACED_EMS = 0.1
"""Gap between two letters of a spaced word. Letters of other words touch."""

MAX_UNEVEN_EMS = 0.02
"""How far the gap before the last letter of a spaced word may differ from the gap before the letter before it. In a
searchable scan of 200 such words both are equal to 0.01."""

MIN_MARGIN_EMS = 0.6
"""Distance of a line number from its line: one em in TeX (lineno), two or more elsewhere. Half an em is a space."""

MIN_UNEVEN_RATIO = 0.85
"""Height of a letter beside a space, relative to the letter on the other side. Below it one of them may be raised."""

MIN_RISE_POINTS = 2.0
"""Difference of height between the ends of a line from which on its letters are looked at. Few lines have more."""

MIN_LINE_RISE_EMS = 0.5
"""If the pen moves left and at least this far up or down, a new line has begun."""

# Line ends, and places where pdfium has joined two lines at a hyphen. It joins lines of two columns too, so all are
# separated again.
_LINE_ENDS = re.compile("(\r\n|(?<=[\ufffe\x02]))")
_LIGATURE_SPLIT = re.compile("(?<=f[filft] )[a-z]")
_SPACES = re.compile(r"(?<=\S)\s+(?=\S)")
_LAST_LETTER = re.compile(r"(?<=\S[\w.'’] )[\w.,;:)](?=\s|$)")
# Places where pdfium misses a space that is only a move of the pen: before a capital, and between two narrow letters.
# These are all of the 130 places found in a sample of 78 reports, apart from letter-spaced running heads.
_POSSIBLE_SPACE = re.compile(r"(?<=[a-z.,;:)\d])(?=[A-Z])|(?<=[filrt])(?=[filrt])")
_LEADING_NUMBER = re.compile(r"(\d{1,4})\s+(?=\S)")
_TRAILING_NUMBER = re.compile(r"\S\s+(\d{1,4})$")
_MAX_TRAILING = 10  # characters in which such a number is looked for


@dataclass(frozen=True, slots=True)
class _DirectedLine:
    """A line, the direction that it runs in (quarter turns to the left, 0 to 3), and its text with its marks."""

    line: Line
    direction: int
    marked: str


class _Point(NamedTuple):
    x: float
    y: float


class _Extent(NamedTuple):
    """Where a line begins, ends and has its baseline, in points, after the page is turned so that the line is level."""

    left: float
    right: float
    baseline: float


class _Edit(NamedTuple):
    """A change of a part of a text."""

    start: int
    end: int
    replacement: str


class PageReader:
    """Reads the text of one page of pdfium's, at most `max_characters`. `is_cut` says whether there were more.

    Characters outside `box` are left out: a viewer does not show them. `has_text_outside` says whether there were any.
    Lines are split where text is laid over them (`overlays`).
    `marks_raised`: look for raised letters and digits too, which takes longer. `replace_glyphs` replaces the characters
    of the page that are not what they seem. `lost_spaces` is the same for all pages of a document.
    """

    def __init__(
        self,
        text_page: Any,
        max_characters: int,
        marks_raised: bool = False,
        box: PageBox | None = None,
        overlays: Sequence[PageBox] = (),
        replace_glyphs: Callable[[str, GlyphAt], str] = lambda text, glyph_at: text,
        lost_spaces: LostSpaces | None = None,
    ) -> None:
        self.has_text_outside = False
        self._lost_spaces = lost_spaces or LostSpaces()
        self._page = text_page
        self._page_box = box
        self._overlays = sorted(overlays, key=lambda overlay: overlay.left)
        self._marks_raised = marks_raised
        count = raw.FPDFText_CountChars(text_page)
        self.is_cut = count > max_characters
        count = min(max(count, 0), max_characters)
        self._box, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._font_name = ctypes.create_string_buffer(MAX_FONT_NAME_BYTES)
        text = replace_glyphs(page_text(text_page, count), self._glyph)
        self.text = join_accents(text.replace("\t", " "), self._letter_box)
        # Width in points of the space between two words, by the index of the last character before it.
        self._gaps: dict[int, float] = {}
        # Letters beside a space that are lower than the letter on the other side of it, by their indices, ascending.
        self._low_letters: list[int] = []
        self._possible_gaps = possible_gaps(self.text)
        self._runs = RunFinder(self.text, self._size, self._baseline)

    def lines(self) -> list[Line]:
        """Return the visible lines, in pdfium's order. Lines in another direction than most have no position."""
        return [self._placed(directed.line, directed.direction) for directed in self._found]

    def marked_lines(self) -> list[Line]:
        """Return the lines as `lines` does, with raised letters and digits in half brackets."""
        marked = []
        for directed in self._found:
            line = replace(directed.line, text=directed.marked)
            marked.append(self._placed(line, directed.direction))
        return mark_raised_pieces(marked)

    def _placed(self, line: Line, direction: int) -> Line:
        """Return a line, without its position if it runs in another direction than most."""
        return line if direction == self._usual_direction else Line(line.text)

    @cached_property
    def _found(self) -> list[_DirectedLine]:
        return list(self._directed_lines())

    @cached_property
    def _usual_direction(self) -> int:
        characters: Counter[int] = Counter()
        for directed in self._found:
            characters[directed.direction] += len(directed.line.text)
        return max(characters, key=lambda direction: characters[direction], default=0)

    def _directed_lines(self) -> Iterator[_DirectedLine]:
        start = 0
        for part in _LINE_ENDS.split(self.text):
            for piece in self._pieces(part, start):
                for shown in self._shown(piece, start):
                    for part_of_line in self._split_at_overlays(shown):
                        line = self._line(part_of_line)
                        if line:
                            yield line
                start += len(piece)

    def _shown(self, piece: str, start: int) -> Iterator[range]:
        """Yield the indices of a piece of a line, without the spaces around it, as far as it is on the page.

        A line is straight, so it is on the page if both of its ends are. Else its cells are looked at one by one,
        because pdfium joins the lines of two pages that were scanned as one sheet. A cell is on the page on which it
        begins: a sentence that runs over the edge is still a sentence.
        """
        first = start + len(piece) - len(piece.lstrip())
        end = start + len(piece.rstrip())
        if first >= end:
            return
        is_first_shown = self._is_on_page(first)
        first_height = self._y.value
        if is_first_shown and self._is_on_page(end - 1):
            if abs(self._y.value - first_height) > MIN_RISE_POINTS:
                yield from self._level_parts(range(first, end))
            else:
                yield range(first, end)
            return
        self.has_text_outside = True
        for cell in self._cells(first, end):
            if self._is_on_page(cell.start):
                yield cell

    def _level_parts(self, line: range) -> Iterator[range]:
        """Split a line between two digits where the pen moves left and up or down.

        pdfium joins "30" of an axis and "0" of the axis below. Letters are left alone: an accent moves the pen too.
        """
        min_rise = MIN_LINE_RISE_EMS * self._size(line.start)
        is_level = abs(self._matrix.b) < abs(self._matrix.a)
        rise = abs(self._baseline(line.stop - 1) - self._baseline(line.start))
        begin = line.start
        if is_level and rise > min_rise:
            for index in range(line.start + 1, line.stop):
                if not (self.text[index].isdigit() and self.text[index - 1].isdigit()):
                    continue
                is_other_line = abs(self._baseline(index) - self._baseline(index - 1)) > min_rise
                if is_other_line and self._left(index) < self._right(index - 1):
                    yield range(begin, index)
                    begin = index
        yield range(begin, line.stop)

    def _cells(self, first: int, end: int) -> Iterator[range]:
        """Split a part of the text at spaces that separate two columns. Letters of a scan may be stretched."""
        widths = [self._right(index) - self._left(index) for index in range(first, end)]
        em = max(self._size(first), 2 * sum(widths) / len(widths))
        begin = first
        for spaces in _SPACES.finditer(self.text, first, end):
            if self._gaps[spaces.start() - 1] > MIN_CELL_GAP_EMS * em:
                yield range(begin, spaces.start())
                begin = spaces.end()
        yield range(begin, end)

    def _split_at_overlays(self, part: range) -> Iterator[range]:
        """Split a part of a line before the first word that begins in or after a box laid over it.

        The rule that a value is written on is left out. It may begin half an em before the box.
        """
        begin = part.start
        margin = self._size(begin) / 2 if self._overlays else 0.0
        for overlay in self._overlays:
            if not overlay.bottom <= self._origin(begin).y <= overlay.top:
                continue
            words = [begin, *(spaces.end() for spaces in _SPACES.finditer(self.text, begin, part.stop))]
            following = [word for word in words if self._left(word) >= overlay.left - margin]
            if following and following[0] > begin:
                yield range(begin, begin + len(self.text[begin : following[0]].rstrip()))
                rest = self.text[following[0] : part.stop]
                begin = part.stop - len(rest.lstrip("_ "))
                if begin == part.stop:
                    return
        yield range(begin, part.stop)

    def _numbered(self, line: Line, part: range) -> Line:
        """Return a line with the number at one of its ends set apart, if it has one far from its text."""
        text = line.text
        leading = _LEADING_NUMBER.match(self.text, part.start, part.stop)
        if leading and text.startswith(leading[1]) and self._is_apart(leading.end(1) - 1, leading.end()):
            number = replace(line, text=leading[1], right=self._right(leading.end(1) - 1))
            rest = replace(line, text=text.removeprefix(leading[1]).strip(), left=self._left(leading.end()))
            return NumberedLine.of(line, number, rest)
        trailing = _TRAILING_NUMBER.search(self.text, max(part.start, part.stop - _MAX_TRAILING), part.stop)
        if trailing and text.endswith(trailing[1]) and self._is_apart(trailing.start(), trailing.start(1)):
            number = replace(line, text=trailing[1], left=self._left(trailing.start(1)))
            rest = replace(line, text=text.removesuffix(trailing[1]).strip(), right=self._right(trailing.start()))
            return NumberedLine.of(line, number, rest)
        return line

    def _is_apart(self, before: int, after: int) -> bool:
        """Return whether a wide space is between two characters that are next to each other, at one height."""
        if self._gaps.get(before, 0.0) <= MIN_MARGIN_EMS * self._size(after):
            return False
        return not self._runs.is_raised_above(after, before)

    def _is_on_page(self, index: int) -> bool:
        """Return whether a character begins inside the box of the page."""
        return self._page_box is None or self._page_box.holds(*self._origin(index))

    def _middle(self, first: int, last: int) -> int:
        """Return the index of the character in the middle that is not a space."""
        middle = (first + last) // 2
        if self.text[middle].isspace():
            middle += 1
        return middle

    def _beside_mark(self, middle: int, first: int) -> int:
        """Return the index of the character in the middle, or of the letter before the note mark that is there."""
        for index in range(middle - 1, max(first, middle - MAX_MARK_DIGITS - 1) - 1, -1):
            if not self.text[index].isspace() and self._runs.is_raised_above(index, middle):
                return index
        return middle

    def _pieces(self, part: str, start: int) -> Iterator[str]:
        """Split a line where the pen moves left and up or down: pdfium misses some line ends, as at bullets."""
        begin = 0
        for spaces in _SPACES.finditer(part):
            before, after = start + spaces.start() - 1, start + spaces.end()
            gap = self._measured_gap(before, after)
            self._gaps[before] = gap
            if gap < 0 and self._is_other_line(before, after):
                yield part[begin : spaces.end()]
                begin = spaces.end()
        yield part[begin:]

    def _measured_gap(self, before: int, after: int) -> float:
        """Return the width of the space between two letters. Remember if one of them is much lower than the other."""
        box = self._box
        raw.FPDFText_GetLooseCharBox(self._page, after, box)
        left, height_after = float(box.left), box.top - box.bottom
        raw.FPDFText_GetLooseCharBox(self._page, before, box)
        height_before = box.top - box.bottom
        if height_before < MIN_UNEVEN_RATIO * height_after:
            self._low_letters.append(before)
        elif height_after < MIN_UNEVEN_RATIO * height_before:
            self._low_letters.append(after)
        return left - float(box.right)

    def _is_other_line(self, before: int, after: int) -> bool:
        """Return whether a character is on another line than a character before it. False if the line is not level."""
        rise = abs(self._origin(after).y - self._origin(before).y)
        size = self._size(before)  # also reads the matrix of the character
        is_level = abs(self._matrix.b) < abs(self._matrix.a)
        return is_level and rise > MIN_LINE_RISE_EMS * size

    def _line(self, part: range) -> _DirectedLine | None:
        """Return the line of a part of the text, or None if nothing of it is visible."""
        first, last = part.start, part.stop - 1
        middle = self._middle(first, last)
        first_size, last_size, middle_size = self._size(first), self._size(last), self._size(middle)
        if MIN_VISIBLE_POINTS < middle_size < MAX_SMALL_RATIO * first_size:
            middle = self._beside_mark(middle, first)
            middle_size = self._size(middle)
        direction = self._direction()
        size = sorted((first_size, last_size, middle_size))[1]
        if MIN_VISIBLE_POINTS < size < MAX_SMALL_RATIO * middle_size:
            size = middle_size  # a mark begins the line, and another mark ends it
        if size < MIN_VISIBLE_POINTS:
            return self._line_without_size(part, middle, direction)
        extent = self._extent(first, middle, last, direction)
        runs = []
        if direction == 0:
            ends_small = last_size < MAX_SMALL_RATIO * size
            runs = self._runs_of(part, size, extent.baseline, ends_small)
            leading = self._runs.mark_at_start(part) if first_size <= MAX_LEADING_RATIO * size else None
            if leading:
                runs.insert(0, leading)
        text, marked = self._respaced(part, size, direction, runs)
        if not text:
            return None
        bold = self._is_bold(first) and self._is_bold(middle) and self._is_bold(last)
        note = text[0].isdigit() and first_size < MAX_SMALL_RATIO * size
        line = Line(text, *extent, size, bold, note)
        if direction == 0:
            line = self._numbered(line, part)
        return _DirectedLine(line, direction, marked)

    def _line_without_size(self, part: range, middle: int, direction: int) -> _DirectedLine | None:
        """Return a line in a font of pictures (Type 3) with its own unit, whose size says nothing. None if hidden."""
        text = clean_line(self.text[part.start : part.stop])
        if not text or self._height(middle) < MIN_VISIBLE_POINTS:
            return None
        return _DirectedLine(Line(text), direction, text)

    def _runs_of(self, part: range, size: float, baseline: float, ends_small: bool) -> list[Run]:
        """Return the raised and lowered runs of a level line. `ends_small`: its last character may be one."""
        low_letters = self._low_letters_of(part)
        if ends_small:
            low_letters.append(part.stop - 1)
        return self._runs.runs_at(low_letters, part, size, baseline)

    def _direction(self) -> int:
        """Return the quarter turn of the character whose size was read last."""
        return round(math.atan2(self._matrix.b, self._matrix.a) * 2 / math.pi) % 4

    def _extent(self, first: int, middle: int, last: int, direction: int) -> _Extent:
        if direction == 0:
            return _Extent(self._left(first), self._right(last), self._origin(middle).y)
        turn = -direction * math.pi / 2
        left = _turned(self._origin(first), turn).x
        right = _turned(self._origin(last), turn).x
        baseline = _turned(self._origin(middle), turn).y
        return _Extent(left, right + self._size(last) / 2, baseline)  # half an em for the width of the last letter

    def _low_letters_of(self, part: range) -> list[int]:
        start = bisect_left(self._low_letters, part.start)
        stop = bisect_left(self._low_letters, part.stop)
        return self._low_letters[start:stop]

    def _respaced(self, part: range, size: float, direction: int, runs: Sequence[Run]) -> tuple[str, str]:
        """Return part of the text as it is written, and with brackets at its raised parts.

        It has a `GAP` for each space between columns, and the missing spaces. `runs` are written as superscripts and
        subscripts.
        """
        first = part.start
        text = self.text[first : part.stop]
        edits = [*self._gap_edits(text, first, size), *self._space_edits(text, first, size)]
        edits += self._number_edits(part, size, direction)
        respaced = written(_edited(text, [*edits, *_bracket_edits(runs, first)]))
        if not self._marks_raised:
            return respaced, respaced
        edits += _bracket_edits(self._runs.all_runs(part, size), first)
        return respaced, _edited(text, edits)

    def _gap_edits(self, text: str, first: int, size: float) -> Iterator[_Edit]:
        """Yield a `GAP` for each space of a line that separates two columns, and nothing for one inside a word.

        The line begins at the index `first`.
        """
        for spaces in _SPACES.finditer(text):
            start, stop = spaces.span()
            gap = self._gaps[first + start - 1]
            is_tight = gap < MAX_LIGATURE_GAP_EMS * size
            if gap > MIN_CELL_GAP_EMS * size:
                yield _Edit(start, stop, GAP)
            elif (is_tight and self._is_in_word(first + start, first + stop, size)) or (
                _LAST_LETTER.match(text, stop) and self._is_spaced(first + start, gap, size)
            ):
                yield _Edit(start, stop, "")
        yield from self._lost_space_edits(text, first, size)

    def _is_in_word(self, space: int, after: int, size: float) -> bool:
        """Return whether a space at which two characters touch cannot be seen.

        The character after it is drawn over it, or the one before it is a ligature. On a turned line the characters are
        not at one height, and whether they touch is not known.
        """
        before, drawn, letter = self._origin(space - 1), self._origin(space), self._origin(after)
        if abs(letter.y - before.y) > MAX_HIDDEN_SPACE_EMS * size:
            return False
        is_generated = raw.FPDFText_IsGenerated(self._page, space) == 1
        is_drawn_over = not is_generated and abs(letter.x - drawn.x) < MAX_HIDDEN_SPACE_EMS * size
        return is_drawn_over or _LIGATURE_SPLIT.match(self.text, after) is not None

    def _is_spaced(self, space: int, gap: float, size: float) -> bool:
        """Return whether a space is only a gap between the letters of a word whose letters are all apart.

        pdfium adds a space before the last letter of such a word: "Nort h", if a space is drawn after it.
        """
        if raw.FPDFText_IsGenerated(self._page, space) != 1:
            return False
        gap_before = self._left(space - 1) - self._right(space - 2)
        return gap_before > MIN_SPACED_EMS * size and abs(gap - gap_before) < MAX_UNEVEN_EMS * size

    def _space_edits(self, text: str, first: int, size: float) -> Iterator[_Edit]:
        """Yield the spaces that a line lacks because they are moves of the pen."""
        for place in _POSSIBLE_SPACE.finditer(text):
            index = place.start()
            if self._left(first + index) - self._right(first + index - 1) > MIN_SPACE_EMS * size:
                yield _Edit(index, index, " ")

    def _number_edits(self, part: range, size: float, direction: int) -> Iterator[_Edit]:
        """Yield the spaces that the numbers of a line lack."""
        for number in self._possible_gaps_of(part):
            gaps = self._digit_gaps(number, size, direction)
            if max(gaps) < MAX_TIGHT_EMS * size:  # as in most numbers
                continue
            em = self._size(number.start) or size
            text = self.text[number.start : number.stop]
            for place in missing_spaces(text, [gap / em for gap in gaps]):
                index = number.start + place - part.start
                is_cell = gaps[place - 1] > MIN_CELL_GAP_EMS * em
                yield _Edit(index, index, GAP if is_cell else " ")

    def _possible_gaps_of(self, part: range) -> Iterator[range]:
        """Yield the places of the numbers of a line that may lack a space."""
        first = bisect_left(self._possible_gaps, part.start, key=lambda number: number.start)
        for index in range(first, len(self._possible_gaps)):
            number = self._possible_gaps[index]
            if number.stop > part.stop:
                return
            yield number

    def _digit_gaps(self, digits: range, size: float, direction: int) -> list[float]:
        """Return the gaps between characters of a number along their line, and 0 between two that are not level."""
        page, box = self._page, self._box
        max_shift = MIN_SHIFT_EMS * size
        gaps = []
        last_end = last_bottom = last_top = math.nan
        for index in digits:
            raw.FPDFText_GetLooseCharBox(page, index, box)
            start, end, bottom, top = _along_line(box, direction)
            is_level = abs(bottom - last_bottom) + abs(top - last_top) < max_shift
            gaps.append(start - last_end if is_level else 0.0)
            last_end, last_bottom, last_top = end, bottom, top
        return gaps[1:]

    def _lost_space_edits(self, text: str, first: int, size: float) -> Iterator[_Edit]:
        """Yield the narrow spaces that a line lacks. Some may be among its `_space_edits` too."""
        spaces = [match.start() for match in _SPACES.finditer(text)]
        width = usual_space([self._gaps[first + space - 1] for space in spaces])
        if not may_lose_spaces(width, size):
            return
        moves = partial(self._moves, first, MAX_TIGHT_RATIO * width / 2)
        for place in self._lost_spaces.places(text, width, moves):
            yield _Edit(place, place, " ")

    def _moves(self, first: int, least: float, start: int, stop: int) -> list[float]:
        """Return how far the pen moves after each character of a part of a line but the last.

        `first` is the index of the line. Moves of more than `least` are measured to the place of the letter, because an
        "f" may begin left of it.
        """
        page, box = self._page, self._box
        moves = []
        raw.FPDFText_GetLooseCharBox(page, first + start, box)
        end = box.right
        for index in range(first + start + 1, first + stop):
            raw.FPDFText_GetLooseCharBox(page, index, box)
            move = box.left - end
            if move > least:
                move = self._origin(index).x - end
            moves.append(move)
            end = box.right
        return moves

    def _glyph(self, index: int) -> Glyph:
        """Return a character with its font. A character without ink is a space."""
        character = chr(raw.FPDFText_GetUnicode(self._page, index))
        is_unmapped = raw.FPDFText_HasUnicodeMapError(self._page, index) == 1
        if not character.isalpha() and self._is_blank(index):
            return Glyph("", " ", is_unmapped=False)
        return Glyph(font_name(self._font(index)), character, is_unmapped)

    def _is_blank(self, index: int) -> bool:
        """Return whether a character leaves no ink on the page."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return right.value - left.value < MIN_INK_POINTS or top.value - bottom.value < MIN_INK_POINTS

    def _size(self, index: int) -> float:
        """Return the size of a character on the page: the size of its font times the height of its matrix."""
        raw.FPDFText_GetMatrix(self._page, index, self._matrix)
        font_size = float(raw.FPDFText_GetFontSize(self._page, index))
        return font_size * math.hypot(self._matrix.c, self._matrix.d)

    def _left(self, index: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._page, index, self._box)
        return float(self._box.left)

    def _right(self, index: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._page, index, self._box)
        return float(self._box.right)

    def _letter_box(self, index: int) -> Box:
        raw.FPDFText_GetLooseCharBox(self._page, index, self._box)
        return Box(self._box.left, self._box.right, self._box.bottom, self._box.top)

    def _height(self, index: int) -> float:
        raw.FPDFText_GetLooseCharBox(self._page, index, self._box)
        return abs(float(self._box.top) - float(self._box.bottom))

    def _origin(self, index: int) -> _Point:
        raw.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return _Point(self._x.value, self._y.value)

    def _baseline(self, index: int) -> float:
        raw.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return float(self._y.value)

    def _is_bold(self, index: int) -> bool:
        if raw.FPDFText_GetFontWeight(self._page, index) in BOLD_WEIGHTS:
            return True
        # The standard fonts, which a file need not describe, have no weight, and some files give a wrong one.
        return "bold" in self._font(index).lower()

    def _font(self, index: int) -> str:
        """Return the name of the font of a character, or "" if it has none or a very long one."""
        size = len(self._font_name)
        written = raw.FPDFText_GetFontInfo(self._page, index, self._font_name, size, None)
        if not 0 < written <= size:
            return ""
        return self._font_name.raw[: written - 1].decode("utf-8", "replace")


def _along_line(box: Any, direction: int) -> Box:
    """Return the box of a character after the page is turned so that its line is level."""
    if direction == 0:
        return Box(box.left, box.right, box.bottom, box.top)
    if direction == 1:
        return Box(box.bottom, box.top, -box.right, -box.left)
    if direction == 2:
        return Box(-box.right, -box.left, -box.top, -box.bottom)
    return Box(-box.top, -box.bottom, box.left, box.right)


def page_text(text_page: Any, count: int) -> str:
    """Return the text of a page, at most `count` characters. A place in it is pdfium's index of the character.

    pdfium's text lacks some codes that a font has in place of letters. Then the characters are read one by one.
    """
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer) - 1
    if written == count:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) == count:
            return text
        return "".join(map(chr, buffer[:count]))  # halves of characters, which `clean_line` joins
    return "".join(_character(text_page, index) for index in range(count))


def _character(text_page: Any, index: int) -> str:
    if raw.FPDFText_IsHyphen(text_page, index) == 1:
        return HYPHEN_MARK
    return chr(raw.FPDFText_GetUnicode(text_page, index))


def _bracket_edits(runs: Iterable[Run], first: int) -> Iterator[_Edit]:
    """Yield the brackets around the runs of a line that begins at the index `first`."""
    for run in runs:
        opening, closing = (RAISED_START, RAISED_END) if run.is_raised else (LOWERED_START, LOWERED_END)
        yield _Edit(run.start - first, run.start - first, opening)
        yield _Edit(run.stop - first, run.stop - first, closing)


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    """Return a text, cleaned, with these changes."""
    for start, stop, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[stop:]
    return clean_line(text)


def mark_raised_pieces(lines: Sequence[Line]) -> list[Line]:
    """Return lines with those in half brackets that are raised above the end of the line before them."""
    marked: list[Line] = []
    for index, line in enumerate(lines):
        base = lines[index - 1] if index else line
        if is_raised_piece(base, line) and is_same_line(base, line):
            marked.append(replace(line, text=f"{RAISED_START}{line.text}{RAISED_END}"))
        else:
            marked.append(line)
    return marked


def _turned(point: _Point, angle: float) -> _Point:
    """Turn a point around the origin, by radians to the left."""
    sine, cosine = math.sin(angle), math.cos(angle)
    return _Point(point.x * cosine - point.y * sine, point.x * sine + point.y * cosine)
