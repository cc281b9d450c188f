"""The works of a library as a list to look through: one row for each work, narrowed down and sorted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.holdings import title_order
from corpus.citing.short_citation import authors
from corpus.model import Holding, Reference, authors_and_editors
from corpus.text.language import fold
from corpus.works.doubts import way_to_settle

Column = Literal["title", "authors", "year", "kind", "design", "status", "added"]
COLUMNS: tuple[Column, ...] = get_args(Column)
"""What a list can be sorted by."""

HeldAs = Literal["full text", "note only", "reference only"]
HELD_AS: tuple[HeldAs, ...] = get_args(HeldAs)
"""What the library may have of a work."""

UNREADABLE = "unreadable"
"""Asks for works with pages that cannot be read. It is used like a value of `HELD_AS`."""


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A work, and what the library has of it: its full texts, or else its note, or else one holding without a text."""

    reference: Reference
    holdings: tuple[Holding, ...]

    @property
    def authors(self) -> str:
        """The authors in a few words."""
        return authors(self.reference)

    @property
    def added(self) -> str:
        """The day on which the work, or the last of its files, was added; "" if that is not known."""
        return max(holding.added or "" for holding in self.holdings)[:10]

    @property
    def held_as(self) -> HeldAs:
        """What the library has of the work."""
        status = self.holdings[0].status
        return status if status in ("note only", "reference only") else "full text"

    @property
    def pages(self) -> int:
        """The number of pages of all texts."""
        return sum(holding.pages for holding in self.holdings)

    @property
    def unreadable(self) -> int:
        """The number of pages that cannot be read."""
        return sum(len(holding.unreadable) for holding in self.holdings)

    @property
    def is_doubtful(self) -> bool:
        """Whether the record may be wrong, or lacks what a citation needs."""
        return bool(way_to_settle(self.reference))


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which works of a list to show. An empty field does not leave any out; the years are inclusive."""

    text: str = ""
    kind: str = ""
    design: str = ""
    held_as: str = ""
    since: int | None = None
    until: int | None = None
    doubtful: bool = False

    def admits(self, work: ListedWork) -> bool:
        """Return whether a work is shown."""
        reference = work.reference
        if self.kind not in ("", reference.kind) or self.design not in ("", reference.design):
            return False
        if not self._admits_text(work) or not self._admits_year(reference.year):
            return False
        if self.doubtful and not work.is_doubtful:
            return False
        if not self.text:
            return True
        searched = _searched_text(reference)
        return all(word in searched for word in fold(self.text).split())

    def _admits_text(self, work: ListedWork) -> bool:
        if self.held_as == UNREADABLE:
            return work.unreadable > 0
        return self.held_as in ("", work.held_as)

    def _admits_year(self, year: int | None) -> bool:
        if year is None:
            return self.since is None and self.until is None
        return (self.since is None or year >= self.since) and (self.until is None or year <= self.until)


def list_works(holdings: Iterable[Holding]) -> list[ListedWork]:
    """Return a row for each work, in the order of the holdings."""
    by_key: dict[str, list[Holding]] = {}
    for holding in holdings:
        by_key.setdefault(holding.reference.key, []).append(holding)
    return [ListedWork(of_work[0].reference, tuple(of_work)) for of_work in by_key.values()]


def narrow(works: Iterable[ListedWork], narrowing: Narrowing) -> list[ListedWork]:
    """Return the works that are shown."""
    return [work for work in works if narrowing.admits(work)]


def sort_works(works: Sequence[ListedWork], column: Column, *, descending: bool) -> list[ListedWork]:
    """Return works by a column. Works whose value is not known come last; equal ones stay in their order."""
    value_of = _VALUES[column]
    known = [work for work in works if value_of(work)]
    unknown = [work for work in works if not value_of(work)]
    return [*sorted(known, key=value_of, reverse=descending), *unknown]


_VALUES: dict[Column, Callable[[ListedWork], str]] = {
    "title": lambda work: title_order(work.reference),
    "authors": lambda work: fold(work.authors),
    "year": lambda work: _four_digits(work.reference.year),
    "kind": lambda work: work.reference.kind,
    "design": lambda work: work.reference.design,
    "status": lambda work: str(HELD_AS.index(work.held_as) + 1),
    "added": lambda work: max(holding.added or "" for holding in work.holdings),
}


def _four_digits(year: int | None) -> str:
    return f"{year:04}" if year else ""


def _searched_text(reference: Reference) -> str:
    """Return the texts in which a person may look for a work: key, title and names."""
    names = [" ".join(map(str, name.values())) for name in authors_and_editors(reference.csl)]
    return fold(" ".join([reference.key, reference.title, *names]))
