"""Which works a query names: "Adobe's operating margin in FY2022" asks about one filing out of twenty.

Names and numbers identify a work: words with a digit, and words whose capital does not come from the sentence
(`Query.names`). Each counts by how few of the works have it in their title, authors, year, file name or first lines:

    works      ADOBE_2016_10K, ADOBE_2022_10K, PEPSICO_2022_10K
    "Adobe"    two of three: log(3/2) = 0.41        "2022"    two of three: 0.41
    named      ADOBE_2022_10K 0.81 of 0.81, the others 0.41 of 0.81

Passages rarely repeat the name of their report, so neither vectors nor terms find it. If a passage does repeat it, as
in "At Adobe, we ...", the name says nothing about what the passage answers. So once the query's work is known, its
passages are ranked among themselves, for the query without these names.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Naming
from corpus.text.language import ALL_FUNCTION_WORDS
from corpus.text.words import MONTHS
from index.query import Query
from index.terms import analyzer, normalize

DOUBT = 1.0
"""Added to the best work's sum of weights. It damps a number that half of the works share. Measured with 0, 1, 2 and
4."""

_MONTHS = frozenset(MONTHS.split())
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class SharedNames:
    """The names of a query that a work has: in its record (title, authors, year, file name) and in its first lines.

    `of_one` are the names that identify one work: its authors, and a year in its title or file name.
    `whole` are the names in the record without the words of a longer name, if less than half of that name is there:
    "National" is not the National Science Foundation.
    """

    in_record: frozenset[str]
    in_opening: frozenset[str]
    of_one: frozenset[str]
    whole: frozenset[str]

    @property
    def anywhere(self) -> frozenset[str]:
        """The names in the record or in the first lines."""
        return self.in_record | self.in_opening


def shared_names(query: Query, works: Mapping[str, Naming]) -> dict[str, SharedNames]:
    """Return the names of a query that each work has. Abbreviations are read in records only.

    Args:
        query: the query.
        works: the texts that name each work, by any key.
    """
    shared = {}
    for work, naming in works.items():
        in_record = _names_in(naming.record, query.names, query.abbreviations)
        in_opening = _names_in(naming.opening, query.names, ())
        in_authors = _names_in(naming.authors, query.names, query.abbreviations)
        in_title = _names_in(naming.title, query.names, ())
        years = {name for name in in_title if _YEAR.fullmatch(name)}
        shared[work] = SharedNames(in_record, in_opening, in_authors | years, _whole(in_record, query.names))
    return shared


def _whole(found: Collection[str], names: Sequence[str]) -> frozenset[str]:
    """Return the names found without the words of a longer name, if less than half of that name was found.

    Two names side by side are also one word, as in a file name: "generalmills" is both words of "General Mills".
    """
    partial: set[str] = set()
    for run in _runs(names):
        in_run = {name for name in run if name in found}
        for first, second in pairwise(run):
            if first + second in found:
                in_run |= {first, second}
        if 2 * len(in_run) < len(run):
            partial.update(run)
    return frozenset(name for name in found if name not in partial)


def _runs(names: Sequence[str]) -> list[list[str]]:
    """Return the names that are side by side in a query, as lists of single words; a year is not part of one."""
    pairs = {first + second for first in names for second in names}
    runs: list[list[str]] = []
    last = ""
    for name in names:
        if name in pairs:
            continue
        follows = last + name in names and not _YEAR.fullmatch(name) and not _YEAR.fullmatch(last)
        if runs and follows:
            runs[-1].append(name)
        else:
            runs.append([name])
        last = name
    return runs


def score_works(shared: Mapping[str, SharedNames]) -> dict[str, float]:
    """Return how well a query names each work, from 0 to below 1."""
    works_with: Counter[str] = Counter()
    for names in shared.values():
        works_with.update(names.anywhere)
    weights = {name: math.log(len(shared) / count) for name, count in works_with.items()}
    sums: dict[str, float] = {}
    for work, names in shared.items():
        sums[work] = math.fsum(weights[name] for name in names.anywhere)
    best = max(sums.values(), default=0.0)
    return {work: value / (best + DOUBT) for work, value in sums.items()}


def meant_works(shared: Mapping[str, SharedNames]) -> dict[str, frozenset[str]]:
    """Return the works that a query is about, each with the names of the query that its record has.

    The record must have a name and a year of the query: names alone also name topics. The name must be an author, or
    the year must be in the title or file name, or no other record may have the name: a question about Brazil in 2003 is
    not about a paper on Brazil that appeared in 2003. A work is left out if another one has the same names and more:
    an annual report, if the query asks for the report of a quarter.
    """
    candidates = _with_name_and_year(shared)
    meant: dict[str, frozenset[str]] = {}
    for work, in_record in candidates.items():
        has_less = any(in_record < other for other in candidates.values())
        if not has_less:
            meant[work] = in_record
    return meant


def _with_name_and_year(shared: Mapping[str, SharedNames]) -> dict[str, frozenset[str]]:
    """Return the works that a name and a year of a query identify, each with the names that its record has."""
    records_with: Counter[str] = Counter()
    for names in shared.values():
        records_with.update(names.in_record)
    identified: dict[str, frozenset[str]] = {}
    for work, names in shared.items():
        its_own = {name for name in names.whole if records_with[name] == 1 and not _YEAR.fullmatch(name)}
        if _has_name_and_year(names.whole) and (names.of_one or its_own):
            identified[work] = names.in_record
    return identified


def _has_name_and_year(names: Iterable[str]) -> bool:
    has_name = has_year = False
    for name in names:
        if _YEAR.fullmatch(name):
            has_year = True
        elif name.isalpha() and name not in _MONTHS:
            has_name = True
    return has_name and has_year


def _names_in(text: str, names: Iterable[str], abbreviations: Collection[str]) -> frozenset[str]:
    """Return the names that a text has, as words or, for an abbreviation, spelt out."""
    separated = normalize(text).replace("_", " ").replace("&", " and ")
    terms = analyzer(None).analyze(separated)
    vocabulary = set(terms)
    found = set()
    for name in names:
        if name in vocabulary or (name in abbreviations and abbreviates(name, terms)):
            found.add(name)
    return frozenset(found)


def abbreviates(short: str, terms: Iterable[str]) -> bool:
    """Return whether the letters of an abbreviation begin words side by side, or several letters begin one word.

    opm    office of personnel management        amex    american express        jnj    johnson and johnson

    Words such as "of" may be left out, and "and" may be an n. The time needed grows with the number of terms only.
    """
    spelt: set[int] = set()  # the numbers of letters that the words up to here can stand for
    for term in terms:
        reached: set[int] = set()
        if term in ALL_FUNCTION_WORDS:
            reached |= spelt
        for begin in {0, *spelt}:
            for end in range(begin + 1, len(short) + 1):
                if term.startswith(short[begin:end]):
                    reached.add(end)
        if term == "and":
            for begin in spelt:
                if short[begin] == "n":
                    reached.add(begin + 1)
        if len(short) in reached:
            return True
        spelt = reached
    return False
