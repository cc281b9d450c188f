"""Which works and sources satisfy a `Filter`. Zones and languages are of passages; the index filters them.

Kinds, designs, years and authors are compared in `work_names` (`corpus.store.summaries`), so no record is read.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.model import Filter, SelectedText, authors_and_editors
from corpus.store.database import Database
from corpus.text.language import fold
from corpus.text.words import folded_words

# A work with each of its full texts, or else with its note, or else without a text. CROSS JOIN keeps SQLite from
# reading all records for the sake of their order (https://sqlite.org/optoverview.html).
_TEXTS = (
    "SELECT work_names.work, year, source.sha256 AS of_text, source.kind AS kind_of_text"  # which may be null
    " FROM work_names CROSS JOIN work ON work.key = work_names.work LEFT JOIN source ON source.work = work_names.work"
    " WHERE (source.kind IS NOT 'note' OR source.work NOT IN (SELECT work FROM source WHERE kind = 'full text'))"
)
_IN_ORDER = "ORDER BY work.rowid"


def select_texts(database: Database, selection: Filter) -> list[SelectedText]:
    """Return the works that a filter selects with their texts, in the order in which the works were added.

    Fields of passages (`zones` and `languages`) are left out. The names of all works must be kept.
    """
    conditions, values = _conditions(selection)
    if selection.authors:
        conditions.append("work_names.work IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(_works_of_authors(database, selection.authors)))
    if selection.files:
        conditions.append("source.sha256 IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(_sources_of_files(database, selection.files)))
    rows = database.rows(" AND ".join([_TEXTS, *conditions]) + f" {_IN_ORDER}", *values)
    return [SelectedText(*row) for row in rows]


def _conditions(selection: Filter) -> tuple[list[str], list[str | int]]:
    """Return the conditions in SQL that compare one column, and their values."""
    conditions: list[str] = []
    values: list[str | int] = []
    lists = {
        "work_names.work": selection.keys,
        "work_names.kind": selection.kinds,
        "work_names.design": selection.designs,
    }
    for column, wanted in lists.items():
        if wanted:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(wanted))
    for comparison, year in (("year >= ?", selection.since), ("year <= ?", selection.until)):
        if year is not None:
            conditions.append(comparison)
            values.append(year)
    return conditions, values


def _works_of_authors(database: Database, authors: Sequence[str]) -> list[str]:
    """Return the keys of the works that have one of these authors or editors."""
    asked = [(fold(author), folded_words(author)) for author in authors]
    found = []
    for key, names in database.rows("SELECT work, authors FROM work_names"):
        if any(_is_part_of_name(text, words, name) for text, words in asked for name in names.split("; ")):
            found.append(key)
    return found


def _is_part_of_name(text: str, words: Sequence[str], name: str) -> bool:
    """Return whether a folded name contains a folded text, or has all of its words, as in "Abt, Thomas"."""
    if text in name:
        return True
    if len(words) < 2 or not all(word in name for word in words):  # most names, without cutting them
        return False
    return set(words) <= set(folded_words(name))


def _sources_of_files(database: Database, files: Sequence[str]) -> list[str]:
    """Return the sources that came last from one of these files, or from a path that ends with one."""
    ends = ["/" + file.replace("\\", "/").lstrip("/") for file in files]
    found = []
    for sha256, origin in newest_origins(database).items():
        path = f"/{origin}".replace("\\", "/")
        if path.endswith(tuple(ends)):  # at the border of a folder's name
            found.append(sha256)
    return found


def newest_origins(database: Database) -> dict[str, str]:
    """Return the newest path or URL that each source came from, by SHA-256."""
    return dict(database.rows("SELECT source, origin FROM origin ORDER BY rowid"))


def author_names(csl: Mapping[str, Any]) -> str:
    """Return the names of the authors and editors of a work on one line."""
    names = []
    for person in authors_and_editors(csl):
        parts = [str(person.get(part, "")) for part in ("given", "family", "literal")]
        names.append(" ".join(parts))
    return "; ".join(names)
