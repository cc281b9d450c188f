"""Seals: a digest of all rows of a work or a source, by which `verify` finds rows that were changed from outside."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from corpus.files import storage
from corpus.model import PAGE_BREAK
from corpus.store.database import Database

_SEALED_TABLES = {
    "work": "key",
    "source": "sha256",
    "origin": "source",
    "page": "source",
    "heading": "source",
}
"""The sealed tables but `passage`, each with the column that holds the key of the work or the SHA-256 of the source."""

_PAGES = "SELECT text FROM main.page WHERE source = ? ORDER BY number"
_PASSAGES = (
    'SELECT id, source, start, "end", first, last, headings, zone, language FROM main.passage WHERE source = ?'
    " ORDER BY 1, 2"
)


def put_seal(cursor: sqlite3.Cursor, name: str) -> None:
    """Seal a work (by its key) or a source (by its SHA-256) as it is now."""
    cursor.execute("INSERT OR REPLACE INTO seal VALUES (?, ?)", (name, _digest(cursor, name)))


def row_digest(*values: object) -> str:
    """Return the digest of the values of one row, for a table whose rows hold their own digest."""
    return sha256(json.dumps(values).encode()).hexdigest()


def broken_tables(database: Database, columns_of: Mapping[str, str]) -> list[str]:
    """Return the names of the tables that have a row that was changed from outside.

    `columns_of` has the columns of each table that the digest of a row is of.
    """
    broken = []
    for table, columns in columns_of.items():
        for *values, digest in database.rows(f"SELECT {columns}, digest FROM {table}"):
            if row_digest(*values) != digest:
                broken.append(table)
                break
    return broken


def delete_seals(cursor: sqlite3.Cursor, names: Iterable[str]) -> None:
    """Delete the seals of those of these works and sources that were removed."""
    cursor.execute(
        "DELETE FROM seal WHERE of IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM work WHERE key = of) AND NOT EXISTS (SELECT 1 FROM source WHERE sha256 = of)",
        (json.dumps(list(names)),),
    )


def delete_unused_seals(cursor: sqlite3.Cursor) -> None:
    """Delete the seals of all works and sources that were removed. All seals are read."""
    cursor.execute("DELETE FROM seal WHERE of NOT IN (SELECT key FROM work UNION ALL SELECT sha256 FROM source)")


def seal_all(database: Database) -> None:
    """Seal the works and sources that an earlier version of this program wrote without seals."""
    unsealed = database.rows("SELECT key FROM work UNION ALL SELECT sha256 FROM source EXCEPT SELECT of FROM seal")
    if not unsealed:
        return
    with database.transaction() as cursor:
        for (name,) in unsealed:
            put_seal(cursor, name)


def sealed_names(database: Database) -> list[str]:
    """Return the names (keys and SHA-256) that have a seal."""
    return [name for (name,) in database.rows("SELECT of FROM seal")]


def is_broken(database: Database, name: str) -> bool:
    """Return whether the rows of a work or a source differ from their seal. Without a seal, nothing is broken."""
    seals = database.rows("SELECT sha256 FROM seal WHERE of = ?", name)
    if not seals:
        return False
    with storage(database.folder):
        return seals != [(_digest(database.connection, name),)]


def _digest(rows: sqlite3.Connection | sqlite3.Cursor, name: str) -> str:
    """Return the SHA-256 of all rows of a work or a source.

    `main.` names the tables themselves, and not the views that show an older file as if it were up to date. No sound
    file holds a blob; it is digested by its `repr`.
    """
    digest = sha256()
    for table, column in _SEALED_TABLES.items():
        for row in rows.execute(f"SELECT * FROM main.{table} WHERE {column} = ? ORDER BY 1, 2", (name,)):
            digest.update(json.dumps(row, default=repr).encode())
    for row in _passages(rows, name):
        digest.update(json.dumps(row, default=repr).encode())
    return digest.hexdigest()


def _passages(rows: sqlite3.Connection | sqlite3.Cursor, sha256: str) -> Iterator[tuple[Any, ...]]:
    """Yield the passages of a source with their texts, which were a column when the first seals were made."""
    text = PAGE_BREAK.join(str(page) for (page,) in rows.execute(_PAGES, (sha256,)).fetchall())
    for row in rows.execute(_PASSAGES, (sha256,)).fetchall():
        start, end = row[2:4]
        is_place = type(start) is int and type(end) is int
        yield (*row[:4], text[start:end] if is_place else None, *row[4:])
