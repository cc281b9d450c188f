"""Write docs/cli.md: python -m tests.assistant.cli_help > docs/cli.md. A test checks that the file is up to date."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.testing import CliRunner

from assistant.cli import app

ENVIRONMENT = {"COLUMNS": "100", "EVIDENCE_CONFIG": os.devnull}


def program() -> Any:
    """Return the program as Typer's group of commands."""
    return typer.main.get_command(app)


def subcommands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each command of a group, and the commands of these, with the words that call it: `config set`."""
    for name, command in group.commands.items():
        words = f"{before} {name}".strip()
        yield words, command
        if hasattr(command, "commands"):
            yield from subcommands(command, words)


def commands() -> list[str]:
    """Return the names of all commands."""
    return [words for words, _ in subcommands(program())]


def document() -> str:
    """Return the help of every command as Markdown."""
    parts = ["# The command line", "", "Made by `python -m tests.assistant.cli_help > docs/cli.md`.", ""]
    for name in ["", *commands()]:
        arguments = [*name.split(), "--help"]
        shown = CliRunner().invoke(app, arguments, prog_name="evidence", env=ENVIRONMENT, terminal_width=100)
        parts += [f"## evidence {name}".rstrip(), "", "```text", shown.output.strip(), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(document())
