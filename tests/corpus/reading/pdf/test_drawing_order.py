import pytest
from hypothesis import given

from corpus.reading.formats import extract
from corpus.reading.pdf.drawing_order import downwards, sentences_together
from corpus.reading.pdf.model import Line
from tests.corpus.pdfs import Text, write
from tests.corpus.reading.pdf.conftest import any_page, full_lines

FIRST = [
    "The harbour board of the northern district",
    "keeps a register of every quay along",
    "the coast, of the outer mole and of",
]
SECOND = ["each pier that was built before the flood.", "The port captains read it in the spring."]
NOTES = ["* Correspondence to: Quay Road 2, Faro.", "E-mail address: holm@example.org (J. Holm)."]


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def column(lines: list[str], left: float, top: float, size: float = 10) -> list[Line]:
    return full_lines(*lines, left=left, size=size, top=top, width=200)


def test_a_page_that_is_drawn_from_its_foot():
    """Each paragraph is read from its top. The paragraphs stay in the order in which they are drawn."""
    page = [*column(FIRST, 72, 700)[::-1], *column(SECOND, 72, 500)[::-1]]
    assert texts(downwards(page)) == [*FIRST, *SECOND]


@pytest.mark.parametrize(
    "page",
    [
        column([*FIRST, *SECOND], 72, 700),
        column(["60 or more", "50 to 59", "40 to 49", "30 to 39", "20 to 29"], 72, 700)[::-1],
        [*column([*FIRST, *SECOND, *FIRST], 72, 700), *column(FIRST, 300, 400)[::-1]],
        [*column(SECOND, 72, 700)[::-1]],
    ],
    ids=["from the top", "labels of a chart", "a box on a page that is drawn from its top", "two lines"],
)
def test_other_pages_stay(page):
    """Only a page that is plainly drawn from its foot is turned over."""
    assert downwards(page) == page


def test_a_note_at_the_foot_of_a_column():
    """A note between the end of a column and the head of the next follows the paragraph that goes on there."""
    page = [
        *column(FIRST, 72, 200),
        *column(NOTES, 72, 100, size=8),
        *column([*SECOND, "A new paragraph begins"], 300, 700),
    ]
    page[-1] = Line("A new paragraph begins", 300, 500, 600, 10)
    assert texts(sentences_together(page)) == [*FIRST, *SECOND, *NOTES, "A new paragraph begins"]


def test_a_box_beside_a_paragraph():
    """A box in the margin, or turned text, that is drawn between two lines follows the paragraph."""
    lines = column([*FIRST, *SECOND], 72, 700)
    for box in (column(NOTES, 400, 690, size=8), [Line("Downloaded from the harbour library")]):
        page = [*lines[:3], *box, *lines[3:]]
        assert texts(sentences_together(page)) == [*FIRST, *SECOND, *texts(box)]


@pytest.mark.parametrize(
    ("above", "between", "below"),
    [
        ([*FIRST[:2], "the coast and of the mole and pier."], NOTES, SECOND),
        (FIRST, NOTES, ["Each pier that was built before the flood."]),
        (["Depth of the quay"], NOTES, SECOND),
    ],
    ids=["the sentence ends", "a new sentence begins", "a short line"],
)
def test_notes_that_stay(above, between, below):
    """Notes stay where they are if no sentence goes on after them."""
    page = [*column(above, 72, 200), *column(between, 72, 100, size=8), *column(below, 300, 700)]
    assert sentences_together(page) == page


def test_a_display_in_smaller_type():
    """Code or a formula within a sentence stays within it."""
    code = column(["register <- read(quays)"], 72, 664, size=8)
    page = [*column(FIRST, 72, 700), *code, *column(SECOND, 72, 650)]
    assert sentences_together(page) == page


def test_in_a_file(tmp_path):
    """The sentence is whole in the text of the page."""
    runs = [
        *(Text(line, 72, 200 - 12 * place, 10) for place, line in enumerate(FIRST)),
        *(Text(line, 72, 100 - 10 * place, 8) for place, line in enumerate(NOTES)),
        *(Text(line, 320, 700 - 12 * place, 10) for place, line in enumerate(SECOND)),
    ]
    text = extract(write(tmp_path / "a.pdf", [runs])).pages[0].text
    assert "the coast, of the outer mole and of each pier that was built before the flood." in text


@given(any_page)
def test_no_line_is_lost(page):
    """Lines are moved, never lost or changed."""
    for ordered in (downwards(page), sentences_together(page)):
        assert sorted(ordered, key=repr) == sorted(page, key=repr)
