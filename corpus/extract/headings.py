"""Which lines are headings: those of the PDF's outline, and those that are set like headings.

In doubt a line is body text: a heading that is body text cuts a passage in two and misnames what follows, a missing
one only costs a name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus import clean
from corpus.clean import GAP, Line

DEEPEST = 4
"""Levels told apart; deeper ones count as this."""

LARGER = 1.12
"""Times the body's size from which type is display type: reports set the lowest heading 12.5 or 13 on 11 points."""

LONGEST = 160
"""Characters of a heading set in type; longer bold text is emphasis."""

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

    An outline that names enough of the headings decides about levels, and type only adds headings that are set like
    those it names; without one, larger type is a higher level.
    """
    found: list[dict[int, int]] = [{} for _ in pages]
    levels: dict[Style, Counter[int]] = defaultdict(Counter)
    matched = 0
    for level, title, page in outline:
        lines = _match(pages[page - 1], title) if 0 < page <= len(pages) else range(0)
        if lines:
            matched += 1
            levels[_style(pages[page - 1][lines[0]])][level] += 1
            found[page - 1].update(dict.fromkeys(lines, min(level, DEEPEST)))
    body = _body(pages)
    groups = _display_groups(pages, body)
    if matched >= 5:
        by_style = {style: min(count.most_common(1)[0][0], DEEPEST) for style, count in levels.items() if style != body}
    else:
        by_style = _rank({group.style for group in groups})
    for group in groups:
        span = range(group.first, group.last + 1)
        if group.style in by_style and not any(i in found[group.page] for i in span):
            found[group.page].update(dict.fromkeys(span, by_style[group.style]))
    return found


def largest_run(pages: Sequence[Sequence[Line]], limit: int) -> str:
    """Gives the lines in the largest type of the first page that has text, joined: most often the title."""
    lines = next((lines for lines in pages if any(_WORDS.search(line.text) for line in lines)), ())
    sizes = [line.size for line in lines if len(_WORDS.findall(line.text)) and len(line.text) > 3]
    if not sizes or max(sizes) == 0:
        return ""
    return " ".join(line.text.replace(GAP, " ") for line in lines if line.size > 0.93 * max(sizes))[:limit].strip()


def _style(line: Line) -> Style:
    return round(line.size * 2) / 2, line.bold


def _body(pages: Sequence[Sequence[Line]]) -> Style:
    """Gives the style that most characters are set in."""
    count: Counter[Style] = Counter()
    for lines in pages:
        for line in lines:
            count[_style(line)] += len(line.text)
    return count.most_common(1)[0][0] if count else (0.0, False)


def _match(lines: Sequence[Line], title: str) -> range:
    """Gives the lines (at most four) that together say what an entry of the outline says; none if there are none."""
    wanted = _letters(title)
    if len(wanted) < 3:
        return range(0)
    for first in range(len(lines)):
        said = ""
        for last in range(first, min(first + 4, len(lines))):
            said += _letters(lines[last].text)
            if said == wanted:
                return range(first, last + 1)
            if not wanted.startswith(said):
                break
    return range(0)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _display_groups(pages: Sequence[Sequence[Line]], body: Style) -> list[_Group]:
    """Gives the groups set in a heading's type that read like headings, of styles that mostly do."""
    good: dict[Style, list[_Group]] = defaultdict(list)
    all_of: Counter[Style] = Counter()
    for page, lines in enumerate(pages):
        if page == 0 and sum(len(line.text) for line in lines) < 600:
            continue  # a cover: title, authors, date
        for group in _groups(page, lines):
            if not _displayed(group.style, body):
                continue
            all_of[group.style] += 1
            if _reads_like_heading(lines, group, body):
                good[group.style].append(group)
    # A style of which most groups are not headings is emphasis or table heads.
    return [group for style, groups in good.items() if len(groups) >= 0.5 * all_of[style] for group in groups]


def _groups(page: int, lines: Sequence[Line]) -> Iterator[_Group]:
    layout = clean.Layout(lines)
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or not (_style(lines[i]) == _style(lines[i - 1]) and layout.step(i) <= 1.5):
            yield _Group(page, first, i - 1, _style(lines[first]))
            first = i


def _displayed(style: Style, body: Style) -> bool:
    size, bold = style
    return size >= LARGER * body[0] > 0 or (bold and not body[1] and size >= 0.95 * body[0])


def _reads_like_heading(lines: Sequence[Line], group: _Group, body: Style) -> bool:
    own = lines[group.first : group.last + 1]
    text = " ".join(line.text for line in own)
    if len(own) > 4 or len(text) > LONGEST or GAP in text or _CAPTION.match(text) or text[-1] in ".,;:-" + clean.HYPHEN:
        return False
    words = _WORDS.findall(text)
    letters = sum(letter.isalpha() for letter in text)
    start = _NUMBERED.sub("", text)[:1]
    if not words or letters < 0.6 * len(text.replace(" ", "")) or not (start.isupper() or start in "¿¡“\"'"):
        return False
    larger = group.style[0] >= LARGER * body[0]
    below = lines[group.last + 1] if group.last + 1 < len(lines) else None
    above = lines[group.first - 1] if group.first else None
    if below is None:
        return larger
    if GAP in below.text or (above and GAP in above.text) or abs(below.baseline - own[-1].baseline) < 2:
        return False
    if above and abs(above.baseline - own[0].baseline) < 2:
        return False
    return larger or ((len(words) > 1 or len(text) >= 8) and _has_room(lines, group, body))


def _has_room(lines: Sequence[Line], group: _Group, body: Style) -> bool:
    """Says whether bold type of the body's size stands as a heading: a sentence has ended above, text follows below."""
    above = lines[group.first - 1] if group.first else None
    below = lines[group.last + 1]
    ended = above is None or above.text[-1] in ".!?:”\")" or above.baseline - lines[group.first].baseline > 1.6 * above.size
    return ended and _style(below)[0] >= 0.9 * body[0] and len(below.text) > 25


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
