"""The command that shows a library as a web page: `serve`."""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer

from assistant.cli.console import INTERRUPTED, open_library, prepare, say, show
from assistant.cli.options import LibraryOption


def serve(
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to listen on. Any other than this machine's own needs --token-file.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port to listen on; 0 for any free port.")
    ] = 8365,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Change nothing in the library.")] = False,
    token_file: Annotated[
        str | None,
        typer.Option(
            "--token-file",
            metavar="FILE",
            help="File with the token that lets people in. It is made if it is missing. Default: a file of your own.",
        ),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Open the library as a local web page.

    The command prints the address to open. The address lets this browser in, so keep it to yourself. Ctrl-C ends the
    command.

    Example: evidence serve --open
    """
    from assistant import desk
    from corpus.errors import InputError

    desk.require()
    from assistant.desk.server import end_process, listen
    from assistant.desk.server import serve as serve_library

    with listen(host, port, token_file is not None) as listener:
        opened = open_library(library, creates="never" if read_only else "default place")
        read_only = read_only or opened.published is not None
        if read_only and not opened.is_indexed:
            where = repr(str(opened.folder))
            raise InputError(f"the library in {where} has no index, and --read-only makes none. Run: evidence index")
        prepare(opened, fast=False)
        token = Path(token_file) if token_file else None
        try:
            serve_library(opened, listener, read_only, token, _announcer(open_))
        except KeyboardInterrupt:
            say("stopped")
            end_process(INTERRUPTED)
            raise typer.Exit(INTERRUPTED) from None


def _announcer(opens: bool) -> Callable[[str], None]:
    """Return a function that shows the opening address."""

    def announce(address: str) -> None:
        say("Open this address in a browser. To stop: Ctrl-C")
        show(f"{address}\n")
        sys.stdout.flush()
        if opens:
            import webbrowser

            Thread(target=webbrowser.open, args=(address,), daemon=True).start()  # a browser in the terminal blocks

    return announce
