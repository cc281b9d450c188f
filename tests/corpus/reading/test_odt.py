"""OpenDocument texts: what a page shows is read once, in its place, and nothing else is."""

import pytest

from corpus.reading.formats import extract
from tests.corpus.reading.archives import pack

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    "office": "office",
    "text": "text",
    "table": "table",
    "style": "style",
    "draw": "drawing",
    "svg": "svg-compatible",
}
NAMES = " ".join(f'xmlns:{prefix}="{_OASIS}{name}:1.0"' for prefix, name in _PREFIXES.items())
NAMES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
STYLES = """<style:font-face style:name="Signs" svg:font-family="'Symbol'"/>
<style:style style:name="Up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="High" style:family="text"><style:text-properties style:text-position="33% 58%"/></style:style>
<style:style style:name="Higher" style:family="text" style:parent-style-name="High"/>
<style:style style:name="Level" style:family="text"><style:text-properties style:text-position="0% 100%"/></style:style>
<style:style style:name="Low" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>
<style:style style:name="Gone" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Gone" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Sign" style:family="text"><style:text-properties style:font-name="Signs"/></style:style>
<style:style style:name="Old" style:family="text">
<style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="Ring" style:family="text" style:parent-style-name="Ring"/>"""
MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>N</mi><mo>=</mo><mn>417</mn></mrow>'
    '<annotation encoding="StarMath 5.0">N = 417</annotation></semantics></math>'
)


def read(tmp_path, body, styles="", **files):
    content = f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}{styles}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    parts.update({f"{name}/content.xml": part for name, part in files.items()})
    return extract(pack(tmp_path / "a.odt", parts)).text


def s(text, style):
    """Return a span."""
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def note(mark, text):
    return (
        f"<text:note><text:note-citation>{mark}</text:note-citation><text:note-body>{text}</text:note-body></text:note>"
    )


def p(text, style=""):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def table(*rows):
    body = ""
    for row in rows:
        cells = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row)
        body += f"<table:table-row>{cells}</table:table-row>"
    return f"<table:table>{body}</table:table>"


PARAGRAPHS = [
    ("a raised mark", f"fell to 12{s('2', 'Up')} in Porto", "fell to 12 ² in Porto"),
    ("a mark raised by a share", f"in 1996{s('1', 'High')}.", "in 1996 ¹."),
    ("a style with a parent", f"in 1996{s('1', 'Higher')}.", "in 1996 ¹."),
    ("a level part of a raised one", s(f"1{s('996', 'Level')}", "Up") + " boats", "¹ 996 boats"),
    ("a circle of styles", s("in 1996", "Ring"), "in 1996"),
    ("a power", f"10{s('5', 'Up')} boats on 40 km{s('2', 'Up')}", "10⁵ boats on 40 km²"),
    ("a lowered figure", f"CO{s('2', 'Low')}", "CO₂"),
    ("hidden text", f"Shown {s('secret ', 'Gone')}words.", "Shown words."),
    ("struck text", f"It {s('fell', 'Old')}rose.", "It rose."),
    ("a hidden field", 'Shown <text:user-field-get text:display="none">x</text:user-field-get>words.', "Shown words."),
    ("a field that hides text", '<text:hidden-text text:is-hidden="true">x</text:hidden-text>Shown.', "Shown."),
    ("a sign of a symbol font", f"load {s(chr(0xF0B3), 'Sign')} 5", "load ≥ 5"),
    (
        "phonetic guides",
        "<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>",
        "東京",
    ),
    (
        "the description of a picture",
        "Before<draw:frame><draw:image/><svg:title>Logo</svg:title><svg:desc>A quay</svg:desc></draw:frame> noon.",
        "Before noon.",
    ),
    ("a formula", f"was <draw:frame><draw:object>{MATH}</draw:object></draw:frame> quays", "was N = 417 quays"),
    ("a number", "<text:number>1.2</text:number>Quays", "1.2 Quays"),
    ("spaces", "a<text:tab/>b<text:line-break/>c<text:s text:c='3'/>d", "a b c d"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), [case[1:] for case in PARAGRAPHS], ids=[case[0] for case in PARAGRAPHS])
def test_the_text_of_a_paragraph(tmp_path, body, text):
    assert read(tmp_path, p(body)) == text


def test_a_formula_in_a_file(tmp_path):
    """A formula is read from its own file. An object that is not a formula, or is broken, has no text."""
    link = '<draw:frame><draw:object xlink:href="./{}"/></draw:frame>'
    body = (
        f"was {link.format('Object 1')} quays{link.format('Object 2')}{link.format('Object 3')}{link.format('none')}."
    )
    objects = {"Object 1": MATH, "Object 2": "<math", "Object 3": f"<office:document-content {NAMES}/>"}
    assert read(tmp_path, p(body), **objects) == "was N = 417 quays."


def test_notes(tmp_path):
    """Notes follow their paragraph, heading or table; each mark is apart from the word before it."""
    body = f'<text:h text:outline-level="2">Quays{note("1", p("Register."))}</text:h>'
    body += p(f"It fell to 12{note('2', p('Board.') + p('Minutes.'))} in all.")
    body += table((p(f"North{note('i', p('Deep.'))}"), p("deep")))
    assert read(tmp_path, body) == (
        "Quays ¹\n\n1 Register.\nIt fell to 12 ² in all.\n\n2 Board. Minutes.\n\nNorth ⁱ | deep\n\ni Deep."
    )


@pytest.mark.parametrize(
    "drawing",
    [
        "<draw:frame><draw:text-box>{}</draw:text-box></draw:frame>",
        "<draw:g><draw:custom-shape>{}</draw:custom-shape></draw:g>",
    ],
)
def test_text_boxes(tmp_path, drawing):
    """Text in a box or shape follows its paragraph, each of its paragraphs apart."""
    body = p("He signs before" + drawing.format(p("Mind the chain.") + p("Mind the anchor.")) + " noon.")
    assert read(tmp_path, body) == "He signs before noon.\n\nMind the chain.\n\nMind the anchor."


def test_hidden_parts(tmp_path):
    """Hidden sections and paragraphs are not read."""
    section = '<text:section text:display="{}" {}>{}</text:section>'
    body = p("Shown.") + section.format("none", "", p("a"))
    body += section.format("condition", 'text:is-hidden="true"', p("b")) + section.format("true", "", p("Too."))
    body += p('<text:hidden-paragraph text:is-hidden="true"/>c') + p("d", "Gone")
    assert read(tmp_path, body) == "Shown.\nToo."


def test_tables(tmp_path):
    """Cells keep their place. A table in a cell keeps its rows, after the table."""
    inner = table((p("Ship"), p("Load")), (p("Aurora"), p("gravel")))
    items = "".join(f"<text:list-item>{p(step)}</text:list-item>" for step in ("Moor.", "Wait."))
    steps = f"<text:list>{items}</text:list>"
    outer = table((p("Quay"), p("Steps")), (p("North") + inner, steps))
    assert read(tmp_path, outer) == "Quay: North; Steps: Moor. Wait.\n\nShip: Aurora; Load: gravel"
    repeated = '<table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell>'
    repeated += f"{p('flat')}</table:table-cell></table:table-row></table:table>"
    wide = table((p("Quay"), p("Ships"), p("Depth")), (p("N"), p("two"), p("deep"))).replace("</table:table>", repeated)
    assert read(tmp_path, wide) == "Quay: N; Ships: two; Depth: deep\n\nDepth: flat"


def test_a_frame_around_text(tmp_path):
    """The only column of a table is text with its paragraphs and lists."""
    assert read(tmp_path, table((p("Key facts") + p("It fell."),))) == "Key facts\nIt fell."


def test_lists_of_figures_are_not_text(tmp_path):
    body = f"<text:illustration-index>{p('Figure 1 .... 7')}</text:illustration-index>" + p("It fell.")
    assert read(tmp_path, body) == "It fell."


def test_labels_without_marks(tmp_path):
    """The label of a section is its heading without the marks of notes."""
    heading = '<text:h text:outline-level="2">{}</text:h>'
    body = heading.format(f"Quays{note('1', p('Register.'))}") + p("It fell.") + heading.format("Boats") + p("Two.")
    content = f"<office:document-content {NAMES}><office:body><office:text>{body}</office:text></office:body>"
    path = pack(tmp_path / "a.odt", {"content.xml": f"{content}</office:document-content>"})
    assert [page.locator.label for page in extract(path).pages] == ["Quays", "Boats"]


OUTLINE = """<text:outline-style>
<text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>
<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="." text:start-value="3"/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>
</text:list-style>
<text:list-style style:name="L2">
<text:list-level-style-bullet text:level="1" text:bullet-char="o"/></text:list-style>"""


def h(text, level, more=""):
    return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'


def items(*bodies, style="L1", more=""):
    """Return a list. A list in a list has no style of its own."""
    named = f'text:style-name="{style}"' if style else ""
    inside = "".join(f"<text:list-item>{body}</text:list-item>" for body in bodies)
    return f"<text:list {named} {more}>{inside}</text:list>"


def test_numbers_of_headings_and_items(tmp_path):
    """Automatic numbers are read as they are printed. Bullets are not."""
    body = h("Quays", 1) + h("North", 2) + h("Deep", 3) + h("South", 2) + h("Notes", 2, 'text:is-list-header="true"')
    body += h("Boats", 1) + h("East", 2) + h("West", 2, 'text:restart-numbering="true" text:start-value="7"')
    body += items(p("a") + p("more"), p("b") + items(p("c"), p("d"), style="")) + p("Between.")
    body += items(p("e"), more='text:continue-numbering="true"') + items(p("f")) + items(p("g"), style="L2")
    body += items("<text:number>9)</text:number>" + p("h"), p(""), p("i"))
    text = read(tmp_path, body, OUTLINE)
    assert text.replace("\n\n", "\n").split("\n") == [
        "I. Quays", "I.1 North", "Deep", "I.2 South", "Notes", "II. Boats", "II.1 East", "II.7 West",
        "3. a", "more", "4. b", "(a) c", "(b) d", "Between.", "5. e", "3. f", "g", "9) h", "5. i",
    ]  # fmt: skip


def test_numbers_of_lists_that_are_broken(tmp_path):
    """A number that a file does not have, or has in another form, does not end the reading."""
    levels = '<text:outline-style><text:outline-level-style text:level="x" style:num-format="i" text:start-value="-1"/>'
    levels += '<text:outline-level-style text:level="99" style:num-format="1"/></text:outline-style>'
    assert read(tmp_path, h("Quays", 1) + p("It fell."), levels) == "i Quays\n\nIt fell."
    roman = '<text:outline-style><text:outline-level-style text:level="1" style:num-format="i" style:num-prefix="("'
    roman += ' text:start-value="0"/></text:outline-style>'
    assert read(tmp_path, h("Quays", 1) + p("It fell."), roman) == "Quays\n\nIt fell."


def test_styles_that_a_text_can_do_without(tmp_path):
    content = f"<office:document-content {NAMES}><office:body><office:text>{p('It fell.')}</office:text></office:body>"
    parts = {"content.xml": f"{content}</office:document-content>", "styles.xml": "<a"}
    document = extract(pack(tmp_path / "a.odt", parts))
    assert document.text == "It fell."
    assert document.warnings[0].startswith("damaged: 'styles.xml' in it is broken")
