"""Text that a program took for ornaments. The pairs are those of Adobe's list of ZapfDingbats and of ASCII."""

import pytest

from corpus.reading.pdf.dingbats import without_ornaments

PAGE = "❚✐❞❡s ❛♥❞ q✉❛②s✿ ❛ s✉r✈❡② ♦❢ ♣♦rts ❜② t❤❡ ❜♦❛r❞✳ ❚❤❡ ❞❡✜♥✐t✐♦♥ ♦❢ ❛ ♠♦❧❡ ✭✶✾✾✻✮ ✐s ❞✐✛❡r❡♥t✱ ❜✉t ❡✣❝✐❡♥t✳"


def test_a_page_of_ornaments_is_read():
    """Each ornament is the character whose code TeX gave as the name of its glyph."""
    assert without_ornaments(PAGE) == (
        "Tides and quays: a survey of ports by the board. The deﬁnition of a mole (1996) is diﬀerent, but eﬃcient."
    )


@pytest.mark.parametrize(
    "page",
    [
        "★★★★☆ " * 20,
        "✓ yes ✗ no " * 20,
        "❶ one ❷ two ❸ three ❹ four ❺ five ❻ six ❼ seven ❽ eight ❾ nine",
        "♠ ♣ ♥ ♦ are the suits of " * 10,
        "plain text",
    ],
)
def test_ornaments_stay_ornaments(page):
    """Stars, marks, numbers in circles and suits are few, or few different ones."""
    assert without_ornaments(page) == page
