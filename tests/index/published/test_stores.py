"""The published stores find what the contract of stores demands (`tests/index/test_contracts.py`)."""

from collections import Counter
from contextlib import ExitStack

import numpy as np
import pyarrow as pa
import pytest

from corpus.store.mirror import TABLES
from index.published.indexes import bring_up_to_date
from index.published.tables import FORMAT, SCHEMA, About, Tables
from index.published.terms import PublishedTerms
from index.published.vectors import PublishedVectors
from index.query import parse_query
from index.sparse import TantivyTermStore
from index.spelling import check_spelling
from index.terms import passage_terms
from tests.index.documents import passage
from tests.index.test_contracts import (
    LIBRARY,
    QUERIES,
    SCOPES,
    LiteralTerms,
    exact_vectors,
    labels_of,
    scope_in_library,
    scope_of,
    unit_rows,
)
from tests.lance_server import lance_server


def tables_of(place, passages, vectors=None):
    """Publish passages that are in no library: their ids, labels, terms and vectors."""
    dimensions = 4 if vectors is None else vectors.shape[1]
    tables = Tables(place)
    tables.create(About(FORMAT, SCHEMA, "0" * 12, "a model", "its hash", dimensions, {}))
    rows, counted, lengths = [], Counter(), Counter()
    for number, each in enumerate(passages):
        terms = {field: [word.text for word in found] for field, found in passage_terms(each).items()}
        for field, found in terms.items():
            lengths[field] += len(found)
            counted.update((field, term) for term in set(found))
        vector = np.zeros(dimensions) if vectors is None else vectors[number]
        row = {"id": each.id, "source": each.source, "zone": each.zone, "language": each.language}
        row |= {"stems": " ".join(terms["stems"]), "headings_stems": " ".join(terms["headings"])}
        rows.append({**row, "words": " ".join(terms["words"]), "vector": vector.astype("float16")})
    _add(tables, "passage", rows)
    words = [
        {"batch": "b", "publisher": "p", "field": field, "term": term, "passages": count}
        for (field, term), count in counted.items()
    ]
    _add(tables, "word", words)
    _add(tables, "batch", [{"batch": "b", "publisher": "p", "passages": len(rows), **lengths}])
    bring_up_to_date(tables)
    tables.refresh()
    return tables


def _add(tables, name, rows):
    table = tables.table(name)
    table.add(pa.Table.from_pylist(rows, schema=table.schema))


@pytest.fixture(scope="module", params=["folder", "server"])
def new_place(request, tmp_path_factory):
    """A function that returns a new place: a folder, then a server of LanceDB that has its tables in a folder."""
    with ExitStack() as servers:

        def new_place():
            folder = tmp_path_factory.mktemp("tables")
            return str(folder) if request.param == "folder" else servers.enter_context(lance_server(folder))

        yield new_place


@pytest.fixture(scope="module")
def terms(new_place):
    return PublishedTerms(tables_of(new_place(), LIBRARY))


@pytest.mark.parametrize("name", SCOPES)
def test_terms_of_literal_bm25(terms, name):
    """Ids, order and scores equal those of BM25 counted word by word, in every scope, also by translations."""
    literal = LiteralTerms(LIBRARY)
    scope = scope_in_library(name)
    for text, language in QUERIES:
        query = parse_query(text, language)
        for k in (1, 20):
            for method in ("search", "search_translated"):
                found = getattr(terms, method)(query, k, scope)
                expected = getattr(literal, method)(query, k, scope)
                assert [i for i, _ in found] == [i for i, _ in expected], (text, method)
                assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)
        assert terms.matching(query, scope).tolist() == literal.matching(query, scope)


def test_coverage_and_rarity_of_literal_counts(terms):
    literal = LiteralTerms(LIBRARY)
    ids = [each.id for each in LIBRARY]
    for text, language in [each for each in QUERIES if each[1] != "und"]:
        query = parse_query(text, language)
        assert terms.coverage(query, ids) == pytest.approx(literal.coverage(query, ids), rel=1e-4)
        for word in query.words:
            assert terms.rarity(word.stems) == pytest.approx(literal.rarity(word.stems), rel=1e-4)
    assert terms.coverage(parse_query("", "en"), ids) == {}
    assert terms.ids().tolist() == sorted(ids)


RUNS = [
    [("gun", "violence"), ("violence", "fell")],
    [("report", "470"), ("nothing", "here")],
    [("boston",)],
    [("not", "there")],
    [],
]
PHRASES = [("gun", "violence"), ("violence", "gun"), ("boston",), ("report", "470", "of", "the", "gao"), ("nowhere",)]
SLIPS = [("violense", "en"), ("bostn", "en"), ("polcia", "es"), ("shootigns", "en"), ("zzzz", "en"), ("repotr", "und")]


def test_runs_phrases_and_slips_as_on_this_machine(terms, tmp_path):
    """They equal those of the store of this machine, which the contract compares with literal counts."""
    local = TantivyTermStore.create(tmp_path / "terms")
    local.write(LIBRARY, [])
    for runs in RUNS:
        assert terms.with_runs(runs, 3) == local.with_runs(runs, 3)
    for phrase in PHRASES:
        assert terms.passages_with(phrase) == local.passages_with(phrase)
    for word, language in SLIPS:
        assert terms.nearest(word, language) == local.nearest(word, language)
    assert terms.nearest("violense", "en") == "violence"


@pytest.fixture(scope="module")
def drawn(new_place):
    """Vectors on a coarse grid, so that many scores are equal, and a place where they are published."""
    generator = np.random.default_rng(7)
    ids = generator.choice(2**62, 300, replace=False).astype(np.int64)
    vectors = unit_rows(generator, 300)
    passages = []
    for number, i in enumerate(ids.tolist()):
        source, zone, language = labels_of(number)
        passages.append(passage(i, "A text.", language, source=source, zone=zone))
    tables = tables_of(new_place(), passages, vectors)
    return PublishedVectors(tables, 16), ids, vectors


@pytest.mark.parametrize("name", SCOPES)
def test_vectors_of_exact_search(drawn, name):
    """Ids and scores equal those of an exact search, with ties, padding and scopes."""
    store, ids, vectors = drawn
    asked = unit_rows(np.random.default_rng(8), 2)
    scope = scope_of(name, ids)
    for k in (1, 7, 400):
        found_ids, found_scores = store.search(asked, k, scope)
        expected_ids, expected_scores = exact_vectors(ids, vectors, asked, k, scope)
        np.testing.assert_array_equal(found_scores, expected_scores.astype(np.float32))
        np.testing.assert_array_equal(found_ids, expected_ids)
    assert store.within(scope).tolist() == sorted(i for i in exact_ids(ids, vectors, scope))


def exact_ids(ids, vectors, scope):
    found, _ = exact_vectors(ids, vectors, vectors[:1], len(ids), scope)
    return [i for i in found[0].tolist() if i >= 0]


def test_vectors_by_id(drawn):
    """Vectors come back in the order requested, an id more than once if requested. An unknown id is an error."""
    store, ids, vectors = drawn
    picked = [270, 3, 3, 299]
    np.testing.assert_array_equal(store.vectors(ids[picked]), vectors[picked])
    assert store.vectors([]).shape == (0, 16)
    with pytest.raises(KeyError, match="5"):
        store.vectors([5])


def test_words_of_a_query_take_one_request(tmp_path, monkeypatch):
    """All words and parts of words that are compared are looked up together: an object store answers slowly."""
    terms = PublishedTerms(tables_of(str(tmp_path), LIBRARY))
    requests = []
    rows = Tables.rows
    monkeypatch.setattr(Tables, "rows", lambda *arguments: requests.append(arguments[1]) or rows(*arguments))
    query = parse_query("Was gun violence in Boston lower after the callins of policemen?", "en")
    checked = check_spelling(query, terms, is_known=lambda word, language: True)
    local = TantivyTermStore.create(tmp_path / "terms")
    local.write(LIBRARY, [])
    assert checked == check_spelling(query, local, is_known=lambda word, language: True)
    slips = sum(terms.rarity(word.stems) == terms.rarity(()) for word in query.words)
    assert requests.count("word") <= 1 + 2 * slips


def test_every_shared_table_has_its_columns(tmp_path):
    """The tables of `corpus.sqlite` are there, each with the id of the library that published the row."""
    tables = Tables(str(tmp_path / "published"))
    tables.create(About(FORMAT, SCHEMA, "0" * 12, "a model", "its hash", 4, {}))
    for name in TABLES:
        assert "publisher" in tables.table(name).schema.names
