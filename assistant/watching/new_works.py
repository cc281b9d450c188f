"""Tell the works of feeds that are new: neither the library nor an earlier list has them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from corpus.exchange.completion import MIN_TITLE_WORDS
from corpus.exchange.matching import KnownWorks
from corpus.exchange.model import ExportEntry
from corpus.feeds.model import ListedWork
from corpus.model import Reference
from corpus.store.corpus import Corpus
from corpus.text.words import normalize
from corpus.works.identifiers import bare_doi, is_doi


class NewWorks:
    """The works that a library and earlier lists have. `take` tells whether another one is new.

    Two works are the same if they have the same DOI or address, or as `corpus.exchange.matching` compares records. If a
    feed lists several works under one title ("Monthly bulletin"), its works with that title are told by their
    addresses.
    """

    def __init__(self, references: Iterable[Reference], listed: Iterable[ListedWork]) -> None:
        listed = list(listed)
        held = list(references)
        held += [_as_reference(work) for work in listed]
        self._known = KnownWorks(held)
        self._years: dict[str, set[int]] = {}
        self._addresses: set[str] = set()
        self._addresses_of_title: dict[tuple[str, str], set[str]] = {}
        for reference in held:
            self._note(reference.csl)
        for work in listed:
            self.note_title(work.feed, work.csl)

    def note_title(self, feed: str, csl: Mapping[str, Any]) -> None:
        """Note that a feed lists a work. Call it for all works of a feed before any of them is taken."""
        address = address_key(csl)
        if address:
            self._addresses_of_title.setdefault((feed, _title(csl)), set()).add(address)

    def take(self, csl: Mapping[str, Any], feed: str = "", years: Collection[int] = ()) -> bool:
        """Return whether a work is new. From then on it is not.

        Args:
            csl: its CSL item.
            feed: the address of the feed that lists it.
            years: further years in which it appeared.
        """
        if self._is_known(csl, feed, years):
            return False
        self._known.adopt(ExportEntry(csl, "", (), 0))
        self._note(csl)
        return True

    def _is_known(self, csl: Mapping[str, Any], feed: str, years: Collection[int]) -> bool:
        if not csl.get("DOI"):
            if address_key(csl) in self._addresses:
                return True
            if len(self._addresses_of_title.get((feed, _title(csl)), ())) > 1:
                return False
        if self._known.find(csl):
            return True
        for year in self._other_years(csl, years):
            if self._known.find({**csl, "issued": {"date-parts": [[year]]}}):
                return True
        return False

    def _other_years(self, csl: Mapping[str, Any], years: Collection[int]) -> list[int]:
        """Return the years under which a work may be known too: any year of its title if it has no date."""
        if csl.get("issued"):
            return sorted(years)
        title = _title(csl)
        if len(title.split()) < MIN_TITLE_WORDS:
            return []
        return sorted(self._years.get(title, ()))

    def _note(self, csl: Mapping[str, Any]) -> None:
        year = Reference("", csl, "", "").year
        if year:
            self._years.setdefault(_title(csl), set()).add(year)
        address = address_key(csl)
        if address:
            self._addresses.add(address)


def address_key(csl: Mapping[str, Any]) -> str:
    """Return the address of a work without scheme, `www.`, fragment and fields that count visitors; "" for none.

    The rest of a query stays: `?id=1` and `?id=2` are two pages.
    """
    try:
        parts = urlsplit(str(csl.get("URL", "")))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if not host:
        return ""
    kept = []
    for field in parts.query.split("&"):
        if field and not _COUNTS_VISITORS.match(field):
            kept.append(field)
    return f"{host}{parts.path.rstrip('/')}?{'&'.join(kept)}"


_COUNTS_VISITORS = re.compile("(?i)(?:utm_[a-z]+|af|fbclid|gclid|rss)(?:=|$)")


def _title(csl: Mapping[str, Any]) -> str:
    return normalize(str(csl.get("title", "")))


def name_of(csl: Mapping[str, Any]) -> str:
    """Return the name by which a listed work is fetched: its DOI, or else its address, or else ""."""
    return str(csl.get("DOI") or csl.get("URL") or "")


def adopt_listed(corpus: Corpus, works: Collection[ListedWork]) -> dict[str, str]:
    """Add the records of listed works to a library that is open for writing. Return their keys, by name.

    If the library has a work by now, its own record stays.
    """
    references = corpus.references()
    known = KnownWorks(references.values())
    keys = {}
    added = []
    for work in works:
        adopted = known.adopt(ExportEntry(work.csl, "", (), 0))
        keys[work.name] = adopted.reference.key
        if adopted.status == "new":
            added.append(adopted.reference)
    corpus.put(added)
    return keys


def listed_named(corpus: Corpus, names: Iterable[str]) -> dict[str, ListedWork]:
    """Return the works that feeds listed under these DOIs and addresses, by the text that names each."""
    found = {}
    for name in names:
        doi = bare_doi(name).lower()
        work = corpus.feeds.named(doi if is_doi(doi) else name)
        if work:
            found[name] = replace(work, name=name)
    return found


def _as_reference(work: ListedWork) -> Reference:
    """Return a listed work as if it were held, under a key that no work can have."""
    return Reference(f"listed {work.number}", work.csl, "", "")
