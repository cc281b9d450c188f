"""`Database`: the connection to `corpus.sqlite`. It takes SQL, returns rows, and puts disk errors into words.

The journal is SQLite's rollback journal and not its write-ahead log: a library on a read-only disk or a network share
must answer too.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from corpus.errors import LibraryDamaged
from corpus.files import storage
from corpus.store.folder import too_new
from corpus.store.inspection import CORPUS
from corpus.store.migrations import (
    MIGRATIONS,
    VIEWS_FOR_READERS,
    column_types,
    has_expected_schema,
    migrate,
    schema_version,
)

BUSY_SECONDS = 30.0
"""How long a reader waits while a writer commits."""


_ANY_TYPE = frozenset((str, int, float, type(None)))
"""The types of a value that is not a column. No column and no expression of this program is a blob."""


class Database:
    """The connection to the corpus file of a library, for any number of threads, one at a time.

    A writer brings an older file up to date. A reader sees an older file as if it were up to date.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
        LibraryTooNew (on opening): a later version of this program wrote the file.
    """

    def __init__(
        self, folder: Path, *, write: bool, create: bool = False, advance: Callable[[], None] = lambda: None
    ) -> None:
        """Open the file. `advance` is called again and again while an older file is brought up to date."""
        self.folder = folder
        with storage(folder):
            self._connection = _connect(folder / CORPUS, write)
            if not create:
                _check_version(self._connection, folder)
            _check_schema(self._connection, folder)
            if write:
                migrate(self._connection, advance)
            else:
                views = VIEWS_FOR_READERS.get(schema_version(self._connection))
                if views:
                    self._connection.executescript(views)

    @classmethod
    def of(cls, connection: sqlite3.Connection, folder: Path) -> Self:
        """Return a database over an open connection, which has the schema of this version of the program."""
        database = cls.__new__(cls)
        database.folder = folder
        database._connection = connection
        return database

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection. Use it inside `corpus.files.storage`."""
        return self._connection

    @property
    def is_current(self) -> bool:
        """Whether the file has the schema of this version of the program."""
        return schema_version(self._connection) == len(MIGRATIONS)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a query and return its rows.

        Raises:
            LibraryDamaged: a value has another type than its column. SQLite checks types only when it writes.
        """
        with storage(self.folder):
            cursor = self._connection.execute(query, values)
            rows = cursor.fetchall()
        check_types(cursor, rows)
        return rows

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the file inside. A writer waits to commit until the end."""
        with storage(self.folder):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """Commit everything that is written inside, or nothing if an exception leaves it."""
        with storage(self.folder):
            cursor = self._connection.cursor()
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    cursor.execute("ROLLBACK")
                raise


def check_types(cursor: sqlite3.Cursor, rows: Sequence[tuple[Any, ...]]) -> None:
    """Do nothing if each value in rows has the type of its column.

    Raises:
        LibraryDamaged: one has not. SQLite checks types only when it writes.
    """
    allowed_types = column_types()
    names = [column[0] for column in cursor.description or ()]
    for name, column in zip(names, zip(*rows, strict=True), strict=False):
        found = set(map(type, column))
        allowed = allowed_types.get(name, _ANY_TYPE)
        if not found <= allowed:
            wrong = ", ".join(sorted(each.__name__ for each in found - allowed))
            raise LibraryDamaged(
                f"{CORPUS} is damaged: a value of {name!r} has the type {wrong}. Restore the library from a copy, or"
                " get it again from a person you trust"
            )


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={_open_mode(path, write)}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    # The file may come from a stranger (https://www.sqlite.org/security.html). Extensions cannot be loaded: Python has
    # that off. Only the tables of `migrations` are used, as `_check_schema` makes sure.
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    # Otherwise a loss of power may bring a journal back, and with it the state before the last commit.
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def _open_mode(path: Path, write: bool) -> str:
    """Return the mode in SQLite's words.

    A reader opens the file for writing if it may: only then can SQLite roll back what a killed writer left unfinished.
    """
    if write:
        return "rwc"
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "rw"
    return "ro"


def _check_schema(connection: sqlite3.Connection, folder: Path) -> None:
    """Raise if the file has other tables, views or triggers than its version. A trigger runs whatever it says."""
    if not has_expected_schema(connection):
        raise LibraryDamaged(
            f"the library in {str(folder)!r} is refused: its {CORPUS} has other tables or triggers than this program"
            " makes. Restore it from a copy, or get it again from a person you trust"
        )


def _check_version(connection: sqlite3.Connection, folder: Path) -> None:
    version = schema_version(connection)
    if version > len(MIGRATIONS):
        raise too_new(folder, version)
    if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchall():
        raise LibraryDamaged(f"the library in {str(folder)!r} has lost its corpus.sqlite: restore it from a copy")
