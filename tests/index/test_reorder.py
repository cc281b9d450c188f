"""The second look: when it is taken, on what, and what it counts."""

from itertools import pairwise

import pytest

from corpus.model import Filter, Locator, Passage
from index.model import Hit, Query, Signal
from index.reorder import READ, WINDOW, WORTH, is_worth_reading, reorder, why_unread, windows
from index.terms import words


class SharedWords:
    """A reranker that counts the words a text shares with the question, ten points each."""

    name = "shared words"
    languages = frozenset({"en"})

    def score(self, question, texts):
        asked = {word.text for word in words(question)}
        return [10.0 * len(asked & {word.text for word in words(text)}) for text in texts]


def hits(*texts, language="en"):
    place = Locator("page", 1, None)
    passages = [Passage(n, "", 0, len(t), t, place, place, (), "body", language) for n, t in enumerate(texts, 1)]
    return [Hit(p, n, 2.0 - n / 100, {}) for n, p in enumerate(passages, 1)]


def query(text, language="en"):
    return Query(text, 10, Filter(), language)


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Does focused deterrence reduce violence?", "en", None),
        ("how many cities use it", "en", None),
        ("In which city was it tried first", "en", None),
        ("Focused deterrence reduces gun violence", "en", "the form of a question"),
        ("GAO-21-470", "en", "the form of a question"),
        ('Who said "unscramble an omelet"?', "en", "a phrase is quoted"),
        ("¿Reduce la violencia?", "es", "does not read the question's language"),
    ],
)
def test_it_is_taken_for_questions_it_can_read(text, language, reason):
    """This test ensures that claims, keywords, quoted phrases and other languages are left to the retrievers."""
    asked = query(text, language)
    assert is_worth_reading(asked, SharedWords()) is (reason is None)
    assert (reason or "") in (why_unread(asked, SharedWords()) or "")


def test_the_best_read_comes_first_and_says_where():
    """This test ensures that order, score, signal and window follow the reranker, each point a tenth."""
    first, second = hits("Nothing of the kind.", "Where gangs meet.")
    found = reorder(query("Where do gangs meet?"), [first, second], SharedWords())
    assert [hit.passage.id for hit in found] == [2, 1]
    assert [hit.rank for hit in found] == [1, 2]
    assert found[0].score == pytest.approx(second.score + 30 / WORTH)
    assert found[0].signals["rerank"].rank == 1
    assert found[0].signals["rerank"].score == 30.0
    assert found[0].signals["fused"] == Signal(2, second.score)
    assert found[0].window == (0, len("Where gangs meet."))


def test_what_follows_stays_behind():
    """This test ensures that passages beyond those read keep their order, whatever they hold."""
    many = hits(*["nothing"] * READ, "where gangs meet")
    found = reorder(query("Where do gangs meet?"), many, SharedWords())
    assert found[-1].passage.id == READ + 1
    assert found[-1].window is None
    assert found[-1].signals == {}


def test_other_languages_keep_their_place():
    """This test ensures that passages it cannot read are not read, and that where there are no others nothing moves."""
    foreign = hits("where gangs meet", "nada", language="es")
    assert reorder(query("Where do gangs meet?"), foreign, SharedWords()) == foreign


def test_windows_are_whole_sentences():
    """This test ensures that windows cover a text's sentences in order, and that a short text is one window."""
    text = " ".join(f"Sentence number {n} says that violence fell in some other city." for n in range(20))
    spans = windows(text)
    assert text[spans[0][0] : spans[0][1]].startswith("Sentence number 0 ")
    assert all(text[end - 1] == "." for _, end in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert 1 < len(spans) < len(text) / WINDOW
    assert windows("Short.") == [(0, 6)]
    assert windows("") == [(0, 0)]
