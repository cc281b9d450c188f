"""Questions that are refused for what they are: greetings, nonsense, and other languages."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.refusal import FOREIGN, NO_TOPIC, NO_WORD, TOO_FAR, is_pleasantry, why_refused
from index.query import parse_query
from tests.assistant.pieces import hit, passage


def refused(text, is_confident=True, found=True, passage_text="The meeting was long.", language="en"):
    """Return why a question is refused, by a library that has one of its words or none."""
    ranked = [(1, 1.0)] if found else []
    terms = SimpleNamespace(search=lambda *_: ranked, search_translated=lambda *_: [])
    corpus = SimpleNamespace(namings=lambda _: {})
    hits = [hit(replace(passage(passage_text), language=language))]
    return why_refused(parse_query(text), hits, corpus, terms, is_confident=is_confident)


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hi there!",
        "Thanks a lot :)",
        "Thank you very much",
        "How are you today?",
        "who are you?",
        "Good morning, everyone",
        "hola, ¿qué tal?",
        "¡Buenos días!",
        "Muchas gracias",
        "¿Cómo estás?",
        "bom dia",
        "Oi, tudo bem?",
        "Obrigada!",
        "como vai você?",
    ],
)
def test_a_pleasantry(text):
    """A greeting, thanks or small talk is not a question."""
    assert is_pleasantry(parse_query(text))


@pytest.mark.parametrize(
    "text",
    [
        "hello, what is GVI?",
        "Thanks, and what is said at a call-in?",
        "please explain focused deterrence",
        "hola, ¿qué es la disuasión focalizada?",
        "bom dia, o que é a dissuasão focada?",
        "thank you letters to mayors",
        '"hello"',  # asks for the word
        "42",
        "friends",
        "amigos",
        "assistant",
    ],
)
def test_a_question_may_be_polite(text):
    """A question that begins with a greeting is a question."""
    assert not is_pleasantry(parse_query(text))


@pytest.mark.parametrize(
    "text",
    [
        "Combien d'homicides à Chicago en 2015 ?",
        "Quel est l'effet de la police sur la violence ?",
        "Warum sinkt die Kriminalität?",
        "Wie viele Morde gab es in Boston?",
        "Quanti omicidi a Boston nel 2015?",
        "Quali sono gli effetti della polizia sulla violenza?",
        "Hoeveel moorden waren er in Boston?",
        "Wat is het effect van politie op geweld?",
        "Quins són els efectes de la policia sobre la violència?",
        "Hur många mord begicks i Boston?",
        "Ile było morderstw w Bostonie?",
        "Có bao nhiêu vụ giết người ở Boston?",
        "Сколько убийств было в Бостоне?",
        "波士顿的杀人率是多少?",
        "ボストンの殺人率は?",
        "ما هو معدل جرائم القتل؟",
        "Πόσες δολοφονίες έγιναν;",
        "Was ist GVI?",
        "Wat is GVI?",
        "Qu'est-ce que GVI ?",
        "Che cos'è la deterrenza?",
        "Vad är GVI?",
        "Mikä on GVI?",
        "Co to jest GVI?",
        "Apa itu GVI?",
    ],
)
def test_a_language_that_is_not_read(text):
    """A question in another language is refused with that reason, however near the passages are."""
    assert refused(text, is_confident=True) == FOREIGN
    assert refused(text, is_confident=False) == FOREIGN


@pytest.mark.parametrize(
    "text",
    [
        "die hard",
        "die in war",
        "Les Misérables in Los Angeles",
        "van der Berg",
        "paid for care?",
        "¿Qué cosa es?",
        "o que dizem os jovens",
        "que dicen los jovenes",
        "da un dato",
        "Île de France",
        "α and β particles",
        "GVI 在中国",
        "WAT is the name of the unit",
        "was it evaluated?",
        "comment letters on the rule",
        "Y Combinator",
        "Qual era a expectativa de vida?",
        "E con chi?",
        "1,336 per patient",
        "",
    ],
)
def test_a_question_that_may_be_read(text):
    """A short question, a name or a single word of another language is not refused for its language."""
    assert refused(text) is None


@pytest.mark.parametrize("words", [2, 3, 5, 8, 100])
def test_no_question_of_the_data_sets_is_foreign(shared_data, words):
    """No question of the sets, in three languages, is refused for its language or as a greeting, cut to a few words."""
    texts = []
    for path in sorted(shared_data.glob("*/questions.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            texts.append(json.loads(line)["question"])
    assert len(texts) > 100
    for text in texts:
        typed = text.split()
        for part in (" ".join(typed[:words]), " ".join(typed[-words:])):
            assert refused(part) in (None, NO_TOPIC)
            assert not is_pleasantry(parse_query(part))


@pytest.mark.parametrize(
    ("is_confident", "found", "reason"),
    [(True, True, None), (True, False, NO_WORD), (False, True, TOO_FAR), (False, False, NO_WORD)],
)
def test_why_a_question_is_refused(is_confident, found, reason):
    """Without confidence the reason is the distance, or that no word of the question occurs."""
    assert refused("asdf qwer", is_confident, found) == reason


@pytest.mark.parametrize(
    ("text", "passage_text", "language"),
    [
        ("focussed deterence", "Focused deterrence works.", "en"),  # misspelt
        ("¿Qué es el desmonte?", "Forests were cut.", "en"),  # another language
    ],
)
def test_a_word_that_no_passage_has_may_mean_something(text, passage_text, language):
    """If the passages are near, a misspelling or a question in another language is answered."""
    assert refused(text, True, False, passage_text, language) is None
    assert refused(text, False, False, passage_text, language) == NO_WORD


@pytest.mark.parametrize("text", ["!!!! a", "what is it?", "¿y qué?", "o que é?", "the of and"])
def test_a_question_without_a_topic(text):
    """A question of function words only is refused, however near the passages are."""
    assert refused(text) == NO_TOPIC
    assert refused("What does the WHO do?") is None
    assert refused("42") is None


def test_a_quoted_phrase_may_be_in_any_language():
    """A quotation is found word for word, so its language does not matter."""
    assert refused('"Warum sinkt die Kriminalität?"') is None
