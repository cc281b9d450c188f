from pathlib import Path

import pytest

from corpus.reading.formats import extract
from tests.corpus.pdfs import SENTENCE, Text, paragraph, write


def text_of(path: Path, *runs: Text) -> str:
    """Return the text of a page with these runs of text."""
    return extract(write(path, [runs])).pages[0].text


def test_hidden_text(tmp_path):
    """Type that is too small to be seen is left out."""
    runs = (Text("PLACEHOLDER_60", y=710, size=1), *paragraph(SENTENCE))
    assert "PLACEHOLDER" not in text_of(tmp_path / "a.pdf", *runs)


def shifted_text(path: Path, base: str, shifted: str, rest: str, rise: int = 4) -> str:
    """Return the text of a line with small characters in it that are `rise` points higher than the others."""
    line = (
        f"BT /F1 11 Tf 72 700 Td ({base}) Tj /F1 6 Tf {rise} Ts ({shifted}) Tj "
        f"/F1 11 Tf 0 Ts ({rest}) Tj 0 -13 Td (and so it goes on.) Tj ET"
    )
    return extract(write(path, [line.encode("cp1252")])).pages[0].text.removesuffix(" and so it goes on.")


@pytest.mark.parametrize(
    ("base", "raised", "rest", "expected"),
    [
        ("This violence", "12", " fell again,", "This violence ¹² fell again,"),
        ("But in 2015", "3", " it fell,", "But in 2015 ³ it fell,"),
        ("It fell to 12", "2", " in Porto,", "It fell to 12 ² in Porto,"),
        ("It fell to 12", "2", "", "It fell to 12 ²"),
        ("2 a share of 3.5", "2", " in Porto,", "2 a share of 3.5 ² in Porto,"),
        ("One of 1,231", "3", " quays,", "One of 1,231 ³ quays,"),
        ("It fell to 12", "2", ". It rose,", "It fell to 12 ². It rose,"),
        ("It fell \\(to 12%\\)", "2", ", and rose,", "It fell (to 12%) ², and rose,"),
        ("At noon.", "12,14", " It rose,", "At noon.¹²,¹⁴ It rose,"),
        ("At noon.", "9 10", " It rose,", "At noon.⁹ ¹⁰ It rose,"),
        ("By Ana Holm", "a", ", Rui Sousa,", "By Ana Holm ᵃ, Rui Sousa,"),
        ("Values 0.96", "b", " and 0.87,", "Values 0.96 ᵇ and 0.87,"),
        ("All 10", "5", " boats,", "All 10⁵ boats,"),
        ("All \\(10", "5", "\\) boats,", "All (10⁵) boats,"),
        ("Over 5 km", "2", " of quay,", "Over 5 km² of quay,"),
        ("Over 5 km", "2", "/day of quay,", "Over 5 km²/day of quay,"),
        ("In the 21", "st", " century,", "In the 21st century,"),
        ("Then 0.316", "**", " and 0.242,", "Then 0.316** and 0.242,"),
    ],
)
def test_raised_characters(tmp_path, base, raised, rest, expected):
    """Raised characters are apart from the number or word before them, or superscripts of it."""
    assert shifted_text(tmp_path / "a.pdf", base, raised, rest) == expected


@pytest.mark.parametrize(
    ("mark", "rest", "expected"),
    [
        ("1", "Of course it fell.", "¹ Of course it fell."),
        ("12", "2010 was a year of floods.", "¹² 2010 was a year of floods."),
        ("3", "which the keeper says.", "³ which the keeper says."),
        ("2", "A board of keepers.", "² A board of keepers."),
        ("a", "Consider the quay.", "ᵃ Consider the quay."),
        ("14", "C dating of the quay.", "14C dating of the quay."),
        ("1", " Of course it fell.", "1 Of course it fell."),
    ],
)
def test_marks_that_begin_a_note(tmp_path, mark, rest, expected):
    """The mark of a note is apart from the first word or number of the note. The number of an element is not a mark."""
    assert shifted_text(tmp_path / "a.pdf", "", mark, rest) == expected


@pytest.mark.parametrize(
    ("base", "lowered", "rest", "rise", "expected"),
    [
        ("By route 66b over 5 km2 of ", "1914", " quays,", 0, "By route 66b over 5 km2 of 1914 quays,"),
        ("The CO", "2", " fell,", -3, "The CO₂ fell,"),
        ("The CO", "2", "-free quay,", -3, "The CO₂-free quay,"),
        ("The R", "max", " of it,", -3, "The Rmax of it,"),
    ],
)
def test_lowered_characters(tmp_path, base, lowered, rest, rise, expected):
    """The number of a formula is a subscript. Small digits on the baseline stay as they are."""
    assert shifted_text(tmp_path / "a.pdf", base, lowered, rest, rise) == expected


def test_the_size_of_a_line_with_marks(tmp_path):
    """A line has the size of its letters although marks are in the middle and at its end."""
    marks = ("/F1 6 Tf 4 Ts (1) Tj /F1 11 Tf 0 Ts", "/F1 6 Tf 4 Ts (2) Tj")
    line = f"BT /F1 11 Tf 72 700 Td (Rui Sousa) Tj {marks[0]} (, Ana Holm) Tj {marks[1]} ET"
    front = extract(write(tmp_path / "a.pdf", [line.encode(), paragraph(SENTENCE)])).front
    assert front[0].size == 1


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


def test_numbers_of_two_axes(tmp_path):
    """The last number of an axis and the first one of the axis below are two numbers, although pdfium joins them."""
    axes = (("20", 85, 714), ("30", 85, 700), ("0", 90.5, 560), ("10", 85, 574), ("20", 85, 588))
    drawn = " ".join(f"BT /F1 9 Tf {x} {y} Td ({text}) Tj ET" for text, x, y in axes)
    words = extract(write(tmp_path / "a.pdf", [drawn.encode()])).pages[0].text.split()
    assert sorted(words) == ["0", "10", "20", "20", "30"]


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


SPACE_EMS = 278
"""Width of a space of Helvetica, in thousandths of an em."""


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (f"[(govern ) {SPACE_EMS} (ments fell)] TJ", "governments fell"),
        (f"[(their diff ) {SPACE_EMS} (er ) {SPACE_EMS} (ences)] TJ", "their differences"),
        (f"[(in Table 1 ) {SPACE_EMS} (.2 of it)] TJ", "in Table 1.2 of it"),
        (f"[(of the harbours ) {SPACE_EMS - 100} (fell)] TJ", "of the harbours fell"),
        ("[(staff affects, cuff links)] TJ", "staff affects, cuff links"),
    ],
)
def test_hidden_spaces(tmp_path, drawn, expected):
    """A space over which the next letter is drawn cannot be seen, so it does not cut a word."""
    line = f"BT /F1 11 Tf 72 700 Td {drawn} ET"
    assert extract(write(tmp_path / "a.pdf", [line.encode()])).pages[0].text == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("2 Tc (14 North Buona Vista Drive ) Tj", "14 North Buona Vista Drive"),
        ("1.6 Tc (Singapore 138588 ) Tj", "Singapore 138588"),
        ("1.8 Tc (The Tower, Suite 300 ) Tj", "The Tower, Suite 300"),
        ("(from A to B ) Tj", "from A to B"),
    ],
)
def test_words_whose_letters_are_apart(tmp_path, drawn, expected):
    """The gap before the last letter of a word is not a space if the other letters are as far apart, as in scans."""
    line = f"BT /F1 11 Tf 72 700 Td {drawn} ET"
    assert extract(write(tmp_path / "a.pdf", [line.encode()])).pages[0].text == expected


def test_words_of_a_turned_line(tmp_path):
    """The letters of a line that runs up the page are all at one place of its width: that is not inside a word."""
    level = "BT /F1 11 Tf 72 700 Td (The keepers closed the quay in spring, and again in May.) Tj ET "
    turned = "BT /F1 11 Tf 0 1 -1 0 300 200 Tm (A lack of staff affects the quay, and cuff links are lost.) Tj ET"
    text = extract(write(tmp_path / "a.pdf", [(level + turned).encode()])).pages[0].text
    assert "A lack of staff affects the quay, and cuff links are lost." in text
