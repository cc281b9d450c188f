"""Where a library is published: a folder that several machines share, or an object store.

LanceDB finds the keys for an object store where its own tools do (`AWS_ACCESS_KEY_ID` and others, `~/.aws`). They are
never in a file of this program or in a message.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from corpus.errors import LibraryError
from corpus.extras import require_lance

_OPTIONS = {"connect_timeout": "5s", "timeout": "60s", "client_max_retries": "3", "client_retry_timeout": "20"}
"""How long LanceDB tries to reach an object store: about half a minute. Its own limit is three minutes."""

_REASONS = {
    "commit conflict": "other processes change it all the time: try again later",
    "nosuchbucket": "there is no such bucket",
    "accessdenied": "access is denied",
    "invalidaccesskeyid": "the key is not known there",
    "signaturedoesnotmatch": "the key is wrong",
    "kind: connect": "there is no connection",
    "dns error": "its host is not found",
    "timed out": "it does not answer in time",
    "missing region": "no region is named: set AWS_REGION",
    "no object store provider": "its kind is not known",
    "credential": "no key for it is found",
}
"""What the words of an error of an object store mean."""

_MAX_REASON_CHARACTERS = 200
_SECRET_NAMES = re.compile(r"(?i)key|secret|token|password")
_MIN_SECRET_CHARACTERS = 6


def connect(place: str) -> Any:
    """Return LanceDB's connection to a place. Nothing may be published there yet.

    Raises:
        MissingExtra: LanceDB is not installed.
        LibraryError: the place cannot be reached.
    """
    require_lance()
    os.environ.setdefault("LANCEDB_LOG", "error")  # its warnings are for programmers
    import lancedb

    options = _OPTIONS if "://" in place else None
    with reaching(place):
        return lancedb.connect(place, storage_options=options)


def is_conflict(error: Exception) -> bool:
    """Return whether another process has changed the table meanwhile, so that the same can be tried again."""
    return "commit conflict" in str(error).casefold()


@contextmanager
def reaching(place: str) -> Iterator[None]:
    """Raise LibraryError, with one line, for an error of LanceDB inside."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        raise LibraryError(f"the published library {place!r} cannot be used: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Return what went wrong in a few words. LanceDB's own words can be pages, with addresses and keys."""
    words = str(error)
    folded = words.casefold()
    for sign, meaning in _REASONS.items():
        if sign in folded:
            return meaning
    line = " ".join(words.split())[:_MAX_REASON_CHARACTERS]
    for name, value in os.environ.items():
        if _SECRET_NAMES.search(name) and len(value) >= _MIN_SECRET_CHARACTERS:
            line = line.replace(value, "...")
    return line
