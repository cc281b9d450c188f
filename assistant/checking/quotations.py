"""Find the quotations in a paragraph of a draft: between quotation marks of any kind, or the paragraph as a block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.verbatim import words_of

MIN_WORDS = 4
"""Words of a quotation that is looked up. Shorter ones are terms and titles, and occur by chance."""

MAX_CHARACTERS = 4000
"""Characters between two quotation marks: about a page. A mark without its other one must not pair with a far one."""

_PAIRS = {"“": "”", "«": "»", "„": "“", "‘": "’", "‹": "›"}
_OPENERS = re.compile(r'[“«„‘‹]|(?<![\w"])"(?=\S)')
_BLOCK_MARK = re.compile(r"(?m)^[ \t]{0,3}>[ \t]?")
_CITATION_AT_END = re.compile(r"\s*(?:\([^()]*\d[^()]*\)|\[@[^\[\]]*\])\s*$")
_STOP_AT_END = re.compile(r"[.!?…”]\d{0,3}$")
MIN_BLOCK_CHARACTERS = 80
"""Characters of a block quotation without marks: people set shorter ones in their text. Chosen."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation: its words, and its offsets in the paragraph, without the marks."""

    words: str
    start: int
    end: int


def quotations(paragraph: str) -> list[Quoted]:
    """Return the quotations in a paragraph in their order. A quotation inside another one is a part of it.

    A paragraph without quotation marks is a block quotation if its citation is after its last stop. A sentence of the
    writer has its citation before it.
    """
    cited = _CITATION_AT_END.search(paragraph)
    end = cited.start() if cited else len(paragraph.rstrip())
    if _BLOCK_MARK.match(paragraph):
        return [Quoted(_BLOCK_MARK.sub("", paragraph[:end]), 0, end)]
    between = list(_between_marks(paragraph))
    if not between and cited and end >= MIN_BLOCK_CHARACTERS and _STOP_AT_END.search(paragraph, 0, end):
        return [Quoted(paragraph[:end], 0, end)]
    return between


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
