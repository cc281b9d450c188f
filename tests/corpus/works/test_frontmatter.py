"""What the first pages and the metadata say about a work: its title, DOI and ISBNs."""

import pytest

from tests.corpus.documents import front_matter as front

PORT, MANUAL = "Port Security", "Crime Reporting User Manual"
PARAGRAPH = f"{PORT}\n\nWe look at crime on ships, " + "and in the harbours they call at, " * 8
TITLES = [
    ("printed metadata", {"title": PORT}, PORT, "x.pdf", PORT),
    ("a program's own words", {"title": "Microsoft Word - a.doc", "page1_title": PORT}, PORT, "x.pdf", PORT),
    ("what a template left", {"title": "Annual Plan for Baku", "page1_title": PORT}, f"{PORT}\n\nUs", "x.pdf", PORT),
    ("words of a paragraph only", {"title": "Crime on Ships", "page1_title": PORT}, PARAGRAPH, "x.pdf", PORT),
    ("the metadata cut short", {"title": "Crime Reporting", "page1_title": MANUAL}, MANUAL, "x.pdf", MANUAL),
    ("an ellipsis", {"title": "Crime ... Manual", "page1_title": MANUAL}, MANUAL, "x.pdf", MANUAL),
    ("the page in part", {"title": "FY22 HHS Plan for Us", "page1_title": "Plan for Us"}, "Plan for Us", "x.pdf",
     "FY22 HHS Plan for Us"),
    ("a scan with a title", {"title": PORT}, "", "x.pdf", PORT),
    ("no title but the file's name", {"title": "untitled"}, "Text.", "port_security-2024.pdf", "port security 2024"),
    ("a file name as title", {"title": "report.indd"}, "Text.", "a.pdf", "a"),
    ("a full stop at the end", {"page1_title": "Incidencia delictiva."}, "Text.", "x.pdf", "Incidencia delictiva"),
    ("a title that any report may have", {"page1_title": "Annual Report 2019"}, "Annual Report 2019", "harbours.pdf",
     "Annual Report 2019 (harbours)"),
    ("such a title in the file's name", {"page1_title": "Annual Report"}, "Annual Report", "harbours-annual-report.pdf",
     "harbours annual report"),
    ("such a title signed by a body", {"page1_title": "Annual Report", "author": "Harbour Agency"},
     "Annual Report\n\nHarbour Agency", "x.pdf", "Annual Report"),
]  # fmt: skip


@pytest.mark.parametrize(("metadata", "text", "name", "title"), [t[1:] for t in TITLES], ids=[t[0] for t in TITLES])
def test_titles(metadata, text, name, title):
    """The title is printed in the document; the file name is added to a title that any report may have."""
    assert front(text, name=name, **metadata).title == title


@pytest.mark.parametrize(
    ("pages", "metadata", "doi"),
    [
        (("A Title\n\nhttps://doi.org/10.1080/10439463.2013.818097.",), {}, "10.1080/10439463.2013.818097"),
        (("A Title",), {"subject": "Policing, doi:10.1080/ABC.1"}, "10.1080/abc.1"),
        (("A Title", "To cite this article: " + "Names, " * 20 + "10.1080/1"), {}, "10.1080/1"),
        (("A Title", "1. " + "Other names, " * 10 + "10.1080/1"), {}, None),
    ],
)
def test_doi(pages, metadata, doi):
    """The document's own DOI is found; a DOI in a footnote is not."""
    assert front(*pages, **metadata).doi == doi


def test_isbns():
    """An ISBN is found in each of its printed forms."""
    text = "ISBN: 978-1-932582-71-0\n\nISBN (PDF) 978 92 4 156479 3\n\nISBN-10 0-306-40615-2; ISBN 12"
    assert front("A Title", text).isbns == ("978-1-932582-71-0", "978 92 4 156479 3", "0-306-40615-2")
