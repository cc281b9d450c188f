"""Tables of contents and lists of printed pages of small e-books."""

import pytest

from corpus.reading.epub.contents import page_label
from tests.corpus.documents import places

NCX = "<ncx><navMap><navPoint><navLabel><text>{}</text></navLabel><content src='c0.xhtml'/></navPoint></navMap></ncx>"
ONE = "<p>It fell in the north.</p>"
TWO = "<p>It rose in the south.</p>"
LANDMARKS = "<nav epub:type='landmarks'><ol><li><a href='c0.xhtml'>Start of Content</a></li></ol></nav>"
TABLES = "<nav epub:type='lot'><ol><li><a href='c0.xhtml'>Table 1</a></li></ol></nav>"


def labels(document):
    return [page.locator.label for page in document.pages]


@pytest.mark.parametrize("kind", ["epub:type='toc'", "role='doc-toc'", "epub:type='x toc' id='a'", ""])
def test_navigation(read, nav, kind):
    """The table of contents names chapters; landmarks and lists of tables do not."""
    files = nav([("c0.xhtml", "North"), ("c1.xhtml", "South")], LANDMARKS + TABLES, kind)
    assert labels(read([ONE, TWO], files)) == ["North", "South"]


def test_navigation_before_ncx(read, nav):
    """A book with both has the titles of its navigation document."""
    files = {"OEBPS/toc.ncx": NCX.format("Old")}
    assert labels(read([ONE], files)) == ["Old"]
    assert labels(read([ONE], files | nav([("c0.xhtml", "New")]))) == ["New"]
    assert labels(read([ONE], files | nav([]))) == ["Old"]


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Docks&nbsp;and Piers", "Docks and Piers"),
        ("Docks & Piers", "Docks & Piers"),
        ("Docks &mdash; &amp; &eacute;", "Docks — & é"),
        ("Docks &klingon;and Piers", "Docks and Piers"),
    ],
)
def test_entities_in_an_ncx(read, title, label):
    """An entity that XML does not know costs a letter of a title at most, not the book."""
    assert labels(read([ONE], {"OEBPS/toc.ncx": NCX.format(title)})) == [label]


def test_entries_without_a_title(read, nav):
    """An entry without a title changes nothing, and the first title of a place is the title."""
    entries = [("c0.xhtml#a", " "), ("c0.xhtml#a", "North"), ("c0.xhtml#a", "The North"), ("c0.xhtml", "")]
    document = read(["<p>Before.</p><p id='a'>It fell.</p>"], nav(entries))
    assert places(document) == [("paragraph 1", "Before."), ("North", "North\n\nIt fell.")]


def test_note_marks_in_titles(read, nav):
    """The mark of a note is not a part of a title, in the table of contents and in a heading."""
    mark = "<sup><a href='#n1'>1</a></sup>"
    assert labels(read([ONE], nav([("c0.xhtml", "North<sup>1</sup> in km<sup>2</sup>")]))) == ["North in km²"]
    assert labels(read([f"<h1>North{mark}</h1>{ONE}"])) == ["North"]


def test_a_broken_ncx(read):
    """A table of contents that is not XML costs the titles, with a warning."""
    document = read([ONE], {"OEBPS/toc.ncx": "no XML"})
    assert document.warnings == ("toc.ncx: damaged: 'OEBPS/toc.ncx' in it is broken",)
    assert document.text == "It fell in the north."


PARTS = [
    ("paragraphs", "<p id='a'>North</p>", "<p id='b'>South</p>"),
    ("headings", "<h2 id='a'>North</h2>", "<h2 id='b'>South</h2>"),
    ("sections", "<section id='a'><h3>North</h3></section>", "<section id='b'><h3>South</h3></section>"),
    ("anchors in headings", "<h1><a id='a'></a>North</h1>", "<h1><a name='b'/>South</h1>"),
    ("anchors above headings", "<a id='a'></a><h2>North</h2>", "<div><span id='b'/></div><h2>South</h2>"),
    ("anchors above numbers", "<p id='a'/><h2>1 North</h2>", "<p id='b'/><h2>2 South</h2>"),
    ("hidden anchors", "<a id='a' aria-hidden='true'>#</a><h2>North</h2>", "<a id='b' hidden=''/><h2>South</h2>"),
]


@pytest.mark.parametrize(("north", "south"), [case[1:] for case in PARTS], ids=[case[0] for case in PARTS])
def test_parts_of_a_file(read, nav, north, south):
    """A place in a file begins a part with its title, which is in the text once."""
    document = read([north + ONE + south + TWO], nav([("c0.xhtml#a", "North"), ("c0.xhtml#b", "South")]))
    first, second = (label.rpartition(" ")[2] for label in labels(document))
    assert (first, second) == ("North", "South")
    assert document.text.count("North") == document.text.count("South") == 1
    assert document.pages[1].text.endswith("It rose in the south.")
    assert "north" not in document.pages[1].text


def test_a_title_that_is_not_printed(read, nav):
    """A title is put above the block that it leads to, without splitting a paragraph or a table."""
    cell = "<table><tr><td>x</td><td><a id='b'></a>y</td></tr></table>"
    chapter = f"<p>Before it.</p><p>One <a id='a'></a>two.</p>{cell}<p>After.</p>"
    document = read([chapter], nav([("c0.xhtml#a", "North"), ("c0.xhtml#b", "South")]))
    assert places(document) == [
        ("paragraph 1", "Before it."),
        ("North", "North\n\nOne two."),
        ("South", "South\n\nx | y\n\nAfter."),
    ]


def test_levels(read):
    """The parts of a chapter are below it, and every one is named with it."""
    point = "<navPoint><navLabel><text>{}</text></navLabel><content src='c0.xhtml{}'/>{}</navPoint>"
    inner = point.format("Methods", "#m", "") + point.format("Results", "#r", "")
    ncx = f"<ncx><navMap>{point.format('North', '', inner)}</navMap></ncx>"
    document = read([f"{ONE}<p id='m'>Methods</p>{ONE}<p id='r'>Results</p>{TWO}"], {"OEBPS/toc.ncx": ncx})
    assert labels(document) == ["North", "North > Methods", "North > Results"]
    assert [(heading.text, heading.level) for heading in document.headings] == [
        ("North", 1), ("Methods", 2), ("Results", 2)
    ]  # fmt: skip


# --- printed pages ----------------------------------------------------------------------------------------------------

BREAK = '<span epub:type="pagebreak" id="p{0}" title="{0}"/>'
PAGED = (
    f"{BREAK.format('xii')}<h1>North</h1><p>It fell in the north.</p><p>{BREAK.format(13)}It fell again.</p>"
    f"<p>It was vio{BREAK.format(14)}lent in the {BREAK.format(15)} end.</p><p>It rose.</p>"
)
PAGE_LIST = "<nav epub:type='page-list'><ol>{}</ol></nav>"
PLACES = [
    ("North, p. xii", "North\n\nIt fell in the north."),
    ("North, p. 13", "It fell again."),
    ("North, pp. 13–15", "It was violent in the end."),
    ("North, p. 15", "It rose."),
]


def test_page_list(read, nav):
    """A passage is cited with the printed page where the book has a list of them. A paragraph is not split."""
    links = "".join(f"<li><a href='c0.xhtml#p{page}'>Page {page}</a></li>" for page in ("xii", 13, 14, 15))
    files = nav([("c0.xhtml", "North")], PAGE_LIST.format(links))
    without_titles = PAGED.replace("title=", "data-x=")
    assert places(read([without_titles], files)) == PLACES


def test_page_list_of_an_ncx(read):
    """An older book has the list in its NCX file."""
    targets = "".join(
        f"<pageTarget><navLabel><text>{page}</text></navLabel><content src='c0.xhtml#p{page}'/></pageTarget>"
        for page in ("xii", 13, 14, 15)
    )
    without_types = PAGED.replace("epub:type", "class").replace("title=", "data-x=")
    assert places(read([without_types], {"OEBPS/toc.ncx": f"<ncx><pageList>{targets}</pageList></ncx>"})) == PLACES


@pytest.mark.parametrize("name", ["title", "aria-label"])
def test_page_breaks(read, name):
    """The breaks themselves say their pages in a book without a list. Their text is not text of the book."""
    chapter = PAGED.replace("title=", f"{name}=").replace("/>", ">[p. 9]</span>")
    assert places(read([chapter])) == PLACES


def test_page_break_below_a_heading(read):
    """A break between a chapter's heading and its first paragraph is above the heading."""
    chapter = "<h1>North</h1><div role='doc-pagebreak' aria-label='7.'/><p>It fell.</p>"
    assert places(read([chapter])) == [("North, p. 7", "North\n\nIt fell.")]


def test_pages_in_rows(read):
    """A break may be in a table or a list."""
    table = f"<table><tr id='p2'><td>x{BREAK.format(8)}</td><td>y</td></tr></table>"
    items = f"<ul><li>a</li><li>{BREAK.format(9)}b</li></ul>"
    document = read([f"<h1>N</h1><p>{BREAK.format(7)}It fell.</p>{table}{items}"])
    assert places(document) == [
        ("N, p. 7", "N\n\nIt fell."), ("N, pp. 7–8", "x | y"), ("N, p. 8", "a"), ("N, p. 9", "b")
    ]  # fmt: skip


def test_a_file_without_breaks(read):
    """A file goes on with the page of the file before it if it has breaks itself; else its pages are not known."""
    first = f"<h1>N</h1><p>{BREAK.format(7)}It fell.</p>"
    second = f"<p>It fell more.</p><p>{BREAK.format(8)}It rose.</p>"
    assert [label for label, _ in places(read([first, second]))] == ["N, p. 7", "N, p. 8"]
    assert places(read([first, second]))[0][1] == "N\n\nIt fell.\n\nIt fell more."
    assert [label for label, _ in places(read([first, "<h1>M</h1><p>It rose.</p>", second]))][1] == "M"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("12", "12"),
        ("Page xii", "xii"),
        (" [p. 7] ", "7"),
        ("7.", "7"),
        ("S12", "S12"),
        ("", ""),
        ("the end of the page 12", ""),
        ("12-13", ""),
        ("a very long label", ""),
    ],
)
def test_page_labels(text, label):
    """The number of a printed page is read from what the book says of a break; anything else is not a number."""
    assert page_label(text) == label
