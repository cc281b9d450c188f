"""The server over stdin and stdout, as a client starts it. It ends when the client closes stdin."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import anyio
from mcp.server.stdio import stdio_server

from assistant.mcp.served import ServedLibrary
from assistant.mcp.server import make_server, warm

if TYPE_CHECKING:
    from assistant.assistant import Assistant

INTERRUPTED = 130
"""Exit status after Ctrl-C."""


def serve(open_library: Callable[[], "Assistant"]) -> None:
    """Serve a library until the client closes stdin. The models are loaded meanwhile."""
    signal.signal(signal.SIGINT, _stop)
    try:
        anyio.run(_serve, ServedLibrary(open_library))
    except BaseException as error:
        if not _is_reader_gone(error):
            raise
    _end_calls()


async def _serve(served: ServedLibrary) -> None:
    async with stdio_server() as (messages_in, messages_out):
        threading.Thread(target=warm, args=(served,), daemon=True).start()
        server = make_server(served)
        await server.run(messages_in, messages_out, server.create_initialization_options())


def _is_reader_gone(error: BaseException) -> bool:
    """Return whether all that went wrong is that the client does not read stdout any more."""
    if isinstance(error, BaseExceptionGroup):
        return all(_is_reader_gone(each) for each in error.exceptions)
    return isinstance(error, BrokenPipeError)


def _stop(*_: object) -> None:
    """End the process because a person pressed Ctrl-C. The thread that reads stdin would wait for the next line."""
    sys.stderr.write("stopped\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)


def _end_calls() -> None:
    """End the process if a call still runs, or models are still loaded. Nobody waits for them, and nothing is written.

    Python itself would end while they run, which a thread inside a library in C++ does not survive.
    """
    if threading.active_count() > 1:
        os._exit(0)
