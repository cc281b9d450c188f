"""The rows of the tables: written from, and read as, the dataclasses of `corpus.model`."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from corpus.errors import InputError
from corpus.model import CrossrefRecord, Document, FieldOrigin, Locator, Lookup, Notice, Passage, Reference
from corpus.store.database import Database
from corpus.store.seals import put_seal

REFERENCE_COLUMNS = "key, csl, work.kind, design, guessed, origins, notices, former_keys"
"""The columns of a reference, in the order in which `to_reference` takes them."""

RESOLVED_KEY = (
    "SELECT key FROM work WHERE key = ?1"
    " OR EXISTS (SELECT 1 FROM json_each(former_keys) AS former WHERE former.value = ?1) ORDER BY key != ?1"
)
"""A query for the key of the work that has a key, or had it before."""


NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
"""The time of a transaction in SQL: UTC, ISO 8601."""


def to_reference(row: Sequence[Any]) -> Reference:
    """Return the reference in a row of `REFERENCE_COLUMNS`."""
    key, csl, kind, design, guessed, origins, notices, former_keys = row
    return Reference(
        key=key,
        csl=json.loads(csl),
        kind=kind,
        design=design,
        guessed=bool(guessed),
        origins=_to_origins(origins),
        notices=_to_notices(json.loads(notices)),
        former_keys=tuple(json.loads(former_keys)),
    )


def _to_origins(text: str) -> dict[str, FieldOrigin]:
    return {field: FieldOrigin(**origin) for field, origin in json.loads(text).items()}


def _to_notices(items: Sequence[Any]) -> tuple[Notice, ...]:
    return tuple(Notice(**item) for item in items)


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
        _rename(cursor, former_key, reference.key)


def _rename(cursor: sqlite3.Cursor, key: str, new_key: str) -> None:
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
    record = json.loads(text)
    if record is not None:
        notices, years = _to_notices(record["notices"]), tuple(record["years"])
        record = CrossrefRecord(record["csl"], notices, years, record["in_print"])
    return Lookup(key, asked, record, reason, day)


def put_lookup(cursor: sqlite3.Cursor, lookup: Lookup) -> Lookup:
    """Insert an answer, with the date of today, and return it. An earlier answer about the same work is replaced."""
    record = json.dumps(lookup.record and asdict(lookup.record), ensure_ascii=False)
    rows = cursor.execute(
        "INSERT OR REPLACE INTO lookup VALUES (?, ?, ?, ?, date('now')) RETURNING day",
        (lookup.key, lookup.asked, record, lookup.reason),
    )
    ((day,),) = rows.fetchall()
    return replace(lookup, day=day)


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
                passage.text,
                passage.first.index,
                passage.last.index,
                headings,
                passage.zone,
                passage.language,
            )
        )
    cursor.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def read_passages(database: Database, where: str, *values: object) -> Iterator[Passage]:
    """Yield the passages that satisfy a condition in SQL, ordered by source and by start."""
    rows = database.rows(
        'SELECT id, passage.source, passage.start, "end", passage.text, a.kind, a.number, a.label, a.ocr, b.kind,'
        " b.number, b.label, b.ocr, headings, zone, language FROM passage"
        " JOIN page a ON a.source = passage.source AND a.number = first"
        " JOIN page b ON b.source = passage.source AND b.number = last"
        f" WHERE {where} ORDER BY passage.source, passage.start",
        *values,
    )
    for row in rows:
        first = Locator(*row[5:9])
        last = Locator(*row[9:13])
        headings = tuple(json.loads(row[13]))
        yield Passage(row[0], row[1], row[2], row[3], row[4], first, last, headings, row[14], row[15])
