"""The tables of a published library: those of `corpus.sqlite`, the terms and vectors of passages, and statistics.

    about      one row: what is published, as JSON
    work, work_names, source, size, part, origin, heading, page, passage
               the rows of the libraries that publish here, with the id of the library (`publisher`)
    word       in how many passages of a batch a term is
    batch      how many passages and terms a batch has

Rows of a source are in a batch of sources. A source is there when its row in `source` is: that row is written last and
deleted first. Readers open `source` before the other tables, so they never see a source without its rows.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import LibraryDamaged, LibraryError, LibraryMissing, LibraryTooNew
from corpus.model import Language
from corpus.store.folder import PUBLISHED_TABLE
from corpus.store.migrations import types_of
from corpus.store.mirror import SCHEMA, TABLES
from index.published.target import connect, is_conflict, reaching
from index.terms import Field

FORMAT = 1
"""The version of these tables. Raise it when an earlier program would misread them."""

ABOUT = PUBLISHED_TABLE.removesuffix(".lance")
"""The table that says what is published."""

OWNED = {"work": ("publisher", "own_key", "seal"), "source": ("publisher", "batch", "seal")}
"""Columns of `work` and `source` that are not in `corpus.sqlite`. `own_key` is the key in the publisher's library, and
`seal` the digest of all rows of the work or source there."""

FIELD_COLUMNS: Mapping[Field, str] = {"stems": "stems", "headings": "headings_stems", "words": "words"}
"""The columns of the terms of a passage, separated by blanks, for full-text search."""

_READ_FIRST = ("source", "work")


MAX_ATTEMPTS = 20
"""How often a change is tried. Each attempt that fails is one in which another process succeeds. Chosen."""


@dataclass(frozen=True, slots=True)
class About:
    """What is published: the versions of its tables, and the index of its vectors and terms, as in `index.manifest`."""

    format: int
    schema: int
    fingerprint: str
    model: str
    encoder: str
    dimensions: int
    leanings: Mapping[Language, Sequence[float]]


class Tables:
    """The tables of a published library, opened when they are first used.

    Raises (on any call):
        LibraryError: the place cannot be reached, or LanceDB finds a fault in it.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._connection = connect(place)
        self._opened: dict[str, Any] = {}

    def about(self) -> About:
        """Return what is published.

        Raises:
            LibraryMissing: nothing is published there.
            LibraryTooNew: another version of this program published it.
        """
        if ABOUT not in self.names():
            raise LibraryMissing(f"no library is published at {self.place!r}: evidence publish makes one")
        with reaching(self.place):
            (row,) = self._connection.open_table(ABOUT).search().limit(1).to_list()
        return self._read_about(row["json"])

    def _read_about(self, text: str) -> About:
        try:
            values = json.loads(text)
            versions = (values["format"], values["schema"])
            if versions == (FORMAT, SCHEMA):
                return About(**values)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise LibraryDamaged(f"the published library {self.place!r} does not say what it holds: {error}") from error
        raise LibraryTooNew(
            f"the library at {self.place!r} was published by another version of this program (tables {versions}, here"
            f" {(FORMAT, SCHEMA)}): use that version, or publish again to another place"
        )

    def create(self, about: About) -> About:
        """Make the tables that are missing. Return what is published, which may be what another process has written."""
        import pyarrow as pa

        with reaching(self.place):
            for name, schema in _schemas(about.dimensions).items():
                self._connection.create_table(name, schema=schema, exist_ok=True)
            if ABOUT not in self.names():
                row = pa.table({"json": [json.dumps(asdict(about))]})
                self._connection.create_table(ABOUT, row, exist_ok=True)
        return self.about()

    def names(self) -> set[str]:
        """Return the names of all tables."""
        with reaching(self.place):
            return set(self._connection.list_tables().tables)

    def table(self, name: str) -> Any:
        """Return LanceDB's table. It shows one state of the table until `refresh`."""
        if name not in self._opened:
            with reaching(self.place):
                self._opened[name] = self._connection.open_table(name)
        return self._opened[name]

    def refresh(self) -> tuple[int, ...]:
        """Show the newest state of all tables. Return the versions of `source` and `work`."""
        versions = self.refresh_first()
        with reaching(self.place):
            for name in dict.fromkeys([*TABLES, *self._opened]):
                if name not in _READ_FIRST:
                    self.table(name).checkout_latest()
        return versions

    def refresh_first(self) -> tuple[int, ...]:
        """Show the newest state of `source` and `work`. Return their versions."""
        with reaching(self.place):
            for name in _READ_FIRST:
                self.table(name).checkout_latest()
            return tuple(self.table(name).version for name in _READ_FIRST)

    def change(self, name: str, action: Callable[[Any], object]) -> None:
        """Change a table: in its newest state, again if another process has changed it meanwhile."""
        with reaching(self.place):
            for attempt in range(MAX_ATTEMPTS):
                table = self.table(name)
                table.checkout_latest()
                try:
                    action(table)
                    return
                except RuntimeError as error:
                    if not is_conflict(error) or attempt == MAX_ATTEMPTS - 1:
                        raise

    def rows(self, name: str, where: str | None, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows that a condition admits, with some columns, in no order."""
        found = self.columns(name, where, columns)
        lists = [found.column(column).to_pylist() for column in columns]
        return list(zip(*lists, strict=True))

    def columns(self, name: str, where: str | None, columns: Sequence[str]) -> Any:
        """Return the same rows as a table of Arrow."""
        with reaching(self.place):
            query = self.table(name).search().select(list(columns))
            return (query.where(where) if where else query).to_arrow()

    def rows_of(self, name: str, column: str, values: Collection[Any], columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows whose column has one of some values, with some columns, in no order."""
        found = []
        for part in in_parts(column, values):
            found += self.rows(name, part, columns)
        return found

    def count(self, name: str, where: str | None = None) -> int:
        """Return the number of rows that a condition admits."""
        with reaching(self.place):
            return int(self.table(name).count_rows(where))


def mirrored(name: str) -> list[str]:
    """Return the columns that a table shares with `corpus.sqlite`."""
    return list(types_of(name))


def is_in(column: str, values: Collection[Any]) -> str:
    """Return the condition that a column has one of some values."""
    if not values:
        return "false"
    return f"`{column}` IN ({', '.join(map(literal, values))})"


PART = 2_000
"""Values in one condition. LanceDB takes longer for each value than for each row that it finds."""


def in_parts(column: str, values: Collection[Any]) -> Iterator[str]:
    """Yield the conditions that together admit the rows whose column has one of many values."""
    ordered = sorted(values)
    for start in range(0, len(ordered), PART):
        yield is_in(column, ordered[start : start + PART])


def literal(value: Any) -> str:
    """Return a text or a number as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(int(value))


def _schemas(dimensions: int) -> dict[str, Any]:
    """Return the columns of each table, as Arrow has them."""
    import pyarrow as pa

    arrow_types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    texts = {name: pa.string() for name in FIELD_COLUMNS.values()}
    further: dict[str, dict[str, Any]] = {
        "passage": {"publisher": pa.string(), **texts, "vector": pa.list_(pa.float16(), dimensions)},
        **{name: dict.fromkeys(columns, pa.string()) for name, columns in OWNED.items()},
    }
    schemas = {}
    for name in TABLES:
        fields = {}
        for column, types in types_of(name).items():
            (kind,) = types - {type(None)}
            fields[column] = arrow_types[kind]
        fields |= further.get(name, {"publisher": pa.string()})
        schemas[name] = pa.schema(list(fields.items()))
    schemas["word"] = pa.schema(
        [
            ("batch", pa.string()),
            ("publisher", pa.string()),
            ("field", pa.string()),
            ("term", pa.string()),
            ("passages", pa.int64()),
        ]
    )
    numbers = [(name, pa.int64()) for name in ("passages", "stems", "headings", "words")]
    schemas["batch"] = pa.schema([("batch", pa.string()), ("publisher", pa.string()), *numbers])
    return schemas


def check_same_index(about: About, wanted: About, place: str) -> None:
    """Do nothing if two libraries have indexes that can be searched together.

    Raises:
        LibraryError: they have not.
    """
    if about.fingerprint != wanted.fingerprint:
        raise LibraryError(
            f"the library at {place!r} was published with the model {about.model!r} and this one has an index of"
            f" {wanted.model!r}, or of another version: publish to another place, or make the same index:"
            f" evidence index --rebuild --model {about.model}"
        )
