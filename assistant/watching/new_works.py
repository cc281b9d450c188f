"""Tell the works of feeds that are new: neither the library nor an earlier list has them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from corpus.exchange.completion import MIN_TITLE_WORDS
from corpus.exchange.matching import KnownWorks
from corpus.exchange.model import ExportEntry
from corpus.feeds.model import ListedWork
from corpus.model import Reference
from corpus.store.corpus import Corpus
from corpus.text.words import normalize
from corpus.works.identifiers import bare_doi, bare_url, is_doi


class NewWorks:
    """The works that a library and earlier lists have. `take` tells whether another one is new.

    Two works are the same if they have the same DOI or address, or as `corpus.exchange.matching` compares records.
    """

    def __init__(self, references: Iterable[Reference], listed: Iterable[ListedWork]) -> None:
        held = [*references, *(_as_reference(work) for work in listed)]
        self._known = KnownWorks(held)
        self._years: dict[str, set[int]] = {}
        self._addresses: set[str] = set()
        for reference in held:
            self._note(reference.csl)

    def take(self, csl: Mapping[str, Any], years: Collection[int] = ()) -> bool:
        """Return whether a work is new. From then on it is not.

        Args:
            csl: its CSL item.
            years: further years in which it appeared.
        """
        if self._is_known(csl, years):
            return False
        self._known.adopt(ExportEntry(csl, "", (), 0))
        self._note(csl)
        return True

    def _is_known(self, csl: Mapping[str, Any], years: Collection[int]) -> bool:
        if not csl.get("DOI") and csl.get("URL") and bare_url(csl["URL"]) in self._addresses:
            return True
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
        title = normalize(csl["title"])
        if len(title.split()) < MIN_TITLE_WORDS:
            return []
        return sorted(self._years.get(title, ()))

    def _note(self, csl: Mapping[str, Any]) -> None:
        year = Reference("", csl, "", "").year
        if year:
            self._years.setdefault(normalize(str(csl.get("title", ""))), set()).add(year)
        address = bare_url(str(csl.get("URL", "")))
        if address:
            self._addresses.add(address)


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
