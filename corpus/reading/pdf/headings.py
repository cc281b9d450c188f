"""Headings: lines that the PDF's outline names, and lines that are set like headings.

A doubtful line is body text. Body text taken for a heading splits a passage and gives what follows a wrong name; a
missed heading only costs a name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from corpus.reading.pdf.characters import GAP, HYPHEN
from corpus.reading.pdf.layout import MAX_HEADING_STEP, Layout
from corpus.reading.pdf.model import Line, OutlineEntry, count_characters
from corpus.text.words import MONTHS

MAX_LEVEL = 4
"""Deeper levels count as this one."""

MIN_DISPLAY_RATIO = 1.12
"""Size of display type, relative to the body's: reports set the lowest heading in 12.5 or 13 on 11 points."""

MAX_HEADING_LINES = 5
"""Lines of a heading in a narrow column."""

MIN_BODY_CHARACTERS = 200
"""Characters in the body's type on the first page. With fewer it is a cover, with title, authors and date in display
type."""

MAX_HEADING_CHARACTERS = 160
"""Length of a heading that is recognised by its type. Longer bold text is emphasis."""

MIN_EXAMPLES = 5
"""Entries of the outline that must be found on their pages before it decides about levels. Also the headings that a
style must have before a single word in it is a heading."""

_UNFINISHED = ".,;:-" + HYPHEN
_OPENING_MARKS = "¿¡“\"'"
_CAPTION = re.compile(
    r"(?:figure|table|box|chart|exhibit|graph|map|source|sources|note|notes|figura|tabla|cuadro|gráfic[ao]|mapa|fuente|nota"
    r"|tabela|quadro|fonte)s?\b\s*(?:[\dA-Z]+\b|[.:])",
    re.I,
)
# The number before a heading: "2.1 Methods". In display type it may lack its full stop: "2 Methods".
_NUMBERED = re.compile(r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]|\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d_])")
_NUMBERED_DISPLAY = re.compile(r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]?|\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d_])")
_DATE = re.compile(r"(?:\w+ )?(?:\w+\.? )(?:\d{1,2}, )?(?:19|20)\d\d")
_MONTH = re.compile(rf"(?:{'|'.join(MONTHS.split())})\.?(?: \d{{1,2}},)?(?: de)? (?:19|20)\d\d", re.I)
_YEARS = re.compile(r"(?:19|20)\d\d\b")
_CONTENTS = re.compile(r"(?:table of )?contents|[íi]ndice|sum[áa]rio|contenido|conte[úu]do", re.I)
_WORDS = re.compile(r"[^\W\d_]{2,}")


class Style(NamedTuple):
    """How a line is set: its size, rounded to half a point, and whether it is bold. The larger style is greater."""

    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring lines of one style on one page. `page` and lines are indices; `last` is included."""

    page: int
    first: int
    last: int
    style: Style

    @property
    def lines(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class _OutlineHeading:
    """An entry of the outline that was found on its page."""

    group: _Group
    level: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A group in display type, and whether it reads like a heading, or like a heading of one word."""

    group: _Group
    is_heading: bool
    is_single_word: bool


def find_headings(
    pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry], body: Style
) -> list[dict[int, int]]:
    """Return for each page the levels of its headings, by the index of each line of a heading.

    An outline decides about levels if enough of its entries are found on their pages. Then lines are added that are set
    like the headings in it, or like deeper ones. Without an outline, larger type is a higher level.

    Args:
        pages: the lines of each page.
        outline: the file's own.
        body: the result of `body_style` for the pages.
    """
    levels: list[dict[int, int]] = [{} for _ in pages]
    outline_headings = _find_outline(pages, outline)
    for heading in outline_headings:
        for index in heading.group.lines:
            levels[heading.group.page][index] = min(heading.level, MAX_LEVEL)
    outline_levels = _levels_in_outline(outline_headings, body)
    groups = _heading_groups(pages, body, outline_levels.keys())
    styles = {group.style for group in groups}
    if len(outline_headings) >= MIN_EXAMPLES:
        style_levels = _with_deeper_levels(outline_levels, styles)
    else:
        style_levels = _levels_by_size(styles)
    for group in groups:
        page_levels = levels[group.page]
        if group.style in style_levels and not any(index in page_levels for index in group.lines):
            page_levels.update(dict.fromkeys(group.lines, style_levels[group.style]))
    return levels


def largest_type(lines: Sequence[Line]) -> list[int]:
    """Return the indices of the lines in the largest type of a page: most often the title. None if sizes are not known.

    A date or the word "Contents" is not a title. Years belong to the title if they are set like the line above them.
    """
    worded = {index for index, line in enumerate(lines) if _has_title_words(line.text)}
    largest_size = max((lines[index].size for index in worded), default=0.0)
    found: list[int] = []
    for index, line in enumerate(lines):
        if not line.size > 0.93 * largest_size > 0:
            continue
        follows = found[-1:] == [index - 1] and line.size < largest_size / 0.93
        if index in worded or (follows and _YEARS.match(line.text)):
            found.append(index)
    return found


def _has_title_words(text: str) -> bool:
    if len(text) <= 3 or not _WORDS.search(text):
        return False
    return not (_MONTH.fullmatch(text) or _CONTENTS.fullmatch(text))


def _title_lines(pages: Sequence[Sequence[Line]]) -> list[int]:
    """Return the lines of the title on the first page, if its type is larger than all type on other pages."""
    title = largest_type(pages[0])
    size_elsewhere = max((line.size for lines in pages[1:] for line in lines), default=0.0)
    if title and pages[0][title[0]].size > size_elsewhere:
        return title
    return []


def _style(line: Line) -> Style:
    return Style(round(line.size * 2) / 2, line.bold)


def body_style(pages: Sequence[Sequence[Line]]) -> Style:
    """Return the style that most characters are set in."""
    characters: Counter[Style] = Counter()
    for lines in pages:
        for line in lines:
            characters[_style(line)] += len(line.text)
    if not characters:
        return Style(0.0, False)
    return characters.most_common(1)[0][0]


# --- headings of the outline ------------------------------------------------------------------------------------------


def _find_outline(pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry]) -> list[_OutlineHeading]:
    """Return the entries of the outline that are found on their pages. Captions of figures and tables are left out."""
    found = []
    for entry in outline:
        if not 0 < entry.page <= len(pages) or _CAPTION.match(entry.title):
            continue
        lines = pages[entry.page - 1]
        matching = _matching_lines(lines, entry.title)
        if matching:
            group = _Group(entry.page - 1, matching[0], matching[-1], _style(lines[matching[0]]))
            found.append(_OutlineHeading(group, entry.level))
    return found


def _matching_lines(lines: Sequence[Line], title: str) -> range:
    """Return the lines, at most `MAX_HEADING_LINES`, that together are the title of an entry. Empty if none are."""
    wanted = _folded(title)
    if len(wanted) < 3:
        return range(0)
    for first in range(len(lines)):
        text = ""
        for last in range(first, min(first + MAX_HEADING_LINES, len(lines))):
            text += _folded(lines[last].text)
            if text == wanted:
                return range(first, last + 1)
            if not wanted.startswith(text):
                break
    return range(0)


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _levels_in_outline(headings: Sequence[_OutlineHeading], body: Style) -> dict[Style, int]:
    """Return for each display style of the outline's headings the level that most of them have."""
    counts: dict[Style, Counter[int]] = defaultdict(Counter)
    for heading in headings:
        counts[heading.group.style][heading.level] += 1
    levels = {}
    for style, count in counts.items():
        if _is_display(style, body):
            usual_level = count.most_common(1)[0][0]
            levels[style] = min(usual_level, MAX_LEVEL)
    return levels


# --- headings by their type -------------------------------------------------------------------------------------------


def _heading_groups(pages: Sequence[Sequence[Line]], body: Style, outline_styles: Set[Style]) -> list[_Group]:
    """Return the groups in display type that read like headings, in styles whose groups mostly do."""
    candidates: dict[Style, list[_Candidate]] = defaultdict(list)
    for page, lines in enumerate(pages):
        title: list[int] = []
        if page == 0:
            if _is_cover(lines, body):
                continue
            title = _title_lines(pages)
        layout = Layout(lines)
        for group in _groups(page, layout):
            if _is_display(group.style, body) and group.first not in title:
                candidate = _candidate(layout, group, body, group.style in outline_styles)
                candidates[group.style].append(candidate)
    found = []
    for style, of_style in candidates.items():
        found += _accepted(of_style, style in outline_styles)
    return found


def _is_cover(lines: Sequence[Line], body: Style) -> bool:
    in_body_style = [line for line in lines if _style(line) == body]
    return count_characters(in_body_style) < MIN_BODY_CHARACTERS


def _groups(page: int, layout: Layout) -> Iterator[_Group]:
    """Yield the groups of a page from its first line to its last."""
    styles = [_style(line) for line in layout.lines]
    first = 0
    for index in range(1, len(styles) + 1):
        if index < len(styles) and styles[index] == styles[first] and layout.step(index) <= MAX_HEADING_STEP:
            continue
        yield _Group(page, first, index - 1, styles[first])
        first = index


def _is_display(style: Style, body: Style) -> bool:
    """Return whether a style is display type: larger than the body, or bold if the body is not."""
    if style.size >= MIN_DISPLAY_RATIO * body.size > 0:
        return True
    return style.bold and not body.bold and style.size >= 0.95 * body.size


def _candidate(layout: Layout, group: _Group, body: Style, in_outline: bool) -> _Candidate:
    if not _is_alone(layout, group):
        return _Candidate(group, is_heading=False, is_single_word=False)
    return _Candidate(
        group,
        is_heading=_reads_like_heading(layout.lines, group, body, in_outline),
        is_single_word=_is_single_word(layout.lines, group, body),
    )


def _accepted(candidates: Sequence[_Candidate], in_outline: bool) -> list[_Group]:
    """Return the groups of one style that are headings.

    A style is emphasis, or the style of table heads, if most of its groups are not headings. If most are, a single
    short word is a heading too.
    """
    headings = sum(candidate.is_heading for candidate in candidates)
    if not in_outline and 2 * headings < len(candidates):
        return []
    accepts_words = 2 * headings > len(candidates) and headings >= MIN_EXAMPLES
    found = []
    for candidate in candidates:
        if candidate.is_heading or (accepts_words and candidate.is_single_word):
            found.append(candidate.group)
    return found


def _is_alone(layout: Layout, group: _Group) -> bool:
    """Return whether nothing else is at the height of a group, as in a row of cells, and no table is next to it."""
    lines, before, after = layout.lines, group.first - 1, group.last + 1
    if before >= 0:
        above = lines[before]
        if layout.is_beside(group.first) or GAP in above.text or _same_height(above, lines[group.first]):
            return False
    if after < len(lines):
        below = lines[after]
        if layout.is_beside(after) or GAP in below.text or _same_height(below, lines[group.last]):
            return False
    return True


def _same_height(line: Line, other: Line) -> bool:
    return abs(line.baseline - other.baseline) < 2


def _reads_like_heading(lines: Sequence[Line], group: _Group, body: Style, in_outline: bool) -> bool:
    """Return whether a group reads like a heading. A single short word does only in a style that headings have."""
    if len(group.lines) > MAX_HEADING_LINES:
        return False
    text = " ".join(lines[index].text for index in group.lines)
    is_display = in_outline or group.style.size >= MIN_DISPLAY_RATIO * body.size
    if not _is_heading_text(text, is_display):
        return False
    after = group.last + 1
    if after == len(lines):
        return is_display
    if lines[after].text[0].islower():
        return False
    if is_display:
        return True
    is_single_short_word = len(text) < 8 and len(_WORDS.findall(text)) < 2
    return not is_single_short_word and _is_between_sentences(lines, group, body)


def _is_heading_text(text: str, is_display: bool) -> bool:
    """Return whether a text can be a heading: short, of words, from a capital letter, without a full stop."""
    if len(text) > MAX_HEADING_CHARACTERS or GAP in text or text[-1] in _UNFINISHED:
        return False
    if _CAPTION.match(text) or _DATE.fullmatch(text) or not _WORDS.search(text):
        return False
    letters = sum(map(str.isalpha, text))
    if letters < 0.6 * len(text.replace(" ", "")):
        return False
    if is_display:
        first_letter = _NUMBERED_DISPLAY.sub("", text)[:1]
    else:
        first_letter = _NUMBERED.sub("", text)[:1]
    return first_letter.isupper() or first_letter in _OPENING_MARKS


def _is_single_word(lines: Sequence[Line], group: _Group, body: Style) -> bool:
    """Return whether a group is a single word that is set like a heading above text."""
    if group.first != group.last or group.last + 1 == len(lines):
        return False
    text = lines[group.first].text
    is_word = text.isalpha() and text[0].isupper() and len(text) > 2
    return is_word and _is_between_sentences(lines, group, body)


def _is_between_sentences(lines: Sequence[Line], group: _Group, body: Style) -> bool:
    """Return whether a sentence has ended above a group, and a full line of text follows it."""
    below = lines[group.last + 1]
    if len(below.text) <= 25 or _style(below).size < 0.9 * body.size:
        return False
    if group.first == 0:
        return True
    above = lines[group.first - 1]
    has_space_above = above.baseline - lines[group.first].baseline > 1.6 * above.size
    return has_space_above or above.text[-1] in '.!?:”")'


def _with_deeper_levels(outline_levels: Mapping[Style, int], styles: Set[Style]) -> dict[Style, int]:
    """Return the levels of the outline's styles and of smaller styles, which are one level below the larger ones."""
    levels = dict(outline_levels)
    for style in styles - outline_levels.keys():
        levels_above = [level for known, level in outline_levels.items() if known > style]
        if levels_above:
            levels[style] = min(max(levels_above) + 1, MAX_LEVEL)
    return levels


def _levels_by_size(styles: Set[Style]) -> dict[Style, int]:
    """Number the styles from the largest. Sizes within half a point are one level; bold comes before regular type."""
    levels: dict[Style, int] = {}
    level = 0
    previous = None
    for style in sorted(styles, reverse=True):
        is_new = previous is None or previous.size - style.size > 0.5 or previous.bold != style.bold
        if is_new:
            level += 1
        levels[style] = min(level, MAX_LEVEL)
        previous = style
    return levels
