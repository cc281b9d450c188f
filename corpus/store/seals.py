"""Seals: a digest of all rows of a work or a source, by which `verify` finds rows that were changed from outside."""

import json
import sqlite3
from hashlib import sha256

from corpus.files import storage
from corpus.store.database import Database

_SEALED_TABLES = {
    "work": "key",
    "source": "sha256",
    "origin": "source",
    "page": "source",
    "heading": "source",
    "passage": "source",
}
"""The sealed tables, each with the column that holds the key of the work or the SHA-256 of the source."""


def put_seal(cursor: sqlite3.Cursor, name: str) -> None:
    """Seal a work (by its key) or a source (by its SHA-256) as it is now."""
    cursor.execute("INSERT OR REPLACE INTO seal VALUES (?, ?)", (name, _digest(cursor, name)))


def row_digest(*values: object) -> str:
    """Return the digest of the values of one row, for a table whose rows hold their own digest."""
    return sha256(json.dumps(values).encode()).hexdigest()


def delete_unused_seals(cursor: sqlite3.Cursor) -> None:
    """Delete the seals of works and sources that were removed."""
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
    return digest.hexdigest()
