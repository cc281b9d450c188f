"""What a browser shows of a page, on elements written by hand."""

import pytest

from corpus.reading.displayed import Styles, read_styles, show
from corpus.reading.html import parse
from corpus.reading.page_blocks import page_blocks


def shown(source, styles=None):
    """Return the texts of the blocks of a page."""
    tree = parse(f"<html><body>{source}</body></html>")
    show(tree, styles)
    return [block.text for block in page_blocks(tree) if block.text]


HIDDEN = [
    ("the attribute", "<p>It fell <span hidden>never</span> twice.</p>"),
    ("a style", "<p>It fell <span style='color:red; DISPLAY: none'>never</span> twice.</p>"),
    ("an invisible style", "<p>It fell <span style='visibility:hidden'>never</span> twice.</p>"),
    ("a template", "<p>It fell <template>never</template> twice.</p>"),
    ("no script", "<p>It fell <noscript>never</noscript> twice.</p>"),
    ("a script", "<p>It fell <span><script>never</script></span> twice.</p>"),
    ("a comment", "<p>It fell <!-- never --> twice.</p>"),
    ("decoration", "<p>It fell <i class=material-icons aria-hidden=true>never</i> twice.</p>"),
    ("for screen readers", "<p>It fell <span class='usa-sr-only x'>never</span> twice.</p>"),
    ("a closed dialog", "<p>It fell twice.</p><dialog><p>never</p></dialog>"),
    ("a class", "<p>It fell <span class='d-none x'>never</span> twice.</p>"),
    ("a tooltip", "<p>It fell <span role=tooltip>never</span> twice.</p>"),
    ("struck out", "<p>It fell <del>once</del><s>never</s> <ins>twice</ins>.</p>"),
    ("a player", "<p>It fell <video>never</video> twice.</p>"),
    ("a link back", "<p>It fell twice. <a href='#fnref1'>↩︎</a></p>"),
]


@pytest.mark.parametrize("source", [case[1] for case in HIDDEN], ids=[case[0] for case in HIDDEN])
def test_hidden_text(source):
    """Text that a browser does not show is left out, and nothing else."""
    assert shown(source) == ["It fell twice."]


SHOWN = [
    ("for the eye and for the ear", "<p><i aria-hidden=true>5/10</i> <b class=sr-only>5 of 10</b></p>", "5 of 10"),
    ("a page under a dialog", "<div aria-hidden=true><p>It fell.</p></div>", "It fell."),
    ("a page that a script shows", "<div style='visibility: hidden'><main>It fell.</main></div>", "It fell."),
    ("a shadow", "<div><template shadowrootmode=open>It fell.</template></div>", "It fell."),
    ("an open dialog", "<dialog open>It fell.</dialog>", "It fell."),
    ("details", "<details><summary>How</summary>It fell.</details>", "How|It fell."),
    ("a class in another word", "<p class=visually-hidden-parent>It fell.</p>", "It fell."),
    ("breaks", "<p>ex<wbr>tra&shy;ordinary and<br>two&nbsp;lines</p>", "extraordinary and two lines"),
    ("two breaks", "<div>One.<br> <br>Two.</div>", "One.|Two."),
    ("ruby", "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> it is</p>", "漢 it is"),
    ("a quote", "<p>He said <q>we met <q>them</q></q>.</p>", "He said “we met ‘them’”."),
    ("a quote with its marks", "<p>He said <q>«we met»</q>.</p>", "He said «we met»."),
    ("an abbreviation", "<p>The <abbr title='World Health'>WHO</abbr>.</p>", "The WHO."),
    ("lines of a heading", "<h2><span>Chapter 1</span><span>The Mole</span></h2>", "Chapter 1 The Mole"),
    ("a link of a heading", "<h2><span>Quays</span><span>[<a href='/w?edit'>edit</a>]</span></h2>", "Quays"),
    ("a sign for the eye", "<p>In 12<i aria-hidden=true>–</i>14 it fell.</p>", "In 12–14 it fell."),
    ("a fraction of Wikipedia", "<p>By 3<i class=sr-only>+</i><b>1</b>⁄<b>2</b> and <b>1</b><i class=sr-only>/</i>"
     "<b>2</b>.</p>", "By 3+1⁄2 and 1/2."),
    ("pieces that touch", "<p><span>1996</span><span>41</span><b>ships</b><a>One</a><a>Two</a></p>",
     "1996 41 ships One Two"),
    ("letters that touch", "<p><b>T</b><i>he</i> <b>i</b><i>Phone</i> <b>4</b><i>1</i> <b>12</b><i>th</i></p>",
     "The iPhone 41 12th"),
    ("a table of boxes", "<table><tr><td>One</td><td><h2>Two</h2><p>Three</p></td></tr></table>", "One|Two|Three"),
    ("a table of paragraphs", "<table><tr><td>One</td><td><p>Two</p><p>Three</p><p>Four</p></td></tr></table>",
     "One|Two|Three|Four"),
    ("letters of a heading", "<h2><span>T</span><small>HE</small> <b>M</b>ole</h2>", "THE Mole"),
    ("numbers that Windows has", "<p>caf&#233;&#146;s 1996&#150;2003</p>", "café’s 1996–2003"),
    ("a list in a list", "<ul><li>One<ul><li>Two</li></ul></li></ul>", "One|Two"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), [case[1:] for case in SHOWN], ids=[case[0] for case in SHOWN])
def test_shown_text(source, text):
    """Text is what a browser shows."""
    assert "|".join(shown(source)) == text


POWER = "<{0}math alttext='x'><{0}msup><{0}mn>10</{0}mn><{0}mn>5</{0}mn></{0}msup></{0}math>"
FORMULAS = [
    ("a power", POWER.format(""), "at 10⁵ boats"),
    ("of XHTML", POWER.format("m:"), "at 10⁵ boats"),
    ("a fraction", "<math><mfrac><mn>1</mn><mn>2</mn></mfrac><mspace/><mo>=</mo><mn>0.5</mn></math>",
     "at 1/2 = 0.5 boats"),
    ("source beside it", "<math><semantics><mn>7</mn><annotation>seven</annotation></semantics></math>", "at 7 boats"),
    ("only said", "<math alttext='n = 7'></math>", "at n = 7 boats"),
    ("behind a picture", f"<span style='display: none'>{POWER.format('')}</span><img aria-hidden=true alt='x'>",
     "at 10⁵ boats"),
    ("drawn beside it", f"<span class=katex><span>{POWER.format('')}</span><span aria-hidden=true>105</span></span>",
     "at 10⁵ boats"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), [case[1:] for case in FORMULAS], ids=[case[0] for case in FORMULAS])
def test_formulas(source, text):
    """A formula is text once, with its powers and fractions."""
    assert shown(f"<p>at {source} boats</p>") == [text]


def test_letters_that_are_pictures():
    """The picture of the first letter of a chapter is that letter. Other pictures are not text."""
    assert shown("<p><img alt='T' src='t.png'>he <img alt='A'> quay<img alt='A map'>.</p>") == ["The quay."]


RAISED = [
    ("a note", "fell to 12<sup><a href='#n2'>2</a></sup> in Porto", "fell to 12 ² in Porto"),
    ("a link around its figure", "in 1996<a href='notes.html#n2'><sup>2</sup></a>. It", "in 1996 ². It"),
    ("a note by its role", "in 1996<a role='doc-noteref' href='#n'>2</a> it", "in 1996 ² it"),
    ("a note by its type", "in 1996<a epub:type='noteref' href='#n'>2</a> it", "in 1996 ² it"),
    ("a link that touches a word", "the board<a href='#n2'>2</a> said", "the board ² said"),
    ("a link that touches a word in italics", "the <i>board</i><b><a href='#n2'>2</a></b> said", "the board ² said"),
    ("a link to a section", "see section <a href='#s2'>2</a> and (<a href='#s3'>3</a>)", "see section 2 and (3)"),
    ("in brackets", "fell to 12<sup class=reference><a href='#n'>[2]</a></sup><sup><a href='#m'>[3]</a></sup> in",
     "fell to 12 [2] [3] in"),
    ("a power", "10<sup>5</sup> boats on 40 km<sup>2</sup>", "10⁵ boats on 40 km²"),
    ("a formula", "CO<sub>2</sub> of the 12<sup>th</sup>", "CO₂ of the 12th"),
    ("a fraction", "by 3<sup>1</sup>/<sub>2</sub> or <sup>1</sup>&frasl;<sub>4</sub> mile", "by 3 1/2 or 1/4 mile"),
    ("a style", "fell to 12<span style='vertical-align: super; font-size: 60%'>2</span> in", "fell to 12 ² in"),
    ("a class", "fell to 12<span class='x up'>2</span> in H<i class=down>2</i>O", "fell to 12 ² in H₂O"),
    ("a picture in a line", "fell to <span style='vertical-align: -1px'>12</span> in", "fell to 12 in"),
    ("a trade mark", "the Ceasefire<sup>TM</sup> model", "the Ceasefire™ model"),
]  # fmt: skip
SHEET = """<!-- .up3 { vertical-align: super } -->
/* .x { vertical-align: super } */ @media screen { .up, span.up2 { font-size: 60%; vertical-align: super } }
i.down { vertical-align: sub } p.x, .y .z { vertical-align: super } .level { vertical-align: baseline }"""


@pytest.mark.parametrize(("source", "text"), [case[1:] for case in RAISED], ids=[case[0] for case in RAISED])
def test_raised_text(source, text):
    """A raised or lowered figure never touches the figure or word before it as if it were on the line."""
    if "class=" in source:
        assert shown(f"<style>{SHEET}</style><p>{source}</p>") == [text]
    assert shown(f"<p>{source}</p>", read_styles(SHEET)) == [text]


def test_style_sheets():
    """A style sheet names the classes of elements in a line that it raises or lowers."""
    assert read_styles(SHEET) == Styles(frozenset(("up", "up2", "up3")), frozenset(("down",)))
    assert read_styles("/*" * 100_000 + "{" * 100_000) == Styles()


TABLES = [
    ("two lines", "<tr><td>a<br>b</td><td><p>c</p><p>d</p></td></tr>", "a b | c d"),
    ("a list", "<tr><td>a</td><td><ul><li>b</li><li>c</li></ul></td></tr>", "a | b c"),
    ("a caption", "<caption>Table <b>T</b>o</caption><tr><th>A<th>B</tr><tr><td>x<td>y</tr>", "Table To|A: x; B: y"),
    ("a head of data cells", "<thead><tr><td>A<td>B</tr></thead><tr><td>x<td>y</tr>", "A: x; B: y"),
    ("names of rows", "<tr><th>A<th>B</tr><tr><th>x<td>y</tr>", "A: x; B: y"),
    ("a foot above", "<tfoot><tr><td>x<td>z</tr></tfoot><tr><th>A<th>B</tr><tr><td>w<td>y</tr>",
     "A: w; B: y|A: x; B: z"),
    ("columns", "<tr><th colspan=2>A<th>B</tr><tr><td>w<td>x<td>y</tr>", "A: w; x; B: y"),
    ("rows", "<tr><th>A<th>B<th>C</tr><tr><td rowspan=2>u<td>v<td>w</tr><tr><td>x<td>y</tr>",
     "A: u; B: v; C: w|B: x; C: y"),
    ("impossible spans", "<tr><td colspan=1000000000000>a<td rowspan=x>b<td colspan=²>c<td colspan=0>d</tr>",
     "a | b | c | d"),
    ("a table", "<tr><th>A<th>B</tr><tr><td>a<table><tr><td>b<td>c</tr></table></td><td>d</td></tr>", "A: a b c; B: d"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_tables(source, text):
    """The cells of a table are apart, each under its head, and nothing is there twice."""
    assert shown(f"<table>{source}</table>") == [text.replace("|", "\n\n") if " | " not in text else text]
