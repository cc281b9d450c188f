"""What a question page shows: what was found, and what the library has to choose from."""

from dataclasses import dataclass
from typing import get_args

from assistant.assistant import Assistant
from assistant.desk.asked import Asked
from assistant.desk.shared import Desk
from assistant.model import Answer, Evidence
from corpus.model import DESIGNS, Holding, Language

MAX_LISTED_WORKS = 500
"""Works that the box for a work suggests: 50 kB of a page. Of a larger library it suggests none. Chosen."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: an answer, or only the best passages if they were asked for without one."""

    answer: Answer | None
    evidence: tuple[Evidence, ...]
    notes: tuple[str, ...]

    def at(self, rank: int | None) -> Evidence | None:
        """Return the evidence with a rank; None if there is none."""
        for piece in self.evidence:
            if piece.hit.rank == rank:
                return piece
        return None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person can choose from in the filters: only values that a work of the library has."""

    kinds: tuple[str, ...]
    designs: tuple[str, ...]
    works: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]


def find_answer(asked: Asked, desk: Desk) -> Found:
    """Return what was found for a question, now or a moment ago.

    Raises:
        InputError, UnknownKey, NothingSelected, ModelError, LibraryError: as for `Assistant.ask`.
    """
    return desk.recent.get(asked, desk.library, lambda: _ask(asked, desk.library))


def find_choices(desk: Desk) -> Choices:
    """Return what a person can choose from in the filters."""
    return desk.recent.get("choices", desk.library, lambda: _choices(desk.library.holdings()))


def _ask(asked: Asked, library: Assistant) -> Found:
    if asked.all_passages:
        hits = library.search(asked.question, asked.k, asked.selection, fast=asked.fast)
        return Found(None, tuple(hits), library.notes(asked.question, asked.selection))
    answer = library.ask(asked.question, asked.k, asked.selection, fast=asked.fast)
    return Found(answer, answer.evidence or answer.closest, answer.notes)


def _choices(holdings: list[Holding]) -> Choices:
    references = {holding.reference.key: holding.reference for holding in holdings}
    works = sorted((key, reference.title) for key, reference in references.items())
    held = {reference.design for reference in references.values()}
    return Choices(
        kinds=tuple(sorted({reference.kind for reference in references.values()})),
        designs=tuple(design for design in DESIGNS if design in held),
        works=tuple(works) if len(works) <= MAX_LISTED_WORKS else (),
        languages=tuple(language for language in get_args(Language) if language != "und"),
    )
