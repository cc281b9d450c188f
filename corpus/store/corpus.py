"""`Corpus`: the permanent part of a library.

A source is added in one transaction after its bytes have reached the disk. A process may be killed at any moment: then
either the whole source is there, or an original without a source, which the next writer deletes. Readers see the state
of one transaction. All SQL of the program is in this package.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

from corpus.files import flush, storage
from corpus.model import (
    Document,
    Job,
    Lookup,
    Passage,
    Reference,
    Source,
    Version,
    passage_id,
)
from corpus.store import history
from corpus.store.database import Database
from corpus.store.folder import (
    WriterLock,
    check_format_file,
    has_format_file,
    keep_original,
    sweep,
    write_format_file,
)
from corpus.store.history import IMPORT, Journal
from corpus.store.inspection import inspect_library
from corpus.store.reader import CorpusReader
from corpus.store.rows import (
    NOW,
    put_document,
    put_lookup,
    put_passages,
    put_reference,
    put_source,
    rename_held,
)
from corpus.store.seals import delete_seals, put_seal, seal_all
from corpus.store.summaries import put_names, put_size, works_without_names


class Corpus(CorpusReader):
    """The permanent part of a library, open for reading or, in one process at a time, for writing.

    Use as a context manager, or call `close`.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, database: Database, lock: WriterLock | None) -> None:
        super().__init__(database)
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
    def open(cls, folder: Path, write: bool = False, advance: Callable[[], None] = lambda: None) -> "Corpus":
        """Open a library.

        Args:
            folder: the library.
            write: whether to write to it.
            advance: is called again and again while a writer brings an older library up to date.

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
            return cls._open_writer(folder, lock, advance)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open_baskets(cls, folder: Path) -> "Corpus":
        """Open a library to change its baskets and standing questions, even while another process writes to it.

        A change of them is one transaction, and no job of a writer reads them.

        Raises:
            LibraryBusy: an earlier version of this program wrote the library, and another process is writing.
            LibraryMissing, LibraryTooNew, LibraryDamaged: as for `open`.
        """
        with cls.open(folder) as reader:
            is_current = reader.database.is_current
        if not is_current:
            return cls.open(folder, write=True)
        return cls(Database(folder, write=True), None)

    @classmethod
    def _open_writer(cls, folder: Path, lock: WriterLock, advance: Callable[[], None] = lambda: None) -> "Corpus":
        check_format_file(folder)
        corpus = cls(Database(folder, write=True, advance=advance), lock)
        seal_all(corpus.database)
        corpus._keep_names()
        corpus._sweep()
        return corpus

    def _keep_names(self) -> None:
        """Keep the names of the works that an earlier version of this program wrote."""
        unnamed = self.references(works_without_names(self.database))
        if not unnamed:
            return
        with self.database.transaction() as cursor:
            for reference in unnamed.values():
                put_names(cursor, reference)

    def close(self) -> None:
        """Close the file and let another process write."""
        self.database.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
            self._journal.keep_version(cursor, old, reference.key)
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
                self._journal.keep_version(cursor, old, reference.key)
            self._journal.note_source(cursor, version.sha256, "added")
            put_reference(cursor, reference)
            history.put_version_back(cursor, version, self.database)
            history.forget_unused(cursor)

    def replace(self, sha256: str, document: Document) -> list[Passage]:
        """Replace the text of a source by another reading of it, completely or not at all. Return its passages.

        An index must never find another text under an id that it has. So a passage keeps its id only if it is
        unchanged. Any other passage gets an id that no passage of another reading can have.
        """
        from corpus.passages import chunk

        passages = self._with_new_ids(sha256, chunk.passages(document, sha256))
        values = (chunk.VERSION, json.dumps(document.warnings), sha256)
        with self.database.transaction() as cursor:
            for table in ("passage", "heading", "page"):
                cursor.execute(f"DELETE FROM {table} WHERE source = ?", (sha256,))
            put_document(cursor, sha256, document)
            put_passages(cursor, passages)
            put_size(cursor, sha256)
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
            delete_seals(cursor, [other])

    def add_origin(self, sha256: str, origin: str) -> None:
        """Record that a source also came from this path or URL. From now on it is shown under this name."""
        with self.database.transaction() as cursor:
            cursor.execute("DELETE FROM origin WHERE source = ? AND origin = ?", (sha256, origin))
            cursor.execute("INSERT INTO origin VALUES (?, ?)", (sha256, origin))
            put_seal(cursor, sha256)

    def recut(self) -> int:
        """Cut all sources into passages again that an earlier version of the rules cut. Return their number."""
        from corpus.passages import chunk

        outdated = self.database.rows("SELECT sha256 FROM source WHERE chunker != ?", chunk.VERSION)
        for (sha256,) in outdated:
            passages = chunk.passages(self.document(sha256), sha256)
            with self.database.transaction() as cursor:
                cursor.execute("DELETE FROM passage WHERE source = ?", (sha256,))
                put_passages(cursor, passages)
                put_size(cursor, sha256)
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
        for source in self.sources_of([key]).values():
            is_kept = (keep_note and source.kind == "note") or (only is not None and source.sha256 not in only)
            if not is_kept:
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
            delete_seals(cursor, [key, *removed])
        self._sweep()
        return len(removed)

    # --- history -----------------------------------------------------------------------------------------------

    def undo(self, job: Job) -> dict[str, str]:
        """Put back what a job changed, completely or not at all, and forget the job.

        Return the keys of works that had to get another one, each with its new key.

        Raises:
            LibraryDamaged: an original or the history is damaged. Nothing has changed.
        """
        new_keys = history.undo(self.database, job)
        self._sweep()
        return new_keys

    def renew_identity(self) -> None:
        """Give the library another id (`identity`). The library that it is a copy of keeps the old one."""
        with self.database.transaction() as cursor:
            cursor.execute("UPDATE identity SET id = lower(hex(randomblob(16)))")

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
