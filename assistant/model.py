"""What the assistant answers with."""

from dataclasses import dataclass

from assistant.confidence import Features
from corpus.citing.short_citation import NOTE_PLACE, author_year, format_place
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

    @property
    def work(self) -> str:
        """The work without the place: "Abt & Winship (2016)"."""
        return author_year(self.reference)

    @property
    def place(self) -> str:
        """The place without the work: "p. 12 (PDF p. 18)", or that it is a note."""
        return NOTE_PLACE if self.source.kind == "note" else format_place(self.locator)


@dataclass(frozen=True, slots=True)
class Also:
    """Another work that says what a piece of evidence quotes: `verbatim`, or with changes, as another year's figure."""

    citation: Citation
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that bears on the question. `highlights` are (start, end) in `hit.passage.text`, best first.

    The citation's locator is that of the first highlight, which is also the `quote`. `also` names the works whose
    copies of the passage were left out for it: other editions, and works that repeat it. `cites` names the works on
    whose authority the quote says what it says; where there are any, the evidence is `secondary`.
    """

    hit: Hit
    citation: Citation
    highlights: tuple[tuple[int, int], ...]
    also: tuple[Also, ...]
    cites: tuple[str, ...] = ()

    @property
    def secondary(self) -> bool:
        """Whether the work reports here what another found."""
        return bool(self.cites)

    @property
    def quote(self) -> str:
        """The best sentence, verbatim."""
        start, end = self.highlights[0]
        return self.hit.passage.text[start:end]


@dataclass(frozen=True, slots=True)
class Answer:
    """The evidence for a question. None is an answer too: `reason` says why and `closest` what came nearest.

    `confidence` runs from 0 to 1; `features` are what it was weighed on, None where nothing was found at all.
    """

    question: str
    language: str
    evidence: tuple[Evidence, ...]
    closest: tuple[Evidence, ...]
    confidence: float
    reason: str | None
    features: Features | None

    @property
    def answered(self) -> bool:
        """Whether there is evidence to show."""
        return bool(self.evidence)
