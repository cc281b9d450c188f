import pytest

from corpus.reading.pdf.model import Line
from corpus.reading.pdf.page_labels import NumberStyle, PageNumber, page_labels, parse_page_number, printed_numbers
from tests.corpus.reading.pdf.conftest import BODY, report_page


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (["1", "2", "3", "4"], ["1", "2", "3", "4"]),
        ([None, None, "1", "2", "3"], [None, None, "1", "2", "3"]),
        (["i", "ii", "iii", "1", "2", "3"], ["i", "ii", "iii", "1", "2", "3"]),
        (["I", "II", "III", "IV"], ["I", "II", "III", "IV"]),
        (["Page 7 of 9", "Page 8 of 9", "Page 9 of 9"], ["7", "8", "9"]),
        (["- 5 -", "- 6 -", "- 7 -"], ["5", "6", "7"]),
        (["A-1", "A-2", "A-3"], ["A-1", "A-2", "A-3"]),
        (["9", "10", None, "12", "13"], ["9", "10", "11", "12", "13"]),  # the opening of a chapter
        (["4", "5", "6", *[None] * 6, "13"], ["4", "5", "6", *[None] * 6, "13"]),  # the numbers continue after tables
        (["12", None, None, None, None], [None] * 5),  # one page proves nothing
        (["3", "17", "5", "2", "88"], [None] * 5),
        (["5", None, None, "8", None, None, "11"], [None] * 7),  # three in seven are chance
        (["1", "2"], ["1", "2"]),
        (["7"], [None]),
        ([], []),
    ],
)
def test_printed_numbers(shown, expected):
    """Page numbers are read from feet if they agree, and not otherwise."""
    assert printed_numbers([report_page("A Report", number, *BODY) for number in shown]) == expected


def test_of_two_equal_runs_the_upper_one_wins():
    """If two runs of numbers have the same length, the numbers at the top of the pages are the labels."""
    pages = [report_page(str(20 + page), str(1 + page), *BODY) for page in range(4)]
    assert printed_numbers(pages) == ["20", "21", "22", "23"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", PageNumber(NumberStyle.ARABIC, "", 12)),
        ("- 12 -", PageNumber(NumberStyle.ARABIC, "", 12)),
        ("A-3", PageNumber(NumberStyle.ARABIC, "A-", 3)),
        ("xiv", PageNumber(NumberStyle.LOWER_ROMAN, "", 14)),
        ("XIV", PageNumber(NumberStyle.UPPER_ROMAN, "", 14)),
        ("iiii", None),  # not a Roman numeral
        ("mix", None),  # 1009: too large for a Roman page number
        ("12345", None),
        ("Page", None),
    ],
)
def test_parse_page_number(text, expected):
    """A page number is a numeral, with marks around it and a prefix before it."""
    assert parse_page_number(text) == expected


@pytest.mark.parametrize(
    ("file_labels", "printed", "expected"),
    [
        (["i", "ii", "1"], [None, None, None], ["i", "ii", "1"]),
        (["1", "2", "3"], [None, None, None], [None, None, None]),  # only a count of the pages
        (["i", "ii", "1"], [None, "ii", "1"], ["i", "ii", "1"]),
        (["i", "ii", "1"], [None, "5", "6"], [None, "5", "6"]),  # they disagree
        (["Cover", "i"], [None, None], [None, "i"]),
        (["i"], [None, None], ["i", None]),
        (["i", "ii", "iii"], [None, None], ["i", "ii"]),
        ([], ["1", None], ["1", None]),
    ],
)
def test_page_labels(file_labels, printed, expected):
    """A label is the printed number, or else the label of the file if that agrees with the printed numbers."""
    assert page_labels(file_labels, printed) == expected


def test_a_page_without_lines_has_no_number():
    """A page without lines has no number, and it does not count against a run of numbers."""
    pages: list[list[Line]] = [[], *[report_page(None, str(number), *BODY) for number in (2, 3, 4)], []]
    assert printed_numbers(pages) == [None, "2", "3", "4", None]
