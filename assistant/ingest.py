"""Reports in: read, identify, cut, keep, encode; one file's trouble stays its own.

Two threads. One reads files in a child process and commits each to the corpus as soon as it is whole; the other
encodes what has been committed, in slabs. So the processor's cores are busy while the next files are read, what waits
is ids and not text, and whatever a kill interrupts is either committed or not there.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Literal

from assistant.progress import JobProgress
from corpus.errors import InputError, NetworkError, UnreadableFile
from corpus.files import hash_file
from corpus.model import Document, Reference, Source
from corpus.passages import chunk
from corpus.reading.formats import media_type, suffixes_of
from corpus.reading.ocr_cache import OcrCache
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from corpus.works.identify import Identity, identify
from index.build import SLAB, Builder

if TYPE_CHECKING:
    from corpus.web.client import Web
    from corpus.web.download import Download

_HOUSEKEEPING = re.compile(
    r"readme|license|licence|copying|notice|changelog|changes|contributing|authors|code_of_conduct"
    r"|requirements\S*|todo",
    re.I,
)
"""Names of texts that are about a folder, without their suffix."""


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What became of one file, or address.

    `unreadable` and `ocr` are the physical numbers of pages that gave no text, and of those read as pictures. `by` says
    what its work was known by ("key": a person said so), and `doubts` what a person should look into.
    """

    path: str
    status: Literal[
        "added",
        "read again",
        "already held",
        "held under another name",
        "second copy",
        "given to another work",
        "skipped",
        "refused",
    ]
    key: str | None = None
    pages: int = 0
    unreadable: tuple[int, ...] = ()
    reason: str | None = None
    by: Literal["DOI", "ISBN", "address", "title", "new", "key"] | None = None
    doubts: tuple[str, ...] = ()
    ocr: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of every file that was reached; `stopped` where a person stopped it before the end."""

    outcomes: tuple[AddOutcome, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to add: the path or address it came under, and what is known of it beforehand.

    `path` is None for an address that is yet to be downloaded; `named` says that a person named it, and did not just
    name the folder it stands in; `document` is what has been read in it already.
    """

    origin: str
    path: Path | None
    size: int
    named: bool = True
    key: str | None = None
    document: Document | None = None

    def is_of_another(self, held: str) -> bool:
        """Says whether a person named it, and as the text of another work than this."""
        return self.named and self.key not in (None, held)

    @property
    def whole_origin(self) -> str:
        """The address that it came from, or its whole path; what of a name is no text stands in it as U+FFFD."""
        origin = self.origin if "://" in self.origin or self.path is None else str(self.path.absolute())
        return os.fsencode(origin).decode("utf-8", "replace")

    @property
    def name(self) -> str:
        """The file name that it came under."""
        return self.whole_origin.replace("\\", "/").rsplit("/", 1)[-1]


class Ingest:
    """Adds files to a library that is open for writing, and, by a web, what stands at addresses. Use once."""

    def __init__(
        self,
        corpus: Corpus,
        builder: Builder,
        progress: JobProgress,
        web: "Web | None" = None,
        mode: ocr.Mode = "auto",
    ) -> None:
        """Takes a library to add to.

        Args:
            corpus: open for writing.
            builder: of the same library.
            progress: what tells of it.
            web: by which addresses are downloaded.
            mode: which pages are read as pictures: those that need it if the extra is there, all, or none.

        Raises:
            MissingExtra: all are to be, and the extra is not there.
        """
        if mode == "always":
            ocr.require()
        self._mode: ocr.Mode = mode if ocr.available() else "never"
        self._corpus = corpus
        self._web = web
        self._builder = builder
        self._progress = progress
        sources = corpus.sources()
        self._held = {sha256: (corpus.origins(sha256), s.key) for sha256, s in sources.items()}
        self._full = set(corpus.full_texts())
        self._shapes = corpus.shapes()
        self._texts: dict[tuple[int, int], dict[bytes, str]] = {}  # the sources of a shape by the hash of their text
        self._outcomes: list[AddOutcome] = []
        self._new: SimpleQueue[list[int] | None] = SimpleQueue()  # ids of passages to encode; None at the end
        self._stop = Event()
        self._failure: BaseException | None = None

    def run(self, paths: Sequence[str], key: str | None) -> AddReport:
        """Adds files, and the files in folders; gives what became of each.

        What was committed before and never encoded is encoded too. Ctrl-C ends it early and keeps what was finished.

        Args:
            paths: files, folders, or addresses of the web.
            key: the reference that the (one) file is the text of; None to find out.

        Raises:
            InputError: `key` is given for more than one file.
            UnknownKey: no reference has that key.
            StorageFull, LibraryError: nothing of the file in work is kept, all before it is.
        """
        files = list(self._walk(paths, key))
        if key is not None:
            self._corpus.reference(key)
            if len(files) > 1:
                raise InputError(f"--key {key} names one work, and {len(files)} files were given: add them one by one")
        self._progress.advance(files_total=len(files), bytes_total=sum(file.size for file in files))
        return self.take(files)

    def take(self, files: Iterable[Incoming]) -> AddReport:
        """Adds files as they come; gives what became of each. For the rest it is as `run`."""
        left_over = self._builder.missing(self._corpus.passage_ids())
        self._progress.advance(passages_total=len(left_over))
        self._new.put(left_over)
        with Extractor() as extractor:
            reader = Thread(target=self._read, args=(files, extractor), daemon=True)
            reader.start()
            stopped = False
            try:
                self._encode()
            except KeyboardInterrupt:
                stopped = True
            finally:
                self._stop.set()
                if self._web:
                    self._web.stop.set()
                extractor.close()
                reader.join()
        if self._failure:
            raise self._failure
        self._builder.publish(self._corpus)
        return AddReport(tuple(self._outcomes), stopped)

    # --- the reading thread ------------------------------------------------------------------------------------

    def _read(self, files: Iterable[Incoming], extractor: Extractor) -> None:
        """Extracts and commits file after file, and hands on the ids of new passages."""
        progress = self._progress
        try:
            for file in files:
                ids = self._add(file, extractor)
                if self._stop.is_set():
                    break
                self._new.put(ids)
                progress.advance(
                    files=progress.files + 1,
                    bytes=progress.bytes + file.size,
                    passages_total=progress.passages_total + len(ids),
                )
        except BaseException as error:  # the other thread raises it
            self._failure = error
        finally:
            self._new.put(None)

    def _add(self, file: Incoming, extractor: Extractor) -> list[int]:
        """Adds one file if it is new, or can be read better than it was; gives the ids of its passages."""
        try:
            if file.path is None:
                return self._add_address(file, extractor)
            return self._add_file(file, file.path, extractor)
        except (UnreadableFile, NetworkError) as error:
            self._refuse(file.origin, str(error))
        except OSError as error:
            self._refuse(file.origin, _reason(error))
        return []

    def _add_address(self, file: Incoming, extractor: Extractor) -> list[int]:
        """Downloads a file and adds it, unless it is held from there; then it is read again where that gives more."""
        held = next((sha256 for sha256, (origins, _) in self._held.items() if file.origin in origins), None)
        if held and not file.is_of_another(self._held[held][1]):
            if self._can_see_more(held):
                return self._add_file(file, self._corpus.original(self._corpus.sources()[held]), extractor)
            return self._note_held(held, file)
        download = self._download(file.origin)
        ids = self._add_file(file, download.path, extractor)
        download.discard()
        return ids

    def _download(self, url: str) -> "Download":
        from corpus.web.work_file import download

        assert self._web, "an address needs a web"
        with self._web.visit("", self._progress.receive) as visit:
            return download(visit, url)

    def _add_file(self, file: Incoming, path: Path, extractor: Extractor) -> list[int]:
        pages = self._progress.pages
        sha256 = hash_file(path)
        if sha256 in self._held and not self._can_see_more(sha256):
            return self._note_held(sha256, file)
        kind = media_type(path)
        if not (file.named or file.document) and (reason := _no_document(path, kind)):
            self._outcomes.append(AddOutcome(file.origin, "skipped", reason=reason))
            return []
        seen = OcrCache(self._corpus.folder, sha256)
        document = file.document or extractor.extract(
            path, lambda done, _: self._progress.advance(pages=pages + done), self._mode, seen
        )
        if self._stop.is_set():
            return []
        if sha256 in self._held:
            ids = self._replace(file, sha256, document)
        else:
            ids = self._commit(file, path, sha256, kind or "", document)
        if not document.unreadable:  # what could not be read may be tried again, and only that
            seen.forget()
        return ids

    def _can_see_more(self, sha256: str) -> bool:
        """Says whether a file that is held has pages to be read as pictures that have not been."""
        methods = self._corpus.methods(sha256)
        if self._mode == "always":
            return bool(methods & {"pdfium", "pypdf", "none"})
        return self._mode == "auto" and "none" in methods

    def _replace(self, file: Incoming, sha256: str, document: Document) -> list[int]:
        """Puts another reading in the place of the one held; its work stays, unless a person says another."""
        passages = self._corpus.replace(sha256, document)
        held = self._held[sha256][1]
        if file.is_of_another(held):
            self._give(sha256, file)
        self._tell(AddOutcome(file.origin, "read again", self._held[sha256][1]), document)
        return [passage.id for passage in passages]

    def _tell(self, outcome: AddOutcome, document: Document) -> None:
        """Notes what became of a file that was read."""
        told = replace(
            outcome,
            pages=sum(page.locator.kind == "page" for page in document.pages),
            unreadable=document.unreadable,
            reason="; ".join(document.warnings) or None,
            ocr=tuple(page.locator.index for page in document.pages if page.method == "ocr"),
        )
        self._outcomes.append(told)

    def _note_held(self, sha256: str, file: Incoming) -> list[int]:
        """Remembers what is new of bytes already held: that they are of another work, or came under another name."""
        origins, held = self._held[sha256]
        origin = file.whole_origin
        if file.is_of_another(held):
            self._give(sha256, file)
        elif origin in origins:
            unreadable = self._corpus.document(sha256).unreadable if "none" in self._corpus.methods(sha256) else ()
            self._outcomes.append(AddOutcome(file.origin, "already held", held, unreadable=unreadable))
        else:
            self._corpus.add_origin(sha256, origin)
            self._held[sha256] = ((*origins, origin), held)
            self._outcomes.append(AddOutcome(file.origin, "held under another name", held, reason=f"as {origins[-1]}"))
        return []

    def _give(self, sha256: str, file: Incoming) -> None:
        """Corrects which work a source held is the text of."""
        origins, held = self._held[sha256]
        key = str(file.key)
        self._corpus.attribute(sha256, key)
        self._held[sha256] = (origins, key)
        self._full = set(self._corpus.full_texts())
        reason = f"it was held as the text of {held}"
        self._outcomes.append(AddOutcome(file.origin, "given to another work", key, reason=reason, by="key"))

    def _commit(self, file: Incoming, path: Path, sha256: str, kind: str, document: Document) -> list[int]:
        """Puts what was read of a file into the library, unless another file of the same text is there."""
        passages = chunk.passages(document, sha256)
        texts = self._texts_of((len(passages), passages[-1].start)) if passages else {}
        if copy := texts.get(digest := _digest(document)):
            return self._note_copy(copy, file)
        if self._corpus.keep(path, kind) != sha256:
            self._refuse(file.origin, "it changed while it was read: add it again")
            return []
        works, key = self._works, file.key
        found = Identity(works[key], "key", ()) if key else identify(document, file.name, works.values(), self._full)
        source = Source(sha256, kind, found.reference.key, file.whole_origin, "full text")
        self._corpus.add(source, found.reference, document, passages)
        self._held[sha256] = ((source.origin,), source.key)
        self._full.add(source.key)
        self._works[source.key] = found.reference
        texts[digest] = sha256
        self._tell(AddOutcome(file.origin, "added", source.key, by=found.by, doubts=found.doubts), document)
        return [passage.id for passage in passages]

    @cached_property
    def _works(self) -> dict[str, Reference]:
        """The references of the library, with those that are added; nobody else writes meanwhile."""
        return self._corpus.references()

    def _texts_of(self, shape: tuple[int, int]) -> dict[bytes, str]:
        """Gives the sources of a shape by the hash of their text; each is read once, however many share a shape."""
        if shape not in self._texts:
            held = self._shapes.get(shape, ())
            self._texts[shape] = {_digest(self._corpus.document(sha256)): sha256 for sha256 in held}
        return self._texts[shape]

    def _note_copy(self, sha256: str, file: Incoming) -> list[int]:
        origins, held = self._held[sha256]
        if file.is_of_another(held):
            self._give(sha256, file)
        else:
            reason = f"its text is that of {origins[-1]}"
            self._outcomes.append(AddOutcome(file.origin, "second copy", held, reason=reason))
        return []

    def _refuse(self, origin: str, reason: str) -> None:
        if not self._stop.is_set():  # a reader that we stopped has not failed
            self._outcomes.append(AddOutcome(origin, "refused", reason=reason))

    def _walk(self, paths: Sequence[str], key: str | None) -> Iterator[Incoming]:
        """Gives the files and addresses named and the files in the folders named, each once, in order.

        Hidden files are passed over.
        """
        seen: set[Path | str] = set()
        for name in paths:
            if "://" in name:
                if name not in seen:
                    seen.add(name)
                    yield Incoming(name, None, 0, key=key)
                continue
            for file, named in self._found(name):
                try:
                    if file.is_dir():
                        continue
                    if not file.is_file():
                        reason = "neither a file nor a folder" if file.exists() else "a link that leads nowhere"
                        self._outcomes.append(AddOutcome(str(file), "refused" if named else "skipped", reason=reason))
                    elif (real := _real(file)) not in seen:
                        seen.add(real)
                        yield Incoming(str(file), file, file.stat().st_size, named, key)
                except OSError as error:
                    self._refuse(str(file), _reason(error))

    def _found(self, name: str) -> list[tuple[Path, bool]]:
        """Gives what a person names, or what is in the folder that it is, and whether it was named itself."""
        try:
            path = Path(name).expanduser()
            if path.is_dir():
                return [(file, False) for file in _inside(path, self._corpus.folder)]
            if path.exists() or path.is_symlink():
                return [(path, True)]
            self._refuse(str(path), "no such file or folder")
        except (OSError, RuntimeError) as error:  # a name that is too long; a home of nobody
            self._refuse(name, _reason(error))
        return []

    # --- the encoding thread -----------------------------------------------------------------------------------

    def _encode(self) -> None:
        """Encodes what the reading thread commits, a slab at a time, until both are done."""
        waiting: list[int] = []
        reading = True
        with Corpus.open(self._corpus.folder) as corpus:
            while reading or waiting:
                while reading and (len(waiting) < SLAB or not self._new.empty()):
                    ids = self._new.get()
                    reading = ids is not None
                    waiting += ids or []
                slab, waiting = waiting[:SLAB], waiting[SLAB:]
                if slab:
                    self._encode_slab(corpus, slab)

    def _encode_slab(self, corpus: Corpus, ids: Sequence[int]) -> None:
        progress = self._progress
        if progress.encoding_since is None:
            progress.advance(encoding_since=monotonic())
        before = progress.passages
        self._builder.encode(list(corpus.passages(ids).values()), lambda n: progress.advance(passages=before + n))


def _no_document(path: Path, kind: str | None) -> str | None:
    """Says why a file found in a folder is none that a person means by adding the folder; None where it is one."""
    if kind is None:
        return "not a kind of file that can be read"
    if kind.startswith("text/") and _HOUSEKEEPING.fullmatch(path.stem):
        return "about the folder it is in; name it to add it"
    for folder in path.parents:
        page = folder.name.removesuffix("_files")
        if page != folder.name and any(folder.with_name(page + suffix).exists() for suffix in suffixes_of("text/html")):
            return f"a part of the saved page {page!r}"
    return None


def _reason(error: OSError | RuntimeError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _digest(document: Document) -> bytes:
    return hashlib.sha256(document.text.encode()).digest()


def _real(path: Path) -> Path:
    """Gives where a path leads; links in a ring lead to themselves, where `Path.resolve` raises."""
    return Path(os.path.realpath(path))


def _inside(folder: Path, library: Path) -> list[Path]:
    """Gives what a folder and its folders hold, in order, but for what is hidden and for the library itself."""
    own = _real(library)
    found = [path for path in sorted(folder.rglob("*")) if own not in _real(path).parents]
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
