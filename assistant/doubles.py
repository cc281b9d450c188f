"""Find what a library has twice: works with two texts, and two works that look like one. Each has a command."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from assistant.ingest.changed import MAX_CHANGED_ELSEWHERE, family_names
from assistant.ingest.model import may_be_there
from corpus.model import Filter, Holding, Reference, Source
from corpus.store.corpus import Corpus
from corpus.store.summaries import WorkNames
from corpus.text.changes import changed_share
from corpus.text.words import normalize

MIN_TITLE_WORDS = 3
"""A shorter title, such as "Annual Report", is of many works. Chosen."""


@dataclass(frozen=True, slots=True)
class Double:
    """Something that a library has twice.

    Attributes:
        what: what it is, in words.
        keys: of the work, or of the two works.
        command: a command that settles it.
    """

    what: str
    keys: tuple[str, ...]
    command: str


def find_doubles(corpus: Corpus) -> list[Double]:
    """Return the works with two texts, then the pairs of works that look like one work."""
    holdings: dict[str, list[Holding]] = {}
    keys = {*corpus.works_with_texts(2), *_works_of_one_title(corpus)}  # few, so that few records are read
    for holding in corpus.holdings(Filter(keys=tuple(keys))) if keys else ():
        holdings.setdefault(holding.reference.key, []).append(holding)
    doubles = list(_works_with_two_texts(holdings))
    for one, other in _pairs_of_one_title(holdings):
        double = _double(corpus, holdings[one], holdings[other])
        if double:
            doubles.append(double)
    return doubles


def _works_of_one_title(corpus: Corpus) -> list[str]:
    """Return the keys of the works whose title another work has that may be of the same year."""
    by_title: dict[str, list[WorkNames]] = {}
    for work in corpus.names():
        by_title.setdefault(normalize(work.title), []).append(work)
    keys = []
    for works in by_title.values():
        in_year = Counter(work.year for work in works)
        for work in works:
            others = len(works) if work.year is None else in_year[work.year] + in_year[None]
            if others > 1:
                keys.append(work.key)
    return keys


def _works_with_two_texts(holdings: dict[str, list[Holding]]) -> Iterator[Double]:
    for key, of_work in holdings.items():
        texts = _texts(of_work)
        for older, newer in pairwise(texts):
            drop, keep = _drop_and_keep(older, newer)
            names = _names(drop, keep)
            command = shlex.join(["evidence", "remove", key, "--file", names[0]])
            yield Double(f"{key} has the texts of {names[0]} and {names[1]}", (key,), command)


def _names(one: Source, other: Source) -> tuple[str, str]:
    """Return the names of two files, or their paths if the names are the same."""
    return (one.origin, other.origin) if one.name == other.name else (one.name, other.name)


def _drop_and_keep(older: Source, newer: Source) -> tuple[Source, Source]:
    """Return the text to remove and the text to keep: the newer one, unless only its file has gone."""
    if may_be_there(older.origin) and not may_be_there(newer.origin):
        return newer, older
    return older, newer


def _texts(holdings: Sequence[Holding]) -> list[Source]:
    """Return the full texts of a work, in the order in which they were added."""
    return [each.source for each in holdings if each.source and each.source.kind == "full text"]


def _pairs_of_one_title(holdings: dict[str, list[Holding]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of works that have one title, and no year or author that contradicts it."""
    by_title: dict[str, list[Reference]] = {}
    for of_work in holdings.values():
        reference = of_work[0].reference
        title = normalize(reference.title)
        if len(title.split()) >= MIN_TITLE_WORDS:
            by_title.setdefault(title, []).append(reference)
    for references in by_title.values():
        for one, other in combinations(references, 2):
            if _may_be_one(one, other):
                yield one.key, other.key


def _may_be_one(one: Reference, other: Reference) -> bool:
    if one.year and other.year and one.year != other.year:
        return False
    names, other_names = family_names(one), family_names(other)
    return not names or not other_names or not set(names).isdisjoint(other_names)


def _double(corpus: Corpus, one: Sequence[Holding], other: Sequence[Holding]) -> Double | None:
    """Return two works that look like one. Two works with texts do only if most of the text is the same."""
    key, other_key = one[0].reference.key, other[0].reference.key
    texts, other_texts = _texts(one), _texts(other)
    if not texts or not other_texts:
        keep, drop = key, other_key
        if other_texts:
            keep, drop = other_key, key
        what = f"{keep} and {drop} have one title"
        return Double(what, (keep, drop), shlex.join(["evidence", "edit", keep, "--merge", drop]))
    older, newer = texts[0], other_texts[0]
    differs = changed_share(corpus.document(older.sha256).text, corpus.document(newer.sha256).text)
    if differs > MAX_CHANGED_ELSEWHERE:
        return None
    old, kept = _drop_and_keep(older, newer)
    what = f"{old.key} and {kept.key} have one title, and {1 - differs:.0%} of their text is the same"
    return Double(what, (old.key, kept.key), shlex.join(["evidence", "remove", old.key]))
