import pytest

from corpus.reading.pdf.edges import page_edges
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.page_labels import page_labels, printed_numbers
from tests.corpus.reading.pdf.conftest import BODY, report_page


def labels_of(pages: list[list[Line]]) -> list[str | None]:
    """Return the numbers printed on pages."""
    return printed_numbers(pages, page_edges(pages))


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
        (["ES-3", "ES-4", "ES-5"], ["ES-3", "ES-4", "ES-5"]),
        (["S12", "S13", "S14"], ["S12", "S13", "S14"]),
        (["45012", "45013", "45014"], ["45012", "45013", "45014"]),
        (["(3/12)", "(4/12)", "(5/12)"], ["3", "4", "5"]),
        (["e1001234 (3/12)", "e1001234 (4/12)", "e1001234 (5/12)"], ["3", "4", "5"]),
        (["May 6, 2015 3 / 15", "May 6, 2015 4 / 15", "May 6, 2015 5 / 15"], ["3", "4", "5"]),
        (["2 of 13 | Harbour Review", "3 of 13 | Harbour Review", "4 of 13 | Harbour Review"], ["2", "3", "4"]),
        (["12 | The Piers", "The Moles | 13", "14 | The Piers"], ["12", "13", "14"]),
        (["1-3", "1-4", "1-5", "2-1", "2-2", "2-3"], ["1-3", "1-4", "1-5", "2-1", "2-2", "2-3"]),
        (["1-3", "1-4", "1-5", "2-1", "3-1", "3-2"], ["1-3", "1-4", "1-5", "2-1", "3-1", "3-2"]),  # short chapters
        (["EXHIBIT 1", "EXHIBIT 2", "EXHIBIT 3"], [None] * 3),
        (["Table 4", "Table 5", "Table 6"], [None] * 3),
        (["1. Moles", "2. Piers", "3. Locks"], [None] * 3),  # numbered headings
        (["10 11", "12 13", "14 15"], [None] * 3),  # two pages on each: no single number is right
        ([None, "2", "3", "4"], [None, "2", "3", "4"]),  # a cover without a number
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
    assert labels_of([report_page("A Report", number, *BODY) for number in shown]) == expected


def test_of_two_equal_runs_the_upper_one_wins():
    """If two runs of numbers have the same length, the numbers at the top of the pages are the labels."""
    pages = [report_page(str(20 + page), str(1 + page), *BODY) for page in range(4)]
    assert labels_of(pages) == ["20", "21", "22", "23"]


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
        (["1-1", "1-2", "2-1"], [None, None, None], ["1-1", "1-2", "2-1"]),
        (["1", "2", "1", "2", "3"], [None] * 5, [None, None, "1", "2", "3"]),  # a tree that begins late
        (["1", "2", "iii", "iv", "1", "2"], [None, None, "iii", "iv", "1", None], [None, None, "iii", "iv", "1", "2"]),
        (["1", "0", "1", "2"], ["1", None, "1", "2"], ["1", None, "1", "2"]),
    ],
)
def test_page_labels(file_labels, printed, expected):
    """A label is the printed number, or else the label of the file if that agrees with the printed numbers."""
    assert page_labels(file_labels, printed) == expected


def test_a_page_without_lines_has_no_number():
    """A page without lines has no number, and it does not count against a run of numbers."""
    pages: list[list[Line]] = [[], *[report_page(None, str(number), *BODY) for number in (2, 3, 4)], []]
    assert labels_of(pages) == [None, "2", "3", "4", None]


@pytest.mark.parametrize(
    ("statement", "numbers", "expected"),
    [
        ("Harbour Studies 2005;162(2):115–118", (None, "116", "117", "118"), "115"),
        ("Harbour Studies 2005;162(2):115–118", (None, "115", "116", "117"), None),  # a cover sheet
        ("Register of the Harbour, file 1-13809", (None, "2", "3", "4"), None),
        ("Harbour Studies 2005;162(2):115–118", (None, "120", "121", "122"), None),
    ],
)
def test_a_page_that_states_its_range_has_the_first_number(statement, numbers, expected):
    """A first page without a number has the number before the second page's, if it says that the work begins there."""
    pages = [report_page(None, number, *BODY) for number in numbers]
    pages[0].append(Line(statement, 72, 300, 735, 9))
    assert labels_of(pages) == [expected, *numbers[1:]]


@pytest.mark.parametrize("stamps", [1, 2, 4])
def test_numbers_within_stamps(stamps):
    """Lines that are the same on each page do not count as rows of the edge, so the number within them is read."""
    stamp_texts = [
        "Downloaded from https://harbour.example/5 on 3 May 2014",
        "For personal use",
        "Quay",
        "Copyright 2012",
    ]
    pages = []
    for number in range(2149, 2155):
        lines = report_page(None, f"May 2014 29:12 Harbour Affairs\t{number}", *BODY)
        lines.append(Line("Notes to the text", 72, 200, 60, 9))
        pages.append([*lines, *(Line(text, 72, 300, 30 - 6 * row, 5) for row, text in enumerate(stamp_texts[:stamps]))])
    assert labels_of(pages) == ["2149", "2150", "2151", "2152", "2153", "2154"]


def test_years_at_the_ends_of_notes_are_not_page_numbers():
    """Numbers beside words count only where they are at one place of the pages."""
    pages = [report_page(None, None, *BODY) for _ in range(4)]
    for page, year in enumerate((2011, 2012, 2013, 2014)):
        pages[page].append(Line(f"{'abcd'[page]} Quay report on {'wxyz'[page]}, {year}", 72, 300, 60 + 11 * page, 8))
    assert labels_of(pages) == [None] * 4


def test_numbers_of_a_flowing_text_are_read():
    """A number that is alone in its line may be at any height: pages made of a web page end where their text ends."""
    pages = [report_page(None, None, *BODY) for _ in range(5)]
    for page, height in enumerate((600, 320, 57, 480, 210)):
        pages[page].append(Line(str(page + 31), 300, 310, height, 9))
    assert labels_of(pages) == ["31", "32", "33", "34", "35"]


def test_a_number_in_a_title_is_not_the_number_of_the_cover():
    """A number beside words that continues a run of numbers must be where the numbers are."""
    pages = [report_page(None, number, *BODY) for number in (None, None, None, "4", "5", "6")]
    pages[0].insert(0, Line("Register of the Harbour, Level 1", 72, 400, 740, 18))
    assert labels_of(pages) == [None, None, None, "4", "5", "6"]
