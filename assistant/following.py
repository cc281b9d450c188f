"""`Following`: feeds of news are read, and the works that they list are fetched."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.keeping import Keeping
from corpus.errors import InputError, LibraryBusy, NetworkError
from corpus.store.corpus import Corpus

if TYPE_CHECKING:
    from assistant.watching.feeds import FeedReport
    from corpus.feeds.model import KnownFeed, ListedWork
    from corpus.web.client import Web


class Following(Keeping):
    """Reads feeds, and lists their works that the library does not have."""

    def feeds(self) -> "list[KnownFeed]":
        """Return the feeds that every run reads, in the order in which they came."""
        with self._open_for_reading() as corpus:
            return corpus.feeds.kept()

    def keep_feed(self, address: str) -> bool:
        """Let every run read a feed. Return whether that is new.

        Raises:
            InputError: it is not an address of a feed, or there are too many.
        """
        from corpus.feeds.addresses import feed_address

        with Corpus.open_baskets(self.folder) as corpus:
            return corpus.feeds.keep(feed_address(address).text)

    def forget_feed(self, address: str) -> None:
        """Do not read a feed any more. The works that it listed are not listed again.

        Raises:
            UnknownKey: it is not kept.
        """
        from corpus.feeds.addresses import feed_address

        with Corpus.open_baskets(self.folder) as corpus:
            corpus.feeds.forget(feed_address(address).text)

    def read_feeds(
        self, *addresses: str, since: str = "", fetch: bool = False, web: "Web | None" = None
    ) -> "FeedReport":
        """Read feeds, and list the works that are new. `mark_listed` notes that a person has seen them.

        Args:
            addresses: files, web addresses, or questions to Crossref (`corpus.feeds.addresses`), besides the feeds
                that are kept.
            since: leave out the works before this day (2026-11-30); "" for the works since the last time.
            fetch: fetch the new works, as `fetch` does.
            web: what downloads and asks Crossref; None for the default.

        Raises:
            InputError: an address or the day does not have the form of one.
            MissingExtra: the extra `feeds` is not installed.
            StorageFull, LibraryDamaged: see `corpus.errors`.
        """
        from assistant.watching.feeds import FeedReader
        from corpus.feeds.addresses import feed_address

        named = [feed_address(address) for address in addresses]
        _check_day(since)
        with Corpus.open_baskets(self.folder) as corpus:
            kept = [feed_address(feed.address) for feed in corpus.feeds.kept()]
            unique = {address.text: address for address in [*kept, *named]}
            reader = FeedReader(corpus, lambda: web or self._web(), lambda: self._crossref(web), self.progress, since)
            report = reader.run(list(unique.values()))
        if not fetch or report.stopped:
            return report
        return self._fetch_listed(report, web)

    def _fetch_listed(self, report: "FeedReport", web: "Web | None") -> "FeedReport":
        """Fetch the works of a report, and return it with what became of them."""
        names = [work.name for work in report.works if work.name]
        if not names:
            return report
        try:
            return replace(report, fetched=self.fetch(*names, web=web))
        except (NetworkError, LibraryBusy) as error:
            return replace(report, problem=str(error))

    def mark_listed(self, works: "Sequence[ListedWork]") -> None:
        """Note that a person has seen these works of a report. They are not listed again."""
        if works:
            with Corpus.open_baskets(self.folder) as corpus:
                corpus.feeds.mark_shown([work.number for work in works])

    def listed_works(self) -> "list[ListedWork]":
        """Return all works that feeds listed and that the library still has not, the first listed first."""
        from assistant.watching.new_works import NewWorks

        with self._open_for_reading() as corpus:
            held = NewWorks(corpus.references().values(), ())
            return [work for work in corpus.feeds.listed() if held.take(work.csl)]


def _check_day(text: str) -> None:
    """Raise InputError if a text is neither a day nor empty."""
    try:
        is_day = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        raise InputError(f"{text[:40]!r} is not a day: write it as in 2026-11-30")
