"""Pages of lines for the tests of characters, page labels, furniture and paragraphs."""

from hypothesis import strategies as st

from corpus.reading.pdf.characters import clean_line
from corpus.reading.pdf.hyphens import Vocabulary
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.paragraphs import blocks, flow

BODY = ("The first of three sentences.", "The second stands here.", "The third one ends the page.")


def full_lines(*texts: str, left: float = 72, size: float = 10, top: float = 700, width: float = 400) -> list[Line]:
    """Return full lines, one below the other, 1.2 sizes apart. A line that ends in "|" is as long as its letters."""
    lines = []
    for index, text in enumerate(texts):
        length = size / 2 * len(text) if text.endswith("|") else width
        lines.append(Line(text.rstrip("|"), left, left + length, top - 1.2 * size * index, size))
    return lines


def flowed(page: list[Line], headings: frozenset[int] = frozenset()) -> list[str]:
    """Return the texts of the blocks of a page."""
    vocabulary = Vocabulary([page])
    return [flow(block, vocabulary) for block in blocks(page, headings)]


def report_page(head: str | None, number: str | None, *body: str) -> list[Line]:
    """Return a page with a running head and a page number at its foot."""
    lines = full_lines(*body, top=650)
    if head:
        lines.insert(0, Line(head, 72, 200, 750, 9))
    if number:
        lines.append(Line(number, 300, 305, 40, 9))
    return lines


def distinct_body(page: int) -> tuple[str, ...]:
    """Return the text of a page that differs from all other pages."""
    word = "abcdefghijklmnop"[page] * 4
    return tuple(f"{word} {sentence} {word}" for sentence in BODY)


_numbers = st.floats(-1e4, 1e4, allow_nan=False)
_lines = st.builds(
    Line,
    st.text(min_size=1, max_size=20).map(lambda text: clean_line(text) or "x"),
    _numbers,
    _numbers,
    _numbers,
    st.sampled_from([0.0, 8.0, 10.0, 14.0]),
    st.booleans(),
    st.booleans(),
)
any_page = st.lists(_lines, max_size=12)
