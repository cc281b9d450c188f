"""Texts that are the numbers of the glyphs of a TrueType font, in Apple's order: 3 is the space, 36 "A", 68 "a"."""

import pytest

from corpus.reading.pdf.glyph_numbers import are_glyph_numbers, letter


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (3, " "),
        (4, "!"),
        (16, "-"),
        (19, "0"),
        (36, "A"),
        (68, "a"),
        (97, "~"),
        (98, "Ä"),
        (112, "é"),
        (2, ""),
        (400, ""),
    ],
)
def test_letters_of_numbers(number, expected):
    """The numbers of Apple's order are letters of ASCII and then of Mac Roman."""
    assert letter(number) == expected


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        ("7XIWV\x03\x030HGLFDO\x03&HQWHU\x0f\x03,QF\x11", True),  # Tufts Medical Center, Inc.
        ("(O\x03PXHOOH\x03HVWi\x03FHUUDGR", True),  # El muelle está cerrado
        ("WUXH", None),
        ("the quay was closed in spring", False),
        ("KHUHE\x02DUHOHWWHUV", False),
    ],
)
def test_texts_of_numbers(characters, expected):
    """Characters are numbers if they read as a text as such. A few letters say nothing."""
    assert are_glyph_numbers(characters) is expected
