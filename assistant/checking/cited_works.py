"""Find the works of a library that a citation in a draft names, and say what the library has of them."""

from collections.abc import Iterable, Sequence

from assistant.checking.model import CitedPlace
from corpus.citing.short_citation import author_year
from corpus.model import Holding, Reference, authors_and_editors
from corpus.store.corpus import Corpus
from corpus.text.verbatim import words_of
from corpus.text.words import normalize

MAX_UNREADABLE = 10
"""Unreadable pages that are named. Chosen: half a line."""


class CitedWorks:
    """The works of one state of a library. Reads the records once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.references = corpus.references()
        self._first_names = {key: _first_name(reference) for key, reference in self.references.items()}
        self._titles = {words_of(reference.title).letters for reference in self.references.values()}
        self._holdings: dict[str, list[Holding]] = {}
        for holding in corpus.holdings():
            self._holdings.setdefault(holding.reference.key, []).append(holding)

    def named(self, cited: CitedPlace) -> frozenset[str] | None:
        """Return the keys of the works that a citation may mean; None if it names no work.

        A citation without a key means the works of its first author or editor from its year.
        """
        if cited.keys:
            keys = {self._corpus.resolve(key) for key in cited.keys}
            return frozenset(filter(None, keys))
        if not cited.names:
            return None
        written = f" {normalize(cited.names)} "
        found = set()
        for key, reference in self.references.items():
            if _is_from_year(reference, cited.years) and f" {self._first_names[key]} " in written:
                found.add(key)
        return frozenset(found)

    def has_title(self, words: str) -> bool:
        """Return whether words are the title of a work, as a footnote or a list of references has it."""
        return words_of(words).letters in self._titles

    def full_texts(self, keys: Iterable[str]) -> list[Holding]:
        """Return the full texts of some works, in the order of their keys."""
        found = []
        for key in sorted(keys):
            for holding in self._holdings.get(key, ()):
                if holding.source and holding.source.kind != "note":
                    found.append(holding)
        return found

    def only_recorded(self, keys: Iterable[str]) -> str:
        """Return that only the records of some works are held, in words; "" without works."""
        names = ", ".join(sorted(author_year(self.references[key]) for key in keys))
        return f"only the record of {names} is in the library" if names else ""

    def unreadable(self, keys: Iterable[str], cited: CitedPlace) -> str:
        """Return which of the pages that are cited, or of all pages, cannot be read, in words; or ""."""
        for holding in self.full_texts(keys):
            unread = [str(number) for number in holding.unreadable]
            meant = [page for page in unread if not cited.pages or page in cited.pages]
            if meant:
                pages = ", ".join(meant[:MAX_UNREADABLE])
                return f"{author_year(holding.reference)}: pages that cannot be read: {pages}"
        return ""


def _is_from_year(reference: Reference, years: Sequence[str]) -> bool:
    """Return whether a work is from one of some years, or whether there is none.

    A work without a year is cited as "n.d.", perhaps beside the years of its title.
    """
    written = [int(year) for year in years if year.isdecimal()]
    if reference.year is None and len(written) < len(years):
        return True
    return not written or reference.year in written


def _first_name(reference: Reference) -> str:
    """Return the first name that a citation of a work has, folded: of its author or editor, or else its title."""
    for name in authors_and_editors(reference.csl):
        family = normalize(str(name.get("family") or name.get("literal") or ""))
        if family:
            return family
    return normalize(reference.title)
