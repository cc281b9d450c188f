"""Which lists of lines that end in numbers are tables of contents."""

import time

import pytest

from corpus.model import Document, Locator, Page
from corpus.passages.contents import find_contents

PROSE = (
    "The harbour met the young captains and told them what would happen next to each of the quays and their moles.\n"
)

LEADERS = "Summary ............ iv\nThe problem ........ 3\nThe response ....... 12\nCosts and results .. . . 20"
GLUED = "Summary . . . . . . iv Maps . . . . . . 3 Notes . . . . . . 3 Index . . . . . . 20"
PLAIN = (
    "PART I\nItem 1. Business. 4\nItem 1A. Risk factors. 7\nItem 2. Properties. 16\nItem 3. Legal proceedings. 16\n"
    "Item 4. Mine safety. 17\nNote 7 – Pension and medical plans 20"
)
LISTS = (
    "Summary ............ 1\nThe ropes .......... 1\nThe response ....... 3\n"
    "Tables\nTable 1. Ropes ..... 2\nTable 2. Moles ..... 9\n"
    "Appendixes\nAppendix A. Quays .. 7\nContacts\nAuthors ............ 4"
)
CHAPTER = "Key points 9\nMoles and piers 10\nThe depth of the quay 10\nRopes of keepers 12\nConclusions 13"
BEYOND_THE_END = LEADERS.replace("20", "204").replace("12", "188")
FALLING = "Opium ........ 12\nCoca ........ 4\nKhat ........ 20\nOther ........ 2"
BLANKS = "Name ........ Age .....\nChild ........ Income ........\nVessel ........ Crew ....... Load ......"
CODES = "Yes ........ 1\nNo ........ 2\nRefused ........ 3\nDo not know ........ 4"
LISTS_OF_CODES = (
    "Yes ...... 1\nNo ...... 2\nSex of the keeper\nMale ...... 1\nFemale ...... 2\nOther ...... 12\nAge\nOld ...... 1"
)
PRICES = "(1) Rope ........ 2125\n(2) Mole ........ 1760\n(3) Pier ........ 9750"
STATISTICS = "Gini coefficient . . . . . . . .51\nIncome . . . . . . . .64\nIlliteracy . . . . . . . .72"
COUNTS = "Aguadilla 12\nArecibo 4\nMoca 20\nPonce 2\nCaguas 18\nFajardo 7"
OFFENCES = "Assault 1\nArson 2\nBribery 3\nBurglary 4\nFraud 5\nTheft 6"


def report(beginning: str, page_count: int = 20, rest: str = PROSE, first_label: int = 1) -> Document:
    """Return a document whose first page holds `beginning` and whose other pages hold `rest` ten times."""
    pages = []
    for number in range(1, page_count + 1):
        text = f"A report\n\n{beginning}\n\n{PROSE}" if number == 1 else rest * 10
        pages.append(Page(Locator("page", number, str(first_label + number - 1)), text, "pdfium"))
    return Document(tuple(pages), (), {}, ())


def behind(contents: str, page: int) -> Document:
    """Return a document of 20 pages that has contents on this page."""
    pages = list(report("").pages)
    pages[page - 1] = Page(Locator("page", page, str(page)), f"{contents}\n\n{PROSE}", "pdfium")
    return Document(tuple(pages), (), {}, ())


def found(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in find_contents(document)]


@pytest.mark.parametrize("contents", [LEADERS, GLUED, PLAIN, LISTS])
def test_contents(contents):
    """Its entries end in pages of the document, in order. The text before and after it is not in it."""
    expected = contents.removeprefix("PART I\n")
    assert found(report(contents)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        BEYOND_THE_END,
        FALLING,
        BLANKS,
        CODES,
        PRICES,
        STATISTICS,
        COUNTS,
        OFFENCES,
        LISTS_OF_CODES,
        PLAIN.replace("\n", "\n" + PROSE),
    ],
)
def test_what_is_not_contents(text):
    """Blanks to fill in, codes, prices and figures have leaders or end lines too."""
    assert found(report(text)) == []


def test_printed_numbers_of_pages_count():
    """A chapter may have the pages 201 to 220 of a book."""
    contents = "The problem ........ 203\nThe response ....... 212\nCosts and results .. . . 215"
    assert found(report(contents, first_label=201)) == [contents]
    assert found(report(contents)) == []


def test_only_at_the_beginning():
    """A list of pages far behind may be an index of another work."""
    assert found(behind(LEADERS.replace("3", "12"), page=18)) == []


def test_the_contents_of_a_chapter():
    """It is on the first page of the chapter, or just before it."""
    assert found(behind(CHAPTER, page=8)) == [CHAPTER]
    assert found(behind(CHAPTER, page=12)) == []


def test_a_questionnaire_is_not_contents():
    """One question's codes rise like pages, but every other question has codes too."""
    codes = "Yes ........ 1\nNo ........ 2\nRefused ........ 8\nDo not know ........ 9"
    question = f"{PROSE}{codes}\n{PROSE}"
    assert found(report(codes, page_count=12, rest=question)) == []


def test_sections_have_no_numbers():
    """The pages that an e-book names are not its own."""
    sections = [
        Page(Locator("section", n, f"Chapter {n}"), f"{LEADERS if n == 1 else PROSE * 9}", "epub") for n in (1, 2)
    ]
    assert found(Document(tuple(sections), (), {}, ())) == [LEADERS]


@pytest.mark.parametrize("line", ["." * 200_000, ". " * 100_000, "…" * 100_000 + " x", "1 " * 100_000])
def test_a_hostile_line_takes_linear_time(line):
    """A page may hold any text."""
    start = time.process_time()
    find_contents(report(line))
    assert time.process_time() - start < 2
