"""The rows of the tables: written from, and read as, the dataclasses of `corpus.model`."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar, get_args

from corpus.errors import InputError, LibraryDamaged
from corpus.model import PAGE_BREAK, Document, KeptQuote, Locator, LocatorKind, Lookup, Passage, Reference, Source
from corpus.reading.formats import FORMATS
from corpus.store.database import Database
from corpus.store.inspection import CORPUS, SHA256
from corpus.store.json_columns import (
    Malformed,
    checking,
    damage,
    parse,
    parse_notices,
    to_csl,
    to_origins,
    to_record,
    to_texts,
)
from corpus.store.seals import put_seal
from corpus.store.summaries import put_names, put_size

REFERENCE_COLUMNS = "key, csl, work.kind, design, guessed, origins, notices, former_keys"
"""The columns of a reference, in the order in which `to_reference` takes them."""

QUOTATION_COLUMNS = 'source, start, "end", words, work, title, citation, note, day'
"""The columns of a quotation in a basket, in the order in which `to_kept_quote` takes them."""

MAX_BASKET_NAME_CHARACTERS = 60
"""Chosen: a name fits on a line of a telephone."""

RESOLVED_KEY = (
    "SELECT key FROM work WHERE key = ?1 OR key IN (SELECT work.key FROM work, json_each(former_keys) AS former"
    " WHERE former_keys != '[]' AND former.value = ?1) ORDER BY key != ?1"
)
"""A query for the key of the work that has a key, or had it before."""


NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
"""The time of a transaction in SQL: UTC, ISO 8601."""


MAX_KEPT_LOCATORS = 4096
"""Locators that are kept, in about 1 MB. Many passages begin and end on one page. Chosen."""

_PASSAGE_TEXT = (
    'CASE last WHEN first THEN substr(a.text, passage.start - a.start + 1, "end" - passage.start)'
    " WHEN first + 1 THEN substr(a.text, passage.start - a.start + 1) || char(10)"
    " || substr(b.text, 1, \"end\" - b.start) ELSE '' END AS text"
)
"""The text of a passage in SQL if it is on one page `a`, or goes on on the next page `b`; '' for the few others."""

_MEDIA_TYPES = frozenset(format.media_type for format in FORMATS)
_LOCATOR_KINDS = get_args(LocatorKind)
_RESTORE = "Restore the library from a copy, or get it again from a person you trust"


Row = TypeVar("Row")


class ByName(dict[str, Row]):
    """Works by key, or sources by SHA-256. A name that another row has, and that is not here, is a damage of the file.

    Raises (on `[name]`):
        LibraryDamaged: there is no row of this name.
    """

    def __missing__(self, name: str) -> Row:
        raise LibraryDamaged(f"{CORPUS} is damaged: {name[:80]!r} is missing. {_RESTORE}")


def to_reference(row: Sequence[Any]) -> Reference:
    """Return the reference in a row of `REFERENCE_COLUMNS`.

    Raises:
        LibraryDamaged: a column does not hold what this program writes.
    """
    key, csl, kind, design, guessed, origins, notices, former_keys = row
    try:
        return Reference(
            key=key,
            csl=to_csl(parse(csl, "csl")),
            kind=kind,
            design=design,
            guessed=bool(guessed),
            origins=to_origins(origins),
            notices=parse_notices(notices),
            former_keys=to_texts(former_keys, "former_keys"),
        )
    except Malformed as error:
        raise damage(f"the work {key!r}", error) from error


def to_reference_of(row: Mapping[str, Any]) -> Reference:
    """Return the reference in a row of `work` that is by the names of its columns."""
    columns = REFERENCE_COLUMNS.replace("work.", "").split(", ")
    return to_reference([row[column] for column in columns])


def to_source(row: Sequence[Any]) -> Source:
    """Return the source in a row: its SHA-256, media type, work, origin and kind.

    Raises:
        LibraryDamaged: the SHA-256 or the media type is not one that this program writes. Both become a path.
    """
    source = Source(*row)
    is_hash = SHA256.fullmatch(source.sha256)
    if is_hash and source.media_type in _MEDIA_TYPES:
        return source
    with checking(f"a file of the work {source.key!r}"):
        if not is_hash:
            raise Malformed(f"{source.sha256[:80]!r} is not a SHA-256")
        raise Malformed(f"its type {source.media_type[:80]!r} is not known")


@lru_cache(maxsize=MAX_KEPT_LOCATORS)
def to_locator(row: tuple[Any, ...]) -> Locator:
    """Return the locator in a row: its kind, number, label and confidence of OCR.

    Raises:
        LibraryDamaged: the kind is not one that this program writes.
    """
    locator = Locator(*row)
    with checking("a page"):
        if locator.kind not in _LOCATOR_KINDS:
            raise Malformed(f"{locator.kind[:80]!r} is not a kind of page")
    return locator


def to_warnings(sha256: str, text: str) -> tuple[str, ...]:
    """Return the warnings of a source.

    Raises:
        LibraryDamaged: they are not an array of texts.
    """
    with checking(f"the file {sha256[:80]!r}"):
        return to_texts(text, "warnings")


def to_former_keys(key: str, text: str) -> tuple[str, ...]:
    """Return the former keys of a work.

    Raises:
        LibraryDamaged: they are not an array of texts.
    """
    with checking(f"the work {key!r}"):
        return to_texts(text, "former_keys")


def put_reference(cursor: sqlite3.Cursor, reference: Reference) -> None:
    """Insert a reference and seal it. A reference with the same key is replaced; its date of addition stays."""
    csl = json.dumps(dict(reference.csl), ensure_ascii=False)
    origins = json.dumps({field: asdict(origin) for field, origin in reference.origins.items()})
    notices = json.dumps([asdict(notice) for notice in reference.notices])
    former_keys = json.dumps(reference.former_keys)
    cursor.execute(
        f"INSERT INTO work VALUES (?, ?, ?, ?, ?, ?, ?, ?, {NOW}) ON CONFLICT (key) DO UPDATE SET csl = excluded.csl,"
        " kind = excluded.kind, design = excluded.design, guessed = excluded.guessed, origins = excluded.origins,"
        " notices = excluded.notices, former_keys = excluded.former_keys",
        (reference.key, csl, reference.kind, reference.design, reference.guessed, origins, notices, former_keys),
    )
    put_names(cursor, reference)
    put_seal(cursor, reference.key)


def rename_held(cursor: sqlite3.Cursor, reference: Reference) -> None:
    """Rename the work that has one of the former keys of a reference, if there is one.

    Raises:
        InputError: another work has the key of the reference, or had it.
    """
    for former_key in reference.former_keys:
        if not cursor.execute("SELECT 1 FROM work WHERE key = ?", (former_key,)).fetchall():
            continue
        for (holder,) in cursor.execute(RESOLVED_KEY, (reference.key,)).fetchall():
            if holder != former_key:
                raise InputError(f"{reference.key!r} is or was the key of another work, {holder!r}: choose another key")
        rename(cursor, former_key, reference.key)


def rename(cursor: sqlite3.Cursor, key: str, new_key: str) -> None:
    """Give a work another key that no work has. Its record keeps the rest as it was."""
    sources = cursor.execute("SELECT sha256 FROM source WHERE work = ?", (key,)).fetchall()
    cursor.execute("PRAGMA defer_foreign_keys = ON")
    cursor.execute("UPDATE work SET key = ? WHERE key = ?", (new_key, key))
    cursor.execute("UPDATE source SET work = ? WHERE work = ?", (new_key, key))
    cursor.execute("UPDATE seal SET of = ? WHERE of = ?", (new_key, key))
    for name in (new_key, *(sha256 for (sha256,) in sources)):
        put_seal(cursor, name)


def to_lookup(row: Sequence[Any]) -> Lookup:
    """Return the answer in a row of the table `lookup`."""
    key, asked, text, reason, day = row
    with checking(f"the look-up of the work {key!r}"):
        return Lookup(key, asked, to_record(text), reason, day)


def put_lookup(cursor: sqlite3.Cursor, lookup: Lookup) -> Lookup:
    """Insert an answer, with the date of today, and return it. An earlier answer about the same work is replaced."""
    record = json.dumps(lookup.record and asdict(lookup.record), ensure_ascii=False)
    rows = cursor.execute(
        "INSERT OR REPLACE INTO lookup VALUES (?, ?, ?, ?, date('now')) RETURNING day",
        (lookup.key, lookup.asked, record, lookup.reason),
    )
    ((day,),) = rows.fetchall()
    return replace(lookup, day=day)


def to_kept_quote(row: Sequence[Any]) -> KeptQuote:
    """Return the quotation in a row of `QUOTATION_COLUMNS`.

    Raises:
        LibraryDamaged: a column does not hold what this program writes. The SHA-256 becomes a part of an address.
    """
    quote = KeptQuote(*row)
    with checking("a quotation in a basket"):
        if not SHA256.fullmatch(quote.source):
            raise Malformed(f"{quote.source[:80]!r} is not a SHA-256")
        if not 0 <= quote.start < quote.end or len(quote.words) != quote.end - quote.start:
            raise Malformed("its words are not as long as its place")
        if not quote.words.strip():
            raise Malformed("it has no words")
        if not _is_day(quote.day):
            raise Malformed(f"{quote.day[:80]!r} is not a day")
    return quote


def to_basket_name(text: str) -> str:
    """Return the name of a basket in a row.

    Raises:
        LibraryDamaged: it is not one that this program writes. It becomes a part of an address.
    """
    with checking("a basket"):
        if not is_basket_name(text):
            raise Malformed(f"{text[:80]!r} is not its name")
    return text


def is_basket_name(text: str) -> bool:
    """Return whether a text can name a basket: in an address, as the name of a file, and on a line."""
    is_line = text.isprintable() and text == " ".join(text.split())
    has_size = 0 < len(text) <= MAX_BASKET_NAME_CHARACTERS
    return is_line and has_size and not set(text) & set("/\\") and not text.startswith(".")


def _is_day(text: str) -> bool:
    """Return whether a text is a date as SQLite writes it: `2026-11-30`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def put_source(cursor: sqlite3.Cursor, source: Source, document: Document, passages: Sequence[Passage]) -> None:
    """Insert a source, whose work is there, with its text, and seal it."""
    from corpus.passages import chunk

    warnings = json.dumps(document.warnings)
    row = (source.sha256, source.media_type, source.key, source.kind, chunk.VERSION, warnings)
    cursor.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)", row)
    cursor.execute("INSERT INTO origin VALUES (?, ?)", (source.sha256, source.origin))
    cursor.execute("DELETE FROM version WHERE sha256 = ?", (source.sha256,))
    put_document(cursor, source.sha256, document)
    put_passages(cursor, passages)
    put_size(cursor, source.sha256)
    put_seal(cursor, source.sha256)


def put_document(cursor: sqlite3.Cursor, sha256: str, document: Document) -> None:
    """Insert the pages and headings of a source."""
    pages = []
    for page, start in zip(document.pages, document.starts, strict=True):
        place = page.locator
        pages.append((sha256, place.index, place.kind, place.label, start, page.text, page.method, place.ocr))
    cursor.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)", pages)
    headings = [(sha256, heading.start, heading.level, heading.text) for heading in document.headings]
    cursor.executemany("INSERT INTO heading VALUES (?, ?, ?, ?)", headings)


def put_passages(cursor: sqlite3.Cursor, passages: Sequence[Passage]) -> None:
    """Insert passages."""
    rows = []
    for passage in passages:
        headings = json.dumps(passage.headings, ensure_ascii=False)
        rows.append(
            (
                passage.id,
                passage.source,
                passage.start,
                passage.end,
                passage.first.index,
                passage.last.index,
                headings,
                passage.zone,
                passage.language,
            )
        )
    cursor.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def read_passages(database: Database, where: str, *values: object) -> Iterator[Passage]:
    """Yield the passages that satisfy a condition in SQL, ordered by source and by start. Their texts are of pages."""
    rows = database.rows(
        f'SELECT id, passage.source, passage.start, "end", {_PASSAGE_TEXT}, a.kind, a.number, a.label, a.ocr, b.kind,'
        " b.number, b.label, b.ocr, headings, zone, language FROM passage"
        " JOIN page a ON a.source = passage.source AND a.number = first"
        " JOIN page b ON b.source = passage.source AND b.number = last"
        f" WHERE {where} ORDER BY passage.source, passage.start",
        *values,
    )
    for row in rows:
        first = to_locator(row[5:9])
        last = to_locator(row[9:13])
        with checking(f"the passage {row[0]:016x}"):
            headings = to_texts(row[13], "headings")
        number, sha256, start, end, text = row[:5]
        if len(text) != end - start:
            text = _text_on_pages(database, sha256, start, end, (first.index, last.index))
        yield Passage(number, sha256, start, end, text, first, last, headings, row[14], row[15])


def _text_on_pages(database: Database, sha256: str, start: int, end: int, numbers: tuple[int, int]) -> str:
    """Return a slice of the text of a source that begins on the first and ends on the last of these pages."""
    query = "SELECT start, text FROM page WHERE source = ? AND number BETWEEN ? AND ? ORDER BY number"
    pages = database.rows(query, sha256, *numbers)
    offset = pages[0][0]
    text = PAGE_BREAK.join(page for _, page in pages)
    return text[max(start - offset, 0) : max(end - offset, 0)]
