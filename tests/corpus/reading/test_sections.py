"""Documents of sections, made of blocks that are written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
from corpus.reading.sections import MAX_SECTION_CHARACTERS, Block, compose, table_text
from corpus.text.tables import find_tables


def made(*blocks, title="", monitor=None, chapters=False):
    return compose(blocks, {"title": title}, [], "test", monitor or Monitor(), chapters)


def head(text, level=2):
    return Block("heading", text, level)


def para(text):
    return Block("paragraph", text)


def labels(document):
    return [page.locator.label for page in document.pages]


def test_places_are_named_by_headings_or_counted():
    """Paragraphs under no heading but the title are numbered. A section has its heading as label."""
    document = made(
        head("How It Began", 1),
        para("It began in 1996."),
        Block("continuation", "A list's item."),
        para("It spread."),
        head("Methods"),
        para("We looked."),
        para("We counted."),
        title="How it began",
    )
    assert labels(document) == ["paragraph 1", "paragraph 2", "Methods"]
    assert [page.locator.index for page in document.pages] == [1, 2, 3]
    assert document.pages[0].text == "How It Began\n\nIt began in 1996.\n\nA list's item."
    assert document.pages[2].text == "Methods\n\nWe looked.\n\nWe counted."
    for heading in document.headings:
        assert document.text[heading.start :].startswith(heading.text)


def test_a_long_section_is_counted_too():
    """In a long section each paragraph is a page with its number."""
    long = "w" * (MAX_SECTION_CHARACTERS // 2)
    document = made(
        head("Results"), para(long), Block("continuation", "Table 1"), para(long), head("End"), para("Done.")
    )
    assert labels(document) == ["Results, paragraph 1", "Results, paragraph 2", "End"]
    assert document.pages[0].text == f"Results\n\n{long}\n\nTable 1"


def test_headings_that_stand_together_are_one_section():
    """The heading of a chapter belongs to the section that follows it immediately."""
    document = made(head("Chapter 1", 1), head("Call-ins"), para("They meet."))
    assert labels(document) == ["Call-ins"]
    assert [heading.text for heading in document.headings] == ["Chapter 1", "Call-ins"]


def test_two_sections_of_one_name():
    """Sections with the same heading are named with their outermost heading. In a book all sections are."""
    blocks = [head("Boston", 1), head("Results"), para("a"), head("Chicago", 1), head("Results"), para("b")]
    assert labels(made(*blocks)) == ["Boston > Results", "Chicago > Results"]
    assert labels(made(head("Boston", 1), para("a"), head("Cost"), para("b"))) == ["Boston", "Cost"]
    assert labels(made(head("Boston", 1), para("a"), head("Cost"), para("b"), chapters=True)) == [
        "Boston",
        "Boston > Cost",
    ]


def test_limits():
    """Text over a limit is left out with a warning."""
    long = made(para("abc"), para("x" * 50), para("never"), monitor=Monitor(ReadingLimits(page_characters=20)))
    assert [page.text for page in long.pages] == ["abc", "x" * 20]
    assert long.warnings == ("a paragraph of more than 20 characters: the rest was not read",)
    full = made(para("abc"), para("x" * 50), monitor=Monitor(ReadingLimits(characters=10)))
    assert full.text == "abc\nxxxxxxx"
    assert full.warnings == ("only its first 10 characters were read",)


def test_no_text():
    """A file without a letter or digit is refused."""
    for blocks in ([], [para("")], [para("— —")]):
        with pytest.raises(UnreadableFile, match="no text in it"):
            made(*blocks)


def test_a_table_of_figures_keeps_its_head():
    """Rows of figures become lines in which `find_tables` finds a table with its head."""
    rows = [["Homicides by year", "", ""], ["City", "1995", "1997"], ["Boston", "46", "15"], ["Lowell", "12", "9"]]
    text = table_text([*rows, ["Lynn", "7", "5"]], heads=2)
    assert text == "Homicides by year\nCity 1995 1997\nBoston 46 15\nLowell 12 9\nLynn 7 5"
    (found,) = find_tables(made(para(text)))
    assert found.head == "Homicides by year | City 1995 1997"


TABLES = [
    ("words", [["Who", "Says"], ["Police", "Stop"], ["Mother", ""]], 1, "Who: Police; Says: Stop\n\nWho: Mother"),
    ("no head", [["Police", "Stop"], ["", ""], ["Mother", "I lost"]], 0, "Police | Stop\n\nMother | I lost"),
    ("only a head", [["Who", "Says"]], 1, "Who | Says"),
    ("two heads", [["", "Year", "Year"], ["City", "1", "2"], ["A", "b", "c"]], 2, "City: A; Year 1: b; Year 2: c"),
    ("short rows", [["Who", "Says"], ["Police"], []], 1, "Who: Police"),
    ("empty", [], 0, ""),
]


@pytest.mark.parametrize(("rows", "heads", "text"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_a_table_of_words_says_what_its_cells_are(rows, heads, text):
    """Each row of a table can be read by itself."""
    assert table_text(rows, heads) == text
