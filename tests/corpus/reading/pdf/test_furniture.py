from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.pdf.edges import page_edges
from corpus.reading.pdf.furniture import furniture
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.page_labels import printed_numbers
from tests.corpus.reading.pdf.conftest import any_page, distinct_body, report_page


def test_numbers_beside_a_running_head():
    """A number is read from the end or beginning of a head, and the head is removed with it."""
    pages = []
    for number in range(4, 10):
        head = f"Annual Report {number}" if number % 2 else f"{number} Annual Report"
        pages.append(report_page(head, None, *distinct_body(number)))
    labels = printed_numbers(pages, page_edges(pages))
    assert labels == ["4", "5", "6", "7", "8", "9"]
    assert furniture(pages, page_edges(pages), labels) == [{0}] * 6


def test_lines_that_come_back_are_removed():
    """Running heads and page numbers are removed."""
    pages = [report_page("A Report", str(number), *distinct_body(number)) for number in range(1, 6)]
    labels = printed_numbers(pages, page_edges(pages))
    assert furniture(pages, page_edges(pages), labels) == [{0, 4}] * 5


def test_a_foot_with_the_number_is_removed():
    """A foot that no other page has is removed if it holds the page's number. A heading with the number stays."""
    pages = [report_page(None, None, *distinct_body(number)) for number in range(1, 7)]
    for number, lines in enumerate(pages, 1):
        lines.append(Line(f"{number} Chapter of {'abcdefg'[number] * 3}", 72, 200, 40, 9))
    pages[0].insert(0, Line("1 Introduction", 72, 200, 750, 16))
    labels = printed_numbers(pages, page_edges(pages))
    assert furniture(pages, page_edges(pages), labels) == [{4}] + [{3}] * 5


def test_a_number_within_stamps_is_removed():
    """A number that is further in than a running foot is removed with the stamps outside of it."""
    pages = []
    for number in range(7, 13):
        lines = report_page(None, f"Harbour Affairs\t{number}", *distinct_body(number))
        lines += [
            Line(text, 72, 300, 30 - 6 * row, 5) for row, text in enumerate(("Downloaded", "Quay use", "In 2014"))
        ]
        pages.append(lines)
    labels = printed_numbers(pages, page_edges(pages))
    assert labels == ["7", "8", "9", "10", "11", "12"]
    assert furniture(pages, page_edges(pages), labels) == [{3, 4, 5, 6}] * 6


def test_lines_beyond_the_number_are_removed():
    """Lines below a number that is apart from the text are not text, also where the text ends early."""
    pages = []
    for number in range(1, 7):
        height = 40 * number
        lines = report_page(None, None, *distinct_body(number))
        lines += [Line(f"A-{number}", 300, 320, height, 9), Line("Agreement of the Quay", 72, 200, height - 12, 8)]
        pages.append(lines)
    labels = printed_numbers(pages, page_edges(pages))
    assert labels == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"]
    assert furniture(pages, page_edges(pages), labels) == [{3, 4}] * 6


def test_turned_stamps_are_removed():
    """A line without a position, as turned text at the side is, is removed if the pages nearby have it too."""
    pages = []
    for number in range(1, 7):
        turned = [Line("Downloaded from the harbour on 3 May 2014"), Line(f"Axis {'abcdef'[number - 1]}")]
        pages.append([*report_page(None, str(number), *distinct_body(number)), *turned])
    labels = printed_numbers(pages, page_edges(pages))
    assert furniture(pages, page_edges(pages), labels) == [{3, 4}] * 6


def test_sentences_that_come_back_stay():
    """A line that is set like the text and without a gap to it is text, though half of the pages have it there."""
    pages = []
    for number in range(1, 9):
        last_line = "No boat may lie at the mole." if number % 2 else f"It is {'abcdefgh'[number - 1] * 5}."
        pages.append(report_page(None, f"2-{number}", *distinct_body(number), last_line))
    labels = printed_numbers(pages, page_edges(pages))
    assert furniture(pages, page_edges(pages), labels) == [{4}] * 8


def test_table_heads_stay():
    """A line that comes back directly above the text of some pages is not a running head."""
    pages = [report_page(None, None, *distinct_body(page)) for page in range(12)]
    for page in (1, 4, 7):
        pages[page] = report_page(None, None, "OFFENSE AND CODE", *distinct_body(page))
    assert furniture(pages, page_edges(pages), [None] * 12) == [set()] * 12


def test_captions_stay():
    """ "Table 3" at the top of page after page is not a running head."""
    pages = [report_page(f"Table {page}", None, *distinct_body(page)) for page in range(6)]
    assert furniture(pages, page_edges(pages), [None] * 6) == [set()] * 6


def test_a_page_keeps_some_text():
    """A page whose lines all come back keeps them."""
    pages = [[Line("Draft", 72, 100, 750, 9)] for _ in range(5)]
    assert furniture(pages, page_edges(pages), [None] * 5) == [set()] * 5


@given(st.lists(any_page, max_size=7))
def test_furniture_never_raises(pages):
    """The furniture of any pages is a part of the lines of the page, and not all of them."""
    labels = printed_numbers(pages, page_edges(pages))
    assert len(labels) == len(pages)
    for lines, removed in zip(pages, furniture(pages, page_edges(pages), labels), strict=True):
        assert removed <= set(range(len(lines)))
        assert len(removed) < len(lines) or not lines
