"""The command `completion`, and what a shell offers for the values of options and arguments."""

import os
import sys
from typing import Annotated, Literal, NoReturn

import typer

Shell = Literal["bash", "zsh", "fish", "powershell"]

VARIABLE = "_EVIDENCE_COMPLETE"
"""The environment variable by which a shell asks the program to complete a word. Typer reads it."""

# Typer's script for bash splits a value with spaces into words, and puts a space behind `title=`.
_BASH = r"""_evidence_completion() {
    local IFS=$'\n' word
    COMPREPLY=()
    for word in $(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _EVIDENCE_COMPLETE=complete_bash "$1"); do
        if [[ $word == *= ]]; then compopt -o nospace 2>/dev/null; else word=$(printf %q "$word"); fi
        COMPREPLY+=("$word")
    done
}
complete -o default -F _evidence_completion evidence"""


def completion(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> None:
    """Print the script that completes commands, options and keys in a shell.

    For bash, add this line to ~/.bashrc: eval "$(evidence completion bash)". For zsh, add eval "$(evidence completion
    zsh)" to ~/.zshrc, after compinit. For fish, write the script to ~/.config/fish/completions/evidence.fish.

    Example: evidence completion bash
    """
    if shell == "bash":
        print(_BASH)
        return
    from typer._completion_shared import get_completion_script

    print(get_completion_script(prog_name="evidence", complete_var=VARIABLE, shell=shell))


def is_asked() -> bool:
    """Return whether a shell has started the program to complete a word."""
    return VARIABLE in os.environ


def complete(app: typer.Typer) -> NoReturn:
    """Print what a shell may offer, and end the program. Never an error: a shell would show it in the command line."""
    from typer._completion_classes import completion_init

    completion_init()
    try:
        app(prog_name="evidence")
    except Exception:
        sys.exit(1)
    sys.exit(0)


def complete_key(context: typer.Context, incomplete: str) -> list[str]:
    """Return the keys of the library's works that begin with a text."""
    from assistant.completion import keys_beginning

    return keys_beginning(incomplete, context.params.get("library"))


def complete_kind() -> list[str]:
    """Return the kinds of works."""
    from corpus.works.kinds import KINDS

    return list(KINDS)


def complete_design() -> list[str]:
    """Return the designs of works."""
    from corpus.model import DESIGNS

    return list(DESIGNS)


def complete_language() -> list[str]:
    """Return what `--language` takes."""
    from assistant.settings import LANGUAGES

    return [*LANGUAGES, "all"]


def complete_include() -> list[str]:
    """Return the parts of a work that `--include` takes."""
    from typing import get_args

    from corpus.model import Zone

    _, *parts = get_args(Zone)
    return [*parts, "all"]


def complete_style() -> list[str]:
    """Return the citation styles."""
    from corpus.citing.styles import STYLES

    return list(STYLES)


def complete_format() -> list[str]:
    """Return the formats of `cite`."""
    from typing import get_args

    from assistant.render.lists import LIST_FORMATS
    from corpus.exchange import ReferenceFormat

    return [*LIST_FORMATS, *get_args(ReferenceFormat)]


def complete_change() -> list[str]:
    """Return the beginnings of changes that `edit` takes: `title=`."""
    from corpus.works.edit import field_names

    return [f"{name}=" for name in field_names()]
