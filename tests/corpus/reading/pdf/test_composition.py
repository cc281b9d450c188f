"""Documents made from the lines of pages: offsets of headings and pages."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import PageMethod
from corpus.reading.pdf.characters import GAP, clean_line
from corpus.reading.pdf.composition import compose
from corpus.reading.pdf.model import Line, OutlineEntry, PageLines
from corpus.reading.pdf.structure import Structure

words = st.text(alphabet="abcXYZ .,-\u00ad12é•", min_size=1, max_size=24).map(lambda t: clean_line(t) or "x")

any_line = st.builds(
    lambda text, x, y, size, bold: Line(text, x, x + len(text) * size / 2, y, size, bold),
    st.one_of(words, st.just(f"12{GAP}34"), st.just("Findings of the study"), st.just("1")),
    st.sampled_from([72.0, 90.0, 320.0]),
    st.integers(40, 760).map(float),
    st.sampled_from([9.0, 11.0, 14.0]),
    st.booleans(),
)

any_entry = st.builds(OutlineEntry, st.integers(1, 6), st.just("Findings of the study"), st.integers(0, 9))

any_outline = st.lists(any_entry, max_size=6)


@settings(deadline=None)
@given(st.lists(st.lists(any_line, max_size=14), min_size=1, max_size=6), any_outline)
def test_offsets(pages, entries):
    """Each heading is in the text at its offset, and every offset maps back to its page."""
    pages_of_lines = [PageLines(lines, PageMethod.PDFIUM) for lines in pages]
    document = compose(pages_of_lines, Structure(outline=entries), [])
    for heading in document.headings:
        assert document.text[heading.start :].startswith(heading.text)
        assert document.locate(heading.start) in [page.locator for page in document.pages]
        assert 1 <= heading.level <= 4
        assert any(map(str.isalpha, heading.text))
    assert [h.start for h in document.headings] == sorted({h.start for h in document.headings})
    for start, page in zip(document.starts, document.pages, strict=True):
        assert document.text[start : start + len(page.text)] == page.text
        for offset in {start, start + len(page.text) - 1} if page.text else ():
            assert document.locate(offset) == page.locator
