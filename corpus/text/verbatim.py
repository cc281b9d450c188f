"""Whether a quotation is in a text word for word, and if it is not, which words differ.

Capitals, accents, punctuation, line breaks, divided words and the marks of notes make no difference. Figures do: "14.4"
is not "144". A writer may leave out words with an ellipsis, and put words into square brackets:

    “The [programme] cut shootings … by 31 percent”     in: The project cut shootings, it says, by 31 percent.
    “[T]he reduc[ed] risk [sic]”                         in: And the reduction of risk is clear.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from corpus.text.language import fold
from corpus.text.quotation import plain_mark_spans
from corpus.text.raised import note_mark_spans

MAX_ELLIPSIS_LETTERS = 2000
"""Letters that an ellipsis may leave out: about a page. Chosen: more is two quotations."""

MAX_BRACKET_LETTERS = 80
"""Letters that a bracket may replace, and characters in a bracket. Chosen: a name or a short clause."""

MIN_SHARE = 0.6
"""Share of a quotation's words that a text has in order, if it is the altered original. Chosen."""

MIN_SLACK_WORDS = 5
"""Words of the text on each side of a quotation that are compared with it, at least. Chosen."""

_WORD = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)|[^\W\d_]+|[%$€£<>=]|(?<![\w.,)\]])[-−–](?=[\d$€£])")
"""A number, a word, or a sign that changes what a number means."""

_ELLIPSIS = r"[\[(]?\s*(?:…|\.(?:\s?\.){2,3})\s*[\])]?"
_BRACKET = rf"\[[^\[\]]{{1,{MAX_BRACKET_LETTERS}}}\]"
_GAP = re.compile(rf"(?P<ellipsis>{_ELLIPSIS})|(?P<bracket>{_BRACKET})")
_SIC = re.compile(r"\s*[\[(]sic[\])]", re.I)
_CHANGED_CAPITAL = re.compile(r"\[([^\W\d_])\](?=[^\W\d_])")
_NUMBER_EDGE = "|"

Allowance = Literal["ellipsis", "brackets"]
"""What a writer may do to a quotation."""


_MAX_LETTERS: dict[Allowance, int] = {"ellipsis": MAX_ELLIPSIS_LETTERS, "brackets": MAX_BRACKET_LETTERS}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as they are compared, with their places.

    `letters` is all of them in one run, in which a number has `|` on both sides. `begins` are the places of the words
    in it, and `spans` their places in the text.
    """

    words: tuple[str, ...]
    letters: str
    begins: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A quotation that is in a text: from `start` to `end`, with what the writer did that is allowed."""

    start: int
    end: int
    allowances: tuple[Allowance, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a quotation, and the words of the original in their place. Either may be ""."""

    quoted: str
    original: str


@dataclass(frozen=True, slots=True)
class Altered:
    """The place in a text that a quotation is most like. `share` is the share of its words that are there in order."""

    start: int
    end: int
    share: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a quotation without a gap, and the gaps between it and the part before it.

    `begins_inside` and `ends_inside` are set if a bracket touches the part, which may then begin or end in a word.
    """

    letters: str
    gaps: tuple[Allowance, ...]
    begins_inside: bool
    ends_inside: bool


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as it is compared: its parts between ellipses and brackets, and all its words."""

    parts: tuple[_Part, ...]
    words: tuple[str, ...]


def quotation_of(text: str) -> Quotation:
    """Return a quotation as it is compared."""
    text = _SIC.sub("", text)
    return Quotation(tuple(_parts(_CHANGED_CAPITAL.sub(r"\1", text))), words_of(text).words)


def words_of(text: str) -> Words:
    """Return the words of a text as they are compared."""
    marks = sorted([*note_mark_spans(text), *plain_mark_spans(text)])
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    begins: list[int] = []
    run: list[str] = []
    length = 0
    for match in _WORD.finditer(text):
        if marks and _is_in(match.start(), marks):
            continue
        word = fold(match[0])
        piece = f"{_NUMBER_EDGE}{word}{_NUMBER_EDGE}" if match["number"] else word
        words.append(word)
        spans.append(match.span())
        begins.append(length)
        run.append(piece)
        length += len(piece)
    return Words(tuple(words), "".join(run), tuple(begins), tuple(spans))


def _is_in(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a position is in one of some spans, which are in order."""
    place = bisect_right(spans, (position, position + 1)) - 1
    for start, end in spans[max(place, 0) : place + 2]:
        if start <= position < end:
            return True
    return False


def find_verbatim(quotation: Quotation, text: Words) -> Found | None:
    """Return where a quotation is in a text word for word; None if it is not there."""
    parts = quotation.parts
    if not parts:
        return None
    position = text.letters.find(parts[0].letters)
    while position >= 0:
        end = _end_of(parts, text, position)
        if end is not None:
            gaps = [gap for part in parts for gap in part.gaps]
            first = _word_at(text, position)
            last = _word_at(text, end - 1)
            return Found(text.spans[first][0], text.spans[last][1], tuple(dict.fromkeys(gaps)))
        position = text.letters.find(parts[0].letters, position + 1)
    return None


def find_altered(quotation: Quotation, text: Words) -> Altered | None:
    """Return the place in a text that is most like a quotation; None if too few of its words are there in order."""
    quoted = quotation.words
    if not quoted or not text.words:
        return None
    first, last = _surroundings(quoted, text.words)
    near = SequenceMatcher(None, text.words[first:last], quoted, autojunk=False)
    blocks = [block for block in near.get_matching_blocks() if block.size]
    share = sum(block.size for block in blocks) / len(quoted)
    if share < MIN_SHARE:
        return None
    words_before = blocks[0].b
    words_after = len(quoted) - blocks[-1].b - blocks[-1].size
    start = max(0, first + blocks[0].a - words_before)
    end = min(len(text.words), first + blocks[-1].a + blocks[-1].size + words_after)
    differences = _differences(text.words[start:end], quoted)
    return Altered(text.spans[start][0], text.spans[end - 1][1], share, differences)


def _surroundings(quoted: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    """Return the words of a text in which an altered quotation may be: around the longest run that both have."""
    longest = SequenceMatcher(None, words, quoted, autojunk=False).find_longest_match()
    slack = max(MIN_SLACK_WORDS, len(quoted) // 3)
    begin = longest.a - longest.b
    return max(0, begin - slack), min(len(words), begin + len(quoted) + slack)


def _differences(original: Sequence[str], quoted: Sequence[str]) -> tuple[Difference, ...]:
    compared = SequenceMatcher(None, original, quoted, autojunk=False)
    found = []
    for kind, a_start, a_end, b_start, b_end in compared.get_opcodes():
        here, there = quoted[b_start:b_end], original[a_start:a_end]
        if kind != "equal" and "".join(here) != "".join(there):  # "per cent" is "percent"
            found.append(Difference(" ".join(here), " ".join(there)))
    return tuple(found)


def _parts(text: str) -> list[_Part]:
    """Return the parts of a quotation between its ellipses and brackets."""
    parts: list[_Part] = []
    gaps: list[Allowance] = []
    position = 0
    touches = False
    for match in _GAP.finditer(text):
        is_bracket = match["bracket"] is not None
        ends_inside = is_bracket and match.start() > 0 and text[match.start() - 1].isalnum()
        letters = words_of(text[position : match.start()]).letters
        if letters:
            parts.append(_Part(letters, tuple(gaps), touches, ends_inside))
            gaps = []
        if parts:  # what is left out before the first part changes nothing
            gaps.append("brackets" if is_bracket else "ellipsis")
        touches = is_bracket and text[match.end() : match.end() + 1].isalnum()
        position = match.end()
    letters = words_of(text[position:]).letters
    if letters:
        parts.append(_Part(letters, tuple(gaps), touches, False))
    return parts


def _end_of(parts: Sequence[_Part], text: Words, position: int) -> int | None:
    """Return where the last part ends in the letters of a text if the first one begins at a position; or None."""
    end = position
    for part in parts:
        limit = sum(_MAX_LETTERS[gap] for gap in part.gaps)
        start = _find_part(part, text, end, end + limit)
        if start is None:
            return None
        end = start + len(part.letters)
    return end


def _find_part(part: _Part, text: Words, first: int, last: int) -> int | None:
    """Return where a part begins between two places in the letters of a text, both included; or None."""
    start = text.letters.find(part.letters, first, last + len(part.letters))
    while start >= 0:
        end = start + len(part.letters)
        begins_well = part.begins_inside or _is_edge(text, start)
        if begins_well and (part.ends_inside or _is_edge(text, end)):
            return start
        start = text.letters.find(part.letters, start + 1, last + len(part.letters))
    return None


def _is_edge(text: Words, position: int) -> bool:
    """Return whether a word begins at a position in the letters of a text, or the text ends there."""
    if position >= len(text.letters):
        return True
    return text.begins[_word_at(text, position)] == position


def _word_at(text: Words, position: int) -> int:
    return bisect_right(text.begins, position) - 1
