import pytest

from corpus.reading.pdf.page_numbers import (
    NumberStyle,
    PageNumber,
    lone_number,
    numbers_beside_words,
    parse_page_number,
)


def arabic(value: int, prefix: str = "") -> PageNumber:
    """Return a number in Arabic numerals."""
    return PageNumber(NumberStyle.ARABIC, prefix, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", arabic(12)),
        ("- 12 -", arabic(12)),
        ("– 12 –", arabic(12)),
        ("A-3", arabic(3, "A-")),
        ("2-1", arabic(1, "2-")),
        ("III-7", arabic(7, "III-")),
        ("PAP‑7", arabic(7, "PAP-")),  # a hyphen that does not break
        ("S12", arabic(12, "S")),
        ("45012", arabic(45012)),
        ("xiv", PageNumber(NumberStyle.LOWER_ROMAN, "", 14)),
        ("XIV", PageNumber(NumberStyle.UPPER_ROMAN, "", 14)),
        ("iiii", None),  # not a Roman numeral
        ("mix", None),  # 1009: too large for a Roman page number
        ("123456", None),
        ("p.12", None),  # "p." is not a part of the number
        ("Page", None),
        ("", None),
    ],
)
def test_parse_page_number(text, expected):
    """A page number is a numeral, with marks around it and a prefix before it."""
    assert parse_page_number(text) == expected


@pytest.mark.parametrize("text", ["12", "A-3", "2-1", "xiv", "XIV", "S12"])
def test_text(text):
    """A page number is written as it was read."""
    number = parse_page_number(text)
    assert number is not None
    assert number.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", arabic(12)),
        ("Page 5 of 9", arabic(5)),
        ("page 5", arabic(5)),
        ("Página 5 de 9", arabic(5)),
        ("p. 5", arabic(5)),
        ("5 / 9", arabic(5)),
        ("(5/9)", arabic(5)),
        ("Harbour 5", None),
        ("", None),
    ],
)
def test_lone_number(text, expected):
    """A number is alone in its line if only marks and the words of a page number are around it."""
    assert lone_number(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 Harbour Report", [12]),
        ("Harbour Report 12", [12]),
        ("Harbour\t12", [12]),
        ("12 | Harbour", [12]),
        ("Harbour | 12", [12]),
        ("Harbour, page 12 of 20, printed", [12]),
        ("Harbour 2015 3 / 15", [15, 3]),
        ("e1001234 (3/12)", [3]),
        ("2 of 13 | Harbour", [2]),
        ("EXHIBIT 12", []),
        ("Appendix\t12", [12]),  # a running head, and the number apart from it
        ("5. Harbours", []),
        ("Harbour 13/5/2014", []),
        ("Harbour", []),
    ],
)
def test_numbers_beside_words(text, expected):
    """The first and last word, "5 of 9" and "page 5" may be a page's number; a number of an item or table is not."""
    assert [number.value for number in numbers_beside_words(text)] == expected
