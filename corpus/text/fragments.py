"""Parts of sentences: what a figure, a note or the end of a page leaves of a sentence.

"It fell. The rate of" / "Figure 2. Rates" / "men fell too."  ->  "The rate of" and "men fell too."
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.text.raised import without_note_marks
from corpus.text.sentences import Span

MIN_FRAGMENT_WORDS = 4
"""A unit without a stop after a sentence is a part of one if it has this many words. A shorter one is a label."""

_NO_END = re.compile(r"(?:[^\W\d_]|[,(/&–—-]|\s[$€£]?\d[\d.,]*%?)$")
_GOES_ON = re.compile(
    r"(?:,|\b(?:an?|the|and|or|of|in|on|at|to|for|from|by|with|as|than|that|which|is|are|was|were|el|la|los|las|un|una|y|o"
    r"|de|del|al|en|por|para|con|que|se|os|as|um|uma|do|da|dos|das|em|no|na))$"
)
"""What no sentence ends in."""
_CONTINUES = re.compile(r"(?:and|or|but|which|where|y|o|pero|donde|e|ou|mas|onde)\s")
"""What begins the rest of a sentence after a formula or a quotation that is set apart."""
_SMALL_NAME = re.compile(r"[a-z]{1,2}[A-Z]|\w{1,3}[.)]\s")
"""A name that begins with a small letter, or the letter of an item: "iPhone", "a) ..."."""


def fragments(text: str, spans: Sequence[Span]) -> set[int]:
    """Return the numbers of the units that are a part of a sentence, because a figure or a note is in its middle.

    The first part is after a sentence and ends without a stop. The second begins a paragraph in lower case, after a
    first part, at the beginning of a passage, or with a conjunction; or it is on the line after a first part that
    cannot end there. An item of a list is neither.
    """
    gaps = _gaps(text, spans)
    found = set()
    is_open = True
    for number, (start, end) in enumerate(spans):
        unit = text[start:end]
        begins_paragraph = "\n" in gaps[number]
        gap_after = gaps[number + 1]
        if begins_paragraph and _is_second_part(unit) and (is_open or _CONTINUES.match(unit)):
            found.add(number)
            is_open = False
        elif not begins_paragraph and "\n" in gap_after and _is_first_part(unit):
            found.add(number)
            is_open = True
            if _GOES_ON.search(unit) and "\n\n" not in gap_after:
                found.add(number + 1)
        elif number == 0:
            is_open = False
    return found


def _gaps(text: str, spans: Sequence[Span]) -> list[str]:
    """Return the white space before each unit, and after the last one. A line end is at both ends of the text."""
    between = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    return ["\n", *between, "\n"]


def _is_first_part(unit: str) -> bool:
    """Return whether a unit ends without a stop. The mark of a note may follow the stop."""
    text = without_note_marks(unit)
    return _NO_END.search(text) is not None and len(text.split()) >= MIN_FRAGMENT_WORDS


def _is_second_part(unit: str) -> bool:
    return unit[0].islower() and not _NO_END.search(unit) and not _SMALL_NAME.match(unit)
