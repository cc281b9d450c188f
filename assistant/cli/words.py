"""Questions without quotation marks: their words, and what looks like an option among them."""

import itertools
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.cli.console import say
from assistant.cli.parameters import LightCommand
from corpus.errors import InputError


def joined(words: Sequence[str] | None) -> str | None:
    """Return the words of a question as one text; None if there are none."""
    return " ".join(words) if words else None


@dataclass
class _Line:
    """The arguments of a command: `options` with their values, `words`, and what is odd about the words.

    `stray` is the first word that looks like an option, or "". `runs` is how often words follow one another without an
    option between them.
    """

    options: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    stray: str = ""
    runs: int = 0


class WordsCommand(LightCommand):
    """A command whose arguments are words, which need no quotation marks."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments. Say what the words are if a person may have meant some of them otherwise.

        Raises:
            InputError: a word such as `-drug` looks like an option. The message has the command that was meant.
        """
        line = self._read(args, ctx.help_option_names)
        if line.stray:
            meant = shlex.join(["evidence", str(self.name), *line.options, "--", *line.words])
            raise InputError(
                f"{line.stray!r} is not an option. If it is one of your words, put -- before them: {meant}"
            )
        rest = super().parse_args(ctx, args)  # errors of usage come first
        has_quoted = any(" " in word for word in line.words)
        if line.runs > 1 or (has_quoted and len(line.words) > 1):
            from assistant.render.plain import one_line

            say(one_line(f"all words are one question: {' '.join(line.words)}"))
        return rest

    def _read(self, args: Sequence[str], help_options: Sequence[str]) -> _Line:
        takes_value = self._options(help_options)
        line = _Line()
        is_after_word = False
        rest = iter(args)
        for word in rest:
            is_word = False
            if word == "--":
                line.words += rest
            elif _is_option(word, takes_value):
                line.options.append(word)
                if takes_value.get(word):
                    line.options += itertools.islice(rest, 1)
            else:
                is_word = True
                line.words.append(word)
                line.runs += not is_after_word
                if word.startswith("-") and word != "-" and not line.stray:
                    line.stray = word
            is_after_word = is_word
        return line

    def _options(self, help_options: Sequence[str]) -> dict[str, bool]:
        """Return the names of the options, and whether each takes a value."""
        takes_value = dict.fromkeys(help_options, False)
        for parameter in self.params:
            for name in parameter.opts:
                if name.startswith("-"):
                    takes_value[name] = not getattr(parameter, "is_flag", False)
        return takes_value


def _is_option(word: str, takes_value: Mapping[str, bool]) -> bool:
    return word.startswith("--") or word in takes_value or _has_value(word, takes_value)


def _has_value(word: str, takes_value: Mapping[str, bool]) -> bool:
    """Return whether a word is a short option with its value, `-k5` or `-Lfolder`, and not a word such as `-Latin`."""
    option, value = word[:2], word[2:]
    return takes_value.get(option, False) and (value.isdecimal() or (bool(value) and Path(value).is_dir()))
