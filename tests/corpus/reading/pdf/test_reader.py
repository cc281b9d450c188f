from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.model import Document, PageMethod
from corpus.reading.formats import extract, media_type
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf.characters import GAP, clean_line
from corpus.reading.pdf.model import Line, OutlineEntry
from corpus.reading.pdf.reader import PageLines, compose
from corpus.reading.pdf.structure import Structure
from corpus.works.frontmatter import FrontMatter
from tests.corpus.pdfs import Text, encrypt, paragraph, report, write

LABELS = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"  # i, ii, 1, 2, ...
BODY = ["This is a sentence of the body that fills its line,", "and this is where it goes on and ends."]


def labels(document: Document) -> list[str | None]:
    return [page.locator.label for page in document.pages]


def numbered(path: Path, numbers: list[str | None], catalogue: str = "") -> Document:
    """Extracts a report with these numbers at the foot of its pages."""
    pages = [
        [*paragraph([f"{word} {line} {word}" for line in BODY]), *([Text(number, 300, 40)] if number else [])]
        for word, number in zip("Alpha Beta Gamma Delta Epsilon Zeta".split(), numbers, strict=False)
    ]
    return extract(write(path, pages, catalogue=catalogue))


def test_a_report(tmp_path):
    """This test ensures that pages hold their sentences, without running head and number, which becomes the label."""
    document = extract(report(tmp_path / "a.pdf"))
    assert [page.text for page in document.pages] == [
        f"Sentence number {word} stands on this page and fills its line, and {word} ends on the next."
        for word in ("one", "two", "three", "four")
    ]
    assert [page.locator.index for page in document.pages] == [1, 2, 3, 4]
    assert labels(document) == ["1", "2", "3", "4"]
    assert {page.method for page in document.pages} == {"pdfium"}
    assert document.warnings == ()


# --- files that cannot be read ----------------------------------------------------------------------------------------


def test_not_there(tmp_path):
    """This test ensures that a path without a file is refused."""
    with pytest.raises(UnreadableFile, match=r"^cannot be opened: no such file or directory$"):
        extract(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "^empty file$"),
        (b"Just some text.\n", r"^not a PDF: the file begins with b'Just some te'$"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "^truncated or damaged: the end of the file is missing"),
        (b"%PDF-1.7\nnothing\nstartxref\n9\n%%EOF", "^damaged: its structure is broken; second engine: "),
    ],
)
def test_refusals(tmp_path, content, reason):
    """This test ensures that a file that is no PDF, or too little of one, is refused with a reason on one line."""
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as caught:
        extract(tmp_path / "a.pdf")
    assert "\n" not in str(caught.value)


def test_no_pages(tmp_path):
    """This test ensures that a PDF without pages is refused."""
    with pytest.raises(UnreadableFile, match=r"^no pages$"):
        extract(write(tmp_path / "a.pdf", []))


def test_passwords(tmp_path):
    """This test ensures that an encrypted file opens with an empty password, and with another is refused."""
    plain = report(tmp_path / "plain.pdf")
    assert extract(encrypt(plain, tmp_path / "open.pdf", "")) == extract(plain)
    with pytest.raises(UnreadableFile, match=r"^encrypted: needs a password$"):
        extract(encrypt(plain, tmp_path / "closed.pdf", "secret"))


@pytest.mark.parametrize(("end", "readable"), [(b"xref\n", False), (b"startxref", True)])
def test_a_truncated_file(tmp_path, end, readable):
    """This test ensures that what a broken download still holds is read with a warning, and else it is refused."""
    whole = report(tmp_path / "whole.pdf").read_bytes()
    part = tmp_path / "part.pdf"
    part.write_bytes(whole[: whole.index(end)])
    if readable:
        document = extract(part)
        assert "number one" in document.text
        assert "the end of the file is missing: pages may be lacking" in document.warnings
    else:
        with pytest.raises(UnreadableFile, match=r"^truncated or damaged: the end of the file is missing"):
            extract(part)


def test_media_type(tmp_path):
    """This test ensures that a file's kind is seen from its content, whatever its name."""
    assert media_type(report(tmp_path / "a.txt")) == "application/pdf"
    (tmp_path / "b.pdf").write_text("text")
    assert media_type(tmp_path / "b.pdf") is None


# --- pages that cannot be read ----------------------------------------------------------------------------------------


def test_pages_without_text_are_named(tmp_path):
    """This test ensures that a page with a picture only has method none and is told of."""
    document = extract(write(tmp_path / "a.pdf", [paragraph(BODY), b"0 0 m 100 100 l S", b""]))
    assert [page.method for page in document.pages] == ["pdfium", "none", "none"]
    assert document.unreadable == (2, 3)
    assert document.warnings == ("no text on 2 of 3 pages: 2-3",)


def test_the_second_engine(tmp_path):
    """This test ensures that pypdf reads what pdfium cannot: a file, or a page."""
    path = report(tmp_path / "a.pdf")
    file = extract(path, Monitor(avoid={Step(StepKind.OPEN): "crashed the reader"}))
    assert [page.method for page in file.pages] == ["pypdf"] * 4
    assert "Sentence number three stands on this page" in file.pages[2].text
    assert file.warnings == ("read by the second engine: crashed the reader",)
    page = extract(path, Monitor(avoid={Step(StepKind.PAGE, 2): "crashed the reader"}))
    assert [page.method for page in page.pages] == ["pdfium", "pypdf", "pdfium", "pdfium"]


def test_steps_left_out(tmp_path):
    """This test ensures that a page that neither engine may touch costs itself and is named with its reason."""
    avoid = {
        Step(StepKind.PAGE, 2): "took longer than 30 s",
        Step(StepKind.PYPDF, 2): "took longer than 30 s",
        Step(StepKind.STRUCTURE): "took longer than 9 s",
    }
    document = extract(report(tmp_path / "a.pdf"), Monitor(avoid=avoid))
    assert [page.method for page in document.pages] == ["pdfium", "none", "pdfium", "pdfium"]
    assert document.warnings == (
        "no page labels and outline: took longer than 9 s",
        "page 2: took longer than 30 s",
        "no text on 1 of 4 pages: 2",
    )


def test_no_page_can_be_read(tmp_path):
    """This test ensures that a file of which every page fails is refused with the reason of the first."""
    steps = [Step(StepKind.PAGE, 1), Step(StepKind.PAGE, 2), Step(StepKind.PYPDF)]
    avoid = dict.fromkeys(steps, "crashed the reader")
    with pytest.raises(UnreadableFile, match=r"^none of its 2 pages can be read: page 1: crashed the reader$"):
        extract(report(tmp_path / "a.pdf", 2), Monitor(avoid=avoid))


@pytest.mark.parametrize(
    ("limits", "pages", "warning"),
    [
        (ReadingLimits(pages=2), 2, "pages 3 to 4 were not read: at most 2 of a file are"),
        (ReadingLimits(characters=150), 2, "pages 3 to 4 were not read: the file has used up 150 characters"),
        (
            ReadingLimits(seconds=0, seconds_per_page=0),
            1,
            "pages 2 to 4 were not read: the file has used up its time",
        ),
        (ReadingLimits(page_characters=40), 4, "page 4: only its first 40 characters were read"),
    ],
)
def test_limits(tmp_path, limits, pages, warning):
    """This test ensures that what goes over a limit is left out and told of."""
    document = extract(report(tmp_path / "a.pdf"), Monitor(limits))
    assert len(document.pages) == pages
    assert warning in document.warnings


# --- printed page numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "catalogue", "expected"),
    [
        ([None, None, None, None], LABELS, ["i", "ii", "1", "2"]),  # nothing printed: the file's word
        (["i", "ii", "1", "2", "3"], LABELS, ["i", "ii", "1", "2", "3"]),
        ([None, None, "1", "2", "3"], LABELS, ["i", "ii", "1", "2", "3"]),  # they agree: the file's word elsewhere
        (["5", "6", "7", "8"], LABELS, ["5", "6", "7", "8"]),  # the print wins
        ([None, "5", "6", "7"], LABELS, [None, "5", "6", "7"]),
        ([None, None, None], "", [None, None, None]),
        ([None, None, None], "/PageLabels << /Nums [0 << /S /D >>] >>", [None, None, None]),  # only a count
        ([None, "1", "2", "3"], "/PageLabels << /Nums [0 << /S /D >>] >>", [None, "1", "2", "3"]),
        ([None, None], "/PageLabels << /Nums [0 << /P (Cover) /S /D >>] >>", [None, None]),
    ],
)
def test_labels(tmp_path, numbers, catalogue, expected):
    """This test ensures that a page's label is what is printed on it, else what the file says, else nothing."""
    assert labels(numbered(tmp_path / "a.pdf", numbers, catalogue)) == expected


# --- text -------------------------------------------------------------------------------------------------------------


def text_of(path: Path, *runs: Text) -> str:
    return extract(write(path, [runs])).pages[0].text


def test_hidden_text(tmp_path):
    """This test ensures that type too small to be seen is left out."""
    runs = (Text("PLACEHOLDER_60", y=710, size=1), *paragraph(BODY))
    assert "PLACEHOLDER" not in text_of(tmp_path / "a.pdf", *runs)


def test_note_marks(tmp_path):
    """This test ensures that a raised number is apart from word and year, and other digits stay where they are."""
    runs = (
        Text("violence", 72), Text("12", 113, 704, 6), Text("fell in 2015", 122), Text("3", 180.5, 704, 6),
        Text("by route 66b over 5 km2", 187),
    )  # fmt: skip
    assert text_of(tmp_path / "a.pdf", *runs) == "violence 12 fell in 2015 3 by route 66b over 5 km2"


def test_small_capitals_and_old_style_figures(tmp_path):
    """This test ensures that they are letters and figures, by whichever name a font has them and whoever reads it."""
    glyphs = "/one.oldstyle /nineoldstyle /nine.onum /four.lf /Asmall /b.sc /fi"
    path = write(
        tmp_path / "a.pdf", [b"BT /F3 11 Tf 72 700 Td (ABCD) Tj ET BT /F3 11 Tf 72 680 Td (EFGE) Tj ET"], glyphs=glyphs
    )
    second = extract(path, Monitor(avoid={Step(StepKind.PAGE, 1): "crashed the reader"}))
    for document, method in ((extract(path), "pdfium"), (second, "pypdf")):
        assert document.pages[0].text.split() == ["1994", "abfia"]
        assert document.pages[0].method == method


def test_ligatures_that_only_a_name_says(tmp_path):
    """This test ensures that where pypdf reads a page, a ligature that it leaves named is letters."""
    content = b"BT /F1 11 Tf 72 700 Td (e) Tj /F3 11 Tf (A) Tj /F1 11 Tf (ective) Tj ET"
    path = write(tmp_path / "a.pdf", [content], glyphs="/f_f")
    assert extract(path, Monitor(avoid={Step(StepKind.PAGE, 1): "crashed the reader"})).pages[0].text == "effective"


def test_line_ends_that_the_engine_misses(tmp_path):
    """This test ensures that list items are apart on pages as browsers print them, where pdfium runs them together."""
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
    """This test ensures that the rows of a table stand one to a line."""
    rows = [(("Year", 72), ("Homicides", 200)), (("2015", 72), ("1,234", 200)), (("2016", 72), ("987", 200))]
    runs = [Text(word, x, 700 - 14 * i) for i, row in enumerate(rows) for word, x in row]
    assert text_of(tmp_path / "a.pdf", *runs) == "Year Homicides\n2015 1,234\n2016 987"


def test_a_turned_page(tmp_path):
    """This test ensures that a page whose text runs upwards flows as if it stood level."""
    content = b"".join(
        b"BT /F1 11 Tf 0 1 -1 0 %d 72 Tm (%b) Tj ET\n" % (100 + 13 * i, line.encode()) for i, line in enumerate(BODY)
    )
    document = extract(write(tmp_path / "a.pdf", [content], rotate=90))
    assert document.pages[0].text == " ".join(BODY)


def test_metadata(tmp_path):
    """This test ensures that the file's own words about itself are kept, clean, and the largest type with them."""
    info = "/Title (A\\000 Report) /Author (M. Braga) /Subject () /CreationDate (D:20160229120000-05'00')"
    runs = [Text("Group Violence", y=740, size=24), Text("in Cities", y=712, size=24), *paragraph(BODY, 650)]
    document = extract(write(tmp_path / "a.pdf", [runs], info=info))
    assert document.metadata == {
        "title": "A Report",
        "author": "M. Braga",
        "created": "2016-02-29",
        "page1_title": "Group Violence in Cities",
    }


@pytest.mark.parametrize(
    "xmp",
    [
        "<prism:doi>10.1000/harbour.1</prism:doi>",
        '<rdf:Description pdfx:doi="10.1000/harbour.1"/>',
        "<dc:identifier><rdf:Alt><rdf:li>doi:10.1000/harbour.1</rdf:li></rdf:Alt></dc:identifier>",
        '<!DOCTYPE x [<!ENTITY a "b">]><prism:doi>10.1000/harbour.1</prism:doi>',
    ],
)
def test_identifiers_that_stand_only_in_xmp(tmp_path, xmp):
    """This test ensures that a publisher's DOI in the metadata packet is found, however it is written there."""
    packet = f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >>\nstream\n{xmp}\nendstream"
    path = write(tmp_path / "a.pdf", [paragraph(BODY)], catalogue="/Metadata 10 0 R", extra=[packet])
    assert FrontMatter(extract(path), "a.pdf").doi == "10.1000/harbour.1"


def test_identifiers_in_the_information_dictionary(tmp_path):
    """This test ensures that a DOI or ISBN which the file says of itself is found."""
    path = write(tmp_path / "a.pdf", [paragraph(BODY)], info="/doi (10.1000/harbour.1) /isbn (0-306-40615-2)")
    front = FrontMatter(extract(path), "a.pdf")
    assert (front.doi, front.isbns) == ("10.1000/harbour.1", ("0-306-40615-2",))


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
    """This test ensures that years go with the title above them, and that a date or "Contents" is no title."""
    runs = [Text(text, y=740 - 70 * n, size=size) for n, (text, size) in enumerate(lines)]
    document = extract(write(tmp_path / "a.pdf", [[*runs, *paragraph(BODY, 550)]]))
    assert document.metadata["page1_title"] == title


@pytest.mark.parametrize(
    ("written", "expected"),
    [("D:20160229", "2016-02-29"), ("D:2016", "2016"), ("20161332", "2016"), ("yesterday", None), ("D:00000000", None)],
)
def test_dates(tmp_path, written, expected):
    """This test ensures that a date is ISO, no more exact than it is written, and nothing where it makes no sense."""
    document = extract(write(tmp_path / "a.pdf", [paragraph(BODY)], info=f"/CreationDate ({written})"))
    assert document.metadata.get("created") == expected


# --- headings ---------------------------------------------------------------------------------------------------------


def headings(document: Document) -> list[tuple[int | None, int, str]]:
    return [(document.locate(h.start).index, h.level, h.text) for h in document.headings]


def section(title: str, top: float, size: float = 14, bold: bool = True) -> list[Text]:
    """A heading and four lines of text."""
    return [Text(title, y=top, size=size, bold=bold), *paragraph(BODY * 2, top - 24)]


def test_headings_by_type(tmp_path):
    """This test ensures that larger and bold lines above text are headings, larger ones of a higher level."""
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
    """This test ensures that captions, numbers, cells, single words and bold sentences are not headings."""
    document = extract(write(tmp_path / "a.pdf", [[*paragraph(BODY, 760), *runs, *paragraph(BODY * 3, 670)]] * 2))
    assert document.headings == ()


def outline(*entries: tuple[str, int]) -> list[str]:
    """Objects of a flat outline, from number 10; pages are numbered from 0."""
    last = 10 + len(entries)
    first_page = 10 + len(entries) + 1
    root = f"<< /Type /Outlines /First 11 0 R /Last {last} 0 R /Count {len(entries)} >>"
    return [root] + [
        f"<< /Title ({title}) /Parent 10 0 R /Dest [{first_page + 2 * page} 0 R /Fit] "
        + (f"/Next {12 + i} 0 R " if 11 + i < last else "")
        + (f"/Prev {10 + i} 0 R " if i else "")
        + ">>"
        for i, (title, page) in enumerate(entries)
    ]


def test_headings_by_outline(tmp_path):
    """This test ensures that an outline names headings, however they are set, and its levels are taken."""
    titles = ["Call-ins", "The message", "Custom notifications", "Partners", "Measuring change"]
    pages = [[Text(title, y=700, bold=True), *paragraph(BODY * 2, 680)] for title in titles]
    entries = [(title.upper(), i) for i, title in enumerate(titles)]
    path = write(tmp_path / "a.pdf", pages, catalogue="/Outlines 10 0 R", extra=outline(*entries))
    assert headings(extract(path)) == [(i, 1, title) for i, title in enumerate(titles, 1)]


words = st.text(alphabet="abcXYZ .,-\u00ad12é•", min_size=1, max_size=24).map(lambda t: clean_line(t) or "x")
any_line = st.builds(
    lambda text, x, y, size, bold: Line(text, x, x + len(text) * size / 2, y, size, bold),
    st.one_of(words, st.just(f"12{GAP}34"), st.just("Findings of the study"), st.just("1")),
    st.sampled_from([72.0, 90.0, 320.0]),
    st.integers(40, 760).map(float),
    st.sampled_from([9.0, 11.0, 14.0]),
    st.booleans(),
)
any_entry = st.builds(OutlineEntry, st.integers(1, 6), st.just("Findings of the study"), st.integers(0, 9))
any_outline = st.lists(any_entry, max_size=6)


@settings(deadline=None)
@given(st.lists(st.lists(any_line, max_size=14), min_size=1, max_size=6), any_outline)
def test_offsets(pages, entries):
    """This test ensures that headings stand in the text where they say, and every offset maps back to its page."""
    pages_of_lines = [PageLines(lines, PageMethod.PDFIUM) for lines in pages]
    document = compose(pages_of_lines, Structure(outline=entries), [])
    for heading in document.headings:
        assert document.text[heading.start :].startswith(heading.text)
        assert document.locate(heading.start) in [page.locator for page in document.pages]
        assert 1 <= heading.level <= 4
        assert any(map(str.isalpha, heading.text))
    assert [h.start for h in document.headings] == sorted({h.start for h in document.headings})
    for start, page in zip(document.starts, document.pages, strict=True):
        assert document.text[start : start + len(page.text)] == page.text
        for offset in {start, start + len(page.text) - 1} if page.text else ():
            assert document.locate(offset) == page.locator


# --- real reports -----------------------------------------------------------------------------------------------------

EXPECTED = [
    # Read off the rendered pages by eye: file, physical page -> printed number.
    ("agencies/2013-annual-performance-report.pdf", {2: None, 11: "5", 40: "34"}),
    ("agencies/2014-annual-performance-report.pdf", {5: "v", 60: "54"}),
    ("agencies/2015-annual-performance-report.pdf", {6: "6", 97: "97"}),
    ("agencies/2017-annual-performance-report.pdf", {6: "6", 101: "101"}),
    ("agencies/2020-annual-performance-report.pdf", {4: "2", 50: "48"}),
    ("agencies/2022-annual-performance-report.pdf", {6: "5", 80: "79"}),
    ("agencies/DHS2020.pdf", {2: "2", 21: "21"}),
    ("agencies/HHS2022.pdf", {80: "80", 133: "133"}),
    ("fbi/nibrs-user-manual-063023.pdf", {1: None, 5: "iv", 100: "88"}),
    ("metro-ideas/Fighting Predatory Lending in Tennessee - Metro Ideas Project.pdf", {1: None, 6: "6", 15: "15"}),
    ("metro-ideas/tax-revenue-in-hamilton-county.pdf", {6: "6", 15: "15", 24: None}),
    ("metro-ideas/the-cost-of-education-final-report.pdf", {4: "iv", 30: "25"}),
    ("mx-homicide/LC.pdf", {2: "2", 5: "5"}),
    ("mx-homicide/report.pdf", {2: "2", 7: "7"}),
    ("crs/R46991.32.pdf", {20: "16", 67: "63"}),
    ("crs/IN12422.6.pdf", {1: None, 3: "3"}),
    ("crs/LSB11418.1.pdf", {2: "2", 6: "6"}),
    ("crs/RL30857.31.pdf", {9: "CRS-6", 17: "14"}),
    ("crs/R48911.1.pdf", {6: "CRS-4", 14: "CRS-12"}),
    ("crs/R46293v11-earth-day-fact-sheet.pdf", {3: "2", 5: "4"}),
    ("crs/R47324.18.pdf", {5: "2", 30: "27"}),
    ("crs/IF12135.30.pdf", {1: None, 2: None, 3: None}),
]


@pytest.mark.parametrize(("file", "expected"), EXPECTED, ids=[file for file, _ in EXPECTED])
def test_labels_of_real_reports(shared_data, file, expected):
    """This test ensures that labels are the numbers that are printed on the pages, read off them by eye."""
    document = extract(shared_data / "reports" / file)
    assert {page: document.pages[page - 1].locator.label for page in expected} == expected
    for heading in document.headings:
        assert document.text[heading.start :].startswith(heading.text)
