"""Drafts of each format are read with their quotations, notes and places."""

import pytest

from assistant.checking.draft import draft_quotes, read_draft, typed_paragraphs
from tests.corpus.documents import write_text
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


def test_a_paragraph_of_a_long_draft_is_found_in_its_place():
    paragraphs = typed_paragraphs("\n\n".join([BODY] * 3000))
    quotes, _ = draft_quotes(paragraphs)
    assert [quote.place for quote in quotes] == [f"line {2 * n + 1}" for n in range(3000)]


def test_a_broken_letter_costs_one_letter(tmp_path):
    path = tmp_path / "brief.txt"
    path.write_bytes(b"\xff " + BODY.encode())
    ((quote,), _) = quotes_of(path)
    assert quote.words == "every third boat carried salt"
