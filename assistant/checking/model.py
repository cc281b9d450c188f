"""The nouns of a check: a quotation in a draft, what it cites, and what the library says about it."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.model import Citation
from corpus.text.amounts import Amount
from corpus.text.verbatim import Allowance, Difference


class Verdict(StrEnum):
    """The verdict on a quotation."""

    VERBATIM = "verbatim"
    """It is in the work that is cited, on the page that is cited; or, without a citation, in a work."""
    ALTERED = "altered"
    """A work has most of its words, and some other words."""
    OTHER_PAGE = "on another page"
    OTHER_WORK = "in another work"
    """The work that is cited is held and does not have it. Another one does."""
    UNREADABLE = "page unreadable"
    """It was not found in the work that is cited. Some pages of this work cannot be read."""
    NOT_HELD = "work not held"
    """The full text of the work that is cited is not in the library."""
    NOT_FOUND = "nothing like it in this library"


WRONG = frozenset((Verdict.ALTERED, Verdict.OTHER_PAGE, Verdict.OTHER_WORK))
"""The verdicts that a writer must act on. The others say what could not be checked."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """The work and pages that a citation in a draft names.

    Attributes:
        text: the citation as it is written.
        names: the part of it without pages: names of authors or words of a title; "" without any.
        years: the years in it, as written.
        keys: keys of works, if it names works so.
        pages: page numbers as written; a range is its pages.
        is_pdf_page: whether it says that the number is of the file.
    """

    text: str
    names: str = ""
    years: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    is_pdf_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a draft. `place` says where it is: "line 12", "p. 3", "paragraph 7".

    `is_block`: the file says that it is a block quotation.
    """

    text: str
    place: str
    is_block: bool = False


@dataclass(frozen=True, slots=True)
class DraftQuote:
    """A quotation in a draft: its words and what it cites.

    `start` and `end` are its offsets in the text of the draft's paragraph with the number `paragraph`, from 0.
    """

    words: str
    cited: CitedPlace | None = None
    place: str = ""
    paragraph: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class QuoteFinding:
    """The finding about a quotation.

    Attributes:
        quote: the quotation.
        verdict: in one word or two.
        citation: the place in the library, if there is one.
        original: the words there.
        differences: the words that differ, if the quotation was altered.
        allowances: what the writer did that is allowed.
        cites: the works that the original cites for it: it reports their finding.
        also: other places that have it word for word.
        reason: what else to know, in a sentence, or "".
    """

    quote: DraftQuote
    verdict: Verdict
    citation: Citation | None = None
    original: str = ""
    differences: tuple[Difference, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    cites: tuple[str, ...] = ()
    also: tuple[Citation, ...] = ()
    reason: str = ""


class FigureVerdict(StrEnum):
    """The verdict on a figure with a citation."""

    FOUND = "found there"
    NOT_FOUND = "not found there"
    UNREADABLE = "page unreadable"
    NOT_HELD = "work not held"


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A figure in a draft that is not in a quotation, and the citation after it. Offsets as in `DraftQuote`.

    `context` is the text from the figure to the end of its citation, `amount` what the figure means.
    """

    figure: str
    context: str
    cited: CitedPlace
    place: str
    paragraph: int
    start: int
    end: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class FigureFinding:
    """The finding about a figure. `searched` names the pages that were searched, in words."""

    figure: DraftFigure
    verdict: FigureVerdict
    searched: str


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What was found in a draft, in its order, and how many quotations were too short to look up, or are titles."""

    quotes: tuple[QuoteFinding, ...]
    figures: tuple[FigureFinding, ...]
    skipped: int
    warnings: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether a quotation must be corrected."""
        return any(finding.verdict in WRONG for finding in self.quotes)
