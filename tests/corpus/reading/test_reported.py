"""Inputs of public bug reports, D01 to D25 of ../shared/data/reported/EXPECTED.md, with the values that it expects."""

from dataclasses import dataclass

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract


@dataclass(frozen=True)
class Expected:
    """What the text of a file has and has not, what its labels have, and what its warnings say."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    says: str = ""
    pages: tuple[tuple[int, str, str], ...] = ()
    """Number of a page, text that it has, text that it has not."""


EXPECTED = [
    ("d01_notes.docx", Expected(has=("began in 1996 ", "fell to 12 "), lacks=("19961", "122"))),
    (
        "d02_cell_control.docx",
        Expected(has=("Quay: Northern quay; Depth class: very deep; Keeper: Lindqvist",)),
    ),
    ("d03_document2.docx", Expected(has=("The eastern quay was rebuilt in the year of the flood by the board.",))),
    (
        "d04_text_box.docx",
        Expected(
            has=(
                "The captain signs the log before noon each day.",
                "\n\nBoxed warning about anchors\n\nSecond boxed paragraph on chains",
            )
        ),
    ),
    ("d01_notes.odt", Expected(has=("began in 1996 ", "fell to 12 "), lacks=("19961", "122"))),
    (
        "d01_notes.rtf",
        Expected(has=("began in 1996 ", "fell to 12 ", "40 km²", "≥5 tonnes"), lacks=("19961", "122", "hidden")),
    ),
    ("d05_symbol.docx", Expected(has=("The load must be ≥ 5 tonnes",))),
    ("d23_equation.docx", Expected(has=("The sample was N = 417 quays",))),
    ("d24_hidden.docx", Expected(has=("of this paragraph ends in plain view",), lacks=("secret",))),
    (
        "d01_notes.html",
        Expected(has=("fell to 12 ² in Porto, at a rate of 10⁵ boats",), lacks=("122", "105", "10 ⁵")),
    ),
    (
        "d06_iso.html",
        Expected(
            has=("The board’s “quiet quay” rule – adopted in 1996 – cost €40 per berth and wasn’t popular with café",)
        ),
    ),
    (
        "d07_cut_off.html",
        Expected(has=("São João and Müller met in Faro.",), says="its encoding is broken: 1 letter cannot be read"),
    ),
    (
        "d09_fragments.epub",
        Expected(
            labels=("Northern Quay", "Southern Quay", "Western Quay"),
            pages=((2, "Sentence 1 on the southern quay", "northern"),),
        ),
    ),
    ("d09_landmarks.epub", Expected(labels=("The Northern Mole", "The Southern Mole"), lacks=("Start of Content",))),
    ("d10_latin1.epub", Expected(has=("Café São João",))),
    (
        "d11_ncx_entity.epub",
        Expected(has=("Sentence 1 on the inner dock",), labels=("Docks and Piers > Inner heading",)),
    ),
    ("d25_media_type.epub", Expected(has=("the old type", "the new type"), labels=("Old chapter", "New chapter"))),
    ("d12_backticks.pdf", Expected(has=("`only in winter'", "`under no sail'"))),
    (
        "d13_crop_halves.pdf",
        Expected(
            pages=((1, "mole register", "pier register"), (2, "pier register", "mole register")), labels=("11", "12")
        ),
    ),
    (
        "d17_chapter_pages.pdf",
        Expected(lacks=("2-1",), labels=("1-1", "1-2", "1-3", "1-4", "2-1", "2-2", "2-3", "2-4")),
    ),
    (
        "d18_line_numbers.pdf",
        Expected(has=("A bill with numbered lines\n\nThe harbour board",), lacks=("1 The", "2 The", "25", "9 In")),
    ),
    ("d21_dash_end.pdf", Expected(has=("in each of the long winters of 1996–2003 and found",))),
    ("d15_form.pdf", Expected(has=("Name of the ship: Aurora of Lisbon",))),
    ("d14_hidden_layer.pdf", Expected(has=("nine crowns",), lacks=("four crowns",))),
    (
        "d08_table_caption.html",
        Expected(has=("\n\nTable 3. Ships by quay in the winter of 1997.\n\nQuay: North; Ships: 41\n\nQuay: South;",)),
    ),
    ("d19_private_letters.pdf", Expected(lacks=("dstrct",), says="letters or signs are missing on 1 of 1 pages")),
    (
        "d20_wrong_ligature.pdf",
        Expected(has=("The national information option: attention to mitigation.",)),
    ),
    ("d22_nfd.pdf", Expected(has=("São João paid the Lübeck café in Bogotá for mañana.",))),
]


@pytest.mark.parametrize(("name", "expected"), EXPECTED, ids=[case[0] for case in EXPECTED])
def test_reported(shared_data, name, expected):
    """Each input has the text, the labels and the warning that EXPECTED.md says."""
    document = extract(shared_data / "reported" / name)
    for text in expected.has:
        assert text in document.text
    for text in expected.lacks:
        assert text not in document.text
    for number, text, other_text in expected.pages:
        assert text in document.pages[number - 1].text
        assert other_text not in document.pages[number - 1].text
    labels = [page.locator.label for page in document.pages]
    for label in expected.labels:
        assert label in labels
    assert expected.says in "; ".join(document.warnings)


def test_a_form_that_is_not_on_its_page(shared_data):
    """A file whose page says "Please wait" is refused, with the reason (D16)."""
    with pytest.raises(UnreadableFile, match=r"^its text is in a form \(XFA\)"):
        extract(shared_data / "reported" / "d16_xfa.pdf")
