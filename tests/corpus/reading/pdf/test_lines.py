from pathlib import Path

from corpus.reading.formats import extract
from tests.corpus.pdfs import SENTENCE, Text, paragraph, write


def text_of(path: Path, *runs: Text) -> str:
    """Return the text of a page with these runs of text."""
    return extract(write(path, [runs])).pages[0].text


def test_hidden_text(tmp_path):
    """Type that is too small to be seen is left out."""
    runs = (Text("PLACEHOLDER_60", y=710, size=1), *paragraph(SENTENCE))
    assert "PLACEHOLDER" not in text_of(tmp_path / "a.pdf", *runs)


def test_note_marks(tmp_path):
    """A raised number is separated from the word or year before it. Other digits stay where they are."""
    runs = (
        Text("violence", 72), Text("12", 113, 704, 6), Text("fell in 2015", 122), Text("3", 180.5, 704, 6),
        Text("by route 66b over 5 km2", 187),
    )  # fmt: skip
    assert text_of(tmp_path / "a.pdf", *runs) == "violence 12 fell in 2015 3 by route 66b over 5 km2"


def test_front_lines(tmp_path):
    """The first pages and the last one are kept line by line as set, heads included, with raised parts in brackets."""
    title_page = (
        Text("Journal of Quays 4 (2014) 12-25", y=760, size=8),
        Text("The Northern Quay", y=700, size=20),
        Text("Ana Holm", y=670, size=11), Text("a,b", 118, 675, 6), Text(", Rui Sousa", 128, 670, 11),
        Text("b", 72, 655, 6), Text("University of Quays", 76, 650, 11),
    )  # fmt: skip
    pages = [title_page, *[[Text(f"Page {number}.")] for number in range(2, 7)]]
    front = extract(write(tmp_path / "a.pdf", pages)).front
    assert [line.text for line in front if line.page == 1] == [
        "Journal of Quays 4 (2014) 12-25",
        "The Northern Quay",
        "Ana Holm\u2e22a,b\u2e23 , Rui Sousa",
        "\u2e22b\u2e23University of Quays",
    ]
    assert [line.page for line in front] == [1, 1, 1, 1, 2, 3, 6]
    assert front[1].size > front[2].size > front[0].size > 0


def test_line_ends_that_the_engine_misses(tmp_path):
    """Items of a list are separate on pages printed by browsers, although pdfium joins them."""
    runs = [
        ("They found this:", 0, 0),
        ("\u2022", 0, 1216),
        ("Shootings fell.", 600, 1216),
        ("\u2022", 0, 2432),
        ("They rose.", 600, 2432),
    ]
    drawn = " ".join(f"q 1 0 0 -1 {x} {y} cm BT /F1 416 Tf ({text}) Tj ET Q" for text, x, y in runs)
    path = write(tmp_path / "a.pdf", [f"q 0.017 0 0 -0.017 17 700 cm {drawn} Q".encode("cp1252")])
    assert extract(path).pages[0].text.split("\n\n") == [
        "They found this:",
        "\u2022 Shootings fell.",
        "\u2022 They rose.",
    ]


def test_cells_are_rows(tmp_path):
    """Each row of a table is one line of text."""
    rows = [(("Year", 72), ("Homicides", 200)), (("2015", 72), ("1,234", 200)), (("2016", 72), ("987", 200))]
    runs = [Text(word, x, 700 - 14 * i) for i, row in enumerate(rows) for word, x in row]
    assert text_of(tmp_path / "a.pdf", *runs) == "Year Homicides\n2015 1,234\n2016 987"


def test_a_turned_page(tmp_path):
    """The text of a page that runs upwards is joined as if the page were level."""
    content = b""
    for index, line in enumerate(SENTENCE):
        content += b"BT /F1 11 Tf 0 1 -1 0 %d 72 Tm (%b) Tj ET\n" % (100 + 13 * index, line.encode())
    document = extract(write(tmp_path / "a.pdf", [content], rotate=90))
    assert document.pages[0].text == " ".join(SENTENCE)
