"""What a library keeps twice, so that no command reads all texts and records.

    work_names    by work: its names, what filters are compared with, its identifiers
    size          by source: how many pages and passages it has, and sums of its passages
    part          by source, zone and language: how many passages there are

`verify` compares them with the texts and records. A wrong one changes what is counted or found, and no text.
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from corpus.files import storage
from corpus.model import Language, PassageSum, Reference, TextShape, authors_and_editors
from corpus.store.database import Database
from corpus.store.filters import author_names
from corpus.text.language import fold
from corpus.works.identifiers import bare_doi

NAME_RULES = 2
"""Version of the rules of a row of `work_names`. Raise it when they or `fold` change: then the next writer makes all
rows again."""

_PAGES = "SELECT count(*) FROM page WHERE source = ?1 AND kind = 'page'"
_UNREADABLE = "SELECT count(*) FROM page WHERE source = ?1 AND method = 'none'"
_PASSAGES = "SELECT count(*), coalesce(max(start), 0), {sums} FROM passage WHERE source = ?1".format(
    sums="coalesce(sum(id & 4294967295), 0), coalesce(sum(id >> 32), 0)"
)
_PARTS = "SELECT zone, language, count(*) FROM passage WHERE source = ?1 GROUP BY zone, language"


class WorkNames(NamedTuple):
    """The names by which a question may call a work.

    Attributes:
        key: of the work.
        title: folded.
        people: the names of authors and editors and the publisher, folded.
        surnames: the first words of the surnames, folded, one on a line.
        bodies: the names of institutions that are authors or editors, one on a line.
        year: of the work.
    """

    key: str
    title: str
    people: str
    surnames: str
    bodies: str
    year: int | None


class WorkFacts(NamedTuple):
    """What else filters and identifiers are compared with.

    Attributes:
        kind: of the work.
        design: of the work.
        authors: the names of authors and editors, folded, with `; ` between them.
        doi: without its resolver, in lower case; "" if the record has none, as for the next two.
        isbn: as in the record.
        number: as in the record.
    """

    kind: str
    design: str
    authors: str
    doi: str
    isbn: str
    number: str


def names_of(reference: Reference) -> WorkNames:
    """Return the names of a work."""
    surnames, bodies = [], []
    for person in authors_and_editors(reference.csl):
        surname = fold(str(person.get("family", ""))).split(maxsplit=1)
        body = " ".join(str(person.get("literal", "")).split())
        if surname:
            surnames.append(surname[0])
        elif body:
            bodies.append(body)
    people = f"{author_names(reference.csl)} {reference.csl.get('publisher', '')}"
    return WorkNames(
        key=reference.key,
        title=fold(reference.title),
        people=fold(people),
        surnames="\n".join(surnames),
        bodies="\n".join(bodies),
        year=reference.year,
    )


def facts_of(reference: Reference) -> WorkFacts:
    """Return what else filters and identifiers are compared with."""
    csl = reference.csl
    return WorkFacts(
        kind=reference.kind,
        design=reference.design,
        authors=fold(author_names(csl)),
        doi=bare_doi(str(csl.get("DOI", ""))).lower(),
        isbn=str(csl.get("ISBN", "")),
        number=str(csl.get("number", "")),
    )


# --- works ---------------------------------------------------------------------------------------------------------


def put_names(cursor: sqlite3.Cursor, reference: Reference) -> None:
    """Keep the names and facts of a work that is there."""
    cursor.execute(_PUT_NAMES, _names_row(reference))


def has_names(database: Database) -> bool:
    """Return whether names of the rules of today are kept of any work."""
    return bool(database.rows("SELECT 1 FROM work_names WHERE rules = ? LIMIT 1", NAME_RULES))


def has_true_names(database: Database, reference: Reference) -> bool:
    """Return whether the names and facts of a work are as its record says."""
    return database.rows(f"SELECT {_NAMES_COLUMNS} FROM work_names WHERE work = ?", reference.key) == [
        _names_row(reference)
    ]


def kept_names(database: Database) -> list[WorkNames]:
    """Return the names of all works, in no order. See `works_without_names`."""
    rows = database.rows("SELECT work, title, people, surnames, bodies, year FROM work_names")
    return [WorkNames(*row) for row in rows]


def works_without_names(database: Database) -> list[str]:
    """Return the keys of works without names of the rules of today: an earlier version of this program wrote them."""
    ((works, named),) = database.rows(
        "SELECT (SELECT count(*) FROM work), (SELECT count(*) FROM work_names WHERE rules = ?)", NAME_RULES
    )
    if works == named:
        return []
    rows = database.rows(
        "SELECT key FROM work WHERE key NOT IN (SELECT work FROM work_names WHERE rules = ?)", NAME_RULES
    )
    return [key for (key,) in rows]


def name_in_memory(database: Database, references: Iterable[Reference]) -> None:
    """Let this reader see the names of all works, which an earlier version of this program did not keep.

    A temporary table hides the kept ones, or the view of them (https://sqlite.org/lang_naming.html).
    """
    with storage(database.folder):
        connection = database.connection
        connection.execute("DROP VIEW IF EXISTS temp.work_names")
        connection.execute("DROP TABLE IF EXISTS temp.work_names")
        connection.execute(f"CREATE TEMP TABLE work_names ({_NAMES_COLUMNS}, PRIMARY KEY (work))")
        connection.executemany(_PUT_NAMES, map(_names_row, references))


def _names_row(reference: Reference) -> tuple[str | int | None, ...]:
    return (*names_of(reference), *facts_of(reference), NAME_RULES)


_NAMES_COLUMNS = ", ".join(("work", *WorkNames._fields[1:], *WorkFacts._fields, "rules"))
_PUT_NAMES = f"INSERT OR REPLACE INTO work_names VALUES ({', '.join('?' * len(_NAMES_COLUMNS.split()))})"


# --- sources -------------------------------------------------------------------------------------------------------


def put_size(cursor: sqlite3.Cursor, sha256: str) -> None:
    """Count the pages and passages of a source that is there."""
    cursor.execute("DELETE FROM size WHERE source = ?", (sha256,))
    cursor.execute("DELETE FROM part WHERE source = ?", (sha256,))
    cursor.execute(f"INSERT INTO size SELECT ?1, ({_PAGES}), ({_UNREADABLE}), * FROM ({_PASSAGES})", (sha256,))
    cursor.execute(f"INSERT INTO part SELECT ?1, * FROM ({_PARTS})", (sha256,))


def has_true_size(database: Database, sha256: str) -> bool:
    """Return whether what is kept about the pages and passages of a source is true."""
    kept = database.rows("SELECT pages, unreadable, passages, last_start, low, high FROM size WHERE source = ?", sha256)
    if kept != database.rows(f"SELECT ({_PAGES}), ({_UNREADABLE}), * FROM ({_PASSAGES})", sha256):
        return False
    parts = database.rows("SELECT zone, language, passages FROM part WHERE source = ? ORDER BY 1, 2", sha256)
    return parts == database.rows(f"{_PARTS} ORDER BY 1, 2", sha256)


def unreadable_pages(database: Database, sha256: str) -> tuple[int, ...]:
    """Return the numbers of the pages without text of a source."""
    query = "SELECT number FROM page WHERE source = ? AND method = 'none' ORDER BY number"
    return tuple(number for (number,) in database.rows(query, sha256))


def shapes(database: Database) -> dict[TextShape, list[str]]:
    """Return the sources with passages by the shape of their texts."""
    groups: dict[TextShape, list[str]] = {}
    rows = database.rows("SELECT source, passages, last_start FROM size WHERE passages > 0")
    for sha256, passages, last_start in rows:
        groups.setdefault(TextShape(passages, last_start), []).append(sha256)
    return groups


def passage_sums(database: Database) -> dict[str, PassageSum]:
    """Return the sums of each source with passages."""
    rows = database.rows("SELECT source, passages, low, high FROM size WHERE passages > 0")
    return {source: PassageSum(*sums) for source, *sums in rows}


def languages_of(database: Database, sources: Iterable[str], zones: Iterable[str]) -> dict[Language, int]:
    """Return how many passages of these sources and zones are in each language."""
    rows = database.rows(
        "SELECT language, sum(passages) FROM part WHERE source IN (SELECT value FROM json_each(?))"
        " AND zone IN (SELECT value FROM json_each(?)) GROUP BY language ORDER BY language",
        json.dumps(list(sources)),
        json.dumps(list(zones)),
    )
    return dict(rows)
