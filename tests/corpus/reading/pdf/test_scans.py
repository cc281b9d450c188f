"""Scans whose pages have a stamp as their only text, and pages that are made with a program and look like them."""

from pathlib import Path

import pytest

from corpus.model import Document
from corpus.reading.formats import extract
from corpus.reading.monitor import Monitor
from corpus.reading.pdf import ocr
from corpus.reading.pdf.scans import MAX_STAMP_CHARACTERS
from tests.corpus.pdfs import Text, lay_over, paragraph, scan, write

LINES = [
    "The keeper of the mole wrote down each boat that came into",
    "the harbour after dark, and the captain signed the register.",
    "No gravel boat was seen at the outer pier in the long winter.",
] * 4
STAMP = "Downloaded from the quay archive on 3 May 2014. Further use prohibited."
COVER = [Text("The Register of the Mole", 72, 780, 9), Text("Harbour Studies; 28, 4; pg. 1127", 72, 770, 9)]


def stamped(folder: Path, stamps: list[list[Text]], lines: list[str] = LINES) -> Path:
    """Write a scan with a page for each list of texts that are laid over it."""
    printed = write(folder / "printed.pdf", [paragraph(lines) for _ in stamps])
    picture = scan(printed, folder / "picture.pdf")
    return lay_over(picture, write(folder / "stamps.pdf", stamps), folder / "stamped.pdf")


def methods(document: Document) -> list[str]:
    """Return how the pages were read."""
    return [page.method.value for page in document.pages]


@pytest.mark.parametrize(
    "overlay",
    [
        lambda number: [Text(STAMP, 72, 20, 8)],
        lambda number: [Text(STAMP, 72, 20, 8), Text("Personal use only", 72, 10, 8)],
        lambda number: [Text(f"QUAY{number:06}", 500, 20, 8)],  # the number that an archive gives each page
        lambda number: [Text(str(number), 300, 20, 8)],
        lambda number: [Text(f"Page {number} of 4", 300, 20, 8)],
    ],
    ids=["line", "two lines", "archive", "number", "page of"],
)
def test_a_stamp_is_not_the_text_of_a_scan(tmp_path, overlay):
    """A picture with nothing but a stamp counts as a page without text, and its stamp is not quoted."""
    document = extract(stamped(tmp_path, [overlay(number) for number in range(1, 5)]))
    assert methods(document) == ["none"] * 4
    assert document.unreadable == (1, 2, 3, 4)
    assert document.text.strip() == ""
    assert document.warnings == ("no text on 4 of 4 pages: 1-4",)


def test_a_cover_line_on_a_scan(tmp_path):
    """The first page of a scan may have a title over it. It stays, and the page is named as one that was not read."""
    stamp = Text(STAMP, 72, 20, 8)
    document = extract(stamped(tmp_path, [[*COVER, stamp], [stamp], [stamp]]))
    assert methods(document) == ["none"] * 3
    assert "The Register of the Mole" in document.pages[0].text
    assert document.warnings == (
        "no text on 2 of 3 pages: 2-3",
        "no text but a line on a picture on 1 of 3 pages: 1",
    )
    assert any(line.text == "The Register of the Mole" for line in document.front)


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_a_stamped_scan_is_read_by_ocr(tmp_path):
    """OCR reads the picture of a stamped scan, also on the page with the title over it."""
    stamp = Text(STAMP, 72, 20, 8)
    cover = [*COVER, Text("x" * 90, 72, 40, 4), stamp]  # more than is looked at on a page without a picture
    assert sum(len(text.text) for text in cover) >= ocr.MIN_CERTAIN_CHARACTERS
    document = extract(stamped(tmp_path, [cover, [stamp]], LINES * 4), Monitor(ocr="auto"))
    assert methods(document) == ["ocr"] * 2
    assert all("No gravel boat was seen" in page.text for page in document.pages)
    assert document.warnings == ()


def test_a_page_with_words_of_its_own_is_not_a_scan(tmp_path):
    """Slides with a picture behind them and one foot have words of their own, and stay as they are."""
    texts = ["Why boats come late", "What we asked", "What the keepers say"]
    slides = [[Text(text, 72, 600, 24), Text("Harbour School 2014", 72, 20, 8)] for text in texts]
    document = extract(stamped(tmp_path, slides))
    assert methods(document) == ["pdfium"] * 3
    assert all(text in document.text for text in texts)


def test_a_searchable_scan_is_not_changed(tmp_path):
    """A scan with its text behind the picture is read as it is."""
    document = extract(stamped(tmp_path, [paragraph(LINES) for _ in range(3)]))
    assert sum(map(len, LINES)) > MAX_STAMP_CHARACTERS
    assert methods(document) == ["pdfium"] * 3
    assert document.unreadable == ()


def test_a_stamp_on_a_page_without_a_picture_is_text(tmp_path):
    """A page that has only a stamp, and no picture under it, is not a scan."""
    document = extract(write(tmp_path / "a.pdf", [[Text(STAMP, 72, 20, 8)] for _ in range(4)]))
    assert methods(document) == ["pdfium"] * 4
