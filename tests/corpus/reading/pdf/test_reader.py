from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.formats import extract, media_type
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor, Step, StepKind
from tests.corpus.pdfs import SENTENCE, Text, encrypt, paragraph, report, write

LABELS = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"  # i, ii, 1, 2, ...


def labels(document: Document) -> list[str | None]:
    return [page.locator.label for page in document.pages]


def numbered_report(path: Path, numbers: list[str | None], catalogue: str = "") -> Document:
    """Return the document of a report with these numbers at the foot of its pages."""
    words = "Alpha Beta Gamma Delta Epsilon Zeta".split()
    pages = []
    for word, number in zip(words, numbers, strict=False):
        page = paragraph([f"{word} {line} {word}" for line in SENTENCE])
        if number:
            page.append(Text(number, 300, 40))
        pages.append(page)
    return extract(write(path, pages, catalogue=catalogue))


def test_a_report(tmp_path):
    """A page holds its sentences, without running head and page number. The number becomes the label."""
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


def test_missing_file(tmp_path):
    """A path without a file is refused."""
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
    """A file that is not a PDF, or too little of one, is refused with a reason on one line."""
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as caught:
        extract(tmp_path / "a.pdf")
    assert "\n" not in str(caught.value)


def test_no_pages(tmp_path):
    """A PDF without pages is refused."""
    with pytest.raises(UnreadableFile, match=r"^no pages$"):
        extract(write(tmp_path / "a.pdf", []))


def test_passwords(tmp_path):
    """An encrypted file opens with an empty password. It is refused if it needs another."""
    plain = report(tmp_path / "plain.pdf")
    assert extract(encrypt(plain, tmp_path / "open.pdf", "")) == extract(plain)
    with pytest.raises(UnreadableFile, match=r"^encrypted: needs a password$"):
        extract(encrypt(plain, tmp_path / "closed.pdf", "secret"))


@pytest.mark.parametrize(("end", "readable"), [(b"xref\n", False), (b"startxref", True)])
def test_a_truncated_file(tmp_path, end, readable):
    """The readable part of a broken download is read with a warning. If there is none, the file is refused."""
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
    """The media type depends on the content of a file, whatever its name."""
    assert media_type(report(tmp_path / "a.txt")) == "application/pdf"
    (tmp_path / "b.pdf").write_text("text")
    assert media_type(tmp_path / "b.pdf") is None


# --- pages that cannot be read ----------------------------------------------------------------------------------------


def test_pages_without_text_are_named(tmp_path):
    """A page that holds only a picture has the method none, and a warning names it."""
    document = extract(write(tmp_path / "a.pdf", [paragraph(SENTENCE), b"0 0 m 100 100 l S", b""]))
    assert [page.method for page in document.pages] == ["pdfium", "none", "none"]
    assert document.unreadable == (2, 3)
    assert document.warnings == ("no text on 2 of 3 pages: 2-3",)


def test_steps_left_out(tmp_path):
    """A page that neither engine may read is lost, and a warning names it with the reason. Other pages are read."""
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
    """If every page of a file fails, the file is refused with the reason of the first page."""
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
    """Text and pages beyond a limit are left out with a warning."""
    document = extract(report(tmp_path / "a.pdf"), Monitor(limits))
    assert len(document.pages) == pages
    assert warning in document.warnings


# --- page labels ------------------------------------------------------------------------------------------------------


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
    """The label of a page is its printed number, or else the file's label, or else nothing."""
    assert labels(numbered_report(tmp_path / "a.pdf", numbers, catalogue)) == expected


EXPECTED_LABELS = [
    # A person read them from the rendered pages: file, physical page -> printed number.
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


@pytest.mark.parametrize(("file", "expected"), EXPECTED_LABELS, ids=[file for file, _ in EXPECTED_LABELS])
def test_labels_of_real_reports(shared_data, file, expected):
    """Labels are the numbers printed on the pages. A person read the expected numbers from the pages."""
    document = extract(shared_data / "reports" / file)
    assert {page: document.pages[page - 1].locator.label for page in expected} == expected
    for heading in document.headings:
        assert document.text[heading.start :].startswith(heading.text)
