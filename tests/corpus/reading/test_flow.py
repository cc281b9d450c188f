"""What formats without pages share, on blocks written by hand."""

import re

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.flow import LONGEST_SECTION, Block, compose, read_text, table, tidy
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
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
    """This test ensures that text under no heading but the title is counted, and a section named by its heading."""
    document = made(
        head("How It Began", 1),
        para("It began in 1996."),
        Block("rest", "A list's item."),
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
    """This test ensures that a section of many paragraphs is cited to the paragraph, each a page of its own."""
    long = "w" * (LONGEST_SECTION // 2)
    document = made(head("Results"), para(long), Block("rest", "Table 1"), para(long), head("End"), para("Done."))
    assert labels(document) == ["Results, paragraph 1", "Results, paragraph 2", "End"]
    assert document.pages[0].text == f"Results\n\n{long}\n\nTable 1"


def test_headings_that_stand_together_are_one_section():
    """This test ensures that a chapter's heading goes with the section that follows it at once."""
    document = made(head("Chapter 1", 1), head("Call-ins"), para("They meet."))
    assert labels(document) == ["Call-ins"]
    assert [heading.text for heading in document.headings] == ["Chapter 1", "Call-ins"]


def test_two_sections_of_one_name():
    """This test ensures that sections of one name are told apart by what they stand in, and always in a book."""
    blocks = [head("Boston", 1), head("Results"), para("a"), head("Chicago", 1), head("Results"), para("b")]
    assert labels(made(*blocks)) == ["Boston > Results", "Chicago > Results"]
    assert labels(made(head("Boston", 1), para("a"), head("Cost"), para("b"))) == ["Boston", "Cost"]
    assert labels(made(head("Boston", 1), para("a"), head("Cost"), para("b"), chapters=True)) == [
        "Boston",
        "Boston > Cost",
    ]


def test_limits():
    """This test ensures that what is over a limit is left out and told of."""
    long = made(para("abc"), para("x" * 50), para("never"), monitor=Monitor(ReadingLimits(page_characters=20)))
    assert [page.text for page in long.pages] == ["abc", "x" * 20]
    assert long.warnings == ("a paragraph of more than 20 characters: the rest was not read",)
    full = made(para("abc"), para("x" * 50), monitor=Monitor(ReadingLimits(characters=10)))
    assert full.text == "abc\nxxxxxxx"
    assert full.warnings == ("only its first 10 characters were read",)


def test_no_text():
    """This test ensures that a file without a letter or a figure is refused."""
    for blocks in ([], [para("")], [para("— —")]):
        with pytest.raises(UnreadableFile, match="no text in it"):
            made(*blocks)


def test_a_table_of_figures_keeps_its_head():
    """This test ensures that rows of figures become lines that the chunker knows as a table with its head."""
    rows = [["Homicides by year", "", ""], ["City", "1995", "1997"], ["Boston", "46", "15"], ["Lowell", "12", "9"]]
    text = table([*rows, ["Lynn", "7", "5"]], heads=2)
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
    """This test ensures that each row of a table can be read by itself."""
    assert table(rows, heads) == text


DECLARED = re.compile(rb"charset=([\w-]+)")
ENCODINGS = [
    ("UTF-8", "prevenção".encode(), "prevenção", 0),
    ("UTF-8 with a mark", b"\xef\xbb\xbf" + "niñez".encode(), "niñez", 0),
    ("UTF-16", "niñez\n".encode("utf-16"), "niñez\n", 0),
    ("UTF-16, big end first", b"\xfe\xff" + "niñez".encode("utf-16-be"), "niñez", 0),
    ("Windows-1252", "“São Paulo”".encode("windows-1252"), "“São Paulo”", 0),
    ("declared", b"charset=cp850 " + "niñez".encode("cp850"), "charset=cp850 niñez", 0),
    ("declared, of no such name", b"charset=x-no " + "niñez".encode("latin-1"), "charset=x-no niñez", 0),
    ("declared and wrong", b"charset=latin-1 " + "niñez".encode(), "charset=latin-1 niñez", 0),
    ("broken", b"a \x81\x8d b \xff", "a \ufffd\ufffd b \ufffd", 1),
    ("line ends", b"a\r\nb\rc\n", "a\nb\nc\n", 0),
]


@pytest.mark.parametrize(
    ("data", "text", "warnings"), [case[1:] for case in ENCODINGS], ids=[case[0] for case in ENCODINGS]
)
def test_encodings(tmp_path, data, text, warnings):
    """This test ensures that letters come out as they were typed, whatever encoding they are in."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    found = read_text(path, DECLARED)
    assert (found[0], len(found[1])) == (text, warnings)


def test_what_is_no_text(tmp_path, monkeypatch):
    """This test ensures that a binary file and one that is too large are refused."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x7fELF\0\0\1" + bytes(range(256)))
    with pytest.raises(UnreadableFile, match=r"^not text: the file begins with b'\\x7fELF"):
        read_text(path)
    monkeypatch.setattr("corpus.reading.flow.MOST_BYTES", 3_000_000)
    path.write_bytes(b"a" * 3_000_001)
    with pytest.raises(UnreadableFile, match="larger than 3 MB"):
        read_text(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two \t\n words ", "two words"),
        ("\x1b[31mred\x1b[0m alert\x07", "red alert"),
        ("vio\u00adlence\u200b", "violence"),
        ("nin\u0303ez", "niñez"),
        ("`evidence ask`", "`evidence ask`"),
    ],
)
def test_one_line(text, shown):
    """This test ensures that nothing invisible and nothing that a terminal acts on is left in a line."""
    assert tidy(text) == shown
