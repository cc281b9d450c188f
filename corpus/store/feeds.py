"""The feeds of a library, and the works that they listed and that the library did not have.

A feed and the works that it listed change in one transaction. So a run that is killed has read a feed and remembers its
works, or neither. A work that no run has shown yet is shown by the next one.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from datetime import date, timedelta

from corpus.errors import InputError, UnknownKey
from corpus.feeds.model import KnownFeed, ListedWork
from corpus.store.database import Database
from corpus.store.json_columns import Malformed, checking, parse, to_csl
from corpus.store.seals import broken_tables, row_digest

MAX_FEEDS = 200
"""How many feeds are kept. Chosen: a run reads all of them, a second or two each."""

_FEED = "address, title, is_kept, tag, modified, since, day"
_LISTED = "number, name, csl, feed, day"
_DIGESTED = {"feed": _FEED, "listed": _LISTED}
"""The columns of each table that the digest of a row is of."""


class Feeds:
    """The feeds of one library. To write, the database must be open for writing.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def today(self) -> date:
        """Return the day, in UTC."""
        ((day,),) = self._database.rows("SELECT date('now')")
        return date.fromisoformat(day)

    def days_ago(self, days: int) -> str:
        """Return a day in the past, in UTC."""
        return (self.today() - timedelta(days=days)).isoformat()

    def known(self) -> dict[str, KnownFeed]:
        """Return all feeds that were read or are kept, by address."""
        rows = self._database.rows(f"SELECT {_FEED} FROM feed ORDER BY rowid")
        return {row[0]: _to_feed(row) for row in rows}

    def kept(self) -> list[KnownFeed]:
        """Return the feeds that every run reads, in the order in which they came."""
        return [feed for feed in self.known().values() if feed.is_kept]

    def keep(self, address: str) -> bool:
        """Let every run read a feed. Return whether that is new.

        Raises:
            InputError: there are too many feeds.
        """
        with self._database.transaction() as cursor:
            feed = self.known().get(address, KnownFeed(address))
            if feed.is_kept:
                return False
            if len(self.kept()) >= MAX_FEEDS:
                raise InputError(f"{MAX_FEEDS} feeds are kept, and that is the limit: remove one first")
            _put_feed(cursor, replace(feed, is_kept=True))
        return True

    def forget(self, address: str) -> None:
        """Do not read a feed any more. The works that it listed are not listed again.

        Raises:
            UnknownKey: it is not kept.
        """
        with self._database.transaction() as cursor:
            feed = self.known().get(address)
            if feed is None or not feed.is_kept:
                raise UnknownKey(f"{address!r} is not one of the feeds: evidence watch feed list")
            cursor.execute("DELETE FROM feed WHERE address = ?", (address,))

    def record(self, feed: KnownFeed, works: Iterable[ListedWork]) -> None:
        """Note that a feed was read today, and the new works that it listed.

        A work whose name is listed by now, because another process read feeds meanwhile, is left out.
        """
        with self._database.transaction() as cursor:
            works = [work for work in works if self.named(work.name) is None]
            ((day,),) = cursor.execute("SELECT date('now')").fetchall()
            held = self.known().get(feed.address, feed)
            _put_feed(cursor, replace(feed, is_kept=held.is_kept, day=day))
            ((last,),) = cursor.execute("SELECT coalesce(max(number), 0) FROM listed").fetchall()
            for number, work in enumerate(works, start=last + 1):
                csl = json.dumps(work.csl, ensure_ascii=False)
                values = (number, work.name, csl, feed.address, day)
                cursor.execute("INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, 'new')", (*values, row_digest(*values)))

    def listed(self, *, unshown: bool = False) -> list[ListedWork]:
        """Return the works that feeds listed, the first listed first. `unshown`: only works that no run has shown."""
        states = "('new')" if unshown else "('new', 'shown')"
        rows = self._database.rows(f"SELECT {_LISTED} FROM listed WHERE state IN {states} ORDER BY number")
        return [_to_listed(row) for row in rows]

    def named(self, name: str) -> ListedWork | None:
        """Return the work that feeds listed under a DOI or an address, or None."""
        rows = self._database.rows(f"SELECT {_LISTED} FROM listed WHERE name = ? ORDER BY number LIMIT 1", name)
        return _to_listed(rows[0]) if name and rows else None

    def mark_shown(self, numbers: Sequence[int]) -> None:
        """Note that a run has shown these works."""
        query = "UPDATE listed SET state = 'shown' WHERE number IN (SELECT value FROM json_each(?))"
        with self._database.transaction() as cursor:
            cursor.execute(query, (json.dumps(list(numbers)),))


def _put_feed(cursor: sqlite3.Cursor, feed: KnownFeed) -> None:
    address, title, is_kept, *more = astuple(feed)
    values = (address, title, int(is_kept), *more)
    row = (*values, row_digest(*values))
    columns = [column.strip() for column in f"{_FEED}, digest".split(",")]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    cursor.execute(f"INSERT INTO feed VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {changes}", row)


def _to_feed(row: Sequence[object]) -> KnownFeed:
    address, title, is_kept, tag, modified, since, day = row
    with checking("a feed"):
        for each in (since, day):
            _check_day(str(each))
    return KnownFeed(str(address), str(title), bool(is_kept), str(tag), str(modified), str(since), str(day))


def _to_listed(row: Sequence[object]) -> ListedWork:
    number, name, csl, feed, day = row
    with checking("a work that a feed listed"):
        _check_day(str(day))
        if name and not re.fullmatch("(?:10\\.|https?://)[!-~]+", str(name)):
            raise Malformed(f"{str(name)[:80]!r} is neither a DOI nor an address")
        return ListedWork(str(name), to_csl(parse(str(csl), "csl")), str(feed), int(str(number)), str(day))


def _check_day(text: str) -> None:
    """Raise Malformed if a text is neither a date nor empty. Crossref is asked with it."""
    try:
        is_day = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise Malformed(f"{text[:80]!r} is not a day")


def broken_rows(database: Database) -> list[str]:
    """Return the names of the tables that have a row that was changed from outside."""
    return broken_tables(database, _DIGESTED)
