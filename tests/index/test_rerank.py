"""The second look: who takes it, on what, and what it counts."""

from itertools import pairwise

import pytest

from corpus.model import Filter, Locator, Passage
from corpus.text.sentences import sentences
from index.model import Hit, Query, Signal
from index.rerank import (
    LONGEST_HEADING,
    READ,
    WINDOW,
    WORTH,
    SentenceReader,
    reorder,
    second_reader,
    why_unread,
    windows,
)
from index.terms import words
from tests.encoders import WordEncoder


class SharedWords:
    """A reranker that counts the words a text shares with the question, ten points each."""

    name = "shared words"
    languages = frozenset({"en"})

    def score(self, question, texts):
        asked = {word.text for word in words(question)}
        return [10.0 * len(asked & {word.text for word in words(text)}) for text in texts]


class Reader(SharedWords):
    """A reranker of any language, which keeps what it was given to read."""

    languages = None

    def __init__(self):
        self.read = []

    def score(self, question, texts):
        self.read.extend(texts)
        return super().score(question, texts)


def hits(*texts, language="en", headings=()):
    place = Locator("page", 1, None)
    passages = [Passage(n, "", 0, len(t), t, place, place, headings, "body", language) for n, t in enumerate(texts, 1)]
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
        ('¿Quién dijo "hacer tortilla"?', "es", "a phrase is quoted"),
        ("GAO-21-470", "und", "does not read the question's language"),
    ],
)
def test_why_a_reranker_does_not_read(text, language, reason):
    """This test ensures that claims, keywords, quoted phrases and other languages are no questions for it."""
    found = why_unread(query(text, language), SharedWords())
    assert found is None if reason is None else reason in found


@pytest.mark.parametrize(
    ("text", "language", "reranker", "reader"),
    [
        ("Does it reduce violence?", "en", SharedWords(), SharedWords),
        ("It reduces violence", "en", SharedWords(), None),
        ('Who said "an omelet"?', "en", SharedWords(), None),
        ("¿Reduce la violencia?", "es", SharedWords(), SentenceReader),
        ("Reduz a violência?", "pt", SharedWords(), SentenceReader),
        ("La disuasión reduce la violencia", "es", SharedWords(), SentenceReader),
        ('¿Quién dijo "hacer tortilla"?', "es", SharedWords(), None),
        ("GAO-21-470", "und", SharedWords(), None),
        ("Oakland?", "und", SharedWords(), None),
        ("¿Reduce la violencia?", "es", Reader(), Reader),
        ("Oakland?", "und", Reader(), Reader),
        ("La disuasión reduce la violencia", "es", Reader(), None),
    ],
)
def test_who_reads_again(text, language, reranker, reader):
    """This test ensures that the encoder reads what is in a language that the reranker cannot, and else nothing."""
    found = second_reader(query(text, language), reranker, SentenceReader(WordEncoder(), {}))
    assert type(found) is (reader or type(None))


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


def test_a_window_is_read_under_its_heading():
    """This test ensures that the innermost heading goes before each window of the text."""
    text = " ".join(f"Sentence number {n} says that violence fell in some other city." for n in range(20))
    reader = Reader()
    reorder(query("Where did it fall?"), hits(text, headings=("Chapter 2", "Findings")), reader)
    assert reader.read == [f"Findings\n{text[start:end]}" for start, end in windows(text)]
    assert len(reader.read) > 1


@pytest.mark.parametrize(
    ("headings", "text", "read"),
    [
        ((), "It fell.", "It fell."),
        (("Findings",), "Findings\nIt fell.", "Findings\nIt fell."),
        (("Findings", "In Boston"), "Findings\nIt fell.", "In Boston\nFindings\nIt fell."),
        (("x" * 1000,), "It fell.", "x" * LONGEST_HEADING + "\nIt fell."),
    ],
)
def test_a_heading_is_read_once_and_not_at_any_length(headings, text, read):
    """This test ensures that one that begins the text is not repeated, and that a long one is cut."""
    reader = Reader()
    reorder(query("Where did it fall?"), hits(text, headings=headings), reader)
    assert reader.read == [read]


def test_an_encoder_reads_by_the_likest_sentence():
    """This test ensures that a text scores as a slower reading does: each sentence by itself, and the best of them."""
    encoder = WordEncoder()
    question = "Where did violence fall?"
    texts = ["It rained. Violence did fall in Recife. Nobody knew.", "", "Violence.", "Where did violence fall?"]
    asked = encoder.encode_queries([question])[0]
    slow = []
    for text in texts:
        pieces = [text[start:end] for start, end in sentences(text)] or [text]
        slow.append(max(100 * float(encoder.encode_passages([piece])[0] @ asked) for piece in pieces))
    found = SentenceReader(encoder, {}).score(question, texts)
    assert found == pytest.approx(slow)
    assert found[3] == pytest.approx(100)
    assert found[2] == pytest.approx(50)  # one word of the question's four: 1 / sqrt(4)
    assert SentenceReader(encoder, {}).score(question, []) == []


def test_an_encoder_reads_without_what_a_language_adds():
    """This test ensures that a Spanish text loses what Spanish adds, a quarter of the question here, and no other."""
    encoder = WordEncoder()
    leanings = {"es": encoder.encode_queries(["homicidios Recife"])[0] / 4}
    texts = ["Los homicidios bajaron en las calles de Recife.", "The homicides fell in the streets of Recife."]
    as_they_are = SentenceReader(encoder, {}).score("homicidios Recife", texts)
    levelled = SentenceReader(encoder, leanings).score("homicidios Recife", texts)
    assert levelled == pytest.approx([as_they_are[0] - 25, as_they_are[1]])


def test_an_encoder_goes_by_its_own_name():
    """This test ensures that what a person is shown is the model that read."""
    assert SentenceReader(WordEncoder(), {}).name == "words"
