"""The command that shows a library as a web page: `serve`."""

from typing import Annotated

import typer

from assistant.cli.console import open_library, say
from assistant.cli.options import LibraryOption


def serve(
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port to listen on.")] = 8365,
    read_only: Annotated[bool, typer.Option("--read-only", help="Change nothing in the library.")] = False,
    library: LibraryOption = None,
) -> None:
    """Open the library as a local web page.

    Example: evidence serve --open
    """
    desk = open_library(library, creates="default place")
    from assistant.desk.server import serve as serve_library

    say(f"http://127.0.0.1:{port}/")
    serve_library(desk, port, read_only)
