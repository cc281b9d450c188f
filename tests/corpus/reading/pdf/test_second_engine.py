from corpus.reading.formats import extract
from corpus.reading.monitor import Monitor, Step, StepKind
from tests.corpus.pdfs import report, write


def test_the_second_engine(tmp_path):
    """pypdf reads a file or a page that pdfium cannot read."""
    path = report(tmp_path / "a.pdf")
    file = extract(path, Monitor(avoid={Step(StepKind.OPEN): "crashed the reader"}))
    assert [page.method for page in file.pages] == ["pypdf"] * 4
    assert "Sentence number three stands on this page" in file.pages[2].text
    assert file.warnings == ("read by the second engine: crashed the reader",)
    page = extract(path, Monitor(avoid={Step(StepKind.PAGE, 2): "crashed the reader"}))
    assert [page.method for page in page.pages] == ["pdfium", "pypdf", "pdfium", "pdfium"]


def test_small_capitals_and_old_style_figures(tmp_path):
    """Both engines read small capitals and old-style figures as letters and digits, whatever the font names them."""
    glyphs = "/one.oldstyle /nineoldstyle /nine.onum /four.lf /Asmall /b.sc /fi"
    path = write(
        tmp_path / "a.pdf", [b"BT /F3 11 Tf 72 700 Td (ABCD) Tj ET BT /F3 11 Tf 72 680 Td (EFGE) Tj ET"], glyphs=glyphs
    )
    second = extract(path, Monitor(avoid={Step(StepKind.PAGE, 1): "crashed the reader"}))
    for document, method in ((extract(path), "pdfium"), (second, "pypdf")):
        assert document.pages[0].text.split() == ["1994", "abfia"]
        assert document.pages[0].method == method


def test_named_ligatures(tmp_path):
    """A ligature that pypdf leaves as the name of a glyph becomes letters."""
    content = b"BT /F1 11 Tf 72 700 Td (e) Tj /F3 11 Tf (A) Tj /F1 11 Tf (ective) Tj ET"
    path = write(tmp_path / "a.pdf", [content], glyphs="/f_f")
    assert extract(path, Monitor(avoid={Step(StepKind.PAGE, 1): "crashed the reader"})).pages[0].text == "effective"
