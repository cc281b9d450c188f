import pytest

from corpus.model import PageMethod
from corpus.reading.formats import extract
from tests.corpus.pdfs import SENTENCE, paragraph, write

# Objects of the tests: two groups with different names, one more with the name of the first, a combination, two forms.
GROUPS = [
    "<< /Type /OCG /Name (Old) >>",
    "<< /Type /OCG /Name (New) >>",
    "<< /Type /OCG /Name (Old) >>",
    "<< /Type /OCMD /OCGs [10 0 R 11 0 R] /P /AllOn >>",
]
FONT = "/Resources << /Font << /F1 3 0 R >> >>"


def drawn(*layers: str) -> bytes:
    """Return a page with a sentence on no layer, and one line on each of these."""
    parts = [b"BT /F1 11 Tf 72 700 Td (The toll is paid here.) Tj ET"]
    for place, layer in enumerate(layers):
        line = f"/OC /{layer} BDC BT /F1 11 Tf 72 {600 - 50 * place} Td (Line on {layer}.) Tj ET EMC"
        parts.append(line.encode())
    return b"\n".join(parts)


def text_of(path, content, configuration, *, objects=(), properties="/A 10 0 R /B 11 0 R", forms=""):
    """Return the text of a page that is drawn so, in a file with this configuration of its layers."""
    catalogue = f"/OCProperties << /OCGs [10 0 R 11 0 R 12 0 R] /D << {configuration} >> >>"
    resources = f"/Properties << {properties} >> /XObject << {forms} >>"
    extra = [*GROUPS, *objects]
    return extract(write(path, [content], catalogue=catalogue, extra=extra, resources=resources)).pages[0].text


@pytest.mark.parametrize(
    ("configuration", "shown"),
    [
        ("/OFF [10 0 R]", "B"),
        ("/OFF [10 0 R 11 0 R]", ""),
        ("/BaseState /OFF /ON [10 0 R]", "A"),
        ("/BaseState /OFF", ""),
        ("/Order [10 0 R 11 0 R]", "AB"),
        ("/OFF [99 0 R]", "AB"),
        ("/OFF (damaged)", "AB"),
        ("/OFF 10 0 R", "AB"),
    ],
)
def test_layers_that_are_off(tmp_path, configuration, shown):
    """Text on a layer that is off when the file is opened is not text of the page."""
    lines = [f"Line on {layer}." for layer in shown]
    text = text_of(tmp_path / "a.pdf", drawn("A", "B"), configuration)
    assert text.split("\n\n") == ["The toll is paid here.", *lines]


def test_layers_that_are_off_for_viewing(tmp_path):
    """A layer for printing is hidden if the file says that the state for viewing counts."""
    extra = ["<< /Type /OCG /Name (Print) /Usage << /View << /ViewState /OFF >> >> >>", *GROUPS[1:]]
    for event, is_hidden in (("View", True), ("Print", False)):
        rule = f"/AS [<< /Event /{event} /Category [/{event}] /OCGs [10 0 R] >>]"
        path = write(
            tmp_path / f"{event}.pdf",
            [drawn("A", "B")],
            catalogue=f"/OCProperties << /OCGs [10 0 R 11 0 R] /D << {rule} >> >>",
            extra=extra,
            resources="/Properties << /A 10 0 R /B 11 0 R >>",
        )
        assert ("Line on A." not in extract(path).pages[0].text) == is_hidden


def test_two_layers_of_one_name(tmp_path):
    """A hidden layer stays if a shown one that the page uses has its name. It is hidden where it is alone."""
    both = "/A 10 0 R /B 12 0 R"
    assert "Line on A." in text_of(tmp_path / "a.pdf", drawn("A", "B"), "/OFF [10 0 R]", properties=both)
    one = "/A 10 0 R"
    assert "Line on A." not in text_of(tmp_path / "b.pdf", drawn("A"), "/OFF [10 0 R]", properties=one)


@pytest.mark.parametrize(
    ("policy", "off", "is_shown"),
    [
        ("/AllOn", "10 0 R", False), ("/AllOn", "", True), ("/AnyOn", "10 0 R", True), ("/AnyOff", "10 0 R", True),
        ("/AnyOff", "12 0 R", False), ("/AllOff", "10 0 R", False), ("/AllOff", "10 0 R 11 0 R", True),
    ],
)  # fmt: skip
def test_combinations_of_layers(tmp_path, policy, off, is_shown):
    """A combination is shown as its policy says (ISO 32000-1, table 99)."""
    combination = f"<< /Type /OCMD /OCGs [10 0 R 11 0 R] /P {policy} >>"
    text = text_of(tmp_path / "a.pdf", drawn("A"), f"/OFF [{off}]", objects=[combination], properties="/A 14 0 R")
    assert ("Line on A." in text) == is_shown


def form(words: str, layer: str = "") -> str:
    """Return a form that draws these words, on a layer of its own."""
    content = f"BT /F1 11 Tf 72 500 Td ({words}) Tj ET"
    head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] {FONT} {layer} /Length {len(content)} >>"
    return f"{head}\nstream\n{content}\nendstream"


def test_forms_on_a_layer(tmp_path):
    """A form on a hidden layer, as a watermark for printing is, is not on the page. The forms beside it are."""
    objects = [form("Only on paper.", "/OC 10 0 R"), form("On the screen.")]
    content = b"BT /F1 11 Tf 72 700 Td (The toll is paid here.) Tj ET q /X Do Q q /Y Do Q"
    text = text_of(tmp_path / "a.pdf", content, "/OFF [10 0 R]", objects=objects, forms="/X 14 0 R /Y 15 0 R")
    assert text.split("\n\n") == ["The toll is paid here.", "On the screen."]


def test_a_page_that_is_hidden_as_a_whole(tmp_path):
    """No other engine reads what is hidden."""
    catalogue = "/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] >> >>"
    content = b"/OC /A BDC BT /F1 11 Tf 72 700 Td (Not shown.) Tj ET EMC"
    pages = [content, paragraph(SENTENCE)]
    resources = "/Properties << /A 10 0 R >>"
    document = extract(write(tmp_path / "a.pdf", pages, catalogue=catalogue, extra=GROUPS[:1], resources=resources))
    assert [page.method for page in document.pages] == [PageMethod.NONE, PageMethod.PDFIUM]


def test_forms_that_hold_themselves(tmp_path):
    """Forms without an end cost no page."""
    looped = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 14 0 R >> >> /Length 5 >>"
    objects = [f"{looped}\nstream\n/X Do\nendstream"]
    text = text_of(tmp_path / "a.pdf", drawn("A"), "/OFF [10 0 R]", objects=objects, forms="/X 14 0 R")
    assert text == "The toll is paid here."


def test_invisible_text_of_a_scan_stays(tmp_path):
    """Text that is drawn without ink is the text of a scan."""
    content = b"BT 3 Tr /F1 11 Tf 72 700 Td (The toll is paid here.) Tj ET"
    assert extract(write(tmp_path / "a.pdf", [content])).pages[0].text == "The toll is paid here."
