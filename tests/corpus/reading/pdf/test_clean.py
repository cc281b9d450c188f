import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.pdf import clean
from corpus.reading.pdf.clean import GAP, HYPHEN, Line


def lines(*texts: str, left: float = 72, size: float = 10, top: float = 700, width: float = 400) -> list[Line]:
    """Full lines one below the other, 1.2 sizes apart; a line ending in "|" is as long as its letters are."""
    return [
        Line(
            text.rstrip("|"),
            left,
            left + (size / 2 * len(text) if text.endswith("|") else width),
            top - 1.2 * size * i,
            size,
        )
        for i, text in enumerate(texts)
    ]


def flowed(page: list[Line], headings: frozenset[int] = frozenset()) -> list[str]:
    words = clean.Words([page])
    return [clean.flow(block, words) for block in clean.blocks(page, headings)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ﬁrst oﬀence, ﬂow, eﬃcient baﬄe", "first offence, flow, efficient baffle"),
        ("H₂O at 10² and ½ of №5", "H₂O at 10² and ½ of №5"),  # compatibility characters that are no ligatures stay
        ("Zit´acuaro, Jos´e Mar´ıa, ni˜no", "Zitácuaro, José María, niño"),
        ("´ 5", "´ 5"),
        ("a\x00b\x1fc\u200bd\ufeffe", "ab cde"),
        ("  two\u00a0 \u2003words ", "two words"),
        ("cell \t cell", f"cell{GAP}cell"),
        ("disabil\ufffe", f"disabil{HYPHEN}"),
        ("disabil\x02", f"disabil{HYPHEN}"),
        ("grin \ud83d\ude00 lone \ud83d end", "grin 😀 lone end"),
        ("\uf0b7 item", "item"),
        ("V\uf769\uf76f\uf76c\uf765\uf76e\uf763\uf765 in \uf731\uf739\uf739\uf734", "Violence in 1994"),  # Adobe's list
        ("Canci\uf7f3n", "Canción"),  # Oacutesmall
        ("", ""),
    ],
)
def test_characters(text, expected):
    """This test ensures that each line comes out as a person would write it (written by hand)."""
    assert clean.characters(text) == expected


@given(st.text())
def test_characters_is_idempotent(text):
    """This test ensures that cleaning a clean line changes nothing, and leaves nothing that cannot be written."""
    once = clean.characters(text)
    assert clean.characters(once) == once
    assert once == once.strip()
    once.encode()
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f\ue000-\uf8ff\ufeff\ufffe\uffff]", once)


@pytest.mark.parametrize(
    ("elsewhere", "above", "below", "expected"),
    [
        ("group-violence", "group-", "violence strategy", "group-violence strategy"),
        ("disabilities", "disabil-", "ities act", "disabilities act"),
        ("disabilities", f"disabil{HYPHEN}", "ities act", "disabilities act"),
        ("email email e-mail", "e-", "mail list", "email list"),  # whichever is seen more often
        ("nothing", "disabil-", "ities", "disabilities"),
        ("nothing", "Afro-", "Brazilian", "Afro-Brazilian"),
        ("nothing", "FY2011-", "2015", "FY2011-2015"),
        ("nothing", "EPA-", "recognized labs", "EPA-recognized labs"),
        ("a group of violence", "group-", "violence", "group-violence"),
        ("nothing", "see www.x.org/a-", "b/c", "see www.x.org/a-b/c"),
        ("nothing", "see https://x.org/a/", "b/c", "see https://x.org/a/b/c"),
        ("nothing", "see https://x.org/a/", "(last seen in May)", "see https://x.org/a/ (last seen in May)"),
        ("nothing", "costs of 5 -", "and more", "costs of 5 - and more"),
    ],
)
def test_hyphen_at_line_end(elsewhere, above, below, expected):
    """This test ensures that a word broken at a line end is whole again, and a compound keeps its hyphen."""
    page = lines(elsewhere, "is a line.|", "Begins and ends with " + above, below)
    assert flowed(page)[-1].endswith(expected)


def test_hyphen_follows_the_document():
    """This test ensures that a word seen nowhere else keeps its hyphen in a document that breaks lines only there."""
    known = [
        "The evidence-based and the place-based kind; an evidence-",
        "based one and a place-",
        "based one, a high-",
    ]
    assert "high-risk" in flowed(lines(*known, "risk group."))[0]
    known = ["The department and the community; a depart-", "ment and a com-", "munity, a neigh-"]
    assert "neighbour" in flowed(lines(*known, "bour there."))[0]


@given(st.text(alphabet="ab-­ A1/.\n", max_size=30))
def test_mend_never_raises(text):
    """This test ensures that mending leaves no mark, touches nothing else, and is done after one time."""
    words = clean.Words([[Line("a ab a-b")]])
    once = clean.mend(text, words)
    assert HYPHEN not in once
    assert clean.mend(once, words) == once
    assert re.sub("[-­]", "", once) == re.sub("[-­]", "", text)


def test_a_raised_mark_is_joined_to_its_line_and_not_to_its_word():
    """This test ensures that a line broken at a note mark is one line, with the mark apart from word and number."""
    pieces = [
        Line("of violence", 72, 120, 700, 10),
        Line("12", 120, 126, 703.5, 6),
        Line("in cities.", 129, 170, 700, 10),
        Line("13", 170, 176, 703.5, 6),
        Line("cell", 300, 320, 700, 10),
    ]
    assert [line.text for line in clean.join_pieces(pieces)] == [f"of violence 12 in cities.13{GAP}cell"]


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
    """This test ensures that a chapter's large first letter is read with the word that it begins."""
    page = [Line(letter, 72, 95, 676, 33), Line(text, 98, 300, 700, 11), Line(below, 98, 300, 688, 11)]
    assert clean.join_pieces(page)[0].text == expected
    elsewhere = [page[0], replace(page[1], left=300)]
    assert clean.join_pieces(elsewhere) == elsewhere


def test_pieces_without_a_word_are_left_out():
    """This test ensures that rules and bullets without text do not come between paragraphs."""
    assert clean.join_pieces([Line("_____"), Line("•"), Line("text")]) == [Line("text")]


# --- heads, feet, numbers -------------------------------------------------------------------------------------------


def page(head: str | None, number: str | None, *body: str) -> list[Line]:
    found = lines(*body, top=650)
    if head:
        found.insert(0, Line(head, 72, 200, 750, 9))
    if number:
        found.append(Line(number, 300, 305, 40, 9))
    return found


BODY = ("The first of three sentences.", "The second stands here.", "The third one ends the page.")


def body(n: int) -> tuple[str, ...]:
    """Gives a page's text, like no other page's."""
    word = "abcdefghijklmnop"[n] * 4
    return tuple(f"{word} {sentence} {word}" for sentence in BODY)


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
        (["4", "5", "6", *[None] * 6, "13"], ["4", "5", "6", *[None] * 6, "13"]),  # the run goes on after tables
        (["12", None, None, None, None], [None] * 5),  # one page's guess
        (["3", "17", "5", "2", "88"], [None] * 5),
        (["5", None, None, "8", None, None, "11"], [None] * 7),  # three in seven are chance
        (["1", "2"], ["1", "2"]),
        (["7"], [None]),
        ([], []),
    ],
)
def test_printed_numbers(shown, expected):
    """This test ensures that page numbers are read off feet where they agree, and nowhere else."""
    assert clean.printed_numbers([page("A Report", number, *BODY) for number in shown]) == expected


def test_numbers_beside_a_running_head():
    """This test ensures that a number is read off the end or beginning of a head, and the head goes with it."""
    pages = [page(f"Annual Report {n}" if n % 2 else f"{n} Annual Report", None, *body(n)) for n in range(4, 10)]
    labels = clean.printed_numbers(pages)
    assert labels == ["4", "5", "6", "7", "8", "9"]
    assert clean.furniture(pages, labels) == [{0}] * 6


def test_furniture_is_what_comes_back():
    """This test ensures that heads and numbers go, and lines that only look like them stay."""
    pages = [page("A Report", str(n), *body(n)) for n in range(1, 6)]
    labels = clean.printed_numbers(pages)
    assert clean.furniture(pages, labels) == [{0, 4}] * 5


def test_a_head_with_the_number_goes_wherever_it_stands():
    """This test ensures that a foot that no other page has goes for the page's number in it, and a heading does not."""
    pages = [page(None, None, *body(n)) for n in range(1, 7)]
    for n, lines_ in enumerate(pages, 1):
        lines_.append(Line(f"{n} Chapter of {'abcdefg'[n] * 3}", 72, 200, 40, 9))
    pages[0].insert(0, Line("1 Introduction", 72, 200, 750, 16))
    labels = clean.printed_numbers(pages)
    assert clean.furniture(pages, labels) == [{4}] + [{3}] * 5


def test_table_heads_stay():
    """This test ensures that what comes back directly above the text of some pages is not taken for a running head."""
    pages = [page(None, None, *body(n)) for n in range(12)]
    for n in (1, 4, 7):
        pages[n] = page(None, None, "OFFENSE AND CODE", *body(n))
    assert clean.furniture(pages, [None] * 12) == [set()] * 12


def test_captions_stay():
    """This test ensures that "Table 3" at the top of page after page is not a running head."""
    pages = [page(f"Table {n}", None, *body(n)) for n in range(6)]
    assert clean.furniture(pages, [None] * 6) == [set()] * 6


def test_a_page_is_never_left_without_text():
    """This test ensures that pages that hold nothing but what comes back keep it."""
    pages = [[Line("Draft", 72, 100, 750, 9)] for _ in range(5)]
    assert clean.furniture(pages, [None] * 5) == [set()] * 5


numbers = st.floats(-1e4, 1e4, allow_nan=False)
any_line = st.builds(
    Line,
    st.text(min_size=1, max_size=20).map(lambda text: clean.characters(text) or "x"),
    numbers,
    numbers,
    numbers,
    st.sampled_from([0.0, 8.0, 10.0, 14.0]),
    st.booleans(),
    st.booleans(),
)
any_page = st.lists(any_line, max_size=12)


@given(st.lists(any_page, max_size=7))
def test_furniture_never_raises(pages):
    """This test ensures that any pages can be searched, and that what goes are lines of the page, not all of them."""
    labels = clean.printed_numbers(pages)
    assert len(labels) == len(pages)
    for lines_, gone in zip(pages, clean.furniture(pages, labels), strict=True):
        assert gone <= set(range(len(lines_)))
        assert len(gone) < len(lines_) or not lines_


# --- paragraphs -----------------------------------------------------------------------------------------------------


def test_lines_flow_into_paragraphs():
    """This test ensures that lines are joined, and parted where a line ends early and the next begins a sentence."""
    text = lines("The strategy was tried in", "three cities, and it", "worked.|", "Later it was tried", "elsewhere.|")
    assert flowed(text) == ["The strategy was tried in three cities, and it worked.", "Later it was tried elsewhere."]


def test_a_gap_parts_paragraphs():
    """This test ensures that space between full lines parts them, unless a sentence plainly runs on."""
    above, below = lines("A full line that ends here."), lines("Another full line.", top=670)
    assert flowed([*above, *below]) == ["A full line that ends here.", "Another full line."]
    above, below = lines("A full line that runs"), lines("on below a figure.", top=500)
    assert flowed([*above, *below]) == ["A full line that runs on below a figure."]


def test_an_indent_begins_a_paragraph():
    """This test ensures that a first line standing in, or out as in a list of references, begins a paragraph."""
    text = [replace(line, left=86) if i == 2 else line for i, line in enumerate(lines(*["Each line is full"] * 5))]
    text = [replace(line, text=line.text if i == 2 else f"each{i}") for i, line in enumerate(text)]
    assert flowed(text) == ["each0 each1", "Each line is full each3 each4"]


def test_list_items_stand_alone():
    """This test ensures that bullets and numbers begin paragraphs, and a number inside a sentence does not."""
    items = lines(
        "They do three things:", "• first one thing, and it is", "said here;", "• then another.", "1. And so on."
    )
    assert flowed(items) == [
        "They do three things:",
        "• first one thing, and it is said here;",
        "• then another.",
        "1. And so on.",
    ]
    assert flowed(lines("There are four: 1) one,", "2) two, and more besides")) == [
        "There are four: 1) one, 2) two, and more besides"
    ]


def test_table_rows_are_lines():
    """This test ensures that rows of a table stand one to a line, and a cell of several lines is one."""
    rows = [
        Line(f"Year{GAP}Action", 72, 300, 700, 10),
        Line(f"1992{GAP}The agency begins", 72, 300, 688, 10),
        Line("the programme", 120, 300, 676, 10),
        Line(f"1995{GAP}It ends", 72, 300, 664, 10),
    ]
    assert flowed(rows) == ["Year Action\n1992 The agency begins the programme\n1995 It ends"]


def test_contents_are_rows():
    """This test ensures that entries of a contents list stand one to a line."""
    entries = lines("Introduction ........ 1", "Methods ............. 5", "Findings ............ 9")
    assert flowed(entries) == ["Introduction ........ 1\nMethods ............. 5\nFindings ............ 9"]


def test_headings_stand_alone():
    """This test ensures that a heading of two lines is a paragraph of its own."""
    text = lines("What is said at a", "call-in", "The message is given", "by all partners.|")
    assert flowed(text, frozenset({0, 1})) == ["What is said at a call-in", "The message is given by all partners."]


def test_footnotes_stand_alone():
    """This test ensures that a line that begins with a raised number begins a paragraph."""
    text = lines("The end of the text on this page,", "12 See the report of the city,", "13 Ibid., at page 5,")
    text = [replace(line, note=i > 0) for i, line in enumerate(text)]
    assert flowed(text) == [line.text for line in text]


def test_text_without_places_flows():
    """This test ensures that lines of an engine that knows no places are joined by their words alone."""
    text = [Line("It was tried in"), Line("three cities."), Line("It worked.")]
    assert flowed(text) == ["It was tried in three cities.", "It worked."]


def test_titles_drawn_last_come_first():
    """This test ensures that larger type above all the text before it goes to the beginning, and nothing else does."""
    text, title = lines("Body text.", "More of it."), Line("Findings", 72, 150, 750, 18)
    assert clean.titles_first([*text, title], 12) == [title, *text]
    column = lines("The second column begins as high.", left=320)
    assert clean.titles_first([*text, *column], 12) == [*text, *column]


@given(any_page, st.sets(st.integers(0, 11), max_size=4))
def test_blocks_keep_every_line(page, headings):
    """This test ensures that any lines make blocks that hold each of them once, in order, and flow into text."""
    blocks = clean.blocks(page, headings & set(range(len(page))))
    assert [line for block in blocks for row in block.rows for line in row] == page
    assert [block.first for block in blocks] == sorted({block.first for block in blocks})
    words = clean.Words([page])
    for block in blocks:
        text = clean.flow(block, words)
        assert text == text.strip()
        assert text
        assert "\n\n" not in text
        assert GAP not in text
        assert HYPHEN not in text


@pytest.mark.parametrize("piece", [".", "a", f"a{HYPHEN}", "://", "i ", f"A{GAP}", ".”"])
def test_work_grows_with_the_text(piece):
    """This test ensures that a hostile page of one endless line, or of ten thousand short ones, takes seconds.

    Work that grew with the square of the text took 3 seconds for ten thousand lines, and minutes for the longest line.
    """
    begun = time.process_time()
    endless = Line(clean.characters(piece * (100_000 // len(piece))), 72, 500, 700, 10)
    short = [Line(piece.strip(), 72, 500, 700 - i, 10) for i in range(10_000)]
    words = clean.Words([[endless], short])
    for page in ([endless, endless], short):
        clean.furniture([page], clean.printed_numbers([page]))
        for block in clean.blocks(clean.join_pieces(page)):
            clean.flow(block, words)
    assert time.process_time() - begun < 5
