"""The order of a list of works."""

from collections.abc import Sequence
from typing import Literal

from corpus.model import Holding, Reference
from corpus.text.language import fold

Order = Literal["added", "year", "title"]


def in_order(holdings: Sequence[Holding], order: Order) -> list[Holding]:
    """Return works by the date on which they were added, newest first; by year, newest first; or by title.

    A work whose date or year is not known comes last. Works of one date are in the reverse order of their addition,
    works of one year in the order of their titles.

    Args:
        holdings: works in the order in which they were added.
        order: what to sort by.
    """
    if order == "added":
        oldest_first = sorted(holdings, key=lambda holding: holding.added or "")
        return oldest_first[::-1]
    by_title = sorted(holdings, key=lambda holding: title_order(holding.reference))
    if order == "title":
        return by_title
    return sorted(by_title, key=lambda holding: holding.reference.year or 0, reverse=True)


def title_order(reference: Reference) -> str:
    """Return a title for sorting: without regard to case, accents and the marks before its first word."""
    title = fold(reference.title)
    return title.lstrip("".join(character for character in title if not character.isalnum()))
