"""What the assistant answers with."""

from dataclasses import dataclass

from corpus.model import Locator, Reference, Source
from index.model import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands: `text` as it is printed ("Abt & Winship (2016), p. 12"), and its parts."""

    text: str
    reference: Reference
    source: Source
    locator: Locator
    url: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that bears on the question. `highlights` are (start, end) in `hit.passage.text`, best first.

    The citation's locator is that of the first highlight, which is also the `quote`.
    """

    hit: Hit
    citation: Citation
    highlights: tuple[tuple[int, int], ...]

    @property
    def quote(self) -> str:
        """The best sentence, verbatim."""
        start, end = self.highlights[0]
        return self.hit.passage.text[start:end]


@dataclass(frozen=True, slots=True)
class Answer:
    """The evidence for a question. None is an answer too: `reason` says why and `closest` what came nearest.

    `confidence` runs from 0 to 1.
    """

    question: str
    language: str
    evidence: tuple[Evidence, ...]
    closest: tuple[Evidence, ...]
    confidence: float
    reason: str | None

    @property
    def answered(self) -> bool:
        """Whether there is evidence to show."""
        return bool(self.evidence)
