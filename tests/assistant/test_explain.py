"""The explanation of a query: it shows the query that the search uses."""

from dataclasses import replace

import pytest

from assistant.explain import WEIGHTS, Reranking, explain
from corpus.model import Filter
from index.build import Builder, update
from index.model import ScoreTerm
from index.query import parse_query
from index.rerank import RERANK_PASSAGES, SentenceReranker
from index.score import weights
from index.search import Index, search
from index.thesaurus import expand
from tests.corpus.documents import add_document
from tests.encoders import WordEncoder


class Unused:
    """A reranker that is never called."""

    name = "unused"
    languages = frozenset({"en"})


class Lengths(Unused):
    """A reranker that prefers long texts."""

    def score(self, question, texts):
        return [float(len(text)) for text in texts]


def explained(text, language="en", reranker=None):
    return explain(parse_query(text, language), reranker, SentenceReranker(WordEncoder(), {}))


def test_the_query_is_the_parsed_question():
    """An explanation has the query itself, with its words, stems, names, phrases and expansions."""
    query = explained('Did GVI reduce "gun violence" in Boston? -drug').query
    assert query == parse_query('Did GVI reduce "gun violence" in Boston? -drug', "en")
    assert {word.typed: word.stems for word in query.words} == {
        "GVI": {"gvi"},
        "reduce": {"reduc"},
        "Boston": {"boston"},
    }
    assert query.pairs == (("gvi", "reduce"),)
    assert query.names == ("gvi", "boston")
    assert (query.phrases, query.excluded) == ((("gun", "violence"),), (("drug",),))


def test_synonyms_are_in_the_language_and_translations_in_the_others():
    """Synonyms and translations are those of the thesaurus, each with the words that it is for."""
    query = explained("Which murders?").query
    assert [(each.asked, each.terms) for each in query.synonyms] == [(("murders",), (("homicide",),))]
    assert query.translations == expand("Which murders?", "en", ["es", "pt"])
    assert ("homicidio",) in query.translations["es"][0].terms


def test_keywords_have_their_synonyms_in_all_languages():
    """A query in an unknown language has synonyms in all languages, and no translations."""
    query = explained("homicidio", "und").query
    assert query.translations == {}
    assert {("murder",), ("asesinato",), ("assassinato",)} <= set(query.synonyms[0].terms)


@pytest.mark.parametrize(
    ("question", "language", "reranker", "expected"),
    [
        ("What is GVI?", "en", Unused(), Reranking("unused", RERANK_PASSAGES, frozenset({"en"}), None)),
        ("GVI", "en", Unused(), Reranking("unused", 0, frozenset({"en"}), "not phrased as a question")),
        ("DDR GVI", "und", Unused(), Reranking("unused", 0, frozenset({"en"}), "does not read the language")),
        ("¿Qué es?", "es", Unused(), Reranking("words", RERANK_PASSAGES, None, None)),
        ('¿Quién dijo "GVI"?', "es", Unused(), Reranking("unused", 0, frozenset({"en"}), "a phrase is quoted")),
        ("¿Qué es?", "es", None, Reranking(None, 0, None, "left out on request")),
        ('Who said "GVI"?', "en", Unused(), Reranking("unused", 0, frozenset({"en"}), "a phrase is quoted")),
        ("What is GVI?", "en", None, Reranking(None, 0, None, "left out on request")),
    ],
)
def test_reranking_or_the_reason(question, language, reranker, expected):
    """An explanation has either the number of passages that are reranked, or the reason why none are.

    For a query in a language that the reranker cannot read, the encoder reranks passages in any language.
    """
    found = explained(question, language, reranker).rerank
    assert (expected.reason or "") in (found.reason or "")
    assert replace(found, reason=expected.reason) == expected
    assert (found.reason is None) == (expected.reason is None)


def test_queries_that_compare():
    """The explanation says whether the query compares, which changes the order of an answer."""
    assert explained("How do Boston and Oakland differ?").query.compares
    assert not explained("What is GVI?").query.compares


def test_weights_are_those_of_the_search():
    """The weights are those of term search and of the terms of a score."""
    assert explained("What is GVI?").weights == WEIGHTS
    assert {name: WEIGHTS[name] for name in ScoreTerm} == weights()
    assert WEIGHTS.keys() - set(ScoreTerm) == {"pairs", "synonyms"}


def test_what_is_added_makes_the_score(corpus):
    """The terms of each hit add up to its score, with and without reranking, and each has a weight."""
    add_document(corpus, "calls", "The call-in of Boston was held in the town hall in 2013.")
    add_document(corpus, "dinner", "The dinner was cooked in the kitchen of the town hall.")
    update(corpus, Builder(corpus.folder, WordEncoder()), lambda done, of: None)
    query = parse_query("Where was the call-in held in 2013?", "en")
    for reranker in (None, Lengths()):
        hits = search(query, 5, Filter(), corpus, Index.open(corpus.folder), WordEncoder(), reranker)
        assert len(hits) == 2
        assert any(ScoreTerm.RERANK in hit.added for hit in hits) is (reranker is not None)
        for hit in hits:
            assert hit.score == pytest.approx(sum(hit.added.values()))
            assert hit.added.keys() <= WEIGHTS.keys()
