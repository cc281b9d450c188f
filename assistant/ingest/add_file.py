"""One file into the library: hash it, read it, identify its work, store it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from assistant.ingest.changed import ChangedFile, ChangedFiles, JobFiles
from assistant.ingest.download import download_address
from assistant.ingest.held import HeldSources, HeldTexts
from assistant.ingest.model import AddOutcome, AddResult, Incoming, Replace
from assistant.ingest.walk import folder_file_reason
from assistant.progress import JobProgress
from corpus.errors import NetworkError, UnreadableFile, error_reason
from corpus.files import hash_file
from corpus.model import Document, PageMethod, Passage, Source
from corpus.passages import chunk
from corpus.reading.formats import media_type
from corpus.reading.ocr_cache import OcrCache
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from corpus.store.history import RESTORE
from corpus.works.doubts import missing, uncertain
from corpus.works.identify import Identity, identify
from corpus.works.keys import taken_keys
from corpus.works.reidentify import identify_again

if TYPE_CHECKING:
    from corpus.web.client import Web


class FileAdder:
    """Adds files to a library, one after another. An error in one file becomes its outcome."""

    def __init__(
        self,
        corpus: Corpus,
        extractor: Extractor,
        progress: JobProgress,
        stop: Event,
        web: "Web | None",
        ocr_mode: ocr.Mode,
        replace: Replace | None = None,
        files: JobFiles | None = None,
    ) -> None:
        """Read what the library holds.

        Args:
            corpus: open for writing.
            extractor: reads files.
            progress: its `pages` counts the pages that were read.
            stop: set when a person stops the job. A file that is being read then has no outcome.
            web: downloads addresses; None if there are none.
            ocr_mode: which pages are read as pictures.
            replace: what to do with changed files; None to leave them out and say so.
            files: the files of the job.
        """
        self._corpus = corpus
        self._extractor = extractor
        self._progress = progress
        self._stop = stop
        self._web = web
        self._ocr_mode = ocr_mode
        self._replace_mode = replace
        self._held = HeldSources(corpus)
        self._texts = HeldTexts(corpus)
        self._earlier = {version.sha256: version for version in corpus.versions()}
        self._pruned = corpus.pruned_references()
        self._changes = ChangedFiles(corpus, self._held, files or JobFiles(), replace)

    def add(self, file: Incoming) -> AddResult:
        """Add a file if it is new, or read it again if more of its pages can be read now.

        Raises:
            StorageFull, LibraryError: nothing of this file is kept.
        """
        try:
            result = self._add_address(file) if file.path is None else self._add_file(file, file.path)
        except (UnreadableFile, NetworkError) as error:
            return self._refuse(file, str(error))
        except OSError as error:
            return self._refuse(file, error_reason(error))
        return replace(result, outcomes=tuple(self._with_work(outcome) for outcome in result.outcomes))

    def _with_work(self, outcome: AddOutcome) -> AddOutcome:
        """Return an outcome with the title and year of its work."""
        reference = self._held.references.get(outcome.key or "")
        if reference is None:
            return outcome
        return replace(outcome, title=reference.title, year=reference.year)

    def _refuse(self, file: Incoming, reason: str) -> AddResult:
        if self._stop.is_set():  # we stopped the reader: that is not an error of the file
            return AddResult()
        return _only(AddOutcome(file.origin, "refused", reason=reason))

    def _add_address(self, file: Incoming) -> AddResult:
        """Download a file and add it. A file that is held from this address is not downloaded again."""
        held = self._held.holder(file.origin)
        if self._replace_mode in ("yes", "both"):
            held = None  # it may have changed there
        if held and not file.names_another_work(self._held.key(held)):
            if self._can_read_more(held):
                original = self._corpus.original(self._held.source(held))
                return self._add_file(file, original)
            return _only(self._held.note_same_bytes(held, file))
        assert self._web, "an address needs a web"
        download = download_address(self._web, file.origin, self._progress)
        result = self._add_file(file, download.path)
        download.discard()
        return result

    def _add_file(self, file: Incoming, path: Path) -> AddResult:
        sha256 = hash_file(path)
        if sha256 in self._held and not self._can_read_more(sha256):
            return _only(self._held.note_same_bytes(sha256, file))
        kind = media_type(path)
        skip_reason = _skip_reason(file, path, kind)
        if skip_reason:
            return _only(AddOutcome(file.origin, "skipped", reason=skip_reason))
        if self._is_left_aside(sha256, file):
            return _only(self._note_earlier_text(sha256, file))
        ocr_cache = OcrCache(self._corpus.folder, sha256)
        document = file.document or self._read(path, ocr_cache)
        if self._stop.is_set():
            return AddResult()
        if sha256 in self._held:
            result = self._replace(file, sha256, document)
        else:
            result = self._store(file, path, sha256, kind or "", document)
        if not document.unreadable:  # else the next `add` tries the unreadable pages again, and only those
            ocr_cache.forget()
        return result

    def _read(self, path: Path, ocr_cache: OcrCache) -> Document:
        pages_before = self._progress.pages

        def count_page(page: int, _: int) -> None:
            self._progress.advance(pages=pages_before + page)

        return self._extractor.extract(path, count_page, self._ocr_mode, ocr_cache)

    def _can_read_more(self, sha256: str) -> bool:
        """Return whether a held file has pages that have not been read as pictures, and should be now."""
        methods = self._corpus.methods(sha256)
        if self._ocr_mode == "always":
            return bool(methods & {PageMethod.PDFIUM, PageMethod.PYPDF, PageMethod.NONE})
        return self._ocr_mode == "auto" and PageMethod.NONE in methods

    def _replace(self, file: Incoming, sha256: str, document: Document) -> AddResult:
        """Store a better reading of a held source. Its work stays the same unless a person names another one."""
        passages = self._corpus.replace(sha256, document)
        outcomes = []
        if file.names_another_work(self._held.key(sha256)):
            outcomes.append(self._held.give(sha256, file))
        read_again = AddOutcome(file.origin, "read again", self._held.key(sha256))
        outcomes.append(_with_pages(read_again, document))
        return AddResult(tuple(outcomes), tuple(passage.id for passage in passages))

    def _store(self, file: Incoming, path: Path, sha256: str, kind: str, document: Document) -> AddResult:
        """Store a new file, unless another file with the same text is held."""
        passages = chunk.passages(document, sha256)
        copy = self._texts.find(document, passages)
        if copy and not self._changes.takes_place_of_copy(copy):
            return _only(self._held.note_same_text(copy, file))
        identity = self._identify(file, sha256, document)
        changed = self._changes.find(file, document, identity.reference)
        choice = self._choose(file, changed, passages)
        if changed and choice == "no":
            return _only(_with_pages(_left_out(file, changed), document))
        if self._corpus.keep(path, kind) != sha256:
            return self._refuse(file, "it changed while it was read: add it again")
        source = Source(sha256, kind, identity.reference.key, file.whole_origin, "full text")
        if changed and choice == "yes":
            outcome = self._take_place(file, changed, source, document, passages)
        else:
            outcome = self._add_beside(file, changed, identity, source, document, passages)
        self._texts.add(sha256, document, passages)
        return AddResult((_with_pages(outcome, document),), tuple(passage.id for passage in passages))

    def _choose(self, file: Incoming, changed: ChangedFile | None, passages: Sequence[Passage]) -> Replace:
        """Return whether a file takes the place of a held text ("yes"), is left out ("no"), or is added beside it."""
        if changed is None or self._replace_mode == "both":
            return "both"
        if self._replace_mode == "yes":
            return "yes"
        if not changed.has_gone and (self._replace_mode == "if gone" or not file.named):
            return "both"  # two files of one work
        has_lost_its_text = changed.change.differs == 1 and not passages
        return "yes" if self._replace_mode == "if gone" and not has_lost_its_text else "no"

    def _take_place(
        self,
        file: Incoming,
        changed: ChangedFile,
        source: Source,
        document: Document,
        passages: Sequence[Passage],
    ) -> AddOutcome:
        """Let a file take the place of a held text. Its work keeps what others than the file said about it."""
        old = changed.change.sha256
        reference = identify_again(self._held.references[changed.key], document, file.name)
        self._held.replace(old, replace(source, key=changed.key), reference, document, passages)
        self._texts.discard(old)
        return AddOutcome(
            file.origin,
            "replaced",
            changed.key,
            uncertain=uncertain(reference),
            missing=missing(reference),
            change=changed.change,
        )

    def _add_beside(
        self,
        file: Incoming,
        changed: ChangedFile | None,
        identity: Identity,
        source: Source,
        document: Document,
        passages: Sequence[Passage],
    ) -> AddOutcome:
        """Add a file as a new text, and say which held text it is like, or came from its path until now."""
        remark = None
        former = self._changes.former_holder(file)
        if changed:
            remark = f"only {changed.change.differs:.0%} of its text differs from {changed.key}"
        elif former:
            remark = f"another document; {former}, which came from this path until now, is kept"
        self._held.add(source, identity.reference, document, passages)
        return AddOutcome(
            file.origin,
            "added",
            source.key,
            by=identity.by,
            reason=remark,
            doubts=identity.doubts,
            uncertain=uncertain(identity.reference),
            missing=missing(identity.reference),
        )

    def _is_left_aside(self, sha256: str, file: Incoming) -> bool:
        """Return whether a file has a text that a person replaced by another one, and does not ask for again.

        A file that has its old text again, at its old path, is a changed file.
        """
        version = self._earlier.get(sha256)
        if version is None or sha256 in self._held or self._replace_mode in ("yes", "both"):
            return False
        if version.command == RESTORE:
            return True
        return self._replace_mode != "if gone" and self._changes.former_holder(file) is None

    def _note_earlier_text(self, sha256: str, file: Incoming) -> AddOutcome:
        version = self._earlier[sha256]
        reason = f"replaced on {version.day}; to bring it back: evidence restore {version.key}"
        return AddOutcome(file.origin, "earlier text", version.key, reason=reason)

    def _identify(self, file: Incoming, sha256: str, document: Document) -> Identity:
        """Return the work that a person named, or that had this file before, or else that the text itself names."""
        references = self._held.references
        if file.key:
            return Identity(references[file.key], "key", ())
        pruned = self._pruned.get(sha256)
        if pruned and pruned.key not in taken_keys(references.values()):
            return Identity(pruned, "before", ())
        return identify(document, file.name, references.values(), self._held.full_text_keys)


def _skip_reason(file: Incoming, path: Path, kind: str | None) -> str | None:
    """Return why a file is not added. None if a person named it or if it was read already."""
    if file.named or file.document:
        return None
    return folder_file_reason(path, kind)


def _left_out(file: Incoming, changed: ChangedFile) -> AddOutcome:
    reason = "the library keeps the text that it has"
    return AddOutcome(file.origin, "changed", changed.key, reason=reason, change=changed.change)


def _only(outcome: AddOutcome) -> AddResult:
    return AddResult((outcome,))


def _with_pages(outcome: AddOutcome, document: Document) -> AddOutcome:
    """Return the outcome with what was found when the file was read: its pages, its warnings, its unreadable pages."""
    locators = [page.locator for page in document.pages]
    return replace(
        outcome,
        pages=sum(locator.kind == "page" for locator in locators),
        unreadable=document.unreadable,
        reason="; ".join([*([outcome.reason] if outcome.reason else []), *document.warnings]) or None,
        ocr=tuple(page.locator.index for page in document.pages if page.method == PageMethod.OCR),
    )
