"""Find the quotations in a paragraph of a draft: between quotation marks of any kind, or the paragraph as a block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.raised import WRITTEN_MARKS
from corpus.text.verbatim import words_of

MIN_WORDS = 4
"""Words of a quotation that is looked up. Shorter ones are terms and titles, and occur by chance."""

MAX_CHARACTERS = 4000
"""Characters between two quotation marks: about a page. A mark without its other one must not pair with a far one."""

_PAIRS = {"“": "”", "«": "»", "„": "“", "‘": "’", "‹": "›"}
_OPENERS = re.compile(r'[“«„‘‹]|(?<![\w"])"(?=\S)')
_BLOCK_MARK = re.compile(r"(?m)^[ \t]{0,3}>[ \t]?")

MAX_CITATION_CHARACTERS = 300
"""Characters of a citation in brackets at the end of a paragraph. Chosen: a long list of names."""

_NOTE_AT_END = re.compile(rf"(?:\s?{WRITTEN_MARKS}|\[\^[\w-]{{1,20}}\])$")
_SOURCE_AT_END = re.compile(
    r"(?:^|(?<=[.!?…”»\"'])\s?)[-–—]\s?[^()\n]{2,120}\([^()]{4,10}\)[^()\n]{0,60}$"
    r"|^[^()!?—–\n]{2,120}\([^()]{4,10}\), p[^()\n]{1,60}$"
)
_BRACKET = re.compile(r"[()\[\]]")
_STOP_AT_END = re.compile(r"[.!?…”]\d{0,3}$")
MIN_BLOCK_CHARACTERS = 80
"""Characters of a block quotation without marks: people set shorter ones in their text. Chosen."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation: its words, and its offsets in the paragraph, without the marks."""

    words: str
    start: int
    end: int


def quotations(paragraph: str, is_block: bool = False) -> list[Quoted]:
    """Return the quotations in a paragraph in their order. A quotation inside another one is a part of it.

    A paragraph without quotation marks is a block quotation if its citation is after its last stop. A sentence of the
    writer has its citation before it.

    Args:
        paragraph: its text.
        is_block: whether its file says that it is a block quotation.
    """
    if is_block or _BLOCK_MARK.match(paragraph):
        end = _block_end(paragraph)
        words = paragraph[:end] if is_block else _BLOCK_MARK.sub("", paragraph[:end])
        return [Quoted(words, 0, end)] if words.strip() else []
    between = list(_between_marks(paragraph))
    if between:
        return between
    cited = _before_citation(paragraph)
    if cited is not None and cited >= MIN_BLOCK_CHARACTERS and _STOP_AT_END.search(paragraph[:cited]):
        return [Quoted(paragraph[:cited], 0, cited)]
    return []


def _block_end(paragraph: str) -> int:
    """Return where the words of a block quotation end: before its citation, its source or the mark of its note."""
    cited = _before_citation(paragraph.rstrip(" \n."))
    if cited is not None:
        return cited
    end = len(paragraph.rstrip())
    tail = max(0, end - MAX_CITATION_CHARACTERS)
    for ending in (_SOURCE_AT_END, _NOTE_AT_END):
        match = ending.search(paragraph[tail:end])
        if match:
            return tail + match.start()
    return end


def _before_citation(paragraph: str) -> int | None:
    """Return where a paragraph ends before the citation in brackets at its end; None if there is none."""
    text = paragraph.rstrip()
    if not text.endswith((")", "]")):
        return None
    tail = max(0, len(text) - MAX_CITATION_CHARACTERS)
    opener = "(" if text.endswith(")") else "[@"
    start = text.rfind(opener, tail)
    if start < 0:
        return None
    inside = text[start + 1 : -1]
    has_number = any(map(str.isdecimal, inside))
    if _BRACKET.search(inside) or (opener == "(" and not has_number):
        return None
    return len(text[:start].rstrip())


def is_long_enough(quoted: Quoted) -> bool:
    """Return whether a quotation has enough words to be looked up."""
    return len(words_of(quoted.words).words) >= MIN_WORDS


def _between_marks(paragraph: str) -> Iterator[Quoted]:
    position = 0
    while opener := _OPENERS.search(paragraph, position):
        first = opener.end()
        closer = _closer(paragraph, opener[0], first, min(len(paragraph), first + MAX_CHARACTERS))
        if closer is None:
            position = first
            continue
        yield Quoted(paragraph[first:closer], first, closer)
        position = closer + 1


def _closer(text: str, opener: str, first: int, last: int) -> int | None:
    """Return where the quotation that an opening mark begins ends; None if it does not end.

    An apostrophe is not a closing mark, and a quotation may have another one with the same marks inside.
    """
    closing = _PAIRS.get(opener, '"')
    depth = 0
    last = text.rfind(closing, first, last) + 1
    for position in range(first, last):
        character = text[position]
        if character == closing and not _is_apostrophe(text, position):
            if depth == 0:
                return position
            depth -= 1
        elif character == opener != closing:
            depth += 1
    return None


def _is_apostrophe(text: str, position: int) -> bool:
    """Return whether a mark is between two letters, as in "city’s"."""
    return text[position] == "’" and text[position + 1 : position + 2].isalpha()
