"""The meanings of glyphs by their names. The names and what they draw are those of real fonts."""

import pytest

from corpus.reading.formats import extract
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf.encodings import font_name, meanings_of
from tests.corpus.pdfs import write


@pytest.mark.parametrize(
    ("font", "names", "meanings"),
    [
        (
            "Serif",
            {31: "/f_i", 30: "/T_h", 29: "/f_f_i", 28: "/fl"},
            {"\x1f": "fi", "\x1e": "Th", "\x1d": "ffi", "\x1c": "ﬂ"},
        ),
        ("Serif", {1: "/uni2265", 2: "/u1D465", 188: "/onequarter"}, {"\x01": "≥", "\x02": "𝑥", "¼": "¼"}),
        ("CMEX10", {0: "/parenleftbig", 18: "/bracerightBigg"}, {"\x00": "(", "\x12": "}"}),
        # Numbers of TeX's symbols, in fonts that draw signs under the names of others.
        (
            "AMathSy",
            {1: "/C21", 2: "/C20", 3: "/C0", 188: "/onequarter", 222: "/Thorn", 240: "/eth", 254: "/thorn"},
            {"\x01": "≥", "\x02": "≤", "\x03": "−", "¼": "=", "Þ": ")", "ð": "(", "þ": "+"},
        ),
        ("Any", {1: "/C15", 254: "/thorn"}, {"\x01": "•", "þ": "+"}),
        ("Any_MI", {2: "/C25", 3: "/C12"}, {"\x02": "π", "\x03": "β"}),
        ("Other_EX", {2: "/C20", 3: "/C21"}, {"\x02": "[", "\x03": "]"}),
        ("Any_EX", {2: "/C16", 3: "/C27"}, {"\x02": "(", "\x03": "}"}),
        ("Any", {2: "/C16x", 3: "/g27", 4: "/C12"}, {}),
        # Numbers that are codes of ASCII, and numbers that are not.
        (
            "Sans",
            {number: f"/MT{code}" for number, code in enumerate(b"Research\xd0tokens", 1)},
            dict(zip(map(chr, range(1, 16)), "Research–tokens", strict=True)),
        ),
        ("Sans", {number: f"/g{60 + number}" for number in range(1, 25)}, {}),
    ],
)
def test_meanings(font, names, meanings):
    """A glyph means what its name says; numbers are names in fonts of mathematics, and codes in others."""
    assert meanings_of(font, names) == meanings


def test_adobes_names():
    """Adobe's names come from a private table of pypdf's, which another release may move or change."""
    names = {1: "/lessequal", 2: "/quoteright", 3: "/Ccedilla", 4: "/beta"}
    assert meanings_of("Any", names) == {"\x01": "≤", "\x02": "’", "\x03": "Ç", "\x04": "β"}


def test_font_name():
    """The tag of a subset is not part of the name of a font."""
    assert font_name("/ABCDEF+AMathSy") == font_name("AMathSy") == "AMathSy"


def written(path):
    content = b"BT /F1 11 Tf 72 700 Td (An e) Tj /F4 11 Tf (\\037) Tj /F1 11 Tf (ective office \\(r ) Tj "
    content += b"/F4 11 Tf (\\036) Tj /F1 11 Tf ( 5\\)) Tj ET"
    return write(path, [content], drawn="/.notdef /uni2265 /f_f", first_code=29)


def test_a_code_is_read_by_the_name_of_its_glyph(tmp_path):
    """Codes that pdfium leaves are letters and signs by the names that the file gives."""
    assert extract(written(tmp_path / "a.pdf")).text == "An effective office (r ≥ 5)"


def test_without_names_lost_letters_are_said(tmp_path):
    """If pypdf must not read the page, the letters stay lost, and the document says so."""
    document = extract(written(tmp_path / "a.pdf"), Monitor(avoid={Step(StepKind.PYPDF, 1): "crashed the reader"}))
    assert document.text == "An e\ufffdective office (r \ufffd 5)"
    assert document.warnings == ("letters or signs are missing on 1 of 1 pages, as a font does not name them: 1",)


def test_a_code_without_ink_is_a_space(tmp_path):
    """A code that draws nothing separates words, and is not a lost letter."""
    content = b"BT /F1 11 Tf 72 700 Td (All) Tj /F4 11 Tf (\\001) Tj /F1 11 Tf (rights) Tj /F4 11 Tf (\\002) Tj ET"
    document = extract(write(tmp_path / "a.pdf", [content], drawn="/blank /g7"))
    assert document.text == "All rights\ufffd"
