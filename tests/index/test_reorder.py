"""The second look: when it is taken, on what, and what it counts."""

from itertools import pairwise

import pytest

from corpus.model import Filter, Locator, Passage
from index.model import Hit, Query
from index.reorder import READ, WINDOW, WORTH, is_worth_reading, reorder, windows
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
    ("text", "language", "expected"),
    [
        ("Does focused deterrence reduce violence?", "en", True),
        ("how many cities use it", "en", True),
        ("In which city was it tried first", "en", True),
        ("Focused deterrence reduces gun violence", "en", False),
        ("GAO-21-470", "en", False),
        ('Who said "unscramble an omelet"?', "en", False),
        ("¿Reduce la violencia?", "es", False),
    ],
)
def test_it_is_taken_for_questions_it_can_read(text, language, expected):
    """This test ensures that claims, keywords, quoted phrases and other languages are left to the retrievers."""
    assert is_worth_reading(query(text, language), SharedWords()) is expected


def test_the_best_read_comes_first_and_says_where():
    """This test ensures that order, score, signal and window follow the reranker, each point a tenth."""
    first, second = hits("Nothing of the kind.", "Where gangs meet.")
    found = reorder(query("Where do gangs meet?"), [first, second], SharedWords())
    assert [hit.passage.id for hit in found] == [2, 1]
    assert [hit.rank for hit in found] == [1, 2]
    assert found[0].score == pytest.approx(second.score + 30 / WORTH)
    assert found[0].signals["rerank"].rank == 1
    assert found[0].signals["rerank"].score == 30.0
    assert found[0].window == (0, len("Where gangs meet."))


def test_what_follows_stays_behind():
    """This test ensures that passages beyond those read keep their order, whatever they hold."""
    many = hits(*["nothing"] * READ, "where gangs meet")
    found = reorder(query("Where do gangs meet?"), many, SharedWords())
    assert found[-1].passage.id == READ + 1
    assert found[-1].window is None


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
