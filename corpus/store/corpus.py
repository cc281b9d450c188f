"""`Corpus`: the permanent part of a library.

A source is added in one transaction after its bytes have reached the disk. A process may be killed at any moment: then
either the whole source is there, or an original without a source, which the next writer deletes. Readers see the state
of one transaction. All SQL of the program is in this package.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

from corpus.errors import LibraryDamaged, UnknownKey
from corpus.files import flush, storage
from corpus.model import (
    PAGE_BREAK,
    Document,
    Filter,
    Heading,
    Holding,
    Job,
    Language,
    Locator,
    Lookup,
    Naming,
    Page,
    PageMethod,
    Passage,
    Reference,
    Selection,
    Source,
    TextShape,
    Version,
    WorkText,
    Zone,
    passage_id,
)
from corpus.passages import chunk
from corpus.store import history
from corpus.store.database import Database
from corpus.store.filters import author_names, matches
from corpus.store.folder import (
    WriterLock,
    check_format_file,
    has_format_file,
    keep_original,
    original_path,
    sweep,
    write_format_file,
)
from corpus.store.history import IMPORT, Journal
from corpus.store.inspection import inspect_library
from corpus.store.rows import (
    NOW,
    REFERENCE_COLUMNS,
    RESOLVED_KEY,
    ByName,
    put_document,
    put_lookup,
    put_passages,
    put_reference,
    put_source,
    read_passages,
    rename_held,
    to_former_keys,
    to_locator,
    to_lookup,
    to_reference,
    to_source,
    to_warnings,
)
from corpus.store.seals import delete_unused_seals, put_seal, seal_all
from corpus.text.near import nearest, one_of

OPENING_CHARACTERS = 1500
"""How much of a source's beginning says what it is: a title page, or the head of an article."""

_HEXADECIMAL = frozenset("0123456789abcdef")
_HANDLE_DIGITS = 16
_MAX_PASSAGE_ID = (1 << 63) - 1

# A note is hidden if the full text of its work is in the library.
_IN_HIDDEN_NOTE = (
    "source IN (SELECT n.sha256 FROM source n JOIN source f ON f.work = n.work"
    " WHERE n.kind = 'note' AND f.kind = 'full text')"
)

_COUNTS = {
    "references": "SELECT count(*) FROM work",
    "full_texts": "SELECT count(DISTINCT work) FROM source WHERE kind = 'full text'",
    "notes": "SELECT count(*) FROM source WHERE kind = 'note'",
    "pages": "SELECT count(*) FROM page WHERE kind = 'page'",
    "unreadable_pages": f"SELECT count(*) FROM page WHERE method = '{PageMethod.NONE}'",
    "passages": "SELECT count(*) FROM passage",
}


class Corpus:
    """The permanent part of a library, open for reading or, in one process at a time, for writing.

    Use as a context manager, or call `close`.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, database: Database, lock: WriterLock | None) -> None:
        self.folder = database.folder
        self.database = database
        self._lock = lock
        self._journal = Journal("")

    # --- opening and closing -----------------------------------------------------------------------------------

    @classmethod
    def create(cls, folder: Path, seed: Callable[["Corpus"], None]) -> "Corpus":
        """Create a library and return it open for writing. If the folder is a library already, just open it.

        Args:
            folder: the library's folder. It may exist.
            seed: adds what a new library holds. It is called again if it was killed before its end.
        """
        with storage(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):  # the parent may be a folder that one may write to but not read
                flush(folder.parent)
        inspect_library(folder)
        lock = WriterLock(folder)
        try:
            with storage(folder):
                if not has_format_file(folder):
                    (folder / "originals").mkdir(exist_ok=True)
                    database = Database(folder, write=True, create=True)
                    seed(cls(database, None))
                    database.close()
                    write_format_file(folder)
            return cls._open_writer(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, write: bool = False) -> "Corpus":
        """Open a library.

        Raises:
            LibraryMissing: there is no library in the folder.
            LibraryTooNew: a later version of this program wrote it.
            LibraryBusy: another process is writing, and `write` is set.
            LibraryDamaged: the library holds a link or a special file where it should hold a file or folder.
        """
        inspect_library(folder)
        check_format_file(folder)
        if not write:
            return cls(Database(folder, write=False), None)
        lock = WriterLock(folder)
        try:
            return cls._open_writer(folder, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _open_writer(cls, folder: Path, lock: WriterLock) -> "Corpus":
        check_format_file(folder)
        corpus = cls(Database(folder, write=True), lock)
        seal_all(corpus.database)
        corpus._sweep()
        return corpus

    def close(self) -> None:
        """Close the file and let another process write."""
        self.database.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Read one state of the corpus inside. A writer waits to commit until the end."""
        return self.database.snapshot()

    @contextmanager
    def job(self, command: str) -> Iterator[None]:
        """Note what changes inside, so that `undo` can take it back.

        Args:
            command: what a person calls the job, such as "remove".
        """
        self._journal = Journal(command)
        try:
            yield
        finally:
            self._journal = Journal("")

    # --- works and sources -------------------------------------------------------------------------------------

    def reference(self, key: str) -> Reference:
        """Return the reference with this key, or that had this key before.

        Raises:
            UnknownKey: there is none. The message names similar keys.
        """
        current_key = self.resolve(key)
        if current_key is None:
            raise UnknownKey(self._unknown_key(key))
        rows = self.database.rows(f"SELECT {REFERENCE_COLUMNS} FROM work WHERE key = ?", current_key)
        if not rows:  # an index of the file has the key, and the table does not
            raise LibraryDamaged(
                f"the record of the work {current_key!r} cannot be found: restore the library from a copy"
            )
        return to_reference(rows[0])

    def resolve(self, key: str) -> str | None:
        """Return the key of the work that has this key, or had it before; None if there is no such work."""
        rows = self.database.rows(RESOLVED_KEY, key)
        return rows[0][0] if rows else None

    def keys(self, beginning: str) -> list[str]:
        """Return the keys that begin with a text, sorted."""
        rows = self.database.rows("SELECT key FROM work WHERE substr(key, 1, ?) = ?", len(beginning), beginning)
        return sorted(key for (key,) in rows)

    def references(self) -> dict[str, Reference]:
        """Return all references by their keys."""
        references: ByName[Reference] = ByName()
        for row in self.database.rows(f"SELECT {REFERENCE_COLUMNS} FROM work"):
            reference = to_reference(row)
            references[reference.key] = reference
        return references

    def sources(self) -> dict[str, Source]:
        """Return all sources by SHA-256. The origin of a source is the newest path or URL that it came from."""
        rows = self.database.rows(
            "SELECT sha256, media_type, work, origin, kind FROM source JOIN origin ON source = sha256"
            " ORDER BY origin.rowid"
        )
        return ByName((row[0], to_source(row)) for row in rows)

    def full_texts(self) -> dict[str, str]:
        """Return the path or URL of each work that is here in full text, by key."""
        return {source.key: source.origin for source in self.sources().values() if source.kind == "full text"}

    def origins(self, sha256: str) -> tuple[str, ...]:
        """Return all paths and URLs that a source came from, oldest first. An unknown source has none."""
        rows = self.database.rows("SELECT origin FROM origin WHERE source = ? ORDER BY rowid", sha256)
        return tuple(origin for (origin,) in rows)

    def holders(self) -> dict[str, str]:
        """Return the source that came last from each path and URL, as SHA-256."""
        return dict(self.database.rows("SELECT origin, source FROM origin ORDER BY rowid"))

    def holdings(self, selection: Filter | None = None) -> list[Holding]:
        """Return one holding for each work and full text, in the order in which they were added.

        A note is returned only if its work has no full text.
        """
        pages, unreadable, warnings = self._page_counts(), self._unreadable_pages(), self._warnings()
        added = dict(self.database.rows("SELECT key, added FROM work"))
        holdings = []
        for text in self.texts(selection):
            sha256 = text.source.sha256 if text.source else ""
            holding = Holding(
                reference=text.reference,
                source=text.source,
                pages=pages.get(sha256, 0),
                unreadable=tuple(unreadable.get(sha256, ())),
                warnings=warnings.get(sha256, ()),
                added=added.get(text.reference.key),
            )
            holdings.append(holding)
        return holdings

    def texts(self, selection: Filter | None = None) -> list[WorkText]:
        """Return each work with each of its full texts, or else with its note, in the order in which they were added.

        Pages are not counted, so it takes half as long as `holdings`.
        """
        if selection is not None and selection.keys:
            keys = tuple(self.resolve(key) or key for key in selection.keys)
            selection = replace(selection, keys=keys)
        texts = self._shown_texts()
        return [text for text in texts if selection is None or matches(text, selection)]

    def _shown_texts(self) -> Iterator[WorkText]:
        """Yield each work with each of its full texts, or else with its note, or else with None."""
        sources_by_work: dict[str, list[Source]] = {}
        for source in self.sources().values():
            sources_by_work.setdefault(source.key, []).append(source)
        for reference in self.references().values():
            sources = sources_by_work.get(reference.key, [])
            full_texts = [source for source in sources if source.kind == "full text"]
            for source in full_texts or sources:
                yield WorkText(reference, source)
            if not sources:
                yield WorkText(reference, None)

    def shapes(self) -> dict[TextShape, list[str]]:
        """Return the sources by the shape of their texts."""
        groups: dict[TextShape, list[str]] = {}
        rows = self.database.rows("SELECT source, count(*), max(start) FROM passage GROUP BY source")
        for sha256, passages, last_start in rows:
            groups.setdefault(TextShape(passages, last_start), []).append(sha256)
        return groups

    def namings(self, sources: Iterable[str]) -> dict[str, Naming]:
        """Return the texts by which a person may name each of these sources. Unknown sources are left out."""
        rows = self.database.rows(
            f"SELECT sha256, media_type, work, origin, source.kind, {REFERENCE_COLUMNS} FROM source"
            " JOIN work ON key = work JOIN origin ON origin.source = sha256"
            " WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY origin.rowid",
            json.dumps(list(sources)),
        )
        newest = {row[0]: row for row in rows}  # a source has one row for each of its origins
        namings = {}
        for sha256, row in newest.items():
            source = to_source(row[:5])
            work = to_reference(row[5:])
            title = f"{work.title}\n{source.name}"
            authors = author_names(work.csl)
            record = "\n".join([work.title, authors, str(work.year or ""), source.name])
            namings[sha256] = Naming(record, self.text(sha256, 0, OPENING_CHARACTERS), title, authors)
        return namings

    def counts(self) -> dict[str, int]:
        """Return the number of works, sources of each kind, pages, unreadable pages and passages."""
        return {name: self.database.rows(query)[0][0] for name, query in _COUNTS.items()}

    def original(self, source: Source) -> Path:
        """Return the path of the original file of a source."""
        return original_path(self.folder, source.sha256, source.media_type)

    def link(self, source: Source, locator: Locator | None = None) -> str:
        """Return a link that opens the original, at the page if the locator is a page (`#page=`, RFC 8118)."""
        link = self.original(source).absolute().as_uri()
        if locator and locator.kind == "page":
            return f"{link}#page={locator.index}"
        return link

    def _page_counts(self) -> dict[str, int]:
        return dict(self.database.rows("SELECT source, count(*) FROM page WHERE kind = 'page' GROUP BY source"))

    def _unreadable_pages(self) -> dict[str, list[int]]:
        rows = self.database.rows(
            "SELECT source, number FROM page WHERE method = ? ORDER BY number", PageMethod.NONE.value
        )
        numbers: dict[str, list[int]] = {}
        for sha256, number in rows:
            numbers.setdefault(sha256, []).append(number)
        return numbers

    def _warnings(self) -> dict[str, tuple[str, ...]]:
        rows = self.database.rows("SELECT sha256, warnings FROM source")
        return {sha256: to_warnings(sha256, warnings) for sha256, warnings in rows}

    def _unknown_key(self, key: str) -> str:
        current_key_of = {}
        for name, former_keys in self.database.rows("SELECT key, former_keys FROM work"):
            current_key_of.update(dict.fromkeys([name, *to_former_keys(name, former_keys)], name))
        keys = dict.fromkeys(current_key_of[near] for near in nearest(key, current_key_of))
        hint = f"did you mean {one_of(keys)}?" if keys else "`evidence list` shows all keys"
        return f"no work in this library has the key {key!r}: {hint}"

    def languages_of(self, sources: Iterable[str], zones: Sequence[Zone]) -> dict[Language, int]:
        """Return how many passages of these sources and zones are in each language. A language without any is left out.

        The passages of a note count even if the full text of its work is here.
        """
        rows = self.database.rows(
            "SELECT language, count(*) FROM passage WHERE source IN (SELECT value FROM json_each(?))"
            " AND zone IN (SELECT value FROM json_each(?)) GROUP BY language ORDER BY language",
            json.dumps(list(sources)),
            json.dumps(zones),
        )
        return dict(rows)

    # --- texts -------------------------------------------------------------------------------------------------

    def document(self, sha256: str) -> Document:
        """Return the pages, headings and warnings of a source. Its metadata is not kept.

        Raises:
            UnknownKey: no source has this hash.
        """
        pages = []
        for number, kind, label, ocr, text, method in self.database.rows(
            "SELECT number, kind, label, ocr, text, method FROM page WHERE source = ? ORDER BY number", sha256
        ):
            pages.append(Page(to_locator((kind, number, label, ocr)), text, method))
        if not pages:
            raise UnknownKey(f"no source in this library has the hash {sha256!r}")
        headings = []
        for start, level, text in self.database.rows(
            "SELECT start, level, text FROM heading WHERE source = ? ORDER BY start", sha256
        ):
            headings.append(Heading(start, text, level))
        ((warnings,),) = self.database.rows("SELECT warnings FROM source WHERE sha256 = ?", sha256)
        return Document(tuple(pages), tuple(headings), {}, to_warnings(sha256, warnings))

    def methods(self, sha256: str) -> set[str]:
        """Return all methods by which the pages of a source were read (`Page.method`)."""
        rows = self.database.rows("SELECT DISTINCT method FROM page WHERE source = ?", sha256)
        return {method for (method,) in rows}

    def text(self, sha256: str, start: int, end: int) -> str:
        """Return a slice of the text of a source. Only the pages of the slice are read."""
        rows = self.database.rows(
            "SELECT start, text FROM page WHERE source = ? AND start < ? AND start + length(text) >= ? ORDER BY number",
            sha256,
            end,
            start,
        )
        if not rows:
            return ""
        first_page_start = rows[0][0]
        pages = PAGE_BREAK.join(text for _, text in rows)
        return pages[start - first_page_start : end - first_page_start]

    def page_text(self, sha256: str, number: int) -> str:
        """Return the text of a page by its physical number, or an empty text if there is no such page."""
        rows = self.database.rows("SELECT text FROM page WHERE source = ? AND number = ?", sha256, number)
        return rows[0][0] if rows else ""

    def zone_text(self, sha256: str, zone: Zone) -> str:
        """Return the passages of one zone of a source, joined by line breaks."""
        rows = self.database.rows("SELECT text FROM passage WHERE source = ? AND zone = ? ORDER BY start", sha256, zone)
        return "\n".join(text for (text,) in rows)

    def locators(self, sha256: str, offsets: Sequence[int]) -> list[Locator]:
        """Return the locator of the page that holds each offset."""
        rows = self.database.rows(
            "SELECT start, kind, number, label, ocr FROM page WHERE source = ? ORDER BY number", sha256
        )
        starts = [row[0] for row in rows]
        locators = []
        for offset in offsets:
            _, *place = rows[bisect_right(starts, offset) - 1]
            locators.append(to_locator(place))
        return locators

    # --- passages ----------------------------------------------------------------------------------------------

    def passage_ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        return [passage for (passage,) in self.database.rows("SELECT id FROM passage ORDER BY id")]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return the passages with these ids. Unknown ids are left out."""
        found = read_passages(self.database, "passage.id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
        return {passage.id: passage for passage in found}

    def languages(self, ids: Sequence[int]) -> dict[int, Language]:
        """Return the language of each passage. Unknown ids are left out."""
        query = "SELECT id, language FROM passage WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self.database.rows(query, json.dumps(ids)))

    def sources_of(self, ids: Sequence[int]) -> dict[int, str]:
        """Return the SHA-256 of the source of each passage. Unknown ids are left out."""
        query = "SELECT id, source FROM passage WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self.database.rows(query, json.dumps(ids)))

    def ids_of(self, sources: Iterable[str]) -> list[int]:
        """Return the ids of all passages of these sources, in any zone and in no order."""
        query = "SELECT id FROM passage WHERE source IN (SELECT value FROM json_each(?))"
        return [passage for (passage,) in self.database.rows(query, json.dumps(list(sources)))]

    def passages_of(self, sha256: str) -> list[Passage]:
        """Return the passages of a source, in order."""
        return list(read_passages(self.database, "passage.source = ?", sha256))

    def find_passage(self, handle: str) -> Passage:
        """Return the passage whose handle begins with these digits.

        Raises:
            UnknownKey: no passage does, or more than one.
        """
        digits = handle.lower()
        if digits and len(digits) <= _HANDLE_DIGITS and _HEXADECIMAL.issuperset(digits):
            lowest = int(digits.ljust(_HANDLE_DIGITS, "0"), 16)
            highest = int(digits.ljust(_HANDLE_DIGITS, "f"), 16)
            found = list(
                read_passages(
                    self.database,
                    "passage.id BETWEEN ? AND ?",
                    min(lowest, _MAX_PASSAGE_ID),
                    min(highest, _MAX_PASSAGE_ID),
                )
            )
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownKey(f"{len(found)} passages have an id that begins with {handle!r}: give more of the id")
        raise UnknownKey(
            f"no passage in this library has an id that begins with {handle!r}: `evidence search` shows the ids"
        )

    def select(self, selection: Filter) -> Selection:
        """Return the passages that a filter admits. A note is left out if the full text of its work is here.

        If the filter restricts nothing but zones, the result lists the passages that are left out: they are fewer.
        """
        zones = json.dumps(selection.zones)
        if selection == Filter(zones=selection.zones):
            rows = self.database.rows(
                f"SELECT id FROM passage WHERE zone NOT IN (SELECT value FROM json_each(?)) OR {_IN_HIDDEN_NOTE}", zones
            )
            return Selection([passage for (passage,) in rows], excluded=True)
        sources = [text.source.sha256 for text in self.texts(selection) if text.source]
        rows = self.database.rows(
            "SELECT id FROM passage WHERE source IN (SELECT value FROM json_each(?))"
            " AND zone IN (SELECT value FROM json_each(?))"
            " AND (? OR language IN (SELECT value FROM json_each(?)))"
            f" AND NOT {_IN_HIDDEN_NOTE}",
            json.dumps(sources),
            zones,
            not selection.languages,
            json.dumps(selection.languages),
        )
        return Selection([passage for (passage,) in rows], excluded=False)

    # --- writing -----------------------------------------------------------------------------------------------

    def keep(self, content: Path | bytes, media_type: str) -> str:
        """Copy a file or bytes to the originals, unless they are there already. Return their SHA-256."""
        return keep_original(self.folder, content, media_type)

    def add(self, source: Source, reference: Reference, document: Document, passages: Sequence[Passage]) -> None:
        """Add a source whose original is kept already, completely or not at all.

        A reference with the same key is replaced. The work counts as added now. Only a job that imports can be taken
        back: see `Corpus.job`.
        """
        with self.database.transaction() as cursor:
            if self._journal.command == IMPORT:
                self._journal.note_put(cursor, reference)
                self._journal.note_source(cursor, source.sha256, "added")
            cursor.execute(f"UPDATE work SET added = {NOW} WHERE key = ?", (reference.key,))
            put_reference(cursor, reference)
            put_source(cursor, source, document, passages)

    def supersede(
        self, old: str, source: Source, reference: Reference, document: Document, passages: Sequence[Passage]
    ) -> None:
        """Let a new source take the place of a held one, completely or not at all.

        The old source is kept aside as an earlier text of its work.

        Args:
            old: the SHA-256 of the held source.
            source: the new source. Its original is kept already.
            reference: the work, with what the new source says about it.
            document: the text of the new source.
            passages: its passages.
        """
        with self.database.transaction() as cursor:
            self._journal.note_put(cursor, reference, always=True)
            self._journal.note_source(cursor, old, "removed")
            history.keep_version(cursor, old, reference.key, self._journal.command)
            self._journal.note_source(cursor, source.sha256, "added")
            cursor.execute(f"UPDATE work SET added = {NOW} WHERE key = ?", (reference.key,))
            put_reference(cursor, reference)
            put_source(cursor, source, document, passages)

    def restore(self, version: Version, reference: Reference, old: str | None) -> None:
        """Make an earlier text of a work its text again. The text in its place is kept aside in turn.

        Args:
            version: one of `versions`.
            reference: the work, with what the earlier text says about it.
            old: the SHA-256 of the text in its place, if there is one.

        Raises:
            LibraryDamaged: the original or the history is damaged. Nothing has changed.
        """
        with self.database.transaction() as cursor:
            self._journal.note_put(cursor, reference, always=True)
            if old:
                self._journal.note_source(cursor, old, "removed")
                history.keep_version(cursor, old, reference.key, self._journal.command)
            self._journal.note_source(cursor, version.sha256, "added")
            put_reference(cursor, reference)
            history.put_version_back(cursor, version, self.database)
            history.forget_unused(cursor)

    def replace(self, sha256: str, document: Document) -> list[Passage]:
        """Replace the text of a source by another reading of it, completely or not at all. Return its passages.

        An index must never find another text under an id that it has. So a passage keeps its id only if it is
        unchanged. Any other passage gets an id that no passage of another reading can have.
        """
        passages = self._with_new_ids(sha256, chunk.passages(document, sha256))
        values = (chunk.VERSION, json.dumps(document.warnings), sha256)
        with self.database.transaction() as cursor:
            for table in ("passage", "heading", "page"):
                cursor.execute(f"DELETE FROM {table} WHERE source = ?", (sha256,))
            put_document(cursor, sha256, document)
            put_passages(cursor, passages)
            cursor.execute("UPDATE source SET chunker = ?, warnings = ? WHERE sha256 = ?", values)
            put_seal(cursor, sha256)
        return passages

    def _with_new_ids(self, sha256: str, passages: Iterable[Passage]) -> list[Passage]:
        """Return passages of a source, with another id for each passage that was different so far."""
        held = {passage.id: (passage.text, passage.headings) for passage in self.passages_of(sha256)}
        renamed = []
        for passage in passages:
            if held.get(passage.id) == (passage.text, passage.headings):
                renamed.append(passage)
            else:
                name = f"{sha256}:{passage.headings}:{passage.text}"
                new_id = passage_id(name, passage.start, passage.end)
                renamed.append(replace(passage, id=new_id))
        return renamed

    def put(self, references: Iterable[Reference]) -> None:
        """Add references, all or none. A reference with the same key, or one of its former keys, is replaced.

        Raises:
            InputError: a work would get the key of another work.
        """
        with self.database.transaction() as cursor:
            for reference in references:
                self._journal.note_put(cursor, reference)
                rename_held(cursor, reference)
                put_reference(cursor, reference)

    def lookups(self) -> dict[str, Lookup]:
        """Return what Crossref answered last about each work that was looked up, by key."""
        rows = self.database.rows("SELECT work, asked, record, reason, day FROM lookup")
        return {row[0]: to_lookup(row) for row in rows}

    def remember(self, lookup: Lookup) -> Lookup:
        """Keep an answer of Crossref, and return it with its date. It replaces the earlier answer about the work."""
        with self.database.transaction() as cursor:
            return put_lookup(cursor, lookup)

    def attribute(self, sha256: str, key: str) -> None:
        """Record that a source is the text of another work. The reference of the former work stays.

        Raises:
            UnknownKey: no work has this key.
        """
        key = self.reference(key).key
        with self.database.transaction() as cursor:
            self._journal.note_source(cursor, sha256, "changed")
            cursor.execute("UPDATE source SET work = ? WHERE sha256 = ?", (key, sha256))
            put_seal(cursor, sha256)

    def merge(self, reference: Reference, other: str) -> None:
        """Make two works one, completely or not at all.

        Args:
            reference: the work that stays, with what it says from now on.
            other: the key of the work that becomes a part of it.
        """
        with self.database.transaction() as cursor:
            sources = cursor.execute("SELECT sha256 FROM source WHERE work = ?", (other,)).fetchall()
            self._journal.note_work(cursor, reference.key, "changed")
            for (sha256,) in sources:
                self._journal.note_source(cursor, sha256, "changed")
            self._journal.note_work(cursor, other, "removed")
            for table in ("source", "version"):
                cursor.execute(f"UPDATE {table} SET work = ? WHERE work = ?", (reference.key, other))
            cursor.execute("DELETE FROM work WHERE key = ?", (other,))
            put_reference(cursor, reference)
            for (sha256,) in sources:
                put_seal(cursor, sha256)
            delete_unused_seals(cursor)

    def add_origin(self, sha256: str, origin: str) -> None:
        """Record that a source also came from this path or URL. From now on it is shown under this name."""
        with self.database.transaction() as cursor:
            cursor.execute("DELETE FROM origin WHERE source = ? AND origin = ?", (sha256, origin))
            cursor.execute("INSERT INTO origin VALUES (?, ?)", (sha256, origin))
            put_seal(cursor, sha256)

    def recut(self) -> int:
        """Cut all sources into passages again that an earlier version of the rules cut. Return their number."""
        outdated = self.database.rows("SELECT sha256 FROM source WHERE chunker != ?", chunk.VERSION)
        for (sha256,) in outdated:
            passages = chunk.passages(self.document(sha256), sha256)
            with self.database.transaction() as cursor:
                cursor.execute("DELETE FROM passage WHERE source = ?", (sha256,))
                put_passages(cursor, passages)
                cursor.execute("UPDATE source SET chunker = ? WHERE sha256 = ?", (chunk.VERSION, sha256))
                put_seal(cursor, sha256)
        return len(outdated)

    def remove(self, key: str, keep_note: bool, only: Collection[str] | None = None) -> int:
        """Remove a work with its sources and passages. Return the number of sources removed.

        Their originals are deleted, unless a job can bring them back.

        Args:
            key: the work.
            keep_note: keep its note, if it has one, and then its reference.
            only: the SHA-256 of the sources to remove; None for all. A work with another source stays.

        Raises:
            UnknownKey: no work has this key.
        """
        key = self.reference(key).key
        removed = []
        for source in self.sources().values():
            is_kept = (keep_note and source.kind == "note") or (only is not None and source.sha256 not in only)
            if source.key == key and not is_kept:
                removed.append(source.sha256)
        with self.database.transaction() as cursor:
            for sha256 in removed:
                self._journal.note_source(cursor, sha256, "removed")
                cursor.execute("DELETE FROM source WHERE sha256 = ?", (sha256,))
            has_source = cursor.execute("SELECT 1 FROM source WHERE work = ?", (key,)).fetchone()
            if not has_source:
                self._journal.note_work(cursor, key, "removed")
                cursor.execute("DELETE FROM work WHERE key = ?", (key,))
            history.forget_unused(cursor)
            delete_unused_seals(cursor)
        self._sweep()
        return len(removed)

    # --- history -----------------------------------------------------------------------------------------------

    def versions(self, key: str | None = None) -> list[Version]:
        """Return the earlier texts of a work, or of all works, the newest first."""
        return history.versions(self.database, key)

    def pruned_references(self) -> dict[str, Reference]:
        """Return the works that a sync removed because their files had gone, by the SHA-256 of their texts."""
        return history.pruned_references(self.database)

    def jobs(self) -> list[Job]:
        """Return the jobs that can be taken back, the last one first."""
        return history.jobs(self.database)

    def undo(self, job: Job) -> dict[str, str]:
        """Put back what a job changed, completely or not at all, and forget the job.

        Return the keys of works that had to get another one, each with its new key.

        Raises:
            LibraryDamaged: an original or the history is damaged. Nothing has changed.
        """
        new_keys = history.undo(self.database, job)
        self._sweep()
        return new_keys

    def count_kept_aside(self) -> int:
        """Return how many texts are kept that are not searched any more."""
        return len(history.held_aside(self.database))

    def forget_history(self) -> None:
        """Delete everything that `undo` and `restore` could bring back."""
        history.forget_all(self.database)
        self._sweep()

    def _sweep(self) -> None:
        """Delete files that no source needs, and none that can be brought back."""
        rows = self.database.rows("SELECT sha256 FROM source")
        kept = {sha256 for (sha256,) in rows}
        kept.update(history.held_aside(self.database))
        with storage(self.folder):
            sweep(self.folder, kept)
