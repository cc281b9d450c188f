"""A feed: the works that it lists, as CSL-JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of news, as it was read.

    Attributes:
        title: its own title, or "".
        works: a CSL item for each entry that names a work, in the order of the feed.
        left_out: how many entries name no work, or are beyond the limit.
        problem: why entries may be missing, or "".
    """

    title: str
    works: tuple[Mapping[str, Any], ...]
    left_out: int
    problem: str


@dataclass(frozen=True, slots=True)
class KnownFeed:
    """A feed that was read, or that a person keeps so that every run reads it.

    Attributes:
        address: as `corpus.feeds.addresses` writes it.
        title: its own title, or "".
        is_kept: whether every run reads it.
        tag: the `ETag` of the page that was read last, or "".
        modified: its `Last-Modified`, or "".
        since: the day from which Crossref is asked the next time (2026-11-30), or "".
        day: when it was read last (UTC), or "".
    """

    address: str
    title: str = ""
    is_kept: bool = False
    tag: str = ""
    modified: str = ""
    since: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A work that a feed listed and that the library did not have. It is not a work of the library.

    Attributes:
        name: by which it is fetched: its DOI, or else its address, or else "".
        csl: its CSL item without an id.
        feed: the address of the feed that listed it first.
        number: in the order of listing; 0 until the library has set it.
        day: when it was listed (UTC); "" until the library has set it.
    """

    name: str
    csl: Mapping[str, Any]
    feed: str
    number: int = 0
    day: str = ""
