import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.pdf.characters import GAP, HYPHEN, clean_line
from corpus.reading.pdf.edges import page_edges
from corpus.reading.pdf.furniture import furniture
from corpus.reading.pdf.hyphens import Vocabulary
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.page_labels import printed_numbers
from corpus.reading.pdf.paragraphs import blocks, flow, join_pieces, titles_first
from tests.corpus.reading.pdf.conftest import any_page, flowed, full_lines


def test_a_raised_mark_is_joined_to_its_line_and_not_to_its_word():
    """A line that is split at a note mark becomes one line, and a space separates the mark from the word before it."""
    pieces = [
        Line("of violence", 72, 120, 700, 10),
        Line("12", 120, 126, 703.5, 6),
        Line("in cities.", 129, 170, 700, 10),
        Line("13", 170, 176, 703.5, 6),
        Line("cell", 300, 320, 700, 10),
    ]
    assert [line.text for line in join_pieces(pieces)] == [f"of violence ¹² in cities.¹³{GAP}cell"]


def test_a_piece_that_begins_with_a_mark():
    """A piece of a line that begins with a raised number goes on after the mark."""
    pieces = [Line("in 2026.", 72, 120, 700, 10), Line("140 While it", 120, 170, 700, 10, note=True)]
    assert [line.text for line in join_pieces(pieces)] == ["in 2026.¹⁴⁰ While it"]


def test_brackets_around_marks_are_kept_where_names_are_read():
    """The lines of a title page keep the brackets around marks, by which names are told from them."""
    pieces = [Line("Ana Ruiz⸢II⸣", 72, 120, 700, 10), Line(", Jo Lee⸢III⸣", 120, 170, 700, 10)]
    assert join_pieces(pieces, keeps_brackets=True)[0].text == "Ana Ruiz⸢II⸣, Jo Lee⸢III⸣"


@pytest.mark.parametrize(
    ("letter", "text", "below", "expected"),
    [
        ("T", "he partners meet", "a line", "The partners meet"),
        ("I", "n the first year", "a line", "In the first year"),
        ("A", "FTER a year", "a line", "AFTER a year"),
        ("A", "call-in is held", "at a call-in the", "A call-in is held"),
        ("A", "ll of them", "as all and ll say", "All of them"),
        ("4", "of them", "a line", "4"),
    ],
)
def test_a_first_letter_of_several_lines(letter, text, below, expected):
    """A chapter's large first letter is joined to the word that it begins."""
    page = [Line(letter, 72, 95, 676, 33), Line(text, 98, 300, 700, 11), Line(below, 98, 300, 688, 11)]
    assert join_pieces(page)[0].text == expected
    elsewhere = [page[0], replace(page[1], left=300)]
    assert join_pieces(elsewhere) == elsewhere


def test_pieces_without_a_word_are_left_out():
    """Rules and bullets without text are left out."""
    assert join_pieces([Line("_____"), Line("•"), Line("text")]) == [Line("text")]


def test_lines_flow_into_paragraphs():
    """Lines are joined into a paragraph. It ends where a line ends early and the next line begins a sentence."""
    text = full_lines(
        "The strategy was tried in", "three cities, and it", "worked.|", "Later it was tried", "elsewhere.|"
    )
    assert flowed(text) == ["The strategy was tried in three cities, and it worked.", "Later it was tried elsewhere."]


def test_a_gap_begins_a_paragraph():
    """A wide space between full lines begins a new paragraph, unless the sentence continues."""
    above, below = full_lines("A full line that ends here."), full_lines("Another full line.", top=670)
    assert flowed([*above, *below]) == ["A full line that ends here.", "Another full line."]
    above, below = full_lines("A full line that runs"), full_lines("on below a figure.", top=500)
    assert flowed([*above, *below]) == ["A full line that runs on below a figure."]


def test_an_indent_begins_a_paragraph():
    """A line that begins further right, or further left as in a list of references, begins a paragraph."""
    text = [replace(line, left=86) if i == 2 else line for i, line in enumerate(full_lines(*["Each line is full"] * 5))]
    text = [replace(line, text=line.text if i == 2 else f"each{i}") for i, line in enumerate(text)]
    assert flowed(text) == ["each0 each1", "Each line is full each3 each4"]


def test_list_items_are_paragraphs():
    """Bullets and numbers begin paragraphs. A number inside a sentence does not."""
    items = full_lines(
        "They do three things:", "• first one thing, and it is", "said here;", "• then another.", "1. And so on."
    )
    assert flowed(items) == [
        "They do three things:",
        "• first one thing, and it is said here;",
        "• then another.",
        "1. And so on.",
    ]
    assert flowed(full_lines("There are four: 1) one,", "2) two, and more besides")) == [
        "There are four: 1) one, 2) two, and more besides"
    ]


def test_table_rows_are_lines():
    """Each row of a table is one line of text, with all lines of its cells."""
    rows = [
        Line(f"Year{GAP}Action", 72, 300, 700, 10),
        Line(f"1992{GAP}The agency begins", 72, 300, 688, 10),
        Line("the programme", 120, 300, 676, 10),
        Line(f"1995{GAP}It ends", 72, 300, 664, 10),
    ]
    assert flowed(rows) == ["Year Action\n1992 The agency begins the programme\n1995 It ends"]


def test_contents_are_rows():
    """Each entry of a contents list is one line of text."""
    entries = full_lines("Introduction ........ 1", "Methods ............. 5", "Findings ............ 9")
    assert flowed(entries) == ["Introduction ........ 1\nMethods ............. 5\nFindings ............ 9"]


def test_headings_are_paragraphs():
    """A heading of two lines is a paragraph of its own."""
    text = full_lines("What is said at a", "call-in", "The message is given", "by all partners.|")
    assert flowed(text, frozenset({0, 1})) == ["What is said at a call-in", "The message is given by all partners."]


def test_footnotes_are_paragraphs():
    """A line that begins with a raised number begins a paragraph."""
    text = full_lines("The end of the text on this page,", "12 See the report of the city,", "13 Ibid., at page 5,")
    text = [replace(line, note=i > 0) for i, line in enumerate(text)]
    assert flowed(text) == [line.text for line in text]


def test_lines_without_positions_are_joined():
    """Lines without positions are joined by their words alone."""
    text = [Line("It was tried in"), Line("three cities."), Line("It worked.")]
    assert flowed(text) == ["It was tried in three cities.", "It worked."]


def test_titles_drawn_last_come_first():
    """Larger type above all the text before it moves to the beginning of the page. Nothing else moves."""
    text, title = full_lines("Body text.", "More of it."), Line("Findings", 72, 150, 750, 18)
    assert titles_first([*text, title], 12) == [title, *text]
    column = full_lines("The second column begins as high.", left=320)
    assert titles_first([*text, *column], 12) == [*text, *column]


@given(any_page, st.sets(st.integers(0, 11), max_size=4))
def test_blocks_keep_every_line(page, headings):
    """The blocks of any lines hold each line once, in order, and each block has text."""
    found = blocks(page, headings & set(range(len(page))))
    assert [line for block in found for row in block.rows for line in row] == page
    assert [block.first for block in found] == sorted({block.first for block in found})
    vocabulary = Vocabulary([page])
    for block in found:
        text = flow(block, vocabulary)
        assert text == text.strip()
        assert text
        assert "\n\n" not in text
        assert GAP not in text
        assert HYPHEN not in text


@pytest.mark.parametrize("piece", [".", "a", f"a{HYPHEN}", "://", "i ", f"A{GAP}", ".”"])
def test_work_grows_with_the_text(piece):
    """A hostile page of one endless line, or of ten thousand short lines, takes seconds.

    Quadratic work took 3 seconds for ten thousand lines, and minutes for the longest line.
    """
    begun = time.process_time()
    endless = Line(clean_line(piece * (100_000 // len(piece))), 72, 500, 700, 10)
    short = [Line(piece.strip(), 72, 500, 700 - i, 10) for i in range(10_000)]
    vocabulary = Vocabulary([[endless], short])
    for page in ([endless, endless], short):
        edges = page_edges([page])
        furniture([page], edges, printed_numbers([page], edges))
        for block in blocks(join_pieces(page)):
            flow(block, vocabulary)
    assert time.process_time() - begun < 5
