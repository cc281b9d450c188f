"""`Keeping`: files come into a library and leave it, and a job is taken back."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library import Library
from corpus.errors import InputError
from corpus.extras import require_lance
from corpus.model import Filter, Version
from corpus.store.corpus import Corpus
from corpus.store.folder import has_format_file

if TYPE_CHECKING:
    from assistant.fetching import FetchReport
    from assistant.history import PastJob, UndoReport
    from assistant.importing import ImportReport
    from assistant.ingest.model import AddReport, Replace
    from assistant.syncing import SyncReport
    from corpus.reading.pdf.ocr import Mode
    from corpus.web.client import Web
    from index.published.publish import Published


class Keeping(Library):
    """Adds files to a library, keeps them current, removes them and brings them back."""

    def add(
        self,
        *paths: str | Path,
        key: str | None = None,
        web: "Web | None" = None,
        ocr: "Mode" = "auto",
        replace: "Replace | None" = None,
    ) -> "AddReport":
        """Add files, the files in folders, and web addresses. Return what happened to each.

        Args:
            paths: files, folders, or web addresses.
            key: the work that the file is the text of, for a single file; None to identify it.
            web: what downloads addresses; None for the default.
            ocr: which pages to read as pictures, which needs the `ocr` extra: `auto` pages without usable text,
                `always` all pages, `never` none. A file that is held already is read again if that adds text.
            replace: what to do with changed files; None to leave them out, with the outcome `changed`.

        Raises:
            InputError, UnknownKey: see `Ingest.add_paths`.
            MissingExtra: `always`, and the extra is not installed.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.ingest.coordinator import Ingest  # it loads the readers of files, which asking does not need

        names = [str(path) for path in paths]
        self.ensure("anywhere", names)
        if web is None and any("://" in name for name in names):
            web = self._web()
        with self._open_for_writing() as corpus, corpus.job("add"):
            return Ingest(corpus, self._builder(), self.progress, web, ocr, replace).add_paths(names, key)

    def add_uploads(
        self, folder: Path, addresses: Sequence[str] = (), *, web: "Web | None" = None, replace: "Replace | None" = None
    ) -> "AddReport":
        """Add files that a browser sent, and web addresses. Return what happened to each.

        Args:
            folder: has a folder for each file, `1/report.pdf`. It may be deleted afterwards.
            addresses: of the web. Anything else is refused, so that a page cannot name files of this machine.
            web: what downloads addresses; None for the default.
            replace: as for `add`.

        Raises:
            InputError: there is nothing to add, or an address is not one.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.ingest.coordinator import Ingest
        from assistant.ingest.model import Incoming
        from assistant.ingest.walk import uploaded

        for address in addresses:
            check_web_address(address)
        files = [*uploaded(folder), *(Incoming(address, None, 0) for address in dict.fromkeys(addresses))]
        if not files:
            raise InputError("there is nothing to add: choose a file, or give a web address")
        self.ensure("anywhere", [str(folder)])
        if web is None and addresses:
            web = self._web()
        with self._open_for_writing() as corpus, corpus.job("add"):
            self.progress.begin(files_total=len(files), bytes_total=sum(file.size for file in files))
            return Ingest(corpus, self._builder(), self.progress, web, replace=replace).add_files(files)

    def sync(self, *folders: str | Path, prune: bool = False) -> "SyncReport":
        """Add what is new in folders, replace what has changed, and find what has gone. Return what was done.

        Args:
            folders: to go over and to remember; none for the folders that were remembered for this library.
            prune: remove the texts whose files have gone. Nothing is removed if a folder cannot be seen.

        Raises:
            InputError: no folder was given, and none is remembered.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.ingest.coordinator import Ingest  # it loads the readers of files, which asking does not need
        from assistant.synced_folders import (
            folders_of_gone_libraries,
            remember_folders,
            remembered_folders,
            whole_path,
        )
        from assistant.syncing import sync

        if "" in folders:  # a variable of a shell that is not set; it would be the current folder
            raise InputError("the name of a folder is empty, so nothing was synced")
        given = [whole_path(folder) for folder in folders]
        for folder in given:
            if not Path(folder).is_dir():
                raise InputError(f"{folder!r} is not a folder that exists, so it was not synced")
        wanted = given or remembered_folders(self.folder)
        if not wanted:
            raise InputError(_name_folders(folders_of_gone_libraries(self.folder)))
        with self._open_for_writing() as corpus, corpus.job("sync"):
            remembered = remember_folders(self.folder, given)
            builder = self._builder()

            def ingest() -> Ingest:
                return Ingest(corpus, builder, self.progress, replace="if gone")

            report = sync(corpus, ingest, wanted, remembered, are_named=bool(given), prune=prune)
            builder.publish(corpus)
            return report

    def forget_folder(self, folder: str) -> None:
        """Do not go over a folder any more. Its texts stay.

        Raises:
            InputError: it is not one of the synced folders.
        """
        from assistant.synced_folders import forget_folder

        forget_folder(self.folder, folder)

    def fetch(self, *keys: str, web: "Web | None" = None) -> "FetchReport":
        """Download open works and add them. Return what happened to each.

        Args:
            keys: the works; none for the reading list, and every other work with an address and without full text. A
                work that a feed listed is named by its DOI or address, and its record is added first.
            web: what downloads them; None for the default.

        Raises:
            Offline: there is no network; nothing has been done.
            UnknownKey: one of the keys is not in the library.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.fetching import Fetching, check_online, choose

        self.ensure("anywhere")
        web = web or self._web()
        wanted = self._with_listed(keys)
        with Corpus.open(self.folder) as corpus:
            works = choose(corpus, wanted)
            if not check_online(web, works, corpus.full_texts()):
                return Fetching(corpus, self._builder, self.progress, web).run(works)
        with self._open_for_writing() as corpus:
            return Fetching(corpus, self._builder, self.progress, web).run(works)

    def publish(self, place: str, as_new: bool = False) -> "Published":
        """Publish the library to a folder, an object store or a server, where others read it (`docs/publishing.md`).

        What is there already is not written again. Works that were removed here are removed there.

        Args:
            place: the folder or address.
            as_new: the library is a copy of a library that publishes too. It gets another id, so that each of the two
                leaves the works of the other as they are.

        Raises:
            MissingExtra: LanceDB is not installed.
            InputError: the folder is a library, or the address cannot be used.
            LibraryError: the place cannot be reached, or has vectors of another model.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from index.published.publish import Publisher

        require_lance()
        if has_format_file(Path(place)):
            raise InputError(f"{place!r} is a library: name another folder, which others read")
        index = self.index
        self.progress.begin("Publishing")

        def advance(done: int, total: int) -> None:
            self.progress.advance(stage=f"{done} of {total} files", fraction=done / total)

        with self._open_for_writing() as corpus:
            if as_new:
                corpus.renew_identity()
            return Publisher(place, corpus, index, corpus.identity()).run(advance)

    def _with_listed(self, keys: Sequence[str]) -> Sequence[str]:
        """Add the records of works that feeds listed. Return the keys, with the key of each of these works."""
        from assistant.watching.new_works import adopt_listed, listed_named

        with self._open_for_reading() as corpus:
            unknown = [key for key in keys if corpus.resolve(key) is None]
            listed = listed_named(corpus, unknown)
        if not listed:
            return keys
        with self._open_for_writing() as corpus:
            new_keys = adopt_listed(corpus, listed.values())
        return [new_keys.get(key, key) for key in keys]

    def import_(self, path: str | Path, files: Sequence[str | Path] = ()) -> "ImportReport":
        """Import references from BibTeX, RIS or CSL-JSON, and the files that they name. Return what happened to each.

        If the library already has a work, its record is updated; nothing is duplicated. An empty field never replaces a
        value.

        Args:
            path: the export.
            files: folders with files that it names, besides its own folder.

        Raises:
            InputError: the file cannot be read, or is not a file of references.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.importing import import_file
        from assistant.ingest.coordinator import Ingest

        self.ensure("anywhere", [str(path)])
        export = Path(path).expanduser()
        folders = [Path(folder).expanduser() for folder in files]
        self.progress.begin("Reading references")
        with self._open_for_writing() as corpus, corpus.job("import"):

            def ingest() -> Ingest:
                return Ingest(corpus, self._builder(), self.progress)

            return import_file(export, folders, corpus, ingest, self.progress)

    def remove(self, keys: Sequence[str], files: Sequence[str] = ()) -> int:
        """Remove works and their passages. Return how many sources were removed.

        If a work of the reading list has full text, its note stays.

        Args:
            keys: the works.
            files: remove only the texts of these files, by their names or the ends of their paths. A work with another
                text stays.

        Raises:
            UnknownKey: one of the keys is not in the library; nothing has been removed.
            InputError: a work has no text of these files; nothing has been removed.
        """
        with self._open_for_writing() as corpus, corpus.job("remove"):
            keys = [corpus.reference(key).key for key in keys]
            full_texts = {source.key for source in corpus.sources_of(keys).values() if source.kind == "full text"}
            builder = self._builder()  # before anything is removed: it may raise
            only = {key: _texts_of_files(corpus, key, files) for key in keys}
            removed = 0
            for key in keys:
                removed += corpus.remove(key, key in full_texts, only[key])
            builder.publish(corpus)
            return removed

    # --- bringing back -----------------------------------------------------------------------------------------

    def past_jobs(self) -> "list[PastJob]":
        """Return the jobs that can be taken back, the last one first."""
        from assistant.history import past_jobs

        with self._open_for_reading() as corpus:
            return past_jobs(corpus)

    def undo(self, job: "PastJob") -> "UndoReport":
        """Take back the last job. What was added since then stays.

        Args:
            job: the first one of `past_jobs`.

        Raises:
            InputError: another job was the last one meanwhile.
            LibraryBusy, StorageFull, LibraryDamaged: see `corpus.errors`. Nothing has changed.
        """
        from assistant.history import undo
        from index.build import update

        with self._open_for_writing() as corpus:
            builder = self._builder()  # before anything is changed: it may raise
            report = undo(corpus, job)
            update(corpus, builder, self._encoded)
            return report

    def restore(self, key: str, number: int = 1) -> Version:
        """Make an earlier text of a work its text again, and return it. The text in its place is kept aside.

        Args:
            key: the work.
            number: which text; 1 is the last text that was replaced.

        Raises:
            UnknownKey: there is no such work.
            InputError: there is no such text.
            LibraryBusy, StorageFull, LibraryDamaged: see `corpus.errors`. Nothing has changed.
        """
        from assistant.history import restore
        from index.build import update

        with self._open_for_writing() as corpus, corpus.job("restore"):
            builder = self._builder()  # before anything is changed: it may raise
            version = restore(corpus, key, number)
            update(corpus, builder, self._encoded)
            return version

    def kept_aside(self) -> int:
        """Return how many texts are kept for `undo` and `restore`."""
        with self._open_for_reading() as corpus:
            return corpus.count_kept_aside()

    def forget_history(self) -> None:
        """Delete everything that `undo` and `restore` could bring back."""
        with self._open_for_writing() as corpus:
            corpus.forget_history()


def check_web_address(address: str) -> None:
    """Do nothing if a text is an address of the web.

    Raises:
        InputError: it is something else.
    """
    if not address.lower().startswith(("https://", "http://")):
        raise InputError(f"{address!r} is not a web address: write it whole, as in https://example.org/report.pdf")


def _name_folders(gone: Mapping[str, Sequence[str]]) -> str:
    """Return what to do if no folder is remembered for a library. Its folder may be missing now."""
    if not gone:
        return "name the folders to go over; they are remembered. Example: evidence sync ~/reports"
    library, folders = list(gone.items())[-1]
    return (
        "no folder is remembered for this library: name the folders to go over. If it is the library that was in "
        f"{library!r}: evidence sync {shlex.join(folders)}"
    )


def _texts_of_files(corpus: Corpus, key: str, files: Sequence[str]) -> list[str] | None:
    """Return the SHA-256 of the texts of a work that came from files; None for all texts if no file is named.

    Raises:
        InputError: there is none.
    """
    if not files:
        return None
    holdings = corpus.holdings(Filter(keys=(key,), files=tuple(files)))
    texts = [holding.source.sha256 for holding in holdings if holding.source]
    if not texts:
        sources = corpus.sources_of([key]).values()
        names = ", ".join(source.name for source in sources) or "none"
        raise InputError(f"{key!r} has no text of {files[0]!r}. Its files: {names}")
    return texts
