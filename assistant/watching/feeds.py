"""Read feeds, and list their works that the library does not have.

    address -> file, web page or Crossref -> works -> new ones -> remembered in the library -> shown

A feed that fails is one line of the report, and the other feeds are read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from assistant.progress import JobProgress
from assistant.watching.new_works import NewWorks, name_of
from corpus.errors import NotFetched, UnreadableFile
from corpus.extras import require_feeds
from corpus.feeds import read_feed
from corpus.feeds.addresses import FeedAddress
from corpus.feeds.model import Feed, KnownFeed, ListedWork
from corpus.store.corpus import Corpus
from corpus.web.crossref import MAX_NEW_WORKS, Crossref
from corpus.web.versions import PageVersion

if TYPE_CHECKING:
    from assistant.fetching import FetchReport
    from corpus.web.client import Web

FIRST_DAYS = 30
"""Days before today for which Crossref is asked the first time. Chosen: a journal's last issue or two."""

ACCEPT_FEEDS = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"

FeedStatus = Literal["read", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """The result of reading one feed.

    Attributes:
        address: of the feed.
        title: its own title, or "".
        status: `unchanged` if the server says that it is as it was the last time.
        works: how many works it lists.
        new: how many of them are new.
        left_out: how many entries name no work, are before `since`, or are beyond a limit.
        problem: why it was not read, or why entries may be missing; or "".
    """

    address: str
    title: str
    status: FeedStatus
    works: int = 0
    new: int = 0
    left_out: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What was found in feeds.

    Attributes:
        feeds: what became of each feed.
        works: the new works, and works that an earlier run found and could not show.
        fetched: what became of the works that were to be fetched; None if none were.
        problem: why works could not be fetched, or "".
        stopped: whether a person stopped the job.
    """

    feeds: tuple[FeedOutcome, ...]
    works: tuple[ListedWork, ...]
    fetched: "FetchReport | None" = None
    problem: str = ""
    stopped: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no feed was read and there is no work to show."""
        return not self.feeds and not self.works

    @property
    def failed(self) -> bool:
        """Whether a feed could not be read, or a work could not be fetched."""
        if any(feed.status == "failed" for feed in self.feeds) or self.problem:
            return True
        return self.fetched is not None and self.fetched.failed


@dataclass(frozen=True, slots=True)
class _Reading:
    """A feed that was read: the feed as it is remembered from now on, its works, and further years of each."""

    feed: KnownFeed
    works: Sequence[Mapping[str, Any]]
    years: Sequence[tuple[int, ...]] = ()
    left_out: int = 0
    problem: str = ""
    status: FeedStatus = field(default="read")


class FeedReader:
    """Reads feeds of a library that is open for writing. Use once."""

    def __init__(
        self,
        corpus: Corpus,
        make_web: "Callable[[], Web]",
        make_crossref: Callable[[], Crossref],
        progress: JobProgress,
        since: str = "",
    ) -> None:
        """Take a library. The clients are made only if a feed needs them.

        Args:
            corpus: the library.
            make_web: makes the client for feeds of the web.
            make_crossref: makes the client for Crossref.
            progress: shows which feed is read.
            since: leave out the works before this day (2026-11-30); "" for the works since the last time.
        """
        self._corpus = corpus
        self._make_web = make_web
        self._make_crossref = make_crossref
        self._progress = progress
        self._since = since
        self._web: Web | None = None
        self._crossref: Crossref | None = None

    def run(self, addresses: Sequence[FeedAddress]) -> FeedReport:
        """Read feeds. Ctrl-C ends the job early and keeps what was read.

        Raises:
            MissingExtra: the extra `feeds` is not installed, and a feed is not a question to Crossref.
        """
        if not addresses:
            return FeedReport((), tuple(self._corpus.feeds.listed(unshown=True)))
        if any(address.kind != "crossref" for address in addresses):
            require_feeds()
        new_works = NewWorks(self._corpus.references().values(), self._corpus.feeds.listed())
        known = self._corpus.feeds.known()
        outcomes = []
        stopped = False
        try:
            for number, address in enumerate(addresses, start=1):
                stage = f"Reading feed {number:,} of {len(addresses):,}"
                self._progress.advance(stage=stage, fraction=(number - 1) / len(addresses))
                outcomes.append(self._outcome(address, known, new_works))
        except KeyboardInterrupt:
            stopped = True
        return FeedReport(tuple(outcomes), tuple(self._corpus.feeds.listed(unshown=True)), stopped=stopped)

    def _outcome(self, address: FeedAddress, known: Mapping[str, KnownFeed], new_works: NewWorks) -> FeedOutcome:
        feed = known.get(address.text, KnownFeed(address.text))
        try:
            reading = self._read(address, feed)
        except (NotFetched, UnreadableFile) as error:
            return FeedOutcome(address.text, feed.title, "failed", problem=str(error))
        works = []
        left_out = reading.left_out
        for csl in reading.works:
            new_works.note_title(address.text, csl)
        for number, csl in enumerate(reading.works):
            if _is_before(csl, self._since) and address.kind != "crossref":
                left_out += 1
                continue
            years = reading.years[number] if reading.years else ()
            if new_works.take(csl, address.text, years):
                works.append(ListedWork(name_of(csl), csl, address.text))
        self._corpus.feeds.record(reading.feed, works)
        return FeedOutcome(
            address.text,
            reading.feed.title,
            reading.status,
            len(reading.works),
            len(works),
            left_out,
            reading.problem,
        )

    # --- reading -----------------------------------------------------------------------------------------------

    def _read(self, address: FeedAddress, feed: KnownFeed) -> _Reading:
        """Read a feed.

        Raises:
            NotFetched, UnreadableFile: it cannot be read, with the reason on one line.
        """
        if address.kind == "crossref":
            return self._ask_crossref(address, feed)
        if address.kind == "file":
            return _reading(feed, read_feed(Path(address.text)))
        return self._read_page(address, feed)

    def _read_page(self, address: FeedAddress, feed: KnownFeed) -> _Reading:
        held = PageVersion(feed.tag, feed.modified)
        if self._since:  # what was left out the last time may be wanted now
            held = PageVersion()
        self._web = self._web or self._make_web()
        with self._web.visit(address.text, self._progress.receive) as visit:
            page = visit.page(address.text, ACCEPT_FEEDS, held)
        if page is None:
            return _Reading(feed, (), status="unchanged")
        with TemporaryDirectory() as folder:
            path = Path(folder) / "feed.xml"
            path.write_bytes(page.content)
            found = read_feed(path, page.url)
        version = PageVersion() if self._since else page.version
        return _reading(replace(feed, tag=version.tag, modified=version.modified), found)

    def _ask_crossref(self, address: FeedAddress, feed: KnownFeed) -> _Reading:
        since = self._since or feed.since or self._corpus.feeds.days_ago(FIRST_DAYS)
        self._crossref = self._crossref or self._make_crossref()
        found = self._crossref.new_works(address.field, address.value, since)
        works, years = [], []
        for record in found.records:
            if record.csl.get("title"):
                works.append(dict(record.csl))
                years.append(record.years)
        problem = ""
        next_since = self._corpus.feeds.days_ago(1)  # a record may be found only minutes after its registration
        if not found.is_whole:
            next_since = max(found.last_day, _day_after(since))
            problem = f"has more than {MAX_NEW_WORKS:,} works since {since}: the next run goes on from {next_since}"
        left_out = len(found.records) - len(works)
        return _Reading(replace(feed, since=next_since), works, years, left_out, problem)


def _reading(feed: KnownFeed, found: Feed) -> _Reading:
    return _Reading(replace(feed, title=found.title), found.works, (), found.left_out, found.problem)


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _is_before(csl: Mapping[str, Any], since: str) -> bool:
    """Return whether a work appeared before a day, as far as its date says. A work without a date did not."""
    parts = (csl.get("issued") or {}).get("date-parts") or [[]]
    day = "-".join(f"{part:02}" for part in parts[0])
    return bool(day) and day < since[: len(day)]
