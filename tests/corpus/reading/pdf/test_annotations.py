import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.formats import extract
from corpus.reading.pdf.annotations import Annotation, with_annotations
from corpus.reading.pdf.model import Line, PageBox
from tests.corpus.pdfs import SENTENCE, Text, paragraph, write
from tests.corpus.reading.pdf.conftest import any_page

SHIP = Text("Name of the ship:", y=500)
BOX = "/Rect [180 494 400 512]"


def text_of(path, runs, *annotations, extra=()):
    """Return the text of a page with these annotations."""
    objects = " ".join(annotations)
    entries = [f"/Annots [{objects}]"]
    return extract(write(path, [runs], page_entries=entries, extra=extra)).pages[0].text


def field(entries: str, box: str = BOX) -> str:
    return f"<< /Type /Annot /Subtype /Widget {box} {entries} >>"


@pytest.mark.parametrize(
    ("entries", "text"),
    [
        ("/FT /Tx /V (Aurora)", "Name of the ship: Aurora"),
        ("/FT /Tx /V <FEFF00C10067007500610073>", "Name of the ship: Águas"),
        ("/FT /Tx /V (Aurora) /F 4", "Name of the ship: Aurora"),
        ("/FT /Tx /V (Aurora) /F 2", "Name of the ship:"),  # hidden
        ("/FT /Tx /V (Aurora) /F 32", "Name of the ship:"),  # not for viewing
        ("/FT /Tx /V (secret) /Ff 8192", "Name of the ship:"),  # a password
        ("/FT /Tx /DV (Aurora)", "Name of the ship:"),  # the value after a reset
        ("/FT /Tx /V 10 0 R", "Name of the ship: Aurora"),
        ("/FT /Tx /V 99 0 R", "Name of the ship:"),
        ("/Parent 11 0 R", "Name of the ship: Sereia"),
        ("/Parent 12 0 R", "Name of the ship:"),  # without an end
        ("/FT /Ch /V (b) /Opt [[(a) (Aurora)] [(b) (Boreas)]]", "Name of the ship: Boreas"),
        ("/FT /Ch /V [(Aurora) (Boreas)] /Opt [(Aurora) (Boreas)]", "Name of the ship: Aurora, Boreas"),
        ("/FT /Btn /AS /Off", "Name of the ship:"),
        ("/FT /Btn /Ff 65536 /MK << /CA (Print) >>", "Name of the ship:"),
        ("/FT /Sig /V << /Name (Holm) >>", "Name of the ship:"),
    ],
)  # fmt: skip
def test_values_of_a_form(tmp_path, entries, text):
    """The value that a field shows follows its label."""
    extra = [
        "(Aurora)", "<< /FT /Tx /V (Sereia) >>", "<< /Parent 12 0 R >>",
    ]  # fmt: skip
    assert text_of(tmp_path / "a.pdf", [SHIP], field(entries), extra=extra) == text


def test_boxes_that_are_ticked(tmp_path):
    """A ticked box stands before its label. A box that is not ticked leaves the label as it is."""
    runs = [Text("Open", 90, 500), Text("Closed", 90, 480)]
    ticked = field("/FT /Btn /AS /Yes", "/Rect [72 498 84 510]")
    empty = field("/FT /Btn /AS /Off", "/Rect [72 478 84 490]")
    assert text_of(tmp_path / "a.pdf", runs, ticked, empty) == "\u2612 Open\n\nClosed"


def test_a_field_between_two_words(tmp_path):
    """Values are put between the words of a line, where their boxes are."""
    runs = [Text("The ship", 72), Text("came on", 200), Text("to the quay.", 300)]
    ship = field("/FT /Tx /V (Aurora)", "/Rect [130 695 190 712]")
    day = field("/FT /Tx /V (Monday)", "/Rect [245 695 295 712]")
    text = text_of(tmp_path / "a.pdf", runs, day, ship)
    assert text == "The ship Aurora came on Monday to the quay."


def test_lines_for_a_pen(tmp_path):
    """The rule that a value is written on is not text."""
    runs = [Text("Ship: ______________ Port: ______________", 72)]
    ship = field("/FT /Tx /V (Aurora)", "/Rect [101 695 180 712]")
    port = field("/FT /Tx /V (Faro)", "/Rect [219 695 310 712]")
    text = text_of(tmp_path / "a.pdf", runs, ship, port)
    assert text == "Ship: Aurora Port: Faro"


def test_a_field_of_several_lines(tmp_path):
    """A long value has its own lines, after its label and before the next one."""
    runs = [Text("Remarks:", 72, 500), Text("Signed by the keeper of the quay.", 72, 400)]
    remarks = field("/FT /Tx /Ff 4096 /V (The mole is dry.\nThe pier is wet.)", "/Rect [140 440 400 512]")
    assert text_of(tmp_path / "a.pdf", runs, remarks).split() == [
        *"Remarks: The mole is dry. The pier is wet. Signed by the keeper of the quay.".split()
    ]


DRAWING = "BT /F1 11 Tf 0 0 Td (Approved by Holm) Tj ET"
STAMP = (
    "<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 3 0 R >> >> "
    f"/Length {len(DRAWING)} >>\nstream\n{DRAWING}\nendstream"
)


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        ("/Subtype /FreeText /Rect [180 494 400 512] /Contents (Aurora)", "Name of the ship: Aurora"),
        ("/Subtype /Stamp /Rect [180 494 400 512] /AP << /N 10 0 R >>", "Name of the ship: Approved by Holm"),
        ("/Subtype /Stamp /Rect [180 494 400 512] /Contents (Aurora)", "Name of the ship:"),
        ("/Subtype /Text /Rect [180 494 400 512] /Contents (Aurora)", "Name of the ship:"),
        ("/Subtype /Popup /Rect [180 494 400 512] /Contents (Aurora)", "Name of the ship:"),
        ("/Subtype /Highlight /Rect [72 494 400 512] /Contents (Aurora)", "Name of the ship:"),
        ("/Subtype /Link /Rect [72 494 400 512] /Contents (Aurora)", "Name of the ship:"),
        ("/Subtype /FreeText /Contents (Aurora)", "Name of the ship:"),
        ("/Subtype /FreeText /Rect [(a) 1] /Contents (Aurora)", "Name of the ship:"),
    ],
)
def test_other_annotations(tmp_path, annotation, text):
    """What is typed or stamped on a page is text of the page. Comments are not."""
    runs = [SHIP, Text("The log is kept by the keeper of the quay for as long as the quay is used.", y=300)]
    page = text_of(tmp_path / "a.pdf", runs, f"<< /Type /Annot {annotation} >>", extra=[STAMP])
    assert page.split("\n\n")[0] == text


def test_a_note_in_the_margin(tmp_path):
    """What is typed beside a paragraph comes after it, not between two of its lines."""
    runs = paragraph(SENTENCE)
    note = "<< /Type /Annot /Subtype /FreeText /Rect [450 680 560 700] /Contents (Ask the keeper.) >>"
    text = text_of(tmp_path / "a.pdf", runs, note)
    assert text == " ".join(SENTENCE) + "\n\nAsk the keeper."


def test_a_page_without_text_of_its_own(tmp_path):
    """The values of a form whose page is a picture are its text, from top to bottom."""
    first = field("/FT /Tx /V (The first value)", "/Rect [72 600 300 620]")
    second = field("/FT /Tx /V (The second value)", "/Rect [72 500 300 520]")
    text = text_of(tmp_path / "a.pdf", [], second, first)
    assert text.split("\n\n") == ["The first value", "The second value"]


def test_a_hidden_layer(tmp_path):
    """A value on a hidden layer is not shown."""
    path = write(
        tmp_path / "a.pdf",
        [[SHIP]],
        catalogue="/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>",
        extra=["<< /Type /OCG /Name (Old) >>"],
        page_entries=[f"/Annots [{field('/FT /Tx /V (Aurora) /OC 10 0 R')}]"],
    )
    assert extract(path).pages[0].text == "Name of the ship:"


_number = st.floats(-100, 900, allow_nan=False)
_annotations = st.builds(
    Annotation,
    st.text(alphabet="ab \n", min_size=1).filter(str.strip),
    st.builds(PageBox, _number, _number, _number, _number),
    st.booleans(),
)


@given(any_page, st.lists(_annotations, max_size=5))
def test_nothing_is_lost(page: list[Line], annotations: list[Annotation]):
    """All lines stay, in their order, and each annotation is there once."""
    placed = with_annotations(page, annotations)
    rest = iter(placed)
    assert all(line in rest for line in page)
    assert len(placed) == len(page) + sum(1 + annotation.text.count("\n") for annotation in annotations)
