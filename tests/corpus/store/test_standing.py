"""Standing questions: what was shown for each, and its news."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.errors import InputError, LibraryDamaged, UnknownKey
from corpus.store import standing
from corpus.store.corpus import Corpus
from corpus.store.verification import verify
from corpus.watched import NewsItem, SeenSentence, ShownWork, WhatIsNew

SENTENCE = SeenSentence("able-2019", "itfellby|31|percent", "ab" * 32, "It fell by 31 percent.", "Able (2019), p. 7")
WORK = ShownWork("able-2019", "A Work", "Able (2019)", "guide", ("ab" * 32,), ("correction 10.1000/1",))
ITEM = NewsItem(WhatIsNew.NEW_WORK, "It is new.", "able-2019", "A Work", "Able (2019)", "guide", "It fell.", "", "00ff")


def remember(corpus, number, *items):
    with corpus.standing.remembering(number) as memory:
        memory.question = replace(memory.question, fingerprint="f", answered=True)
        memory.seen[SENTENCE.key, SENTENCE.sentence] = SENTENCE
        memory.shown[WORK.key] = WORK
        memory.news += items


def test_a_question_is_added_once(corpus):
    """The same question with the same filters and size is added once. With others it is another question."""
    first, is_new = corpus.standing.add("What?", {"since": 2010}, 5)
    assert is_new
    assert corpus.standing.add("What?", {"since": 2010}, 5) == (first, False)
    assert corpus.standing.add("What?", {}, 5)[0].number == 2
    assert corpus.standing.add("What?", {"since": 2010}, 3)[0].number == 3
    assert [question.filters for question in corpus.standing.questions()] == [{"since": 2010}, {}, {"since": 2010}]
    assert len({question.uid for question in corpus.standing.questions()}) == 3


def test_too_many_questions(corpus, monkeypatch):
    monkeypatch.setattr(standing, "MAX_QUESTIONS", 1)
    corpus.standing.add("What?", {}, 5)
    with pytest.raises(InputError, match="1 is the limit"):
        corpus.standing.add("Who?", {}, 5)


def test_what_is_remembered_comes_back(corpus):
    """The state of a question, its sentences and its works come back as they were kept. Its news has a time."""
    number = corpus.standing.add("What?", {}, 5)[0].number
    assert corpus.standing.question(number).asked == ""
    remember(corpus, number, ITEM)
    asked = corpus.standing.question(number)
    assert (asked.answered, asked.fingerprint, asked.asked[:2]) == (True, "f", "20")
    with corpus.standing.remembering(number) as memory:
        assert memory.seen == {("able-2019", SENTENCE.sentence): SENTENCE}
        assert memory.shown == {"able-2019": WORK}
    (item,) = corpus.standing.news()
    assert replace(item, number=0, question=0, uid="", time="") == ITEM
    assert (item.number, item.question, item.time) == (1, number, asked.asked)


def test_all_or_nothing(corpus):
    """If a run is stopped in a question, neither its news nor its memory is kept."""
    number = corpus.standing.add("What?", {}, 5)[0].number
    with pytest.raises(KeyboardInterrupt), corpus.standing.remembering(number) as memory:
        memory.shown[WORK.key] = WORK
        memory.news.append(ITEM)
        raise KeyboardInterrupt
    with corpus.standing.remembering(number) as memory:
        assert memory.shown == {}
        assert not memory.question.asked
    assert corpus.standing.news() == []


def test_news_is_reported_and_then_read(corpus):
    """An item is new, then unread, then read. A read item does not become unread again."""
    number = corpus.standing.add("What?", {}, 5)[0].number
    remember(corpus, number, ITEM, ITEM, ITEM)
    assert [item.number for item in corpus.standing.news(unreported=True)] == [1, 2, 3]
    corpus.standing.mark_reported([1, 2])
    assert [item.number for item in corpus.standing.news(unreported=True)] == [3]
    assert corpus.standing.mark_read([1]) == 1
    corpus.standing.mark_reported([1])
    assert [item.number for item in corpus.standing.news(unread=True)] == [2, 3]
    with pytest.raises(UnknownKey, match="no item 9"):
        corpus.standing.mark_read([2, 9])
    assert corpus.standing.mark_read() == 2
    assert [item.is_read for item in corpus.standing.news()] == [True, True, True]


def test_the_oldest_news_is_forgotten(corpus, monkeypatch):
    monkeypatch.setattr(standing, "MAX_NEWS", 2)
    number = corpus.standing.add("What?", {}, 5)[0].number
    remember(corpus, number, *(replace(ITEM, why=f"Reason {n}.") for n in range(3)))
    assert [item.why for item in corpus.standing.news()] == ["Reason 1.", "Reason 2."]


def test_a_removed_question_takes_its_news_with_it(corpus):
    """All questions are removed or, if one of them is not there, none."""
    numbers = [corpus.standing.add(text, {}, 5)[0].number for text in ("What?", "Who?")]
    for number in numbers:
        remember(corpus, number, ITEM)
    with pytest.raises(UnknownKey, match="no standing question 9"):
        corpus.standing.remove([numbers[0], 9])
    corpus.standing.remove([numbers[0]])
    assert [item.question for item in corpus.standing.news()] == [numbers[1]]
    assert corpus.database.rows("SELECT DISTINCT standing FROM seen") == [(numbers[1],)]


def test_questions_are_added_while_files_are_added(tmp_path):
    """A question is added and asked while another process holds the library for writing."""
    with Corpus.create(tmp_path / "library", lambda _: None), Corpus.open_baskets(tmp_path / "library") as corpus:
        number = corpus.standing.add("What?", {}, 5)[0].number
        remember(corpus, number, ITEM)
    with Corpus.open(tmp_path / "library") as corpus:
        assert len(corpus.standing.news()) == 1


@pytest.mark.parametrize(
    "change",
    [
        "standing SET filters = '[]'",
        "standing SET filters = '{'",
        "shown SET sources = '{}'",
        "shown SET notices = '[1]'",
        "news SET what = 'a bomb'",
    ],
)
def test_rows_of_a_stranger_are_checked(tmp_path, change):
    """A row that this program does not write is a damage and not a traceback."""
    with Corpus.create(tmp_path / "library", lambda _: None) as corpus:
        remember(corpus, corpus.standing.add("What?", {}, 5)[0].number, ITEM)
        assert [fault for _, fault in verify(corpus) if fault] == []
    with closing(sqlite3.connect(tmp_path / "library" / "corpus.sqlite")) as connection:
        connection.execute(f"UPDATE {change}")
        connection.commit()
    with Corpus.open(tmp_path / "library", write=True) as corpus:
        assert [name for name, fault in verify(corpus) if fault]
        with pytest.raises(LibraryDamaged):
            corpus.standing.news()
            with corpus.standing.remembering(1):
                pass


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("standing", "question", "Who?"),
        ("standing", "k", 7),
        ("standing", "answered", 0),
        ("seen", "quote", "It rose."),
        ("shown", "held", 0),
        ("news", "why", "Because."),
    ],
)
def test_verify_finds_a_changed_row(tmp_path, table, column, value):
    """A row that was changed from outside is found, although it has the form that this program writes."""
    with Corpus.create(tmp_path / "library", lambda _: None) as corpus:
        remember(corpus, corpus.standing.add("What?", {}, 5)[0].number, ITEM)
    with closing(sqlite3.connect(tmp_path / "library" / "corpus.sqlite")) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
        connection.commit()
    with Corpus.open(tmp_path / "library") as corpus:
        found = [each for each in verify(corpus) if each[1]]
        assert found == [("standing questions", f"their table {table} has changed")]


def test_marking_news_as_read_breaks_no_digest(corpus):
    remember(corpus, corpus.standing.add("What?", {}, 5)[0].number, ITEM)
    corpus.standing.mark_reported([1])
    corpus.standing.mark_read()
    assert standing.broken_rows(corpus.database) == []
