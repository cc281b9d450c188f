"""Word documents, OpenDocument texts, e-books and hostile archives."""

import zipfile

import pytest

from corpus.errors import UnreadableFile
from corpus.reading import archive
from corpus.reading.formats import extract, media_type
from corpus.reading.sandbox import Extractor
from corpus.works.identify import identify
from tests.corpus.documents import places
from tests.corpus.reading.archives import (
    OPF,
    STYLES,
    W,
    docx,
    epub,
    odt,
    p,
    pack,
    tbl,
)

FOOTNOTES = f'<w:footnotes {W}><w:footnote w:id="7">{p("Braga (2001).")}</w:footnote></w:footnotes>'
BODY = (
    p("Prevención en Bogotá", "Ttulo1")
    + p("1 Methods ..... 3", "TOC1")
    + p("It began <w:x/>in 1996.")
    + p("Methods", "H2")
    + '<w:p><w:r><w:t>We looked</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r><w:del><w:r><w:delText>not'
    "</w:delText></w:r></w:del><w:ins><w:r><w:tab/><w:t>twice.</w:t></w:r></w:ins></w:p>"
    + p("First.", before="<w:numPr/>")
    + tbl(("City", "1995", "1997"), ("Boston", "46", "15"), ("Lowell", "12", "9"), ("Lynn", "7", "5"))
    + tbl(("Who", "Says"), ("Police", "Stop"))
    + p("Results", "Own")
    + f"<w:sdt><w:sdtContent>{p('It fell.')}</w:sdtContent></w:sdt>"
)


def test_word(tmp_path):
    """A Word document is read with its headings, lists, tables and footnotes."""
    document = extract(docx(tmp_path / "a.docx", BODY.replace("<w:x/>", ""), footnotes=FOOTNOTES))
    assert places(document) == [
        ("paragraph 1", "Prevención en Bogotá\n\nIt began in 1996."),
        (
            "Methods",
            "Methods\n\nWe looked ¹ twice.\n\n1 Braga (2001).\n\nFirst.\n\n"
            "City 1995 1997\nBoston 46 15\nLowell 12 9\nLynn 7 5\n\nWho: Police; Says: Stop",
        ),
        ("Results", "Results\n\nIt fell."),
    ]
    assert [(heading.text, heading.level) for heading in document.headings] == [
        ("Prevención en Bogotá", 2),
        ("Methods", 3),
        ("Results", 4),
    ]


def test_word_says_of_itself(tmp_path):
    """Title and author in a document's properties are used if the text has them too; its date is not used."""
    core = {"title": "Ceasefire in Boston", "author": "Ana Souza", "created": "2019-05-06"}
    body = p("Ceasefire in Boston", "Ttulo1") + p("By Ana Souza") + p("It began in 1996.")
    work = identify(extract(docx(tmp_path / "a.docx", body, core)), "a.docx", [], ()).reference
    assert (work.title, work.kind, work.csl["type"]) == ("Ceasefire in Boston", "report", "report")
    assert work.csl["author"] == [{"family": "Souza", "given": "Ana"}]
    assert "issued" not in work.csl


def test_the_title_of_a_document(tmp_path):
    """The only heading of the highest level is the title if it is near the beginning. Chapters are not titles."""
    chapters = p("One", "Ttulo1") + p("It fell.") + p("Two", "Ttulo1") + p("It rose.")
    styles = STYLES.replace("My Head", "Title").replace('<w:pPr><w:outlineLvl w:val="2"/></w:pPr>', "")
    assert [label for label, _ in places(extract(docx(tmp_path / "a.docx", chapters)))] == ["One", "Two"]
    titled = docx(tmp_path / "b.docx", p("A Harbour") + p("The Whole", "Own") + chapters, styles=styles)
    assert extract(titled).metadata == {"page1_title": "The Whole"}
    late = "".join(map(p, "abcdefghij")) + p("Annex", "Ttulo1") + p("It fell.")
    assert extract(docx(tmp_path / "c.docx", late)).metadata == {}


def test_merged_cells(tmp_path):
    """Next to cells that span columns or rows, other cells stay under their heads."""
    span, down, goes = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        [("Who", ""), ("Says", ""), ("To", "")],
        [("Police", down), ("Stop", span)],
        [("x", goes), ("Go", ""), ("All", "")],
    ]
    cells = ["".join(f"<w:tc><w:tcPr>{how}</w:tcPr>{p(text)}</w:tc>" for text, how in row) for row in rows]
    header = "<w:trPr><w:tblHeader/></w:trPr>"
    body = f"<w:tbl><w:tr>{header}{cells[0]}</w:tr><w:tr>{cells[1]}</w:tr><w:tr>{cells[2]}</w:tr></w:tbl>"
    assert extract(docx(tmp_path / "a.docx", body)).text == "Who: Police; Says: Stop\n\nSays: Go; To: All"


CONTROL = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
WRAPPERS = [
    ("content control", CONTROL),
    ("control in a control", CONTROL.format(CONTROL)),
    ("custom XML", "<w:customXml><w:customXmlPr/>{}</w:customXml>"),
    ("custom XML in a control", CONTROL.format("<w:customXml>{}</w:customXml>")),
]


@pytest.mark.parametrize("place", ["cell", "row", "paragraph", "run", "table"])
@pytest.mark.parametrize("wrapper", [case[1] for case in WRAPPERS], ids=[case[0] for case in WRAPPERS])
def test_content_controls(tmp_path, wrapper, place):
    """A content control or XML element around a cell, row, paragraph, run or table hides nothing."""
    pieces = {
        "run": "<w:r><w:t>317 killed</w:t></w:r>",
        "paragraph": "<w:p>{run}</w:p>",
        "cell": "<w:tc>{paragraph}</w:tc>",
        "row": f"<w:tr><w:tc>{p('Homicides in 2019')}</w:tc>{{cell}}</w:tr>",
        "table": f"<w:tbl><w:tr><w:tc>{p('What')}</w:tc><w:tc>{p('How many')}</w:tc></w:tr>{{row}}</w:tbl>",
    }
    body = "{table}"
    for name in reversed(pieces):
        piece = wrapper.format(pieces[name]) if name == place else pieces[name]
        body = body.replace(f"{{{name}}}", piece)
    text = extract(docx(tmp_path / "a.docx", p("It fell.") + body)).text
    assert text == "It fell.\n\nWhat | How many\n\nHomicides in 2019 | 317 killed"


ODT = """<text:h text:outline-level="1">Prevenção no Rio</text:h>
<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
<text:p>It began<text:s/>in <text:span>1996</text:span>.<text:note><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Cano (2012).</text:p></text:note-body></text:note></text:p>
<text:section><text:h text:outline-level="2">Methods</text:h>
<text:list><text:list-item><text:p>First.</text:p></text:list-item></text:list></text:section>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Who</text:p></table:table-cell>
<table:table-cell><text:p>Says</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row>
<table:table-cell><text:p>Police</text:p></table:table-cell><table:table-cell><text:p>Stop</text:p><text:p>now</text:p>
</table:table-cell></table:table-row></table:table>"""


def test_open_document(tmp_path):
    """An OpenDocument text is read like a Word document."""
    meta = "<dc:title>Prevenção no Rio</dc:title><meta:initial-creator>Ana Souza</meta:initial-creator>"
    path = odt(tmp_path / "a.odt", ODT, meta + "<meta:creation-date>2019-05-06T01:02:03</meta:creation-date>")
    document = extract(path)
    assert places(document) == [
        ("paragraph 1", "Prevenção no Rio\n\nIt began in 1996.¹\n\n1 Cano (2012)."),
        ("Methods", "Methods\n\nFirst.\n\nWho: Police; Says: Stop now"),
    ]
    assert document.metadata == {
        "title": "Prevenção no Rio",
        "author": "Ana Souza",
        "created": "2019-05-06",
        "page1_title": "Prevenção no Rio",
    }
    assert media_type(path.rename(tmp_path / "a")) == "application/vnd.oasis.opendocument.text"


ONE = (
    "<p>It was a plague.</p><div>Direct text.<p>Inner <b>text</b>.</p>After.<ul><li>An item<br/>of two lines</li></ul>"
    "</div>"
)
TWO = "<h2>2 It's a Monster</h2><p>Nobody came.</p><h3>More</h3><p>Nobody &eacute; cared.</p><script>x</script>"


def test_book(tmp_path):
    """A book is read in its order, and its table of contents names the chapters."""
    path = epub(tmp_path / "a.epub", ONE, TWO)
    document = extract(path)
    one = "1 A Circle of Grief"
    assert places(document) == [
        (one, f"{one}\n\nIt was a plague.\n\nDirect text.\n\nInner text.\n\nAfter.\n\nAn item of two lines"),
        ("2 It's a Monster", "2 It's a Monster\n\nNobody came."),
        ("2 It's a Monster > More", "More\n\nNobody é cared."),
    ]
    work = identify(document, "a.epub", [], ()).reference
    assert work.csl == {
        "id": "leovy-2015-ghettoside",
        "type": "book",
        "title": "Ghettoside",
        "author": [{"family": "Leovy", "given": "Jill"}],
        "issued": {"date-parts": [[2015, 1, 27]]},
        "ISBN": "9780385529983",
    }
    assert work.kind == "book"
    assert media_type(path.rename(tmp_path / "a")) == "application/epub+zip"


def test_an_older_book(tmp_path):
    """A table of contents in an NCX file names the chapters too."""
    nav = 'href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"'
    ncx = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Grief</text></navLabel>
    <content src="text/one.xhtml#a"/></navPoint><navPoint><navLabel><text>Monster</text></navLabel></navPoint>
    </navMap></ncx>"""
    opf = OPF.replace(nav, 'href="nav.xhtml" media-type="application/x-dtbncx+xml"')
    document = extract(epub(tmp_path / "a.epub", ONE, "<p>Nobody came.</p>", opf=opf, nav=ncx))
    assert [page.locator.label for page in document.pages] == ["Grief"]
    assert document.text.endswith("Nobody came.")


def test_a_protected_book(tmp_path):
    """A protected book is refused with that reason. A book with obfuscated fonts only is read."""
    method = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
    font = method.format("http://www.idpf.org/2008/embedding")
    assert extract(epub(tmp_path / "a.epub", ONE, TWO, encryption=font)).pages
    with pytest.raises(UnreadableFile, match="protected against copying"):
        extract(
            epub(tmp_path / "b.epub", ONE, TWO, encryption=method.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc"))
        )


# --- hostile archives -------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE d [<!ENTITY l0 "lol">{LAUGHS}<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def refusal(path):
    with Extractor() as extractor, pytest.raises(UnreadableFile) as caught:
        extractor.extract(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_entities_stay_closed(tmp_path):
    """No XML entity is expanded, neither one that grows nor one that reads a file."""
    text = f"<w:document {W}><w:body>{p('It fell.')}{p('&{};')}</w:body></w:document>"
    growing = pack(tmp_path / "a.docx", {"a": "", "word/document.xml": BILLION + text.replace("{}", "l9")})
    assert refusal(growing).startswith("damaged: 'word/document.xml' in it is broken")
    reading = pack(tmp_path / "b.docx", {"a": "", "word/document.xml": BILLION + text.replace("{}", "f")})
    with Extractor() as extractor:
        assert extractor.extract(reading).text == "It fell."


def test_bombs(tmp_path, monkeypatch):
    """An archive that would unpack to more than is allowed is not opened."""
    bomb = pack(tmp_path / "a.docx", {"a": "", "word/document.xml": b" " * 50_000_000})
    assert refusal(bomb) == "its archive would unpack to more than is allowed: 'word/document.xml'"
    many = pack(tmp_path / "b.docx", {f"{n}": "" for n in range(10_001)})
    assert refusal(many) == "its archive holds 10,001 files, and 10,000 is the maximum"
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(UnreadableFile, match="more than 0 MB"):
        extract(docx(tmp_path / "c.docx", p("It fell. " * 200)))


def test_an_archive_that_lies(tmp_path, monkeypatch):
    """The declared size of a file in an archive is not trusted."""
    path = docx(tmp_path / "a.docx", "".join(p(f"Sentence {n * n}.") for n in range(5_000)))
    monkeypatch.setattr(archive, "MAX_ENTRY_BYTES", 100_000)
    with pytest.raises(UnreadableFile, match=r"'word/document\.xml' in it is larger than"):
        extract(path)


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/../../evil", "..\\evil"])
def test_paths_that_lead_out(tmp_path, name):
    """An archive with a name that leads outside of it is refused, and nothing is written."""
    (tmp_path / "in").mkdir()
    path = pack(tmp_path / "in" / "a.docx", {"a": "", name: "evil"})
    assert refusal(path).startswith("its archive holds a file outside of it: ")
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["a.docx"]


BROKEN = [
    ("no archive", b"PK\x03\x04 and nothing else", "damaged: its archive cannot be opened"),
    ("another archive", {"a": "text"}, "not a Word document"),
    (
        "broken XML",
        {"a": "", "word/document.xml": f"<w:document {W}><w:body>"},
        "damaged: 'word/document.xml' in it is broken",
    ),
    ("no body", {"a": "", "word/document.xml": f"<w:document {W}/>"}, "no text in it"),
    ("depth", {"a": "", "word/document.xml": f"<w:document {W}>" + "<w:p>" * 100_000}, "damaged: 'word/document.xml'"),
]


@pytest.mark.parametrize(("content", "reason"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_documents(tmp_path, content, reason):
    """A damaged document is refused with the reason on one line."""
    path = tmp_path / "a.docx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        pack(path, content)
    assert reason in refusal(path)


def test_an_encrypted_archive(tmp_path):
    """An encrypted archive is refused with another reason than a damaged one."""
    path = docx(tmp_path / "a.docx", p("It fell."))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the first entry's flags in the central directory
    path.write_bytes(data)
    assert refusal(path) == "encrypted: needs a password"


def test_a_damaged_part(tmp_path):
    """A document with changed bytes is refused. In a book only the missing chapter is left out."""
    path = docx(tmp_path / "a.docx", p("It fell. " * 50))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        at = made.getinfo("word/document.xml").header_offset + 80
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)
    assert refusal(path).startswith("damaged: 'word/document.xml' in its archive cannot be read")
    opf = OPF.replace("text/one.xhtml", "text/lost.xhtml")
    book = extract(epub(tmp_path / "a.epub", ONE, TWO, opf=opf))
    assert book.warnings == ("lost.xhtml: damaged: its archive has no 'OEBPS/text/lost.xhtml'",)
    assert "Nobody came." in book.text


def test_text_is_text(tmp_path):
    """Markup that a document contains as text stays text."""
    body = p("It said &lt;script&gt;alert(1)&lt;/script&gt; and [31mred.")
    assert extract(docx(tmp_path / "a.docx", body)).text == "It said <script>alert(1)</script> and [31mred."


@pytest.mark.parametrize("number", ["4294967295", "1e999", "-1", "", "٣" * 5_000])
def test_numbers_that_are_none(tmp_path, number):
    """A document whose tables and headings have impossible numbers is read."""
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{number}"/></w:tcPr>{p("It fell.")}</w:tc>'
    table = f'<w:tbl><w:tblPr><w:tblLook w:val="{number}"/></w:tblPr>{f"<w:tr>{cell}</w:tr>" * 2}</w:tbl>'
    assert "It fell." in extract(docx(tmp_path / "a.docx", table)).text
    heading = f'<text:h text:outline-level="{number}">Results</text:h><text:p>It fell.</text:p>'
    assert "It fell." in extract(odt(tmp_path / "a.odt", heading)).text
