"""Questions without quotation marks: their words, and what looks like an option among them."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from corpus.errors import InputError


def joined(words: Sequence[str] | None) -> str | None:
    """Return the words of a question as one text; None if there are none."""
    return " ".join(words) if words else None


class WordsCommand(TyperCommand):
    """A command whose arguments are words, which need no quotation marks."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            InputError: a word such as `-drug` looks like an option. The message has the command that was meant.
        """
        taken, words, stray = self._sorted(args, ctx.help_option_names)
        if stray:
            meant = shlex.join(["evidence", str(self.name), *taken, "--", *words])
            raise InputError(f"{stray!r} is not an option. If it is one of your words, put -- before them: {meant}")
        return super().parse_args(ctx, args)

    def _sorted(self, args: Sequence[str], help_options: Sequence[str]) -> tuple[list[str], list[str], str]:
        """Return the options with their values, the words, and the first word that looks like an option, or ""."""
        takes_value = dict.fromkeys(help_options, False)
        for parameter in self.params:
            for name in parameter.opts:
                if name.startswith("-"):
                    takes_value[name] = not getattr(parameter, "is_flag", False)
        taken: list[str] = []
        words: list[str] = []
        stray = ""
        rest = iter(args)
        for word in rest:
            if word == "--":
                words += rest
            elif word.startswith("--") or word in takes_value or _has_value(word):
                taken.append(word)
                if takes_value.get(word):
                    taken += [value for value in [next(rest, None)] if value is not None]
            else:
                words.append(word)
                if word.startswith("-") and word != "-" and not stray:
                    stray = word
        return taken, words, stray


def _has_value(word: str) -> bool:
    """Return whether a word is a short option with its value, `-k5` or `-Lfolder`, and not a word such as `-Latin`."""
    option, value = word[:2], word[2:]
    return (option == "-k" and value.isdecimal()) or (option == "-L" and bool(value) and Path(value).is_dir())
