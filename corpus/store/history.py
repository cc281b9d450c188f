"""The history of a library: what its last jobs changed, and the earlier texts of its works.

    job, change   each work and source that one of the last jobs changed, as it was before: `undo` puts it back
    version       the earlier texts of works: `Corpus.restore` puts one back
    aside         the pages, headings and passages of the sources that are named there and are not searched any more

A job notes what it changes in the transactions of its changes. So a job that was killed can be taken back as far as it
went. The originals of all sources in `aside` are kept.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from corpus.errors import LibraryDamaged
from corpus.model import Change, Job, Reference, Version, WhatChanged
from corpus.store.database import Database, check_types
from corpus.store.folder import original_path
from corpus.store.rows import REFERENCE_COLUMNS, rename, to_reference, to_reference_of
from corpus.store.seals import broken_tables, delete_seals, delete_unused_seals, put_seal, row_digest
from corpus.store.summaries import put_names, put_size
from corpus.works.keys import free_key

MAX_JOBS = 20
"""How many jobs can be taken back. Chosen: more than a person remembers."""

MAX_VERSIONS = 10
"""How many earlier texts of a work are kept. Chosen: a report that changes each month is kept for most of a year."""

IMPORT = "import"
"""The job that also notes what it adds, because its works and files came together."""

SYNC = "sync"
"""The job that removes texts because their files have gone. If such a file is back, so is what was said about it."""

RESTORE = "restore"
"""The job that puts an earlier text back. The text that it sets aside is not taken again from the same file."""

TIME_FORMAT = "%Y-%m-%d %H:%M"
"""The form of the time of a job, in UTC."""

_WORK_TABLES = {"work": "key", "lookup": "work", "version": "work"}
_SOURCE_TABLES = {"source": "sha256", "origin": "source"}
_TEXT_TABLES = {"page": "source", "heading": "source", "passage": "source"}
"""The tables with the rows of a work, of a source, and of the text of a source, each with the column that names it."""

_DIGESTED = {
    "aside": "sha256, media_type, text",
    "version": "sha256, day, command, rows",
    "job": "id, command, time",
    "change": "job, name, what, before",
}
"""The columns that the digest of each row is of."""

_KEPT_ASIDE = (
    "SELECT sha256 FROM version"
    " UNION SELECT name FROM change WHERE what = 'removed'"
    " UNION SELECT held.value ->> 'sha256' FROM change,"
    " json_each(CASE WHEN json_valid(before) THEN before ELSE '{}' END, '$.version') AS held"
)

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table, each by the names of its columns."""


class Journal:
    """Notes what one job changes. A job that changes nothing leaves nothing."""

    def __init__(self, command: str) -> None:
        """Begin a job of a command, such as "remove"; "" notes nothing."""
        self.command = command
        self._job = 0  # its number, when it has changed something

    def note_put(self, cursor: sqlite3.Cursor, reference: Reference, *, always: bool = False) -> None:
        """Note a work before its reference is put. A reference that stays the same is noted only if `always`."""
        for key in (reference.key, *reference.former_keys):
            rows = cursor.execute(f"SELECT {REFERENCE_COLUMNS} FROM work WHERE key = ?", (key,)).fetchall()
            if rows:
                if always or to_reference(rows[0]) != reference:
                    self.note_work(cursor, key, "changed", reference.key)
                return
        self.note_work(cursor, reference.key, "added")

    def note_work(self, cursor: sqlite3.Cursor, key: str, what: WhatChanged, new_key: str | None = None) -> None:
        """Note a work before it is changed. `new_key` is its key after the change, if that is another one."""
        self._note(cursor, new_key or key, what, _take(cursor, _WORK_TABLES, key))

    def note_source(self, cursor: sqlite3.Cursor, sha256: str, what: WhatChanged) -> None:
        """Note a source before it is changed. The text of a source that is removed is set aside."""
        if self.command and what == "removed":
            self._begin(cursor)
            set_aside(cursor, sha256)
        self._note(cursor, sha256, what, _take(cursor, _SOURCE_TABLES, sha256))

    def keep_version(self, cursor: sqlite3.Cursor, sha256: str, key: str) -> None:
        """Note and remove a source, and keep it as an earlier text of a work. The oldest of too many is forgotten."""
        self.note_source(cursor, sha256, "removed")
        if not self.command:
            set_aside(cursor, sha256)
        rows = _take(cursor, {"work": "key"}, key) | _take(cursor, _SOURCE_TABLES, sha256)
        ((day,),) = cursor.execute("SELECT date('now')").fetchall()
        values = (sha256, day, self.command, json.dumps(rows, ensure_ascii=False))
        cursor.execute("DELETE FROM version WHERE sha256 = ?", (sha256,))
        cursor.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)", (key, *values, row_digest(*values)))
        cursor.execute(
            "DELETE FROM version WHERE work = ?1 AND rowid NOT IN"
            " (SELECT rowid FROM version WHERE work = ?1 ORDER BY rowid DESC LIMIT ?2)",
            (key, MAX_VERSIONS),
        )
        cursor.execute("DELETE FROM source WHERE sha256 = ?", (sha256,))
        forget_unused(cursor)
        delete_seals(cursor, [sha256])

    def _note(self, cursor: sqlite3.Cursor, name: str, what: WhatChanged, before: Rows) -> None:
        if not self.command:
            return
        self._begin(cursor)
        noted = cursor.execute("SELECT what, before FROM change WHERE job = ? AND name = ?", (self._job, name))
        earlier = noted.fetchone()
        text = json.dumps(before, ensure_ascii=False)
        if earlier:
            first, text = earlier
            if (first, what) == ("added", "removed"):
                cursor.execute("DELETE FROM change WHERE job = ? AND name = ?", (self._job, name))
                return
            what = _both(first, what)
        values = (self._job, name, what, text)
        cursor.execute("INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?, ?)", (*values, row_digest(*values)))

    def _begin(self, cursor: sqlite3.Cursor) -> None:
        """Insert the job with its first change, and forget the oldest job."""
        if cursor.execute("SELECT 1 FROM job WHERE id = ?", (self._job,)).fetchone():
            return
        ((last,),) = cursor.execute("SELECT coalesce(max(id), 0) FROM job").fetchall()
        self._job = last + 1
        ((time,),) = cursor.execute("SELECT strftime(?, 'now')", (TIME_FORMAT,)).fetchall()
        values = (self._job, self.command, time)
        cursor.execute("INSERT INTO job VALUES (?, ?, ?, ?)", (*values, row_digest(*values)))
        cursor.execute("DELETE FROM job WHERE id <= ?", (self._job - MAX_JOBS,))
        forget_unused(cursor)


def _both(first: WhatChanged, second: WhatChanged) -> WhatChanged:
    """Return what two changes of one thing in one job are together."""
    if first == "changed" and second == "removed":
        return "removed"
    if first == "removed" and second == "added":
        return "changed"
    return first


# --- texts that are set aside --------------------------------------------------------------------------------------


def set_aside(cursor: sqlite3.Cursor, sha256: str) -> None:
    """Keep the text of a source that will be removed."""
    ((media_type,),) = cursor.execute("SELECT media_type FROM source WHERE sha256 = ?", (sha256,)).fetchall()
    values = (sha256, media_type, json.dumps(_take(cursor, _TEXT_TABLES, sha256), ensure_ascii=False))
    cursor.execute(
        "INSERT INTO aside VALUES (?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET text = excluded.text, digest = excluded.digest",
        (*values, row_digest(*values)),
    )


def versions(database: Database, key: str | None = None) -> list[Version]:
    """Return the earlier texts of a work, or of all works, the newest first."""
    found = []
    where, values = ("1", ()) if key is None else ("work = ?", (key,))
    query = f"SELECT work, sha256, day, command, rows FROM version WHERE {where} ORDER BY rowid DESC"
    for work, sha256, day, command, text in database.rows(query, *values):
        with _reading(database):
            rows = _parse(text)
            origins = _origins(rows)
            media_type = _text(rows["source"][0]["media_type"])
            found.append(Version(work, sha256, media_type, origins, day, command, to_reference_of(rows["work"][0])))
    return found


def put_version_back(cursor: sqlite3.Cursor, version: Version, database: Database) -> None:
    """Make an earlier text of a work its text again."""
    ((text,),) = cursor.execute("SELECT rows FROM version WHERE sha256 = ?", (version.sha256,)).fetchall()
    with _reading(database):
        rows = _parse(text)
        new_keys = {rows["source"][0]["work"]: version.key}  # the work may have been renamed
        _put_source(cursor, version.sha256, rows, new_keys, database)


def forget_unused(cursor: sqlite3.Cursor) -> None:
    """Delete the texts that nothing can bring back any more."""
    cursor.execute(f"DELETE FROM aside WHERE sha256 NOT IN ({_KEPT_ASIDE})")


def forget_all(database: Database) -> None:
    """Delete everything that `undo` and `restore` could bring back."""
    with database.transaction() as cursor:
        for table in ("change", "job", "version", "aside"):
            cursor.execute(f"DELETE FROM {table}")


def held_aside(database: Database) -> dict[str, str]:
    """Return the media types of the sources whose texts are set aside, by SHA-256."""
    return dict(database.rows("SELECT sha256, media_type FROM aside"))


def broken_rows(database: Database) -> list[str]:
    """Return the names of the tables of the history that have a row that was changed from outside."""
    return broken_tables(database, _DIGESTED)


# --- undo ----------------------------------------------------------------------------------------------------------


def jobs(database: Database) -> list[Job]:
    """Return the jobs that can be taken back, the last one first."""
    found = []
    for number, command, time in database.rows("SELECT id, command, time FROM job ORDER BY id DESC"):
        with _reading(database):
            datetime.strptime(time, TIME_FORMAT)  # it is shown as the time of this place
            found.append(Job(number, command, time, tuple(_changes(database, number))))
    return found


def _changes(database: Database, job: int) -> Iterator[Change]:
    rows = database.rows("SELECT name, what, before FROM change WHERE job = ? ORDER BY rowid", job)
    for name, what, text in rows:
        change = _to_change(database, name, what, _parse(text))
        if change:
            yield change


def _to_change(database: Database, name: str, what: WhatChanged, before: Rows) -> Change | None:
    """Return what a job changed; None if it added a thing that is not there any more."""
    if before.get("work"):
        reference = to_reference_of(before["work"][0])
        return Change(what, reference.key, None, name, reference)
    if before.get("source"):
        return Change(what, _text(before["source"][0]["work"]), _origins(before)[-1], name, None)
    if database.rows("SELECT 1 FROM work WHERE key = ?", name):
        return Change(what, name, None, name, None)
    rows = database.rows(
        "SELECT work, origin FROM source JOIN origin ON source = sha256 WHERE sha256 = ? ORDER BY origin.rowid", name
    )
    if not rows:
        return None
    key, origin = rows[-1]
    return Change(what, key, origin, name, None)


def pruned_references(database: Database) -> dict[str, Reference]:
    """Return the works that a sync removed because their files had gone, by the SHA-256 of their texts."""
    rows = database.rows(
        "SELECT text.name, work.before FROM change AS text JOIN job ON id = text.job"
        " JOIN change AS work ON work.job = text.job AND work.what = 'removed'"
        " AND work.name = CASE WHEN json_valid(text.before) THEN text.before ->> '$.source[0].work' END"
        " WHERE command = ? AND text.what = 'removed' ORDER BY id",
        SYNC,
    )
    with _reading(database):
        return {sha256: to_reference_of(_parse(before)["work"][0]) for sha256, before in rows}


def undo(database: Database, job: Job) -> dict[str, str]:
    """Put back what a job changed, completely or not at all, and forget the job.

    What was added later stays: a work that has got a text since then, and a text that was added again. Return the keys
    that another work has got meanwhile, each with the key of the work that was brought back.
    """
    new_keys: dict[str, str] = {}
    with _reading(database), database.transaction() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        changes = cursor.execute(
            "SELECT name, what, before FROM change WHERE job = ? ORDER BY rowid DESC", (job.number,)
        ).fetchall()
        parsed = [(name, what, _parse(text)) for name, what, text in changes]
        works = [(name, what, rows) for name, what, rows in parsed if "work" in rows]
        sources = [(name, what, rows) for name, what, rows in parsed if "work" not in rows]
        for name, what, _ in sources:
            if what == "added":
                cursor.execute("DELETE FROM source WHERE sha256 = ?", (name,))
        for name, _, _ in works:
            cursor.execute("DELETE FROM version WHERE work = ?", (name,))
        for name, what, rows in works:
            _undo_work(cursor, name, what, rows, new_keys)
        for name, what, rows in sources:
            if what != "added":
                _put_source(cursor, name, rows, new_keys, database)
        cursor.execute("DELETE FROM job WHERE id = ?", (job.number,))
        cursor.execute("DELETE FROM version WHERE sha256 IN (SELECT sha256 FROM source)")
        forget_unused(cursor)
        delete_unused_seals(cursor)
    return new_keys


def _undo_work(cursor: sqlite3.Cursor, name: str, what: WhatChanged, rows: Rows, new_keys: dict[str, str]) -> None:
    if what == "added":
        cursor.execute("DELETE FROM work WHERE key = ? AND key NOT IN (SELECT work FROM source)", (name,))
        return
    (work,) = rows["work"]
    key = work["key"]
    if key != name:
        rename(cursor, name, key)
    if what == "removed":
        key = _key_to_bring_back(cursor, work)
        if key != work["key"]:
            new_keys[work["key"]] = key
            rows = _with_key(rows, key)
        cursor.execute("DELETE FROM lookup WHERE work = ?", (key,))
        _insert(cursor, "lookup", rows.get("lookup", []))
    _keep_notices(cursor, rows["work"][0])
    _put_parent(cursor, "work", "key", rows["work"][0])
    put_names(cursor, to_reference_of(rows["work"][0]))
    _insert(cursor, "version", rows.get("version", []))
    put_seal(cursor, key)


def _keep_notices(cursor: sqlite3.Cursor, work: dict[str, Any]) -> None:
    """Keep what was announced about a work since then, such as a retraction, if it still has the same DOI."""
    held = cursor.execute("SELECT csl, notices FROM work WHERE key = ?", (work["key"],)).fetchone()
    if held and json.loads(held[0]).get("DOI") == json.loads(work["csl"]).get("DOI"):
        work["notices"] = held[1]


def _key_to_bring_back(cursor: sqlite3.Cursor, work: Mapping[str, Any]) -> str:
    """Return the key of a work that was removed: its own, or a free one if another work has got its key since then.

    A work of the same title is not another one: its file was added again.
    """
    held = cursor.execute("SELECT csl FROM work WHERE key = ?", (work["key"],)).fetchone()
    if not held or json.loads(held[0]).get("title") == json.loads(work["csl"]).get("title"):
        return str(work["key"])
    taken = {key for (key,) in cursor.execute("SELECT key FROM work")}
    return free_key(work["key"], taken)


def _with_key(rows: Rows, key: str) -> Rows:
    """Return the rows of a work under another key."""
    (work,) = rows["work"]
    csl = json.loads(work["csl"]) | {"id": key}
    changed: Rows = {"work": [work | {"key": key, "csl": json.dumps(csl, ensure_ascii=False)}]}
    for table in ("lookup", "version"):
        changed[table] = [row | {"work": key} for row in rows.get(table, [])]
    return changed


def _put_source(
    cursor: sqlite3.Cursor, sha256: str, rows: Rows, new_keys: Mapping[str, str], database: Database
) -> None:
    """Put a source back. If it is held, only its work changes: its text may have been read better since then."""
    (source,) = rows["source"]
    work = new_keys.get(source["work"], source["work"])
    if cursor.execute("SELECT 1 FROM source WHERE sha256 = ?", (sha256,)).fetchone():
        cursor.execute("UPDATE source SET work = ? WHERE sha256 = ?", (work, sha256))
    else:
        _check_original(database, sha256, source["media_type"])
        ((aside,),) = cursor.execute("SELECT text FROM aside WHERE sha256 = ?", (sha256,)).fetchall()
        text = _parse(aside)
        _put_parent(cursor, "source", "sha256", source | {"work": work})
        _insert(cursor, "origin", [row | {"source": sha256} for row in rows["origin"]])
        for table, column in _TEXT_TABLES.items():
            _insert(cursor, table, [row | {column: sha256} for row in text.get(table, [])])
        put_size(cursor, sha256)
    cursor.execute("DELETE FROM version WHERE sha256 = ?", (sha256,))
    put_seal(cursor, sha256)


# --- rows ----------------------------------------------------------------------------------------------------------


def _take(cursor: sqlite3.Cursor, tables: Mapping[str, str], name: str) -> Rows:
    """Return the rows of a work or a source from these tables, in the order in which they were inserted."""
    taken: Rows = {}
    for table, column in tables.items():
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY rowid", (name,))
        rows = cursor.fetchall()
        check_types(cursor, rows)
        columns = [description[0] for description in cursor.description]
        taken[table] = [dict(zip(columns, row, strict=True)) for row in rows]
    return taken


def _insert(cursor: sqlite3.Cursor, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows. A column that the rows do not have, because a later version added it, gets its default."""
    for row in rows:
        columns = _columns(cursor, table, row)
        names = ", ".join(f'"{column}"' for column in columns)
        places = ", ".join("?" * len(columns))
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", [row[column] for column in columns])


def _put_parent(cursor: sqlite3.Cursor, table: str, primary_key: str, row: Mapping[str, Any]) -> None:
    """Insert a row that others refer to, or update it."""
    name = row[primary_key]
    if not cursor.execute(f"SELECT 1 FROM {table} WHERE {primary_key} = ?", (name,)).fetchone():
        _insert(cursor, table, [row])
        return
    for column in _columns(cursor, table, row):
        cursor.execute(f'UPDATE {table} SET "{column}" = ? WHERE {primary_key} = ?', (row[column], name))


def _columns(cursor: sqlite3.Cursor, table: str, row: Mapping[str, Any]) -> list[str]:
    """Return the columns of a table that a row has. The names in a row may come from a stranger's library."""
    known = [description[1] for description in cursor.execute(f"PRAGMA table_info({table})")]
    return [column for column in known if column in row]


def _parse(text: str) -> Rows:
    """Return the rows of a JSON text.

    Raises:
        ValueError: the text has another form.
    """
    rows = json.loads(text)
    if not isinstance(rows, dict) or not all(_are_rows(value) for value in rows.values()):
        raise ValueError("not rows by table")
    return rows


def _origins(rows: Rows) -> tuple[str, ...]:
    """Return the paths and addresses of a source: at least one.

    Raises:
        ValueError: there is none.
    """
    origins = tuple(_text(row["origin"]) for row in rows["origin"])
    if not origins:
        raise ValueError("a source without origin")
    return origins


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _check_original(database: Database, sha256: str, media_type: str) -> None:
    """Do nothing if the original of a source can be brought back.

    Raises:
        LibraryDamaged: it is missing.
    """
    original = original_path(database.folder, sha256, media_type)
    if not original.is_file():
        raise LibraryDamaged(f"the original {original.name} is missing, so it cannot be brought back")


@contextmanager
def _reading(database: Database) -> Iterator[None]:
    """Turn an error about the form of the history into one line. The library may come from a stranger.

    Raises:
        LibraryDamaged: the history has another form than this program gives it.
    """
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise LibraryDamaged(
            f"the history of the library in {str(database.folder)!r} is damaged, so nothing can be brought back from"
            " it. To delete it: evidence undo --forget"
        ) from error
