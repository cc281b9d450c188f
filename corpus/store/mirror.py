"""The rows of works and sources as they are, for a copy of the library in another store (`index.published`).

A copy has the same tables and columns as `corpus.sqlite`. So everything that reads a library can read a copy: its rows
are put into an empty file of the same schema, in memory.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.store.database import Database
from corpus.store.migrations import MIGRATIONS, types_of

TABLES = {
    "work": "key",
    "work_names": "work",
    "source": "sha256",
    "size": "source",
    "part": "source",
    "origin": "source",
    "heading": "source",
    "page": "source",
    "passage": "source",
}
"""The tables that are copied, each with the column that holds the key of the work or the SHA-256 of the source."""

SCHEMA = len(MIGRATIONS)
"""The version of the tables. A copy can be read by the program versions that have the same one."""

Row = tuple[Any, ...]


def rows_of(database: Database, table: str, names: Collection[str]) -> list[Row]:
    """Return the rows of some works (by key) or sources (by SHA-256), with all columns."""
    chosen = ", ".join(f'"{column}"' for column in types_of(table))
    return database.rows(
        f"SELECT {chosen} FROM {table} WHERE {TABLES[table]} IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        json.dumps(sorted(names)),
    )


def seals(database: Database) -> dict[str, str]:
    """Return the digests of the rows of works and sources, by key and by SHA-256."""
    return dict(database.rows("SELECT of, sha256 FROM seal"))


def put_rows(database: Database, table: str, rows: Sequence[Row]) -> None:
    """Put rows with all columns into a table. A row that is there already stays."""
    marks = ", ".join("?" for _ in types_of(table))
    names = ", ".join(f'"{column}"' for column in types_of(table))
    with database.transaction() as cursor:
        cursor.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)


def forget_incomplete(database: Database) -> None:
    """Take out the sources that lack a work or rows of other tables: another process was removing them meanwhile."""
    with database.transaction() as cursor:
        cursor.execute(
            "DELETE FROM source WHERE work NOT IN (SELECT key FROM work)"
            " OR sha256 NOT IN (SELECT source FROM size) OR sha256 NOT IN (SELECT source FROM origin)"
        )


def clear(database: Database, tables: Collection[str]) -> None:
    """Take all rows out of some tables."""
    with database.transaction() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")


class MemoryDatabase(Database):
    """A corpus file in memory, for one thread at a time. It shows one state until rows are put into it."""

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Do nothing: no other process writes to it, and rows may be put into it meanwhile."""
        yield


def in_memory(folder: Path) -> Database:
    """Return an empty corpus file in memory. `folder` names the library in messages."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.executescript("".join(MIGRATIONS))
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
    return MemoryDatabase.of(connection, folder)
