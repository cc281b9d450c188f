"""Files of small e-books: their names, types and order, and what is left out."""

import pytest

from corpus.errors import UnreadableFile

ONE = "<p>It fell in the north.</p>"
TWO = "<p>It rose in the south.</p>"
OTHER = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>It stood in the west.</p></body></html>"


@pytest.mark.parametrize("media_type", ["text/x-oeb1-document", "text/html", "application/xml", "text/plain", ""])
def test_media_types(read, media_type):
    """A chapter is read whatever type the book gives it."""
    item = f'<item id="x" href="x.html" media-type="{media_type}"/>'
    document = read([ONE], {"OEBPS/x.html": OTHER}, item, '<itemref idref="x"/><itemref idref="i0"/>')
    assert document.text == "It stood in the west.\nIt fell in the north."
    assert document.warnings == ()


NAMES = [
    ("an escaped name", "two%20b.xhtml", "two b.xhtml"),
    ("escaped in the archive too", "two%20b.xhtml", "two%20b.xhtml"),
    ("capitals", "Text/Two.xhtml", "text/two.XHTML"),
    ("an accent apart", "capi\u0301tulo.xhtml", "cap\u00edtulo.xhtml"),
    ("a way around", "x/../two.xhtml", "two.xhtml"),
    ("white space", " two.xhtml\n", "two.xhtml"),
]


@pytest.mark.parametrize(("href", "name"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_names(read, href, name):
    """A chapter is found under the names that programs give it."""
    item = f'<item id="x" href="{href}" media-type="application/xhtml+xml"/>'
    document = read([], {f"OEBPS/{name}": OTHER}, item, '<itemref idref="x"/>')
    assert (document.text, document.warnings) == ("It stood in the west.", ())


def test_what_is_left_out(read):
    """A part that cannot be read, or that only one of the lists has, is named in a warning."""
    items = (
        '<item id="lost" href="lost.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="song" href="song.mp3" media-type="audio/mpeg"/>'
    ) + "".join(f'<item id="n{n}" href="n{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(5))
    spine = "".join(f'<itemref idref="{name}" linear="no"/>' for name in ("i0", "lost", "none", "song"))
    assert read([ONE], {}, items, spine).warnings == (
        "'none' is left out: its list of files has no such part",
        "left out, because its reading order does not have them: n0.xhtml, n1.xhtml, n2.xhtml and 2 more",
        "lost.xhtml: damaged: its archive has no 'OEBPS/lost.xhtml'",
        "song.mp3: left out: it is not a text (audio/mpeg)",
    )


def test_without_an_order(read):
    """A book without a reading order is read in the order of its list of files."""
    assert read([ONE, TWO], spine=" ").text == "It fell in the north.\nIt rose in the south."


def test_fallbacks(read):
    """A part that is not a document is replaced by its fallback."""
    items = (
        '<item id="x" href="x.pdf" media-type="application/pdf" fallback="y"/>'
        '<item id="y" href="y.jpg" media-type="image/jpeg" fallback="i0"/>'
        '<item id="z" href="z.jpg" media-type="image/jpeg" fallback="z"/>'
    )
    assert read([ONE], {}, items, '<itemref idref="x"/><itemref idref="z"/>').text == "It fell in the north."


def test_text_in_the_navigation_document(read, nav):
    """The lists of a navigation document in the reading order are left out. Text beside them is read."""
    spine = '<itemref idref="nav"/><itemref idref="i0"/>'
    assert read([ONE], nav([("c0.xhtml", "N")], "<h1>Contents</h1>"), spine=spine).text == "N\n\nIt fell in the north."
    document = read([ONE], nav([("c0.xhtml", "N")], "<h1>The Quays</h1><p>It stood.</p>"), spine=spine)
    assert "It stood." in document.text


def test_pictures(read):
    """A book of pictures is refused with that reason. Many pictures in a book are said; a cover is not."""
    picture = "<div><img src='a.jpg'/></div>"
    with pytest.raises(UnreadableFile, match="its pages are pictures"):
        read([picture] * 3)
    assert read([picture, picture, ONE]).warnings == ()
    assert read([picture, picture, picture, ONE]).warnings == ("3 of its 4 parts are pictures, which were not read",)


def test_package_that_is_not_xml(read):
    """A slip in the package document costs a field, not the book."""
    document = read([ONE], metadata="<dc:creator opf:role='aut'>Ana Souza &nbsp;& Co</dc:creator>")
    assert document.text == "It fell in the north."
    assert document.metadata["title"] == "Quays"


def test_a_book_without_a_container(read):
    """The only package document of a book is found without its container."""
    assert read([ONE], {"META-INF/container.xml": "<container/>"}).text == "It fell in the north."
    with pytest.raises(UnreadableFile, match="names no package document"):
        read([ONE], {"META-INF/container.xml": "<container/>", "b.opf": "<package/>"})


PROTECTED = """<encryption><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>
<CipherData><CipherReference URI="OEBPS/{}"/></CipherData></EncryptedData></encryption>"""


def test_protected_files(read):
    """A book is refused if a part in its reading order is protected, and read if only a picture is."""
    assert read([ONE], {"META-INF/encryption.xml": PROTECTED.format("cover.jpg")}).text == "It fell in the north."
    with pytest.raises(UnreadableFile, match="protected against copying"):
        read([ONE], {"META-INF/encryption.xml": PROTECTED.format("c0.xhtml")})


def test_encodings(read):
    """A chapter is read in the encoding that it declares, and a broken letter is said."""
    body = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>São “João”</p></body></html>"
    xml = f"<?xml version='1.0' encoding='{{}}'?>{body}"
    for name, codec in (("ISO-8859-1", "cp1252"), ("utf-16", "utf-16"), ("utf-8", "utf-8-sig")):
        assert read([xml.format(name).encode(codec)]).text == "São “João”"
    broken = xml.format("utf-8").encode().replace(b"</p>", b" \xe2</p>")
    assert read([broken]).warnings == ("c0.xhtml: its encoding is broken: 1 letter cannot be read",)


def test_elements_closed_in_their_first_tag(read):
    """In XHTML any element may be closed in its first tag. It swallows no text."""
    chapter = (
        "<title/><script src='a.js'/><p><a id='x'/>It <i/>fell<style/>.</p><textarea/><iframe src='b'/><div/>"
        "<p>It rose.</p>"
    )
    assert read([chapter]).text == "It fell.\nIt rose."


def test_styles(read):
    """Figures that a style sheet of the book raises are raised."""
    css = '<item id="css" href="a.css" media-type="text/css"/>'
    files = {"OEBPS/a.css": ".char-override-2 { vertical-align: super; font-size: 58% }"}
    document = read(["<p>fell to 12<span class='char-override-2'>2</span> in</p>"], files, css)
    assert document.text == "fell to 12 ² in"
