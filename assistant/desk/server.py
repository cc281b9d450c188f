"""The process of the desk: it listens on one address and serves one library until a person stops it."""

import logging
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from errno import EADDRINUSE
from ipaddress import ip_address
from pathlib import Path
from threading import current_thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import Self

import uvicorn

from assistant.assistant import Assistant
from assistant.desk.access import Access, host_headers, read_token, token_file
from assistant.desk.app import create_app
from assistant.desk.connections import PatientProtocol
from assistant.desk.security import protect
from assistant.desk.shared import Desk
from assistant.render.plain import plain
from corpus.errors import InputError, error_reason

DEFAULT_HOST = "127.0.0.1"

DEFAULT_PORT = 8365
"""Chosen: not registered for another service. Its being the same each time keeps a shared address valid."""

NEXT_PORTS = 20
"""Ports after a taken one that are tried, to name one that is free."""

MAX_HEAD_BYTES = 64 * 1024
"""Bytes of a request before its body that are read. `security` refuses a head that is shorter and still too long."""

FINISH_SECONDS = 1
"""How long requests may take to finish after Ctrl-C. Then they are cut off: events never finish."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that listens, and the name that a browser opens it by."""

    socket: socket.socket
    name: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.socket.getsockname()[1])

    @property
    def address(self) -> str:
        """The address of the first page, without the token."""
        host = f"[{self.name}]" if ":" in self.name else self.name
        return f"http://{host}:{self.port}/"


def listen(host: str, port: int, has_token_file: bool) -> Listener:
    """Listen on a port of an address of this machine; port 0 is any free port.

    Raises:
        InputError: the port is taken or not permitted, the host is not this machine, or other machines could reach it
            and no file with a token was named.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise InputError(f"--host {host!r} is not an address of this machine: {error_reason(error)}") from error
    family, _, _, _, address = found[0]
    if not ip_address(str(address[0]).split("%")[0]).is_loopback and not has_token_file:
        raise InputError(
            f"--host {host} lets other machines reach this library, and what they send and get is not encrypted. To do"
            " it on purpose, name a file for the token that lets people in: --token-file FILE"
        )
    try:
        listening = socket.create_server((address[0], port), family=family)
    except PermissionError as error:
        raise InputError(
            f"port {port} cannot be used: {error_reason(error)}. Name a port above 1023: --port 8365"
        ) from error
    except OSError as error:
        raise _not_listening(host, port, family, error) from error
    # Connections send the head and the body of a response at once. Otherwise the system sends the body when the head is
    # confirmed, and a browser takes 40 ms for that. asyncio does not turn that off: it does not see that this is TCP.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Listener(listening, _shown_name(host))


def _not_listening(host: str, port: int, family: int, error: OSError) -> InputError:
    """Return the error for an address that cannot be listened on."""
    others = range(port + 1, min(port + 1 + NEXT_PORTS, 65536)) if error.errno == EADDRINUSE else ()
    for other in others:
        try:
            socket.create_server((host, other), family=family).close()
        except OSError:
            continue
        return InputError(
            f"port {port} is taken, perhaps by another `evidence serve`. Stop that program, or use a free port: --port"
            f" {other}"
        )
    return InputError(f"--host {host!r} with --port {port} cannot be used: {error_reason(error)}")


def _shown_name(host: str) -> str:
    """Return the name to open: a wildcard is all addresses of this machine, and not a name of it."""
    return socket.gethostname() if host in ("", "0.0.0.0", "::") else host  # noqa: S104


def access_of(listener: Listener, token: str) -> Access:
    """Return who may use the desk that a socket listens for."""
    bound = str(listener.socket.getsockname()[0]).split("%")[0]
    is_wildcard = ip_address(bound).is_unspecified
    names = ["localhost", listener.name] if is_wildcard else [bound, listener.name]
    if ip_address(bound).is_loopback:
        names.append("localhost")
    return Access(token, listener.port, host_headers(names, listener.port), is_wildcard)


def serve(
    library: Assistant, listener: Listener, read_only: bool, token: Path | None, announce: Callable[[str], None]
) -> None:
    """Serve a library until a person stops the command.

    Args:
        library: the library.
        listener: from `listen`.
        read_only: leave out everything that changes the library.
        token: the file of the token; None for the file of this person.
        announce: called with the opening address when the desk can be opened.

    Raises:
        InputError: the file of the token cannot be used.
        KeyboardInterrupt: a person stopped it.
    """
    access = access_of(listener, read_token(token or token_file()))
    desk = Desk(library, read_only)
    app = protect(create_app(desk), desk, access)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )
    server = uvicorn.Server(config)
    _log_to_stderr(server)
    announce(f"{listener.address}?token={access.token}")
    server.run([listener.socket])


def end_process(status: int) -> None:
    """End the process if threads go on, for example a question. What they write to a library is written whole or not.

    Without it, Python waits for them, and a question may wait for a model that is being made.
    """
    until = monotonic() + FINISH_SECONDS
    others = [thread for thread in enumerate_threads() if thread is not current_thread()]
    for thread in others:
        thread.join(max(until - monotonic(), 0))
    if any(thread.is_alive() for thread in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _log_to_stderr(server: uvicorn.Server) -> None:
    """Print our own mistakes on stderr, without control characters. A request that is cut off at the end is not one."""

    class Mistakes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and not server.should_exit:
                sys.stderr.write(plain(self.format(record)) + "\n")

    logging.getLogger().addHandler(Mistakes(logging.ERROR))
