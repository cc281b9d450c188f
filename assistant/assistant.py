"""`Assistant`: the one door to a library. The command line, the web page and the MCP server call this and no more.

desk = Assistant.open("library")
desk.add("report.pdf")
answer = desk.ask("Does focused deterrence reduce gun violence?")
print(answer.evidence[0].citation, answer.evidence[0].quote)
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant.answer import CANDIDATES, compose, group_hits, locate_hits, wanted
from assistant.model import Answer, Evidence
from assistant.progress import JobProgress
from assistant.settings import settings
from assistant.show import View, view
from corpus.errors import InputError, LibraryDamaged, LibraryMissing, ModelError
from corpus.model import Document, Filter, Holding, Locator, Page, Reference, Source
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from corpus.text.language import detect
from corpus.works.edit import completed, edited
from corpus.works.starter import starter
from index.manifest import ATTEMPTS, current
from index.model import Hit, Query
from index.models.encoders import load
from index.protocols import Encoder, Reranker
from index.rerank import SentenceReader
from index.search import Index, search

if TYPE_CHECKING:
    from assistant.explain import Explanation
    from assistant.fetching import FetchReport
    from assistant.importing import ImportReport
    from assistant.ingest.model import AddReport
    from assistant.references import Citing
    from corpus.exchange import ReferenceFormat
    from corpus.reading.pdf.ocr import Mode
    from corpus.web.client import Web
    from index.build import Builder

LONGEST_QUESTION = 2000
"""Characters: the model reads the first 512 tokens, and a longer text is a document, not a question."""


class Assistant:
    """A library and what answers from it. What costs time (model, index) is opened when it is first needed."""

    def __init__(self, library: str | Path | None = None, model: str | None = None, rerank: str | None = None) -> None:
        """Names a library without opening it.

        Args:
            library: its folder; None for `EVIDENCE_LIBRARY` or the user's data folder.
            model: the embedding model; None for the one that its index was made with.
            rerank: a cross-encoder that reads the first passages again; None for the default one.
        """
        self.settings = settings(Path(library) if library else None, model, rerank)
        self.folder = self.settings.library
        self.progress = JobProgress()

    @classmethod
    def open(cls, library: str | Path | None = None, model: str | None = None, rerank: str | None = None) -> Self:
        """Opens a library, and makes one with the starter reading list where there is none.

        Raises:
            LibraryTooNew, LibraryDamaged, LibraryBusy, StorageFull: see `corpus.errors`.
        """
        desk = cls(library, model, rerank)
        if not desk.exists:
            desk.create()
        return desk

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder.

        Raises:
            LibraryTooNew, LibraryDamaged: there is one and it cannot be used.
        """
        try:
            Corpus.open(self.folder).close()
        except LibraryMissing:
            return False
        return True

    def create(self) -> None:
        """Makes the library: the starter reading list and its index."""
        from index.build import update

        self.progress.advance(stage="Making the library")
        with Corpus.create(self.folder, _seed) as corpus:
            update(corpus, self._builder(), self._encoded)

    # --- asking ------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        k: int = 5,
        selection: Filter | None = None,
        *,
        by_source: bool = False,
        fast: bool = False,
    ) -> Answer:
        """Gives the evidence for a question, or the reason why there is none.

        Args:
            question: up to `LONGEST_QUESTION` characters, in English, Spanish or Portuguese.
            k: how many passages at most; `by_source`, how many works.
            selection: which passages may be seen; None for the bodies of all works.
            by_source: the best few passages of each work, work by work.
            fast: without reading the first passages again.

        Raises:
            InputError: the question is empty or too long.
            ModelError: a model cannot be loaded.
        """
        query = self._query(question, max(CANDIDATES, wanted(k, by_source)), selection)
        with self._asking(fast) as corpus:
            hits = self._search(query, corpus, fast)
            return compose(query, hits, k, corpus, self.index, self.encoder, by_source)

    def search(
        self,
        question: str,
        k: int = 10,
        selection: Filter | None = None,
        *,
        by_source: bool = False,
        fast: bool = False,
    ) -> list[Evidence]:
        """Gives the `k` best passages as they are ranked, nothing merged, dropped or held back.

        `by_source` gives the best few passages of the `k` best works instead, work by work; the rest is as for `ask`.

        Raises:
            InputError, ModelError: as for `ask`.
        """
        query = self._query(question, wanted(k, by_source) if by_source else k, selection)
        with self._asking(fast) as corpus:
            hits = self._search(query, corpus, fast)
            if by_source:
                hits = group_hits(hits, k, corpus)
            return locate_hits(query, hits, corpus, self.index, self.encoder)

    def explain(self, question: str, *, fast: bool = False) -> "Explanation":
        """Gives how a question is read by `ask` and `search`: its language, words, synonyms, and the second look.

        What each retriever said of a passage stands in its `hit.signals`, and what confidence was weighed on in the
        `features` of an answer.

        Raises:
            InputError, ModelError: as for `ask`.
        """
        from assistant.explain import explain

        other = SentenceReader(self.encoder, self.index.leanings)
        return explain(self._query(question, 1, None), None if fast else self.reranker, other)

    def _search(self, query: Query, corpus: Corpus, fast: bool) -> list[Hit]:
        return search(query, corpus, self.index, self.encoder, None if fast else self.reranker)

    @contextmanager
    def _reading(self) -> Iterator[Corpus]:
        """Opens one state of the corpus."""
        with Corpus.open(self.folder) as corpus, corpus.snapshot():
            yield corpus

    @contextmanager
    def _asking(self, fast: bool) -> Iterator[Corpus]:
        """Opens one state of the corpus once all else is there: making an index or a model takes long, and writes."""
        _ = self.index, self.encoder, None if fast else self.reranker
        with self._reading() as corpus:
            yield corpus

    def _query(self, question: str, k: int, selection: Filter | None) -> Query:
        text = " ".join(question.split())
        if not any(c.isalnum() for c in text):
            raise InputError('the question is empty: evidence ask "What is a custom notification?"')
        if len(text) > LONGEST_QUESTION:
            raise InputError(
                f"the question has {len(text):,} characters, and the most is {LONGEST_QUESTION:,}: ask one thing"
            )
        return Query(text, k, selection or Filter(), detect(text))

    @cached_property
    def index(self) -> Index:
        """The index that answers; it is made where there is none."""
        return Index.open(self.folder) or self._make_index()

    @cached_property
    def encoder(self) -> Encoder:
        """The model that the index was made with.

        Raises:
            ModelError: it cannot be loaded, or its weights are not those that the index was made with.
        """
        encoder = load(self.index.manifest.model, self._model_progress)
        if encoder.fingerprint != self.index.manifest.encoder:
            raise ModelError(f"the index was made with other weights of {encoder.name!r}: evidence index makes it anew")
        return encoder

    @cached_property
    def reranker(self) -> Reranker:
        """The model that reads the first passages again.

        Raises:
            ModelError: it cannot be made or loaded.
        """
        from index.models import cross_encoder

        return cross_encoder.load(self.settings.rerank)

    # --- what is held ------------------------------------------------------------------------------------------

    def holdings(self, selection: Filter | None = None) -> list[Holding]:
        """Gives what the library holds, in the order it came."""
        with self._reading() as corpus:
            return corpus.holdings(selection)

    def view(self, target: str, page: int | None = None) -> View:
        """Gives what there is to see of a passage (by the beginning of its id) or a work (by its key).

        Raises:
            UnknownKey: there is no such passage, work or page.
        """
        with self._reading() as corpus:
            return view(corpus, target, page)

    def cite(self, targets: Sequence[str] = (), style: str = "apa") -> "Citing":
        """Gives works and passages cited, as they stand in a list of references and in the text.

        Args:
            targets: keys of works and beginnings of passages' ids; none for all works.
            style: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.

        Raises:
            UnknownKey: there is no such work or passage.
            InputError: there is no such style, or its file cannot be used.
        """
        from assistant.references import citing  # and with it the citation styles, which asking has no use for

        with self._reading() as corpus:
            return citing(corpus, targets or list(corpus.references()), style)

    def export(self, targets: Sequence[str] = (), format: "ReferenceFormat" = "bibtex") -> str:
        """Gives the works of these keys and passages, or all, as the text of a file of references.

        Raises:
            UnknownKey: there is no such work or passage.
        """
        from assistant.references import works
        from corpus.exchange import write

        with self._reading() as corpus:
            return write(works(corpus, targets or list(corpus.references())), format)

    def counts(self) -> Mapping[str, int]:
        """Gives how much the library holds."""
        with self._reading() as corpus:
            return corpus.counts()

    def waiting(self) -> int:
        """Gives how many passages are not yet in the index, and so in no answer: an `add` was stopped."""
        found = current(self.folder / "index")
        return max(self.counts()["passages"] - (found[1].passages if found else 0), 0)

    def status(self) -> Mapping[str, Any]:
        """Gives what a person needs to know of the library: where, how much, which model, what waits for the index."""
        with self._reading() as corpus:
            counts = corpus.counts()
        index = Index.open(self.folder)
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return {
            "library": str(self.folder),
            **counts,
            "indexed": index.manifest.passages if index else 0,
            "model": index.manifest.model if index else None,
            "dimensions": index.manifest.dimensions if index else None,
            "fingerprint": index.manifest.fingerprint if index else None,
            "bytes": size,
        }

    def verify(self, keys: Sequence[str] = ()) -> Iterator[tuple[str, str | None]]:
        """Gives (key or part, what is wrong or None) as it goes through originals, passages and index."""
        with Corpus.open(self.folder) as corpus:
            yield from corpus.verify(keys)
            if not keys:
                yield "index", self._index_fault()

    def _index_fault(self) -> str | None:
        """Says what is wrong with the index that answers: while a writer takes it away, with the next one."""
        try:
            for _ in range(ATTEMPTS):
                index = Index.open(self.folder)
                found = "; ".join(index.faults()) if index else None
                if not found or not index or current(self.folder / "index") == (index.folder, index.manifest):
                    break
            return found or None
        except (LibraryDamaged, FileNotFoundError) as error:
            return str(error)

    # --- writing -----------------------------------------------------------------------------------------------

    def add(
        self, *paths: str | Path, key: str | None = None, web: "Web | None" = None, ocr: "Mode" = "auto"
    ) -> "AddReport":
        """Adds files, and the files in folders; gives what became of each.

        Args:
            paths: files, folders, or addresses of the web.
            key: the work that the (one) file is the text of; None to find out.
            web: by which addresses are downloaded; None for the ordinary one.
            ocr: which pages are read as pictures, with the extra of that name: `auto` those without usable text,
                `always` all, `never` none. A file held already is read again where that gives more of it.

        Raises:
            InputError, UnknownKey: see `Ingest.add_paths`.
            MissingExtra: `always`, and the extra is not installed.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.ingest.coordinator import Ingest  # and with it the readers of files, which asking has no use for

        names = [str(path) for path in paths]
        web = web or (self._web() if any("://" in name for name in names) else None)
        with self._writing() as corpus:
            return Ingest(corpus, self._builder(), self.progress, web, ocr).add_paths(names, key)

    def fetch(self, *keys: str, web: "Web | None" = None) -> "FetchReport":
        """Downloads works from where they are open, and adds them; gives what became of each.

        Args:
            keys: the works; none for the reading list, and every other work with an address and without full text.
            web: by which they are downloaded; None for the ordinary one.

        Raises:
            Offline: there is no network; nothing has been done.
            UnknownKey: one of the keys is not in the library.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.fetching import Fetching, check_online, choose

        web = web or self._web()
        with Corpus.open(self.folder) as corpus:
            works = choose(corpus, keys)
            if not check_online(web, works, corpus.full_texts()):
                return Fetching(corpus, self._builder, self.progress, web).run(works)
        with self._writing() as corpus:
            return Fetching(corpus, self._builder, self.progress, web).run(works)

    def edit(
        self, key: str, changes: Sequence[str], *, lookup: bool = False, web: "Web | None" = None
    ) -> tuple[Reference, list[tuple[str, str, str]]]:
        """Corrects a work's reference, which its key never follows; gives it as it is then, and what is in dispute.

        That is (field, ours, theirs) of what Crossref says otherwise; nothing without `lookup`.

        Args:
            key: the work.
            changes: each `FIELD=VALUE` (`corpus.works.edit`); with none, and no `lookup`, nothing is written.
            lookup: fill what is missing with what Crossref says of the work's DOI.
            web: by which Crossref is asked; None for the ordinary one.

        Raises:
            UnknownKey: there is no such work.
            InputError: a change is none, or gives a field what it cannot hold; or there is no DOI to look up.
            Offline, NotFetched: see `corpus.web.crossref.lookup`. Nothing has been changed, whatever was raised.
        """
        with Corpus.open(self.folder) as corpus:
            reference = before = corpus.reference(key)
        disputed: list[tuple[str, str, str]] = []
        reference = edited(reference, changes)
        if lookup:
            doi = reference.csl.get("DOI")
            if not doi:
                raise InputError(f"{key!r} has no DOI to look up: evidence edit {key} DOI=10.... --lookup")
            reference, disputed = completed(reference, self.lookup(str(doi), web))
        if reference != before:
            with self._writing() as corpus:
                corpus.put([reference])
        return reference, disputed

    def lookup(self, doi: str, web: "Web | None" = None) -> dict[str, Any]:
        """Gives what Crossref says of a DOI, as a CSL-JSON item; changes nothing.

        Raises:
            InputError: this is no DOI.
            Offline, NotFetched: see `corpus.web.crossref.lookup`.
        """
        from corpus.web.crossref import lookup

        return lookup(doi, web or self._web())

    def _web(self) -> "Web":
        from corpus.web.client import Web

        return Web(self.folder, mailto=self.settings.mailto)

    def import_(self, path: str | Path, files: Sequence[str | Path] = ()) -> "ImportReport":
        """Takes in references from BibTeX, RIS or CSL-JSON, with the files that they name; gives what became of each.

        A work that is held is completed, not doubled; no field loses what it has to an empty one.

        Args:
            path: the export.
            files: folders whose files it may name, beside its own.

        Raises:
            InputError: the file cannot be read, or is no file of references.
            LibraryBusy, StorageFull: see `corpus.errors`.
        """
        from assistant.importing import import_file
        from assistant.ingest.coordinator import Ingest

        self.progress.advance(stage="Reading references")
        with self._writing() as corpus:
            folders = [Path(folder).expanduser() for folder in files]
            return import_file(
                Path(path).expanduser(),
                folders,
                corpus,
                lambda: Ingest(corpus, self._builder(), self.progress),
                self.progress,
            )

    def remove(self, keys: Sequence[str]) -> int:
        """Removes works with their passages; a work of the reading list keeps its note while it has full text.

        Gives how many sources went.

        Raises:
            UnknownKey: one of the keys is not in the library; nothing has been removed then.
        """
        with self._writing() as corpus:
            for key in keys:
                corpus.reference(key)
            full = corpus.full_texts()
            gone = sum(corpus.remove(key, keep_note=key in full) for key in keys)
            self._builder().publish(corpus)
            return gone

    def reindex(self, rebuild: bool = False) -> int:
        """Brings the index up to the library, from nothing where `rebuild`; gives how many passages it holds.

        With a model other than the index's own, a whole new index is made; the old one answers until it is done.
        """
        from index.build import update

        with self._writing() as corpus:
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
        made = Index.open(self.folder)
        assert made is not None, "an index was just published"
        return made

    @contextmanager
    def _writing(self) -> Iterator[Corpus]:
        """Opens the library for writing; what was opened for asking is opened anew afterwards."""
        with Corpus.open(self.folder, write=True) as corpus:
            try:
                yield corpus
            finally:
                self.__dict__.pop("index", None)

    def _builder(self, fresh: bool = False) -> "Builder":
        """Gives a builder with the model asked for, else the index's, else the default.

        With `fresh` nothing is taken over from the index there is, which may be damaged.
        """
        from index.build import Builder

        name = self.settings.model
        with suppress(*[LibraryDamaged] if fresh else []):
            found = current(self.folder / "index")
            name = name or (found[1].model if found else None)
        encoder = load(name, self._model_progress)
        self.__dict__["encoder"] = encoder
        return Builder(self.folder, encoder, fresh)

    def _model_progress(self, stage: str, fraction: float) -> None:
        self.progress.advance(stage=stage, fraction=fraction)

    def _encoded(self, done: int, of: int) -> None:
        self.progress.advance(stage="Indexing", passages=done, passages_total=of, fraction=None)


def _seed(corpus: Corpus) -> None:
    """Puts the reading list into a new library: a reference and a note for each work."""
    for entry in starter():
        document = Document((Page(Locator("section", 1, None), entry.note.strip(), "note"),), (), {}, ())
        sha256 = corpus.keep(entry.note.strip().encode(), "text/markdown")
        source = Source(sha256, "text/markdown", entry.reference.key, f"{entry.reference.key}.md", "note")
        if sha256 not in corpus.sources():
            corpus.add(source, entry.reference, document, passages(document, sha256))
