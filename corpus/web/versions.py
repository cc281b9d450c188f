"""The version of a page that is held, so that a server need not send it again (RFC 9110, 13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

MAX_HEADER_CHARACTERS = 500
"""A longer header is not kept. An `ETag` has some 40 characters. Chosen."""


@dataclass(frozen=True, slots=True)
class PageVersion:
    """The server's names for a version of a page: its `ETag` and its `Last-Modified`, or ""."""

    tag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Self:
        """Return the version that the headers of a response name."""
        return cls(_checked(headers.get("ETag", "")), _checked(headers.get("Last-Modified", "")))

    @property
    def request_headers(self) -> dict[str, str]:
        """The headers that request the page only if there is another version of it."""
        headers = {"If-None-Match": _checked(self.tag), "If-Modified-Since": _checked(self.modified)}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that came whole: its content, the address it came from after all redirects, and its version."""

    content: bytes
    url: str
    version: PageVersion


def _checked(value: str) -> str:
    """Return a value that a header can hold, or ""."""
    if value.isascii() and value.isprintable() and len(value) <= MAX_HEADER_CHARACTERS:
        return value
    return ""
