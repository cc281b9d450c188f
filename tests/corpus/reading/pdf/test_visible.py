import pytest

from corpus.model import PageMethod
from corpus.reading.formats import extract
from tests.corpus.pdfs import SENTENCE, Text, paragraph, write

LEFT = [f"Left {line}" for line in SENTENCE]
RIGHT = [f"Right {line}" for line in SENTENCE]
HALVES = ("/CropBox [0 0 306 792]", "/CropBox [306 0 612 792]")


def texts(path, pages, **options):
    """Return the text of each page."""
    return [page.text for page in extract(write(path, pages, **options)).pages]


# --- the box of the page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotate", [0, 180])
@pytest.mark.parametrize("extra", ["", " /UserUnit 2.0"])
def test_halves_of_a_sheet(tmp_path, rotate, extra):
    """Each half of a sheet that was scanned whole has its own text, whatever the unit and the turn of the page."""
    sheet = [*paragraph(LEFT, x=20, size=9), *paragraph(RIGHT, x=326, size=9)]
    entries = [half + extra for half in HALVES]
    assert texts(tmp_path / "a.pdf", [sheet, sheet], page_entries=entries, rotate=rotate) == [
        "Left This is a sentence of the body that fills its line, Left and this is where it goes on and ends.",
        "Right This is a sentence of the body that fills its line, Right and this is where it goes on and ends.",
    ]


def test_halves_of_a_sheet_that_is_drawn_row_by_row(tmp_path):
    """The engine joins the lines of both halves to one line. Each half has its own part of it."""
    sheet = []
    for left, right in zip(paragraph(LEFT, x=20, size=9), paragraph(RIGHT, x=326, size=9), strict=True):
        sheet += [left, right]
    left, right = texts(tmp_path / "a.pdf", [sheet, sheet], page_entries=HALVES)
    assert "Right" not in left
    assert left.count("Left") == 2
    assert "Left" not in right
    assert right.count("Right") == 2


def test_an_empty_half(tmp_path):
    """A half without text is empty, although the other half has text. No other engine puts it there."""
    document = extract(write(tmp_path / "a.pdf", [paragraph(LEFT, x=20, size=9)] * 2, page_entries=HALVES))
    assert [page.method for page in document.pages] == [PageMethod.PDFIUM, PageMethod.NONE]
    assert document.warnings == ("no text on 1 of 2 pages: 2",)


def test_text_over_the_edge(tmp_path):
    """A sentence that runs over the edge of its page is whole. A mark of the printer beside the page is left out."""
    runs = [Text("A sentence that is longer than its page is wide.", 450), Text("quay.indd 4", x=20, y=20, size=6)]
    box = "/CropBox [40 40 612 792]"
    assert texts(tmp_path / "a.pdf", [runs], page_entries=[box]) == ["A sentence that is longer than its page is wide."]


@pytest.mark.parametrize("box", ["[0 0 0 0]", "[700 800 900 1000]", "[10 10 30 20]", "[(a) null]", "[0 0 1e38 1e38]"])
def test_a_broken_box(tmp_path, box):
    """A box that cannot be the box of a page costs no text."""
    page = paragraph(SENTENCE)
    assert texts(tmp_path / "a.pdf", [page], page_entries=[f"/CropBox {box}"]) == [" ".join(SENTENCE)]
