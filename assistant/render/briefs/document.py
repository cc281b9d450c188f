"""The document of a brief: all its texts in their order, for every format.

The program adds no sentence of its own about the evidence. Its words are labels, in the language that a person chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.briefs.build import lost_place
from assistant.briefs.model import Brief, BriefItem, BriefSection
from assistant.cited_quotes import quotation_runs
from assistant.desk.sentences import missing_sentence, reason_sentence
from assistant.desk.shown import notice_words
from assistant.desk.words import Words, words_in
from assistant.references import format_mentions
from assistant.render.briefs.sources import SourceTable, cited_text, source_table
from assistant.render.lists import ParagraphKind
from assistant.render.plain import one_line
from corpus.citing.notices import serious_notices
from corpus.citing.short_citation import distinct_ends
from corpus.citing.styles import ListLayout, Mention
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.store.corpus import Corpus

_LOST = {"changed": "document.changed", "no text": "document.no_text", "no work": "document.no_work"}
"""The sentence about a quotation that the library does not have now, by the state of its item."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a brief, and the footnote at its end, if it has one.

    `is_kept`: it is on the same page as the next paragraph, which belongs to it.
    """

    kind: ParagraphKind
    text: StyledText
    footnote: StyledText | None = None
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """The parts of a brief: sections of quotations, the table of the sources, and the references.

    `notes_heading` is for a format that has its footnotes at the end.
    """

    language: str
    blocks: tuple[Block, ...]
    table_heading: str
    table: SourceTable
    references_heading: str
    references: tuple[StyledText, ...]
    layout: ListLayout
    notes_heading: str


def brief_document(corpus: Corpus, brief: Brief, style: str, language: str) -> BriefDocument:
    """Return the document of a brief.

    Raises:
        InputError: there is no such style.
    """
    words = words_in(language)
    mentions = [item.mention for item in brief.items if item.mention is not None]
    formatted = format_mentions(corpus, mentions, style)
    citations = iter(formatted.in_text)
    blocks: list[Block] = []
    for section in brief.sections:
        blocks += _section(section, citations, words)
    return BriefDocument(
        language,
        tuple(blocks),
        words("brief.about_sources"),
        source_table(list(brief.items), words),
        words("document.references"),
        formatted.references,
        formatted.layout,
        words("brief.notes"),
    )


# --- quotations ----------------------------------------------------------------------------------------------------


def _section(section: BriefSection, citations: Iterator[StyledText], words: Words) -> Iterator[Block]:
    """Yield the heading of a section and its quotations. `citations` has the next citation for each."""
    yield _plain("heading", section.heading or words("brief.quotations"))
    if section.refusal is not None:
        yield _plain("text", _refusal(section.refusal, words))
    for item in section.items:
        if item.mention is None:
            yield _plain("text", words(_LOST[item.kept.state], place=lost_place(item.kept)))
        else:
            yield from _quotation(item, item.mention, next(citations), words)
        yield from _note(item, words)
    if section.items and section.missing:
        yield _plain("text", missing_sentence(section.missing, words))


def _plain(kind: ParagraphKind, text: str) -> Block:
    return Block(kind, StyledText((Run(one_line(text)),)))


def _refusal(reason: str, words: Words) -> str:
    """Return that a question has no good evidence, and why."""
    sentence = f"{words('answer.none')}."
    return f"{sentence} {reason_sentence(reason, words).text}" if reason else sentence


def _quotation(item: BriefItem, mention: Mention, citation: StyledText, words: Words) -> Iterator[Block]:
    """Yield a quotation with its footnote, below the head of its table; a summary by this library as what it is."""
    footnote = _footnote(item, mention, citation, words)
    kept = item.kept
    has_note = bool(kept.kept.note.strip())
    if kept.is_note:
        text = f"({words('document.not_a_quotation')}) {one_line(kept.quote)}"
        yield Block("text", StyledText((Run(text),)), footnote, has_note)
        return
    if kept.table_head:
        head = Run(one_line(kept.table_head), frozenset(["italic"]))
        yield Block("text", StyledText((head,)), is_kept=True)
    yield Block("quotation", StyledText(tuple(quotation_runs(one_line(kept.quote)))), footnote, has_note)


def _note(item: BriefItem, words: Words) -> Iterator[Block]:
    """Yield the person's note, marked as theirs: a paragraph for each of its lines, all of them in square brackets."""
    lines = [line for line in item.kept.kept.note.split("\n") if line.strip()]
    if lines:
        lines[0] = f"[{words('brief.note')}: {lines[0]}"
        lines[-1] += "]"
    for line in lines:
        yield _plain("remark", line)


# --- footnotes -----------------------------------------------------------------------------------------------------


def _footnote(item: BriefItem, mention: Mention, citation: StyledText, words: Words) -> StyledText:
    """Return a citation, and in square brackets what the style does not say: `... 12. [PDF p. 18; read by OCR]`."""
    remarks = [*_place(item, mention, words), *_cites(item, words)]
    remarks += [notice_words(notice, words) for notice in serious_notices(mention.reference)]
    if not remarks:
        return citation
    return StyledText((*citation.runs, Run(f" [{'; '.join(remarks)}]")))


def _place(item: BriefItem, mention: Mention, words: Words) -> Iterator[str]:
    """Yield the page in the file, and how it was read; or that the text is a summary by this library."""
    if item.kept.is_note:
        yield words("place.note")
        return
    first = mention.first
    if first is None or first.kind != "page":
        return
    ends = distinct_ends(first, mention.last)
    numbers = "–".join(str(end.index) for end in ends)
    pages = "p." if len(ends) == 1 else "pp."
    yield f"PDF {pages} {numbers}"
    if not all(end.label for end in ends):
        yield words("brief.unprinted")
    if any(end.ocr is not None for end in ends):
        yield words("place.ocr")


def _cites(item: BriefItem, words: Words) -> Iterator[str]:
    """Yield which works a quotation reports."""
    if item.cites:
        yield words("brief.cites", works=cited_text(item.cites, words))
