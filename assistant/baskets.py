"""Baskets of evidence: the quotations that a person keeps, with the places where they are now."""

from dataclasses import dataclass
from typing import Literal

from assistant.model import Citation
from corpus.citing.styles.styled_text import StyledText
from corpus.model import KeptQuote, Reference
from corpus.text.quotation import as_quoted

ItemState = Literal["here", "changed", "no text", "no work"]
"""`here`: the words are in the text. `changed`: the text was read again, and does not have the words any more.
`no text`: the library has the work, and not this text of it. `no work`: it does not have the work either."""

BasketFormat = Literal["markdown", "docx", "html", "rtf", "text", "bibtex", "ris", "csl-json"]


@dataclass(frozen=True, slots=True)
class BasketItem:
    """A kept quotation and where it is now.

    Attributes:
        kept: the quotation as it was added.
        state: whether the text and the work are still in the library.
        reference: the work; None if it is gone.
        citation: the page of the first character, cited as in an answer; None if the words are not in the text now.
        passage: the id of the passage that the quotation is in now, as people write it; "" if it is in none.
        start: the first character of the quotation in the text of this passage.
        end: the character after its last one there.
    """

    kept: KeptQuote
    state: ItemState
    reference: Reference | None
    citation: Citation | None
    passage: str = ""
    start: int = 0
    end: int = 0

    @property
    def handle(self) -> str:
        """The name of the item in its basket."""
        return self.kept.handle

    @property
    def quote(self) -> str:
        """What to quote: the words on one line, without the marks of notes."""
        return as_quoted(self.kept.words)

    @property
    def place(self) -> str:
        """The work and the place in words: as they are now or, if the words are not in the text now, as they were."""
        return self.citation.text if self.citation else self.kept.citation

    @property
    def is_note(self) -> bool:
        """Whether the words are a summary by this library, and not of the work."""
        return self.citation is not None and self.citation.source.kind == "note"


@dataclass(frozen=True, slots=True)
class Basket:
    """A basket with its items in the order that a person gave them."""

    name: str
    items: tuple[BasketItem, ...]


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A quotation in a citation style.

    Attributes:
        quote: the words on one line, without the marks of notes.
        citation: the place, cited as in an answer.
        in_text: the citation in the text, or the note, with the page: "(Abt & Winship, 2016, p. 12)".
        reference: the entry of the work in the list of references.
        remarks: what to know before it is pasted, one line each: a retraction, a page that has no printed number.
    """

    quote: str
    citation: Citation
    in_text: StyledText
    reference: StyledText
    remarks: tuple[str, ...]
