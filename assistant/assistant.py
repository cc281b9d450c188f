"""`Assistant`: the one way into a library. The command line, the web page and the MCP server call only this class.

desk = Assistant.open("library")
desk.add("report.pdf")
answer = desk.ask("Does focused deterrence reduce gun violence?")
print(answer.evidence[0].citation, answer.evidence[0].quote)
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant.answer import CONFIDENCE_HITS, compose, group_hits, hits_needed, locate_hits
from assistant.model import Answer, Evidence
from assistant.place import Creates, check_place
from assistant.progress import JobProgress
from assistant.question_notes import question_notes, with_notes
from assistant.records import with_record
from assistant.selection import check_selection, selection_notes
from assistant.settings import settings
from assistant.show import View, view
from corpus.errors import InputError, LibraryDamaged, LibraryMissing, ModelError
from corpus.model import Document, Filter, Holding, Locator, Lookup, Page, Reference, Source, Version
from corpus.passages.chunk import passages
from corpus.plain_files import is_plain_file
from corpus.store.corpus import Corpus
from corpus.store.verification import unknown_files, verify
from corpus.works.edit import apply_changes, merged_reference
from corpus.works.starter import starter
from index.asked_works import with_title
from index.generations import KNOWN_ENTRY
from index.manifest import MAX_ATTEMPTS, Manifest, current, faults
from index.model import Hit
from index.models.encoders import is_ready, load
from index.protocols import Encoder, Reranker
from index.query import Query, parse_query
from index.rerank import SentenceReranker
from index.search import Index, search
from index.spelling import check_spelling

if TYPE_CHECKING:
    from assistant.explain import Explanation
    from assistant.fetching import FetchReport
    from assistant.history import PastJob, UndoReport
    from assistant.importing import ImportReport
    from assistant.ingest.model import AddReport, Replace
    from assistant.lookups import LookupReport, Lookups
    from assistant.references import ReferenceList
    from assistant.reidentifying import ReidentifyReport
    from assistant.syncing import SyncReport
    from corpus.exchange import ReferenceFormat
    from corpus.reading.pdf.ocr import Mode
    from corpus.web.client import Web
    from index.build import Builder

MAX_QUESTION_CHARACTERS = 2000
"""The model reads the first 512 tokens of a question. A longer text is a document, not a question."""


class Assistant:
    """A library and the search in it. The index and the models, which are slow to load, are loaded at first use."""

    def __init__(self, library: str | Path | None = None, model: str | None = None, rerank: str | None = None) -> None:
        """Name a library without opening it.

        Args:
            library: its folder; None for `EVIDENCE_LIBRARY` or the user's data folder.
            model: the embedding model; None for the model of the library's index.
            rerank: a cross-encoder that reranks the first passages; None for the default one.
        """
        self.settings = settings(Path(library) if library else None, model, rerank)
        self.folder = self.settings.library
        self.progress = JobProgress()
        self._index: Index | None = None
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None

    @classmethod
    def open(cls, library: str | Path | None = None, model: str | None = None, rerank: str | None = None) -> Self:
        """Name a library and check that it can be used, if there is one in the folder.

        If there is none, `add`, `fetch` and `import_` create it, and so does `ask` in the default place. Every other
        method raises `LibraryMissing`.

        Raises:
            LibraryTooNew, LibraryDamaged: there is one that cannot be used.
        """
        desk = cls(library, model, rerank)
        _ = desk.exists
        return desk

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder.

        Raises:
            LibraryTooNew, LibraryDamaged: there is one that cannot be used.
        """
        try:
            Corpus.open(self.folder).close()
        except LibraryMissing:
            return False
        return True

    def ensure(self, creates: Creates = "never", inputs: Sequence[str] = ()) -> bool:
        """Create the library if there is none and a job may do that. Return whether it was created.

        Args:
            creates: where the job creates a library.
            inputs: files, folders and web addresses that the job adds. If all are missing, nothing is created.

        Raises:
            LibraryMissing: there is no library, and the job does not create it.
            InputError: no input exists, or the folder has other files.
            LibraryTooNew, LibraryDamaged, LibraryBusy, StorageFull: see `corpus.errors`.
        """
        if self.exists:
            return False
        check_place(self.settings, creates, inputs)
        self.create()
        return True

    def create(self) -> None:
        """Create the library: the starter reading list and its index."""
        from index.build import update

        self.progress.advance(stage="Creating the library")
        with Corpus.create(self.folder, add_reading_list) as corpus:
            update(corpus, self._builder(), self._encoded)

    # --- asking ------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        k: int = 5,
        selection: Filter | None = None,
        *,
        by_work: bool = False,
        by_source: bool = False,
        fast: bool = False,
    ) -> Answer:
        """Return the evidence for a question, or the reason why there is none.

        Args:
            question: at most `MAX_QUESTION_CHARACTERS`, in English, Spanish or Portuguese.
            k: maximum number of passages; if `by_work`, of works.
            selection: the passages to search; None for the bodies of all works.
            by_work: return the best few passages of each work, grouped by work.
            by_source: the former name of `by_work`.
            fast: do not rerank the first passages.

        Raises:
            InputError: the question is empty or too long.
            UnknownKey, NothingSelected: the selection, or one of its values, selects nothing.
            LibraryMissing: there is no library, and an argument names its folder.
            ModelError: a model cannot be loaded.
        """
        question_text(question)  # raises before a library is made for it
        self.ensure("default place")
        by_work = by_work or by_source
        selection = self._checked(selection)
        query = self._parse(question)
        hits_wanted = max(CONFIDENCE_HITS, hits_needed(k, by_work))
        with self._open_for_search(fast) as corpus:
            query = with_title(query, corpus, self.index.terms)
            hits = self._search(query, hits_wanted, selection, corpus, fast)
            answer = compose(query, hits, k, corpus, self.index, self.encoder, self._reranker_for(fast), by_work)
            answer = with_record(with_notes(answer, query, corpus, self.index.terms), query, corpus)
            return replace(answer, notes=(*answer.notes, *selection_notes(selection, corpus)))

    def search(
        self,
        question: str,
        k: int = 10,
        selection: Filter | None = None,
        *,
        by_work: bool = False,
        by_source: bool = False,
        fast: bool = False,
    ) -> list[Evidence]:
        """Return the `k` best passages, best first. No passage is merged, left out or withheld.

        If `by_work`, return the best few passages of the `k` best works, grouped by work. The other arguments are as
        for `ask`.

        Raises:
            InputError, ModelError: as for `ask`.
        """
        by_work = by_work or by_source
        selection = self._checked(selection)
        query = self._parse(question)
        hits_wanted = hits_needed(k, by_work) if by_work else k
        with self._open_for_search(fast) as corpus:
            query = with_title(query, corpus, self.index.terms)
            hits = self._search(query, hits_wanted, selection, corpus, fast)
            if by_work:
                hits = group_hits(hits, k, corpus)
            return locate_hits(query, hits, corpus, self.index, self.encoder, self._reranker_for(fast), by_work)

    def notes(self, question: str, selection: Filter | None = None) -> tuple[str, ...]:
        """Return what to know about a search, in sentences. An answer has its own notes.

        Raises:
            InputError: as for `ask`.
        """
        query = self._parse(question)
        with self._open_for_reading() as corpus:
            notes = question_notes(query, corpus, self.index.terms)
            return (*notes, *selection_notes(self._checked(selection), corpus))

    def explain(self, question: str, *, fast: bool = False) -> "Explanation":
        """Return how `ask` and `search` understand a question: its language, words, synonyms and reranking.

        The scores of a passage are in its `hit.signals`. The features behind the confidence of an answer are in its
        `features`.

        Raises:
            InputError, ModelError: as for `ask`.
        """
        from assistant.explain import explain

        sentence_reranker = SentenceReranker(self.encoder, self.index.leanings)
        return explain(self._parse(question), self._reranker_for(fast), sentence_reranker)

    def _checked(self, selection: Filter | None) -> Filter:
        """Return the filter of a search, compared with the library before models are loaded."""
        if selection is None or selection == Filter():
            return Filter()
        with self._open_for_reading() as corpus:
            return check_selection(selection, corpus, is_searched=True)

    def _search(self, query: Query, k: int, selection: Filter, corpus: Corpus, fast: bool) -> list[Hit]:
        return search(query, k, selection, corpus, self.index, self.encoder, self._reranker_for(fast))

    def _reranker_for(self, fast: bool) -> Reranker | None:
        return None if fast else self.reranker

    @contextmanager
    def _open_for_reading(self) -> Iterator[Corpus]:
        """Open one state of the corpus."""
        with Corpus.open(self.folder) as corpus, corpus.snapshot():
            yield corpus

    @contextmanager
    def _open_for_search(self, fast: bool) -> Iterator[Corpus]:
        """Load the index and the models, then open one state of the corpus.

        Making an index or a model takes long and writes to the library, so it must be done before.
        """
        self.prepare(fast)
        with self._open_for_reading() as corpus:
            yield corpus

    def is_ready(self, fast: bool = False) -> bool:
        """Whether a question can be asked at once. Otherwise `prepare` makes or fetches what is missing."""
        from index.models import cross_encoder

        index = self._index or Index.open(self.folder)
        self._index = index
        if index is None or not is_ready(index.manifest.model):
            return False
        return fast or cross_encoder.is_ready(self.settings.rerank)

    def prepare(self, fast: bool = False) -> None:
        """Load the index and the models. A missing one is made, which takes seconds; its data may have to be fetched.

        Raises:
            ModelError: a model cannot be made, found or loaded.
        """
        _ = self.index, self.encoder
        _ = self._reranker_for(fast)

    def _parse(self, question: str) -> Query:
        return check_spelling(parse_query(question_text(question)), self.index.terms)

    @property
    def index(self) -> Index:
        """The library's index. If there is none, it is made."""
        if self._index is None:
            self._index = Index.open(self.folder) or self._make_index()
        return self._index

    @property
    def encoder(self) -> Encoder:
        """The model of the library's index.

        Raises:
            ModelError: it cannot be loaded, or its weights are not the weights that the index was made with.
        """
        if self._encoder is None:
            made = self.index.manifest
            encoder = self._load_model_of(made)
            if encoder.fingerprint != made.encoder:
                raise ModelError(
                    f"the index was made with other weights of {encoder.name!r}. To make it again: evidence index"
                )
            self._encoder = encoder
        return self._encoder

    @property
    def reranker(self) -> Reranker:
        """The model that reranks the first passages.

        Raises:
            ModelError: it cannot be made or loaded.
        """
        from index.models import cross_encoder

        if self._reranker is None:
            self._reranker = cross_encoder.load(self.settings.rerank, self._model_progress)
        return self._reranker

    # --- works -------------------------------------------------------------------------------------------------

    def holdings(self, selection: Filter | None = None) -> list[Holding]:
        """Return the works of the library, in the order in which they were added.

        Raises:
            UnknownKey, NothingSelected: the selection, or one of its values, selects no work.
        """
        with self._open_for_reading() as corpus:
            if selection is not None:
                selection = check_selection(selection, corpus, is_searched=False)
            return corpus.holdings(selection)

    def selection_notes(self, selection: Filter) -> tuple[str, ...]:
        """Return which works a filter leaves out because their year is not known, as a sentence."""
        with self._open_for_reading() as corpus:
            return selection_notes(check_selection(selection, corpus, is_searched=False), corpus)

    def lookups(self) -> Mapping[str, Lookup]:
        """Return what Crossref answered last about each work that was looked up, by key."""
        with self._open_for_reading() as corpus:
            return corpus.lookups()

    def view(self, target: str, page: int | None = None) -> View:
        """Return what to show of a passage (by the beginning of its id) or a work (by its key).

        Raises:
            UnknownKey: there is no such passage, work or page.
        """
        with self._open_for_reading() as corpus:
            return view(corpus, target, page)

    def copy_to_read(self, source: Source) -> Path:
        """Copy a document to the cache, under the name of its file, and return the path of the copy.

        Raises:
            InputError, LibraryDamaged: it must not be opened, or cannot be copied (`assistant.opening`).
        """
        from assistant.opening import copy_to_read

        with self._open_for_reading() as corpus:
            return copy_to_read(corpus, source)

    def cite(self, targets: Sequence[str] = (), style: str = "apa") -> "ReferenceList":
        """Return the references of works, and the in-text citations of passages, in a citation style.

        Args:
            targets: keys of works and beginnings of the ids of passages; none for all works.
            style: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.

        Raises:
            UnknownKey: there is no such work or passage.
            InputError: there is no such style, or its file cannot be used.
        """
        from assistant.references import reference_list  # it loads the citation styles, which asking does not need

        with self._open_for_reading() as corpus:
            return reference_list(corpus, targets or list(corpus.references()), style)

    def export(self, targets: Sequence[str] = (), format: "ReferenceFormat" = "bibtex") -> str:
        """Return the works of keys and passages, or all works, as the text of a file of references.

        Raises:
            UnknownKey: there is no such work or passage.
        """
        from assistant.references import cited_works
        from corpus.exchange import write

        with self._open_for_reading() as corpus:
            return write(cited_works(corpus, targets or list(corpus.references())), format)

    def doubts(self, targets: Sequence[str] = ()) -> list[str]:
        """Return what is unsure about the works of keys and passages, or about all works, in a few lines.

        Raises:
            UnknownKey: there is no such work or passage.
        """
        from assistant.references import cited_works, doubt_lines

        with self._open_for_reading() as corpus:
            return doubt_lines(corpus, cited_works(corpus, targets or list(corpus.references())))

    def counts(self) -> Mapping[str, int]:
        """Return the size of the library: its numbers of references, full texts, notes, pages and passages."""
        with self._open_for_reading() as corpus:
            return corpus.counts()

    def waiting(self) -> int:
        """Return how many passages are not in the index yet, because an `add` was stopped. No answer shows them."""
        published = current(self.folder / "index")
        indexed = published[1].passages if published else 0
        return max(self.counts()["passages"] - indexed, 0)

    def status(self) -> Mapping[str, Any]:
        """Return the library's location and size, its index, what it has twice, and what protects from files."""
        from assistant.doubles import find_doubles
        from corpus.sandbox.process import describe_protections

        with self._open_for_reading() as corpus:
            counts = corpus.counts()
            doubles = [asdict(double) for double in find_doubles(corpus)]
        index = Index.open(self.folder)
        size = sum(path.lstat().st_size for path in self.folder.rglob("*") if is_plain_file(path))
        return {
            "library": str(self.folder),
            **counts,
            "indexed": index.manifest.passages if index else 0,
            "model": index.manifest.model if index else None,
            "dimensions": index.manifest.dimensions if index else None,
            "fingerprint": index.manifest.fingerprint if index else None,
            "bytes": size,
            "synced_folders": self.synced_folders(),
            "reading_protection": describe_protections(),
            "doubles": doubles,
        }

    def verify(self, keys: Sequence[str] = ()) -> Iterator[tuple[str, str | None]]:
        """Check originals, passages and index. Yield (key or part, fault or None) after each check."""
        with Corpus.open(self.folder) as corpus:
            yield from verify(corpus, keys)
            if not keys:
                index_faults: list[str | None] = [*self._index_faults()]
                for fault in index_faults or [None]:
                    yield "index", fault
                yield from unknown_files(corpus, KNOWN_ENTRY)

    def _index_faults(self) -> list[str]:
        """Return the faults of the published index.

        A writer may replace the index during the check. A fault then counts only if that index is still published.
        """
        found: list[str] = []
        try:
            for _ in range(MAX_ATTEMPTS):
                published = current(self.folder / "index")
                if published is None:
                    return []
                found = faults(published.folder, published.manifest)
                if not found:  # else a library that reads the files may fail on them
                    index = Index.open(self.folder)
                    found = index.faults() if index else []
                if not found or current(self.folder / "index") == published:
                    break
        except LibraryDamaged as error:
            return [str(error)]
        return found

    # --- writing -----------------------------------------------------------------------------------------------

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
        from assistant.synced_folders import remember_folders, remembered_folders, whole_path
        from assistant.syncing import sync

        given = [whole_path(folder) for folder in folders]
        for folder in given:
            if not Path(folder).is_dir():
                raise InputError(f"{folder!r} is not a folder that exists, so it was not synced")
        wanted = given or remembered_folders(self.folder)
        if not wanted:
            raise InputError("name the folders to go over; they are remembered. Example: evidence sync ~/reports")
        with self._open_for_writing() as corpus, corpus.job("sync"):
            remember_folders(self.folder, given)
            builder = self._builder()

            def ingest() -> Ingest:
                return Ingest(corpus, builder, self.progress, replace="if gone")

            remembered = remembered_folders(self.folder)
            report = sync(corpus, ingest, wanted, remembered, are_named=bool(given), prune=prune)
            builder.publish(corpus)
            return report

    def synced_folders(self) -> list[str]:
        """Return the folders that `sync` goes over."""
        from assistant.synced_folders import remembered_folders

        return remembered_folders(self.folder)

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
            keys: the works; none for the reading list, and every other work with an address and without full text.
            web: what downloads them; None for the default.

        Raises:
            Offline: there is no network; nothing has been done.
            UnknownKey: one of the keys is not in the library.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.fetching import Fetching, check_online, choose

        self.ensure("anywhere")
        web = web or self._web()
        with Corpus.open(self.folder) as corpus:
            works = choose(corpus, keys)
            if not check_online(web, works, corpus.full_texts()):
                return Fetching(corpus, self._builder, self.progress, web).run(works)
        with self._open_for_writing() as corpus:
            return Fetching(corpus, self._builder, self.progress, web).run(works)

    def edit(
        self, key: str, changes: Sequence[str], *, lookup: bool = False, web: "Web | None" = None
    ) -> tuple[Reference, list[tuple[str, str, str]]]:
        """Correct a work's reference. Return it as it is then, and the fields on which Crossref disagrees.

        Such a field is (field, our value, Crossref's value); there are none without `lookup`.

        Args:
            key: the work.
            changes: each `FIELD=VALUE` (`corpus.works.edit`). Without changes and `lookup`, nothing is written.
            lookup: ask Crossref about the work as it is then, and take over what it adds and corrects.
            web: what asks Crossref; None for the default.

        Raises:
            UnknownKey: there is no such work.
            InputError: a change is not valid.
            Offline, NotFetched: Crossref cannot be reached, or does not have the work. After any of these errors
                nothing has changed.
        """
        with Corpus.open(self.folder) as corpus:
            before = corpus.reference(key)
        reference = apply_changes(before, changes)
        disputed: list[tuple[str, str, str]] = []
        if reference == before and not lookup:
            return reference, disputed
        with self._open_for_writing() as corpus, corpus.job("edit"):
            if lookup:
                outcome = self._lookups(corpus, web).look_up(reference)
                reference = outcome.after
                disputed = [(each.field, each.here, each.there) for each in outcome.kept]
            corpus.put([reference])
        return reference, disputed

    def look_up(self, *keys: str, again: bool = False, web: "Web | None" = None) -> "LookupReport":
        """Ask Crossref about works. Return what it says about each; `apply` makes the changes.

        The answers are kept in the library, and so are retractions and corrections that Crossref reports.

        Args:
            keys: the works; none for all works.
            again: ask about works too that were looked up before.
            web: what asks Crossref; None for the default.

        Raises:
            UnknownKey: one of the keys is not in the library.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        with self._open_for_writing() as corpus:
            if keys:
                references = [corpus.reference(key) for key in dict.fromkeys(keys)]
            else:
                references = list(corpus.references().values())
            return self._lookups(corpus, web).run(references, again)

    def apply(self, report: "LookupReport") -> list[str]:
        """Make the changes of a look-up, all or none. Return the keys of the works that were changed.

        A work that was edited or removed in the meantime stays as it is.
        """
        from assistant.lookups import apply_lookups

        with self._open_for_writing() as corpus, corpus.job("lookup"):
            return apply_lookups(corpus, report)

    def _lookups(self, corpus: Corpus, web: "Web | None") -> "Lookups":
        from assistant.lookups import Lookups
        from corpus.web.crossref import SERVER, Crossref

        server = self.settings.crossref

        def make_crossref() -> Crossref:
            return Crossref(web or self._web(server), server or SERVER)

        return Lookups(corpus, make_crossref, self.progress)

    def _web(self, server: str | None = None) -> "Web":
        """Return the default web client. `server` is the address of a server in any network that a person named."""
        from corpus.web.checked_addresses import is_public, permit_server
        from corpus.web.client import Web

        permits = permit_server(server) if server else is_public
        return Web(self.folder, permits=permits, mailto=self.settings.mailto)

    def reidentify(self, *keys: str) -> "ReidentifyReport":
        """Read the files of works again and return what they say now. Nothing changes: see `apply_identities`.

        Args:
            keys: the works; none for all whose record a program made.

        Raises:
            UnknownKey: one of the keys is not in the library.
        """
        from assistant.reidentifying import identify_works_again

        with Corpus.open(self.folder) as corpus:
            return identify_works_again(corpus, keys, self.progress)

    def apply_identities(self, report: "ReidentifyReport") -> list[str]:
        """Make the changes of a report of `reidentify`. Return the keys of the works that were changed.

        Raises:
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.reidentifying import apply_identities

        with self._open_for_writing() as corpus, corpus.job("reidentify"):
            return apply_identities(corpus, report)

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
        self.progress.advance(stage="Reading references")
        with self._open_for_writing() as corpus, corpus.job("import"):

            def ingest() -> Ingest:
                return Ingest(corpus, self._builder(), self.progress)

            return import_file(export, folders, corpus, ingest, self.progress)

    def merge(self, key: str, other: str) -> Reference:
        """Make two works one. Return the record of the first one, with what only the other one's record had.

        The texts of the other work become texts of the first one, and its key names the first one from now on.

        Raises:
            UnknownKey: one of the keys is not in the library.
            InputError: the keys name one work.
        """
        with self._open_for_writing() as corpus, corpus.job("edit"):
            merged = merged_reference(corpus.reference(key), corpus.reference(other))
            corpus.merge(merged, corpus.reference(other).key)
            return merged

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
            full_texts = corpus.full_texts()
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
            number: which text; 1 is the one that was replaced last.

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

    # --- the index ---------------------------------------------------------------------------------------------

    def reindex(self, rebuild: bool = False) -> int:
        """Update the index, or make it anew if `rebuild`. Return how many passages it holds.

        If the settings name a model other than the index's, a whole new index is made. The old one is used until it is
        ready.
        """
        from index.build import update

        with self._open_for_writing() as corpus:
            corpus.recut()
            return update(corpus, self._builder(fresh=rebuild), self._encoded)

    def write_reference_model(self) -> Path:
        """Write the default embedding model in 32 bits, which sentence-transformers can load. Return its folder.

        It shows how close the model that answers is to the original. Answers do not need it.

        Raises:
            ModelError: the model cannot be made, or the cache cannot be written.
        """
        from index.models.e5 import reference_model

        return reference_model(self._model_progress)

    def _make_index(self) -> Index:
        self.reindex()
        index = Index.open(self.folder)
        assert index is not None, "an index was just published"
        return index

    @contextmanager
    def _open_for_writing(self) -> Iterator[Corpus]:
        """Open the library for writing. The index is opened again afterwards, when it is next needed."""
        with Corpus.open(self.folder, write=True) as corpus:
            try:
                yield corpus
            finally:
                self._index = None

    def _builder(self, fresh: bool = False) -> "Builder":
        """Return a builder with the model of the settings, or of the index, or else the default model.

        If `fresh`, nothing is copied from the existing index, which may be damaged.
        """
        from index.build import Builder

        made = self._published(may_be_damaged=fresh)
        if self.settings.model or made is None:
            self._encoder = load(self.settings.model, self._model_progress)
        else:
            self._encoder = self._load_model_of(made)
        return Builder(self.folder, self._encoder, fresh)

    def _load_model_of(self, made: Manifest) -> Encoder:
        """Return the encoder of an index. Its name may be a stranger's, unless the settings name the same model."""
        if self.settings.model == made.model:
            return load(made.model, self._model_progress)
        return load(made.model, self._model_progress, made.encoder)

    def _published(self, may_be_damaged: bool) -> Manifest | None:
        """Return what the published index is made of; None without an index."""
        try:
            published = current(self.folder / "index")
        except LibraryDamaged:
            if may_be_damaged:
                return None
            raise
        return published.manifest if published else None

    def _model_progress(self, stage: str, fraction: float) -> None:
        self.progress.advance(stage=stage, fraction=fraction)

    def _encoded(self, done: int, total: int) -> None:
        self.progress.advance(stage="Indexing", passages=done, passages_total=total, fraction=None)


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
        sources = [source for source in corpus.sources().values() if source.key == key]
        names = ", ".join(source.name for source in sources) or "none"
        raise InputError(f"{key!r} has no text of {files[0]!r}. Its files: {names}")
    return texts


def add_reading_list(corpus: Corpus) -> None:
    """Add the reading list to a new library: a reference and a note for each work."""
    for entry in starter():
        note = entry.note.strip()
        document = Document((Page(Locator("section", 1, None), note, "note"),), (), {}, ())
        sha256 = corpus.keep(note.encode(), "text/markdown")
        source = Source(sha256, "text/markdown", entry.reference.key, f"{entry.reference.key}.md", "note")
        if sha256 not in corpus.sources():
            corpus.add(source, entry.reference, document, passages(document, sha256))


def question_text(question: str) -> str:
    """Return a question on one line.

    Raises:
        InputError: it is empty or too long.
    """
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise InputError('the question is empty. Example: evidence ask "What is a custom notification?"')
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise InputError(
            f"the question has {len(text):,} characters; the maximum is {MAX_QUESTION_CHARACTERS:,}. "
            "Ask about one thing at a time"
        )
    return text
