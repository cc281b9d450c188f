import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract
from corpus.works.frontmatter import FrontMatter
from tests.corpus.pdfs import SENTENCE, Text, paragraph, write


def test_metadata(tmp_path):
    """The file's metadata is kept and cleaned, with the largest type of the first page."""
    info = "/Title (A\\000 Report) /Author (M. Braga) /Subject () /CreationDate (D:20160229120000-05'00')"
    runs = [Text("Group Violence", y=740, size=24), Text("in Cities", y=712, size=24), *paragraph(SENTENCE, 650)]
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
def test_identifiers_in_xmp(tmp_path, xmp):
    """A DOI in the XMP packet is found, however it is written there."""
    packet = f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >>\nstream\n{xmp}\nendstream"
    path = write(tmp_path / "a.pdf", [paragraph(SENTENCE)], catalogue="/Metadata 10 0 R", extra=[packet])
    assert FrontMatter(extract(path), "a.pdf").doi == "10.1000/harbour.1"


def test_publishers_metadata(tmp_path):
    """What a publisher writes into the XMP packet is kept; the information dictionary counts before it."""
    xmp = """<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Quays &amp; Moles</rdf:li></rdf:Alt></dc:title>
        <dc:creator><rdf:Seq><rdf:li>Ana Holm</rdf:li><rdf:li>Rui Sousa</rdf:li></rdf:Seq></dc:creator>
        <prism:publicationName>Journal of Quays</prism:publicationName><prism:volume>4</prism:volume>
        <prism:number>2</prism:number><prism:startingPage>12</prism:startingPage>"""
    packet = f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >>\nstream\n{xmp}\nendstream"
    info = "/Title (Harbour walls)"
    path = write(tmp_path / "a.pdf", [paragraph(SENTENCE)], info=info, catalogue="/Metadata 10 0 R", extra=[packet])
    metadata = extract(path).metadata
    assert metadata["title"] == "Harbour walls"
    assert metadata["author"] == "Ana Holm; Rui Sousa"
    assert (metadata["journal"], metadata["volume"], metadata["issue"]) == ("Journal of Quays", "4", "2")
    assert metadata["first_page"] == "12"


def test_an_odd_object_does_not_cost_the_other_metadata(tmp_path):
    """A packet that is not there costs the packet alone, and so does a title that is not text."""
    path = write(
        tmp_path / "a.pdf", [paragraph(SENTENCE)], info="/Title 7 /Author (Ana Holm)", catalogue="/Metadata 99 0 R"
    )
    assert extract(path).metadata["author"] == "Ana Holm"


def test_identifiers_in_the_information_dictionary(tmp_path):
    """A DOI or ISBN in the information dictionary is found."""
    path = write(tmp_path / "a.pdf", [paragraph(SENTENCE)], info="/doi (10.1000/harbour.1) /isbn (0-306-40615-2)")
    front = FrontMatter(extract(path), "a.pdf")
    assert (front.doi, front.isbns) == ("10.1000/harbour.1", ("0-306-40615-2",))


@pytest.mark.parametrize(
    ("written", "expected"),
    [("D:20160229", "2016-02-29"), ("D:2016", "2016"), ("20161332", "2016"), ("yesterday", None), ("D:00000000", None)],
)
def test_dates(tmp_path, written, expected):
    """A date becomes an ISO date, as exact as it is written. A meaningless date is left out."""
    document = extract(write(tmp_path / "a.pdf", [paragraph(SENTENCE)], info=f"/CreationDate ({written})"))
    assert document.metadata.get("created") == expected


# --- pages that hold the place of something else ----------------------------------------------------------------------

XFA = "/AcroForm << /Fields [] /XFA (<xdp/>) >>"
FIELDS = "/AcroForm << /Fields [10 0 R] /XFA (<xdp/>) >>"
FIELD = "<< /FT /Tx /T (ship) /V (Aurora) >>"


@pytest.mark.parametrize(
    ("catalogue", "reason"),
    [
        (f"{XFA} /NeedsRendering true", r"^its text is in a form \(XFA\)"),
        (f"{FIELDS} /NeedsRendering true", r"^its text is in a form \(XFA\)"),
        (XFA, r"^its text is in a form \(XFA\)"),
        ("/Collection << /View /T >>", "^it is a portfolio"),
        ("/Collection 99 0 R", "^it is a portfolio"),
    ],
)
def test_placeholders(tmp_path, catalogue, reason):
    """A file is refused if its only page holds the place of its text. With more pages it is read, with a warning."""
    path = write(tmp_path / "a.pdf", [[Text("Please wait...")]], catalogue=catalogue, extra=[FIELD])
    with pytest.raises(UnreadableFile, match=reason):
        extract(path)
    pages = [[Text("Please wait...")], paragraph(SENTENCE)]
    document = extract(write(tmp_path / "b.pdf", pages, catalogue=catalogue, extra=[FIELD]))
    assert len(document.pages) == 2
    assert len(document.warnings) == 1


@pytest.mark.parametrize("catalogue", [FIELDS, "/AcroForm << /Fields [10 0 R] >>", "/AcroForm 99 0 R", "/AcroForm (x)"])
def test_forms_on_the_page(tmp_path, catalogue):
    """A form that is drawn on its page is read, with XML (XFA) beside it or without."""
    path = write(tmp_path / "a.pdf", [paragraph(SENTENCE)], catalogue=catalogue, extra=[FIELD])
    document = extract(path)
    assert document.pages[0].text == " ".join(SENTENCE)
    assert document.warnings == ()
