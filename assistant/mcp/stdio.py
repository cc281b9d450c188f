"""The server over stdin and stdout, as a client starts it. It ends when the client closes stdin."""

import os
import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

import anyio
from mcp.server.stdio import stdio_server

from assistant.mcp.served import ServedLibrary
from assistant.mcp.server import make_server

if TYPE_CHECKING:
    from assistant.assistant import Assistant

MAX_FINISH_SECONDS = 1.0
"""How long a call may take to finish after stdin was closed. Clients kill a server after two seconds."""


def serve(open_library: Callable[[], "Assistant"]) -> None:
    """Serve a library until the client closes stdin. The models are loaded meanwhile."""
    try:
        anyio.run(_serve, ServedLibrary(open_library))
    except BaseException as error:
        if not _is_reader_gone(error):
            raise
    finally:
        _end_threads()


async def _serve(served: ServedLibrary) -> None:
    async with stdio_server() as (messages_in, messages_out):
        served.warm()
        server = make_server(served)
        await server.run(messages_in, messages_out, server.create_initialization_options())


def _is_reader_gone(error: BaseException) -> bool:
    """Return whether all that went wrong is that the client does not read stdout any more."""
    if isinstance(error, BaseExceptionGroup):
        return all(_is_reader_gone(each) for each in error.exceptions)
    return isinstance(error, BrokenPipeError)


def _end_threads() -> None:
    """Let calls that still run finish. If they do not, end the process, which has nothing to lose: it writes nothing.

    Python itself would end while they run, which a thread inside a library in C++ does not survive.
    """
    end = monotonic() + MAX_FINISH_SECONDS
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(end - monotonic(), 0))
            if thread.is_alive():
                os._exit(0)
