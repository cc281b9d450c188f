"""Which works a question names: "Adobe's operating margin in FY2022" is asked of one filing out of twenty.

What names a work are names and numbers: words with a digit, and words with a capital that no sentence gave them. Each
counts by how few of the works at hand have it in their title, authors, year, file name or first lines:

    works      ADOBE_2016_10K, ADOBE_2022_10K, PEPSICO_2022_10K
    "Adobe"    two of three: log(3/2) = 0.41        "2022"    two of three: 0.41
    named      ADOBE_2022_10K 0.81 of 0.81, the others 0.41 of 0.81

Passages hardly ever repeat which report they stand in, so neither vectors nor terms see it.
"""

import math
import re
from collections.abc import Mapping

from corpus.catalogue import full_years
from corpus.language import FUNCTION_WORDS, fold
from index.terms import normal, words

DOUBT = 1.0
"""Added to what the best named work reaches, so that one number which half of the works have moves little. Measured
with 0, 1, 2 and 4, together with `index.search.NAMED`."""

LONGEST_SHOUT = 3
"""Words: where more of them are all in capitals, capitals make no names."""

_WORD = re.compile(r"[^\W_]+")
_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())


def named(question: str, works: Mapping[str, str]) -> dict[str, float]:
    """Gives how well a question names each work, from 0 to below 1.

    Args:
        question: as asked.
        works: what stands for each work, by any key.
    """
    held = {work: {word.text for word in words(text.replace("_", " "))} for work, text in works.items()}
    found = dict.fromkeys(works, 0.0)
    for name in names(question):
        having = [work for work, terms in held.items() if name in terms]
        for work in having:
            found[work] += math.log(len(works) / len(having))
    best = max(found.values(), default=0.0)
    return {work: value / (best + DOUBT) for work, value in found.items()}


def names(question: str) -> tuple[str, ...]:
    """Gives the names and numbers of a question as terms, once each; two names side by side also as one word.

    Best Buy in FY2023    best, bestbuy, buy, 2023
    """
    text = normal(full_years(question))
    shouted = text.isupper() and len(text.split()) > LONGEST_SHOUT
    terms: list[str] = []
    last = ""
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not _is_name(word, shouted):
            continue
        term = fold(word)
        if last.isalpha() and word.isalpha() and text[end : match.start()] in (" ", "-", "&", " & "):
            terms.append(last + term)
        terms.append(term)
        last, end = term, match.end()
    return tuple(dict.fromkeys(terms))


def _is_name(word: str, shouted: bool) -> bool:
    if any(character.isdigit() for character in word):
        return True
    return len(word) > 1 and word[0].isupper() and not shouted and fold(word) not in _FUNCTION_WORDS
