"""`Ingest`: adds files to a library. One thread reads and commits them, another one encodes their passages."""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread, current_thread, main_thread
from typing import TYPE_CHECKING

from assistant.ingest.add_file import FileAdder
from assistant.ingest.changed import JobFiles
from assistant.ingest.encoding import EncodingQueue
from assistant.ingest.model import BROUGHT_IN, AddOutcome, AddReport, Incoming, Replace
from assistant.ingest.walk import walk
from assistant.progress import JobProgress
from corpus.errors import InputError, LibraryError
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from index.build import Builder

if TYPE_CHECKING:
    from corpus.web.client import Web


class Ingest:
    """Adds files to a library that is open for writing, and files at addresses if it has a web. Use once."""

    def __init__(
        self,
        corpus: Corpus,
        builder: Builder,
        progress: JobProgress,
        web: "Web | None" = None,
        ocr_mode: ocr.Mode = "auto",
        replace: Replace | None = None,
    ) -> None:
        """Take a library to add to.

        Args:
            corpus: open for writing.
            builder: of the same library.
            progress: the counters of this job.
            web: downloads addresses.
            ocr_mode: which pages are read as pictures: the pages that need it if the OCR extra is installed ("auto"),
                all pages, or none.
            replace: what to do with changed files; None to leave them out and say so.

        Raises:
            MissingExtra: `ocr_mode` is "always" and the OCR extra is not installed.
        """
        if ocr_mode == "always":
            ocr.require()
        self._ocr_mode: ocr.Mode = ocr_mode if ocr.available() else "never"
        self._corpus = corpus
        self._builder = builder
        self._progress = progress
        self._web = web
        self._replace = replace
        self._queue = EncodingQueue(corpus.folder, builder, progress)
        self._outcomes: list[AddOutcome] = []
        self._stop = Event()
        self._failure: BaseException | None = None

    def add_paths(self, paths: Sequence[str], key: str | None) -> AddReport:
        """Add files, the files in folders, and the files at addresses. Return what became of each.

        Passages that an earlier job committed but did not encode are encoded too. Ctrl-C, or
        `JobProgress.stop`, ends the job early and keeps what was finished.

        Args:
            paths: files, folders, or addresses of the web.
            key: the work that the (one) file is the text of; None to find out.

        Raises:
            InputError: `key` is given for more than one file.
            UnknownKey: no work has that key.
            StorageFull, LibraryError: nothing of the current file is kept; all files before it are.
        """
        if key is not None:
            key = self._corpus.reference(key).key
        files = []
        for found in walk(paths, key, self._corpus.folder):
            if isinstance(found, Incoming):
                files.append(found)
            else:
                self._outcomes.append(found)
        if key is not None and len(files) > 1:
            raise InputError(f"--key {key} names one work, but {len(files)} files were given: add them one by one")
        size = sum(file.size for file in files)
        self._progress.begin(files_total=len(files), bytes_total=size)
        return self.add_files(files)

    def add_files(self, files: Iterable[Incoming]) -> AddReport:
        """Add files as they come and return what became of each. Otherwise it is as `add_paths`."""
        try:
            return self._add_files(files)
        except LibraryError as error:
            error.finished = tuple(outcome.path for outcome in self._outcomes if outcome.status in BROUGHT_IN)
            raise

    def _add_files(self, files: Iterable[Incoming]) -> AddReport:
        self._queue.put(self._builder.missing(self._corpus))
        stopped = False
        with Extractor() as extractor:
            job_files = JobFiles(files if isinstance(files, Sequence) else ())
            adder = FileAdder(
                self._corpus,
                extractor,
                self._progress,
                self._stop,
                self._web,
                self._ocr_mode,
                self._replace,
                job_files,
            )
            reader = Thread(target=self._read, args=(files, adder), daemon=True)
            reader.start()
            try:
                with call_on_interrupt(self._queue.interrupt), self._progress.stoppable(self._queue.interrupt):
                    self._queue.encode()
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

    def _read(self, files: Iterable[Incoming], adder: FileAdder) -> None:
        """Add file after file, and queue the ids of their passages. This runs in the reading thread."""
        progress = self._progress
        try:
            for file in files:
                progress.advance(reading=file.origin)
                result = adder.add(file)
                self._outcomes.extend(result.outcomes)
                if self._stop.is_set():
                    break
                self._queue.put(result.passage_ids)
                progress.advance(files=progress.files + 1, bytes=progress.bytes + file.size)
        except BaseException as error:  # the other thread raises it
            self._failure = error
        finally:
            progress.advance(reading="")
            self._queue.close()


@contextmanager
def call_on_interrupt(interrupt: Callable[[], None]) -> Iterator[None]:
    """Call a function at the first Ctrl-C. A second Ctrl-C raises KeyboardInterrupt as usual.

    KeyboardInterrupt may be raised between any two steps of the program, also inside the locks of a thread pool, where
    it turns into another error. A function can note the interrupt instead, and the job ends where that is safe. Only
    the main thread receives signals, so in another thread this does nothing; nor if the process ignores Ctrl-C.
    """
    usual = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or usual is not signal.default_int_handler:
        yield
        return

    def note(*_: object) -> None:
        signal.signal(signal.SIGINT, usual)
        interrupt()

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
