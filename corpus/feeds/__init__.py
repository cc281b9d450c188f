"""Feeds of news: the works that an RSS or Atom file lists. `addresses` has the forms in which a person names a feed.

A feed comes from a stranger. A child process parses it, with limits, and the parent checks its answer.
"""

from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.extras import require_feeds
from corpus.feeds.model import Feed

MAX_FILE_BYTES = 20_000_000
"""Size of a file. The feed of a journal with fifty abstracts has 200,000 bytes. Chosen."""

_MEMORY_BYTES = 2**29
_SECONDS = 60.0
"""Limits for reading a feed. A feed of 10 MB with 2,000 entries takes 11 s on a machine that does other work too."""

_OUTPUT_BYTES = 20_000_000


def read_feed(path: Path, address: str = "") -> Feed:
    """Return what a file says that is an RSS or Atom feed.

    Args:
        path: the file.
        address: the web address that the file came from. Relative links in the feed are relative to it.

    Raises:
        MissingExtra: the extra `feeds` is not installed.
        UnreadableFile: it is too large, takes too much, or is not a feed. The message lacks its subject.
    """
    from corpus.feeds.task import feed_from_json
    from corpus.sandbox.process import ask

    require_feeds()
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # the child's parent says why the file cannot be opened
    if size > MAX_FILE_BYTES:
        raise UnreadableFile(f"has {size:,} bytes, and the limit is {MAX_FILE_BYTES:,}")
    request = {"task": "feed", "address": address}
    answer = ask(request, path, _SECONDS, memory_bytes=_MEMORY_BYTES, output_bytes=_OUTPUT_BYTES)
    if "not a feed" in answer:
        raise UnreadableFile(str(answer["not a feed"]))
    return feed_from_json(answer)
