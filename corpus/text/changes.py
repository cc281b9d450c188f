"""How much of a text is in another text: for a file that was changed, and for two files of one work."""

import re
from collections import Counter
from itertools import islice

RUN_WORDS = 4
"""Words in a row that are compared. Chosen: four words rarely occur in two texts by chance, and a changed word changes
only four runs."""

MAX_WORDS = 200_000
"""Words of a text that are compared, from its beginning: some 500 pages. Chosen, to bound the memory."""

_WORD = re.compile(r"\w+")


def changed_share(before: str, after: str) -> float:
    """Return the share of the longer text, in runs of words, that the other text does not have: from 0 to 1.

    The order of the runs, capitals, punctuation and line breaks do not matter. Two texts without words are equal.
    """
    old, new = _runs(before), _runs(after)
    longer = max(old.total(), new.total())
    if not longer:
        return 0.0
    return 1 - (old & new).total() / longer


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Return how often each run of words occurs. A text of fewer words is one run."""
    words = [match.group() for match in islice(_WORD.finditer(text.casefold()), MAX_WORDS)]
    if not words:
        return Counter()
    if len(words) <= RUN_WORDS:
        return Counter([tuple(words)])
    return Counter(zip(*(words[start:] for start in range(RUN_WORDS)), strict=False))
