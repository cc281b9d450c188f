"""Paragraphs: the lines of a page -> paragraphs, list items, headings and tables, and their text.

Pure functions: no I/O, no PDF library. The steps:

    join_pieces      join the pieces of one printed line that the engine split at a note mark or a wide gap
    titles_first     move titles that were drawn last to the beginning of the page
    blocks           gather lines into paragraphs, list items, headings and tables
    flow             return the text of a block, with mended hyphens
"""

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from corpus.model import RAISED_END, RAISED_START
from corpus.reading.pdf.characters import GAP, HYPHEN, LOST
from corpus.reading.pdf.hyphens import Vocabulary, mend
from corpus.reading.pdf.layout import MAX_HEADING_STEP, UPWARDS, Layout, ends_sentence, has_leaders
from corpus.reading.pdf.line_ends import MAX_TOKEN_CHARACTERS, separator
from corpus.reading.pdf.model import Line, LineBlock
from corpus.reading.pdf.raised_runs import MAX_SMALL_RATIO, MIN_SHIFT_EMS
from corpus.text.raised import written

MIN_CELL_GAP_EMS = 1.5
"""A wider gap separates two cells of a table. Justified text stretches a space to one em at most."""

MIN_DROP_CAPITAL_RATIO = 1.8
"""Size of a chapter's large first letter, relative to the text beside it. It is two lines high or more."""

DROP_CAPITAL_LINES = 50
"""Lines whose words decide whether a large first letter is a word of its own."""

MIN_TITLE_RATIO = 1.3
"""Size of type relative to the usual size of the page. From here on lines of one style are one title, wherever they
end."""

MAX_SIZE_CHANGE = 0.08
"""Difference in size between two lines of one paragraph, relative to the line above."""

MAX_LINE_STEP = 1.25
"""Distance between two lines of one paragraph, in usual distances. The half-line skips of TeX and Word are narrower."""

_BULLETS = "•●▪■◦‣○◆►➢✓❖"
_DASHES = r"–—*o\-"
_NUMBERING = r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{2,4})[.)]"
_BULLET_ITEM = rf"[{_BULLETS}]\s?\S|[{_DASHES}]\s+\S"
_BULLET = re.compile(_BULLET_ITEM)
_ITEM = re.compile(rf"{_BULLET_ITEM}|{_NUMBERING}\s+\S|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?\s+[^\W\d]")
# A bullet or number and the item or heading after it are not two cells.
_GAP_AFTER_MARKER = re.compile(
    rf"^([{_BULLETS}{_DASHES}]|{_NUMBERING}|\d{{1,2}}(?:\.\d{{1,2}})*\.?(?=[^{GAP}]*{GAP}[^{GAP}]*$)){GAP}"
)
_FIRST_MARKS = re.compile(r"^\d{1,3}(?:[,–-] ?\d{1,3})*")
# Words and a comma that no sentence, heading or entry of a list ends with.
_UNFINISHED = re.compile(
    r"(?:,|\b(?:an?|and|as|at|by|for|from|in|of|on|or|than|that|the|their|this|to|with|which"
    r"|con|de|del|el|en|la|las|los|para|por|que|su|una?|com|d[ao]s?|em|n[ao]s?|os|uma?|e|o|y))$",
    re.I,
)
_OPENING_MARKS = "“‘«\"'(["


# --- pieces of a line -------------------------------------------------------------------------------------------------


def join_pieces(lines: Sequence[Line], *, keeps_brackets: bool = False) -> list[Line]:
    """Join neighbours that are on one printed line: at a raised note mark, or at a wide gap, which becomes a `GAP`.

    A large first letter of a chapter is joined to the first of the lines beside it. Lines without a letter or digit are
    left out: rules, and bullets that lost their text. With `keeps_brackets`, lines that have brackets around what is
    raised keep them.
    """
    joined: list[Line] = []
    for index, line in enumerate(lines):
        if joined and is_same_line(joined[-1], line):
            joined[-1] = _join(joined[-1], line, keeps_brackets)
        elif joined and _is_drop_capital(joined[-1], line):
            text = _with_drop_capital(joined[-1].text, line.text, lines[index : index + DROP_CAPITAL_LINES])
            joined[-1] = replace(line, text=text)
        else:
            joined.append(line)
    kept = []
    for line in joined:
        if not any(map(str.isalnum, line.text)) and LOST not in line.text:
            continue
        if GAP in line.text:
            kept.append(replace(line, text=_GAP_AFTER_MARKER.sub(r"\1 ", line.text)))
        else:
            kept.append(line)
    return kept


def is_same_line(left: Line, right: Line) -> bool:
    """Return whether a line continues the line before it, at the same height or as a raised note mark."""
    larger, smaller = max(left.size, right.size), min(left.size, right.size)
    if not smaller or right.left < left.right - 0.3 * larger:
        return False
    is_note_mark = smaller < MAX_SMALL_RATIO * larger and right.left < left.right + larger
    max_rise = 0.6 if is_note_mark else 0.3
    return abs(left.baseline - right.baseline) <= max_rise * larger


def is_raised_piece(left: Line, right: Line) -> bool:
    """Return whether a piece of a line is smaller and higher than the piece before it."""
    is_small = 0 < right.size < MAX_SMALL_RATIO * left.size
    return is_small and right.baseline > left.baseline + MIN_SHIFT_EMS * left.size


def _join(left: Line, right: Line, keeps_brackets: bool) -> Line:
    size = max(left.size, right.size)
    gap = right.left - left.right
    if gap > MIN_CELL_GAP_EMS * size:
        between = GAP
    elif gap > 0.12 * size:
        between = " "
    else:
        between = ""
    if keeps_brackets:
        text = left.text + between + right.text
    else:
        text = written(left.text + between + _with_raised_beginning(left, right))
    longest = max(left, right, key=lambda line: len(line.text))  # the left one if they are equally long
    return replace(
        longest,
        text=text,
        left=left.left,
        right=right.right,
        bold=left.bold and right.bold,
        note=left.note,
    )


def _with_raised_beginning(left: Line, right: Line) -> str:
    """Return the text of a piece of a line, with brackets around the note marks that it begins with."""
    if right.note:
        return _FIRST_MARKS.sub(rf"{RAISED_START}\g<0>{RAISED_END}", right.text)
    if is_raised_piece(left, right):
        return f"{RAISED_START}{right.text}{RAISED_END}"
    is_small = right.size < MAX_SMALL_RATIO * left.size
    if is_small and right.text[:1].isdigit() and left.text[-1:].isalnum():
        return f" {right.text}"
    return right.text


def _is_drop_capital(letter: Line, line: Line) -> bool:
    """Return whether a line is a large first letter, with the next line beside it."""
    is_capital = len(letter.text) == 1 and letter.text.isupper()
    if not is_capital or not line.text[0].isalpha():
        return False
    is_large = letter.size > MIN_DROP_CAPITAL_RATIO * line.size > 0
    is_beside = letter.baseline < line.baseline < letter.baseline + letter.size
    return is_large and is_beside and abs(line.left - letter.right) < line.size


def _with_drop_capital(letter: str, text: str, lines: Sequence[Line]) -> str:
    """Return a text with its first letter. "A" and others are words of their own if the words of `lines` say so."""
    rest = re.split(r"\W", text, maxsplit=1)[0].lower()
    words: Counter[str] = Counter()
    for line in lines:
        words.update(re.findall(r"\w+", line.text.lower()))
    if letter in "AEIOY" and not words[letter.lower() + rest] and words[rest] > 1:
        return f"{letter} {text}"
    return letter + text


def titles_first(lines: Sequence[Line], body_size: float) -> list[Line]:
    """Move titles to the beginning of a page: lines that are larger than the body and above all the text before them.

    Layout programs draw a page's title last.
    """
    titles: list[Line] = []
    others: list[Line] = []
    top = -math.inf
    for line in lines:
        if others and line.size > body_size and line.baseline > top + line.size / 2:
            titles.append(line)
        else:
            others.append(line)
            top = max(top, line.baseline)
    return titles + others


# --- blocks -----------------------------------------------------------------------------------------------------------


def blocks(lines: Sequence[Line], headings: Set[int] = frozenset()) -> list[LineBlock]:
    """Gather the lines of a page, in reading order, into paragraphs, list items, headings and tables.

    Args:
        lines: one page.
        headings: the indices of lines that are headings. Neighbours that are set alike are one heading.
    """
    layout = Layout(lines)
    groups: list[list[list[int]]] = []  # for each block its rows, and for each row the indices of its lines
    for index in range(len(lines)):
        is_heading = index in headings
        if not groups or is_heading != (index - 1 in headings):
            groups.append([[index]])
            continue
        row = groups[-1][-1]
        if _continues(layout, row, index, is_heading):
            row.append(index)
        elif not is_heading and (layout.is_beside(index) or layout.is_same_table(row[0], index)):
            groups[-1].append([index])
        else:
            groups.append([[index]])
    return [_line_block(lines, group) for group in groups]


def _line_block(lines: Sequence[Line], group: Sequence[Sequence[int]]) -> LineBlock:
    rows = [tuple(lines[index] for index in row) for row in group]
    return LineBlock(tuple(rows), first=group[0][0])


def _continues(layout: Layout, row: Sequence[int], index: int, is_heading: bool) -> bool:
    """Return whether a line continues the paragraph, item, heading or cell `row`, which ends with the line before."""
    above, below = layout.lines[index - 1], layout.lines[index]
    if _begins_block(layout, index, is_heading):
        return False
    if not (above.size or below.size):
        return _breaks_word(above, below) or not _is_complete(above)
    if abs(above.size - below.size) > MAX_SIZE_CHANGE * above.size:
        return False
    if is_heading:
        return layout.step(index) <= MAX_HEADING_STEP and above.bold == below.bold
    first = layout.lines[row[0]]
    if GAP in first.text:
        return _continues_cell(layout, first, index)
    return _continues_paragraph(layout, row, index)


def _continues_cell(layout: Layout, first: Line, index: int) -> bool:
    """Return whether a line continues the last cell of a row: under its own column, not at the beginning of the row."""
    below = layout.lines[index]
    is_under_cell = below.left > first.left + 2 * below.size
    return is_under_cell and layout.step(index) <= MAX_LINE_STEP and GAP not in below.text


def _continues_paragraph(layout: Layout, row: Sequence[int], index: int) -> bool:
    """Return whether a line continues a paragraph, or an item of a list."""
    above, below = layout.lines[index - 1], layout.lines[index]
    if GAP in below.text or has_leaders(above.text):
        return False
    is_unfinished = _is_unfinished(above, below)
    if layout.step(index) > MAX_LINE_STEP:
        return _continues_after_space(layout, index, is_unfinished)
    if is_unfinished or _breaks_word(above, below) or _is_same_title(layout, index):
        return True
    if layout.columns[index].is_list or layout.leaves_room(index - 1):
        return False
    if not layout.is_indented(index):
        return True
    return _ITEM.match(layout.lines[row[0]].text) is not None  # the later lines of an item are indented


def _continues_after_space(layout: Layout, index: int, is_unfinished: bool) -> bool:
    """Return whether a paragraph continues in another column, or below a figure."""
    if ends_sentence(layout.lines[index - 1].text) or layout.leaves_room(index - 1):
        return False
    if is_unfinished:
        return True
    return layout.step(index) == UPWARDS and not layout.is_row(index)


def _is_complete(line: Line) -> bool:
    return ends_sentence(line.text) or has_leaders(line.text)


def _is_unfinished(above: Line, below: Line) -> bool:
    """Return whether a sentence plainly continues: before a small letter, or after a comma or a word such as "the"."""
    first_letter = below.text.lstrip(_OPENING_MARKS)[:1]
    return first_letter.islower() or _UNFINISHED.search(above.text) is not None


def _is_same_title(layout: Layout, index: int) -> bool:
    """Return whether a line and the line before it are set alike, in the large type of a title."""
    above, below = layout.lines[index - 1], layout.lines[index]
    return below.size > MIN_TITLE_RATIO * layout.size and above.bold == below.bold


def _breaks_word(above: Line, below: Line) -> bool:
    """Return whether a word, a range or a link continues in the next line."""
    if above.text.endswith(("-", HYPHEN)) and below.text[0].isalnum():
        return True
    return separator(above.text, below.text) != " "


def _begins_block(layout: Layout, index: int, is_heading: bool) -> bool:
    """Return whether a line begins a footnote or an item of a list."""
    if layout.lines[index].note:
        return True
    return not is_heading and _begins_item(layout, index)


def _begins_item(layout: Layout, index: int) -> bool:
    """Return whether a line begins an item of a list. A number inside a sentence may begin a line too."""
    above, below = layout.lines[index - 1], layout.lines[index]
    if not _ITEM.match(below.text):
        return False
    if _breaks_word(above, below) and not above.text.endswith("—"):  # a list may begin after a dash: "who— (1) is"
        return False
    if not below.size or _BULLET.match(below.text):
        return True
    is_apart = abs(above.left - below.left) > 0.5 * below.size or layout.step(index) > 1.05
    return is_apart or ends_sentence(above.text) or layout.leaves_room(index - 1)


# --- text -------------------------------------------------------------------------------------------------------------


def flow(block: LineBlock, vocabulary: Vocabulary) -> str:
    """Return the text of a block: one line of text for each row, with the hyphens at line ends mended."""
    return "\n".join(_flow_row(row, vocabulary) for row in block.rows)


def _flow_row(row: Sequence[Line], vocabulary: Vocabulary) -> str:
    parts = [row[0].text]
    above = row[0].text
    for line in row[1:]:
        between = separator(above, line.text)
        if between == HYPHEN:
            parts[-1] = parts[-1][:-1]
        parts += (between, line.text)
        above = (above + between + line.text)[-MAX_TOKEN_CHARACTERS:]
    return mend("".join(parts), vocabulary).replace(GAP, " ")
