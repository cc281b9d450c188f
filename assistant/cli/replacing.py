"""Changed files of `evidence add`: show what changed, ask a person, and say which option answers without a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from assistant.cli.console import say

if TYPE_CHECKING:
    from assistant.ingest.model import AddOutcome, AddReport, Replace

_QUESTION = "Replace the text? yes, no, keep both, yes to all, no to all"
_ANSWERS: dict[str, "Replace"] = {"y": "yes", "n": "no", "b": "both", "a": "yes", "q": "no"}
_TO_ALL = ("a", "q")


def changed_files(report: "AddReport") -> list["AddOutcome"]:
    """Return the files that were left out because they differ from the text that the library has."""
    return [outcome for outcome in report.outcomes if outcome.status == "changed"]


def ask_and_add(report: "AddReport", add: Callable[[Sequence[str], "Replace"], "AddReport"]) -> "AddReport":
    """Ask about each changed file, and add the files as a person says. Return the report with what became of them."""
    answers = _ask(changed_files(report))
    results: dict[str, AddOutcome] = {}
    stopped = report.stopped
    choices: tuple[Replace, ...] = ("yes", "both")
    for choice in choices:
        paths = [path for path, given in answers.items() if given == choice]
        if paths:
            added = add(paths, choice)
            results.update({outcome.path: outcome for outcome in added.outcomes})
            stopped = stopped or added.stopped
    outcomes = [results.get(outcome.path, outcome) for outcome in report.outcomes]
    return replace(report, outcomes=tuple(outcomes), stopped=stopped)


def _ask(changed: Sequence["AddOutcome"]) -> dict[str, "Replace"]:
    from assistant.render.changes import change_lines

    answers: dict[str, Replace] = {}
    to_all = ""
    for outcome in changed:
        say("\n".join(change_lines(outcome)))
        letter = to_all or _prompt()
        if letter in _TO_ALL:
            to_all = letter
        answers[outcome.path] = _ANSWERS[letter]
    return answers


def _prompt() -> str:
    """Return the letter that a person types; the default, and Ctrl-C, leave the library as it is."""
    while True:
        try:
            typed = str(typer.prompt(f"{_QUESTION} [y/n/b/a/q]", default="n", show_default=True, err=True))
        except typer.Abort:
            say("")
            return "q"
        letter = typed.strip().lower()[:1]
        if letter in _ANSWERS:
            return letter


def say_how_to_bring_back(report: "AddReport") -> None:
    """Say that the texts that were replaced can be brought back, and how."""
    if any(outcome.status == "replaced" for outcome in report.outcomes):
        say("The old texts are kept aside. To bring them back: evidence undo, or evidence restore KEY")


def say_how_to_replace(report: "AddReport") -> None:
    """Say which option takes in the changed files that were left out."""
    from assistant.render.plain import count

    files = count(len(changed_files(report)), "changed file")
    say(
        f"{files} left out. To take in the new text (the old one is kept aside), add with --replace yes; to have both"
        " texts, with --replace both"
    )
