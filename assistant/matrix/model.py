"""The nouns of a matrix: question, cell, matrix."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.model import Evidence
from corpus.model import Holding, Reference

CellState = Literal["found", "nothing found", "summary only", "unreadable", "not held"]
"""`found`: the work answers. `nothing found`: it was read and does not. `summary only`: only a note of this library is
held. `unreadable`: no page can be read. `not held`: only the record is in the library."""


@dataclass(frozen=True, slots=True)
class MatrixQuestion:
    """A question, and the heading above it in its file, or ""."""

    text: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer of a work to a question. `unreadable` is the number of pages of the work that cannot be read."""

    state: CellState
    evidence: Evidence | None = None
    unreadable: int = 0

    @property
    def is_reported(self) -> bool:
        """Whether the quotation reports the finding of another work."""
        return self.evidence is not None and self.evidence.secondary


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells[i][j]` is what `works[j]` says about `questions[i]`."""

    questions: tuple[MatrixQuestion, ...]
    works: tuple[Holding, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def answers_to(self, question: int) -> Mapping[str, int]:
        """Return how many works answer a question: in all, by design, and how many only report others' findings."""
        counts: Counter[str] = Counter()
        for holding, cell in zip(self.works, self.cells[question], strict=True):
            if cell.evidence is not None:
                counts["all"] += 1
                counts[holding.reference.design] += 1
                counts["reported"] += cell.is_reported
        return counts

    def answers_of(self, work: int) -> int:
        """Return how many questions a work answers."""
        return sum(row[work].evidence is not None for row in self.cells)

    def reported_by(self, work: int) -> int:
        """Return how many questions a work answers with what it reports of other works."""
        return sum(row[work].is_reported for row in self.cells)

    @property
    def has_answers(self) -> bool:
        """Whether a work answers a question."""
        return any(cell.evidence for row in self.cells for cell in row)

    @property
    def references(self) -> list[Reference]:
        """The works in the order of their columns."""
        return [holding.reference for holding in self.works]
