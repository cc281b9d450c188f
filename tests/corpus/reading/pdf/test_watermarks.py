import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.formats import extract
from corpus.reading.pdf.watermarks import find_watermarks, without_watermarks
from tests.corpus.pdfs import write
from tests.corpus.reading.pdf.conftest import any_page

WORDS = "alpha beta gamma delta epsilon".split()


def page(word: str, mark: str = "", matrix: str = "1 0 0 1 100 400", size: int = 90) -> bytes:
    """Return a page of text, drawn over a pale mark."""
    lines = [f"The {word} register says in line {'abcdefgh'[row]} how deep the quay is." for row in range(8)]
    drawn = [f"BT /F1 11 Tf 72 {700 - 60 * row} Td ({line}) Tj ET" for row, line in enumerate(lines)]
    if mark:
        drawn.insert(0, f"q 0.9 g BT /F1 {size} Tf {matrix} Tm ({mark}) Tj ET Q")
    return "\n".join(drawn).encode()


@pytest.mark.parametrize(
    "matrix", ["1 0 0 1 100 400", "0.8 0.6 -0.6 0.8 180 300", "0.7071 0.7071 -0.7071 0.7071 180 300"]
)
def test_a_word_across_each_page(tmp_path, matrix):
    """A word that lies level or askew across each page is neither text nor the title."""
    pages = [page(word, "DRAFT", matrix) for word in WORDS]
    document = extract(write(tmp_path / "a.pdf", pages))
    assert "DRAFT" not in document.text
    assert "DRAFT" not in [line.text for line in document.front]
    assert document.metadata.get("page1_title") != "DRAFT"
    assert document.text.count("register") == 8 * len(WORDS)


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        ([page(WORDS[0], "DRAFT"), *map(page, WORDS[1:])], ["DRAFT"]),  # a heading on one page
        ([page(word, f"Quay {word}") for word in WORDS], [f"Quay {word}" for word in WORDS]),  # a heading on each page
        ([page(word, "Quays", size=14) for word in WORDS], ["Quays"] * 5),  # not large
        ([page(word, "Quays") for word in WORDS[:2]], ["Quays"] * 2),  # two pages
    ],
    ids=["one page", "other words", "not large", "two pages"],
)
def test_large_words_that_stay(tmp_path, pages, kept):
    """Headings stay."""
    text = extract(write(tmp_path / "a.pdf", pages)).text
    assert re.findall("DRAFT|Quay(?: [a-z]+|s)", text) == kept


@given(st.lists(any_page, max_size=5))
def test_only_large_lines_go(pages):
    """Whatever the pages are, what goes is on at least three of them."""
    watermarks = find_watermarks(pages)
    for text, _ in watermarks:
        assert sum(text in [line.text for line in lines] for lines in pages) >= 3
    if not watermarks:
        assert all(without_watermarks(lines, watermarks) == lines for lines in pages)
