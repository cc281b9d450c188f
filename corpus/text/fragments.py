"""Parts of sentences: what a figure, a note or the end of a page leaves of a sentence.

"It fell. The rate of" / "Figure 2. Rates" / "men fell too."  ->  "The rate of" and "men fell too."
"""

import re
from collections.abc import Sequence

from corpus.text.sentences import Span

MIN_FRAGMENT_WORDS = 4
"""A unit without a stop after a sentence is a part of one if it has this many words. A shorter one is a label."""

_NO_END = re.compile(r"(?:[^\W\d_]|[,(/&–—-]|\s[$€£]?\d[\d.,]*%?)$")
_GOES_ON = re.compile(
    r"(?:,|\b(?:an?|the|and|or|of|in|on|at|to|for|from|by|with|as|than|that|which|is|are|was|were|el|la|los|las|un|una|y|o"
    r"|de|del|al|en|por|para|con|que|se|os|as|um|uma|do|da|dos|das|em|no|na))$"
)
"""What no sentence ends in."""
_SMALL_NAME = re.compile(r"[a-z]{1,2}[A-Z]|\w{1,3}[.)]\s")
"""A name that begins with a small letter, or the letter of an item: "iPhone", "a) ..."."""


def fragments(text: str, spans: Sequence[Span]) -> set[int]:
    """Return the numbers of the units that are a part of a sentence, because a figure or a note is in its middle.

    The first part is after a sentence and ends without a stop. The second begins a paragraph in lower case, after a
    first part or at the beginning of a passage, or it is on the line after a first part that cannot end there. An item
    of a list is neither.
    """
    found = set()
    is_open = True
    for number, (start, end) in enumerate(spans):
        unit = text[start:end]
        begins_paragraph = number == 0 or "\n" in text[spans[number - 1][1] : start]
        ends_paragraph = number == len(spans) - 1 or "\n" in text[end : spans[number + 1][0]]
        has_no_end = _NO_END.search(unit) is not None
        if begins_paragraph and is_open and unit[0].islower() and not has_no_end and not _SMALL_NAME.match(unit):
            found.add(number)
            is_open = False
        elif ends_paragraph and not begins_paragraph and has_no_end and len(unit.split()) >= MIN_FRAGMENT_WORDS:
            found.add(number)
            is_open = True
            if _GOES_ON.search(unit) and text[end : end + 2].strip() and text[end] == "\n":
                found.add(number + 1)
        elif number == 0:
            is_open = False
    return found
