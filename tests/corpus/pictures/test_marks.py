"""Marks on lines that are written by hand: each letter is ten points wide and each line twelve points high."""

import pytest

from corpus.pictures.marks import AlignedPage
from corpus.pictures.model import Box, PageLetters, PlacedLine


def line(text, top, left=0, angle=0):
    starts = [left + 10.0 * n for n in range(len(text))]
    ends = [start + 10 for start in starts]
    box = Box(left, top, left + 10.0 * len(text), top + 12.0)
    return PlacedLine(text, box, angle, starts, ends)


def page(*lines):
    return PageLetters(600, 800, lines)


def marked(letters, text, quote):
    """Return the boxes of a part of a text that it has once."""
    start = text.index(quote)
    return AlignedPage(letters, text).boxes((start, start + len(quote)))


def test_a_box_for_each_line():
    """A sentence has one box for each line that it is on, from its first to its last letter with the full stop."""
    letters = page(line("Calls fell. In two years vio-", 0), line("lence fell too. Then it rose.", 20))
    text = "Calls fell. In two years violence fell too. Then it rose."
    quote = "In two years violence fell too."
    assert marked(letters, text, quote) == (Box(120, 0, 290, 12), Box(0, 20, 150, 32))


def test_a_mark_of_a_note_is_marked_too():
    """What the clean text lacks in the middle of a line does not split its box."""
    letters = page(line("Violence12 fell by a third3 there.", 0))
    assert marked(letters, "Violence fell by a third there.", "Violence fell by a third") == (Box(0, 0, 260, 12),)


def test_other_text_in_between_is_not_marked():
    """Text of the page between two parts of a quotation splits its box."""
    letters = page(line("The first part and, note this, the second part", 0))
    aligned = AlignedPage(letters, "note this\n\nThe first part and the second part")
    assert aligned.boxes((11, 45)) == (Box(0, 0, 190, 12), Box(310, 0, 460, 12))


def test_punctuation_beside_the_mark():
    """Quotation marks and full stops that touch the sentence are marked with it, and other words are not."""
    letters = page(line("It said: “Guns were found (often).” Nobody", 0))
    text = "It said: “Guns were found (often).” Nobody"
    assert marked(letters, text, "Guns were found (often)") == (Box(90, 0, 350, 12),)


def test_too_little_is_found():
    """If the page has under half of the letters of a quotation, nothing is marked."""
    letters = page(line("The police counted knives.", 0))
    text = "The police counted knives. Then they interviewed everybody who had been there."
    assert marked(letters, text, "Then they interviewed everybody") is None
    assert marked(letters, text, "The police counted knives.") == (Box(0, 0, 260, 12),)
    assert AlignedPage(page(), text).boxes((0, 10)) is None


def test_a_quotation_without_letters():
    """Marks alone are not found."""
    assert marked(page(line("One — two", 0)), "One — two", "—") is None


def test_a_line_that_runs_up():
    """A line that runs up the page is marked along its direction."""
    starts = [200.0, 190, 180, 170, 160, 150, 140]
    ends = [190.0, 180, 170, 160, 150, 140, 130]
    up = PlacedLine("Upwards", Box(5, 130, 17, 200), 270, starts, ends)
    assert marked(page(up), "Upwards", "wards") == (Box(5, 130, 17, 180),)


def test_reading_order():
    """Lines come in the order of the clean text. A line that the clean text lacks follows the line drawn before it."""
    letters = page(
        line("RUNNING HEAD", 0),
        line("right column begins here", 20, left=300),
        line("and the right column ends", 40, left=300),
        line("a note that was removed", 60, left=300),
        line("left column begins here", 20),
        line("and the left column ends", 40),
    )
    text = "left column begins here and the left column ends right column begins here and the right column ends"
    lines = [shown.text for shown in AlignedPage(letters, text).lines()]
    assert lines == [
        "RUNNING HEAD",
        "left column begins here",
        "and the left column ends",
        "right column begins here",
        "and the right column ends",
        "a note that was removed",
    ]


def test_a_line_that_is_drawn_twice():
    """A text that is drawn twice at one place, and read twice, is one line with one box."""
    text = "Collect the results of all districts"
    aligned = AlignedPage(page(line(text, 0), line(text, 0)), f"{text}\n{text}")
    assert len(aligned.lines()) == 1
    assert aligned.boxes((0, 2 * len(text) + 1)) == (Box(0, 0, 10 * len(text), 12),)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("eﬃcient", "efficient"),
        ("a\x00b\x1b", "ab"),
        ("hy-", "hy-"),
        ("\u202eevil", "evil"),
        ("\ued71 1", "1"),
        ("&<>", "&<>"),
    ],
)
def test_the_text_of_a_line(raw, shown):
    """The text of a line has no controls and no marks of direction, and its ligatures are letters."""
    (only,) = AlignedPage(page(line(raw, 0)), "").lines()
    assert only.text == shown


def test_a_line_without_text_is_left_out():
    """A line of controls alone is not a line."""
    assert AlignedPage(page(line("\x00\x01", 0)), "").lines() == ()
