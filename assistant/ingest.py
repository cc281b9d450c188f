"""Reports in: read, identify, cut, keep, encode; one file's trouble stays its own.

Two threads. One reads files in a child process and commits each to the corpus as soon as it is whole; the other
encodes what has been committed, in slabs. So the processor's cores are busy while the next files are read, what waits
is ids and not text, and whatever a kill interrupts is either committed or not there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Literal

from assistant.progress import Progress
from corpus import chunk
from corpus.errors import InputError, UnreadableFile
from corpus.extract import media_type, ocr
from corpus.extract.sandbox import Extractor
from corpus.files import hash_file
from corpus.identify import identify
from corpus.model import Document, Source
from corpus.readings import Readings
from corpus.store import Corpus
from index.build import SLAB, Builder


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    `unreadable` and `ocr` are the physical numbers of pages that gave no text, and of those read as pictures.
    """

    path: str
    status: Literal["added", "read again", "already held", "held under another name", "skipped", "refused"]
    key: str | None = None
    pages: int = 0
    unreadable: tuple[int, ...] = ()
    ocr: tuple[int, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file that was reached; `stopped` where a person stopped it before the end."""

    outcomes: tuple[Outcome, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    named: bool  # by the person; else found in a folder
    size: int


class Ingest:
    """Adds files to a library that is open for writing. Use once."""

    def __init__(self, corpus: Corpus, builder: Builder, progress: Progress, mode: ocr.Mode = "auto") -> None:
        """Takes a library to add to.

        Args:
            corpus: open for writing.
            builder: of the same library.
            progress: what tells of it.
            mode: which pages are read as pictures: those that need it if the extra is there, all, or none.

        Raises:
            MissingExtra: all are to be, and the extra is not there.
        """
        if mode == "always":
            ocr.require()
        self._mode: ocr.Mode = mode if ocr.available() else "never"
        self._corpus = corpus
        self._builder = builder
        self._progress = progress
        sources = corpus.sources()
        self._held = {sha256: (corpus.origins(sha256), s.reference) for sha256, s in sources.items()}
        self._full = {s.reference for s in sources.values() if s.kind == "full text"}  # keys of works
        self._outcomes: list[Outcome] = []
        self._new: SimpleQueue[list[int] | None] = SimpleQueue()  # ids of passages to encode; None at the end
        self._stop = Event()
        self._failure: BaseException | None = None

    def run(self, paths: Sequence[str], key: str | None) -> Report:
        """Adds files, and the files in folders; gives what became of each.

        What was committed before and never encoded is encoded too. Ctrl-C ends it early and keeps what was finished.

        Args:
            paths: files or folders.
            key: the reference that the (one) file is the text of; None to find out.

        Raises:
            InputError: `key` is given for more than one file.
            UnknownKey: no reference has that key.
            StorageFull, LibraryError: nothing of the file in work is kept, all before it is.
        """
        files = list(self._walk(paths))
        if key is not None:
            self._corpus.reference(key)
            if len(files) > 1:
                raise InputError(f"--key {key} names one work, and {len(files)} files were given: add them one by one")
        self._progress.advance(files_total=len(files), bytes_total=sum(file.size for file in files))
        left_over = self._builder.missing(self._corpus.passage_ids())
        self._progress.advance(passages_total=len(left_over))
        self._new.put(left_over)
        with Extractor() as extractor:
            reader = Thread(target=self._read, args=(files, key, extractor), daemon=True)
            reader.start()
            stopped = False
            try:
                self._encode()
            except KeyboardInterrupt:
                stopped = True
            finally:
                self._stop.set()
                extractor.close()
                reader.join()
        if self._failure:
            raise self._failure
        self._builder.publish(self._corpus)
        return Report(tuple(self._outcomes), stopped)

    # --- the reading thread ------------------------------------------------------------------------------------

    def _read(self, files: Sequence[_File], key: str | None, extractor: Extractor) -> None:
        """Extracts and commits file after file, and hands on the ids of new passages."""
        progress = self._progress
        try:
            for file in files:
                ids = self._add(file, key, extractor)
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

    def _add(self, file: _File, key: str | None, extractor: Extractor) -> list[int]:
        """Adds one file if it is new, or can be read better than it was; gives the ids of its passages."""
        pages = self._progress.pages
        try:
            sha256 = hash_file(file.path)
            if sha256 in self._held and not self._can_see_more(sha256):
                return self._note_name(sha256, file.path)
            kind = media_type(file.path)
            if kind is None and not file.named:
                self._outcomes.append(Outcome(str(file.path), "skipped", reason="not a kind of file that can be read"))
                return []
            seen = Readings(self._corpus.folder, sha256)
            document = extractor.extract(
                file.path, lambda done, _: self._progress.advance(pages=pages + done), self._mode, seen
            )
        except UnreadableFile as error:
            self._refuse(file.path, str(error))
            return []
        except OSError as error:
            self._refuse(file.path, (error.strerror or str(error)).lower())
            return []
        if self._stop.is_set():
            return []
        if sha256 in self._held:
            ids = self._replace(file.path, sha256, document)
        else:
            ids = self._commit(file.path, kind or "", document, key)
        seen.forget()
        return ids

    def _can_see_more(self, sha256: str) -> bool:
        """Says whether a file that is held has pages to be read as pictures that have not been."""
        methods = self._corpus.methods(sha256)
        if self._mode == "always":
            return bool(methods & {"pdfium", "pypdf", "none"})
        return self._mode == "auto" and "none" in methods

    def _replace(self, path: Path, sha256: str, document: Document) -> list[int]:
        """Puts another reading in the place of the one held; the work and its key stay."""
        passages = self._corpus.replace(sha256, document)
        self._tell(path, "read again", self._held[sha256][1], document)
        return [passage.id for passage in passages]

    def _tell(self, path: Path, status: Literal["added", "read again"], key: str, document: Document) -> None:
        seen = tuple(page.locator.index for page in document.pages if page.method == "ocr")
        warnings = "; ".join(document.warnings) or None
        self._outcomes.append(Outcome(str(path), status, key, len(document.pages), document.unreadable, seen, warnings))

    def _note_name(self, sha256: str, path: Path) -> list[int]:
        """Remembers the name, if it is new, under which bytes already held came again."""
        origins, key = self._held[sha256]
        origin = str(path.absolute())
        if origin in origins:
            unreadable = self._corpus.document(sha256).unreadable if "none" in self._corpus.methods(sha256) else ()
            self._outcomes.append(Outcome(str(path), "already held", key, unreadable=unreadable))
        else:
            self._corpus.add_origin(sha256, origin)
            self._held[sha256] = ((*origins, origin), key)
            self._outcomes.append(Outcome(str(path), "held under another name", key, reason=f"as {origins[-1]}"))
        return []

    def _commit(self, path: Path, kind: str, document: Document, key: str | None) -> list[int]:
        known = self._corpus.references()
        reference = known[key] if key else identify(document, path.name, known.values(), self._full)
        sha256 = self._corpus.keep(path, kind)
        source = Source(sha256, kind, reference.key, str(path.absolute()), "full text")
        passages = chunk.passages(document, sha256)
        self._corpus.add(source, reference, document, passages)
        self._held[sha256] = ((source.origin,), reference.key)
        self._full.add(reference.key)
        self._tell(path, "added", reference.key, document)
        return [passage.id for passage in passages]

    def _refuse(self, path: Path, reason: str) -> None:
        if not self._stop.is_set():  # a reader that we stopped has not failed
            self._outcomes.append(Outcome(str(path), "refused", reason=reason))

    def _walk(self, paths: Sequence[str]) -> Iterator[_File]:
        """Gives the files named and those in the folders named, each once, in order; hidden ones are passed over."""
        seen = set()
        for name in paths:
            if "://" in name:
                self._refuse(Path(name), "an address, not a file: download it and add the file")
                continue
            path = Path(name).expanduser()
            if not path.exists():
                self._refuse(path, "no such file or folder")
                continue
            if not path.is_dir() and not path.is_file():
                self._refuse(path, "neither a file nor a folder")
            for file in _inside(path, self._corpus.folder) if path.is_dir() else [path]:
                if file.is_file() and (real := file.resolve()) not in seen:
                    seen.add(real)
                    yield _File(file, not path.is_dir(), file.stat().st_size)

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


def _inside(folder: Path, library: Path) -> list[Path]:
    """Gives what a folder and its folders hold, in order, but for what is hidden and for the library itself."""
    own = library.resolve()
    found = [path for path in sorted(folder.rglob("*")) if own not in path.resolve().parents]
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
