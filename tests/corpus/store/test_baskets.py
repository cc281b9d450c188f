"""Baskets: the quotations that a person keeps, in the order that the person gives them."""

import sqlite3
from contextlib import closing

import pytest

from corpus.errors import InputError, LibraryDamaged, UnknownKey
from corpus.model import DEFAULT_BASKET, KeptQuote
from corpus.store.baskets import MAX_ITEMS, MAX_NOTE_CHARACTERS
from corpus.store.corpus import Corpus
from corpus.store.verification import verify

SOURCE = "ab" * 32


def quote(start=0, words="It fell.", note=""):
    return KeptQuote(SOURCE, start, start + len(words), words, "able-2019", "A Work", "Able (2019), p. 7", note, "")


@pytest.fixture
def writer(library):
    with Corpus.open(library, write=True) as corpus:
        yield corpus


def starts(corpus, name=DEFAULT_BASKET):
    return [each.start for each in corpus.baskets.quotes(name)]


def test_a_quotation_is_kept_once(writer):
    """A quotation is kept as it was given, with the day. The same place again changes nothing, not even the note."""
    assert writer.baskets.add(DEFAULT_BASKET, quote(note="  see table 3\r\nand 4 "))
    assert not writer.baskets.add(DEFAULT_BASKET, quote(note="another note"))
    assert writer.baskets.add("Other", quote())
    (kept,) = writer.baskets.quotes(DEFAULT_BASKET)
    ((today,),) = writer.database.rows("SELECT date('now')")
    assert (kept.words, kept.note, kept.day) == ("It fell.", "see table 3\nand 4", today)
    assert writer.baskets.sizes() == {"Other": 1, "evidence": 1}


def test_the_default_basket_is_there_without_a_quotation(writer):
    """A library without quotations has the default basket, which is empty."""
    assert writer.baskets.sizes() == {DEFAULT_BASKET: 0}
    assert writer.baskets.quotes(DEFAULT_BASKET) == []


@pytest.mark.parametrize(
    ("moved", "position", "order"),
    [
        (0, 3, [10, 20, 0, 30]),
        (30, 1, [30, 0, 10, 20]),
        (10, 2, [0, 10, 20, 30]),
        (0, 99, [10, 20, 30, 0]),
        (20, -5, [20, 0, 10, 30]),
    ],
)
def test_a_quotation_moves_to_a_position(writer, moved, position, order):
    """A quotation moves to a position from 1, and the others keep their order. A new one comes last."""
    for start in (0, 10, 20, 30):
        writer.baskets.add(DEFAULT_BASKET, quote(start))
    writer.baskets.move(DEFAULT_BASKET, quote(moved).handle, position)
    assert starts(writer) == order
    writer.baskets.remove(DEFAULT_BASKET, quote(order[1]).handle)
    writer.baskets.add(DEFAULT_BASKET, quote(50))
    assert starts(writer) == [order[0], *order[2:], 50]


def test_a_note_is_replaced(writer):
    """The note of one quotation is replaced, and the other quotation stays as it is."""
    writer.baskets.add(DEFAULT_BASKET, quote(0, note="old"))
    writer.baskets.add(DEFAULT_BASKET, quote(10, note="other"))
    writer.baskets.set_note(DEFAULT_BASKET, quote(0).handle, "new")
    assert [each.note for each in writer.baskets.quotes(DEFAULT_BASKET)] == ["new", "other"]


def test_a_basket_is_renamed_and_cleared(writer):
    """A basket takes another name, unless another basket has it. A cleared basket is not there any more."""
    writer.baskets.add(DEFAULT_BASKET, quote(0))
    writer.baskets.add("Other", quote(10))
    writer.baskets.rename(DEFAULT_BASKET, "  Chapter\n 2 ")
    assert writer.baskets.sizes() == {"Chapter 2": 1, "Other": 1, DEFAULT_BASKET: 0}
    with pytest.raises(InputError, match="another basket 'Other'"):
        writer.baskets.rename("Chapter 2", "Other")
    assert writer.baskets.clear("Chapter 2") == 1
    assert writer.baskets.clear("Chapter 2") == 0
    assert writer.baskets.sizes() == {"Other": 1, DEFAULT_BASKET: 0}


@pytest.mark.parametrize("name", ["", "   ", "a/b", "a\\b", "..", ".hidden", "x" * 61, "a\u202eb", "a\x00b"])
def test_some_names_cannot_be_used(writer, name):
    """A name is a part of an address and the name of a file, so some characters and sizes are refused."""
    writer.baskets.add(DEFAULT_BASKET, quote())
    with pytest.raises(InputError, match="is not a name for a basket"):
        writer.baskets.add(name, quote())
    with pytest.raises(InputError, match="is not a name for a basket"):
        writer.baskets.rename(DEFAULT_BASKET, name)
    assert writer.baskets.sizes() == {DEFAULT_BASKET: 1}


def test_notes_and_baskets_have_limits(writer):
    """A note that is too long is refused, and so is a quotation more than a basket takes."""
    with pytest.raises(InputError, match="5,001 characters"):
        writer.baskets.add(DEFAULT_BASKET, quote(note="x" * (MAX_NOTE_CHARACTERS + 1)))
    writer.baskets.add(DEFAULT_BASKET, quote(note="x" * MAX_NOTE_CHARACTERS))
    with pytest.raises(InputError, match="5,001 characters"):
        writer.baskets.set_note(DEFAULT_BASKET, quote().handle, "x" * (MAX_NOTE_CHARACTERS + 1))
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    with writer.database.transaction() as cursor:
        cursor.execute(
            f"{rows} INSERT INTO quotation SELECT 'full', i, source, i, i + 8, words, work, title, citation, note, day,"
            " digest FROM quotation, n",
            (MAX_ITEMS,),
        )
    with pytest.raises(InputError, match="500 is the limit"):
        writer.baskets.add("full", quote(5000))


def test_what_is_not_there_is_said(writer):
    """A quotation or a basket that is not there cannot be changed."""
    writer.baskets.add(DEFAULT_BASKET, quote())
    other = quote(77).handle
    for change in (
        lambda: writer.baskets.move(DEFAULT_BASKET, other, 1),
        lambda: writer.baskets.remove(DEFAULT_BASKET, other),
        lambda: writer.baskets.remove("Other", quote().handle),
        lambda: writer.baskets.set_note(DEFAULT_BASKET, other, "x"),
        lambda: writer.baskets.rename("Other", "New"),
    ):
        with pytest.raises(UnknownKey):
            change()
    assert starts(writer) == [0]


@pytest.mark.parametrize(
    "change",
    [
        "source = '../../etc/passwd'",
        "start = -1",
        '"end" = start',
        '"end" = "end" + 1',
        "words = '        '",
        "day = '2026-1-1'",
        "day = 'today'",
        "basket = '../x'",
    ],
)
def test_rows_of_a_stranger_are_checked(library, change):
    """A row that this program does not write is a damage, and not a path, an address or an offset."""
    with Corpus.open(library, write=True) as corpus:
        corpus.baskets.add(DEFAULT_BASKET, quote())
    with closing(sqlite3.connect(library / "corpus.sqlite")) as connection:
        connection.execute(f"UPDATE quotation SET {change}")
        connection.commit()
    with Corpus.open(library) as corpus:
        with pytest.raises(LibraryDamaged):
            for name in corpus.baskets.sizes():
                corpus.baskets.quotes(name)
        assert [fault for _, fault in verify(corpus) if fault]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("words", "It rose."),
        ("work", "b"),
        ("title", "B"),
        ("citation", "B (2020)"),
        ("note", "b"),
        ("day", "2000-01-01"),
        ("position", 2),
        ("start", 1),
    ],
)
def test_verify_finds_a_changed_quotation(library, column, value):
    """A quotation that was changed from outside is found, although it has the form that this program writes."""
    with Corpus.open(library, write=True) as corpus:
        corpus.baskets.add(DEFAULT_BASKET, quote(note="12345678"))
        assert [fault for _, fault in verify(corpus) if fault] == []
    with closing(sqlite3.connect(library / "corpus.sqlite")) as connection:
        connection.execute(f"UPDATE quotation SET {column} = ?", (value,))
        connection.commit()
    with Corpus.open(library) as corpus:
        found = [each for each in verify(corpus) if each[1]]
        assert found[0] == ("baskets", "a quotation in the basket 'evidence' has changed")
