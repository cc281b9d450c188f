"""Word documents: what a page shows is read once, in its place, and nothing else is."""

import pytest

from corpus.reading.docx.numbering import number_text
from corpus.reading.formats import extract
from tests.corpus.reading.archives import CORE, STYLES, W, docx, p, pack, tbl

NAMES = " ".join(
    [
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
    ]
)
LOOKS = f"""<w:styles {W}>
<w:style w:type="character" w:styleId="NoteMark"><w:name w:val="note mark"/>
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Derived"><w:name w:val="derived"/><w:basedOn w:val="NoteMark"/></w:style>
<w:style w:type="character" w:styleId="Draft"><w:name w:val="draft"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="secret"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="ring"/><w:basedOn w:val="Ring"/></w:style>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="Chapter"/><w:basedOn w:val="H1"/></w:style></w:styles>"""


def t(text, look=""):
    """Return a run."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def run(content):
    return f"<w:r>{content}</w:r>"


def para(*runs, mark=""):
    return f"<w:p><w:pPr><w:rPr>{mark}</w:rPr></w:pPr>{''.join(runs)}</w:p>"


def box(*texts):
    return f"<w:txbxContent>{''.join(map(p, texts))}</w:txbxContent>"


def read(tmp_path, body, **parts):
    body = body.replace("<w:p>", f"<w:p {NAMES}>").replace("<w:tbl>", f"<w:tbl {NAMES}>")
    parts.setdefault("styles", LOOKS)
    return extract(docx(tmp_path / "a.docx", body, **parts)).text


SUPER = '<w:vertAlign w:val="superscript"/>'
SUB = '<w:vertAlign w:val="subscript"/>'
PARAGRAPHS = [
    ("a raised note mark", t("fell to 12") + t("2", SUPER) + t(" in Porto"), "fell to 12 ² in Porto"),
    ("marks of several notes", t("the board") + t("1,", SUPER) + t("2", SUPER) + t(" said"), "the board ¹,² said"),
    ("a style that raises", t("in 1996") + t("1", '<w:rStyle w:val="NoteMark"/>') + t("."), "in 1996 ¹."),
    ("a style based on it", t("in 1996") + t("1", '<w:rStyle w:val="Derived"/>') + t("."), "in 1996 ¹."),
    (
        "a run that its style raises and that is not raised",
        t("in 19") + t("96", '<w:rStyle w:val="NoteMark"/><w:vertAlign w:val="baseline"/>'),
        "in 1996",
    ),
    ("a moved mark", t("in 1996") + t("1", '<w:position w:val="6"/>') + t("."), "in 1996 ¹."),
    ("slightly moved letters", t("in 19") + t("96", '<w:position w:val="1"/>'), "in 1996"),
    ("a power", t("10") + t("5", SUPER) + t(" boats, 40 km") + t("2", SUPER), "10⁵ boats, 40 km²"),
    ("a formula of chemistry", t("CO") + t("2", SUB), "CO₂"),
    ("an ordinal", t("the 12") + t("th", SUPER) + t(" boat"), "the 12th boat"),
    ("a symbol", t("load ") + run('<w:sym w:font="Symbol" w:char="F0B3"/>') + t(" 5"), "load ≥ 5"),
    ("a symbol of another font", run('<w:sym w:font="Segoe UI Symbol" w:char="2612"/>') + t(" yes"), "☒ yes"),
    ("a symbol that is not one", t("a") + run('<w:sym w:font="Symbol" w:char="x"/>') + t("b"), "ab"),
    ("letters of a symbol font", t("a\uf0a3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>') + t(" 5"), "α≤ 5"),
    ("hidden text", t("Shown ") + t("secret ", "<w:vanish/>") + t("words."), "Shown words."),
    ("text that a style hides", t("Shown ") + t("secret ", '<w:rStyle w:val="Draft"/>') + t("words."), "Shown words."),
    (
        "text shown in a style that hides",
        t("Shown ") + t("here ", '<w:rStyle w:val="Draft"/><w:vanish w:val="0"/>') + t("too."),
        "Shown here too.",
    ),
    ("struck text", t("It ") + t("fell", "<w:strike/>") + t("sank", "<w:dstrike/>") + t("rose."), "It rose."),
    ("text that is not struck", t("It ") + t("rose.", '<w:strike w:val="0"/><w:dstrike w:val="false"/>'), "It rose."),
    ("text hidden on the web only", t("Shown ", "<w:webHidden/>") + t("words."), "Shown words."),
    ("a hyphen that never breaks", t("call") + run("<w:noBreakHyphen/>") + t("in"), "call-in"),
    ("a soft hyphen", t("sof") + run("<w:softHyphen/>") + t("ter"), "softer"),
    ("tabs and breaks", t("a") + run("<w:tab/>") + t("b") + run("<w:br/><w:t>c</w:t><w:ptab/>") + t("d"), "a b c d"),
    (
        "a field",
        run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>IF </w:instrText>")
        + run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>MERGEFIELD x</w:instrText>")
        + run('<w:fldChar w:fldCharType="separate"/>') + t("Porto") + run('<w:fldChar w:fldCharType="end"/>')
        + run('<w:instrText>= "Faro"</w:instrText>') + run('<w:fldChar w:fldCharType="separate"/>') + t("no quay")
        + run('<w:fldChar w:fldCharType="end"/>') + t(" here"),
        "no quay here",
    ),
    ("a simple field", '<w:fldSimple w:instr="PAGE">' + t("7") + "</w:fldSimple>" + t(" ships"), "7 ships"),
    (
        "a list to choose from",
        t("Risk: ") + run('<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
        '<w:listEntry w:val="low"/><w:listEntry w:val="high"/></w:ddList></w:ffData></w:fldChar>')
        + run("<w:instrText> FORMDROPDOWN </w:instrText>") + run('<w:fldChar w:fldCharType="end"/>') + t("."),
        "Risk: high.",
    ),
    (
        "a check box",
        run('<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
        '</w:ffData></w:fldChar>') + run('<w:fldChar w:fldCharType="end"/>') + t(" yes"),
        "☒ yes",
    ),
    (
        "phonetic guides",
        run(f"<w:ruby><w:rubyPr/><w:rt>{t('とうきょう')}</w:rt><w:rubyBase>{t('東京')}</w:rubyBase></w:ruby>"),
        "東京",
    ),
    ("a smart tag", t("in ") + "<w:smartTag>" + t("Porto") + "</w:smartTag>" + t("."), "in Porto."),
    ("a formula", t("was ") + "<m:oMath><m:r><m:t>N=417</m:t></m:r></m:oMath>" + t(" quays"), "was N = 417 quays"),
    (
        "changes",
        t("It ") + "<w:ins>" + t("fell") + "</w:ins><w:del>" + run("<w:delText>rose</w:delText>") + "</w:del>"
        + "<w:moveFrom>" + t(" twice") + "</w:moveFrom><w:moveTo>" + t(" once") + "</w:moveTo>",
        "It fell once",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("runs", "text"), [case[1:] for case in PARAGRAPHS], ids=[case[0] for case in PARAGRAPHS])
def test_the_text_of_a_paragraph(tmp_path, runs, text):
    assert read(tmp_path, para(runs)) == text


def test_notes(tmp_path):
    """Marks of notes are apart from the word before them. A custom mark takes no number."""
    custom = run('<w:footnoteReference w:customMarkFollows="1" w:id="1"/>') + t("*", SUPER)
    notes = f'<w:footnotes {W}><w:footnote w:id="1">{p("* Draft.")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{p("Register.")}</w:footnote></w:footnotes>'
    body = para(t("Boats"), custom, t(" fell to 12"), run('<w:footnoteReference w:id="2"/>'), t(" and "))
    body += p("Next.")
    assert read(tmp_path, body, footnotes=notes) == "Boats* fell to 12 ¹ and\n\n* Draft.\n\n1 Register.\nNext."


@pytest.mark.parametrize(
    "drawing",
    [
        "<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>",
        "<mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>",
        "<w:pict>{box}</w:pict>",
    ],
)
def test_text_boxes(tmp_path, drawing):
    """A text box is read once, after its paragraph, each of its paragraphs apart; also in a cell."""
    filled = run(drawing.format(box=box("Mind the chain.", "Mind the anchor.")))
    paragraph = para(t("He signs before"), filled, t(" noon."))
    assert read(tmp_path, paragraph) == "He signs before noon.\n\nMind the chain.\n\nMind the anchor."
    table = f"<w:tbl><w:tr><w:tc>{paragraph}</w:tc><w:tc>{p('Daily')}</w:tc></w:tr></w:tbl>"
    assert read(tmp_path, table) == "He signs before noon. | Daily\n\nMind the chain.\n\nMind the anchor."


def test_alternatives(tmp_path):
    """The first form of a content that has text is read, and no other."""
    emoji = "<mc:Choice><w:symEx/></mc:Choice><mc:Fallback><w:t>⚓</w:t></mc:Fallback>"
    choice = "<mc:Choice><w:t>a</w:t></mc:Choice><mc:Choice><w:t>b</w:t></mc:Choice>"
    forms = [run(f"<mc:AlternateContent>{form}</mc:AlternateContent>") for form in (emoji, choice)]
    assert read(tmp_path, para(t("Moor "), *forms)) == "Moor ⚓a"
    whole = f"<mc:AlternateContent {NAMES}><mc:Choice>{p('It fell.')}</mc:Choice><mc:Fallback/></mc:AlternateContent>"
    assert read(tmp_path, whole) == "It fell."


LISTS = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="H1"/>
<w:lvlText w:val="Part %1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:isLgl/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="cardinalText"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="x"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="no"/></w:num></w:numbering>"""


def item(text, level, number=1, style=""):
    return p(text, style, before=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_of_headings_and_items(tmp_path):
    """Automatic numbers are read as they are printed. Bullets and numbers in words are not."""
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>'
    styles = LOOKS.replace('<w:pPr><w:outlineLvl w:val="0"/>', numbered)
    items = [item("a", 1), item("b", 1), item("c", 2), item("d", 2), item("e", 1)]
    body = p("Quays", "H1") + "".join(items) + p("Boats", "H1") + item("f", 1) + item("", 1) + item("g", 1)
    body += item("h", 0, 2) + item("i", 1, 2) + item("j", 2, 2) + item("k", 0, 3) + item("l", 0, 4) + item("m", 8)
    body += p("Hidden", "Secret", before='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>') + item("n", 0)
    document = extract(docx(tmp_path / "a.docx", body, styles=styles, numbering=LISTS))
    assert document.text.split() == (
        "Part 1 Quays 1.A) a 1.B) b 1.2.3 c 1.2.4 d 1.C) e Part 2 Boats 2.A) f 2.C) g"
        " h i j Part 9 k l m Part 10 n".split()
    )
    assert [heading.text for heading in document.headings] == ["Part 1 Quays", "Part 2 Boats"]


def test_numbers_in_cells(tmp_path):
    cells = f"<w:tc>{item('North', 0)}</w:tc><w:tc>{p('deep')}</w:tc>"
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    assert read(tmp_path, p("It fell.") + table, numbering=LISTS) == "It fell.\n\nPart 1 North | deep"


def test_parts_that_a_text_can_do_without(tmp_path):
    document = extract(docx(tmp_path / "a.docx", item("It fell.", 0), numbering="<w:numbering", settings=""))
    assert document.text == "It fell."
    assert [warning.partition(" in it")[0] for warning in document.warnings] == [
        "damaged: 'word/numbering.xml'",
        "damaged: 'word/settings.xml'",
    ]


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (4, "lowerRoman", "iv"),
        (9, "upperRoman", "IX"),
        (2, "lowerLetter", "b"),
        (28, "upperLetter", "BB"),
        (10**5, "lowerLetter", "ddddddddd"),
        (0, "lowerLetter", ""),
        (0, "upperRoman", ""),
        (3, "ordinalText", ""),
    ],
)
def test_formats_of_numbers(number, number_format, text):
    assert number_text(number, number_format) == text


def test_marks_of_endnotes(tmp_path):
    """Endnotes have Roman numerals unless the document says otherwise. A note is called as its mark."""
    notes = f'<w:endnotes {W}><w:endnote w:id="1">{p("Register.")}</w:endnote></w:endnotes>'
    body = para(t("fell to 12"), run('<w:endnoteReference w:id="1"/>'), t(" in all"))
    assert read(tmp_path, body, endnotes=notes) == "fell to 12 ⁱ in all\n\ni Register."
    settings = f'<w:settings {W}><w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr></w:settings>'
    assert read(tmp_path, body, endnotes=notes, settings=settings) == "fell to 12 ¹ in all\n\n1 Register."
    section = '<w:sectPr><w:endnotePr><w:numFmt w:val="upperLetter"/></w:endnotePr></w:sectPr>'
    assert read(tmp_path, body + section, endnotes=notes) == "fell to 12 A in all\n\nA Register."


def test_text_in_a_shape_of_another_program(tmp_path):
    """Text of a drawing that comes from a program for slides is read too."""
    shape = "<w:drawing><a:p><a:r><a:t>Mind the </a:t></a:r><a:r><a:t>chain.</a:t></a:r></a:p></w:drawing>"
    assert read(tmp_path, para(t("Before"), run(shape), t(" noon."))) == "Before noon.\n\nMind the chain."


def test_hidden_paragraphs(tmp_path):
    body = p("Shown.") + p("Hidden by its style.", "Secret") + p("A circle of styles.", "Ring")
    assert read(tmp_path, body) == "Shown.\nA circle of styles."


def test_a_heading_by_the_style_that_its_style_is_based_on(tmp_path):
    path = docx(tmp_path / "a.docx", p("Quays", "Chapter") + p("It fell."), styles=LOOKS)
    assert [(heading.text, heading.level) for heading in extract(path).headings] == [("Quays", 2)]


def test_a_deleted_end_of_a_paragraph(tmp_path):
    """A paragraph whose end was deleted goes on in the next. A deleted paragraph leaves nothing."""
    removed = '<w:del w:id="1"/>'
    deleted = "<w:del>" + run("<w:delText>Gone.</w:delText>") + "</w:del>"
    body = para(t("It fell "), mark=removed) + para(t("twice.")) + para(deleted, mark=removed) + p("Next.")
    assert read(tmp_path, body) == "It fell twice.\nNext."
    cell = f"<w:tbl><w:tr><w:tc>{para(t('In '), mark=removed)}{p('one')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>"
    assert read(tmp_path, p("Before.") + cell) == "Before.\n\nIn one | b"


def test_a_drop_capital(tmp_path):
    """The large first letter of a paragraph is a paragraph of its own in the file."""
    capital = para(t("T")).replace("<w:pPr>", '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/>')
    frame = para(t("A frame.")).replace("<w:pPr>", '<w:pPr><w:framePr w:hSpace="9"/>')
    assert read(tmp_path, frame + capital + para(t("he board met."))) == "A frame.\nThe board met."


def test_removed_rows(tmp_path):
    """Rows that were deleted with tracked changes, or are hidden, are not read."""
    rows = tbl(("Quay", "Depth"), ("North", "deep"), ("South", "flat"), ("East", "low"))
    for place, mark in (("South", "<w:del/>"), ("East", "<w:hidden/>")):
        rows = rows.replace(f"<w:tr><w:tc>{p(place)}", f"<w:tr><w:trPr>{mark}</w:trPr><w:tc>{p(place)}")
    assert read(tmp_path, rows) == "Quay: North; Depth: deep"


def test_rows_that_begin_further_right(tmp_path):
    rows = tbl(("Quay", "Depth"), ("North", "deep"), ("flat",))
    rows = rows.replace(
        f"<w:tr><w:tc>{p('flat')}", f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>{p("flat")}'
    )
    assert read(tmp_path, rows) == "Quay: North; Depth: deep\n\nDepth: flat"


def test_tables_in_cells(tmp_path):
    """A table in a cell keeps its rows, after the table. A table of one column is a frame around text."""
    inner = tbl(("Ship", "Load"), ("Aurora", "gravel"), ("Borea", "sand"))
    outer = f"<w:tbl><w:tr><w:tc>{p('North')}{inner}</w:tc><w:tc>{p('deep')}</w:tc></w:tr></w:tbl>"
    assert read(tmp_path, outer) == "North | deep\n\nShip: Aurora; Load: gravel\n\nShip: Borea; Load: sand"
    frame = f"<w:tbl><w:tr><w:tc>{p('Key facts')}{p('It fell.')}{inner}</w:tc></w:tr></w:tbl>"
    expected = "Key facts\nIt fell.\n\nShip: Aurora; Load: gravel\n\nShip: Borea; Load: sand"
    assert read(tmp_path, frame) == expected


QUAYS = p("Quays", "Ttulo1") + p("It fell.")
PACKAGE = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize("target", ["word/document2.xml", "/word/document2.xml", "./word/x/../document2.xml"])
def test_the_main_part_has_the_name_that_the_package_says(tmp_path, target):
    """Programs name the parts of a document as they like."""
    link = '<Relationship Id="r1" Type="{}/{}" Target="{}"/>'
    main = link.format(TYPES, "officeDocument", target)
    path = pack(
        tmp_path / "a.docx",
        {
            "x/y.psmdcp": CORE.format(title="On Quays", author="Ana Souza", created="2019-05-06"),
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": PACKAGE.format(main + link.format(TYPES, "metadata/core-properties", "x/y.psmdcp")),
            "word/_rels/document2.xml.rels": PACKAGE.format(link.format(TYPES, "styles", "looks.xml")),
            "word/document2.xml": f"<w:document {W}><w:body>{QUAYS}</w:body></w:document>",
            "word/looks.xml": STYLES,
        },
    )
    document = extract(path)
    assert document.text == "Quays\n\nIt fell."
    assert document.headings[0].text == "Quays"
    assert document.metadata["title"] == "On Quays"


def test_names_with_backslashes(tmp_path):
    """Some programs for Windows separate the folders of an archive as Windows does."""
    files = {"word\\document.xml": f"<w:document {W}><w:body>{QUAYS}</w:body></w:document>", "word\\styles.xml": STYLES}
    assert extract(pack(tmp_path / "a.docx", files)).headings[0].text == "Quays"


def test_a_strict_document(tmp_path):
    """“Strict Open XML” has other names for the same elements."""
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    files = {
        "word/document.xml": f"<w:document {strict}><w:body>{p('Quays', 'Ttulo1')}{p('It fell.')}</w:body></w:document>"
    }
    files["word/styles.xml"] = STYLES.replace(W, strict)
    document = extract(pack(tmp_path / "a.docx", files))
    assert document.text == "Quays\n\nIt fell."
    assert document.headings[0].text == "Quays"


PAGE = "<html><body><h1>Quays</h1><p>It fell to 12<sup>2</sup> in Porto.</p><table><tr><td>a<td>b</table></body></html>"
MESSAGE = f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}"


def linked(tmp_path, body, kind, name, part):
    """Write a document with a part that its body names as r1, and that may be of another format."""
    relation = f'<Relationship Id="r1" Type="{TYPES}/{kind}" Target="{name}"/>'
    names = f'{W} xmlns:r="{TYPES}" {NAMES}'
    return pack(
        tmp_path / "a.docx",
        {
            "word/document.xml": f"<w:document {names}><w:body>{p('Before.')}{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": PACKAGE.format(relation),
            f"word/{name}": part,
        },
    )


@pytest.mark.parametrize(("name", "part"), [("chunk.html", PAGE), ("chunk.mht", MESSAGE)])
def test_a_web_page_in_a_document(tmp_path, name, part):
    """Programs that write Word documents from web pages put the page in them as it is."""
    document = extract(linked(tmp_path, '<w:altChunk r:id="r1"/>', "aFChunk", name, part))
    assert document.text == "Before.\nQuays\n\nIt fell to 12 ² in Porto.\n\na | b"
    assert document.headings[0].text == "Quays"
    assert document.warnings == ()


@pytest.mark.parametrize(
    ("name", "part", "reason"),
    [
        ("chunk.rtf", "{\\rtf1 a}", "only web pages are read in a Word document"),
        ("chunk.html", "", "no text in it"),
        ("chunk.mht", "a", "no web page in it, only what belongs to one"),
    ],
)
def test_a_part_that_is_not_read(tmp_path, name, part, reason):
    document = extract(linked(tmp_path, '<w:altChunk r:id="r1"/><w:altChunk r:id="no"/>', "aFChunk", name, part))
    assert document.text == "Before."
    assert document.warnings[0] == f"a part of it was not read: 'word/{name}': {reason}"


def test_a_diagram(tmp_path):
    """The boxes of a diagram are read after the paragraph, each of their paragraphs apart."""
    names = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    box = "<dgm:pt><dgm:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></dgm:t></dgm:pt>"
    data = f"<dgm:dataModel {names} {NAMES}><dgm:ptLst>{box.format('Moor.')}<dgm:pt/>{box.format('Wait.')}</dgm:ptLst>"
    body = para(t("As follows:"), run(f'<w:drawing><dgm:relIds {names} r:dm="r1"/></w:drawing>'))
    whole = linked(tmp_path, body, "diagramData", "diagrams/data1.xml", f"{data}</dgm:dataModel>")
    twice = linked(tmp_path, body + body, "diagramData", "diagrams/data1.xml", f"{data}</dgm:dataModel>")
    assert extract(twice).text == "Before.\nAs follows:\n\nMoor.\n\nWait.\nAs follows:"
    whole = linked(tmp_path, body, "diagramData", "diagrams/data1.xml", f"{data}</dgm:dataModel>")
    assert extract(whole).text == "Before.\nAs follows:\n\nMoor.\n\nWait."
    assert extract(linked(tmp_path, body, "diagramData", "diagrams/data1.xml", data)).text == "Before.\nAs follows:"
