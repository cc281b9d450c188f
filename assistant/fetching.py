"""Works fetched from the web: a few at once, each checked and added as it comes, by the way that all files go.

    threads: address -download, read in the child process, check-> queue -> Ingest: commit, encode

What is held is not asked for again, and what was finished when a person stopped it is held.
"""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Literal

from assistant.ingest import AddOutcome, Incoming, Ingest
from assistant.progress import JobProgress
from corpus.errors import NotFetched
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from corpus.web.client import STOP_CHECK_SECONDS, Web
from corpus.web.links import Wanted, wanted
from corpus.web.work_file import Errand, Obtained
from index.build import Builder

ARCHIVE = "https://web.archive.org/"

AT_ONCE = 4
"""Works that are looked for at the same time: most of the time is spent waiting for servers."""


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one work.

    `url` is the address its file came from, else the page where a person may look for it; `tried` are the addresses
    that were no use, each with the reason; `again` says that a later try may succeed.
    """

    key: str
    title: str
    status: Literal["fetched", "already here", "needs a person"]
    pages: int
    url: str | None
    reason: str | None
    tried: tuple[tuple[str, str], ...]
    again: bool


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What became of every work that was asked for; `stopped` where a person stopped it before the end."""

    works: tuple[FetchOutcome, ...]
    stopped: bool

    @property
    def failed(self) -> bool:
        """Whether anything is missing that could have been fetched, or all is."""
        missing = [work for work in self.works if work.status == "needs a person"]
        return len(missing) == len(self.works) or any(work.tried for work in missing)


def choose(corpus: Corpus, keys: Sequence[str]) -> list[Wanted]:
    """Gives the works to fetch: those named, else every one with an address that a list or an import has brought.

    Raises:
        UnknownKey: one of the keys is not in the library.
    """
    if keys:
        return [wanted(corpus.reference(key)) for key in dict.fromkeys(keys)]
    held = corpus.full_texts()
    every = map(wanted, corpus.references().values())
    return [one for one in every if one.access or (one.links and one.reference.key not in held)]


def check_online(web: Web, works: Sequence[Wanted], held: Mapping[str, str]) -> bool:
    """Says whether anything is to be fetched, having made sure that there is a network to fetch it by.

    Raises:
        Offline: there is not.
    """
    first = [work.addresses[0] for work in works if work.reference.key not in held and not work.closed]
    if first:
        web.check_reachable([*first[:3], ARCHIVE])
    return bool(first)


class Fetching:
    """Fetches works into a library, which must be open for writing where any of them is to be fetched. Use once."""

    def __init__(self, corpus: Corpus, builder: Callable[[], Builder], progress: JobProgress, web: Web) -> None:
        self._corpus, self._builder, self._progress, self._web = corpus, builder, progress, web
        self._waiting: SimpleQueue[Wanted] = SimpleQueue()
        self._came: SimpleQueue[Obtained | FetchOutcome | BaseException] = SimpleQueue()
        self._reading = Lock()
        self._done: dict[str, FetchOutcome] = {}
        self._taken: list[Obtained] = []

    def run(self, works: Sequence[Wanted]) -> FetchReport:
        """Fetches what is not held; Ctrl-C ends it early and keeps what was finished.

        Raises:
            StorageFull, LibraryError: nothing of the file in work is kept, all before it is.
        """
        held, open_ = self._corpus.full_texts(), []
        for work in works:
            if (key := work.reference.key) in held:
                self._done[key] = _row(work, "already here", url=held[key])
            elif work.closed:
                self._done[key] = _row(work, "needs a person", url=work.page, reason=work.closed)
            else:
                open_.append(work)
        self._progress.advance(stage="Fetching", files_total=len(open_))
        stopped = bool(open_) and self._fetch(open_)
        for work in open_:
            late = _row(work, "needs a person", url=work.page, reason="stopped before it was fetched", again=True)
            self._done.setdefault(work.reference.key, late)
        return FetchReport(tuple(self._done[work.reference.key] for work in works), stopped)

    def _fetch(self, works: Sequence[Wanted]) -> bool:
        """Says whether a person stopped it."""
        for work in works:
            self._waiting.put(work)
        with Extractor() as extractor:
            for _ in range(min(AT_ONCE, len(works))):
                Thread(target=self._work, args=(extractor,), daemon=True).start()
            report = Ingest(self._corpus, self._builder(), self._progress, self._web).take(self._arrivals(len(works)))
        for obtained, outcome in zip(self._taken, report.outcomes, strict=False):
            self._done[obtained.wanted.reference.key] = _added(obtained, outcome)
        return report.stopped

    def _arrivals(self, works: int) -> Iterator[Incoming]:
        """Gives the files as they come; each is deleted once it has been added and the next is asked for."""
        for _ in range(works):
            while True:
                if self._web.stop.is_set():
                    return
                try:
                    came = self._came.get(timeout=STOP_CHECK_SECONDS)
                    break
                except Empty:
                    continue
            if isinstance(came, BaseException):
                raise came
            if isinstance(came, FetchOutcome):
                self._done[came.key] = came
                self._progress.advance(files=self._progress.files + 1)
                continue
            self._taken.append(came)
            path, key = came.download.path, came.wanted.reference.key
            yield Incoming(came.download.url, path, path.stat().st_size, False, key, came.document)
            came.download.discard()

    def _work(self, extractor: Extractor) -> None:
        """Looks for one work after another, until none is waiting."""
        while not self._web.stop.is_set():
            try:
                work = self._waiting.get_nowait()
            except Empty:
                return
            try:
                self._came.put(self._look_for(work, extractor))
            except BaseException as error:  # the thread that takes what comes raises it
                self._came.put(error)

    def _look_for(self, work: Wanted, extractor: Extractor) -> Obtained | FetchOutcome:
        with self._web.visit(work.reference.key, self._progress.receive) as visit:
            errand = Errand(work, visit, extractor, self._reading, self._corpus.folder)
            found = errand.run()
            if found:
                return found
            failure = errand.failure
            tried = tuple((url, str(error)) for url, error in errand.tried)
            return _row(work, "needs a person", url=work.page, reason=_told(failure, errand), tried=tried,
                        again=failure.again)  # fmt: skip


def _told(failure: NotFetched, errand: Errand) -> str:
    """The reason, and where it holds if that is not the page that a person is sent to."""
    url = next(url for url, error in errand.tried if error is failure)
    more = len(errand.tried) - 1
    where = "" if url == errand.wanted.page else f" at {url}"
    return f"{failure}{where}" + (f"; {more} more tried" if more else "")


def _added(obtained: Obtained, outcome: AddOutcome) -> FetchOutcome:
    """What the library made of a file that came."""
    work, url = obtained.wanted, obtained.download.url
    if outcome.status == "added":
        said = "; ".join(filter(None, (*_pictures(outcome, url), outcome.reason)))
        return _row(work, "fetched", url=url, pages=outcome.pages, reason=said or None)
    if outcome.status == "refused":
        return _row(work, "needs a person", url=work.page, reason=outcome.reason, tried=((url, outcome.reason or ""),))
    return _row(work, "already here", url=url, reason=f"the same file is held as {outcome.key}")


def _pictures(outcome: AddOutcome, url: str) -> Iterator[str]:
    """Says how many pages were read as pictures, or could be: the address is held then, and is not asked again."""
    if outcome.ocr:
        yield f"{len(outcome.ocr)} of them read as pictures (OCR)"
    if outcome.unreadable:
        yield f"{len(outcome.unreadable)} without text"
        if not ocr.available():
            yield f"OCR may read them: {ocr.INSTALL}, then evidence add {shlex.quote(url)}"


def _row(
    work: Wanted,
    status: Literal["fetched", "already here", "needs a person"],
    *,
    url: str | None,
    pages: int = 0,
    reason: str | None = None,
    tried: tuple[tuple[str, str], ...] = (),
    again: bool = False,
) -> FetchOutcome:
    reference = work.reference
    return FetchOutcome(reference.key, reference.title, status, pages, url, reason, tried, again)
