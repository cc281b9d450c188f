"""How much of a text is capitalised: headings and names have all words that matter in capitals."""

import re

# A PDF may print the accents of a name beside its letters: "Sau´de", "Gonc¸alo".
WORD = re.compile(r"[^\W\d_][\w’'´`¨¸˜ˆ-]*")
_SMALL_WORDS = frozenset(
    """
    a an the and or but of in on at to for from by with without as into amid amidst versus vs via per
    el la los las un una y e o u de del al en por para con sin sobre según
    os as um uma do da dos das em no na nos nas ao aos pelo pela com sem
    et und der van von di le
    """.split()
)


def small_words_share(text: str) -> float:
    """Return the share of a text's words that are in lower case, without articles, prepositions and conjunctions."""
    words = WORD.findall(text)
    small = [word for word in words if len(word) > 1 and word[0].islower() and word not in _SMALL_WORDS]
    return len(small) / max(len(words), 1)


def is_small_word(word: str) -> bool:
    """Return whether a word is an article, a preposition or a conjunction."""
    return word.casefold() in _SMALL_WORDS
