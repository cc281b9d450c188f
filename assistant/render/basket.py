"""A basket as a file: quotations with their citations and notes, and the list of references; or only the references."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from assistant.baskets import Basket, BasketItem
from assistant.cited_quotes import mention_of, quotation_runs
from assistant.references import format_mentions
from assistant.render.lists import (
    LIST_FORMATS,
    Paragraph,
    ParagraphKind,
    TextDocument,
    plain_paragraph,
    render_document,
)
from assistant.render.plain import NOT_A_QUOTATION
from corpus.citing.styles import Mention
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.errors import InputError
from corpus.exchange import ReferenceFormat, write
from corpus.model import Reference
from corpus.store.corpus import Corpus
from corpus.text.near import choose_from

_BETWEEN_QUOTATIONS = " | "
"""The separator of quotations in the note field of a work, which is one line in BibTeX and RIS."""


@dataclass(frozen=True, slots=True)
class BasketWords:
    """The words of the program in a document. `{place}` is the citation of a quotation as it was when it was added."""

    references: str = "References"
    note: str = "Note"
    not_a_quotation: str = NOT_A_QUOTATION
    changed: str = "The text of this work was read again, and these words are not in it now. They were at: {place}"
    no_text: str = "The library does not have this text of the work any more. The words were at: {place}"
    no_work: str = "The library does not have this work any more. The words were at: {place}"


def render_basket(corpus: Corpus, basket: Basket, format: str, style: str, words: BasketWords) -> bytes:
    """Return a basket as a file of one of `LIST_FORMATS`, or as a file of references.

    Raises:
        InputError: there is no such format or style.
    """
    if format in LIST_FORMATS:
        return render_document(_document(corpus, basket, style, words), format)
    for known in get_args(ReferenceFormat):
        if known == format:
            return write(_noted_references(basket.items, words), known).encode(errors="replace")
    formats = [*LIST_FORMATS, *get_args(ReferenceFormat)]
    raise InputError(f"{format!r} is not a format. {choose_from(format, formats)}")


# --- a document ----------------------------------------------------------------------------------------------------


def _document(corpus: Corpus, basket: Basket, style: str, words: BasketWords) -> TextDocument:
    """Return the quotations in their order, each with its citation and what to know about it, and the references."""
    cited = [item for item in basket.items if item.reference is not None]
    formatted = format_mentions(corpus, [_mention(corpus, item) for item in cited], style)
    in_text = {item.handle: citation for item, citation in zip(cited, formatted.in_text, strict=True)}
    paragraphs = [plain_paragraph("title", basket.name)]
    for item in basket.items:
        paragraphs.append(_quotation(item, in_text.get(item.handle), words))
        for line in _remarks(item, words):
            paragraphs.append(plain_paragraph("remark", line))
    if formatted.references:
        paragraphs.append(plain_paragraph("heading", words.references))
    for reference in formatted.references:
        paragraphs.append(Paragraph("reference", reference))
    return TextDocument(tuple(paragraphs), formatted.layout)


def _mention(corpus: Corpus, item: BasketItem) -> Mention:
    """Return what a style cites of an item: its pages or, if the words are not in the text now, the whole work."""
    assert item.reference is not None, "a work that is gone is not mentioned"
    if item.citation is None:
        return Mention(item.reference)
    return mention_of(corpus, item.reference, item.citation, item.end)


def _quotation(item: BasketItem, citation: StyledText | None, words: BasketWords) -> Paragraph:
    """Return a quotation with its citation; without one, if the work is gone."""
    kind: ParagraphKind = "quotation"
    runs = quotation_runs(item.quote, item.table_head)
    if item.is_note:
        kind = "text"
        runs = [Run(f"({words.not_a_quotation}) {item.quote}")]
    if citation is not None:
        runs += [Run(" "), *citation.runs]
    return Paragraph(kind, StyledText(tuple(runs)))


def _remarks(item: BasketItem, words: BasketWords) -> Iterator[str]:
    """Yield why a quotation is not in the library now, and the lines of its note."""
    sentences = {"changed": words.changed, "no text": words.no_text, "no work": words.no_work}
    if item.state in sentences:
        yield sentences[item.state].replace("{place}", _kept_place(item))
    first, *rest = item.kept.note.split("\n")
    if first:
        yield f"{words.note}: {first}"
    yield from (line for line in rest if line.strip())


def _kept_place(item: BasketItem) -> str:
    return f"{item.kept.title}. {item.kept.citation}" if item.state == "no work" else item.kept.citation


# --- references ----------------------------------------------------------------------------------------------------


def _noted_references(items: Sequence[BasketItem], words: BasketWords) -> list[Reference]:
    """Return the works of items, each once, with the quotations and the person's notes in their field for a note."""
    references: dict[str, Reference] = {}
    notes: dict[str, list[str]] = {}
    for item in items:
        if item.reference is not None:
            references[item.reference.key] = item.reference
            notes.setdefault(item.reference.key, []).append(_note(item, words))
    noted = []
    for key, reference in references.items():
        held = [str(reference.csl["note"])] if reference.csl.get("note") else []
        note = _BETWEEN_QUOTATIONS.join([*held, *notes[key]])
        noted.append(replace(reference, csl={**reference.csl, "note": note}))
    return noted


def _note(item: BasketItem, words: BasketWords) -> str:
    """Return a quotation with its place and the person's note: `“It fell.” (p. 12) Note: see table 3`."""
    place = item.citation.place if item.citation is not None else item.kept.citation
    quotation = item.quote if item.is_note else f"“{item.quote}”"
    note = f" {words.note}: {item.kept.note}" if item.kept.note else ""
    return f"{quotation} ({place}){note}"
