"""The main text of pages written by hand: nothing that a reader sees in it is lost."""

import pytest

from corpus.reading.displayed import show
from corpus.reading.html import parse
from corpus.reading.main_text import main_text

SENTENCE = "The port captains read the register of every quay each spring, before the dredging season begins."
BEFORE = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(9))
LOOSE = "The ships of the southern board were counted in each of the four winters after the storm, and none was lost."
ROW = "<tr><td>North</td><td>{}</td></tr>"


def found(source):
    """Return the blocks of the main text of a page between its first and last paragraphs."""
    page = f"<html><body><nav>Menu</nav><article>{BEFORE}{source}<p>The end of the report.</p></article></body></html>"
    texts = [block.text for block in main_text(parse(page), "").blocks if block.text]
    assert texts[0] == f"0. {SENTENCE}"
    assert texts[-1] == "The end of the report."
    return texts[9:-1]


KEPT = [
    ("a date", "<p>On <time datetime=1996-05-03>3 May</time> it fell.</p>", ["On 3 May it fell."]),
    ("words with the class of a menu", "<p>It <span class='nav-bar tags'>fell</span> by <b class=social>half</b>.</p>",
     ["It fell by half."]),
    ("a section with the name of a menu", f"<section id=related-work><h2>2.1 Related work</h2><p>{LOOSE}</p></section>",
     ["2.1 Related work", LOOSE]),
    ("definitions", "<dl><dt>Quay</dt><dd><p>A place.</p><p>Of stone.</p></dd></dl>",
     ["Quay", "A place.", "Of stone."]),
    ("a label in a line", "<p><label>Quays</label> are <output>7</output>.</p>", ["Quays are 7."]),
    ("text in a box", f"<div>{LOOSE}</div><section>{LOOSE} Twice.</section>", [LOOSE, f"{LOOSE} Twice."]),
    ("text around a paragraph", f"<div>{LOOSE} One.<p>{LOOSE}</p>{LOOSE} <b>Two</b>.</div>",
     [f"{LOOSE} One.", LOOSE, f"{LOOSE} Two."]),
    ("two breaks in a box", f"<div>{LOOSE}<br> <br>It <i>rose</i><br>then.</div>", [LOOSE, "It rose then."]),
    ("two breaks in a paragraph", f"<p>{LOOSE}<br><br>It rose.</p>", [LOOSE, "It rose."]),
    ("the caption of a picture", "<figure><img src=a><figcaption>Figure 1. The quay.</figcaption></figure>",
     ["Figure 1. The quay."]),
    ("a quotation in a figure", "<figure><blockquote><p>It fell.</p><p>It rose.</p></blockquote></figure>",
     ["It fell.", "It rose."]),
    ("a caption below a table", f"<figure><table>{ROW.format('41')}</table><figcaption>Table 3.</figcaption></figure>",
     ["Table 3.\n\nNorth | 41"]),
    ("both captions of a table", f"<figure><table><caption>Table 3</caption>{ROW.format('41')}</table>"
     "<figcaption>Ships.</figcaption></figure>", ["Table 3\n\nNorth | 41", "Ships."]),
    ("raised figures in a caption", f"<table><caption>In km<sup>2</sup> in 1996<sup><a href='#n'>1</a></sup></caption>"
     f"{ROW.format('41')}</table>", ["In km² in 1996 ¹\n\nNorth | 41"]),
    ("a list in a cell", f"<table>{ROW.format('<ul><li>One</li><li>Two<ol><li>Three</li></ol></li></ul>')}</table>",
     ["North | One Two Three"]),
    ("paragraphs and lines in a cell", f"<table>{ROW.format('<p>a</p><p>b<br>c</p>')}</table>", ["North | a b c"]),
    ("items of items", "<ul><li>One<ul><li>Two</li><li>Three</li></ul></li></ul>", ["One", "Two", "Three"]),
    ("a note", "<aside role=doc-footnote><p>1. See the register.</p></aside>", ["1. See the register."]),
    ("lines that are set", "<pre>YEAR IN SHIPS\n\nYear  Ships  Share\n1995  41     0.5\n1996  17     0.2\n</pre>",
     ["YEAR IN SHIPS", "Year Ships Share\n1995 41 0.5\n1996 17 0.2"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "texts"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_text_that_is_kept(source, texts):
    """Text that is displayed in the article is in the main text, in its order and once."""
    assert found(source) == texts


BOXES = [
    ("the page", "{}"),
    ("a box", "<div>{}</div>"),
    ("a box with any name", "<div id=wrap><div class=col-9>{}</div></div>"),
    ("a box beside menus", "<div class=l><a href=/a>Home</a></div><div class=m>{}</div><div>Copyright 2001.</div>"),
    ("a form", "<form action=x><div>{}</div></form>"),
    ("a table", "<table><tr><td><a href=/a>Home</a></td><td>{}</td></tr></table>"),
    ("an article", "<article>{}</article>"),
]


@pytest.mark.parametrize("box", [case[1] for case in BOXES], ids=[case[0] for case in BOXES])
def test_headings_and_lists(box):
    """Headings and lists are kept wherever a page has its text."""
    text = f"<h1>Quays</h1>{BEFORE}<h2>Results</h2><p>{LOOSE}</p><ul><li>It fell.</li><li>It rose.</li></ul><p>End.</p>"
    blocks = main_text(parse(f"<html><body>{box.format(text)}</body></html>"), "").blocks
    named = [(block.kind, block.text) for block in blocks if SENTENCE not in block.text and block.text]
    assert named[:6] == [
        ("heading", "Quays"),
        ("heading", "Results"),
        ("paragraph", LOOSE),
        ("continuation", "It fell."),
        ("continuation", "It rose."),
        ("paragraph", "End."),
    ]
    assert not named[6:]


def test_chapters():
    """All chapters of a page are kept, also if one of them has most of the text."""
    chapters = f"<div class=a><h2>One</h2><p>{LOOSE}</p></div><div class=b><h2>Two</h2>{BEFORE}</div>"
    texts = [block.text for block in main_text(parse(f"<html><body><div>{chapters}</div></body></html>"), "").blocks]
    assert texts[:3] == ["One", LOOSE, "Two"]


LEFT_OUT = [
    ("an aside", "<aside><p>Ten more stories.</p></aside>"),
    ("a short box", "<div>Share</div>"),
    (
        "related links",
        "<section id=related-work><h2>Related work</h2>" + "<p><a href=/a>A story</a></p>" * 9 + "</section>",
    ),
    ("a box of links", "<div>" + "<a href='/a'>Another story of the harbour</a> " * 5 + "</div>"),
    ("hidden text", f"<p hidden>{LOOSE}</p><div style='display:none'>{LOOSE}</div>"),
]


@pytest.mark.parametrize("source", [case[1] for case in LEFT_OUT], ids=[case[0] for case in LEFT_OUT])
def test_text_that_is_left_out(source):
    """What is beside the article is not in the main text."""
    assert found(source) == []


def test_what_a_page_says_of_itself():
    """Title, author and date are found before the tree is changed."""
    head = "<title>Quays</title><meta name=author content='Ana Souza'>"
    page = f"<html><head>{head}</head><body><article><p>By <time>3 May 1996</time></p>{BEFORE}</article></body></html>"
    metadata = main_text(parse(page), "https://example.org/quays").metadata
    said = {"title": "Quays", "author": "Ana Souza", "created": "1996-05-03", "url": "https://example.org/quays"}
    assert metadata == {**said, "site": "example.org"}


def test_hostile_trees():
    """Many elements in one another or beside one another take time in proportion."""
    deep = "<div><p>" + "<span><sup>" * 120 + "2" + "</sup></span>" * 120
    wide = "<div>" + "x<span hidden>y</span><sup>2</sup><br><br>" * 20_000
    for source in (deep, wide, "<table>" * 200 + "<tr><td>a" * 200):
        show(parse(f"<html><body>{source}"))
    main_text(parse(f"<html><body><article>{BEFORE}{wide[:200_000]}"), "")
