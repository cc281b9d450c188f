"""Rich text, written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract, media_type
from corpus.reading.sandbox import Extractor
from corpus.works.identify import identify
from tests.corpus.documents import places, row, rtf

BODY = (
    r"\pard\plain\s1\outlinelevel0 Prevenci\'f3n en Bogot\u225?\par"
    r"\pard\s6 1 Methods ..... 3\par"
    r"{\header\pard A running head\par}\pard It began in 1996.\par"
    r"\pard\s2 Methods\par"
    r"\pard We looked{\super\chftn{\footnote\pard{\super\chftn}Braga (2001).\par}}{\deleted  not}\tab twice.\par"
    r"{\listtext\'b7\tab}\pard\ls1 First.\par"
    "\n"
    + row("City", "1995", "1997")
    + row("Boston", "46", "15")
    + row("Lowell", "12", "9")
    + row("Lynn", "7", "5")
    + r"\pard\s5 Who says what\par"
    + row("Who", "Says", before=r"\trhdr")
    + row("Police", r"Stop\par now{\footnote\chftn Twice.}")
    + r"\pard\s2\outlinelevel9 Only large.\par\pard\s2 Results\par\pard It fell."
)


def read(tmp_path, body, **more):
    return extract(rtf(tmp_path / "a.rtf", body, **more))


def test_rich_text(tmp_path):
    """Rich text is read with its headings, lists, tables and footnotes, in sections that a person can find."""
    document = read(tmp_path, BODY)
    assert places(document) == [
        ("paragraph 1", "Prevención en Bogotá\n\nIt began in 1996."),
        (
            "Methods",
            "Methods\n\nWe looked ¹ twice.\n\n1 Braga (2001).\n\nFirst.\n\n"
            "City 1995 1997\nBoston 46 15\nLowell 12 9\nLynn 7 5",
        ),
        ("Who says what", "Who says what\n\nWho: Police; Says: Stop now\n\n1 Twice.\n\nOnly large."),
        ("Results", "Results\n\nIt fell."),
    ]
    assert [(heading.text, heading.level) for heading in document.headings] == [
        ("Prevención en Bogotá", 2),
        ("Methods", 3),
        ("Who says what", 4),
        ("Results", 3),
    ]
    assert document.warnings == ()


def test_what_it_says_of_itself(tmp_path):
    """Title, author and year are read from the places where a word processor writes them."""
    info = (
        r"{\upr{\title Alto el fuego}{\*\ud{\title Alto al fuego en Le\u243?n}}}{\author Ana Souza}{\operator Nobody}"
        r"{\creatim\yr2019\mo5\dy6\hr1}{\revtim\yr2021\mo1\dy1}{\printim\yr0\mo0\dy0}"
    )
    document = read(tmp_path, r"\pard\s3 Alto al fuego en Le\'f3n\par\pard By Ana Souza\par It began.\par", info=info)
    assert document.metadata == {
        "title": "Alto al fuego en León",
        "author": "Ana Souza",
        "created": "2019-05-06",
        "page1_title": "Alto al fuego en León",
    }
    work = identify(document, "a.rtf", [], ()).reference
    assert (work.title, work.csl["author"]) == ("Alto al fuego en León", [{"family": "Souza", "given": "Ana"}])


LETTERS = [
    ("of the code page", r"ni\'f1ez", "niñez"),
    ("as bytes", "niñez", "niñez"),
    ("of a font's code page", r"{\f1 \'cc\'ee}\'f1", "Моñ"),
    ("of two bytes", r"{\f2 \'93\'fa\'96\'7b}", "日本"),
    ("Unicode with a replacement", r"S\u227\'e3o", "São"),
    ("Unicode with two replacement bytes", r"{\uc2 S\u227ab}o", "São"),
    ("Unicode without a replacement", r"\uc0 S\u227 o", "São"),
    ("Unicode with a replacement that the end of its group cuts off", r"{S\u227}o", "São"),
    ("large numbers", r"a\u-10179?\u-8704?", "a😀"),
    ("half a character", r"a\u-10179?b", "ab"),
    ("words", r"\ldblquote a\rdblquote\emdash b\~c\_d\-e", "“a”—b c-de"),
    ("braces", r"\{a\}\\", r"{a}\ ".strip()),
    ("hidden", r"a{\v b}c\v d\v0 e", "ace"),
    ("bytes that are not text", "a\\bin5 {}\\\\}b", "ab"),
    ("a code page that there is not", r"\ansicpg9\'f1", "ñ"),
    ("a link", r'{\field{\*\fldinst HYPERLINK "https://example.org"}{\fldrslt a link}}', "a link"),
    ("what only other programs know", r"a{\*\new b{c}}d{\pict ffd8}", "ad"),
    ("Apple's", "a\\\nb", "a\nb"),
    ("a raised mark", r"fell to 12{\super 2} in Porto", "fell to 12 ² in Porto"),
    ("a raised mark without a group", r"in 1996\super 1\nosupersub . Then", "in 1996 ¹. Then"),
    ("a raised mark that the end of its settings ends", r"in 1996\super 1\plain . Then", "in 1996 ¹. Then"),
    ("letters that are moved up", r"in 1996{\up6 1}; in 1997{\up 2}.", "in 1996 ¹; in 1997 ²."),
    ("letters that are moved a little", r"in 19{\up1 96}", "in 1996"),
    ("a power", r"10{\super\'35} boats, 40 km{\super 2}", "10⁵ boats, 40 km²"),
    ("lowered letters", r"CO{\sub 2} and H{\dn6 2}O", "CO₂ and H₂O"),
    ("a symbol font", r"load {\f3\'b3} 5, {\f3 a}, {\f4\'fc}", "load ≥ 5, α, ✓"),
    ("a symbol font in Unicode", r"load {\f3\u-3917?} 5 {\f3\u61603\'3f} 9", "load ≥ 5 ≤ 9"),
    ("a symbol of a field", r'{\field{\*\fldinst{SYMBOL 179 \\f "Symbol" \\s 9}}{\fldrslt\f3}} 5', "≥ 5"),
    ("a symbol of a field with a result", r'{\field{\*\fldinst SYMBOL 0xB3 \\f "Symbol"}{\fldrslt\f3\'b3}} 5', "≥ 5"),
    ("a symbol of a font of letters", r'1{\field{\*\fldinst SYMBOL 150 \\f "Arial"}{\fldrslt}}9', "1–9"),
    (
        "a field in the code of a field",
        r"{\field{\*\fldinst IF {\field{\*\fldinst MERGEFIELD x}{\fldrslt Porto}} = Faro}{\fldrslt no quay}}",
        "no quay",
    ),
    ("text that was moved away", r"It fell{\mvf  twice}.", "It fell."),
    ("a number of an item", r"{\listtext\pard\plain 1.2\tab}Quays", "1.2 Quays"),
    ("an old number of an item", r"{\pntext\f0 (a)\tab}Quays", "(a) Quays"),
    ("a bullet", r"{\listtext\f3\'b7\tab}Quays {\listtext o\tab}and boats", "Quays and boats"),
    ("struck text", r"It {\strike fell}{\striked1 sank}{\strike0  rose}.", "It rose."),
    ("a drop capital", r"\dropcapli2\dropcapt1 T\par\pard he board met.", "The board met."),
    ("an end of a paragraph that was deleted", r"It fell{\deleted\par} twice.", "It fell twice."),
    (
        "a formula",
        r"was {\mmath{\*\moMath{\mr\mscr0\msty2\f34 N={\f34 417}}}{\*\mmathPict{\pict ff}}} quays",
        "was N = 417 quays",
    ),
    (
        "a formula with parts",
        r"{\*\moMathPara{\moMathParaPr{\mctrlPr\f34}}{\*\moMath{\mf{\mfPr{\mctrlPr\f34}}{\mnum{\mr a+1}}{\mden{\mr 2}}}"
        r"{\md{\mdPr{\mbegChr [}{\mendChr ]}}{\me{\msSup{\me{\mr 10}}{\msup{\mr\u8722?3}}}}}}}",
        "(a+1)/2[10⁻³]",
    ),
    ("a star without a word", r"{\*}a\tab{\*b}c", "a bc"),
]


@pytest.mark.parametrize(("body", "text"), [case[1:] for case in LETTERS], ids=[case[0] for case in LETTERS])
def test_characters(tmp_path, body, text):
    """Each way of writing a character is decoded to one character. Hidden text is not read."""
    assert read(tmp_path, rf"\pard {body}\par").text == text


def test_a_box_of_text(tmp_path):
    """Text in a drawing is read once, after the paragraph that it belongs to, each of its paragraphs apart."""
    shape = r"{\shp{\*\shpinst{\sp{\sn name}{\sv value}}{\shptxt\pard In a\par box.\par}}{\shprslt Again.}}"
    assert read(tmp_path, rf"\pard Beside{shape} it.\par").text == "Beside it.\n\nIn a\n\nbox."
    old = r"{\*\do\dobxpage{\dptxbxtext\pard In a box.\par}\dpx9}"
    assert read(tmp_path, rf"\pard Beside{old} it.\par").text == "Beside it.\n\nIn a box."


def test_heads_of_tables(tmp_path):
    """The head of a table is recognised by Word's table look, and by LibreOffice's style."""
    rows = row("Who", "Says", before=r"\tbllkhdrrows") + row("Police", "Stop") + r"\pard After.\par"
    assert read(tmp_path, rows).text == "Who: Police; Says: Stop\nAfter."
    rows = row(r"\s8 Who", "Says") + row("Police", "Stop")
    assert read(tmp_path, rows).text == "Who: Police; Says: Stop"
    assert read(tmp_path, row("Who", "Says") + row("Police", "Stop")).text == "Who | Says\n\nPolice | Stop"


def test_nested_tables(tmp_path):
    """A table in a cell keeps its rows, after the table."""
    end = r"{\*\nesttableprops\trowd\trhdr\nestrow}{\nonesttables\par}"
    inner = rf"In all\par\pard\intbl\itap2 Ship\nestcell Load\nestcell{end}Aurora\nestcell two\par tons\nestcell{end}"
    body = row("Quay", "Boats", before=r"\trhdr") + row(rf"{inner}\pard\intbl now", "e")
    assert read(tmp_path, body).text == "Quay: In all now; Boats: e\n\nShip | Load\n\nAurora | two tons"


def test_a_frame_around_text(tmp_path):
    """A table with one column is text with its paragraphs."""
    assert read(tmp_path, row(r"Key facts\par It fell.") + row("It rose.")).text == "Key facts\nIt fell.\nIt rose."


def test_known_by_its_beginning(tmp_path):
    """Rich text is recognised under any name. Text about rich text is not."""
    path = rtf(tmp_path / "a.doc", "It fell.")
    assert media_type(path) == "text/rtf"
    path.write_text("An essay on {\\rtf and what it did.", "utf-8")
    assert media_type(path) is None


def test_cut_short(tmp_path):
    """A file that is cut short is read as far as it goes, with a warning."""
    path = rtf(tmp_path / "a.rtf", r"\pard It fell.\par\pard It rose.\par")
    path.write_bytes(path.read_bytes()[:-8])
    document = extract(path)
    assert document.text == "It fell.\nIt ro"
    assert document.warnings == ("cut short: text at its end is missing",)


HOSTILE = [
    ("groups in groups", "{" * 100_000 + "a", "nested more deeply"),
    ("ends of groups", "}" * 100_000, "no text"),
    ("bytes without end", r"\bin9999999999 It fell.", "no text"),
    ("bytes back", r"\bin-99 ", "no text"),
    ("nothing", "", "no text"),
    ("backslashes", "\\" * 99_999, "no text"),
    ("numbers", r"\u9999999999 \uc9999999999 \u65 \s-9999999999 \outlinelevel-1\ansicpg-1\fcharset-1 It fell.", None),
    ("cells", r"\cell" * 100_000 + " a", None),
    ("notes in notes", r"{\footnote " * 9_000 + "a", None),
    ("formulas in formulas", r"{\moMath" + r"{\mr a" * 9_000 + "}" * 9_001, None),
    ("a formula of many pieces", r"It fell.{\moMath{\mr " + r"a\b0 " * 200_000 + "}}", None),
    ("a character that no formula has", r"It fell.{\moMath{\mr\u0 \'01\u-2 x}}", None),
    ("tables in tables", r"\intbl\itap9 a\nestcell b\nestrow" * 9_000 + r"\cell\row", None),
    ("styles", r"{\stylesheet{\s1 " + "{" * 9_000 + "}" * 9_000 + "heading 1;}}It fell.", None),
]


@pytest.mark.parametrize(("body", "reason"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_rich_text(tmp_path, body, reason):
    """Rich text made to break its reader is refused with the reason on one line, or read like any other."""
    path = rtf(tmp_path / "a.rtf", body)
    with Extractor() as extractor:
        if reason is None:
            assert extractor.extract(path).pages
        else:
            with pytest.raises(UnreadableFile, match=reason) as refusal:
                extractor.extract(path)
            assert "\n" not in str(refusal.value)


def test_larger_than_it_may_be(tmp_path, monkeypatch):
    """A file that is too large is refused before it is read."""
    monkeypatch.setattr("corpus.reading.rtf.reader.MAX_BYTES", 100)
    with pytest.raises(UnreadableFile, match="larger than"):
        read(tmp_path, "It fell. " * 100)
