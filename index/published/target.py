"""Where a library is published: a folder that several machines share, an object store, or a server of LanceDB.

LanceDB finds the keys for an object store where its own tools do (`AWS_ACCESS_KEY_ID` and others, `~/.aws`). The key of
a server is in `LANCEDB_API_KEY`. They are never in a file of this program or in a message.

A server (REST, https://lance.org/format/namespace/rest/) says where each table is. This machine reads and writes the
tables there, so an answer is the same as without the server.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from threading import Thread
from typing import Any
from urllib.parse import SplitResult, urlsplit

from corpus.errors import InputError, LibraryError
from corpus.extras import require_lance

_OPTIONS = {"connect_timeout": "5s", "timeout": "60s", "client_max_retries": "3", "client_retry_timeout": "20"}
"""How long LanceDB tries to reach an object store: about half a minute. Its own limit is three minutes."""

_HTTP_CLIENT = "lance_namespace_urllib3_client"

MAX_ANSWER_SECONDS = 20.0
"""How long a server may take to answer the first time: as long as an object store."""

_REASONS = {
    "commit conflict": "other processes change it all the time: try again later",
    "no space left": "the disk is full: free some space, then do the same again. What is written is kept",
    "read-only file system": "the disk is read-only",
    "permission denied": "you may not do that there: ask for the right to read it, or to write to it",
    "nosuchbucket": "there is no such bucket",
    "accessdenied": "access is denied",
    "invalidaccesskeyid": "the key is not known there",
    "signaturedoesnotmatch": "the key is wrong",
    "status=401": "the key is wrong or missing: set LANCEDB_API_KEY",
    "status=403": "access is denied",
    "failed to parse": "it does not answer as a server of LanceDB",
    "kind: connect": "there is no connection",
    "tcp connect error": "there is no connection",
    "dns error": "its host is not found",
    "timed out": "it does not answer in time",
    "missing region": "no region is named: set AWS_REGION",
    "no object store provider": "its kind is not known",
    "credential": "no key for it is found",
}
"""What the words of an error of a disk, an object store or a server mean."""

_MAX_REASON_CHARACTERS = 200
_SECRET_NAMES = re.compile(r"(?i)key|secret|token|password")
_MIN_SECRET_CHARACTERS = 6


def connect(place: str) -> Any:
    """Return LanceDB's connection to a place. Nothing may be published there yet.

    Raises:
        MissingExtra: LanceDB is not installed.
        InputError: it is an address of LanceDB Cloud, or it holds a password.
        LibraryError: the place cannot be reached.
    """
    require_lance()
    lancedb = _lancedb()
    parts = urlsplit(place) if "://" in place else None
    if parts is None:
        with reaching(place):
            return lancedb.connect(place)
    _check_address(parts, place)
    if parts.scheme not in ("http", "https"):
        with reaching(place):
            return lancedb.connect(place, storage_options=_OPTIONS)
    with reaching(place):
        connection = lancedb.connect_namespace("rest", _server_properties(place), storage_options=_OPTIONS)
    _check_answer(connection, place)
    return connection


def _lancedb() -> Any:
    """Return the module lancedb. Half of its import would be for a client of HTTP that nothing here uses: 0.6 s."""
    os.environ.setdefault("LANCEDB_LOG", "error")  # its warnings are for programmers
    spec = find_spec(_HTTP_CLIENT)
    is_left_out = spec is not None and _HTTP_CLIENT not in sys.modules and "lancedb" not in sys.modules
    if spec is not None and is_left_out:
        # An empty package: modules in it can be imported, and its own code, which imports all of them, does not run.
        sys.modules[_HTTP_CLIENT] = module_from_spec(spec)
    try:
        import lancedb
    finally:
        if is_left_out:
            del sys.modules[_HTTP_CLIENT]
    return lancedb


def _check_address(parts: SplitResult, place: str) -> None:
    """Raise if this program cannot use an address."""
    if parts.scheme == "db":
        raise InputError(
            f"{place!r} is an address of LanceDB Cloud, which this program cannot use: name a folder, s3://bucket/name,"
            " or the http:// or https:// address of a LanceDB server"
        )
    if "@" in parts.netloc:
        raise InputError(
            "an address must not have a name or password in it: set LANCEDB_API_KEY, or the object store's variables"
        )


def _check_answer(connection: Any, place: str) -> None:
    """Raise LibraryError if a server does not answer. LanceDB's client would wait for ever."""
    errors: list[Exception] = []

    def ask() -> None:
        try:
            connection.list_tables()
        except (ValueError, RuntimeError, OSError) as error:
            errors.append(error)

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(MAX_ANSWER_SECONDS)
    with reaching(place):
        if asking.is_alive():
            raise TimeoutError("timed out")
        if errors:
            raise errors[0]


def _server_properties(place: str) -> dict[str, str]:
    """Return what LanceDB's client needs to know of a server."""
    properties = {"uri": place.rstrip("/")}
    key = os.environ.get("LANCEDB_API_KEY")
    if key:
        properties["header.x-api-key"] = key
    return properties


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
