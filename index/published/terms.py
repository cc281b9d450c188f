"""The terms of a published library: LanceDB finds candidates by their words, and they are scored exactly here.

LanceDB has no maximum of several terms and no constant scores, so its own order is only near to that of tantivy. The
candidates are several times the results.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.model import Language
from index.clauses import (
    AllPassages,
    Best,
    Clause,
    Constant,
    Every,
    InLanguages,
    SideBySide,
    Sum,
    Term,
    Weighted,
    conditions,
    most_runs,
    only_in,
    other_languages,
    own_language,
    shares_found,
    side_by_side,
)
from index.edits import MIN_LONG_WORD_LETTERS, edits, likeliest, one_edit_away
from index.model import Scope, by_score_and_id
from index.published.scopes import condition_of
from index.published.scoring import Scorer, Statistics, Terms, languages_in, terms_in
from index.published.tables import FIELD_COLUMNS, Tables, is_in, literal
from index.published.target import reaching
from index.query import Query
from index.score import word_shares
from index.terms import Field, Phrase

CANDIDATES_PER_RESULT, MIN_CANDIDATES = 3, 300
"""Candidates that LanceDB finds for each result, and at least."""

MAX_HELD_PASSAGES = 20_000
"""Passages whose terms are kept: a question compares the same passages several times."""

_COLUMNS = ("id", "language", *FIELD_COLUMNS.values())


class PublishedTerms:
    """The terms of the passages that a place has; answers as `index.protocols.TermStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._held: OrderedDict[int, Terms] = OrderedDict()
        self._frequencies: dict[tuple[Field, str], int] = {}
        self._passages, self._lengths = self._totals()

    def _totals(self) -> tuple[int, Mapping[Field, int]]:
        """Return the number of passages, and of their terms by field."""
        rows = self._tables.rows("batch", None, ["passages", "stems", "headings", "words"])
        passages, *lengths = (sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0, 0)
        return passages, dict(zip(FIELD_COLUMNS, lengths, strict=True))

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""
        return np.unique(np.array([i for (i,) in self._tables.rows("passage", None, ["id"])], dtype=np.int64))

    def search(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score); see `TermStore.search`."""
        return self._best(own_language(query, self._rarity_of), k, scope)

    def search_translated(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score); see `TermStore.search_translated`."""
        return self._best(other_languages(query), k, scope)

    def coverage(self, query: Query, ids: Sequence[int]) -> dict[int, float]:
        """Return the share of the query's words that each passage or its headings have; see `TermStore.coverage`."""
        shares = word_shares(query, self.rarity)
        if not shares or not ids:
            return {}
        return self._scores(shares_found(query, shares), self._terms_of(ids))

    def matching(self, query: Query, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids, ascending, of all passages that have the phrases of a query and none of its exclusions."""
        clause = conditions(query)
        return np.array(sorted(self._scores(clause, self._all(clause, scope))), dtype=np.int64)

    def rarity(self, stems: Collection[str]) -> float:
        """Return how rare a word is, given the stems it can have: the inverse document frequency of BM25, 0 or more."""
        return self._rarity_of("stems", stems)

    def look_up(self, terms: Collection[str]) -> None:
        """Read in how many passages some words and stems are, with one request."""
        self._count({(field, term) for term in terms for field in FIELD_COLUMNS})

    def passages_with(self, phrase: Phrase) -> int:
        """Return how many passages have these words side by side, without stemming."""
        clause = side_by_side(phrase)
        counted = self._statistics_of(clause).frequencies
        frequencies = [counted.get(("words", word), 0) for word in phrase]
        if len(phrase) == 1 or 0 in frequencies:
            return min(frequencies, default=0)
        return len(self._scores(clause, self._all(clause, None)))

    def with_runs(self, runs: Collection[Phrase], k: int) -> list[int]:
        """Return at most `k` ids of the passages that have the most of some runs of words; see `TermStore`."""
        return [i for i, _ in self._best(most_runs(runs), k, None)] if runs else []

    def nearest(self, word: str, language: Language) -> str | None:
        """Return the word of a passage that was most likely meant; see `TermStore.nearest`."""
        occurs = partial(self._occurs_in, language=language)
        one_away = likeliest(word, self._one_edit_away(word), occurs)
        return one_away or likeliest(word, self._two_edits_away(word), occurs)

    # --- words -------------------------------------------------------------------------------------------------

    def _one_edit_away(self, word: str) -> Iterator[tuple[str, int]]:
        others = {other for other in set(one_edit_away(word)) - {word} if other[0] == word[0]}
        yield from self._counted(is_in("term", others)).items()

    def _two_edits_away(self, word: str) -> Iterator[tuple[str, int]]:
        if len(word) < MIN_LONG_WORD_LETTERS:
            return
        beginning = word[:2]
        after = beginning[0] + chr(ord(beginning[1]) + 1)
        counted = self._counted(f"term >= {literal(beginning)} AND term < {literal(after)}")
        for other, frequency in counted.items():
            if other.isalpha() and edits(word, other, 2) == 2:
                yield other, frequency

    def _counted(self, condition: str) -> dict[str, int]:
        """Return in how many passages each word is that a condition admits."""
        counts: dict[str, int] = {}
        for term, passages in self._tables.rows("word", f"field = 'words' AND {condition}", ["term", "passages"]):
            counts[term] = counts.get(term, 0) + passages
        return counts

    def _occurs_in(self, word: str, language: Language) -> bool:
        if language == "und":
            return True
        return bool(self._best(only_in(Term("words", word), language, "und"), 1, None))

    # --- statistics --------------------------------------------------------------------------------------------

    def _rarity_of(self, field: Field, terms: Collection[str]) -> float:
        self._count({(field, term) for term in terms})
        return self._statistics().rarity(field, list(terms))

    def _statistics(self) -> Statistics:
        return Statistics(self._passages, self._lengths, self._frequencies)

    def _statistics_of(self, clause: Clause) -> Statistics:
        """Return statistics with the frequencies of all terms of a clause."""
        self._count(set(terms_in(clause)))
        return self._statistics()

    def _count(self, terms: Collection[tuple[Field, str]]) -> None:
        """Look up in how many passages some terms are, if they were not looked up yet."""
        unknown = {term for term in terms if term not in self._frequencies}
        if not unknown:
            return
        self._frequencies |= dict.fromkeys(unknown, 0)
        rows = self._tables.rows_of("word", "term", {text for _, text in unknown}, ["field", "term", "passages"])
        for field, text, passages in rows:
            if (field, text) in unknown:
                self._frequencies[field, text] += passages

    # --- candidates --------------------------------------------------------------------------------------------

    def _best(self, clause: Clause | None, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score) in scope, best first, equal scores in ascending order of id."""
        if clause is None or k == 0:
            return []
        limit = max(CANDIDATES_PER_RESULT * k, MIN_CANDIDATES)
        scores = self._scores(clause, self._candidates(clause, scope, limit))
        return sorted(scores.items(), key=by_score_and_id)[:k]

    def _all(self, clause: Clause, scope: Scope | None) -> dict[int, Terms]:
        """Return the terms of all passages that may match a clause."""
        return self._candidates(clause, scope, max(self._passages, 1))

    def _candidates(self, clause: Clause, scope: Scope | None, limit: int) -> dict[int, Terms]:
        """Return the terms of the passages that LanceDB finds for a clause, by id."""
        searched = _full_text(clause)
        conditions_met = [condition_of(scope), _in_languages(languages_in(clause))]
        condition = " AND ".join(each for each in conditions_met if each)
        with reaching(self._tables.place):
            table = self._tables.table("passage")
            search = table.search() if searched is None else table.search(searched, query_type="fts")
            if condition:
                search = search.where(condition)
            found = search.limit(limit).select(["id", *([] if searched is None else ["_score"])]).to_arrow()
        return self._terms_of(found["id"].to_pylist())

    def _terms_of(self, ids: Iterable[int]) -> dict[int, Terms]:
        """Return the terms of passages by id. Those that are not there are left out."""
        wanted = dict.fromkeys(ids)
        missing = [i for i in wanted if i not in self._held]
        for i, language, *texts in self._tables.rows_of("passage", "id", missing, _COLUMNS):
            fields = {field: text.split(" ") if text else [] for field, text in zip(FIELD_COLUMNS, texts, strict=True)}
            self._held[i] = Terms(language, fields)
        found = {i: self._held[i] for i in wanted if i in self._held}
        while len(self._held) > MAX_HELD_PASSAGES:
            self._held.popitem(last=False)
        return found

    def _scores(self, clause: Clause, passages: Mapping[int, Terms]) -> dict[int, float]:
        """Return the scores of the passages that a clause matches."""
        scorer = Scorer(list(passages.values()), self._statistics_of(clause))
        scores = zip(passages, scorer.scores(clause).tolist(), strict=True)
        return {i: value for i, value in scores if not isnan(value)}


def _in_languages(languages: Collection[Language] | None) -> str | None:
    return None if languages is None else is_in("language", languages)


def _full_text(clause: Clause, weight: float = 1.0) -> Any:
    """Return a clause as LanceDB knows it: the same passages, in about the same order. None admits all passages.

    Languages are left out: they are a condition on the rows.
    """
    from lancedb.query import BooleanQuery, MatchQuery, Occur, PhraseQuery

    match clause:
        case Term(field, text):
            return MatchQuery(text, FIELD_COLUMNS[field], boost=weight)
        case SideBySide(words):
            return PhraseQuery(" ".join(words), FIELD_COLUMNS["words"])
        case Sum(parts) | Best(parts):
            each = [_full_text(part, weight) for part in parts]
            return None if None in each else BooleanQuery([(Occur.SHOULD, part) for part in each])
        case Every(parts, without, extra):
            required = [(Occur.MUST, part) for each in parts if (part := _full_text(each, weight)) is not None]
            optional = [(Occur.SHOULD, part) for each in extra if (part := _full_text(each, weight)) is not None]
            if not required:
                return None
            refused = [(Occur.MUST_NOT, _full_text(part)) for part in without]
            return BooleanQuery([*required, *optional, *refused])
        case Weighted(part, factor):
            return _full_text(part, weight * factor)
        case Constant(part, _):
            return _full_text(part, weight)
        case InLanguages() | AllPassages():
            return None
