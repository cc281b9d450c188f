"""Write the manual page: python -m tests.assistant.man_page > docs/evidence.1. A test checks that it is up to date."""

import inspect
import re
import sys
from collections.abc import Mapping
from typing import Any

import typer

from assistant.settings import SETTINGS
from tests.assistant.cli_help import program, subcommands

FILES = {
    "~/.local/share/evidence-assistant/library": "The library, on Linux. `evidence config` names it on every system.",
    "~/.config/evidence-assistant/config.toml": "The configuration file, on Linux.",
    "~/.cache/evidence-assistant": "Models, on Linux. They are made again if they are missing.",
}

FOLDERS = {
    "EVIDENCE_CONFIG": "The configuration file.",
    "EVIDENCE_CACHE": "The folder for models.",
}

EXIT_STATUS = {
    "0": "Found, or done.",
    "1": "Nothing was found, or some inputs failed.",
    "2": "Wrong usage, or the library or the environment cannot be used.",
    "3": "evidence watch run: the evidence has changed, or a feed lists new works.",
    "75": "evidence sync and watch run: another command is writing to the library. Try again later.",
    "130": "Stopped with Ctrl-C.",
}


def manual_page() -> str:
    """Return the manual page in the macros of `man`."""
    root = program()
    lines = ['.TH EVIDENCE 1 "" "evidence-assistant" "User Commands"', ".SH NAME"]
    lines += _text("evidence - ask your own library of reports; every answer has its citation")
    lines += [".SH SYNOPSIS", *_text("evidence [OPTIONS] COMMAND [ARGUMENTS]")]
    lines += [".SH DESCRIPTION", *_text(root.help), ".SH OPTIONS", *_parameters(root, "evidence")]
    lines.append(".SH COMMANDS")
    for words, command in subcommands(root):
        lines += _command(f"evidence {words}", command)
    environment = {", ".join(setting.variables): setting.help for setting in SETTINGS.values()} | FOLDERS
    for heading, table in (("ENVIRONMENT", environment), ("FILES", FILES), ("EXIT STATUS", EXIT_STATUS)):
        lines += [f".SH {heading}", *_table(table)]
    return "\n".join(lines) + "\n"


def _command(words: str, command: Any) -> list[str]:
    """Return the section of a command: its usage, its help, its arguments and options."""
    usage = command.collect_usage_pieces(typer.Context(command, info_name=words))
    heading = _escaped(" ".join([words, *usage])).replace('"', r"\(dq")
    return [f'.SS "{heading}"', *_text(command.help), *_parameters(command, words)]


def _parameters(command: Any, words: str) -> list[str]:
    context = typer.Context(command, info_name=words, help_option_names=["-h", "--help"])
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    return _table(dict(record for record in records if record))  # a hidden option has no record


def _table(rows: Mapping[str, str]) -> list[str]:
    lines = []
    for term, meaning in rows.items():
        lines += [".TP", rf"\fB{_escaped(term)}\fR", _escaped(meaning)]
    return lines


def _text(text: str) -> list[str]:
    """Return paragraphs. Each begins with a macro, because a space at the beginning of a line has a meaning in roff."""
    lines = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        lines += [".PP", _escaped(" ".join(paragraph.split()))]
    return lines


def _escaped(text: str) -> str:
    """Return text as roff shows it: with backslashes and plain hyphens, and without a control character in front."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    return re.sub(r"^\.", r"\&.", text)


if __name__ == "__main__":
    sys.stdout.write(manual_page())
