"""What every store must do: return the ids and the scores of an exact search.

The reference searches here are slow and literal. A store joins the tests by its class in `VECTOR_STORES` or
`TERM_STORES`.
"""

from collections.abc import Sequence
from dataclasses import replace
from inspect import signature
from math import log
from typing import get_args
from uuid import uuid4

import numpy as np
import pytest

from bench.e5_like import Cloud
from corpus.errors import LibraryDamaged
from corpus.model import Zone
from index import clauses
from index.dense import SegmentedVectorStore
from index.model import Labels, Scope
from index.protocols import LocalTermStore, LocalVectorStore
from index.query import parse_query
from index.sparse import TantivyTermStore
from index.stores import TERM_STORE, VECTOR_STORE
from index.terms import stems, words
from tests.index.documents import passage

VECTOR_STORES = {"segments": SegmentedVectorStore}
TERM_STORES = {"tantivy": TantivyTermStore}


@pytest.mark.parametrize(
    ("store", "protocol"),
    [(store, LocalVectorStore) for store in VECTOR_STORES.values()]
    + [(store, LocalTermStore) for store in TERM_STORES.values()],
)
def test_public_methods_are_those_of_the_protocol(store, protocol):
    """A store has the methods of its protocol, with the same parameters, and no others: callers need no more."""
    assert public_methods(store) == public_methods(protocol)


def public_methods(cls):
    """Return the names of the public methods of a class, each with the names of its parameters."""
    found = {}
    for name in dir(cls):
        method = getattr(cls, name)
        if not name.startswith("_") and callable(method):
            found[name] = list(signature(method).parameters)
    return found


def test_the_stores_in_use_are_tested():
    """The stores that indexes are built with are tested here."""
    assert VECTOR_STORE in VECTOR_STORES.values()
    assert TERM_STORE in TERM_STORES.values()


# --- scopes ----------------------------------------------------------------------------------------------------

SCOPES = [
    "everything",
    "ten",
    "all but ten",
    "none",
    "unknown ids",
    "all but none",
    "two sources",
    "all but two sources",
    "no source",
    "an unknown source",
    "one zone",
    "all zones",
    "one language",
    "two languages",
    "all conditions",
]

SOURCES, ZONES, LANGUAGES = ("a", "b", "c", "d"), ("body", "references", "front matter"), ("en", "es", "und")


def scope_of(name, ids):
    picked = np.array(sorted(ids)[:10], dtype=np.int64)
    empty = np.array([], dtype=np.int64)
    two = frozenset({"a", "c"})
    return {
        "everything": None,
        "ten": Scope(ids=picked),
        "all but ten": Scope(without_ids=picked),
        "none": Scope(ids=empty),
        "unknown ids": Scope(ids=np.array([1, 2, 3], dtype=np.int64)),
        "all but none": Scope(without_ids=empty),
        "two sources": Scope(sources=two),
        "all but two sources": Scope(without_sources=two),
        "no source": Scope(sources=frozenset()),
        "an unknown source": Scope(sources=frozenset({"z"}), without_sources=frozenset({"y"})),
        "one zone": Scope(zones=frozenset({"body"})),
        "all zones": Scope(zones=frozenset(get_args(Zone))),
        "one language": Scope(languages=frozenset({"es"})),
        "two languages": Scope(languages=frozenset({"en", "pt"})),
        "all conditions": Scope(
            two | {"b"}, frozenset({"a"}), frozenset(ZONES[:2]), frozenset({"en", "es"}), None, picked[:3]
        ),
    }[name]


def is_inside(i, scope, labels):
    """Return whether a passage with these labels (source, zone, language) meets all conditions of a scope."""
    if scope is None:
        return True
    source, zone, language = labels
    conditions = [
        scope.sources is None or source in scope.sources,
        source not in scope.without_sources,
        scope.zones is None or zone in scope.zones,
        scope.languages is None or language in scope.languages,
        scope.ids is None or i in scope.ids,
        scope.without_ids is None or i not in scope.without_ids,
    ]
    return all(conditions)


def test_a_part_of_a_scope_is_of_some_sources():
    """Sources restrict a scope further, and leave its other conditions as they are."""
    everything = Scope(zones=frozenset({"body"}), without_sources=frozenset({"a"}))
    of_two = everything.of_sources(["a", "b"])
    assert (of_two.sources, of_two.without_sources, of_two.zones) == ({"a", "b"}, {"a"}, {"body"})
    assert of_two.of_sources(["b", "c"]).sources == {"b"}


# --- vectors ---------------------------------------------------------------------------------------------------


def labels_of(n):
    """Return the source, zone and language of the passage that was drawn as the n-th."""
    return SOURCES[n % 4], ZONES[n % 3], LANGUAGES[n // 5 % 3]


def labels(numbers):
    return Labels(*zip(*(labels_of(n) for n in numbers), strict=True)) if len(numbers) else Labels((), (), ())


def exact_vectors(ids, vectors, queries, k, scope, numbers=None):
    """Return the inner products of all rows in scope, sorted by score, then by id."""
    numbers = range(len(ids)) if numbers is None else numbers
    inside = [n for n in numbers if is_inside(ids[n], scope, labels_of(n))]
    found_ids, found_scores = [], []
    for query in queries:
        ranked = sorted((-float(vectors[n] @ query), int(ids[n])) for n in inside)[:k]
        missing = k - len(ranked)
        found_ids.append([i for _, i in ranked] + [-1] * missing)
        found_scores.append([-score for score, _ in ranked] + [-np.inf] * missing)
    return np.array(found_ids), np.array(found_scores)


def unit_rows(generator, n, dimensions=16):
    """Return random unit rows on a coarse grid: their inner products are exact in 32 bits, and often equal."""
    return generator.choice(np.array([-0.25, 0.25], dtype=np.float32), (n, dimensions))


NONE = np.array([], dtype=np.int64)


@pytest.fixture
def random_vectors():
    generator = np.random.default_rng(7)
    ids = generator.choice(2**62, 300, replace=False).astype(np.int64)
    return ids, unit_rows(generator, 300)


@pytest.fixture(params=VECTOR_STORES)
def vector_store(request):
    return VECTOR_STORES[request.param]


@pytest.fixture
def build(vector_store, tmp_path):
    """A function that makes a store with one write."""

    def build(ids, vectors):
        store = vector_store.create(tmp_path / f"vectors {uuid4()}", vectors.shape[1])
        store.write(ids, vectors, labels(range(len(ids))), NONE)
        return store

    return build


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("queries", [1, 30])
@pytest.mark.parametrize("k", [0, 1, 7, 150, 400])
def test_vectors_of_exact_search(build, random_vectors, scope, queries, k):
    """Ids and scores equal those of an exact search, with ties, padding and scopes."""
    ids, vectors = random_vectors
    asked = unit_rows(np.random.default_rng(8), queries)
    within = scope_of(scope, ids)
    store = build(ids, vectors)
    found_ids, found_scores = store.search(asked, k, within)
    expected_ids, expected_scores = exact_vectors(ids, vectors, asked, k, within)
    assert found_ids.dtype == np.int64
    assert found_scores.dtype == np.float32
    np.testing.assert_array_equal(found_ids, expected_ids)
    np.testing.assert_array_equal(found_scores, expected_scores)
    assert store.within(within).tolist() == sorted(
        ids[n] for n in range(len(ids)) if is_inside(ids[n], within, labels_of(n))
    )


def test_vectors_on_no_grid(build):
    """Of vectors with any values, ids are those of an exact search in the precision of the store, and so are scores."""
    generator = np.random.default_rng(3)
    vectors = generator.standard_normal((2000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = generator.choice(2**62, 2000, replace=False).astype(np.int64)
    store = build(ids, vectors)
    stored = store.vectors(ids)
    np.testing.assert_allclose(stored, vectors, rtol=2**-10, atol=1e-6)  # half precision has 11 bits
    found, scores = store.search(vectors[:5], 20, None)
    expected, expected_scores = exact_vectors(ids, stored.astype(np.float64), vectors[:5].astype(np.float64), 20, None)
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_allclose(scores, expected_scores, atol=1e-6)


def test_equal_vectors_come_by_ascending_id(build):
    """Of many equal vectors the lowest ids are returned, whatever `k` is."""
    ids = np.arange(200, 0, -1, dtype=np.int64)
    store = build(ids, np.full((200, 16), 0.25, dtype=np.float32))
    found, _ = store.search(np.full((1, 16), 0.25, dtype=np.float32), 5, None)
    assert found.tolist() == [[1, 2, 3, 4, 5]]


def test_equal_vectors_of_several_writes_have_equal_scores(build):
    """A paragraph that is printed twice has one score, wherever its copies were written, and comes by ascending id."""
    generator = np.random.default_rng(4)
    vectors = generator.standard_normal((40, 384)).astype(np.float32)
    store = build(np.arange(1000, 1037), vectors[:37])
    for write in range(3):
        store.write(np.array([9 - write]), vectors[5:6], labels([0]), NONE)
        store.write(np.arange(50 * write, 50 * write + 13) + 100, vectors[20:33], labels(range(13)), NONE)
    found, scores = store.search(vectors[5:6] + vectors[20:21] / 2, 4, None)
    assert found.tolist() == [[7, 8, 9, 1005]]
    assert len(set(scores[0].tolist())) == 1


def test_no_vectors_and_no_queries(build):
    """An empty store returns padding; no queries return no rows."""
    empty = build(np.array([], dtype=np.int64), np.zeros((0, 4), dtype=np.float32))
    assert empty.ids().tolist() == []
    ids, scores = empty.search(np.ones((2, 4), dtype=np.float32), 3, None)
    assert ids.tolist() == [[-1] * 3] * 2
    assert scores.tolist() == [[-np.inf] * 3] * 2
    one = build(np.array([5]), np.ones((1, 4), dtype=np.float32))
    assert one.search(np.zeros((0, 4), dtype=np.float32), 3, None)[0].shape == (0, 3)


def test_ids_and_vectors(build, random_vectors):
    """Ids are in ascending order; vectors come back in the order requested, an id more than once if requested."""
    ids, vectors = random_vectors
    store = build(ids, vectors)
    assert store.dimensions == 16
    assert store.ids().dtype == np.int64
    assert store.ids().tolist() == sorted(ids.tolist())
    picked = [270, 3, 3, 299]
    np.testing.assert_array_equal(store.vectors(ids[picked]), vectors[picked])
    np.testing.assert_array_equal(store.vectors(ids[picked].tolist()), vectors[picked])
    assert store.vectors([]).shape == (0, 16)
    with pytest.raises(KeyError):
        store.vectors([int(ids[0]), 12345])


def test_many_writes_find_what_one_write_finds(vector_store, random_vectors, tmp_path):
    """After additions, removals, replacements, merges and openings, a store finds what an exact search finds.

    Every third passage is removed. Every ninth comes back with the vector and the labels of another one.
    """
    ids, vectors = random_vectors
    store = vector_store.create(tmp_path / "años", 16)
    held = {}
    for start in range(0, 300, 12):
        numbers = range(start, start + 12)
        gone = [n for n in held if n % 3 == 0]
        store.write(ids[numbers], vectors[numbers], labels(numbers), ids[gone])
        held = {n: n for n in [*held, *numbers] if n not in gone}
        back = [n for n in numbers if n % 9 == 0]
        store.write(ids[back], vectors[[n + 1 for n in back]], labels([n + 1 for n in back]), NONE)
        held |= {n: n + 1 for n in back}
        if start % 5 == 0:
            store.merge()
            assert not store.is_merge_due
        store = vector_store.open(tmp_path / "años") if start % 7 == 0 else store
    numbers, drawn = list(held), [held[n] for n in held]
    assert store.ids().tolist() == sorted(ids[numbers].tolist())
    np.testing.assert_array_equal(store.vectors(ids[numbers]), vectors[drawn])
    asked = unit_rows(np.random.default_rng(8), 3)
    every = [(int(ids[n]), vectors[m], labels_of(m)) for n, m in held.items()]
    for source, own in store.passage_sums().items():
        of_source = [i for i, _, (name, _, _) in every if name == source]
        assert own == (len(of_source), sum(i % 2**32 for i in of_source), sum(i // 2**32 for i in of_source))
    assert sum(own.passages for own in store.passage_sums().values()) == len(held)
    for name in SCOPES:
        within = scope_of(name, ids[numbers])
        inside = [(i, row) for i, row, own in every if is_inside(i, within, own)]
        found, scores = store.search(asked, 9, within)
        for query, found_ids, found_scores in zip(asked, found, scores, strict=True):
            best = sorted((-float(row @ query), i) for i, row in inside)[:9]
            assert [i for i in found_ids.tolist() if i >= 0] == [i for _, i in best]
            assert [score for score in found_scores.tolist() if score > -np.inf] == [-score for score, _ in best]


def test_an_opened_store_of_vectors_sees_what_it_opened(vector_store, random_vectors, tmp_path):
    """A reader finds the same after a writer has added, removed and merged, and after the files were deleted."""
    ids, vectors = random_vectors
    writer = vector_store.create(tmp_path / "vectors", 16)
    for start in range(0, 120, 10):
        numbers = range(start, start + 10)
        writer.write(ids[numbers], vectors[numbers], labels(numbers), NONE)
    reader = vector_store.open(tmp_path / "vectors")
    before = reader.search(vectors[:2], 9, None)
    assert writer.is_merge_due
    writer.write(ids[120:], vectors[120:], labels(range(120, 300)), ids[:110])
    writer.merge()
    assert len(writer.ids()) == 190
    np.testing.assert_array_equal(reader.search(vectors[:2], 9, None), before)
    assert len(vector_store.open(tmp_path / "vectors").ids()) == 190


@pytest.mark.parametrize("damage", ["missing", "a file", "empty"])
def test_no_store_of_vectors(vector_store, tmp_path, damage):
    """A folder that is missing, or is not a store, is named in the error."""
    path = tmp_path / "vectors.store"
    if damage == "a file":
        path.write_bytes(b"not a store")
    if damage == "empty":
        path.mkdir()
    with pytest.raises(LibraryDamaged, match=r"vectors\.store"):
        vector_store.open(path)


def test_a_store_of_vectors_is_not_made_twice(vector_store, tmp_path):
    """A store is not made in a folder that exists."""
    vector_store.create(tmp_path / "vectors", 4)
    with pytest.raises(FileExistsError):
        vector_store.create(tmp_path / "vectors", 4)


LARGE = 51_000
"""Passages of the large store: more than are searched exactly."""


@pytest.fixture(scope="module", params=VECTOR_STORES)
def large_store(request, tmp_path_factory):
    """A large store of vectors like those of the default encoder, written in parts, with questions."""
    cloud = Cloud.load()
    rows = cloud.passages(LARGE, np.random.default_rng(1))
    questions, _ = cloud.questions(rows, 40, np.random.default_rng(2))
    ids = np.random.default_rng(3).choice(2**62, LARGE, replace=False).astype(np.int64)
    store = VECTOR_STORES[request.param].create(tmp_path_factory.mktemp("large") / "vectors", cloud.dimensions)
    for start in (0, 40_000, 50_900):
        numbers = range(start, {0: 40_000, 40_000: 50_900, 50_900: LARGE}[start])
        store.write(ids[numbers], rows[numbers], labels(numbers), NONE)
    return store, ids, rows.astype(np.float16).astype(np.float32), questions


WIDE = {
    "everything": None,
    "three sources": Scope(without_sources=frozenset({"a"})),
    "one zone": Scope(zones=frozenset({"body"})),
    "a source, a zone, a language": Scope(frozenset({"a"}), zones=frozenset({"body"}), languages=frozenset({"es"})),
}


@pytest.mark.parametrize("scope", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize(("k", "least"), [(10, 0.98), (200, 0.95)])
def test_recall_of_a_large_store(large_store, scope, k, least):
    """Of the best passages of an exact search nearly all are found, with exact scores, also in wide scopes."""
    store, ids, rows, questions = large_store
    inside = np.array([is_inside(None, scope, labels_of(n)) for n in range(LARGE)])
    exact = np.where(inside, questions @ rows.T, -np.inf)
    best = np.argsort(-exact, axis=1)[:, :k]
    found, scores = store.search(questions, k, scope)
    recall = np.mean([np.isin(ids[wanted], own).mean() for wanted, own in zip(best, found, strict=True)])
    assert recall >= least
    number_of = {int(i): n for n, i in enumerate(ids)}
    for question in (0, 30):
        found_numbers = [number_of[i] for i in found[question].tolist()]
        np.testing.assert_allclose(scores[question], exact[question][found_numbers], atol=1e-5)


def test_a_large_store_is_searched_exactly_in_a_narrow_scope(large_store):
    """A scope of some thousand passages has the ids of an exact search."""
    store, ids, rows, questions = large_store
    chosen = np.arange(0, LARGE, 31)
    found, _ = store.search(questions[:20], 30, Scope(ids=np.sort(ids[chosen])))
    best = np.argsort(-(questions[:20] @ rows[chosen].T), axis=1)[:, :30]
    np.testing.assert_array_equal(found, ids[chosen][best])


# --- terms -----------------------------------------------------------------------------------------------------

LIBRARY = [
    passage(50, "Gun violence fell in Boston after the call-in. Violence fell.", headings=["Results"], source="a"),
    passage(11, "The gun was sold. Violence by gangs is rare.", headings=["Gun markets", "Boston"], source="a"),
    passage(12, "Police said that shootings and a shooting were reported (GAO-21-470).", source="b"),
    passage(30, "Report 470 of the GAO, volume 21, on police.", source="b", zone="references"),
    passage(29, "Report 470 of the GAO, volume 21, on police.", source="c"),
    passage(60, "La policía de Boston habló de la violencia y de los jóvenes.", "es", ["Violencia"], "c"),
    passage(61, "El joven habló con policías sobre gun violence.", "es", source="c", zone="front matter"),
    passage(70, "A violência e as ações da polícia em Boston.", "pt", source="d"),
    passage(80, "Boston 1990 17 1991 22 homicidios homicídios homicides", "und", source="d", zone="figures"),
]


class LiteralTerms:
    """BM25 as in Robertson & Zaragoza (2009), eq. 3.15, with Lucene's idf, word by word over a list."""

    def __init__(self, passages: Sequence) -> None:
        self.fields = {
            "stems": {p.id: self._stemmed(p.text, p) for p in passages},
            "headings": {p.id: self._stemmed("\n".join(p.headings), p) for p in passages},
            "words": {p.id: [w.text for w in words(p.text)] for p in passages},
        }
        self.languages = {p.id: p.language for p in passages}
        self.labels = {p.id: (p.source, p.zone, p.language) for p in passages}

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

    def score(self, i, query):
        total = sum(self.bm25("words", i, phrase) for phrase in query.phrases)
        for word in query.words:
            total += max(self.bm25("stems", i, [stem]) for stem in word.stems)
            total += clauses.HEADINGS * max(self.bm25("headings", i, [stem]) for stem in word.stems)
            total += clauses.WORDS * self.bm25("words", i, [w.text for w in words(word.typed)])
        for pair in query.pairs:
            total += clauses.PAIRS * self.bm25("words", i, pair)
        for forms in query.forms:
            total += max(self.form(i, form, forms.parts) for form in forms.others)
        return total

    def form(self, i, form, parts):
        """Return BM25 of a form in several words; of a form in one word, the rarity of its parts if it is there."""
        if len(form) > 1:
            return self.bm25("words", i, form)
        texts = self.fields["words"].values()
        rarity = 0.0
        for part in parts:
            having = sum(part in text for text in texts)
            rarity += log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        return rarity * bool(self.count("words", i, form))

    def concepts(self, i, expansions, language):
        """Return the sum of the best term of each concept: the mean of its words if all of them are there."""
        total = 0.0
        for expansion in expansions:
            each = [
                [max(self.bm25("stems", i, [stem]) for stem in stems(word, language)) for word in term]
                for term in expansion.terms
            ]
            total += max(sum(scores) / len(scores) if all(scores) else 0.0 for scores in each)
        return total

    def is_allowed(self, i, query, scope):
        has_phrases = all(self.count("words", i, phrase) for phrase in query.phrases)
        is_excluded = any(self.count("words", i, phrase) for phrase in query.excluded)
        return has_phrases and not is_excluded and is_inside(i, scope, self.labels[i])

    def search(self, query, k, scope):
        found = []
        for i, language in self.languages.items():
            if query.language != "und" and language not in (query.language, "und"):
                continue
            synonyms = self.concepts(i, query.synonyms, query.language)
            score = self.score(i, query) + clauses.SYNONYMS * synonyms
            if self.is_allowed(i, query, scope) and score > 0:
                found.append((i, score))
        return sorted(found, key=lambda hit: (-round(hit[1], 4), hit[0]))[:k]

    def translated(self, i, word, query):
        """Return the best of a word as it is, its translations, and the concepts that it names."""
        language = self.languages[i]
        each = [self.bm25("words", i, [word.term])]
        each += [self.bm25("stems", i, [stem]) for stem in word.translations.get(language, ())]
        for expansion in query.translations.get(language, ()):
            if word.typed in expansion.asked:
                each.append(self.concepts(i, [expansion], language))
        return max(each)

    def is_foreign(self, i, query):
        return query.language != "und" and self.languages[i] not in (query.language, "und")

    def search_translated(self, query, k, scope):
        found = []
        for i in self.languages:
            if self.is_foreign(i, query) and self.is_allowed(i, query, scope):
                score = sum(self.translated(i, word, query) for word in query.words)
                if score > 0:
                    found.append((i, score))
        return sorted(found, key=lambda hit: (-round(hit[1], 4), hit[0]))[:k]

    def rarity(self, word_stems):
        texts = self.fields["stems"].values()
        having = sum(any(stem in text for stem in word_stems) for text in texts)
        return log(1 + (len(texts) - having + 0.5) / (having + 0.5))

    def coverage(self, query, ids):
        rarities = {word.stems: self.rarity(word.stems) for word in query.words}
        found = {}
        for i in ids:
            present = self.fields["stems"][i] + self.fields["headings"][i]
            share = 0
            for word in query.words:
                is_there = self.translated(i, word, query) if self.is_foreign(i, query) else word.stems & set(present)
                share += rarities[word.stems] * bool(is_there)
            if share:
                found[i] = share / sum(rarities.values())
        return found

    def matching(self, query, scope):
        return sorted(i for i in self.languages if self.is_allowed(i, query, scope))


@pytest.fixture(params=TERM_STORES)
def term_store(request):
    return TERM_STORES[request.param]


@pytest.fixture
def terms(term_store, tmp_path):
    store = term_store.create(tmp_path / "terms")
    store.write(LIBRARY, [])
    return store


@pytest.fixture(scope="module", params=TERM_STORES)
def written_terms(request, tmp_path_factory):
    """A store of terms that tests only read."""
    store = TERM_STORES[request.param].create(tmp_path_factory.mktemp("written") / "terms")
    store.write(LIBRARY, [])
    return store


def found_ids(store, text, k=5):
    return [i for i, _ in store.search(parse_query(text, "en"), k, None)]


QUERIES = [
    ("Gun violence in Boston", "en"),
    ("the police reports", "en"),
    ("gun-violence of hotspots in boston2012", "en"),
    ("U.S. police, 21470 in GAO21", "en"),
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


def scope_in_library(name):
    return scope_of(name, [50, 30, 61, 80] if "ten" in name else [])


@pytest.mark.parametrize(("text", "language"), QUERIES)
@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("k", [1, 3, 20])
@pytest.mark.parametrize("method", ["search", "search_translated"])
def test_terms_of_literal_bm25(written_terms, text, language, scope, k, method):
    """Ids, order and scores equal those of BM25 counted word by word, in every scope, also by translations."""
    query, within = parse_query(text, language), scope_in_library(scope)
    found = getattr(written_terms, method)(query, k, within)
    expected = getattr(LiteralTerms(LIBRARY), method)(query, k, within)
    assert [i for i, _ in found] == [i for i, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_translations_find_passages():
    """The literal search by translations finds passages, so that the comparison above is not of empty lists."""
    literal = LiteralTerms(LIBRARY)
    found = [literal.search_translated(parse_query(text, language), 20, None) for text, language in QUERIES]
    assert sum(bool(each) for each in found) >= 4


@pytest.mark.parametrize(("text", "language"), [each for each in QUERIES if each[1] != "und"])
@pytest.mark.parametrize("ids", [[11, 12, 29, 30, 50, 60, 61, 70, 80], [80, 50], [30], []])
def test_coverage_of_literal_counts(written_terms, text, language, ids):
    """The share of the words equals a count word by word, for any ids. A passage without a word is left out."""
    query = parse_query(text, language)
    assert written_terms.coverage(query, ids) == pytest.approx(LiteralTerms(LIBRARY).coverage(query, ids))


def test_coverage_by_hand(term_store, tmp_path):
    """Of six texts two have guns and three have Boston: rarities log(1 + 4.5 / 2.5) and log(1 + 3.5 / 3.5).

    A word in a heading is there, but is not counted for the rarity. In both places it counts once. A passage in another
    language is read by the translations of the words, and by the words as they are: "armas" are guns, and Boston is the
    same.
    """
    store = term_store.create(tmp_path / "six")
    passages = [
        passage(1, "The gun was sold, and another gun.", headings=["Gun markets"]),
        passage(2, "Boston has guns."),
        passage(3, "It rained.", headings=["Boston"]),
        passage(4, "It was cold."),
        passage(5, "As armas de Boston.", "pt"),
        passage(6, "Boston again."),
    ]
    store.write(passages, [])
    gun, boston = log(2.8), log(2)
    asked = parse_query("guns in Boston", "en")
    both = gun + boston
    expected = {1: gun / both, 2: 1.0, 3: boston / both, 5: 1.0, 6: boston / both}
    assert store.coverage(asked, [1, 2, 3, 4, 5, 6]) == pytest.approx(expected)
    assert store.coverage(asked, [4, 3, 99]) == pytest.approx({3: boston / both})
    assert store.coverage(asked, []) == {}


@pytest.mark.parametrize("text", ["", "-boston", '"gun violence"'])
def test_no_words_cover_nothing(written_terms, text):
    """A query without words of its own, only with a quoted or an excluded one, says nothing about any passage."""
    assert written_terms.coverage(parse_query(text, "en"), [11, 50, 61]) == {}


@pytest.mark.parametrize(("text", "language"), QUERIES)
@pytest.mark.parametrize("scope", SCOPES)
def test_matching_passages(written_terms, text, language, scope):
    """Passages match if they have the phrases and none of the exclusions, in any language."""
    query, within = parse_query(text, language), scope_in_library(scope)
    found = written_terms.matching(query, within)
    assert found.dtype == np.int64
    assert found.tolist() == LiteralTerms(LIBRARY).matching(query, within)


RUNS = {
    "one run": [("gun", "violence")],
    "several": [("gun", "violence"), ("in", "boston"), ("the", "police")],
    "one twice": [("gun", "violence"), ("gun", "violence"), ("in", "boston")],
    "another order": [("violence", "gun")],
    "one word": [("boston",)],
    "none": [],
}


@pytest.mark.parametrize("runs", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("k", [0, 1, 3, 20])
def test_passages_with_the_most_runs(written_terms, runs, k):
    """Passages come by how many of the runs they have, in any language, equal ones by ascending id."""
    literal = LiteralTerms(LIBRARY)
    scores = {i: sum(bool(literal.count("words", i, run)) for run in set(runs)) for i in literal.languages}
    expected = sorted((i for i in scores if scores[i]), key=lambda i: (-scores[i], i))
    assert written_terms.with_runs(runs, k) == expected[:k]


@pytest.mark.parametrize("word", ["boston", "gun", "violenc", "zebra"])
def test_rarity_is_the_inverse_document_frequency(terms, word):
    """The rarity of a word is log(1 + (N - n + 0.5) / (n + 0.5)), n of N passages having the stem."""
    texts = LiteralTerms(LIBRARY).fields["stems"].values()
    n = sum(word in text for text in texts)
    assert terms.rarity([word]) == pytest.approx(log(1 + (len(texts) - n + 0.5) / (n + 0.5)))


def test_equal_scores_come_by_ascending_id(terms):
    """Of passages with equal words the lowest ids are returned, whatever `k` is."""
    terms.write([passage(i, "alpha beta", "en") for i in range(300, 100, -1)], [])
    assert found_ids(terms, "alpha", 3) == [101, 102, 103]


def test_ids_of_terms(term_store, terms, tmp_path):
    """Ids are in ascending order; an empty store has none."""
    assert terms.ids().dtype == np.int64
    assert terms.ids().tolist() == [11, 12, 29, 30, 50, 60, 61, 70, 80]
    assert term_store.create(tmp_path / "empty").ids().tolist() == []


def test_written_again_means_replaced(terms):
    """An id has one text, the last one written, even if it is twice in one write, until it is removed."""
    terms.write([passage(50, "something about zebras"), passage(50, "something about lions")], [])
    assert found_ids(terms, "zebras") == []
    assert found_ids(terms, "lions") == [50]
    terms.write([], [50, 999])
    assert found_ids(terms, "lions") == []


def test_a_write_that_fails_changes_nothing(terms):
    """If the last passage of a write cannot be written, nothing of the write is seen."""
    broken = replace(passage(91, ""), text=None)
    with pytest.raises(TypeError):
        terms.write([passage(90, "zebras"), broken], [50])
    assert found_ids(terms, "zebras") == []
    assert 50 in found_ids(terms, "gun violence")
    terms.write([passage(90, "zebras")], [])
    assert found_ids(terms, "zebras") == [90]


def test_opened_terms_find_the_same(term_store, terms, tmp_path):
    """A store opened by another process finds the same and can be written; the first one sees what it opened."""
    opened = term_store.open(tmp_path / "terms")
    query = parse_query("Gun violence in Boston", "en")
    assert opened.search(query, 5, None) == terms.search(query, 5, None)
    opened.write([passage(9, "zebras")], [50])
    assert opened.ids().tolist() == [9, 11, 12, 29, 30, 60, 61, 70, 80]
    assert terms.ids().tolist() == [11, 12, 29, 30, 50, 60, 61, 70, 80]


def test_folders_of_terms(term_store, terms, tmp_path):
    """A store is not made in a folder that exists, and not opened from one that does not."""
    with pytest.raises(FileExistsError):
        term_store.create(tmp_path / "terms")
    assert len(term_store.open(tmp_path / "terms").ids()) == len(LIBRARY)
    with pytest.raises(LibraryDamaged, match="gone"):
        term_store.open(tmp_path / "gone")
