"""How a question was read: what is said is what the search goes by."""

from dataclasses import replace

import pytest

from assistant.explain import WEIGHTS, SecondLook, explain
from corpus.model import Filter
from index.model import Query
from index.rerank import READ, SentenceReader
from index.search import NAMED
from index.thesaurus import expand
from tests.encoders import WordEncoder


class Reader:
    """A reranker that is never asked."""

    name = "reader"
    languages = frozenset({"en"})


def explained(text, language="en", reranker=None):
    return explain(Query(text, 10, Filter(), language), reranker, SentenceReader(WordEncoder(), {}))


def test_words_come_with_the_stems_they_are_looked_for_by():
    """This test ensures that function words are out, that words stand as typed, and that pairs are side by side."""
    found = explained("Did GVI reduce homicides in Boston?")
    assert found.words == {"GVI": {"gvi"}, "reduce": {"reduc"}, "homicides": {"homicid"}, "Boston": {"boston"}}
    assert list(found.pairs) == [("gvi", "reduce"), ("reduce", "homicides")]
    assert list(found.names) == ["gvi", "boston"]


def test_quotes_and_exclusions_stand_apart():
    """This test ensures that what must be there word for word, and what must not, is no word among others."""
    found = explained('"focused deterrence" gangs -drug')
    assert list(found.words) == ["gangs"]
    assert (found.phrases, found.excluded) == ((("focused", "deterrence"),), (("drug",),))


def test_synonyms_are_in_the_language_and_translations_in_the_others():
    """This test ensures that both are those of the thesaurus, each beside the words that it stands for."""
    found = explained("Which murders?")
    assert [(each.asked, each.terms) for each in found.synonyms] == [(("murders",), (("homicide",),))]
    assert found.translations == {other: expand("Which murders?", "en", other) for other in ("es", "pt")}
    assert ("homicidio",) in found.translations["es"][0].terms


def test_keywords_have_their_synonyms_in_all_languages():
    """This test ensures that a question of unknown language has no translations beside its synonyms."""
    found = explained("homicidio", "und")
    assert found.translations == {}
    assert {("murder",), ("asesinato",), ("assassinato",)} <= set(found.synonyms[0].terms)


@pytest.mark.parametrize(
    ("question", "language", "reranker", "expected"),
    [
        ("What is GVI?", "en", Reader(), SecondLook("reader", READ, frozenset({"en"}), None)),
        ("GVI", "en", Reader(), SecondLook("reader", 0, frozenset({"en"}), "the form of a question")),
        ("DDR GVI", "und", Reader(), SecondLook("reader", 0, frozenset({"en"}), "does not read the question's")),
        ("¿Qué es?", "es", Reader(), SecondLook("words", READ, None, None)),
        ('¿Quién dijo "GVI"?', "es", Reader(), SecondLook("reader", 0, frozenset({"en"}), "a phrase is quoted")),
        ("¿Qué es?", "es", None, SecondLook(None, 0, None, "left out on request")),
        ('Who said "GVI"?', "en", Reader(), SecondLook("reader", 0, frozenset({"en"}), "a phrase is quoted")),
        ("What is GVI?", "en", None, SecondLook(None, 0, None, "left out on request")),
    ],
)
def test_the_second_look_says_why_it_was_not_taken(question, language, reranker, expected):
    """This test ensures that it has either the number of passages that are read or the reason why none is.

    A question in a language that the reranker does not read is read by the encoder, whose texts may be in any.
    """
    found = explained(question, language, reranker).second_look
    assert (expected.reason or "") in (found.reason or "")
    assert replace(found, reason=expected.reason) == expected
    assert (found.reason is None) == (expected.reason is None)


def test_it_says_whether_the_question_compares():
    """This test ensures that the reason for an order that is not that of the scores is there."""
    assert explained("How do Boston and Oakland differ?").compares
    assert not explained("What is GVI?").compares


def test_weights_are_those_of_the_search():
    """This test ensures that each weight is the one that ranks."""
    assert explained("What is GVI?").weights == WEIGHTS
    assert WEIGHTS["work"] == NAMED
