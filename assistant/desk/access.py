"""Who may use a desk: the token of the person who started it, and the addresses that it answers to.

The token comes in the opening address, once. The browser then gets a cookie that is derived from it. A program sends it
in the header `Authorization: Bearer TOKEN`.
"""

import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError, error_reason
from corpus.files import cache_folder

TOKEN_BYTES = 32

TOKEN = re.compile(r"[A-Za-z0-9_-]{22,512}")
"""What a token may be: 22 characters of this alphabet have 128 random bits. None of them is escaped in an address."""

OTHERS_MAY_READ = 0o077
"""The permissions of all but the owner of a file."""


@dataclass(frozen=True, slots=True)
class Access:
    """The token, and the values of the header Host that name this desk.

    `any_address`: the desk listens on all addresses of this machine, and answers to each of them.
    """

    token: str
    port: int
    hosts: frozenset[str]
    any_address: bool = False

    @property
    def cookie_name(self) -> str:
        """The name of the cookie. It has the port in it, because a browser sends a cookie to all ports of a host."""
        return f"evidence_desk_{self.port}"

    @property
    def cookie_value(self) -> str:
        """The value of the cookie. It opens only the desk on this port, and the token cannot be found from it."""
        return hmac.digest(self.token.encode(), self.cookie_name.encode(), "sha256").hex()

    def is_token(self, given: str) -> bool:
        """Return whether a text is the token, in a time that does not tell how much of it is right."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def is_cookie(self, given: str) -> bool:
        """Return whether a text is the value of the cookie, as for `is_token`."""
        return hmac.compare_digest(given.encode(), self.cookie_value.encode())

    def is_ours(self, host: str, local_address: str) -> bool:
        """Return whether the header Host of a request names this desk.

        A page of a stranger can make its own name lead to this machine, but it cannot change this header (DNS
        rebinding). An address in it names what the browser connected to, so no name can be behind it.

        Args:
            host: the header.
            local_address: the address of this machine at which the connection arrived.
        """
        if host.lower() in self.hosts:
            return True
        return self.any_address and host.lower() in host_headers([local_address], self.port)


def host_headers(names: list[str], port: int) -> frozenset[str]:
    """Return the values of the header Host for names and addresses at a port. Port 80 may be left out."""
    headers = set()
    for name in names:
        host = f"[{name}]" if ":" in name else name.lower()
        headers.add(f"{host}:{port}")
        if port == 80:
            headers.add(host)
    return frozenset(headers)


def token_file() -> Path:
    """Return the file that keeps the token of this person, so that open tabs survive a restart."""
    return cache_folder() / "desk-token"


def read_token(path: Path) -> str:
    """Return the token in a file. If there is no such file, it is made, and only its owner may read it.

    Raises:
        InputError: the file cannot be read or made, others may read it, or it does not hold a token.
    """
    from filelock import FileLock

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(path.name + ".lock")):
            if not path.exists():
                _make_token(path)
            text = _read_private(path)
    except OSError as error:
        raise InputError(
            f"the token in {str(path)!r} cannot be read or made: {error_reason(error)}. Name another file with"
            " --token-file"
        ) from error
    token = text.strip()
    if not TOKEN.fullmatch(token):
        raise InputError(
            f"{str(path)!r} does not hold a token: 22 to 512 letters, digits, - and _. Delete it, and it is made again"
        )
    return token


def _make_token(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(TOKEN_BYTES) + "\n")


def _read_private(path: Path) -> str:
    """Return the text of a file that only its owner may read."""
    with path.open(encoding="utf-8", errors="replace") as file:
        if os.name != "nt" and os.fstat(file.fileno()).st_mode & OTHERS_MAY_READ:
            raise InputError(f"other people may read the token in {str(path)!r}: chmod 600 {str(path)!r}")
        return file.read(1024)
