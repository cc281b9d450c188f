"""The terms of a score, each worked out by hand."""

import json
from dataclasses import replace

import pytest

from index import score
from index.model import ScoreTerm
from index.query import parse_query
from index.score import PASSAGES_OF_DOCUMENT, WEIGHTS, has_what_is_asked, is_native, score_terms, weigh, weights
from tests.index.documents import passage

QUERY = parse_query("How many guns fell?", "en")
THREE = [passage(1, "Guns fell."), passage(2, "It rained."), passage(3, "Guns.")]


def values(term, passages, cosines=None, bm25=None, coverage=None, query=QUERY):
    """Return a term of each passage; None for a passage without it. Without `cosines` all are equally near."""
    found = score_terms(query, passages, cosines or [0.5] * len(passages), bm25 or {}, coverage or {})
    return [terms.get(term) for terms in found]


def test_dense_is_the_distance_from_the_nearest_passage():
    """The nearest passage has 0, and the others their cosine less the nearest one's."""
    assert values(ScoreTerm.DENSE, THREE, [0.5, 0.9, 0.7]) == pytest.approx([-0.4, 0.0, -0.2])


@pytest.mark.parametrize(
    ("bm25", "shares"),
    [
        ({1: 8.0, 3: 2.0}, [1.0, 0.0, 0.25]),
        ({2: 0.5}, [0.0, 1.0, 0.0]),
        ({}, [0.0, 0.0, 0.0]),
    ],
)
def test_terms_are_shares_of_the_best_bm25_score(bm25, shares):
    """A passage that term search does not find has 0. If it finds none, all have 0."""
    assert values(ScoreTerm.TERMS, THREE, bm25=bm25) == pytest.approx(shares)


def test_coverage_is_that_of_the_term_store():
    """A passage without any word of the query has 0."""
    assert values(ScoreTerm.COVERAGE, THREE, coverage={1: 1.0, 3: 0.4}) == [1.0, 0.0, 0.4]


def test_kind_is_one_for_a_passage_with_a_number_if_one_is_asked_for():
    """The query asks for a number: the second passage has one. Nobody asks for a number: none counts."""
    passages = [passage(1, "Guns fell."), passage(2, "It was 12 of them.")]
    assert values(ScoreTerm.KIND, passages) == [0.0, 1.0]
    assert values(ScoreTerm.KIND, passages, query=parse_query("Which guns fell?", "en")) == [0.0, 0.0]


def test_a_foreign_passage_has_no_terms():
    """It has 1 for `foreign` instead, even if it shares words. No other passage has that term. All have coverage."""
    passages = [passage(1, "Guns fell."), passage(2, "Las guns.", "es"), passage(3, "12 13", "und")]
    bm25, coverage = {1: 4.0, 2: 4.0, 3: 2.0}, {1: 1.0, 2: 1.0, 3: 0.5}
    assert values(ScoreTerm.FOREIGN, passages, None, bm25, coverage) == [None, 1.0, None]
    assert values(ScoreTerm.TERMS, passages, None, bm25, coverage) == [1.0, None, 0.5]
    assert values(ScoreTerm.COVERAGE, passages, None, bm25, coverage) == [1.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("asked", "written", "native"),
    [("en", "en", True), ("en", "es", False), ("en", "und", True), ("und", "es", True), ("und", "und", True)],
)
def test_a_language_that_is_not_known_is_not_foreign(asked, written, native):
    """Only two languages that are known can differ."""
    assert is_native(parse_query("Oakland", asked), passage(1, "Oakland", written)) is native


def test_a_document_is_as_strong_as_its_strongest_passages():
    """Cosines reach from 0.9 to 0.4, so the dense shares are (cosine - 0.4) / 0.5, and BM25 shares are out of 10.

    long     1 + 1, 0.8 + 0, 0.2 + 0, (0 + 0): the mean of three is 1.0
    short    0.6 + 0.6: 1.2, the strongest
    foreign  twice 0.3: 0.6
    """
    assert PASSAGES_OF_DOCUMENT == 3
    sources = ["long"] * 4 + ["short", "foreign"]
    languages = ["en"] * 5 + ["es"]
    passages = []
    for i, (source, language) in enumerate(zip(sources, languages, strict=True), start=1):
        passages.append(replace(passage(i, "Text.", language), source=source))
    cosines = [0.9, 0.8, 0.5, 0.4, 0.7, 0.55]
    found = values(ScoreTerm.DOCUMENT, passages, cosines, {1: 10.0, 5: 6.0})
    assert found == pytest.approx([1.0 / 1.2] * 4 + [1.0, 0.5])


def test_one_passage_is_the_strongest_document():
    """With one candidate, or with equal ones, no distance can be scaled: all documents have 1."""
    assert values(ScoreTerm.DOCUMENT, THREE[:1]) == [1.0]
    assert values(ScoreTerm.DOCUMENT, [replace(each, source=str(each.id)) for each in THREE]) == [1.0, 1.0, 1.0]


def test_works_and_reranking_are_scored_elsewhere():
    """`named` and `rerank` are not terms of a passage by itself. Every other term belongs to some passage."""
    passages = [passage(1, "Guns fell."), passage(2, "Las guns.", "es")]
    found = set()
    for terms in score_terms(QUERY, passages, [0.5, 0.4], {}, {}):
        found |= terms.keys()
    assert found == set(ScoreTerm) - {ScoreTerm.NAMED, ScoreTerm.RERANK}


def test_the_file_of_weights_has_every_term():
    """The file has one number for each term, and no others; `weights` returns them."""
    stored = json.loads(WEIGHTS.read_text("utf-8"))
    assert stored.keys() == {str(term) for term in ScoreTerm}
    assert weights() == stored
    assert all(type(weight) in (int, float) for weight in stored.values())


def test_each_term_counts_by_its_weight(monkeypatch):
    """A term adds its value times its weight."""
    monkeypatch.setattr(score, "weights", lambda: {ScoreTerm.DENSE: 10, ScoreTerm.KIND: 3, ScoreTerm.NAMED: 7})
    added = weigh({ScoreTerm.DENSE: -0.5, ScoreTerm.KIND: 1.0})
    assert added == {ScoreTerm.DENSE: -5.0, ScoreTerm.KIND: 3.0}


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How many cities use it?", "It is used in 12 cities.", True),
        ("How many cities use it?", "It is used in many cities.", False),
        ("How many of the 30 cities use it?", "Of the 30 cities most do.", False),
        ("How many of the 30 cities use it?", "Of the 30 cities 12 do.", True),
        ("How many cities use it?", "It began in 2012.", False),
        ("When did it begin?", "It began in 2012.", True),
        ("When did it begin?", "It began on March 3.", True),
        ("When did it begin?", "It began with 12 cities.", False),
        ("¿Cuándo empezó?", "Empezó el año pasado.", False),
        ("¿Qué porcentaje bajó?", "Bajó un 31%.", True),
        ("Quantas cidades?", "São sete cidades.", True),
        ("Who began it?", "It began in 2012 with 12 cities.", False),
    ],
)
def test_what_is_asked_for(question, text, expected):
    """A number counts only if the query asks for one, if it is not in the query, and if it is not a year."""
    assert has_what_is_asked(parse_query(question), text) is expected
