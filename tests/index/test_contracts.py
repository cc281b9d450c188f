"""What every store must do, whatever is behind it: the ids and the scores of a search done by hand.

The references here are slow and literal. A store joins by its name in `VECTOR_STORES` or `TERM_STORES`.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import pytest

from corpus.model import Locator, Passage
from index import sparse
from index.dense import VectorIndex
from index.model import Scope
from index.sparse import TermIndex
from index.terms import parse, stems, words
from index.thesaurus import expand

VECTOR_STORES = {"faiss": VectorIndex.build}
TERM_STORES = {"tantivy": TermIndex.create}


# --- vectors ---------------------------------------------------------------------------------------------------


def exact_vectors(ids, vectors, queries, k, scope):
    """Inner products of all rows in scope, sorted by score, then id."""
    found_ids, found_scores = [], []
    for query in queries:
        inside = [n for n, i in enumerate(ids) if scope is None or (i in scope.ids) != scope.excluded]
        ranked = sorted((-float(vectors[n] @ query), int(ids[n])) for n in inside)[:k]
        short = k - len(ranked)
        found_ids.append([i for _, i in ranked] + [-1] * short)
        found_scores.append([-score for score, _ in ranked] + [-np.inf] * short)
    return np.array(found_ids), np.array(found_scores)


def unit_rows(generator, n, dimensions=16):
    """Random unit rows on a coarse grid: their inner products are exact in 32 bits, and often equal."""
    return generator.choice(np.array([-0.25, 0.25], dtype=np.float32), (n, dimensions))


@pytest.fixture(params=VECTOR_STORES)
def make_vectors(request):
    return VECTOR_STORES[request.param]


SCOPES = ["everything", "ten", "all but ten", "none", "unknown ids", "all but none"]


def scope_of(name, ids):
    picked = np.array(sorted(ids)[:10], dtype=np.int64)
    empty = np.array([], dtype=np.int64)
    return {
        "everything": None,
        "ten": Scope(picked, excluded=False),
        "all but ten": Scope(picked, excluded=True),
        "none": Scope(empty, excluded=False),
        "unknown ids": Scope(np.array([1, 2, 3], dtype=np.int64), excluded=False),
        "all but none": Scope(empty, excluded=True),
    }[name]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("queries", [1, 30])  # FAISS takes another path from 20 queries on
@pytest.mark.parametrize("k", [1, 7, 150, 400])
def test_vectors_are_those_of_exact_search(make_vectors, scope, queries, k):
    """This test ensures that ids and scores equal those of brute force: ties, padding and scopes included."""
    generator = np.random.default_rng(7)
    ids = generator.choice(2**62, 300, replace=False).astype(np.int64)
    vectors = unit_rows(generator, 300)
    asked = unit_rows(generator, queries)
    within = scope_of(scope, ids)
    found_ids, found_scores = make_vectors(ids, vectors).search(asked, k, within)
    expected_ids, expected_scores = exact_vectors(ids, vectors, asked, k, within)
    assert found_ids.dtype == np.int64
    assert found_scores.dtype == np.float32
    np.testing.assert_array_equal(found_ids, expected_ids)
    np.testing.assert_array_equal(found_scores, expected_scores)


def test_equal_vectors_come_by_ascending_id(make_vectors):
    """This test ensures that the ids kept of many equal vectors are the lowest, wherever the cut falls."""
    ids = np.arange(200, 0, -1, dtype=np.int64)
    store = make_vectors(ids, np.full((200, 16), 0.25, dtype=np.float32))
    found, _ = store.search(np.full((1, 16), 0.25, dtype=np.float32), 5, None)
    assert found.tolist() == [[1, 2, 3, 4, 5]]


def test_no_vectors_and_no_queries(make_vectors):
    """This test ensures that an empty store pads and that no queries give no rows."""
    empty = make_vectors(np.array([], dtype=np.int64), np.zeros((0, 4), dtype=np.float32))
    ids, scores = empty.search(np.ones((2, 4), dtype=np.float32), 3, None)
    assert ids.tolist() == [[-1] * 3] * 2
    assert scores.tolist() == [[-np.inf] * 3] * 2
    one = make_vectors(np.array([5]), np.ones((1, 4), dtype=np.float32))
    assert one.search(np.zeros((0, 4), dtype=np.float32), 3, None)[0].shape == (0, 3)


# --- terms -----------------------------------------------------------------------------------------------------


def passage(i, text, language="en", headings=()):
    place = Locator("page", 1, None)
    return Passage(i, "s", 0, len(text), text, place, place, tuple(headings), "body", language)


LIBRARY = [
    passage(50, "Gun violence fell in Boston after the call-in. Violence fell.", headings=["Results"]),
    passage(11, "The gun was sold. Violence by gangs is rare.", headings=["Gun markets", "Boston"]),
    passage(12, "Police said that shootings and a shooting were reported (GAO-21-470)."),
    passage(30, "Report 470 of the GAO, volume 21, on police."),
    passage(29, "Report 470 of the GAO, volume 21, on police."),
    passage(60, "La policía de Boston habló de la violencia y de los jóvenes.", "es", ["Violencia"]),
    passage(61, "El joven habló con policías sobre gun violence.", "es"),
    passage(70, "A violência e as ações da polícia em Boston.", "pt"),
    passage(80, "Boston 1990 17 1991 22 homicidios homicídios homicides", "und"),
]


class LiteralTerms:
    """BM25 as in Robertson & Zaragoza (2009), eq. 3.15, with Lucene's idf, word by word over a list."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.fields = {
            "stems": {p.id: self._stemmed(p.text, p) for p in passages},
            "headings": {p.id: self._stemmed("\n".join(p.headings), p) for p in passages},
            "words": {p.id: [w.text for w in words(p.text)] for p in passages},
        }
        self.languages = {p.id: p.language for p in passages}

    def _stemmed(self, text, p):
        if p.language != "und":
            return [w.text for w in words(text, p.language)]
        return [
            stem for _, stem in sorted({(w.start, w.text) for each in ("en", "es", "pt") for w in words(text, each)})
        ]

    def count(self, field, i, terms):
        text = self.fields[field][i]
        return sum(text[n : n + len(terms)] == list(terms) for n in range(len(text)))

    def bm25(self, field, i, terms):
        texts = self.fields[field]
        frequency = self.count(field, i, terms)
        idf = 0.0
        for term in terms:
            having = sum(term in text for text in texts.values())
            idf += log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        average = sum(map(len, texts.values())) / len(texts)
        return idf * 2.2 * frequency / (frequency + 1.2 * (0.25 + 0.75 * len(texts[i]) / average))

    def score(self, i, parsed, language):
        total = sum(self.bm25("words", i, phrase) for phrase in parsed.phrases)
        for word in parsed.words:
            forms = stems(word, language)
            total += max(self.bm25("stems", i, [form]) for form in forms)
            total += sparse.HEADINGS * max(self.bm25("headings", i, [form]) for form in forms)
            total += sparse.WORDS * self.bm25("words", i, [w.text for w in words(word)])
        return total + sparse.PAIRS * sum(self.bm25("words", i, pair) for pair in parsed.pairs)

    def otherwise(self, i, text, language, into):
        """The best term of each other name of what is asked, the mean of its words where all of them are there."""
        total = 0.0
        for expansion in expand(text, language, into):
            each = [
                [max(self.bm25("stems", i, [form]) for form in stems(word, into)) for word in term]
                for term in expansion.terms
            ]
            total += max(sum(scores) / len(scores) if all(scores) else 0.0 for scores in each)
        return total

    def search(self, text, language, k, scope):
        parsed = parse(text, language)
        found = []
        for i in self.languages:
            if language != "und" and self.languages[i] not in (language, "und"):
                continue
            if scope is not None and (i in scope.ids) == scope.excluded:
                continue
            wanted = all(self.count("words", i, phrase) for phrase in parsed.phrases)
            barred = any(self.count("words", i, phrase) for phrase in parsed.excluded)
            score = self.score(i, parsed, language) + sparse.SYNONYMS * self.otherwise(i, text, language, language)
            if wanted and not barred and score > 0:
                found.append((i, score))
        return sorted(found, key=lambda hit: (-round(hit[1], 4), hit[0]))[:k]


@pytest.fixture(params=TERM_STORES)
def terms(request, tmp_path):
    store = TERM_STORES[request.param](tmp_path / "terms")
    store.write(LIBRARY, [])
    return store


QUESTIONS = [
    ("Gun violence in Boston", "en"),
    ("the police reports", "en"),
    ("report 470", "en"),
    ("GAO-21-470", "en"),
    ("GAO-21-470", "und"),
    ('"gun violence" Boston', "en"),
    ('"gun violence"', "und"),
    ('"violence gun"', "und"),
    ("violence -boston", "en"),
    ('police -"report 470"', "en"),
    ("jovenes policia violencia", "es"),
    ("ação da policia", "pt"),
    ("Boston", "und"),
    ("homicidio", "pt"),
    ("homicidio Boston violence", "und"),
    ("nothing of this kind", "en"),
    ("-boston", "en"),
    ("", "en"),
]


@pytest.mark.parametrize(("text", "language"), QUESTIONS)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("k", [1, 3, 20])
def test_terms_are_those_of_literal_bm25(terms, text, language, scope, k):
    """This test ensures that ids, order and scores equal those of BM25 counted by hand, in every scope."""
    within = scope_of(scope, [50, 30, 61, 80]) if "ten" in scope else scope_of(scope, [])
    found = terms.search(text, language, k, within)
    expected = LiteralTerms(LIBRARY).search(text, language, k, within)
    assert [i for i, _ in found] == [i for i, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_equal_scores_come_by_ascending_id(terms):
    """This test ensures that of passages with the same words the lowest ids are kept, wherever the cut falls."""
    terms.write([passage(i, "alpha beta", "en") for i in range(300, 100, -1)], [])
    assert [i for i, _ in terms.search("alpha", "en", 3, None)] == [101, 102, 103]


def test_written_again_means_replaced(terms):
    """This test ensures that an id has one text, the last one written, even twice in one write, until it is removed."""
    terms.write([passage(50, "something about zebras"), passage(50, "something about lions")], [])
    assert terms.search("zebras", "en", 5, None) == []
    assert [i for i, _ in terms.search("lions", "en", 5, None)] == [50]
    terms.write([], [50, 999])
    assert terms.search("lions", "en", 5, None) == []


def test_a_write_that_fails_changes_nothing(terms):
    """This test ensures that nothing of a write is seen when its last passage cannot be written."""
    broken = replace(passage(91, ""), text=None)
    with pytest.raises(TypeError):
        terms.write([passage(90, "zebras"), broken], [50])
    assert terms.search("zebras", "en", 5, None) == []
    assert 50 in [i for i, _ in terms.search("gun violence", "en", 5, None)]
    terms.write([passage(90, "zebras")], [])
    assert [i for i, _ in terms.search("zebras", "en", 5, None)] == [90]
