"""Lines as an engine read them -> text a person can quote. Pure functions: no I/O, no PDF library.

The steps, in order, on the lines of every page:

    characters       one line: ligatures, small capitals, accents set apart, control characters, white space
    join_pieces      pieces of one printed line that the engine broke at a note mark or a wide gap
    printed_numbers  the page numbers, read off heads and feet
    furniture        which lines are running heads, feet and page numbers, because they come back page after page
    blocks           lines -> paragraphs, list items, headings and table rows
    flow, mend       a block's text; hyphens at line ends, by what the rest of the document does with the same word

All of it happens before offsets exist: nothing is cut from a page's text afterwards.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median_low

HYPHEN = "\u00ad"
"""Stands for a hyphen at a line end until `mend` decides what becomes of it."""

GAP = "\t"
"""Stands inside a line for a gap wider than a space between words: between two cells of a table."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read: its text, and in points where it stands and how it is set.

    `left` and `right` run along the line, `baseline` grows upwards. `size` is 0 where the engine does not know it;
    then the places are not known either. `note` says that it begins with a raised number, as footnotes do.
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    bold: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph or heading is one row of lines, a table is several.

    `first` is the index of its first line on the page.
    """

    rows: tuple[tuple[Line, ...], ...]
    first: int


# --- characters ---------------------------------------------------------------------------------------------------

_FORMS = str.maketrans(
    {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}  # ligatures
    # Small capitals and old-style figures, where Adobe's glyph list has them: "Asmall" is U+F761, a small A for an "a".
    | {0xF700 + code: chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x100))}
)
# pdfium writes U+FFFE, and older releases U+0002, for a hyphen at a line end.
_HYPHEN_MARKS = str.maketrans({"\ufffe": HYPHEN, "\x02": HYPHEN})
# Control characters other than white space; what is invisible: zero-width spaces and joiners, direction marks, the
# byte order mark, non-characters; and private-use characters, which mean something in one font only.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ue000-\uf8ff\ufeff\ufff9-\uffff]"
)
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
# TeX's older fonts set an accent as a character of its own before its letter: "Zit´acuaro", "Jos´e Mar´ıa".
_APART = re.compile("([´`¨ˆ˜¸])([A-Za-zı])")
_COMBINING = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"}


def characters(text: str) -> str:
    """Gives a line's text without what cannot be read, and a soft hyphen for each hyphen mark of pdfium's.

    White space of any kind and length becomes one space, a tab one `GAP`; none stays at either end. Idempotent.
    """
    return _APART.sub(_compose, printable(text.translate(_HYPHEN_MARKS)))


def printable(text: str) -> str:
    """Gives text as `characters` does, for what no typesetter has made: no mark in it is more than it says."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _SPACE.sub(_space, _INVISIBLE.sub("", text.translate(_FORMS))).strip()


def _space(match: re.Match[str]) -> str:
    return GAP if GAP in match[0] else " "


def _compose(match: re.Match[str]) -> str:
    """Gives the accented letter, where there is one; else what stood there."""
    letter = "i" if match[2] == "ı" else match[2]
    composed = unicodedata.normalize("NFC", letter + _COMBINING[match[1]])
    return composed if len(composed) == 1 else match[0]


# --- hyphens ------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# The look-behinds keep these from beginning anew at every letter of a long word, which hostile pages have.
_BROKEN = re.compile(rf"(?<![^\W_])([^\W_]+){HYPHEN}([^\W_]+)")
_LAST_HALF = re.compile(rf"(?<![^\W_])([^\W_]+)[-{HYPHEN}]$")
_FIRST_HALF = re.compile(r"[^\W_]+")
# A link goes on in the next line after one of these; a full stop may as well end the sentence.
_OPEN_LINK = re.compile(r"(?<!\S)\S*(?:://|www\.)\S*[/_=&?%]$")
_LINK = re.compile(r"(?<!\S)\S*(?:/|www\.|@)\S*")


class Words:
    """What a document's own words say about a hyphen at the end of a line."""

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        self.count: Counter[str] = Counter()
        broken: set[tuple[str, str]] = set()
        for lines in pages:
            for above, below in zip((Line(""), *lines), lines, strict=False):
                text, left = below.text, _LAST_HALF.search(above.text)
                if left and (right := _FIRST_HALF.match(text)):
                    broken.add((left[1], right[0]))
                    text = text[right.end() :]
                self._count(_LAST_HALF.sub("", text).lower())
        votes = [vote for halves in broken if (vote := self._vote(*halves)) is not None]
        # A word processor breaks lines only at hyphens that are there, a typesetter anywhere, and a document is made
        # by the one or the other: of 78 reports, 54 had breaks that can be told, 51 of them nine in ten of one kind.
        self.keeps = None if sum(votes) * 2 == len(votes) else sum(votes) * 2 > len(votes)

    def _count(self, text: str) -> None:
        """Counts words, hyphenated ones both whole and in parts."""
        for word in _WORD.findall(text):
            self.count[word] += 1
            if "-" in word:
                self.count.update(word.split("-"))

    def _vote(self, left: str, right: str) -> bool | None:
        """Says whether the document has this word with the hyphen, or without, or neither."""
        kept, dropped = self.count[f"{left}-{right}".lower()], self.count[f"{left}{right}".lower()]
        return kept > dropped if kept != dropped else None

    def joined(self, left: str, right: str) -> str:
        """Gives the word that a line end has broken, with its hyphen or without."""
        keep = self._vote(left, right)
        if keep is None:
            keep = self.keeps or not right[0].islower() or not left[-1].islower() or self._compound(left, right)
        return f"{left}-{right}" if keep else left + right

    def _compound(self, left: str, right: str) -> bool:
        """Says whether both halves are words of the document; one is enough where it does not break words at all."""
        halves = [len(half) > 3 and self.count[half.lower()] > 0 for half in (left, right)]
        return all(halves) if self.keeps is False else any(halves)


def mend(text: str, words: Words) -> str:
    """Decides about each hyphen at a line end: kept where it belongs to the word, else dropped.

    Whichever form occurs more often elsewhere in the document wins. Where neither occurs it stays in a document that
    breaks lines at real hyphens only, before a capital or a digit ("Afro-Brazilian"), after an acronym or a digit
    ("EPA-recognized"), between two words of the document ("group-violence") and in a link; else it goes
    ("disabil-ities").
    """
    if HYPHEN not in text:
        return text
    text = _LINK.sub(lambda match: match[0].replace(HYPHEN, "-"), text)
    text = _BROKEN.sub(lambda match: words.joined(match[1], match[2]), text)
    return text.replace(HYPHEN, "-")


# --- pieces of a line -----------------------------------------------------------------------------------------------

WIDE = 1.5
"""A gap wider than this many ems parts two cells of a table; justified text stretches a space to one em at most."""

INITIAL, BELOW = 1.8, 50
"""Times the size of the text from which a letter beside it is the first of a chapter, as it is two lines high or more;
and the lines whose words tell whether it is a word."""

# A bullet or number and the item or heading after it are not two cells.
_LONE_GAP = re.compile(
    rf"^([•●▪■◦‣○◆►➢✓❖–—*o\-]|\(?(?:\d{{1,2}}|[a-zA-Z]|[ivx]{{2,4}})[.)]|\d{{1,2}}(?:\.\d{{1,2}})*\.?(?=[^{GAP}]*{GAP}[^{GAP}]*$)){GAP}"
)


def join_pieces(lines: Sequence[Line]) -> list[Line]:
    """Joins neighbours that stand on one line: after a raised note mark, or across a gap, which becomes a `GAP`.

    A chapter's first letter that is several lines high goes to the first of them.
    Lines without a letter or a digit are left out: rules, and bullets that lost their text.
    """
    joined: list[Line] = []
    for i, line in enumerate(lines):
        if joined and _same_line(joined[-1], line):
            joined[-1] = _join(joined[-1], line)
        elif joined and _is_initial(joined[-1], line):
            joined[-1] = replace(line, text=_initial(joined[-1].text, line.text, lines[i : i + BELOW]))
        else:
            joined.append(line)
    return [
        replace(line, text=_LONE_GAP.sub(r"\1 ", line.text)) if GAP in line.text else line
        for line in joined
        if any(map(str.isalnum, line.text))
    ]


def _same_line(a: Line, b: Line) -> bool:
    size, rise = max(a.size, b.size), abs(a.baseline - b.baseline)
    if not min(a.size, b.size) or b.left < a.right - 0.3 * size:
        return False
    mark = min(a.size, b.size) < 0.8 * size and b.left < a.right + size
    return rise <= (0.6 if mark else 0.3) * size


def _join(a: Line, b: Line) -> Line:
    size, gap = max(a.size, b.size), b.left - a.right
    mark = b.text[:1].isdigit() and (b.note or b.size < 0.8 * a.size) and a.text[-1:].isalnum()
    between = GAP if gap > WIDE * size else " " if gap > 0.12 * size or mark else ""
    main = a if len(a.text) >= len(b.text) else b
    return replace(
        main, text=a.text + between + b.text, left=a.left, right=b.right, bold=a.bold and b.bold, note=a.note
    )


def _is_initial(a: Line, b: Line) -> bool:
    """Says whether a line is a large first letter, and the next one stands beside it."""
    letter = len(a.text) == 1 and a.text.isupper() and a.size > INITIAL * b.size > 0 and b.text[0].isalpha()
    return letter and a.baseline < b.baseline < a.baseline + a.size and abs(b.left - a.right) < b.size


def _initial(letter: str, text: str, lines: Sequence[Line]) -> str:
    """Gives a text with its first letter; "A" and others are words by themselves where the lines below say so."""
    rest = re.split(r"\W", text, maxsplit=1)[0].lower()
    words = Counter(word for line in lines for word in re.findall(r"\w+", line.text.lower()))
    apart = letter in "AEIOY" and not words[letter.lower() + rest] and words[rest] > 1
    return f"{letter} {text}" if apart else letter + text


# --- page numbers, heads and feet -----------------------------------------------------------------------------------

EDGE = 3
"""Printed lines at the top and bottom of a page that may be furniture: a head of two lines and a page number."""

REACH = 4
"""Pages: a running head comes back at least this near, also where left and right pages differ."""

MOST = 0.45
"""Share of the pages around that have a running head which no gap parts from the text; half where left and right
pages differ, and the page itself is not counted."""

APART = 1.8
"""Ems from a running head or foot to the text, at least; lines of a paragraph stand 1.1 to 1.5 apart."""

HEAD = 120
"""Characters of a running head or foot that holds the page's number, at most."""

SHARE = 0.6
"""Of the pages of a run of numbers, how many must show their number; openings of chapters often do not."""

_DIGITS = re.compile(r"\d+")
_ROMAN_WORD = re.compile(r"(?<![\w.])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![\w.])", re.I)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NUMBER = re.compile(r"[-–—|•·.()\[\]\s]*([A-Za-z]{1,3}[-–.])?(\d{1,4}|[ivxlcdm]+|[IVXLCDM]+)[-–—|•·.()\[\]\s]*")
_PAGE_OF = re.compile(r"(?:page|página|pág\.|p\.)\s*(\d{1,4})(?:\s*(?:of|de|/)\s*\d{1,4})?", re.I)

NOTHING = ""
_CAPTION = re.compile(r"(?:example|table|figure|box|ejemplo|tabla|cuadro|figura|exemplo|tabela|quadro)\b.{0,12}$")

Number = tuple[str, str, int]
"""A printed page number: how it is written ("1", "i" or "I"), what stands before it ("A-"), its value."""


Places = dict[str, dict[int, list[float]]]
"""Where the same words stand at an edge: on which pages, at which baselines."""

Run = tuple[str, str, int]
"""Pages numbered in one go: how, with what before it, and value minus page."""


def printed_numbers(pages: Sequence[Sequence[Line]]) -> list[str | None]:
    """Gives the number printed on each page, or None.

    One page's guess counts for nothing: numbers are believed where value minus page is the same on at least three
    pages, and on `SHARE` of the pages with text in between (on both pages of a document of two). Pages within such a
    run that do not show their number have it all the same, and so do pages elsewhere that show the number it leads to.
    """
    shown: dict[Run, list[int]] = defaultdict(list)
    prefixes: dict[tuple[str, int], set[str]] = defaultdict(set)
    for page, lines in enumerate(pages):
        for style, prefix, value in set(filter(None, map(_parse, _candidates(lines)))):
            shown[style, prefix, value - page].append(page)
            prefixes[style, value - page].add(prefix)
    full = [bool(lines) for lines in pages]
    enough = min(3, max(2, sum(full)))
    believed: list[tuple[int, Run, Sequence[int]]] = []
    for run, found in shown.items():
        spans = [
            range(cluster[0], cluster[-1] + 1)
            for cluster in _clusters(found)
            if len(cluster) >= max(enough, SHARE * sum(full[cluster[0] : cluster[-1] + 1]))
        ]
        believed += [(len(span), run, span) for span in spans]
        if spans:
            believed.append((0, run, found))
    labels: list[str | None] = [None] * len(pages)
    for _, (style, usual, offset), span in sorted(believed, key=lambda item: -item[0]):
        ways = {page: prefix for prefix in sorted(prefixes[style, offset]) for page in shown[style, prefix, offset]}
        for page in span:
            if labels[page] is None and page + offset > 0:
                labels[page] = ways.get(page, usual) + _write(style, page + offset)
    return labels


def _clusters(pages: Sequence[int]) -> list[list[int]]:
    """Cuts ascending page numbers where more than `REACH` pages lie between two."""
    clusters = [[pages[0]]]
    for page in pages[1:]:
        if page - clusters[-1][-1] > REACH:
            clusters.append([])
        clusters[-1].append(page)
    return clusters


def _candidates(lines: Sequence[Line]) -> set[str]:
    """Gives what may be a page number: lines at the edges, their first and last words, and "page 5 of 9"."""
    found = set()
    for index in _edges(_rows(lines)):
        text = lines[index].text.replace(GAP, " ")
        words = text.split()
        found |= {text, words[0], words[-1], *_PAGE_OF.findall(text)}
    return found


def _parse(text: str) -> Number | None:
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    prefix, digits = match[1] or "", match[2]
    if digits.isdigit():
        return "1", prefix, int(digits)
    value = _roman_value(digits.lower())
    return ("i" if digits.islower() else "I", prefix, value) if _roman(value) == digits.lower() else None


def _roman_value(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _roman(value: int) -> str:
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return "c" * (value // 100) + tens[value // 10 % 10] + ones[value % 10] if 0 < value < 400 else ""


def _write(style: str, value: int) -> str:
    return str(value) if style == "1" else _roman(value).upper() if style == "I" else _roman(value)


def furniture(pages: Sequence[Sequence[Line]], labels: Sequence[str | None]) -> list[set[int]]:
    """Gives for each page the lines that are running heads, feet or page numbers.

    They stand at an edge, are the page's number alone, or the same words (but for that number) at the same place on
    two other pages within `REACH` (one in a document of two or three). Table heads come back like that too; so either
    a gap parts them from the text, or `MOST` pages around have them. A page is never left without text.

    Args:
        pages: lines of each page.
        labels: what `printed_numbers` gives for them.
    """
    rows = [_rows(lines) for lines in pages]
    numbered = any(labels)
    size = _usual_size(line for lines in pages for line in lines)
    places: Places = defaultdict(lambda: defaultdict(list))
    keys: list[dict[int, str]] = []
    for page, lines in enumerate(pages):
        keys.append({i: _key(lines[i].text, labels[page], numbered) for i in _edges(rows[page])})
        for i, key in keys[page].items():
            places[key][page].append(lines[i].baseline)
    places[NOTHING].clear()
    gone = []
    for page, lines in enumerate(pages):
        around = max(1, sum(map(bool, pages[max(0, page - REACH) : page + REACH + 1])) - 1)
        enough = min(2, max(1, len(pages) - 2)) / around
        shares = {i: _share(page, lines[i].baseline, places[key], around) for i, key in keys[page].items()}
        back = {i: share for i, share in shares.items() if share >= enough}
        for i in keys[page]:
            if sure := _numbered(lines[i], labels[page], size):
                back[i] = max(back.get(i, 0.0), sure)
        drop = _outermost(lines, rows[page], back) | _outermost(lines, rows[page][::-1], back)
        gone.append(drop if len(drop) < len(lines) else set())
    return gone


def _share(page: int, baseline: float, places: Mapping[int, Sequence[float]], around: int) -> float:
    """Gives the share of the pages around that have something at the same place."""
    near = (p for p in range(page - REACH, page + REACH + 1) if p != page and p in places)
    return sum(any(abs(place - baseline) <= 3 for place in places[p]) for p in near) / around


def _outermost(lines: Sequence[Line], rows: Sequence[Sequence[int]], back: Mapping[int, float]) -> set[int]:
    """Gives the lines that come back from the edge inwards, until a row of which nothing or not all does."""
    found: list[set[int]] = []
    for row in rows[:EDGE]:
        if coming := set(row) & back.keys():
            found.append(coming)
        if len(coming) < len(row):
            break
    if not found:
        return set()
    inner = rows[len(found)] if len(found) < len(rows) else rows[-1]
    line, next_line = lines[min(found[-1])], lines[inner[0]]
    if abs(line.baseline - next_line.baseline) > APART * line.size > 0:
        return set().union(*found)
    return set().union(*takewhile(lambda row: min(back[i] for i in row) >= MOST, found))


def _rows(lines: Sequence[Line]) -> list[list[int]]:
    """Gives the lines from top to bottom, those of one height together; in order where places are not known."""
    placed = [i for i, line in enumerate(lines) if line.size]
    if not placed:
        return [[i] for i in range(len(lines))]
    heights: dict[int, list[int]] = defaultdict(list)
    for i in placed:
        heights[round(lines[i].baseline)].append(i)
    return [heights[height] for height in sorted(heights, reverse=True)]


def _edges(rows: Sequence[Sequence[int]]) -> list[int]:
    """Gives the lines of the rows at the top and bottom edge."""
    inner = range(EDGE, len(rows) - EDGE)
    return [i for place, row in enumerate(rows) if place not in inner for i in row]


def _numbered(line: Line, label: str | None, size: float) -> float:
    """Says how sure it is that a line at an edge is there for the page's number.

    1 where it is nothing else; 0.1 (furniture if a gap parts it from the text) where it begins or ends with it, is
    no larger than the text, as "1 Introduction" is, and no sentence with the number drawn behind it.
    """
    number = _parse(label) if label else None
    if number is None:
        return 0.0
    words = line.text.split()
    if len(words) == 1 or _PAGE_OF.fullmatch(line.text):
        found = _parse(words[min(1, len(words) - 1)])
        return float(found is not None and found[2] == number[2])
    ends = words[0] == label or (words[-1] == label and words[-2][-1] not in ".,;:")
    return 0.1 if ends and len(line.text) <= HEAD and line.size <= size else 0.0


def _usual_size(lines: Iterable[Line]) -> float:
    """Gives the size that most characters are set in; 0 for none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _key(text: str, label: str | None, numbered: bool) -> str:
    """Gives what of a line is the same on every page; nothing for numbers and captions.

    Only the page's own number may change, or any number where no page's own is known.
    """
    key = text.lower().replace(GAP, " ")
    if not numbered:
        key = _DIGITS.sub("#", _ROMAN_WORD.sub("#", key))
    elif label:
        key = re.sub(rf"(?<!\w){re.escape(label.lower())}(?!\w)", "#", key)
    return key if any(map(str.isalpha, key)) and not _CAPTION.match(key) else NOTHING


# --- paragraphs -----------------------------------------------------------------------------------------------------

_BULLET = re.compile(r"[•●▪■◦‣○◆►➢✓❖]\s?\S|[–—*o\-]\s+\S")
_ITEM = re.compile(
    r"[•●▪■◦‣○◆►➢✓❖]\s?\S|[–—*o\-]\s+\S|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{2,4})[.)]\s+\S|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[^\W\d]"
)
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*(?:\d{1,3})?$")
# Words and a comma that no sentence, heading or entry of a list ends with.
_UNFINISHED = re.compile(
    r"(?:,|\b(?:an?|and|as|at|by|for|from|in|of|on|or|than|that|the|their|this|to|with|which"
    r"|con|de|del|el|en|la|las|los|para|por|que|su|una?|com|d[ao]s?|em|n[ao]s?|os|uma?|e|o|y))$",
    re.I,
)
_OPENING = "“‘«\"'(["
_LEADERS = re.compile(r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}\s*\S{0,8}$")
LARGE = 1.3
"""Times the usual size of a page, from which lines of one style are one title, wherever they end."""

UP = 99.0
"""The step to a line that stands higher: the next column, or the next cell."""

AROUND = 4
"""Lines above and below by which the edges of a column are judged."""

LEADING = 1.25
"""A step between lines wider than this many usual ones parts two paragraphs (TeX's and Word's half-line skips pass)."""


def blocks(lines: Sequence[Line], headings: Set[int] = frozenset()) -> list[Block]:
    """Gathers a page's lines, in reading order, into paragraphs, list items, headings and tables.

    Args:
        lines: one page.
        headings: the indices of lines that are headings; neighbours on one paragraph when they are set alike.
    """
    layout = Layout(lines)
    rows: list[list[int]] = []
    found: list[list[list[int]]] = []
    for i in range(len(lines)):
        alike = bool(rows) and (i in headings) == (i - 1 in headings)
        if alike and layout.goes_on(rows[-1], i, i in headings):
            rows[-1].append(i)
            continue
        rows.append([i])
        if alike and i not in headings and (layout.beside(i) or layout.same_table(rows[-2][0], i)):
            found[-1].append(rows[-1])
        else:
            found.append([rows[-1]])
    return [Block(tuple(tuple(lines[i] for i in row) for row in group), first=group[0][0]) for group in found]


class Layout:
    """What is usual on a page, so that a line can be judged by it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.leading = self._usual_step()
        self.size = _usual_size(lines)
        self.column: list[tuple[float, float]] = []
        """For each line the usual left and right edge of the lines around it. The right edge is one that one line in
        six passes, so that a title across two columns does not count."""
        self.listed: list[bool] = []
        """For each line whether no line around it begins with a small letter, as in a list of names."""
        for around in self._surroundings():
            lefts = Counter(round(line.left) for line in around)
            rights = sorted(line.right for line in around)
            self.column.append((max(lefts, key=lambda x: (lefts[x], -x)), rights[len(rights) * 5 // 6]))
            self.listed.append(len(around) > 4 and not any(line.text[0].islower() for line in around))

    def step(self, i: int) -> float:
        """Gives how far line i stands below the line above, in usual steps of its size; `UP` for a jump upwards."""
        above, below = self.lines[i - 1], self.lines[i]
        if not (above.size and below.size):
            return 1.0
        drop = above.baseline - below.baseline
        return drop / (self.leading * max(above.size, below.size)) if drop > -0.36 * below.size else UP

    def _usual_step(self) -> float:
        """Gives the usual distance of baselines, as a multiple of the size."""
        steps = [
            round((a.baseline - b.baseline) / a.size, 2)
            for a, b in zip(self.lines, self.lines[1:], strict=False)
            if a.size and a.size == b.size and 0.9 * a.size < a.baseline - b.baseline < 2.5 * a.size
        ]
        return median_low(steps) if steps else 1.2

    def _surroundings(self) -> Iterator[Sequence[Line]]:
        """Gives for each line the lines around it in the same column."""
        begin = 0
        for end in range(1, len(self.lines) + 1):
            if end == len(self.lines) or self.step(end) == UP:
                for i in range(begin, end):
                    yield self.lines[max(begin, i - AROUND) : min(end, i + AROUND + 1)]
                begin = end

    def is_row(self, i: int) -> bool:
        """Says whether a line stands for itself: cells, a line of a contents list, a short line without an end."""
        line = self.lines[i]
        left, right = self.column[i]
        short = line.size > 0 and line.right - left < 0.6 * (right - left)
        ends = _ENDS.search(line.text) and line.text[-1] not in ":;"
        return GAP in line.text or bool(_LEADERS.search(line.text)) or (short and not ends)

    def same_table(self, first: int, i: int) -> bool:
        """Says whether line i is a row below the one that begins with line `first`."""
        return self.is_row(first) and self.is_row(i) and self.step(i) < 2.5

    def beside(self, i: int) -> bool:
        """Says whether line i begins a cell to the right of the one that ends with the line above."""
        above, below = self.lines[i - 1], self.lines[i]
        return self.step(i) == UP and 0 < below.baseline - above.baseline < 4 * below.size and below.left > above.left

    def leaves_room(self, i: int) -> bool:
        """Says whether the next line's first word had found room in line i, so that it ends there on purpose."""
        line, word = self.lines[i], self.lines[i + 1].text.split(None, 1)[0]
        letters = len(word) + sum(map(str.isupper, word)) / 2 + 1  # a capital is half as wide again
        return self.column[i][1] - line.right > letters * self._letter(line) + line.size

    @staticmethod
    def _letter(line: Line) -> float:
        return (line.right - line.left) / max(len(line.text), 1)

    def goes_on(self, row: Sequence[int], i: int, heading: bool) -> bool:
        """Says whether line i continues the paragraph, item or cell that ends with the line above."""
        above, below = self.lines[i - 1], self.lines[i]
        small, ended = below.text.lstrip(_OPENING)[:1].islower(), bool(_ENDS.search(above.text))
        hyphen = above.text.endswith(("-", HYPHEN)) and below.text[0].isalnum()
        if below.note or (not heading and not hyphen and self._begins_item(i)):
            return False
        if not (above.size or below.size):
            return hyphen or not (ended or _LEADERS.search(above.text))
        if abs(above.size - below.size) > 0.08 * above.size:
            return False
        step = self.step(i)
        if heading:
            return step <= 1.5 and above.bold == below.bold
        first = self.lines[row[0]]
        if GAP in first.text:  # a cell of several lines goes on under its own column, not at the row's beginning
            return step <= LEADING and GAP not in below.text and below.left > first.left + 2 * below.size
        if GAP in below.text or _LEADERS.search(above.text):
            return False
        unfinished = small or bool(_UNFINISHED.search(above.text))
        if step > LEADING:  # another column, or text below a figure
            return not (ended or self.leaves_room(i - 1)) and (unfinished or (step == UP and not self.is_row(i)))
        if hyphen or unfinished or (below.size > LARGE * self.size and above.bold == below.bold):
            return True
        return not (self.listed[i] or self.leaves_room(i - 1) or self._indented(row, i))

    def _begins_item(self, i: int) -> bool:
        """Says whether line i begins a list item; a number inside a sentence may begin a line too."""
        above, below = self.lines[i - 1], self.lines[i]
        if _BULLET.match(below.text) or not below.size:
            return bool(_ITEM.match(below.text))
        apart = abs(above.left - below.left) > 0.5 * below.size or self.step(i) > 1.05
        return bool(_ITEM.match(below.text)) and (apart or bool(_ENDS.search(above.text)) or self.leaves_room(i - 1))

    def _indented(self, row: Sequence[int], i: int) -> bool:
        """Says whether line i begins a paragraph by standing in (or out) from the lines around it."""
        above, below = self.lines[i - 1], self.lines[i]
        moved = abs(below.left - above.left) > 0.8 * below.size
        odd = abs(below.left - self.column[i][0]) > 0.8 * below.size
        return moved and odd and not _ITEM.match(self.lines[row[0]].text)


def titles_first(lines: Sequence[Line], body: float) -> list[Line]:
    """Puts lines in larger type than the body's that stand above all the text before them at the page's beginning.

    Layout programs draw a page's title last.
    """
    titles: list[Line] = []
    rest: list[Line] = []
    top = -math.inf
    for line in lines:
        if rest and line.size > body and line.baseline > top + line.size / 2:
            titles.append(line)
        else:
            rest.append(line)
            top = max(top, line.baseline)
    return titles + rest


def flow(block: Block, words: Words) -> str:
    """Gives a block's text: the lines of a row joined by a space, rows one a line, hyphens at line ends mended."""
    return "\n".join(_flow_row(row, words) for row in block.rows)


def _flow_row(row: Sequence[Line], words: Words) -> str:
    parts = [row[0].text]
    for line in row[1:]:
        above = parts[-1]
        if above.endswith(("-", HYPHEN)) and above[-2:-1].isalnum() and line.text[0].isalnum():
            parts[-1] = above[:-1] + HYPHEN + line.text
        elif _OPEN_LINK.search(above) and not (line.text[0].isupper() or line.text[0] in _OPENING):
            parts[-1] = above + line.text
        else:
            parts.append(line.text)
    return mend(" ".join(parts), words).replace(GAP, " ")
