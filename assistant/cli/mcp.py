"""The command `mcp`: a server that AI assistants start."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.console import say
from assistant.cli.options import LibraryOption
from corpus.errors import MissingExtra

if TYPE_CHECKING:
    from assistant.assistant import Assistant

PrintConfigOption = Annotated[
    bool,
    typer.Option("--print-config", help="Print the configuration for Claude Desktop, Cursor, VS Code and others."),
]


def mcp(print_config: PrintConfigOption = False, library: LibraryOption = None) -> None:
    """Let an AI assistant search, read and cite the library (MCP).

    A client (Claude Desktop, VS Code, Cursor, ...) starts this command and talks to it through stdin and stdout. Its
    tools change nothing. docs/mcp.md describes them.

    Example: evidence mcp --print-config
    """
    if print_config:
        _print_config(library)
        return
    try:
        from assistant.mcp.stdio import serve
    except ImportError as error:
        raise MissingExtra(
            f"the MCP server needs the extra `desk` ({error}): pip install 'evidence-assistant[desk]'"
        ) from error

    def open_library() -> "Assistant":
        from assistant.assistant import Assistant

        return Assistant(library)

    if sys.stdin.isatty():
        say("an MCP client starts this command. To configure the client: evidence mcp --print-config")
    serve(open_library)


def _print_config(library: str | None) -> None:
    from pathlib import Path

    from assistant.mcp.clients import client_config
    from assistant.settings import settings

    print(client_config(settings(Path(library) if library else None, None, None).library), end="")
