"""The order in which lines are drawn -> the order in which a person reads them, where the two plainly differ.

Most programs draw text as it is read. Some draw a page from its foot. Some draw a note at the foot of a column, or a
box in the margin, between two lines of a sentence.

Pure functions: no I/O, no PDF library.
"""

from collections.abc import Sequence
from itertools import pairwise

from corpus.reading.pdf.characters import GAP
from corpus.reading.pdf.layout import ends_sentence
from corpus.reading.pdf.model import Line, usual_size

MIN_RISES = 3
"""Lines of a page that must be drawn above the line before them, and be more than those below. Two may be a formula."""

MIN_STEP_EMS, MAX_STEP_EMS = 0.9, 1.6
"""Distance of two lines of one paragraph. Lines of a paragraph are 1.1 to 1.5 ems apart."""

MAX_SIZE_CHANGE = 0.05
"""Difference in size between two lines of one sentence, relative to the larger one. Notes are a tenth smaller."""

MAX_NOTE_LINES = 60
"""Lines between the two parts of a sentence: a column of notes. Chosen."""

MIN_LINE_CHARACTERS = 25
"""Length of a line of a sentence that goes on elsewhere: a narrow column. Labels of figures are shorter."""


def downwards(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page with each paragraph from its top, if the page is drawn from its foot."""
    text = [line for line in lines if len(line.text) >= MIN_LINE_CHARACTERS]  # labels of a chart often rise
    rises = sum(_is_next(above=second, below=first) for first, second in pairwise(text))
    falls = sum(_is_next(above=first, below=second) for first, second in pairwise(text))
    if rises < MIN_RISES or rises <= falls:
        return list(lines)
    ordered: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if run and not _is_next(line, run[-1]):
            ordered += reversed(run)
            run = []
        run.append(line)
    return ordered + run[::-1]


def _is_next(above: Line, below: Line) -> bool:
    """Return whether a line is right below another line, in the same type."""
    if not _are_alike(above, below):
        return False
    distance = above.baseline - below.baseline
    is_over = above.left < below.right and below.left < above.right
    return is_over and MIN_STEP_EMS * above.size < distance < MAX_STEP_EMS * above.size


def _are_alike(one: Line, other: Line) -> bool:
    """Return whether two lines are in the same size of type."""
    return abs(one.size - other.size) <= MAX_SIZE_CHANGE * max(one.size, other.size) > 0


def sentences_together(lines: Sequence[Line]) -> list[Line]:
    """Move notes and boxes that are drawn within a sentence behind the paragraph in which the sentence ends.

    The sentence goes on at the head of the next column, or right below the line before the note. Notes are in smaller
    type, or turned.
    """
    size = usual_size(lines)
    ordered: list[Line] = []
    waiting: list[Line] = []  # moved lines, for which the end of the paragraph is looked for
    for line in lines:
        if waiting and not _is_same_paragraph(ordered[-1], line):
            ordered += waiting
            waiting = []
        start = _start_of_notes(ordered, line, size)
        if start:
            waiting += ordered[start:]
            del ordered[start:]
        ordered.append(line)
    return ordered + waiting


def _start_of_notes(lines: Sequence[Line], line: Line, size: float) -> int:
    """Return the index of the first of the notes between a line and the line whose sentence it continues, or 0."""
    if not _is_body(line, size) or not line.text[0].islower():
        return 0
    start = len(lines)
    while start and len(lines) - start <= MAX_NOTE_LINES and _is_note(lines[start - 1], size):
        start -= 1
    if not 0 < start < len(lines):
        return 0
    above = lines[start - 1]
    if not _is_body(above, size) or ends_sentence(above.text) or len(above.text) < MIN_LINE_CHARACTERS:
        return 0
    goes_on = line.baseline > above.baseline and line.left > above.right
    return start if goes_on or _is_next(above, line) else 0


def _is_body(line: Line, size: float) -> bool:
    """Return whether a line is in the usual type of its page, and not a row of a table."""
    return GAP not in line.text and abs(line.size - size) <= MAX_SIZE_CHANGE * size


def _is_note(line: Line, size: float) -> bool:
    """Return whether a line is turned, or in smaller type than most."""
    return line.size < (1 - MAX_SIZE_CHANGE) * size


def _is_same_paragraph(above: Line, below: Line) -> bool:
    """Return whether a line goes on below another line of its paragraph."""
    return _is_next(above, below) and not (ends_sentence(above.text) and above.right < below.right - above.size)
