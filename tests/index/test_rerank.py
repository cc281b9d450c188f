"""Reranking: which model reranks, what it reads, and what its score counts."""

from dataclasses import replace
from itertools import pairwise

import pytest

from corpus.model import Locator, Passage
from corpus.text.sentences import sentences
from index.model import Hit, ScoreTerm, Signal
from index.query import parse_query
from index.rerank import (
    MAX_HEADING_CHARACTERS,
    RERANK_PASSAGES,
    WINDOW_TOKENS,
    SentenceReranker,
    choose_reranker,
    rerank,
    why_not_reranked,
    windows,
)
from index.score import weights
from index.terms import words
from tests.encoders import WordEncoder


class SharedWords:
    """A reranker that counts the words that a text shares with the question, ten points each."""

    name = "shared words"
    languages = frozenset({"en"})

    def score(self, question, texts):
        asked = {word.text for word in words(question)}
        return [10.0 * len(asked & {word.text for word in words(text)}) for text in texts]


class Recording(SharedWords):
    """A reranker for all languages that records the texts it reads."""

    languages = None

    def __init__(self):
        self.read = []

    def score(self, question, texts):
        self.read.extend(texts)
        return super().score(question, texts)


def hits(*texts, language="en", headings=()):
    place = Locator("page", 1, None)
    passages = [Passage(n, "", 0, len(t), t, place, place, headings, "body", language) for n, t in enumerate(texts, 1)]
    return [Hit(p, n, 2.0 - n / 100, {}, {ScoreTerm.TERMS: 2.0 - n / 100}) for n, p in enumerate(passages, 1)]


def query(text, language="en"):
    return parse_query(text, language)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Does focused deterrence reduce violence?", "en", None),
        ("how many cities use it", "en", None),
        ("In which city was it tried first", "en", None),
        ("Focused deterrence reduces gun violence", "en", "not phrased as a question"),
        ("GAO-21-470", "en", "not phrased as a question"),
        ('Who said "unscramble an omelet"?', "en", "a phrase is quoted"),
        ("¿Reduce la violencia?", "es", "does not read the language"),
        ('¿Quién dijo "hacer tortilla"?', "es", "a phrase is quoted"),
        ("GAO-21-470", "und", "does not read the language"),
    ],
)
def test_why_not_reranked(text, language, reason):
    """Claims, keywords, quoted phrases and queries in other languages are not reranked by it."""
    found = why_not_reranked(query(text, language), SharedWords())
    assert found is None if reason is None else reason in found


@pytest.mark.parametrize(
    ("text", "language", "reranker", "chosen"),
    [
        ("Does it reduce violence?", "en", SharedWords(), SharedWords),
        ("It reduces violence", "en", SharedWords(), None),
        ('Who said "an omelet"?', "en", SharedWords(), None),
        ("¿Reduce la violencia?", "es", SharedWords(), SentenceReranker),
        ("Reduz a violência?", "pt", SharedWords(), SentenceReranker),
        ("La disuasión reduce la violencia", "es", SharedWords(), SentenceReranker),
        ('¿Quién dijo "hacer tortilla"?', "es", SharedWords(), None),
        ("GAO-21-470", "und", SharedWords(), None),
        ("Oakland?", "und", SharedWords(), None),
        ("¿Reduce la violencia?", "es", Recording(), Recording),
        ("Oakland?", "und", Recording(), Recording),
        ("La disuasión reduce la violencia", "es", Recording(), None),
    ],
)
def test_choose_reranker(text, language, reranker, chosen):
    """The encoder reranks only queries in a language that the reranker cannot read."""
    found = choose_reranker(query(text, language), reranker, SentenceReranker(WordEncoder(), {}))
    assert type(found) is (chosen or type(None))


def test_the_best_passage_comes_first_with_its_window():
    """Order, score, signal and window follow the reranker; its points above the lowest count by their weight."""
    first, second = hits("Nothing of the kind.", "Where gangs meet.")
    found = rerank(query("Where do gangs meet?"), [first, second], SharedWords())
    assert [hit.passage.id for hit in found] == [2, 1]
    assert [hit.rank for hit in found] == [1, 2]
    assert found[0].score == pytest.approx(second.score + 30 * weights()[ScoreTerm.RERANK])
    assert found[0].signals["rerank"].rank == 1
    assert found[0].signals["rerank"].score == 30.0
    assert found[0].signals["fused"] == Signal(2, second.score)
    assert found[0].window == (0, len("Where gangs meet."))


def test_points_are_a_term_of_the_score():
    """A score is the sum of its terms: those from before, and the points above the lowest: 30, 10 and 20 of them."""
    before = hits("Where gangs meet.", "Where else.", "Gangs meet.")
    found = rerank(query("Where do gangs meet?"), before, SharedWords())
    added = {hit.passage.id: hit.added for hit in found}
    expected = {}
    for hit, points in zip(before, (20, 0, 10), strict=True):
        expected[hit.passage.id] = {**hit.added, ScoreTerm.RERANK: pytest.approx(points * weights()[ScoreTerm.RERANK])}
    assert added == expected
    assert [hit.score for hit in found] == [pytest.approx(sum(hit.added.values())) for hit in found]


def test_a_passage_that_cannot_be_read_counts_as_the_mean():
    """Points of 30 and 10: the Spanish passage between them has (30 + 10) / 2 - 10, and no signal."""
    first, second = hits("Where gangs meet.", "Where else.")
    foreign = replace(first, rank=3, passage=replace(first.passage, id=9, language="es"))
    found = rerank(query("Where do gangs meet?"), [first, second, foreign], SharedWords())
    (unread,) = [hit for hit in found if hit.passage.id == 9]
    assert unread.added[ScoreTerm.RERANK] == pytest.approx(10 * weights()[ScoreTerm.RERANK])
    assert (unread.signals.get("rerank"), unread.window) == (None, None)


def test_other_passages_stay_behind():
    """Passages after the first `RERANK_PASSAGES` keep their place, whatever their text."""
    many = hits(*["nothing"] * RERANK_PASSAGES, "where gangs meet")
    found = rerank(query("Where do gangs meet?"), many, SharedWords())
    assert found[-1].passage.id == RERANK_PASSAGES + 1
    assert found[-1].window is None
    assert found[-1].signals == {}


def test_other_languages_keep_their_place():
    """Passages that it cannot read are not read; if there are no others, nothing changes."""
    foreign = hits("where gangs meet", "nada", language="es")
    assert rerank(query("Where do gangs meet?"), foreign, SharedWords()) == foreign


def test_windows_are_whole_sentences():
    """Windows cover the sentences of a text in order; a short text is one window."""
    text = " ".join(f"Sentence number {n} says that violence fell in some other city." for n in range(20))
    spans = windows(text)
    assert text[spans[0][0] : spans[0][1]].startswith("Sentence number 0 ")
    assert all(text[end - 1] == "." for _, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert 1 < len(spans) < len(text) / WINDOW_TOKENS
    assert windows("Short.") == [(0, 6)]
    assert windows("") == [(0, 0)]


def test_a_window_is_read_under_its_heading():
    """Each window is read below the innermost heading."""
    text = " ".join(f"Sentence number {n} says that violence fell in some other city." for n in range(20))
    reranker = Recording()
    rerank(query("Where did it fall?"), hits(text, headings=("Chapter 2", "Findings")), reranker)
    assert reranker.read == [f"Findings\n{text[start:end]}" for start, end in windows(text)]
    assert len(reranker.read) > 1


@pytest.mark.parametrize(
    ("headings", "text", "read"),
    [
        ((), "It fell.", "It fell."),
        (("Findings",), "Findings\nIt fell.", "Findings\nIt fell."),
        (("Findings", "In Boston"), "Findings\nIt fell.", "In Boston\nFindings\nIt fell."),
        (("x" * 1000,), "It fell.", "x" * MAX_HEADING_CHARACTERS + "\nIt fell."),
    ],
)
def test_headings_are_read_once_and_cut(headings, text, read):
    """A heading that begins the text is not repeated; a long heading is cut."""
    reranker = Recording()
    rerank(query("Where did it fall?"), hits(text, headings=headings), reranker)
    assert reranker.read == [read]


def test_a_text_scores_by_its_nearest_sentence():
    """The scores equal those of a slower reference that encodes each sentence by itself."""
    encoder = WordEncoder()
    question = "Where did violence fall?"
    texts = ["It rained. Violence did fall in Recife. Nobody knew.", "", "Violence.", "Where did violence fall?"]
    asked = encoder.encode_queries([question])[0]
    slow = []
    for text in texts:
        pieces = [text[start:end] for start, end in sentences(text)] or [text]
        slow.append(max(100 * float(encoder.encode_passages([piece])[0] @ asked) for piece in pieces))
    found = SentenceReranker(encoder, {}).score(question, texts)
    assert found == pytest.approx(slow)
    assert found[3] == pytest.approx(100)
    assert found[2] == pytest.approx(50)  # one word of the question's four: 1 / sqrt(4)
    assert SentenceReranker(encoder, {}).score(question, []) == []


def test_the_language_bias_is_subtracted():
    """A Spanish text loses the bias for Spanish, here a quarter of the question; an English text loses nothing."""
    encoder = WordEncoder()
    leanings = {"es": encoder.encode_queries(["homicidios Recife"])[0] / 4}
    texts = ["Los homicidios bajaron en las calles de Recife.", "The homicides fell in the streets of Recife."]
    as_they_are = SentenceReranker(encoder, {}).score("homicidios Recife", texts)
    levelled = SentenceReranker(encoder, leanings).score("homicidios Recife", texts)
    assert levelled == pytest.approx([as_they_are[0] - 25, as_they_are[1]])


def test_the_name_is_that_of_the_encoder():
    """A sentence reranker has the name of its encoder, so that people see which model reranked."""
    assert SentenceReranker(WordEncoder(), {}).name == "words"
