"""How far the answers of a published library are those of the library itself, and what they cost.

    python -m bench.published LIBRARY QUESTIONS [--place PLACE] [--limit N] [--only "search --fast"]

LIBRARY is published to PLACE: a folder or an address, or `object-store`, which starts a server that speaks S3 on this
machine. Default: a folder that is deleted afterwards. The questions of a file (one on a line) are then asked of the
library and of the place, by `ask`, by `ask --fast` and by `search --fast` (50 passages).

The table says how many questions have the same passages in the same order, the same quotations, citations and refusals
at both, the largest difference of a score or of the confidence, and the median CPU time and time of a question in each.
The exit status is 1 if a question differs in what a person sees. Later ways of asking meet passages that are
held already.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assistant.assistant import Assistant
from assistant.model import Evidence
from tests.object_store import BUCKET, object_store

SEARCHED = 50
"""Passages that `search` returns."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a question found: what a person sees, and numbers that may differ in their last digits."""

    passages: tuple[int, ...]
    quotes: tuple[str, ...]
    citations: tuple[str, ...]
    refusal: str | None
    notes: tuple[str, ...]
    scores: tuple[float, ...]


@dataclass(slots=True)
class Compared:
    """One way of asking: how many questions are the same in each respect, and what they took at both libraries."""

    same: dict[str, int] = field(default_factory=dict)
    different: list[str] = field(default_factory=list)
    largest_difference: float = 0.0
    cpu: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    seconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))

    def add(self, question: str, here: Seen, there: Seen) -> None:
        """Compare what a question found at both."""
        for name in ("passages", "quotes", "citations", "refusal", "notes"):
            is_same = getattr(here, name) == getattr(there, name)
            self.same[name] = self.same.get(name, 0) + is_same
            if not is_same:
                self.different.append(f"{name}: {question}")
        for one, other in zip(here.scores, there.scores, strict=False):
            self.largest_difference = max(self.largest_difference, abs(one - other))


def asked(desk: Assistant, question: str, fast: bool) -> Seen:
    """Return what `ask` finds."""
    answer = desk.ask(question, fast=fast)
    shown = answer.evidence or answer.closest
    return _seen(shown, answer.reason, answer.notes, (answer.confidence,))


def searched(desk: Assistant, question: str) -> Seen:
    """Return what `search` finds."""
    return _seen(desk.search(question, SEARCHED, fast=True), None, (), ())


def _seen(shown: Sequence[Evidence], reason: str | None, notes: tuple[str, ...], numbers: tuple[float, ...]) -> Seen:
    passages = tuple(piece.hit.passage.id for piece in shown)
    quotes = tuple(piece.quote for piece in shown)
    citations = tuple(piece.citation.text for piece in shown)
    scores = tuple(piece.hit.score for piece in shown)
    return Seen(passages, quotes, citations, reason, notes, (*numbers, *scores))


WAYS: dict[str, Callable[[Assistant, str], Seen]] = {
    "ask": lambda desk, question: asked(desk, question, fast=False),
    "ask --fast": lambda desk, question: asked(desk, question, fast=True),
    "search --fast": searched,
}


def compare(here: Assistant, there: Assistant, questions: Sequence[str], ways: Sequence[str]) -> dict[str, Compared]:
    """Ask both libraries all questions in some ways. The libraries take turns, so that they meet the same machine."""
    found = {name: Compared() for name in ways}
    for name, compared in found.items():
        way = WAYS[name]
        for question in questions:
            seen = []
            for number, desk in enumerate((here, there)):
                start, cpu = time.monotonic(), time.process_time()
                seen.append(way(desk, question))
                compared.seconds[number].append(time.monotonic() - start)
                compared.cpu[number].append(time.process_time() - cpu)
            compared.add(question, *seen)
    return found


@contextmanager
def opened_place(wanted: str | None) -> Iterator[str]:
    """Yield a place to publish to: the wanted one, or a folder that is deleted afterwards."""
    if wanted == "object-store":
        with object_store() as variables, pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            yield f"s3://{BUCKET}/published"
        return
    with TemporaryDirectory() as folder:
        yield wanted or f"{folder}/published"


def main() -> None:
    """Publish, ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--place")
    parser.add_argument("--limit", type=int, help="ask only so many questions")
    parser.add_argument("--only", nargs="+", choices=WAYS, default=list(WAYS), help="ask only in these ways")
    options = parser.parse_args()
    lines = options.questions.read_text("utf-8").splitlines()
    questions = [line for line in lines if line.strip()][: options.limit]
    with opened_place(options.place) as place:
        here = Assistant.open(options.library)
        start = time.monotonic()
        here.publish(place)
        print(f"published in {time.monotonic() - start:.1f} s")
        found = compare(here, Assistant.open(place), questions, options.only)
    print(f"\n{len(questions)} questions")
    for name, compared in found.items():
        describe(name, compared)
    if any(compared.different for compared in found.values()):
        raise SystemExit(1)


def describe(name: str, compared: Compared) -> None:
    """Print what was the same, and the costs."""
    same = ", ".join(f"{what} {count}" for what, count in compared.same.items())
    print(f"{name}: the same {same}; largest difference of a number {compared.largest_difference:.2g}")
    for place, cpu, seconds in zip(("here", "there"), compared.cpu, compared.seconds, strict=True):
        first = f"first {cpu[0]:.2f} CPU-s, {seconds[0]:.2f} s"
        print(f"  {place}: median {statistics.median(cpu):.3f} CPU-s, {statistics.median(seconds):.3f} s; {first}")
    for line in compared.different:
        print(f"  different {line}")


if __name__ == "__main__":
    main()
