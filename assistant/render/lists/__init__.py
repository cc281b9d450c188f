"""Lists of references for people: plain text, and the formats that a word processor or a web page takes with italics.

A list, or a document with a list at its end, is a sequence of paragraphs of a few kinds. Each module writes them in its
format. Every text is untrusted: a title may hold markup of any of the formats. Each module escapes it.

A new format is one module with `render`, and one line in `LIST_FORMATS`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, cast

from assistant.references import ReferenceList
from assistant.render.plain import CONTROLS
from corpus.citing.styles import ListLayout
from corpus.citing.styles.styled_text import Run, StyledText

LIST_FORMATS: Mapping[str, str] = {
    "text": "plain text",
    "html": "a part of a web page",
    "markdown": "Markdown",
    "rtf": "rich text",
    "docx": "a Word document",
}
"""The formats, in words. The module of a format has its name."""

BINARY_FORMATS = ("docx",)
"""Formats that a terminal cannot show."""

_CONTROLLED = re.compile(f" ?{CONTROLS.pattern}+ ?")

IN_TEXT_HEADING = "In the text:"
"""The line above the citations of passages."""


ParagraphKind = Literal["title", "heading", "quotation", "text", "remark", "reference"]
"""`remark`: it belongs to the paragraph before it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document, on one line."""

    kind: ParagraphKind
    text: StyledText


@dataclass(frozen=True, slots=True)
class TextDocument:
    """Paragraphs to write, with the layout of the references among them."""

    paragraphs: tuple[Paragraph, ...]
    layout: ListLayout


def render(references: ReferenceList, format: str) -> bytes:
    """Return a list of references as a file of one of `LIST_FORMATS`."""
    paragraphs = [Paragraph("reference", entry) for entry in references.references]
    paragraphs += _in_text_paragraphs(references)
    return render_document(TextDocument(tuple(paragraphs), references.layout), format)


def render_document(document: TextDocument, format: str) -> bytes:
    """Return a document as a file of one of `LIST_FORMATS`."""
    module = import_module(f"assistant.render.lists.{format}")
    return cast(bytes, module.render(document))


def plain_paragraph(kind: ParagraphKind, text: str) -> Paragraph:
    """Return a paragraph without fonts."""
    return Paragraph(kind, StyledText((Run(" ".join(text.split())),)))


def clean_runs(text: StyledText) -> list[Run]:
    """Return the runs of a line without characters that control a terminal or the direction of text."""
    return [Run(_CONTROLLED.sub(" ", run.text), run.fonts) for run in text.runs]


def _in_text_paragraphs(references: ReferenceList) -> list[Paragraph]:
    """Return the citation of each passage after the id that was asked for, below a line about them; or none."""
    if not references.in_text:
        return []
    paragraphs = [plain_paragraph("text", IN_TEXT_HEADING)]
    for passage_id, citation in references.in_text.items():
        paragraphs.append(Paragraph("remark", StyledText((Run(f"{passage_id}  "), *citation.runs))))
    return paragraphs
