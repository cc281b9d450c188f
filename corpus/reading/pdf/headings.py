"""Which lines are headings: those of the PDF's outline, and those that are set like headings.

In doubt a line is body text: a heading that is body text cuts a passage in two and misnames what follows, a missing
one only costs a name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from corpus.reading.pdf import clean
from corpus.reading.pdf.clean import GAP, Line
from corpus.text.words import MONTHS

DEEPEST = 4
"""Levels told apart; deeper ones count as this."""

LARGER = 1.12
"""Times the body's size from which type is display type: reports set the lowest heading 12.5 or 13 on 11 points."""

MOST_LINES = 5
"""Lines of a heading in a narrow column."""

COVER = 200
"""Characters in the body's type: a first page with fewer is a cover, with title, authors and date in display type."""

UNFINISHED = ".,;:-" + clean.HYPHEN
"""What a heading does not end with."""

LONGEST = 160
"""Characters of a heading set in type; longer bold text is emphasis."""

ENOUGH = 5
"""Entries of the outline that are found on their pages, from which it is believed about levels."""

Entry = tuple[int, str, int]
"""An entry of the outline: level from 1, title, physical page from 1."""

Style = tuple[float, bool]
"""Size to half a point, and whether bold."""

_CAPTION = re.compile(
    r"(?:figure|table|box|chart|exhibit|graph|map|source|sources|note|notes|figura|tabla|cuadro|gráfic[ao]|mapa|fuente|nota"
    r"|tabela|quadro|fonte)s?\b\s*(?:[\dA-Z]+\b|[.:])",
    re.I,
)
_NUMBERED = re.compile(r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]|\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d_])")
_COUNTED = re.compile(r"(?:(?:\d{1,2}|[IVX]{1,4}|[A-Z])[.)]?|\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d_])")
_DATE = re.compile(r"(?:\w+ )?(?:\w+\.? )(?:\d{1,2}, )?(?:19|20)\d\d")
_MONTH = re.compile(rf"(?:{'|'.join(MONTHS.split())})\.?(?: \d{{1,2}},)?(?: de)? (?:19|20)\d\d", re.I)
_YEARS = re.compile(r"(?:19|20)\d\d\b")
_CONTENTS = re.compile(r"(?:table of )?contents|[íi]ndice|sum[áa]rio|contenido|conte[úu]do", re.I)
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring lines of one style on one page."""

    page: int
    first: int
    last: int
    style: Style


def find(pages: Sequence[Sequence[Line]], outline: Sequence[Entry]) -> list[dict[int, int]]:
    """Gives for each page the lines that are headings, with their level.

    An outline that names enough of the headings decides about levels; then type adds headings that are set like those
    it names, and deeper ones. Without an outline, larger type is a higher level.
    """
    found: list[dict[int, int]] = [{} for _ in pages]
    levels: dict[Style, Counter[int]] = defaultdict(Counter)
    matched = 0
    for level, title, page in outline:
        lines = _match(pages[page - 1], title) if 0 < page <= len(pages) else range(0)
        if lines and not _CAPTION.match(title):
            matched += 1
            levels[_style(pages[page - 1][lines[0]])][level] += 1
            found[page - 1].update(dict.fromkeys(lines, min(level, DEEPEST)))
    body = body_style(pages)
    told = {
        style: min(count.most_common(1)[0][0], DEEPEST) for style, count in levels.items() if _displayed(style, body)
    }
    groups = _display_groups(pages, body, told.keys())
    by_style = (
        _deeper(told, {group.style for group in groups})
        if matched >= ENOUGH
        else _rank({group.style for group in groups})
    )
    for group in groups:
        span = range(group.first, group.last + 1)
        if group.style in by_style and not any(i in found[group.page] for i in span):
            found[group.page].update(dict.fromkeys(span, by_style[group.style]))
    return found


def largest_run(lines: Sequence[Line]) -> list[int]:
    """Gives the lines in the largest type of a page, most often the title; none where sizes are not known.

    A date or the word "Contents" is no title; years that are set like the line above them belong to it.
    """
    worded = {i for i, line in enumerate(lines) if _is_worded(line.text)}
    largest = max((lines[i].size for i in worded), default=0.0)
    found: list[int] = []
    for i, line in enumerate(lines):
        alike = line.size > 0.93 * largest > 0
        goes_on = found[-1:] == [i - 1] and line.size < largest / 0.93 and _YEARS.match(line.text)
        if alike and (i in worded or goes_on):
            found.append(i)
    return found


def _is_worded(text: str) -> bool:
    return len(text) > 3 and bool(_WORDS.search(text)) and not (_MONTH.fullmatch(text) or _CONTENTS.fullmatch(text))


def _title(pages: Sequence[Sequence[Line]]) -> list[int]:
    """Gives the lines of the title on the first page: type that is larger than any on other pages, where it has any."""
    title = largest_run(pages[0])
    elsewhere = max((line.size for lines in pages[1:] for line in lines), default=0.0)
    return title if title and pages[0][title[0]].size > elsewhere else []


def _style(line: Line) -> Style:
    return round(line.size * 2) / 2, line.bold


def body_style(pages: Sequence[Sequence[Line]]) -> Style:
    """Gives the style that most characters are set in."""
    count: Counter[Style] = Counter()
    for lines in pages:
        for line in lines:
            count[_style(line)] += len(line.text)
    return count.most_common(1)[0][0] if count else (0.0, False)


def _match(lines: Sequence[Line], title: str) -> range:
    """Gives the lines (at most `MOST_LINES`) that together say what an outline entry says; none where none do."""
    wanted = _letters(title)
    if len(wanted) < 3:
        return range(0)
    for first in range(len(lines)):
        said = ""
        for last in range(first, min(first + MOST_LINES, len(lines))):
            said += _letters(lines[last].text)
            if said == wanted:
                return range(first, last + 1)
            if not wanted.startswith(said):
                break
    return range(0)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _display_groups(pages: Sequence[Sequence[Line]], body: Style, told: Set[Style]) -> list[_Group]:
    """Gives the groups set in a heading's type that read like headings, of styles that mostly do."""
    displayed: dict[Style, list[tuple[_Group, bool, bool]]] = defaultdict(list)
    for page, lines in enumerate(pages):
        if page == 0 and sum(len(line.text) for line in lines if _style(line) == body) < COVER:
            continue
        title = _title(pages) if page == 0 else []
        layout = clean.Layout(lines)
        for group in _groups(page, layout):
            if _displayed(group.style, body) and group.first not in title:
                alone = _stands_alone(layout, group)
                reads = alone and _reads_like_heading(lines, group, body, group.style in told)
                displayed[group.style].append((group, reads, alone and _one_word(lines, group, body)))
    found = []
    for style, groups in displayed.items():
        # A style of which most groups are not headings is emphasis or table heads. In one of which most are, a
        # single short word is a heading too.
        good = sum(reads for _, reads, _ in groups)
        if style in told or 2 * good >= len(groups):
            known = 2 * good > len(groups) and good >= ENOUGH
            found += [group for group, reads, word in groups if reads or (known and word)]
    return found


def _groups(page: int, layout: clean.Layout) -> Iterator[_Group]:
    lines, first = layout.lines, 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or not (_style(lines[i]) == _style(lines[i - 1]) and layout.step(i) <= 1.5):
            yield _Group(page, first, i - 1, _style(lines[first]))
            first = i


def _displayed(style: Style, body: Style) -> bool:
    size, bold = style
    return size >= LARGER * body[0] > 0 or (bold and not body[1] and size >= 0.95 * body[0])


def _stands_alone(layout: clean.Layout, group: _Group) -> bool:
    """Says whether nothing stands on the same line as a group, as cells do, nor a table above or below."""
    lines, after = layout.lines, group.last + 1
    if (group.first and layout.beside(group.first)) or (after < len(lines) and layout.beside(after)):
        return False
    around = [(lines[group.first - 1], lines[group.first])] if group.first else []
    around += [(lines[after], lines[group.last])] if after < len(lines) else []
    return not any(GAP in line.text or abs(line.baseline - own.baseline) < 2 for line, own in around)


def _reads_like_heading(lines: Sequence[Line], group: _Group, body: Style, told: bool) -> bool:
    """Says whether a group reads like a heading; a single short word only in type that is known for headings."""
    own = lines[group.first : group.last + 1]
    text = " ".join(line.text for line in own)
    if len(own) > MOST_LINES or len(text) > LONGEST or GAP in text or text[-1] in UNFINISHED:
        return False
    if _CAPTION.match(text) or _DATE.fullmatch(text):
        return False
    larger = told or group.style[0] >= LARGER * body[0]
    words = _WORDS.findall(text)
    letters = sum(letter.isalpha() for letter in text)
    start = (_COUNTED if larger else _NUMBERED).sub("", text)[:1]
    if not words or letters < 0.6 * len(text.replace(" ", "")) or not (start.isupper() or start in "¿¡“\"'"):
        return False
    if group.last + 1 == len(lines):
        return larger
    if lines[group.last + 1].text[0].islower():
        return False
    return larger or ((len(words) > 1 or len(text) >= 8) and _has_room(lines, group, body))


def _one_word(lines: Sequence[Line], group: _Group, body: Style) -> bool:
    """Says whether a group is a single word that stands like a heading above text."""
    text = lines[group.first].text
    alone = group.first == group.last and text.isalpha() and text[0].isupper() and len(text) > 2
    return alone and group.last + 1 < len(lines) and _has_room(lines, group, body)


def _has_room(lines: Sequence[Line], group: _Group, body: Style) -> bool:
    """Says whether bold type of the body's size stands as a heading: a sentence has ended above, text follows below."""
    above = lines[group.first - 1] if group.first else None
    below = lines[group.last + 1]
    ended = (
        above is None or above.text[-1] in '.!?:”")' or above.baseline - lines[group.first].baseline > 1.6 * above.size
    )
    return ended and _style(below)[0] >= 0.9 * body[0] and len(below.text) > 25


def _deeper(told: Mapping[Style, int], others: Set[Style]) -> dict[Style, int]:
    """Adds to the styles of an outline those that are smaller, one level below the next larger."""
    levels = dict(told)
    for style in others - told.keys():
        above = [level for known, level in told.items() if known > style]
        if above:
            levels[style] = min(max(above) + 1, DEEPEST)
    return levels


def _rank(styles: set[Style]) -> dict[Style, int]:
    """Numbers styles from the largest: sizes within half a point are one level, bold before regular."""
    levels: dict[Style, int] = {}
    level, last = 0, None
    for style in sorted(styles, key=lambda style: (-style[0], not style[1])):
        if last is None or last[0] - style[0] > 0.5 or last[1] != style[1]:
            level += 1
        levels[style] = min(level, DEEPEST)
        last = style
    return levels
