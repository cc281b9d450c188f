"""Parse a feed: RSS of any version, and Atom. The child process does this (`task`)."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.errors import InputError
from corpus.exchange.lines import one_line
from corpus.feeds.entries import MAX_TITLE_CHARACTERS, address_of, plain_title, to_work
from corpus.feeds.model import Feed

MAX_ENTRIES = 2_000
"""Entries of a feed that are read. Feeds have 10 to 100; a feed of a whole archive has hundreds. Chosen."""


def parse(content: bytes, address: str) -> Feed:
    """Return the works that a feed lists.

    Args:
        content: the bytes of the file.
        address: where it came from, or "".

    Raises:
        InputError: it is not a feed. The message lacks its subject, the name of the file.
    """
    import feedparser

    if not content.strip():
        raise InputError("is empty")
    headers = {"content-location": address} if address else {}
    # A stream, because bytes could be the name of a file. No markup is kept, so none needs to be made safe.
    parsed = feedparser.parse(
        io.BytesIO(content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    entries = parsed.get("entries") or []
    if not entries and not parsed.get("version"):
        raise InputError("is neither RSS nor Atom")
    works = _works(entries[:MAX_ENTRIES])
    title = one_line(plain_title(parsed.get("feed") or {}))[:MAX_TITLE_CHARACTERS]
    return Feed(title, tuple(works), len(entries) - len(works), _problem(parsed, len(entries)))


def _works(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the works that entries name. An address that several entries share is not the address of a work."""
    times = Counter(address_of(entry) for entry in entries)
    works = []
    for entry in entries:
        work = to_work(entry)
        if work is None:
            continue
        if times[work.get("URL", "")] > 1:
            work.pop("URL", None)
        works.append(work)
    return works


def _problem(parsed: Mapping[str, Any], entries: int) -> str:
    """Return why entries of a feed may be missing, or ""."""
    if entries > MAX_ENTRIES:
        return f"has {entries:,} entries, and the first {MAX_ENTRIES:,} are read"
    line_of = getattr(parsed.get("bozo_exception"), "getLineNumber", None)
    if parsed.get("bozo") and line_of:
        return f"is not well-formed XML (line {line_of()}): entries after that may be missing"
    return ""
