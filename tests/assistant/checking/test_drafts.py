"""Drafts of each format are read with their quotations, notes and places."""

import pytest

from assistant.checking.draft import _paragraphs, draft_quotes, read_draft, typed_paragraphs
from assistant.checking.model import Paragraph
from corpus.model import Document, Locator, Page
from tests.corpus.documents import write_text
from tests.corpus.reading.archives import odt
from tests.reports import write_pdf

BODY = "They say “every third boat carried salt” (Able, 2019, p. 31)."


def quotes_of(path):
    paragraphs, _ = read_draft(path)
    return draft_quotes(paragraphs)


def test_a_text_file_has_lines(tmp_path):
    quotes, skipped = quotes_of(write_text(tmp_path / "brief.md", f"# Brief\n\nA “short one”.\n\n{BODY}\n"))
    (quote,) = quotes
    assert (quote.words, quote.place, skipped) == ("every third boat carried salt", "line 5", 1)
    assert (quote.cited.names, quote.cited.pages) == ("Able, 2019,", ("31",))


def test_a_pdf_has_pages(tmp_path):
    ((quote,), _) = quotes_of(write_pdf(tmp_path / "brief.pdf", ["Nothing here.", BODY]))
    assert (quote.words, quote.place) == ("every third boat carried salt", "PDF p. 2")


OVER_A_PAGE = [
    (BODY[:22], BODY[22:]),
    (BODY[:40], BODY[40:]),
    ("They say “Every third.", "Boat carried salt” (Able, 2019, p. 31)"),
]


@pytest.mark.parametrize(("first", "second"), OVER_A_PAGE)
def test_a_quotation_or_its_citation_goes_on_over_a_page(tmp_path, first, second):
    """A page ends in the middle of the quotation, after a stop in it, or between it and its citation."""
    ((quote,), _) = quotes_of(write_pdf(tmp_path / "brief.pdf", ["Before it.", first.strip(), second.strip()]))
    assert quote.words.replace(".", "").lower() == "every third boat carried salt"
    assert (quote.place, quote.cited.pages) == ("PDF p. 2", ("31",))


@pytest.mark.parametrize("end", [22, 48])
def test_a_quotation_and_a_bracket_go_on_after_a_short_line_of_a_pdf(end):
    """The reader of a PDF takes a short line for the end of a paragraph."""
    page = Page(Locator("page", 1, None), f"{BODY[:end].rstrip()}\n{BODY[end:].lstrip()}\nAfter it.", "text")
    paragraphs = _paragraphs(Document((page,), (), {}, ()))
    assert [paragraph.text for paragraph in paragraphs] == [BODY, "After it."]


def test_a_mark_without_its_other_one_does_not_join_a_whole_pdf():
    page = Page(
        Locator("page", 1, None), "\n".join(["An “open one."] + ["It fell by half in the year."] * 1000), "text"
    )
    assert len(_paragraphs(Document((page,), (), {}, ()))) > 800


def test_a_web_page_has_paragraphs(tmp_path):
    page = f"<html><body><h1>Brief</h1><p>{BODY}</p></body></html>"
    ((quote,), _) = quotes_of(write_text(tmp_path / "brief.html", page))
    assert quote.words == "every third boat carried salt"
    assert quote.place.startswith("paragraph ")


def test_a_word_file_has_notes(tmp_path):
    """A footnote of Word names what a quotation cites."""
    docx = pytest.importorskip("docx", reason="needs the extra `office`")
    document = docx.Document()
    paragraph = document.add_paragraph("They say “every third boat carried salt”")
    paragraph.runs[0].add_footnote_reference(document.footnotes.add_footnote("Able, 2019, p. 31."))
    document.save(tmp_path / "brief.docx")
    ((quote,), _) = quotes_of(tmp_path / "brief.docx")
    assert quote.cited.pages == ("31",)


BLOCK = "every third boat carried salt"
CITED = "(Able, 2019, p. 31)"


def word_file(path, style, base=None):
    """Write a Word file with a paragraph in a style, and its citation on the line below."""
    docx = pytest.importorskip("docx", reason="needs the extra `office`")
    document = docx.Document()
    if style not in document.styles:
        made = document.styles.add_style(style, docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles[base] if base else None
    document.add_paragraph("They say:")
    document.add_paragraph(BLOCK, style=style)
    document.add_paragraph(CITED)
    document.save(path)
    return path


QUOTATION_STYLES = ["Quote", "Intense Quote", "Quotations", "Block Text", "Cita destacada", "Citação", "Texto em bloco"]


@pytest.mark.parametrize("style", QUOTATION_STYLES)
def test_a_block_of_word_is_known_by_its_style(tmp_path, style):
    ((quote,), _) = quotes_of(word_file(tmp_path / "brief.docx", style))
    assert (quote.words, quote.cited.pages) == (BLOCK, ("31",))


def test_a_style_that_is_based_on_one_of_quotations(tmp_path):
    ((quote,), _) = quotes_of(word_file(tmp_path / "brief.docx", "Ours", base="Quote"))
    assert quote.words == BLOCK


@pytest.mark.parametrize("style", ["Normal", "List Bullet", "Quotas"])
def test_other_styles_are_not_quotations(tmp_path, style):
    assert quotes_of(word_file(tmp_path / "brief.docx", style)) == ([], 0)


def test_a_block_of_odt_is_known_by_its_style(tmp_path):
    """LibreOffice gives a paragraph with its own settings an automatic style, which is based on the named one."""
    styles = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
    styles += '<style:style style:name="Quotations" style:family="paragraph"/>'
    body = (
        f'<text:p>They say:</text:p><text:p text:style-name="P1">{BLOCK}</text:p><text:p>(Able, 2019, p. 31)</text:p>'
    )
    ((quote,), _) = quotes_of(odt(tmp_path / "brief.odt", body, styles=styles))
    assert (quote.words, quote.cited.pages) == (BLOCK, ("31",))


def test_a_block_of_a_web_page_and_of_rich_text(tmp_path):
    page = f"<p>They say the following about the boats:</p><blockquote><p>{BLOCK}</p></blockquote><p>{CITED}</p>"
    rich = rf"{{\rtf1{{\stylesheet{{\s7 Quote;}}}}\pard They say:\par\pard\s7 {BLOCK}\par\pard {CITED}\par}}"
    files = {"brief.html": f"<html><body><article>{page}</article></body></html>", "brief.rtf": rich}
    for name, text in files.items():
        ((quote,), _) = quotes_of(write_text(tmp_path / name, text))
        assert (quote.words, quote.cited.pages) == (BLOCK, ("31",))


def test_each_block_of_a_run_cites_what_the_last_one_cites():
    """A quotation of two paragraphs has one citation, at its end."""
    paragraphs = [
        Paragraph("Every third boat carried salt.", "", is_block=True),
        Paragraph("It did not change in May (Able, 2019, p. 31).", "", is_block=True),
        Paragraph("Our own words are here.", ""),
    ]
    quotes, _ = draft_quotes(paragraphs)
    assert [quote.cited.pages for quote in quotes] == [("31",), ("31",)]


def test_a_paragraph_of_a_long_draft_is_found_in_its_place():
    paragraphs = typed_paragraphs("\n\n".join([BODY] * 3000))
    quotes, _ = draft_quotes(paragraphs)
    assert [quote.place for quote in quotes] == [f"line {2 * n + 1}" for n in range(3000)]


def test_a_broken_letter_costs_one_letter(tmp_path):
    path = tmp_path / "brief.txt"
    path.write_bytes(b"\xff " + BODY.encode())
    ((quote,), _) = quotes_of(path)
    assert quote.words == "every third boat carried salt"
