"""The table of output formats of `ask` and `search`.

A new format is one module with `render_answer` and `render_hits`, and one record in `OUTPUT_FORMATS`. The command line
makes an option from each record. The module is imported when its format is used, so that `evidence --help` stays quick.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.render.model import Renderer


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """An output format: how to import its renderer, and the help of its option.

    `explains`: it can show an explanation. `states_reason`: it says why there is no answer; otherwise the command says
    so on stderr. `for_people`: a person reads it, so that the command adds its own notices on stderr.
    """

    load: Callable[[], "Renderer"]
    help: str
    explains: bool = False
    states_reason: bool = True
    for_people: bool = False


def _terminal() -> "Renderer":
    from assistant.render import terminal

    return terminal


def _json() -> "Renderer":
    from assistant.render import json

    return json


def _markdown() -> "Renderer":
    from assistant.render import markdown

    return markdown


def _bibtex() -> "Renderer":
    from assistant.render.bibliography import Bibliography

    return Bibliography("bibtex")


def _ris() -> "Renderer":
    from assistant.render.bibliography import Bibliography

    return Bibliography("ris")


DEFAULT_FORMAT = "terminal"
"""The format without an option."""

OUTPUT_FORMATS: Mapping[str, OutputFormat] = {
    DEFAULT_FORMAT: OutputFormat(_terminal, "Write text for a terminal.", explains=True, for_people=True),
    "json": OutputFormat(_json, "Write JSON (docs/json.md).", explains=True),
    "markdown": OutputFormat(_markdown, "Write Markdown."),
    "bibtex": OutputFormat(_bibtex, "Write the works that were found as BibTeX.", states_reason=False),
    "ris": OutputFormat(_ris, "Write the works that were found as RIS.", states_reason=False),
}
"""All output formats by name. The option of a format is `--` and its name."""
