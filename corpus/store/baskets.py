"""The baskets of a library: the quotations that a person keeps, in an order.

A row holds what the quotation needs to be read without its source and its work. So nothing that becomes of those two
changes a basket, and `undo` does not either. A basket is there as long as it has a quotation.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace

from corpus.errors import InputError, UnknownKey
from corpus.model import DEFAULT_BASKET, KeptQuote
from corpus.store.database import Database
from corpus.store.rows import (
    MAX_BASKET_NAME_CHARACTERS,
    QUOTATION_COLUMNS,
    is_basket_name,
    to_basket_name,
    to_kept_quote,
)
from corpus.store.seals import row_digest

MAX_ITEMS = 500
"""How many quotations a basket takes. Chosen: a page and a document with more of them are of no use to a person."""

MAX_NOTE_CHARACTERS = 5_000
"""The size of a note. Chosen: two printed pages."""


class Baskets:
    """The baskets of one library. To write, the database must be open for writing.

    Each change is one transaction, which reads what it changes. So several processes may change baskets at once.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def sizes(self) -> dict[str, int]:
        """Return the number of quotations in each basket by its name, sorted. The default basket may be empty."""
        sizes = {DEFAULT_BASKET: 0}
        for name, size in self._database.rows("SELECT basket, count(*) FROM quotation GROUP BY basket"):
            sizes[to_basket_name(name)] = size
        return dict(sorted(sizes.items()))

    def quotes(self, name: str) -> list[KeptQuote]:
        """Return the quotations of a basket in their order."""
        query = f"SELECT {QUOTATION_COLUMNS} FROM quotation WHERE basket = ? ORDER BY position"
        return [to_kept_quote(row) for row in self._database.rows(query, name)]

    def add(self, name: str, quote: KeptQuote) -> bool:
        """Add a quotation to the end of a basket. Its day becomes today. Return whether it was new.

        Raises:
            InputError: the name or the note cannot be used, or the basket is full.
        """
        name, note = basket_name(name), checked_note(quote.note)
        with self._changing(name) as quotes:
            if any(each.handle == quote.handle for each in quotes):
                return False
            if len(quotes) >= MAX_ITEMS:
                raise InputError(
                    f"the basket {name!r} has {len(quotes)} quotations, and {MAX_ITEMS} is the limit: add to another"
                    " basket"
                )
            ((day,),) = self._database.rows("SELECT date('now')")
            quotes.append(replace(quote, note=note, day=day))
        return True

    def move(self, name: str, handle: str, position: int) -> None:
        """Move a quotation to a position, from 1. A position beyond the end is the end.

        Raises:
            UnknownKey: the basket has no such quotation.
        """
        with self._changing(name) as quotes:
            moved = quotes.pop(_index(name, quotes, handle))
            quotes.insert(max(position, 1) - 1, moved)

    def remove(self, name: str, handle: str) -> None:
        """Remove a quotation from a basket.

        Raises:
            UnknownKey: the basket has no such quotation.
        """
        with self._changing(name) as quotes:
            del quotes[_index(name, quotes, handle)]

    def set_note(self, name: str, handle: str, note: str) -> None:
        """Replace the note of a quotation.

        Raises:
            UnknownKey: the basket has no such quotation.
            InputError: the note is too long.
        """
        note = checked_note(note)
        with self._changing(name) as quotes:
            index = _index(name, quotes, handle)
            quotes[index] = replace(quotes[index], note=note)

    def rename(self, name: str, new_name: str) -> None:
        """Give a basket another name.

        Raises:
            UnknownKey: there is no such basket.
            InputError: the name cannot be used, or another basket has it.
        """
        new_name = basket_name(new_name)
        with self._database.transaction() as cursor:
            quotes = self.quotes(name)
            if not quotes:
                raise UnknownKey(f"there is no basket {name!r} with a quotation in it")
            if new_name != name and self.quotes(new_name):
                raise InputError(f"there is another basket {new_name!r}: choose another name")
            cursor.execute("DELETE FROM quotation WHERE basket = ?", (name,))
            _insert(cursor, new_name, quotes)

    def clear(self, name: str) -> int:
        """Remove all quotations of a basket. Return how many there were."""
        with self._changing(name) as quotes:
            count = len(quotes)
            quotes.clear()
        return count

    @contextmanager
    def _changing(self, name: str) -> Iterator[list[KeptQuote]]:
        """Read a basket, let the caller change the list, and write it anew. All in one transaction."""
        with self._database.transaction() as cursor:
            quotes = self.quotes(name)
            yield quotes
            cursor.execute("DELETE FROM quotation WHERE basket = ?", (name,))
            _insert(cursor, name, quotes)


def _insert(cursor: sqlite3.Cursor, name: str, quotes: Sequence[KeptQuote]) -> None:
    for position, quote in enumerate(quotes, start=1):
        values = (name, position, *astuple(quote))
        row = (*values, row_digest(*values))
        cursor.execute("INSERT INTO quotation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _index(name: str, quotes: Sequence[KeptQuote], handle: str) -> int:
    """Return which of the quotations of a basket has this handle.

    Raises:
        UnknownKey: none has it.
    """
    for index, quote in enumerate(quotes):
        if quote.handle == handle:
            return index
    raise UnknownKey(f"the basket {name!r} has no quotation {handle!r}: it may have been removed meanwhile")


def basket_name(text: str) -> str:
    """Return the name of a basket as it is kept: on one line.

    Raises:
        InputError: it is empty or too long, or has a character that an address or a line cannot have.
    """
    name = " ".join(text.split())
    if not is_basket_name(name):
        raise InputError(
            f"{text[:80]!r} is not a name for a basket: give 1 to {MAX_BASKET_NAME_CHARACTERS} letters, digits, spaces"
            " and signs, without / and \\"
        )
    return name


def checked_note(text: str) -> str:
    """Return a note as it is kept: without spaces around it, and without halves of characters.

    Raises:
        InputError: it is too long.
    """
    note = text.replace("\r\n", "\n").strip().encode(errors="replace").decode()
    if len(note) > MAX_NOTE_CHARACTERS:
        raise InputError(f"the note has {len(note):,} characters, and the limit is {MAX_NOTE_CHARACTERS:,}: shorten it")
    return note


def broken_quotations(database: Database) -> list[str]:
    """Return the names of baskets with a quotation that was changed from outside."""
    broken = []
    for *values, digest in database.rows(f"SELECT basket, position, {QUOTATION_COLUMNS}, digest FROM quotation"):
        if row_digest(*values) != digest:
            broken.append(values[0])
    return sorted(set(broken))
