"""The version and the help of the program: `--version` and `help`."""

from typing import Annotated, Any

import typer


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    print(f"evidence {version('evidence-assistant')}")
    raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option("--version", "-V", is_eager=True, callback=_print_version, help="Show the version and exit."),
]


def complete_command(context: typer.Context) -> list[str]:
    """Return the names of all commands."""
    return list(_group(context).commands)


def help_(
    context: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", autocompletion=complete_command, help="The name of a command."),
    ] = None,
) -> None:
    """Show the help of a command, or of the program.

    Example: evidence help ask
    """
    _group(context).main([*(command or []), "--help"], prog_name="evidence", standalone_mode=False)


def _group(context: typer.Context) -> Any:
    return context.find_root().command
