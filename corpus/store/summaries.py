"""What a library keeps twice, so that no question reads all texts and records: sizes of sources and names of works.

`verify` compares both with the texts and records. A wrong one changes what is counted or found, and no text.
"""

import sqlite3
from typing import NamedTuple

from corpus.model import Reference, authors_and_editors
from corpus.store.database import Database
from corpus.store.filters import author_names
from corpus.text.language import fold

NAME_RULES = 1
"""Version of `names_of`. Raise it when the function or `fold` changes: then the next writer makes all names again."""

_PAGES = "SELECT count(*) FROM page WHERE source = ?1 AND kind = 'page'"
_UNREADABLE = "SELECT count(*) FROM page WHERE source = ?1 AND method = 'none'"
_PASSAGES = "SELECT count(*) FROM passage WHERE source = ?1"


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


def put_names(cursor: sqlite3.Cursor, reference: Reference) -> None:
    """Keep the names of a work that is there."""
    row = (*names_of(reference), NAME_RULES)
    cursor.execute("INSERT OR REPLACE INTO work_names VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def kept_names(database: Database) -> list[WorkNames]:
    """Return the names that are kept by the rules of today, in no order."""
    rows = database.rows(
        "SELECT work, title, people, surnames, bodies, year FROM work_names WHERE rules = ?", NAME_RULES
    )
    return [WorkNames(*row) for row in rows]


def works_without_names(database: Database) -> list[str]:
    """Return the keys of works whose names are not kept: an earlier version of this program wrote the library."""
    rows = database.rows(
        "SELECT key FROM work WHERE key NOT IN (SELECT work FROM work_names WHERE rules = ?)", NAME_RULES
    )
    return [key for (key,) in rows]


def put_size(cursor: sqlite3.Cursor, sha256: str) -> None:
    """Count the pages and passages of a source that is there."""
    cursor.execute(f"INSERT OR REPLACE INTO size VALUES (?1, ({_PAGES}), ({_UNREADABLE}), ({_PASSAGES}))", (sha256,))


def has_true_size(database: Database, sha256: str) -> bool:
    """Return whether the pages and passages of a source are as many as is kept."""
    kept = database.rows("SELECT pages, unreadable, passages FROM size WHERE source = ?", sha256)
    return kept == database.rows(f"SELECT ({_PAGES}), ({_UNREADABLE}), ({_PASSAGES})", sha256)


def unreadable_pages(database: Database, sha256: str) -> tuple[int, ...]:
    """Return the numbers of the pages without text of a source."""
    query = "SELECT number FROM page WHERE source = ? AND method = 'none' ORDER BY number"
    return tuple(number for (number,) in database.rows(query, sha256))
