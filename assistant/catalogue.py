"""`Catalogue`: what a library holds, as it is shown, cited, exported and checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.library import Library
from assistant.selection import check_selection, selection_notes
from corpus.errors import LibraryDamaged
from corpus.model import Filter, Holding, Lookup, Source
from corpus.plain_files import plain_bytes
from corpus.store.corpus import Corpus
from index.generations import KNOWN_ENTRY
from index.manifest import MAX_ATTEMPTS, current, faults
from index.search import Index

if TYPE_CHECKING:
    from assistant.checking.model import DraftCheck
    from assistant.excerpts import Excerpt
    from assistant.reading.model import Original, PageView
    from assistant.reading.work import WorkView
    from assistant.references import ReferenceList
    from assistant.show import View
    from corpus.exchange import ReferenceFormat
    from corpus.pictures.model import Dpi
    from corpus.pictures.pages import Pages


class Catalogue(Library):
    """What a library holds. Nothing is written."""

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

    def view(self, target: str, page: int | None = None) -> "View":
        """Return what to show of a passage (by the beginning of its id) or a work (by its key).

        Raises:
            UnknownKey: there is no such passage, work or page.
        """
        from assistant.show import view

        with self._open_for_reading() as corpus:
            return view(corpus, target, page)

    def page_view(
        self, target: str, page: int | None = None, source: str | None = None, quote: tuple[int, int] | None = None
    ) -> "PageView":
        """Return a page of a document, or a part of a text without pages, with the quotation and passage marked.

        Args:
            target: the key of a work, or the beginning of the id of a passage.
            page: the page, section or second; None for the page on which the quotation begins, or the first page.
            source: the SHA-256 of the text of the work, if it has several.
            quote: start and end of the quotation in the text of the document (`Evidence.quote_span`).

        Raises:
            UnknownKey: there is no such work, passage, text or page, or the work has no text.
            InputError: the document has no such part, or it is far from the passage.
        """
        from assistant.reading.layout import with_layout
        from assistant.reading.page import page_view
        from assistant.reading.picture import PDF

        with self._open_for_reading() as corpus:
            view = page_view(corpus, target, page, source, quote)
            original = corpus.original(view.source)
        return with_layout(view, original, self._pages) if view.source.media_type == PDF else view

    def page_picture(self, sha256: str, page: int, dpi: "Dpi" = 144) -> bytes:
        """Return the picture of a page of a PDF as a PNG file.

        Args:
            sha256: of the source.
            page: the physical number.
            dpi: pixels per inch. A page that is too large for it gets fewer.

        Raises:
            UnknownKey: no source has this hash, or it has no such page.
            InputError: the source is not a PDF, or `dpi` is another number.
            UnreadableFile: the page cannot be shown as a picture.
            LibraryDamaged: the original is missing or has changed.
        """
        from assistant.reading.picture import page_picture, pdf_of

        with self._open_for_reading() as corpus:
            original = pdf_of(corpus, sha256)
        return page_picture(self._pages, original, sha256, page, dpi)

    def work(self, key: str) -> "WorkView":
        """Return a work with its record, its texts and their outlines.

        Raises:
            UnknownKey: there is no such work.
        """
        from assistant.reading.work import work_view

        with self._open_for_reading() as corpus:
            return work_view(corpus, key)

    def original(self, sha256: str) -> "Original":
        """Return the file of a source and its name, if its bytes match its hash.

        Raises:
            UnknownKey: no source has this hash.
            InputError: its type is not known.
            LibraryDamaged: it is missing or has changed.
        """
        from assistant.reading.original import original

        with self._open_for_reading() as corpus:
            return original(corpus, self._pages, sha256)

    def prepare_pages(self) -> None:
        """Start the process that shows pages, so that the first picture does not wait for it."""
        self._pages.warm_up()

    @cached_property
    def _pages(self) -> "Pages":
        """What shows pages of PDFs. Its processes are started when they are first needed, and end with this object."""
        from corpus.pictures.pages import Pages

        return Pages()

    def check_draft(self, path: Path) -> "DraftCheck":
        """Look the quotations and cited figures of a draft up. No model is needed.

        Args:
            path: a file of any format that the library can read.

        Raises:
            UnreadableFile: the draft cannot be read.
        """
        from assistant.checking.check import check_file  # it loads the readers of files, which asking does not need

        with self._open_for_reading() as corpus:
            return check_file(path, corpus, self.index.terms, self.progress)

    def check_text(self, text: str) -> "DraftCheck":
        """Look the quotations and cited figures of a draft in plain text or Markdown up."""
        from assistant.checking.check import check_text

        with self._open_for_reading() as corpus:
            return check_text(text, corpus, self.index.terms, self.progress)

    def comment_draft(self, path: Path, check: "DraftCheck") -> "tuple[bytes, list[str]]":
        """Return a copy of a Word draft with a comment on each finding, and the findings that have no place in it.

        Raises:
            MissingExtra: the extra `office` is not installed.
            InputError: the draft is not a Word file, or cannot be read.
        """
        from assistant.checking.comments import comment_draft

        return comment_draft(path, check)

    def excerpt(self, target: str, first: int | None = None, last: int | None = None) -> "Excerpt":
        """Return the text of a passage, of its pages `first` to `last`, or of a work, page by page.

        Raises:
            InputError: the last page is before the first one.
            UnknownKey: there is no such passage, work or page, or the library has no text of the work.
        """
        from assistant.excerpts import excerpt

        with self._open_for_reading() as corpus:
            return excerpt(corpus, target, first, last)

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
        made = self._manifest()
        indexed = made.passages if made else 0
        with self._open_for_reading() as corpus:
            return max(corpus.passage_count() - indexed, 0)

    def status(self) -> Mapping[str, Any]:
        """Return the library's location and size, its index, what it has twice, and what protects from files."""
        from assistant.doubles import find_doubles
        from corpus.sandbox.process import describe_protections

        with self._open_for_reading() as corpus:
            counts = corpus.counts()
            doubles = [asdict(double) for double in find_doubles(corpus)]
        made = self._manifest()
        size = plain_bytes(self.folder)
        return {
            "library": self.published.place if self.published else str(self.folder),
            **counts,
            "indexed": made.passages if made else 0,
            "model": made.model if made else None,
            "dimensions": made.dimensions if made else None,
            "fingerprint": made.fingerprint if made else None,
            "bytes": size,
            "synced_folders": self.synced_folders(),
            "reading_protection": describe_protections(),
            "doubles": doubles,
        }

    def synced_folders(self) -> list[str]:
        """Return the folders that `sync` goes over."""
        from assistant.synced_folders import remembered_folders

        return remembered_folders(self.folder)

    def verify(self, keys: Sequence[str] = ()) -> Iterator[tuple[str, str | None]]:
        """Check originals, passages and index. Yield (key or part, fault or None) after each check."""
        from corpus.store.verification import unknown_files, verify

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
        return [f"{fault}: evidence index --rebuild makes it again" for fault in found]
