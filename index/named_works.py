"""Which works a question names: "Adobe's operating margin in FY2022" is asked of one filing out of twenty.

What names a work are names and numbers: words with a digit, and words with a capital that no sentence gave them. Each
counts by how few of the works at hand have it in their title, authors, year, file name or first lines:

    works      ADOBE_2016_10K, ADOBE_2022_10K, PEPSICO_2022_10K
    "Adobe"    two of three: log(3/2) = 0.41        "2022"    two of three: 0.41
    named      ADOBE_2022_10K 0.81 of 0.81, the others 0.41 of 0.81

Passages hardly ever repeat which report they stand in, so neither vectors nor terms see it. Where they do, as in "At
Adobe, we ...", it says nothing of what they answer. So once it is known which work a question means, its passages are
ranked among themselves, and the terms looked for are those of the question without these names.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from corpus.model import Naming
from corpus.text.language import FUNCTION_WORDS, fold
from corpus.text.words import MONTHS, expand_fiscal_years
from index.terms import analyzer, normal

DOUBT = 1.0
"""Added to what the best named work reaches, so that one number which half of the works have moves little. Measured
with 0, 1, 2 and 4, together with `index.search.NAMED`."""

SHORTEST, LONGEST = 3, 8
"""Letters of an abbreviation that is read as one: two letters stand for too much."""

LONGEST_SHOUT = 3
"""Words: where more of them are all in capitals, capitals make no names."""

_MONTHS = frozenset(MONTHS.split())
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W_]+")
_POSSESSED = re.compile(r"([^\W_]+)(?:['’]s\b)?", re.IGNORECASE)
_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())


def named(question: str, works: Mapping[str, Naming]) -> dict[str, float]:
    """Gives how well a question names each work, from 0 to below 1.

    Args:
        question: as asked.
        works: what stands for each work, by any key.
    """
    said, short = names(question), _abbreviations(question)
    held = {work: _held(said, short, naming.record) | _held(said, (), naming.opening) for work, naming in works.items()}
    found = _weigh(held)
    best = max(found.values(), default=0.0)
    return {work: value / (best + DOUBT) for work, value in found.items()}


def meant(question: str, works: Mapping[str, Naming]) -> dict[str, frozenset[str]]:
    """Gives the works that a question is asked of, each with the names of the question that its record has.

    Those are works with a name and a year that the question gives: by a name alone topics are named as often as works.
    A work gives way to one that has its names and more: an annual report to the report of the quarter asked for.
    """
    said, short = names(question), _abbreviations(question)
    held = {work: _held(said, short, naming.record) for work, naming in works.items()}
    both = {
        work: terms
        for work, terms in held.items()
        if any(_YEAR.fullmatch(term) for term in terms)
        and any(term.isalpha() and term not in _MONTHS for term in terms)
    }
    return {work: frozenset(terms) for work, terms in both.items() if not any(terms < other for other in both.values())}


def without(question: str, terms: Collection[str]) -> str:
    """Gives a question without these names, each with its possessive: `Adobe's margin in FY22` -> ` margin in `.

    Of two names that are one word in a work (`bestbuy`) both go.
    """
    said = set(names(question))
    halves = [(term[:cut], term[cut:]) for term in terms for cut in range(1, len(term))]
    gone = {*terms, *chain.from_iterable(pair for pair in halves if said.issuperset(pair))}
    return _POSSESSED.sub(
        lambda match: " " if fold(match[1]) in gone else match[0], expand_fiscal_years(normal(question))
    )


def _held(said: Iterable[str], short: Collection[str], text: str) -> set[str]:
    """Gives those names that a text has, as words or, of those that are `short`, by what they stand for."""
    order = analyzer(None).analyze(normal(text).replace("_", " ").replace("&", " and "))
    terms = set(order)
    return {name for name in said if name in terms or (name in short and abbreviates(name, order))}


def _weigh(held: Mapping[str, Collection[str]]) -> dict[str, float]:
    """Gives the sum of what each work's names weigh, by how few of the works have them."""
    having = Counter(name for names in held.values() for name in names)
    return {work: sum(math.log(len(held) / having[name]) for name in names) for work, names in held.items()}


def _abbreviations(question: str) -> frozenset[str]:
    """Gives the words of a question, as terms, that look like abbreviations: OPM, JnJ, AMEX."""
    found = (word for word in _WORD.findall(normal(question)) if SHORTEST <= len(word) <= LONGEST)
    return frozenset(fold(word) for word in found if word.isalpha() and sum(map(str.isupper, word)) > 1)


def abbreviates(short: str, terms: Iterable[str]) -> bool:
    """Says whether letters stand for words side by side, or for one, by the letters that those begin with.

    opm    office of personnel management        amex    american express        jnj    johnson and johnson

    Words such as "of" may be left out, and "and" may be an n. Takes time as the number of terms, whatever they are.
    """
    spelt: set[int] = set()  # how many letters the words up to here stand for, in each way of reading them
    for term in terms:
        left_out = spelt if term in _FUNCTION_WORDS else set()
        as_n = {n + 1 for n in spelt if term == "and" and short[n] == "n"}
        ends = ((n, end) for n in {0, *spelt} for end in range(n + 1, len(short) + 1))
        spelt = left_out | as_n | {end for n, end in ends if term.startswith(short[n:end])}
        if len(short) in spelt:
            return True
    return False


def names(question: str) -> tuple[str, ...]:
    """Gives the names and numbers of a question as terms, once each; two names side by side also as one word.

    Best Buy in FY2023    best, bestbuy, buy, 2023
    """
    text = normal(expand_fiscal_years(question))
    shouted = text.isupper() and len(text.split()) > LONGEST_SHOUT
    terms: list[str] = []
    last = ""
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        opens = text[: match.start()].endswith("¿") and word.istitle()  # its capital comes from the sentence
        if opens or not _is_name(word, shouted):
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
