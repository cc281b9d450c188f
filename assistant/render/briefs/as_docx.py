"""A brief as a Word document with footnotes, written by python-docx. The bytes depend on the brief only."""

from io import BytesIO
from typing import Any

from assistant.render.briefs.document import Block, BriefDocument
from assistant.render.lists import ParagraphKind, clean_runs
from corpus.citing.styles import ListLayout
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.extras import require_office

_MARGIN_INCHES = 1.0
_COLUMN_INCHES = (1.95, 0.5, 1.05, 1.2, 0.95, 0.85)
"""Widths of the columns of the table: together the text of a Letter page between these margins."""

_INDENT_INCHES = 0.5
"""Of quotations and the notes on them, and the hanging indent of references: APA 7, 2.27; MLA 9, 1.7."""

_TEXT_POINTS, _SMALL_POINTS = 11, 9

_TABLE_STYLE = "Table Text"
"""The style of the paragraphs in the table, which Word has no own for."""

_STYLES: dict[ParagraphKind, str] = {
    "heading": "Heading 1",
    "quotation": "Quote",
    "text": "Normal",
    "remark": "Normal",
    "reference": "Bibliography",
}
"""The style of each kind of paragraph: Word's own, so that a person changes all paragraphs of a kind at once."""


def render(document: BriefDocument) -> bytes:
    """Return a brief as the bytes of a .docx file.

    Raises:
        MissingExtra: the extra `office` is not installed.
    """
    require_office("a Word document needs", "docx")
    from docx import Document

    word = Document()
    _set_page(word)
    _set_styles(word.styles, document.layout)
    for block in document.blocks:
        _add_block(word, block)
    if document.table.rows:
        word.add_paragraph(document.table_heading, "Heading 1")
        _add_table(word, document)
    if document.references:
        word.add_paragraph(document.references_heading, "Heading 1")
    for entry in document.references:
        _add_runs(word.add_paragraph(style="Bibliography"), entry)
    written = BytesIO()
    word.save(written)
    return written.getvalue()


# --- styles --------------------------------------------------------------------------------------------------------


def _set_page(word: Any) -> None:
    """Set the margins, and take the author and description of the template away."""
    from docx.shared import Inches

    section = word.sections[0]
    section.left_margin = section.right_margin = Inches(_MARGIN_INCHES)
    section.top_margin = section.bottom_margin = Inches(_MARGIN_INCHES)
    word.core_properties.author = word.core_properties.comments = ""


def _set_styles(styles: Any, layout: ListLayout) -> None:
    """Set the styles of Word that the template lacks or that look otherwise there."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Inches, Pt

    styles["Normal"].font.size = Pt(_TEXT_POINTS)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Heading 1"].paragraph_format.space_before = Pt(18)
    styles["Heading 1"].paragraph_format.space_after = Pt(6)
    quote = styles["Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Inches(_INDENT_INCHES)
    _add_small_style(styles, "footnote text", "FootnoteText", builtin=True)
    _add_small_style(styles, _TABLE_STYLE, "TableText", builtin=False)
    mark = styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.style_id = "FootnoteReference"
    mark.font.superscript = True
    _add_bibliography_style(styles, layout)


def _add_small_style(styles: Any, name: str, style_id: str, *, builtin: bool) -> None:
    """Add a style of paragraphs in small type without space between them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin)
    style.style_id = style_id
    style.base_style = styles["Normal"]
    style.font.size = Pt(_SMALL_POINTS)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _add_bibliography_style(styles: Any, layout: ListLayout) -> None:
    """Add the style of references, with the layout of the citation style."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Inches, Pt

    entry = styles.add_style("Bibliography", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    entry.base_style = styles["Normal"]
    entry.paragraph_format.line_spacing = float(layout.line_spacing)
    entry.paragraph_format.space_after = Pt(_TEXT_POINTS * layout.entry_spacing)
    if layout.hanging_indent:
        entry.paragraph_format.left_indent = Inches(_INDENT_INCHES)
        entry.paragraph_format.first_line_indent = Inches(-_INDENT_INCHES)


# --- paragraphs ----------------------------------------------------------------------------------------------------


def _add_block(word: Any, block: Block) -> None:
    """Add a paragraph and its footnote."""
    from docx.shared import Inches

    paragraph = word.add_paragraph(style=_STYLES[block.kind])
    paragraph.paragraph_format.keep_with_next = block.is_kept or None
    if block.kind == "remark":
        paragraph.paragraph_format.left_indent = Inches(_INDENT_INCHES)
    _add_runs(paragraph, block.text)
    if block.footnote is not None:
        note = word.footnotes.add_footnote()
        text = note.paragraphs[0]
        text.add_run(" ")
        _add_runs(text, block.footnote)
        paragraph.add_run().add_footnote_reference(note)


def _add_runs(paragraph: Any, text: StyledText) -> None:
    """Add a line with its fonts."""
    for run in clean_runs(text):
        font = paragraph.add_run(_for_xml(run.text)).font
        font.italic = "italic" in run.fonts or None
        font.bold = "bold" in run.fonts or None
        font.underline = "underline" in run.fonts or None
        font.small_caps = "small-caps" in run.fonts or None
        font.superscript = "superscript" in run.fonts or None
        font.subscript = "subscript" in run.fonts or None


def _for_xml(text: str) -> str:
    """Return a text on one line without the characters that XML cannot have."""
    return text.replace("\ufffe", " ").replace("\uffff", " ").replace("\n", " ").replace("\t", " ")


# --- the table -----------------------------------------------------------------------------------------------------


def _add_table(word: Any, document: BriefDocument) -> None:
    """Add the table of the sources. Its head is repeated on each page, and no row is divided between two pages."""
    from docx.shared import Inches

    bold_head = [StyledText((Run(name, frozenset(["bold"])),)) for name in document.table.head]
    rows = [bold_head, *document.table.rows]
    table = word.add_table(len(rows), len(_COLUMN_INCHES), style="Table Grid")
    table.autofit = False
    for column, inches in zip(table.columns, _COLUMN_INCHES, strict=True):
        column.width = Inches(inches)
    for row, texts in zip(table.rows, rows, strict=True):
        row.dont_split = True
        for cell, text, inches in zip(row.cells, texts, _COLUMN_INCHES, strict=True):
            cell.width = Inches(inches)
            cell.paragraphs[0].style = _TABLE_STYLE
            _add_runs(cell.paragraphs[0], text)
    head = table.rows[0]
    head.repeat_as_header = True
    for cell in head.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
