"""A quotation with its citation and its reference in a citation style, as people paste it into a text."""

from dataclasses import dataclass

from assistant.baskets import quoted_part
from assistant.model import Citation
from assistant.references import format_mentions
from corpus.citing.styles import Mention
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.model import Passage, Reference
from corpus.store.corpus import Corpus
from corpus.text.quotation import as_quoted


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A quotation in a citation style.

    Attributes:
        quote: the words on one line, without the marks of notes.
        citation: the page of the first character, cited as in an answer.
        in_text: the citation in the text, or the note, with the page: "(Abt & Winship, 2016, p. 12)".
        reference: the entry of the work in the list of references.
        span: start and end in the text of the document.
        passage: a passage that the quotation is in, or near.
        table_head: the name and column heads of the table that the quotation is a row of, on one line; or "".
    """

    quote: str
    citation: Citation
    in_text: StyledText
    reference: StyledText
    span: tuple[int, int]
    passage: Passage
    table_head: str = ""

    @property
    def is_note(self) -> bool:
        """Whether the words are a summary by this library, and not of the work."""
        return self.citation.source.kind == "note"


def cite_quote(corpus: Corpus, handle: str, span: tuple[int, int] | None, style: str) -> CitedQuote:
    """Return a part of a document, or a whole passage, in a citation style; see `Collecting.cite_quote`."""
    part = quoted_part(corpus, handle, span)
    mention = mention_of(corpus, part.reference, part.citation, part.end)
    formatted = format_mentions(corpus, [mention], style)
    return CitedQuote(
        as_quoted(part.words),
        part.citation,
        formatted.in_text[0],
        formatted.references[0],
        (part.start, part.end),
        part.passage,
        part.table_head,
    )


def mention_of(corpus: Corpus, reference: Reference, citation: Citation, end: int) -> Mention:
    """Return what a style cites of a quotation that ends before an offset of its source: its pages.

    A summary by this library is cited without a page.
    """
    if citation.source.kind == "note":
        return Mention(reference)
    (last,) = corpus.locators(citation.source.sha256, [end - 1])
    return Mention(reference, citation.locator, last)


def quotation_runs(quote: str, table_head: str = "") -> list[Run]:
    """Return a quotation in quotation marks, after the head of its table in italics if it is a row."""
    runs = [Run(f"“{quote}”")]
    if table_head:
        runs.insert(0, Run(f"{table_head}: ", frozenset(["italic"])))
    return runs
