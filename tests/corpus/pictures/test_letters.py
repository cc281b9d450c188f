"""Where pdfium says that letters are, on pages whose text is written at known places."""

from contextlib import closing

import pypdfium2 as pdfium
import pytest

from corpus.pictures.letters import read_letters
from tests.corpus.pdfs import Text, paragraph, write

MAX_CHARACTERS = 1_000


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a page and returns its letters."""

    def letters(texts, max_characters=MAX_CHARACTERS, **options):
        path = write(tmp_path / "page.pdf", [texts], **options)
        with closing(pdfium.PdfDocument(path)) as document:
            page = document[0]
            return read_letters(page, page.get_textpage(), max_characters)

    return letters


def texts_of(letters):
    return [line.text for line in letters.lines]


def test_the_place_of_a_line(read):
    """A line is placed from the top left corner of the page. Its baseline, at 700 of 792 points, is within its box."""
    letters = read([Text("Violence fell.", x=72, y=700, size=10)])
    assert (letters.width, letters.height) == (612, 792)
    (line,) = letters.lines
    assert line.text == "Violence fell."
    assert line.angle == 0
    assert line.box.left == pytest.approx(72, abs=0.5)
    assert line.box.top < 792 - 700 - 5 < 792 - 700 < line.box.bottom
    assert 8 <= line.box.height <= 14


def test_the_places_of_letters(read):
    """Letters follow each other. The widths are Helvetica's (Adobe's font metrics): 667 for V, 222 for i, 278 for l."""
    (line,) = read([Text("Vil", x=100, y=700, size=10)]).lines
    assert list(line.starts) == pytest.approx([100, 106.67, 108.89], abs=0.2)
    assert list(line.ends) == pytest.approx([106.67, 108.89, 111.1], abs=0.4)


def test_a_space_lies_between_two_words(read):
    """A space reaches from one word to the next, and no space is at the ends of a line."""
    (line,) = read([Text("  In 2016 it fell  ", x=72)]).lines
    assert line.text == "In 2016 it fell"
    place = line.text.index(" ")
    assert line.ends[place - 1] <= line.starts[place] + 0.01
    assert line.ends[place] <= line.starts[place + 1] + 0.01


def test_lines_and_columns_and_cells(read):
    """Text that begins below, in the next column or in the next cell is a line of its own."""
    left = paragraph(["the left column is set", "in two short lines"], x=72)
    right = paragraph(["the right column is set", "in two short lines too"], x=320)
    row = [Text("Knives", x=72, y=600), Text("12", x=200, y=600), Text("9", x=260, y=600)]
    assert texts_of(read([*left, *right, *row])) == [
        "the left column is set",
        "in two short lines",
        "the right column is set",
        "in two short lines too",
        "Knives",
        "12",
        "9",
    ]


def test_a_raised_mark_stays_in_its_line(read):
    """A small raised number belongs to the line, and does not make it higher."""
    plain = read([Text("Violence fell", x=72, size=12)]).lines[0]
    (line,) = read([Text("Violence fell", x=72, size=12), Text("12", x=136.8, y=705, size=7)]).lines
    assert line.text == "Violence fell12"
    assert (line.box.top, line.box.bottom) == (plain.box.top, plain.box.bottom)


def test_a_hyphen_ends_a_line(read):
    """pdfium joins the two lines of a broken word. They are two lines here, and the hyphen is seen."""
    assert texts_of(read(paragraph(["the preven-", "tion of it"]))) == ["the preven-", "tion of it"]


@pytest.mark.parametrize(
    ("rotate", "size", "angle", "left", "top"),
    [
        # text at (72, 700) of a page of 612 x 792 points that is turned to the right
        (0, (612, 792), 0, 72, 792 - 700),
        (90, (792, 612), 90, 700, 72),
        (180, (612, 792), 180, 612 - 72, 700),
        (270, (792, 612), 270, 792 - 700, 612 - 72),
    ],
)
def test_a_page_that_is_turned(read, rotate, size, angle, left, top):
    """The places are as a viewer shows the page, and the line runs as it is seen: its first letter is at the corner."""
    letters = read([Text("Upright on paper", x=72, y=700, size=10)], rotate=rotate)
    assert (letters.width, letters.height) == size
    (line,) = letters.lines
    assert line.angle == angle
    box = line.part(0, 0)
    corners = {
        0: (box.left, box.bottom),
        90: (box.left, box.top),
        180: (box.right, box.top),
        270: (box.right, box.bottom),
    }
    assert corners[angle] == pytest.approx((left, top), abs=3)
    last = line.part(len(line.text) - 1, len(line.text) - 1)
    assert max(abs(last.left - box.left), abs(last.top - box.top)) > 50


def test_text_that_runs_up_the_page(read):
    """A line that is set sideways runs up, and its part is a part of its height."""
    letters = read(b"BT /F1 10 Tf 0 1 -1 0 100 200 Tm (Number of cases) Tj ET")
    (line,) = letters.lines
    assert (line.text, line.angle) == ("Number of cases", 270)
    assert line.box.bottom == pytest.approx(792 - 200, abs=0.5)
    first_word = line.part(0, 5)
    assert first_word.bottom == pytest.approx(792 - 200, abs=0.5)
    assert first_word.height < line.box.height / 2
    assert (first_word.left, first_word.right) == (line.box.left, line.box.right)


def test_a_cropped_page(read):
    """Places begin at the corner of what is shown. Text outside it is left out."""
    crop = "/CropBox [50 100 400 750]"
    letters = read([Text("Shown", x=72, y=700), Text("Cut off", x=450, y=700)], page_entries=[crop])
    assert (letters.width, letters.height) == (350, 650)
    (line,) = letters.lines
    assert line.text == "Shown"
    assert line.box.left == pytest.approx(72 - 50, abs=0.5)
    assert line.box.top < 750 - 700 < line.box.bottom


def test_too_many_characters(read):
    """No more characters than allowed are read."""
    assert texts_of(read([Text("Violence fell.")], max_characters=8)) == ["Violence"]


def test_an_empty_page(read):
    """A page without text has a size and no lines."""
    letters = read([])
    assert (letters.width, letters.height, letters.lines) == (612, 792, ())
