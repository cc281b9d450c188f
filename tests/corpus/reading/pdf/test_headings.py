import pytest

from corpus.model import Document
from corpus.reading.formats import extract
from tests.corpus.pdfs import SENTENCE, Text, paragraph, write


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([("Strategic Plan FY", 24), ("2022-2026", 24)], "Strategic Plan FY 2022-2026"),
        ([("Harbour Trends 2014", 30), ("A Report", 24)], "Harbour Trends 2014"),
        ([("FEBRUARY 2014", 30), ("Harbour Plan", 24)], "Harbour Plan"),
        ([("Table of Contents", 30), ("Harbour Plan", 24)], "Harbour Plan"),
        ([("Harbour Plan", 24), ("2014", 60)], "Harbour Plan"),
    ],
)
def test_the_largest_type(tmp_path, lines, title):
    """Years belong to the title above them. A date or "Contents" is not a title."""
    runs = [Text(text, y=740 - 70 * n, size=size) for n, (text, size) in enumerate(lines)]
    document = extract(write(tmp_path / "a.pdf", [[*runs, *paragraph(SENTENCE, 550)]]))
    assert document.metadata["page1_title"] == title


def headings(document: Document) -> list[tuple[int | None, int, str]]:
    """Return the page, the level and the text of each heading."""
    return [(document.locate(heading.start).index, heading.level, heading.text) for heading in document.headings]


def section(title: str, top: float, size: float = 14, bold: bool = True) -> list[Text]:
    """Return a heading and four lines of text."""
    return [Text(title, y=top, size=size, bold=bold), *paragraph(SENTENCE * 2, top - 24)]


def test_headings_by_type(tmp_path):
    """Larger and bold lines above text are headings. Larger type is a higher level."""
    pages = [
        [*section("Background", 740, 16), *section("Earlier work", 600), *section("Later work", 480)],
        [*section("Findings", 740, 16), *section("What was found", 600, 11), *section("What was not", 480, 11)],
    ]
    assert headings(extract(write(tmp_path / "a.pdf", pages))) == [
        (1, 1, "Background"),
        (1, 2, "Earlier work"),
        (1, 2, "Later work"),
        (2, 1, "Findings"),
        (2, 3, "What was found"),
        (2, 3, "What was not"),
    ]


@pytest.mark.parametrize(
    "runs",
    [
        [Text("Table 2. Homicides in four cities", size=14, bold=True)],  # a caption
        [Text("2015", size=14, bold=True)],  # a number
        [Text("This is said with force.", bold=True)],  # a sentence
        [Text("Total", bold=True)],  # a word
        [Text("City", bold=True), Text("Deaths", 300, bold=True)],  # cells
        [Text("and what follows is in bold", bold=True)],
    ],
)
def test_no_headings(tmp_path, runs):
    """Captions, numbers, cells, single words and bold sentences are not headings."""
    page = [*paragraph(SENTENCE, 760), *runs, *paragraph(SENTENCE * 3, 670)]
    document = extract(write(tmp_path / "a.pdf", [page, page]))
    assert document.headings == ()


def outline(*entries: tuple[str, int]) -> list[str]:
    """Return the objects of a flat outline, from number 10. Entries are titles and pages, which count from 0."""
    first_number, last_number = 11, 10 + len(entries)
    first_page = last_number + 1
    objects = [f"<< /Type /Outlines /First {first_number} 0 R /Last {last_number} 0 R /Count {len(entries)} >>"]
    for number, (title, page) in enumerate(entries, first_number):
        fields = [f"/Title ({title}) /Parent 10 0 R /Dest [{first_page + 2 * page} 0 R /Fit]"]
        if number < last_number:
            fields.append(f"/Next {number + 1} 0 R")
        if number > first_number:
            fields.append(f"/Prev {number - 1} 0 R")
        objects.append(f"<< {' '.join(fields)} >>")
    return objects


def test_headings_by_outline(tmp_path):
    """The titles of the outline are headings, however they are set, and have its levels."""
    titles = ["Call-ins", "The message", "Custom notifications", "Partners", "Measuring change"]
    pages = [[Text(title, y=700, bold=True), *paragraph(SENTENCE * 2, 680)] for title in titles]
    entries = [(title.upper(), i) for i, title in enumerate(titles)]
    path = write(tmp_path / "a.pdf", pages, catalogue="/Outlines 10 0 R", extra=outline(*entries))
    assert headings(extract(path)) == [(i, 1, title) for i, title in enumerate(titles, 1)]
