"""Write docs/cli.md: python -m tests.assistant.cli_help > docs/cli.md. A test checks that the file is up to date."""

import sys

import typer
from typer.testing import CliRunner

from assistant.cli import app


def commands() -> list[str]:
    """Return the names of all commands."""
    return list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def document() -> str:
    """Return the help of every command as Markdown."""
    parts = ["# The command line", "", "Made by `python -m tests.assistant.cli_help > docs/cli.md`.", ""]
    for name in ["", *commands()]:
        arguments = [*name.split(), "--help"]
        shown = CliRunner().invoke(app, arguments, prog_name="evidence", env={"COLUMNS": "100"}, terminal_width=100)
        parts += [f"## evidence {name}".rstrip(), "", "```text", shown.output.strip(), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(document())
