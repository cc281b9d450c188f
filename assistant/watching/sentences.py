"""Whether two sentences are the same, or say the same with other figures.

Sentences are compared as `corpus.text.verbatim` compares quotations: by their letters and figures. A page that is read
again by OCR, or the same text in another file, has some other letters, so two sentences are also the same if nearly all
letters are, and all figures.
"""

import re
from difflib import SequenceMatcher

from corpus.text.sentences import sentences
from corpus.text.verbatim import words_of

MIN_LIKENESS = 0.85
"""Share of the letters of two sentences that are the same, if they are two readings of one sentence. Chosen: OCR that
can be read at all gets one letter in ten wrong."""

MIN_LETTERS = 25
"""Letters of a sentence that may be another reading of one. A shorter one must be the same. Chosen: five words."""

MIN_SAME_LETTERS = 10
"""Letters of a sentence that may be one with other figures. A row of a table has fewer. Chosen: two words."""

MAX_LETTERS = 1000
"""Letters of a sentence that are compared, to bound the time: ten lines."""

_FIGURE = re.compile(r"\|([^|]*)\|")


def compared(text: str) -> str:
    """Return a sentence as it is compared: its letters, and its figures between `|`."""
    return words_of(text).letters[:MAX_LETTERS]


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text as they are compared, each once. Blank ones are left out."""
    found = [compared(text[start:end]) for start, end in sentences(text)]
    return [sentence for sentence in dict.fromkeys(found) if sentence]


def figures_of(sentence: str) -> list[str]:
    """Return the figures of a sentence as it is compared."""
    return _FIGURE.findall(sentence)


def are_alike(one: str, other: str) -> bool:
    """Return whether two sentences have nearly the same letters, whatever their figures are."""
    letters, others = _FIGURE.sub("#", one), _FIGURE.sub("#", other)
    shortest = min(len(letters), len(others))
    if shortest < MIN_LETTERS:
        return letters == others and shortest >= MIN_SAME_LETTERS
    matcher = SequenceMatcher(None, letters, others, autojunk=False)
    could_be = matcher.real_quick_ratio() >= MIN_LIKENESS and matcher.quick_ratio() >= MIN_LIKENESS
    return could_be and matcher.ratio() >= MIN_LIKENESS


def have_same_words(one: str, other: str) -> bool:
    """Return whether two sentences that are alike differ only as two readings of one sentence do.

    OCR takes single letters for others, and two letters for one. If two letters are others, or missing, it may be a
    word: "increased" and "decreased", or "not".
    """
    matcher = SequenceMatcher(None, _FIGURE.sub("#", one), _FIGURE.sub("#", other), autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        lengths = sorted((end - start, other_end - other_start))
        if kind != "equal" and lengths not in _LENGTHS_OF_MISREADINGS:
            return False
    return True


_LENGTHS_OF_MISREADINGS = ([0, 1], [1, 1], [1, 2])
"""Numbers of letters that differ between two readings, the smaller number first."""


def other_figures(before: str, now: str) -> tuple[str, str]:
    """Return the figures of two sentences that differ, in words: ("31", "26"). Both are "" if none does.

    If one sentence has more figures, they are the same: one of the texts may have the marks of notes among its words.
    """
    old, new = figures_of(before), figures_of(now)
    if len(old) != len(new):
        return "", ""
    only_old, only_new = [], []
    for one, other in zip(old, new, strict=True):
        if one != other:
            only_old.append(one)
            only_new.append(other)
    return ", ".join(only_old), ", ".join(only_new)
