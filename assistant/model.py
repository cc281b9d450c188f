"""The nouns of an answer: citation, evidence, answer."""

from dataclasses import dataclass, replace

from assistant.confidence import Features
from corpus.citing.short_citation import NOTE_PLACE, author_year, format_place
from corpus.model import Locator, Reference, Source
from corpus.text.quotation import as_quoted
from corpus.text.rows import is_row
from corpus.text.tables import table_head
from index.model import Hit

CLOSEST_SHOWN = 3
"""Passages shown if nothing answers the question."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a quotation: the citation as it is printed ("Abt & Winship (2016), p. 12"), and its parts."""

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
    """Another work with a quotation: `verbatim`, or with changes (another year's figure, for example)."""

    citation: Citation
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that answers the question.

    Attributes:
        hit: the passage, with its rank and scores.
        citation: the citation of the page on which the first highlight begins.
        highlights: as (start, end) in `hit.passage.text`: first the `quote`, which is one sentence or two side by side,
            then perhaps another sentence that is nearly as good.
        also: works with copies of the passage, which were left out: other editions, and works that repeat it.
        cites: the works that the quote cites for its statement.
        figure: compares the quote with the quotes of other passages (`assistant.highlight`); None if it was not.
    """

    hit: Hit
    citation: Citation
    highlights: tuple[tuple[int, int], ...]
    also: tuple[Also, ...]
    cites: tuple[str, ...] = ()
    figure: float | None = None

    @property
    def secondary(self) -> bool:
        """Whether the quote cites another work for its statement."""
        return bool(self.cites)

    @property
    def quote(self) -> str:
        """What to quote, verbatim, on one line and without the marks of notes."""
        start, end = self.highlights[0]
        return as_quoted(self.hit.passage.text[start:end])

    @property
    def quote_span(self) -> tuple[int, int]:
        """Start and end of the quote in the text of its document, as `Assistant.page_view` takes them.

        Neighbouring passages are merged for an answer, so `hit.passage` may begin before the passage of the library
        that has its id. Offsets in one are then not offsets in the other.
        """
        start, end = self.highlights[0]
        return self.hit.passage.start + start, self.hit.passage.start + end

    @property
    def table_head(self) -> str:
        """The name and column heads of the table that the quote is a row of, on one line; or ""."""
        return table_head(self.hit.passage.headings) if is_row(self.quote) else ""


@dataclass(frozen=True, slots=True)
class RecordedWork:
    """A work that a question about records is about.

    `value` is the field that was asked for, in words; None if the record has none, or if a list of works was asked for.
    `unsure` are the parts of the value, or of what selects the work, that may be wrong, by their plain names.
    """

    reference: Reference
    citation: str
    value: str | None
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What the records say about a work, or which works the library has.

    `field` is what was asked for: a `RecordField`, or `works`, or `count` for their number. `label` is its name for
    people. `full_texts` is how many of the works are held in full text. `command` lists the works of a question that
    asks for works.
    """

    field: str
    label: str
    works: tuple[RecordedWork, ...]
    full_texts: int
    command: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The evidence for a question; or no evidence, the `reason`, and the `closest` passages.

    Attributes:
        question: the question as asked.
        language: its language, or `und`.
        evidence: the passages that answer it, best first; empty if none does.
        closest: if none does, the closest passages.
        confidence: from 0 to 1.
        reason: why there is no evidence, or None.
        features: the input of the confidence model; None if no passage was found.
        missing: the names, years and subjects of the question, as typed, that no passage shown nor its work mentions.
        missing_in: the same that the first piece shown does not mention and another one may, each with the ranks
            of all pieces that do not.
        missing_words: the words of the question without names, as typed, that none of the closest passages has.
        authors_not_held: the persons whose work the question asks for and who are not in any record of the library.
        notes: what to know about the question, in sentences: syntax that is not supported, words that were corrected.
        record: what the records say, if the question is about a work itself or about which works there are.
        corrections: the words of the question that no passage has, as typed, each with the word searched for it.
        left_out: how many passages were found but not shown, because they add little to the evidence.
    """

    question: str
    language: str
    evidence: tuple[Evidence, ...]
    closest: tuple[Evidence, ...]
    confidence: float
    reason: str | None
    features: Features | None
    missing: tuple[str, ...] = ()
    missing_in: tuple[tuple[str, tuple[int, ...]], ...] = ()
    missing_words: tuple[str, ...] = ()
    left_out: int = 0
    authors_not_held: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    record: Record | None = None

    def with_record(self, record: Record | None) -> "Answer":
        """Return the answer with what the records say."""
        return replace(self, record=record)

    def refused(self, reason: str) -> "Answer":
        """Return the answer without evidence, for a reason. The first passages become the closest."""
        closest = (self.evidence or self.closest)[:CLOSEST_SHOWN]
        return replace(self, evidence=(), closest=closest, confidence=0.0, reason=reason, left_out=0)

    @property
    def answered(self) -> bool:
        """Whether there is evidence to show."""
        return bool(self.evidence)
