"""`Corpus`: the kept part of a library, and the only SQL.

    LIBRARY/library.json      what this folder is, written last when it is made
    LIBRARY/originals/ab/...  the bytes of every source, by SHA-256
    LIBRARY/corpus.sqlite     works, sources, pages, headings, passages

A source is added in one transaction after its bytes have reached the disk, so that a kill at any instant leaves
either the whole of it or an original that nothing refers to; the next writer sweeps those away. Readers see the
state of one transaction. The journal is SQLite's rollback journal, not its write-ahead log: a library on a read-only
disk or a network share must answer too.
"""

import hashlib
import json
import os
import sqlite3
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from corpus.errors import LibraryBusy, LibraryDamaged, LibraryMissing, LibraryTooNew, UnknownKey
from corpus.files import ASIDE, copy_hashed, flush, hash_file, settle, storage, write_file
from corpus.model import (
    PAGE_BREAK,
    Document,
    Filter,
    Heading,
    Holding,
    Language,
    Locator,
    Naming,
    Page,
    Passage,
    Reference,
    Source,
    Zone,
    passage_id,
)
from corpus.passages import chunk
from corpus.reading.formats import suffix_of
from corpus.store.migrations import MIGRATIONS, READ_AS_NEW
from corpus.text.language import fold

FORMAT = "evidence-library"
VERSION = 1
OPENING = 1500
"""Characters of a source that say what it is: a title page, or the head of an article."""

_WORK = "key, csl, work.kind, design, guessed"
"""The columns of a reference, as `_reference` takes them."""

_SEALED = {
    "work": "key", "source": "sha256", "origin": "source", "page": "source", "heading": "source", "passage": "source",
}  # fmt: skip
"""The tables whose rows are sealed, and the column that says of what they are."""

UNFINISHED_SECONDS = 7 * 86_400.0
"""How long a part of a download, or of the reading of a scan, is kept for the rest: a week in which to try again."""

BUSY_SECONDS = 30.0
"""How long a reader waits while a writer commits."""


class Corpus:
    """The kept part of a library, open for reading or (one process at a time) for writing.

    Use as a context manager, or call `close`.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: "_WriterLock | None") -> None:
        self.folder = folder
        self._connection = connection
        self._lock = lock

    # --- opening -----------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, seed: Callable[["Corpus"], None]) -> "Corpus":
        """Makes a library and gives it open for writing; the folder may exist, and a library in it is just opened.

        Args:
            folder: where.
            seed: puts into it what a new library holds; called again if a kill came before its end.
        """
        with storage(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):  # a folder that one may write in and not read
                flush(folder.parent)
        lock = _WriterLock(folder)
        try:
            with storage(folder):
                if not (folder / "library.json").exists():
                    (folder / "originals").mkdir(exist_ok=True)
                    connection = _migrate(_connect(folder, write=True))
                    seed(cls(folder, connection, None))
                    connection.close()
                    write_file(
                        folder / "library.json", json.dumps({"format": FORMAT, "version": VERSION}).encode() + b"\n"
                    )
            return cls._open_writer(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, write: bool = False) -> "Corpus":
        """Opens a library.

        Raises:
            LibraryMissing: there is none in that folder.
            LibraryTooNew: a later version of this program wrote it.
            LibraryBusy: `write`, and another process is writing.
        """
        _check_format(folder)
        if not write:
            with storage(folder):
                connection = _connect(folder, write=False)
                connection.executescript(READ_AS_NEW.get(_check_version(connection, folder), ""))
                return cls(folder, connection, None)
        lock = _WriterLock(folder)
        try:
            return cls._open_writer(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _open_writer(cls, folder: Path, lock: "_WriterLock") -> "Corpus":
        _check_format(folder)
        with storage(folder):
            connection = _connect(folder, write=True)
            _check_version(connection, folder)
            corpus = cls(folder, _migrate(connection), lock)
            corpus._seal_all()
            corpus._sweep()
            return corpus

    def close(self) -> None:
        """Closes the file and lets another writer in."""
        self._connection.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading -----------------------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads one state of the corpus inside; a writer waits to commit until it ends."""
        with storage(self.folder):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def reference(self, key: str) -> Reference:
        """Gives the reference of this key.

        Raises:
            UnknownKey: there is none; the message names keys that begin alike.
        """
        for row in self._rows(f"SELECT {_WORK} FROM work WHERE key = ?", key):
            return _reference(row)
        from difflib import get_close_matches

        similar = get_close_matches(key, [k for (k,) in self._rows("SELECT key FROM work")])
        hint = f"; did you mean {', '.join(similar)}?" if similar else "; evidence list shows the keys there are"
        raise UnknownKey(f"no source in this library has the key {key!r}{hint}")

    def references(self) -> dict[str, Reference]:
        """Gives every reference by its key."""
        return {row[0]: _reference(row) for row in self._rows(f"SELECT {_WORK} FROM work")}

    def sources(self) -> dict[str, Source]:
        """Gives every source by its SHA-256, with the newest name it came under."""
        rows = self._rows(
            "SELECT sha256, media_type, work, origin, kind FROM source JOIN origin ON source = sha256"
            " ORDER BY origin.rowid"
        )
        return {row[0]: Source(*row) for row in rows}

    def full_texts(self) -> dict[str, str]:
        """Gives, for each work held in full text, the path or address that it came from."""
        return {source.key: source.origin for source in self.sources().values() if source.kind == "full text"}

    def origins(self, sha256: str) -> tuple[str, ...]:
        """Gives every path or URL under which a source came, oldest first; none for a source that is not held."""
        return tuple(o for (o,) in self._rows("SELECT origin FROM origin WHERE source = ? ORDER BY rowid", sha256))

    def holdings(self, selection: Filter | None = None) -> list[Holding]:
        """Gives a row for each work and each of its full texts, in the order they came, notes only without one."""
        counts = dict(self._rows("SELECT source, count(*) FROM page WHERE kind = 'page' GROUP BY source"))
        unreadable: dict[str, list[int]] = {}
        for source, number in self._rows("SELECT source, number FROM page WHERE method = 'none' ORDER BY number"):
            unreadable.setdefault(source, []).append(number)
        warnings = dict(self._rows("SELECT sha256, warnings FROM source"))
        by_work: dict[str, list[Source]] = {}
        for source in self.sources().values():
            by_work.setdefault(source.key, []).append(source)
        found = []
        for reference in self.references().values():
            sources = by_work.get(reference.key, [])
            full = [source for source in sources if source.kind == "full text"]
            chosen: Sequence[Source | None] = full or sources or [None]
            for held in chosen:
                sha256 = held.sha256 if held else ""
                holding = Holding(
                    reference,
                    held,
                    counts.get(sha256, 0),
                    tuple(unreadable.get(sha256, ())),
                    tuple(json.loads(warnings.get(sha256, "[]"))),
                )
                if selection is None or _matches(holding, selection):
                    found.append(holding)
        return found

    def shapes(self) -> dict[tuple[int, int], list[str]]:
        """Gives the sources by how many passages they have and where the last begins, as those of one text agree in."""
        found: dict[tuple[int, int], list[str]] = {}
        for source, *shape in self._rows("SELECT source, count(*), max(start) FROM passage GROUP BY source"):
            found.setdefault((shape[0], shape[1]), []).append(source)
        return found

    def document(self, sha256: str) -> Document:
        """Gives a source's pages and headings back.

        Raises:
            UnknownKey: no source has this hash.
        """
        pages = tuple(
            Page(Locator(kind, number, label, ocr), text, method)
            for number, kind, label, ocr, text, method in self._rows(
                "SELECT number, kind, label, ocr, text, method FROM page WHERE source = ? ORDER BY number", sha256
            )
        )
        if not pages:
            raise UnknownKey(f"no source in this library has the hash {sha256!r}")
        headings = tuple(
            Heading(start, text, level)
            for start, level, text in self._rows(
                "SELECT start, level, text FROM heading WHERE source = ? ORDER BY start", sha256
            )
        )
        ((warnings,),) = self._rows("SELECT warnings FROM source WHERE sha256 = ?", sha256)
        return Document(pages, headings, {}, tuple(json.loads(warnings)))

    def methods(self, sha256: str) -> set[str]:
        """Gives by which engines the pages of a source were read (`Page.method`)."""
        return {method for (method,) in self._rows("SELECT DISTINCT method FROM page WHERE source = ?", sha256)}

    def text(self, sha256: str, start: int, end: int) -> str:
        """Gives a slice of a source's text without reading the rest of it."""
        rows = self._rows(
            "SELECT start, text FROM page WHERE source = ? AND start < ? AND start + length(text) >= ? ORDER BY number",
            sha256,
            end,
            start,
        )
        if not rows:
            return ""
        return PAGE_BREAK.join(text for _, text in rows)[start - rows[0][0] : end - rows[0][0]]

    def page_text(self, sha256: str, number: int) -> str:
        """Gives the text of a page by its physical number; nothing for one that is not there."""
        return "".join(
            t for (t,) in self._rows("SELECT text FROM page WHERE source = ? AND number = ?", sha256, number)
        )

    def zone_text(self, sha256: str, zone: Zone) -> str:
        """Gives the passages of a source that are of this part of it, one below the other."""
        query = "SELECT text FROM passage WHERE source = ? AND zone = ? ORDER BY start"
        return "\n".join(text for (text,) in self._rows(query, sha256, zone))

    def locators(self, sha256: str, offsets: Sequence[int]) -> list[Locator]:
        """Gives the locator of the page that holds each offset."""
        rows = self._rows("SELECT start, kind, number, label, ocr FROM page WHERE source = ? ORDER BY number", sha256)
        starts = [row[0] for row in rows]
        return [Locator(*rows[bisect_right(starts, offset) - 1][1:]) for offset in offsets]

    def passage_ids(self) -> list[int]:
        """Gives the ids of every passage, ascending."""
        return [i for (i,) in self._rows("SELECT id FROM passage ORDER BY id")]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Gives the passages of these ids; an id that is no longer held is left out."""
        return {
            passage.id: passage
            for passage in self._passages("passage.id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
        }

    def languages(self, ids: Sequence[int]) -> dict[int, Language]:
        """Gives the language of each of these passages that is held."""
        query = "SELECT id, language FROM passage WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._rows(query, json.dumps(ids)))

    def sources_of(self, ids: Sequence[int]) -> dict[int, str]:
        """Gives the source, by its SHA-256, of each of these passages that is held."""
        query = "SELECT id, source FROM passage WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._rows(query, json.dumps(ids)))

    def namings(self, sources: Iterable[str]) -> dict[str, Naming]:
        """Gives what a person may name each of these sources by; one that is not held is left out."""
        rows = self._rows(
            f"SELECT sha256, media_type, work, origin, source.kind, {_WORK} FROM source"
            " JOIN work ON key = work JOIN origin ON origin.source = sha256"
            " WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY origin.rowid",
            json.dumps(list(sources)),
        )
        named = {row[0]: (_reference(row[5:]), Source(*row[:5])) for row in rows}
        return {
            sha256: Naming(
                "\n".join([work.title, _names(work.csl), str(work.year or ""), source.name]),
                self.text(sha256, 0, OPENING),
            )
            for sha256, (work, source) in named.items()
        }

    def ids_of(self, sources: Iterable[str]) -> list[int]:
        """Gives the ids of the passages of these sources, of every zone and in no order."""
        query = "SELECT id FROM passage WHERE source IN (SELECT value FROM json_each(?))"
        return [i for (i,) in self._rows(query, json.dumps(list(sources)))]

    def passages_of(self, sha256: str) -> list[Passage]:
        """Gives the passages of a source, in order."""
        return list(self._passages("passage.source = ?", sha256))

    def find_passage(self, handle: str) -> Passage:
        """Gives the passage whose handle begins so.

        Raises:
            UnknownKey: none does, or more than one.
        """
        prefix = handle.lower()
        if prefix and not set(prefix) - set("0123456789abcdef") and len(prefix) <= 16:
            low, high = int(prefix.ljust(16, "0"), 16), int(prefix.ljust(16, "f"), 16)
            limit = (1 << 63) - 1
            found = list(self._passages("passage.id BETWEEN ? AND ?", min(low, limit), min(high, limit)))
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownKey(f"{len(found)} passages begin with {handle!r}: give more of the id")
        raise UnknownKey(f"no passage in this library has an id that begins with {handle!r}")

    def select(self, selection: Filter) -> tuple[list[int], bool]:
        """Gives (passage ids, excluded): what a filter admits or, where that is shorter to say, what it leaves out.

        A note is left out wherever its work is held in full text.
        """
        superseded = (
            "source IN (SELECT n.sha256 FROM source n JOIN source f ON f.work = n.work"
            " WHERE n.kind = 'note' AND f.kind = 'full text')"
        )
        zones = json.dumps(selection.zones)
        if selection == Filter(zones=selection.zones):
            rows = self._rows(
                f"SELECT id FROM passage WHERE zone NOT IN (SELECT value FROM json_each(?)) OR {superseded}", zones
            )
            return [i for (i,) in rows], True
        sources = [h.source.sha256 for h in self.holdings(selection) if h.source]
        rows = self._rows(
            "SELECT id FROM passage WHERE source IN (SELECT value FROM json_each(?))"
            " AND zone IN (SELECT value FROM json_each(?))"
            " AND (? OR language IN (SELECT value FROM json_each(?)))"
            f" AND NOT {superseded}",
            json.dumps(sources),
            zones,
            not selection.languages,
            json.dumps(selection.languages),
        )
        return [i for (i,) in rows], False

    def original(self, source: Source) -> Path:
        """Gives where the bytes of a source are kept."""
        return _original(self.folder, source.sha256, source.media_type)

    def link(self, source: Source, locator: Locator | None = None) -> str:
        """Gives a link that opens the kept original, at the page where there is one (`#page=`, RFC 8118)."""
        page = f"#page={locator.index}" if locator and locator.kind == "page" else ""
        return self.original(source).absolute().as_uri() + page

    def counts(self) -> dict[str, int]:
        """Gives how many works, sources of each kind, pages, unreadable pages and passages are held."""
        ask = {
            "references": "SELECT count(*) FROM work",
            "full_texts": "SELECT count(DISTINCT work) FROM source WHERE kind = 'full text'",
            "notes": "SELECT count(*) FROM source WHERE kind = 'note'",
            "pages": "SELECT count(*) FROM page WHERE kind = 'page'",
            "unreadable_pages": "SELECT count(*) FROM page WHERE method = 'none'",
            "passages": "SELECT count(*) FROM passage",
        }
        return {name: self._rows(query)[0][0] for name, query in ask.items()}

    def verify(self, keys: Sequence[str] = ()) -> Iterator[tuple[str, str | None]]:
        """Gives (key, what is wrong or None) for each source of these works, or of all.

        The original must still have its hash, every page must begin where it is said to, every passage must be
        verbatim the text between its offsets and name the pages of its ends, and all rows be as they were written.
        What another process removes meanwhile is left out.
        """
        for key in keys:
            self.reference(key)
        sources = self.sources()
        for source in sources.values():
            if not keys or source.key in keys:
                with self.snapshot():
                    held = self.origins(source.sha256)
                    fault = self._fault(source) if held else None
                if held:
                    yield source.key, fault
        with self.snapshot():
            names = [name for (name,) in self._rows("SELECT of FROM seal") if name not in sources]
            broken = [(name, self._broken(name)) for name in names if not keys or name in keys]
        yield from ((name, fault) for name, fault in broken if fault)
        ((integrity,),) = self._rows("PRAGMA integrity_check(1)")
        if integrity != "ok":
            yield "corpus.sqlite", str(integrity)
        if _schema(self._connection) != _schema_of(_version(self._connection)):
            yield "corpus.sqlite", "its tables are not those of its version"

    def _broken(self, name: str) -> str | None:
        """Says whether what is held of a work or a source is not what was sealed."""
        with storage(self.folder):
            seals = self._connection.execute("SELECT sha256 FROM seal WHERE of = ?", (name,)).fetchall()
            return "its record has changed" if seals and seals != [(_seal(self._connection, name),)] else None

    def _fault(self, source: Source) -> str | None:
        path = self.original(source)
        if not path.is_file():
            return f"the original {path.name} is missing"
        if hash_file(path) != source.sha256:
            return f"the original {path.name} has changed"
        if broken := self._broken(source.sha256):
            return broken
        document = self.document(source.sha256)
        starts = tuple(
            s for (s,) in self._rows("SELECT start FROM page WHERE source = ? ORDER BY number", source.sha256)
        )
        if starts != document.starts:
            return "its pages have changed"
        for passage in self.passages_of(source.sha256):
            if document.text[passage.start : passage.end] != passage.text:
                return f"passage {passage.handle} is not verbatim on its page"
            if (document.locate(passage.start), document.locate(passage.end - 1)) != (passage.first, passage.last):
                return f"passage {passage.handle} is on another page than it says"
        return None

    # --- writing -----------------------------------------------------------------------------------------------

    def keep(self, content: Path | bytes, media_type: str) -> str:
        """Copies a file or bytes into the originals, if they are not there already, and gives their SHA-256."""
        folder = self.folder / "originals"
        aside = folder / f"{os.getpid()}-{time.monotonic_ns()}{ASIDE}"
        with storage(self.folder):
            try:
                sha256 = copy_hashed(content, aside)
                target = _original(self.folder, sha256, media_type)
                target.parent.mkdir(exist_ok=True)
                settle(aside, target)
                flush(folder)
            finally:
                with suppress(FileNotFoundError):
                    aside.unlink()
        return sha256

    def add(self, source: Source, reference: Reference, document: Document, passages: Sequence[Passage]) -> None:
        """Adds a source whose original is kept already, whole or not at all; a reference of that key is replaced."""
        with self._transaction() as cursor:
            _put_reference(cursor, reference)
            cursor.execute(
                "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)",
                (
                    source.sha256,
                    source.media_type,
                    reference.key,
                    source.kind,
                    chunk.VERSION,
                    json.dumps(document.warnings),
                ),
            )
            cursor.execute("INSERT INTO origin VALUES (?, ?)", (source.sha256, source.origin))
            _put_document(cursor, source.sha256, document)
            _put_passages(cursor, passages)
            _put_seal(cursor, source.sha256)

    def replace(self, sha256: str, document: Document) -> list[Passage]:
        """Puts another reading of a source in the place of the one held, whole or not at all; gives its passages.

        What an index holds under an id must never change: but for passages that stay as they were, all get ids that
        no passage of another reading can have.
        """
        held = {passage.id: (passage.text, passage.headings) for passage in self.passages_of(sha256)}
        passages = [
            p
            if held.get(p.id) == (p.text, p.headings)
            else replace(p, id=passage_id(f"{sha256}:{p.headings}:{p.text}", p.start, p.end))
            for p in chunk.passages(document, sha256)
        ]
        with self._transaction() as cursor:
            for table in ("passage", "heading", "page"):
                cursor.execute(f"DELETE FROM {table} WHERE source = ?", (sha256,))
            _put_document(cursor, sha256, document)
            _put_passages(cursor, passages)
            warnings = json.dumps(document.warnings)
            cursor.execute(
                "UPDATE source SET chunker = ?, warnings = ? WHERE sha256 = ?", (chunk.VERSION, warnings, sha256)
            )
            _put_seal(cursor, sha256)
        return passages

    def put(self, references: Iterable[Reference]) -> None:
        """Puts references into the library, all or none; one of a key that is there is replaced."""
        with self._transaction() as cursor:
            for reference in references:
                _put_reference(cursor, reference)

    def attribute(self, sha256: str, key: str) -> None:
        """Says that a source held is the text of another work; of the old one the reference stays.

        Raises:
            UnknownKey: there is no such work.
        """
        self.reference(key)
        with self._transaction() as cursor:
            cursor.execute("UPDATE source SET work = ? WHERE sha256 = ?", (key, sha256))
            _put_seal(cursor, sha256)

    def add_origin(self, sha256: str, origin: str) -> None:
        """Records that bytes already held came under this name too; it becomes the name they are shown under."""
        with self._transaction() as cursor:
            cursor.execute("DELETE FROM origin WHERE source = ? AND origin = ?", (sha256, origin))
            cursor.execute("INSERT INTO origin VALUES (?, ?)", (sha256, origin))
            _put_seal(cursor, sha256)

    def recut(self) -> int:
        """Cuts again the sources whose passages were cut by an earlier version of the rules; gives how many."""
        rows = self._rows("SELECT sha256 FROM source WHERE chunker != ?", chunk.VERSION)
        for (sha256,) in rows:
            passages = chunk.passages(self.document(sha256), sha256)
            with self._transaction() as cursor:
                cursor.execute("DELETE FROM passage WHERE source = ?", (sha256,))
                _put_passages(cursor, passages)
                cursor.execute("UPDATE source SET chunker = ? WHERE sha256 = ?", (chunk.VERSION, sha256))
                _put_seal(cursor, sha256)
        return len(rows)

    def remove(self, key: str, keep_note: bool) -> int:
        """Removes what is held of a work, with its passages and originals; gives how many sources went.

        Args:
            key: the work.
            keep_note: leave its reference and its note in the library, if it has one.

        Raises:
            UnknownKey: there is no such work.
        """
        self.reference(key)
        gone = [s for s in self.sources().values() if s.key == key and not (keep_note and s.kind == "note")]
        with self._transaction() as cursor:
            cursor.executemany("DELETE FROM source WHERE sha256 = ?", [(s.sha256,) for s in gone])
            cursor.execute("DELETE FROM work WHERE key = ? AND key NOT IN (SELECT work FROM source)", (key,))
            cursor.execute(
                "DELETE FROM seal WHERE of NOT IN (SELECT key FROM work UNION ALL SELECT sha256 FROM source)"
            )
        with storage(self.folder):
            self._sweep()
        return len(gone)

    def _seal_all(self) -> None:
        """Seals what an earlier version of this program wrote."""
        every = "SELECT key FROM work UNION ALL SELECT sha256 FROM source EXCEPT SELECT of FROM seal"
        if unsealed := self._rows(every):
            with self._transaction() as cursor:
                for (name,) in unsealed:
                    _put_seal(cursor, name)

    def _sweep(self) -> None:
        """Deletes originals that no source refers to, files left half written by a kill, and what was given up."""
        held = {sha256 for (sha256,) in self._rows("SELECT sha256 FROM source")}
        for path in (self.folder / "originals").rglob("*"):
            if path.is_file() and path.name.split(".")[0] not in held:
                path.unlink()
        for path in self.folder.glob(f"*{ASIDE}"):
            path.unlink()
        readings = (path for path in (self.folder / "readings").glob("*") if path.name.split("-")[0] not in held)
        for path in (*(self.folder / "downloads").glob("*"), *readings):
            if abs(time.time() - path.stat().st_mtime) > UNFINISHED_SECONDS:
                path.unlink(missing_ok=True)

    # --- SQL ---------------------------------------------------------------------------------------------------

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with storage(self.folder):
            return self._connection.execute(query, values).fetchall()

    def _passages(self, where: str, *values: object) -> Iterator[Passage]:
        rows = self._rows(
            'SELECT id, passage.source, passage.start, "end", passage.text, a.kind, a.number, a.label, a.ocr, b.kind,'
            " b.number, b.label, b.ocr, headings, zone, language FROM passage"
            " JOIN page a ON a.source = passage.source AND a.number = first"
            " JOIN page b ON b.source = passage.source AND b.number = last"
            f" WHERE {where} ORDER BY passage.source, passage.start",
            *values,
        )
        for row in rows:
            first, last, headings = Locator(*row[5:9]), Locator(*row[9:13]), tuple(json.loads(row[13]))
            yield Passage(row[0], row[1], row[2], row[3], row[4], first, last, headings, row[14], row[15])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Cursor]:
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


class _WriterLock:
    """One writer at a time. The operating system frees the lock of a process that dies."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock, Timeout  # 20 ms that a reader need not spend

        self._note = folder / "writer.json"
        self._lock = FileLock(folder / "writer.lock", thread_local=False)
        with storage(folder):
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise LibraryBusy(
                    f"another process is writing to the library in {str(folder)!r} ({self._holder()}):"
                    " wait for it to end"
                ) from None
            with suppress(OSError):
                self._note.write_text(
                    json.dumps(
                        {"pid": os.getpid(), "command": Path(sys.argv[0]).name, "since": time.strftime("%H:%M")}
                    ),
                    "utf-8",
                )

    def _holder(self) -> str:
        try:
            note = json.loads(self._note.read_text("utf-8"))
            return f"{note['command']}, process {note['pid']}, since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "it does not say which"

    def release(self) -> None:
        with suppress(OSError):
            self._note.unlink()
        self._lock.release()


def _connect(folder: Path, write: bool) -> sqlite3.Connection:
    path = folder / "corpus.sqlite"
    # A reader opens for writing where it may: only then can it roll back what a killed writer left half done.
    mode = "rwc" if write else "rw" if os.access(path, os.W_OK) and os.access(folder, os.W_OK) else "ro"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    # Without it, a loss of power may bring a journal back, and with it the state before the last commit.
    connection.execute("PRAGMA synchronous = EXTRA")
    return connection


def _check_format(folder: Path) -> None:
    try:
        found = json.loads((folder / "library.json").read_text("utf-8"))
        version = found["version"] if found["format"] == FORMAT else None
    except FileNotFoundError:
        raise LibraryMissing(f"there is no library in {str(folder)!r}: evidence add FILE makes one") from None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise LibraryDamaged(f"{str(folder / 'library.json')!r} does not describe a library: {error}") from error
    if not isinstance(version, int) or version < 1:
        raise LibraryDamaged(f"{str(folder / 'library.json')!r} does not describe a library")
    if version > VERSION:
        raise _too_new(folder, version)


def _check_version(connection: sqlite3.Connection, folder: Path) -> int:
    """Gives the version of the schema."""
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise _too_new(folder, version)
    if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchall():
        raise LibraryDamaged(f"the library in {str(folder)!r} has lost its corpus.sqlite: restore it from a copy")
    return version


def _version(connection: sqlite3.Connection) -> int:
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


def _schema(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT sql FROM main.sqlite_master WHERE sql IS NOT NULL")
    return {sql for (sql,) in rows}


def _schema_of(version: int) -> set[str]:
    """Gives the statements that make the tables of a version."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript("".join(MIGRATIONS[:version]))
        return _schema(made)


def _too_new(folder: Path, version: int) -> LibraryTooNew:
    return LibraryTooNew(
        f"the library in {str(folder)!r} was written by a later version of evidence (format {version}):"
        " update the program"
    )


def _migrate(connection: sqlite3.Connection) -> sqlite3.Connection:
    version = _version(connection)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    return connection


def _original(folder: Path, sha256: str, media_type: str) -> Path:
    return folder / "originals" / sha256[:2] / (sha256 + suffix_of(media_type))


def _reference(row: tuple[str, str, str, str, int]) -> Reference:
    key, csl, kind, design, guessed = row
    return Reference(key, json.loads(csl), kind, design, bool(guessed))


def _put_reference(cursor: sqlite3.Cursor, reference: Reference) -> None:
    cursor.execute(
        "INSERT INTO work VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET csl = excluded.csl,"
        " kind = excluded.kind, design = excluded.design, guessed = excluded.guessed",
        (
            reference.key,
            json.dumps(dict(reference.csl), ensure_ascii=False),
            reference.kind,
            reference.design,
            reference.guessed,
        ),
    )
    _put_seal(cursor, reference.key)


def _seal(rows: sqlite3.Connection | sqlite3.Cursor, name: str) -> str:
    """Gives the SHA-256 of all that is held of a work (by its key) or of a source (by its SHA-256)."""
    digest = hashlib.sha256()
    for table, column in _SEALED.items():
        for row in rows.execute(f"SELECT * FROM main.{table} WHERE {column} = ? ORDER BY 1, 2", (name,)):
            digest.update(json.dumps(row).encode())
    return digest.hexdigest()


def _put_seal(cursor: sqlite3.Cursor, name: str) -> None:
    cursor.execute("INSERT OR REPLACE INTO seal VALUES (?, ?)", (name, _seal(cursor, name)))


def _put_document(cursor: sqlite3.Cursor, sha256: str, document: Document) -> None:
    cursor.executemany(
        "INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (sha256, p.locator.index, p.locator.kind, p.locator.label, start, p.text, p.method, p.locator.ocr)
            for p, start in zip(document.pages, document.starts, strict=True)
        ],
    )
    cursor.executemany(
        "INSERT INTO heading VALUES (?, ?, ?, ?)",
        [(sha256, h.start, h.level, h.text) for h in document.headings],
    )


def _put_passages(cursor: sqlite3.Cursor, passages: Sequence[Passage]) -> None:
    cursor.executemany(
        "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                p.id,
                p.source,
                p.start,
                p.end,
                p.text,
                p.first.index,
                p.last.index,
                json.dumps(p.headings, ensure_ascii=False),
                p.zone,
                p.language,
            )
            for p in passages
        ],
    )


def _matches(holding: Holding, selection: Filter) -> bool:
    """Whether a work and its source satisfy a filter; `zones` and `languages` are the passages' own."""
    reference, source = holding.reference, holding.source
    year = reference.year
    return (
        _one_of(reference.key, selection.keys)
        and _one_of(reference.kind, selection.kinds)
        and _one_of(reference.design, selection.designs)
        and (not selection.files or (source is not None and any(_ends(source.origin, f) for f in selection.files)))
        and (not selection.authors or any(fold(a) in fold(_names(reference.csl)) for a in selection.authors))
        and (selection.since is None or (year is not None and year >= selection.since))
        and (selection.until is None or (year is not None and year <= selection.until))
    )


def _one_of(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


def _ends(origin: str, file: str) -> bool:
    """Whether a path is this file, or ends in it at a folder's name."""
    return f"/{origin}".replace("\\", "/").endswith("/" + file.replace("\\", "/").lstrip("/"))


def _names(csl: Mapping[str, Any]) -> str:
    people = [*csl.get("author", ()), *csl.get("editor", ())]
    return "; ".join(" ".join(str(p.get(part, "")) for part in ("given", "family", "literal")) for p in people)
