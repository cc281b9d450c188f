"""Write small e-books."""

from collections.abc import Mapping

import pytest

from corpus.reading.formats import extract
from tests.corpus.reading.archives import CONTAINER, pack

XHTML = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head/><body>{}</body></html>'
NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


@pytest.fixture
def read(tmp_path):
    """A function that reads a book of these files.

    The bodies of its chapters are in the list `chapters`, named c0.xhtml and so on. `files` are further files by name.
    `items` is further XML of the list of files, `spine` the XML of another reading order.
    """

    def read_book(chapters, files: Mapping[str, str | bytes] = {}, items="", spine="", metadata=""):
        manifest, order, contents = items, "", {}
        for number, chapter in enumerate(chapters):
            manifest += f'<item id="i{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>'
            order += f'<itemref idref="i{number}"/>'
            contents[f"OEBPS/c{number}.xhtml"] = chapter if isinstance(chapter, bytes) else XHTML.format(chapter)
        if "OEBPS/nav.xhtml" in files:
            manifest += NAV_ITEM
        if "OEBPS/toc.ncx" in files:
            manifest += NCX_ITEM
        package = (
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata><dc:title>Quays</dc:title>{metadata}</metadata>"
            f"<manifest>{manifest}</manifest><spine>{spine or order}</spine></package>"
        )
        whole = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package}
        return extract(pack(tmp_path / "a.epub", {**whole, **contents, **files}))

    return read_book


@pytest.fixture
def nav():
    """A function that returns a navigation document with these entries, (address, title), and further lists."""

    def write_nav(entries, more="", kind="epub:type='toc'"):
        links = "".join(f'<li><a href="{address}">{title}</a></li>' for address, title in entries)
        return {"OEBPS/nav.xhtml": XHTML.format(f"{more}<nav {kind}><ol>{links}</ol></nav>")}

    return write_nav
