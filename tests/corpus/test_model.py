"""The offsets of pages in a document."""

import pytest

from tests.corpus.documents import document


@pytest.mark.parametrize(("offset", "end"), [(0, 3), (2, 3), (3, 3), (4, 4), (5, 7), (6, 7), (7, 7)])
def test_page_end(offset, end):
    """The pages "one", "" and "iv" end at 3, 4 and 7. The break after a page belongs to the page."""
    made = document("one", "", "iv")
    assert made.starts == (0, 4, 5)
    assert made.page_end(offset) == end
