"""Fetch works from the web: download a few at once, check each one, and add it as `evidence add` does.

    download threads: address -> file -> read it in the child process -> check it -> queue
    Ingest:           queue -> commit -> encode

A work that is held is not requested again. A work that was finished before a person stopped the job is held.
"""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Literal

from assistant.ingest.coordinator import Ingest
from assistant.ingest.model import AddOutcome, Incoming
from assistant.progress import JobProgress
from corpus.errors import NotFetched
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from corpus.web.client import STOP_CHECK_SECONDS, Web
from corpus.web.links import WantedWork, wanted_work
from corpus.web.work_file import WorkFile, WorkFileSearch
from index.build import Builder

ARCHIVE = "https://web.archive.org/"

MAX_WORKS_AT_ONCE = 4
"""Works that are looked for at the same time: most of the time is spent waiting for servers."""

FetchStatus = Literal["fetched", "already here", "needs a person"]


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """The result for one work.

    Attributes:
        key: of the work.
        title: of the work.
        status: what became of it.
        pages: of its file; 0 if it was not fetched.
        url: the address that its file came from, or else the page where a person may look for it.
        reason: why it was not fetched, or what a person should know about the file.
        tried: the addresses that did not have it, each with the reason.
        again: True if a later try may succeed.
    """

    key: str
    title: str
    status: FetchStatus
    pages: int
    url: str | None
    reason: str | None
    tried: tuple[tuple[str, str], ...]
    again: bool


@dataclass(frozen=True, slots=True)
class FetchReport:
    """The results for all works to fetch. `stopped` is True if a person stopped the job before its end."""

    works: tuple[FetchOutcome, ...]
    stopped: bool

    @property
    def failed(self) -> bool:
        """True if a work that could be fetched is missing, or if every work is missing."""
        missing = [work for work in self.works if work.status == "needs a person"]
        return len(missing) == len(self.works) or any(work.tried for work in missing)


def choose(corpus: Corpus, keys: Sequence[str]) -> list[WantedWork]:
    """Return the works to fetch.

    Args:
        corpus: the library.
        keys: the works; none for the whole reading list, and every other work that has an address but no full text.

    Raises:
        UnknownKey: one of the keys is not in the library.
    """
    if keys:
        return [wanted_work(corpus.reference(key)) for key in dict.fromkeys(keys)]
    held = corpus.full_texts()
    works = []
    for reference in corpus.references().values():
        work = wanted_work(reference)
        if work.access or (work.urls and reference.key not in held):
            works.append(work)
    return works


def check_online(web: Web, works: Sequence[WantedWork], held: Mapping[str, str]) -> bool:
    """Return whether any work must be fetched. Check first that there is a network.

    Raises:
        Offline: works must be fetched, but there is no network.
    """
    first_addresses = []
    for work in works:
        if work.reference.key not in held and not work.closed:
            first_addresses.append(work.addresses[0])
    if not first_addresses:
        return False
    hint = "`evidence add FILE --key KEY` adds a file that you have"
    web.check_reachable([*first_addresses[:3], ARCHIVE], hint)
    return True


class Fetching:
    """Fetches works into a library. It must be open for writing if any work is to be fetched. Use once."""

    def __init__(self, corpus: Corpus, make_builder: Callable[[], Builder], progress: JobProgress, web: Web) -> None:
        """Take a library. `make_builder` is called only if a work is to be fetched: it loads a model."""
        self._corpus = corpus
        self._make_builder = make_builder
        self._progress = progress
        self._web = web
        self._waiting: SimpleQueue[WantedWork] = SimpleQueue()
        self._arrived: SimpleQueue[WorkFile | FetchOutcome | BaseException] = SimpleQueue()
        self._extractor_lock = Lock()
        self._outcomes: dict[str, FetchOutcome] = {}
        self._obtained: list[WorkFile] = []

    def run(self, works: Sequence[WantedWork]) -> FetchReport:
        """Fetch the works that are not held. Ctrl-C ends the job early and keeps what was finished.

        Raises:
            StorageFull, LibraryError: nothing of the current file is kept; all files before it are.
        """
        held = self._corpus.full_texts()
        to_fetch = []
        for work in works:
            key = work.reference.key
            if key in held:
                self._outcomes[key] = _outcome(work, "already here", url=held[key])
            elif work.closed:
                self._outcomes[key] = _outcome(work, "needs a person", url=work.page, reason=work.closed)
            else:
                to_fetch.append(work)
        self._progress.begin("Fetching", files_total=len(to_fetch))
        stopped = bool(to_fetch) and self._fetch(to_fetch)
        for work in to_fetch:
            if work.reference.key not in self._outcomes:
                reason = "stopped before it was fetched"
                outcome = _outcome(work, "needs a person", url=work.page, reason=reason, again=True)
                self._outcomes[work.reference.key] = outcome
        return FetchReport(tuple(self._outcomes[work.reference.key] for work in works), stopped)

    def _fetch(self, works: Sequence[WantedWork]) -> bool:
        """Fetch and add works. Return whether a person stopped the job."""
        for work in works:
            self._waiting.put(work)
        with Extractor() as extractor:
            for _ in range(min(MAX_WORKS_AT_ONCE, len(works))):
                Thread(target=self._look_for_works, args=(extractor,), daemon=True).start()
            ingest = Ingest(self._corpus, self._make_builder(), self._progress, self._web)
            report = ingest.add_files(self._arrivals(len(works)))
        # Each obtained file has one outcome, in order; the last one has none if the job was stopped.
        for obtained, outcome in zip(self._obtained, report.outcomes, strict=False):
            self._outcomes[obtained.wanted.reference.key] = _added(obtained, outcome)
        return report.stopped

    def _arrivals(self, works: int) -> Iterator[Incoming]:
        """Yield the files as they arrive. Each is deleted when the next one is requested: it has been added then."""
        for _ in range(works):
            arrival = self._next_arrival()
            if arrival is None:
                return
            if isinstance(arrival, BaseException):
                raise arrival
            if isinstance(arrival, FetchOutcome):
                self._outcomes[arrival.key] = arrival
                self._progress.advance(files=self._progress.files + 1)
                continue
            self._obtained.append(arrival)
            download = arrival.download
            size = download.path.stat().st_size
            key = arrival.wanted.reference.key
            yield Incoming(download.url, download.path, size, named=False, key=key, document=arrival.document)
            download.discard()

    def _next_arrival(self) -> WorkFile | FetchOutcome | BaseException | None:
        """Return what a download thread puts out next, or None if the job is stopped while we wait."""
        while not self._web.stop.is_set():
            try:
                return self._arrived.get(timeout=STOP_CHECK_SECONDS)
            except Empty:
                continue
        return None

    def _look_for_works(self, extractor: Extractor) -> None:
        """Look for one work after another until none is waiting. This runs in each download thread."""
        while not self._web.stop.is_set():
            try:
                work = self._waiting.get_nowait()
            except Empty:
                return
            try:
                self._arrived.put(self._look_for(work, extractor))
            except BaseException as error:  # the thread that takes the arrivals raises it
                self._arrived.put(error)

    def _look_for(self, work: WantedWork, extractor: Extractor) -> WorkFile | FetchOutcome:
        """Return the file of a work, or the outcome if no address has it."""
        with self._web.visit(work.reference.key, self._progress.receive) as visit:
            search = WorkFileSearch(work, visit, extractor, self._extractor_lock, self._corpus.folder)
            obtained = search.run()
            if obtained:
                return obtained
            failure = search.failure
            return _outcome(
                work,
                "needs a person",
                url=work.page,
                reason=_failure_reason(failure, search),
                tried=tuple((failed.url, str(failed.error)) for failed in search.failed),
                again=failure.again,
            )


def _failure_reason(failure: NotFetched, search: WorkFileSearch) -> str:
    """Return the reason of a failure, with its address if it is not the page that a person is sent to."""
    url = next(failed.url for failed in search.failed if failed.error is failure)
    reason = str(failure)
    if url != search.wanted.page:
        reason += f" at {url}"
    others = len(search.failed) - 1
    if others:
        reason += f"; {others} more tried"
    return reason


def _added(obtained: WorkFile, outcome: AddOutcome) -> FetchOutcome:
    """Return the outcome of a work from the outcome of adding its file."""
    work = obtained.wanted
    url = obtained.download.url
    if outcome.status == "added":
        notes = _ocr_notes(outcome, url)
        if outcome.reason:
            notes.append(outcome.reason)
        return _outcome(work, "fetched", url=url, pages=outcome.pages, reason="; ".join(notes) or None)
    if outcome.status == "refused":
        tried = ((url, outcome.reason or ""),)
        return _outcome(work, "needs a person", url=work.page, reason=outcome.reason, tried=tried)
    return _outcome(work, "already here", url=url, reason=f"the same file is held as {outcome.key}")


def _ocr_notes(outcome: AddOutcome, url: str) -> list[str]:
    """Return how many pages were read as pictures, and how to read the pages without text.

    The command is `evidence add`: the work is held now, so `evidence fetch` would not read its file again.
    """
    notes = []
    if outcome.ocr:
        notes.append(f"{len(outcome.ocr)} of them read as pictures (OCR)")
    if outcome.unreadable:
        notes.append(f"{len(outcome.unreadable)} without text")
        if not ocr.available():
            notes.append(f"OCR may read them: {ocr.INSTALL}, then evidence add {shlex.quote(url)}")
    return notes


def _outcome(
    work: WantedWork,
    status: FetchStatus,
    *,
    url: str | None,
    pages: int = 0,
    reason: str | None = None,
    tried: tuple[tuple[str, str], ...] = (),
    again: bool = False,
) -> FetchOutcome:
    reference = work.reference
    return FetchOutcome(reference.key, reference.title, status, pages, url, reason, tried, again)
