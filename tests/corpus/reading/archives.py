"""Small Word documents, OpenDocument texts and e-books, written by hand."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
    "<dcterms:created>{created}T09:00:00Z</dcterms:created></cp:coreProperties>"
)
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Ttulo1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="H2"><w:name w:val="Heading 2"/></w:style>
<w:style w:styleId="Own"><w:name w:val="My Head"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>"""


def pack(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write an archive of these files. The first is stored, the others are compressed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        method = zipfile.ZIP_STORED
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
            method = zipfile.ZIP_DEFLATED
    return path


def p(text: str, style: str = "", before: str = "") -> str:
    """Return a paragraph of a Word document; `before` are its properties."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{named}{before}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tbl(*rows: tuple[str, ...], look: str = '<w:tblLook w:val="0020"/>') -> str:
    """Return a table of a Word document."""
    body = ""
    for row in rows:
        cells = [f"<w:tc>{p(cell)}</w:tc>" for cell in row]
        body += f"<w:tr>{''.join(cells)}</w:tr>"
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{body}</w:tbl>"


def docx(path: Path, body: str, core: Mapping[str, str] | None = None, **parts: str) -> Path:
    """Write a Word document; `parts` are further files under word/."""
    files = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    files["word/styles.xml"] = STYLES
    for name, part in parts.items():
        files[f"word/{name}.xml"] = part
    if core:
        files["docProps/core.xml"] = CORE.format(**core)
    return pack(path, files)


NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta")
)


def odt(path: Path, body: str, meta: str = "", styles: str = "") -> Path:
    """Write an OpenDocument text. `styles` are its automatic styles."""
    return pack(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {NAMES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "meta.xml": f'<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>{meta}'
            "</office:meta></office:document-meta>",
        },
    )


CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"""
OPF = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Ghettoside</dc:title><dc:creator>Jill Leovy</dc:creator><dc:date>2015-01-27</dc:date>
<dc:identifier>urn:isbn:9780385529983</dc:identifier></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="cover" href="cover.jpg" media-type="image/jpeg"/></manifest><spine>
<itemref idref="nav"/><itemref idref="cover"/><itemref idref="one"/><itemref idref="two"/></spine></package>"""
NAV = """<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><nav><ol>
<li><a href="text/one.xhtml">1&nbsp;A Circle of Grief</a></li>
<li><a href="text/two%20b.xhtml#top">2 It's a Monster</a></li>
<li><a href="text/two%20b.xhtml#more">2.1 More</a></li></ol></nav></body></html>"""


def epub(path: Path, one: str, two: str, **more: str) -> Path:
    """Write a book of two chapters; `more` replaces its files `opf` and `nav`, or adds `encryption`."""
    head = '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>'
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": more.get("opf", OPF),
        "OEBPS/nav.xhtml": more.get("nav", NAV),
        "OEBPS/text/one.xhtml": f"{head}<title>one</title></head><body>{one}</body></html>",
        "OEBPS/text/two b.xhtml": f"{head}<style>p {{}}</style></head><body>{two}</body></html>",
        "OEBPS/cover.jpg": "not a picture",
    }
    if "encryption" in more:
        files["META-INF/encryption.xml"] = more["encryption"]
    return pack(path, files)
