"""Every format of a list of references has the text and the italics of the list, whatever a title holds.

Each file is read back by a reader that knows nothing of the writer: the parsers of HTML, CommonMark and XML, and for
RTF the rules of its specification in a few lines.
"""

import re
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from markdown_it import MarkdownIt

from assistant.references import ReferenceList
from assistant.render.lists import LIST_FORMATS, render
from corpus.citing.styles import STYLES, ListLayout, Mention, format_citations
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.model import Reference

ITALIC = frozenset(["italic"])
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
APA_LAYOUT = ListLayout(hanging_indent=True, line_spacing=2, entry_spacing=0)


class Html(HTMLParser):
    """The text of each paragraph, and its parts in italics."""

    def __init__(self, page):
        super().__init__()
        self.paragraphs, self.italics, self.tags, self.depth = [], [], [], 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("p", "h1", "h2"):
            self.paragraphs.append("")
        if tag in ("i", "em"):
            self.italics.append("")
            self.depth += 1

    def handle_endtag(self, tag):
        if tag in ("i", "em"):
            self.depth -= 1

    def handle_data(self, data):
        if self.paragraphs and data.strip("\n"):
            self.paragraphs[-1] += data
            if self.depth:
                self.italics[-1] += data


def read_html(content):
    page = Html(content.decode("ascii"))
    assert set(page.tags) <= {"div", "p", "i"}
    return page.paragraphs, page.italics


def read_markdown(content):
    page = Html(MarkdownIt().render(content.decode()))
    assert set(page.tags) <= {"p", "i", "em"}
    return page.paragraphs, page.italics


def read_rtf(content):
    """Read groups, control words, `\\uN?` and escaped characters: RTF 1.9.1, "Conventions of an RTF reader"."""
    text = content.decode("ascii")
    paragraphs, italics, stack, italic, destination = [""], [], [], False, False
    token = re.compile(r"\\u(-?\d+)\?|\\([a-z]+)(-?\d+)? ?|\\([\\{}])|([{}])|([^\\{}\n]+)|\n")
    units = b""
    position = 0
    while position < len(text):
        match = token.match(text, position)
        assert match, text[position : position + 20]
        position = match.end()
        code, word, _, escaped, brace, plain = match.groups()
        if code is not None:
            units += int(code).to_bytes(2, "little", signed=True)
            continue
        said = units.decode("utf-16-le") + (escaped or plain or "")
        units = b""
        if said and not destination:
            paragraphs[-1] += said
            if italic:
                italics[-1] += said
        if brace == "{":
            stack.append((italic, destination))
        elif brace == "}":
            italic, destination = stack.pop()
        elif word == "i":
            italic = True
            italics.append("")
        elif word == "fonttbl":
            destination = True
        elif word == "par":
            paragraphs.append("")
    assert not stack
    assert paragraphs.pop() == ""
    return paragraphs, italics


def read_docx(content):
    archive = ZipFile(BytesIO(content))
    assert archive.testzip() is None
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))  # noqa: S314  # it was written by the program
    body = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314
    paragraphs, italics = [], []
    for paragraph in body.iter(f"{W}p"):
        paragraphs.append("".join(text.text or "" for text in paragraph.iter(f"{W}t")))
        runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}rPr/{W}i") is not None]
        italics += ["".join(text.text for text in run.iter(f"{W}t")) for run in runs]
    return paragraphs, italics


READERS = {"html": read_html, "markdown": read_markdown, "rtf": read_rtf, "docx": read_docx}


def listed(*texts, in_text=None):
    return ReferenceList(texts, in_text or {}, (), APA_LAYOUT)


def lines_of(references):
    return [line.plain for line in references.references]


def italics_of(references):
    return [run.text for line in references.references for run in line.runs if "italic" in run.fonts]


HOSTILE = [
    "<script>alert(1)</script> & <b>bold</b> &amp; </p></div>",
    r"a\b{c}d \par \u65? {\field{\fldinst HYPERLINK x}} \'41 \i0",
    "*stars* _lines_ `code` [link](x) ![image](y) # + - 1. $x$ ~~gone~~ | <x@y.org>",
    "]]> <!-- --> <?xml?> <w:t>text</w:t> &#x41;",
    "Peña–Nieto’s “piñata” 𝒜 日本 é",
    "1. First",
    "- dash",
    "> quotation",
    "\\",
    "A “question”?",
    "*",
]


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("In ", ", 3."), ("(", ")"), ("a", "b"), ("x ", "."), ("34", "(2)")]
)
def test_text_is_literal_and_italics_stay(format, title, before, after):
    """Characters with a meaning in a format are text, in italics or not, at any place of a line."""
    italic = StyledText((Run(before), Run(title, ITALIC), Run(after)))
    references = listed(italic, StyledText((Run(title),)))
    paragraphs, italics = READERS[format](render(references, format))
    assert paragraphs == lines_of(references)
    assert italics == [title]


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("style", STYLES)
def test_the_italics_of_a_style(format, style):
    """A format has the text and the italics of every style."""
    csl = {"type": "article-journal", "title": "Does <i>E. coli</i> {matter}?", "container-title": "Ports & *Quays*",
           "volume": "12", "issue": "3", "page": "7-9", "issued": {"date-parts": [[2019]]},
           "author": [{"family": "Öztürk", "given": "Ann"}]}  # fmt: skip
    formatted = format_citations([Mention(Reference("a", csl, "article", "descriptive"))], style)
    references = ReferenceList(formatted.references, {}, (), formatted.layout)
    paragraphs, italics = READERS[format](render(references, format))
    assert paragraphs == lines_of(references)
    assert italics == italics_of(references)
    expected = {"apa": ["Ports & *Quays*", "12"], "vancouver": []}
    assert italics == expected.get(style, ["Ports & *Quays*"])


@pytest.mark.parametrize("format", READERS)
def test_controls_are_removed(format):
    """Characters that control a terminal, change the direction of text or are not XML are written as spaces."""
    references = listed(StyledText((Run("a\x1b[31m b\u202ec\x00\ud800\ufffed"),)))
    (paragraph,), _ = READERS[format](render(references, format))
    assert not re.search("[\x00-\x1f\u202e\ud800]", paragraph)


@pytest.mark.parametrize("format", LIST_FORMATS)
def test_passages_come_after_the_list(format):
    """The citation of a passage follows its id, under a heading."""
    references = listed(
        StyledText((Run("Able."),)), in_text={"4ef2": StyledText((Run("(Able "), Run("et al.", ITALIC), Run(")")))}
    )
    content = render(references, format)
    if format == "text":
        assert content == b"Able.\n\nIn the text:\n4ef2  (Able et al.)\n"
        return
    paragraphs, italics = READERS[format](content)
    assert [" ".join(line.split()) for line in paragraphs] == ["Able.", "In the text:", "4ef2 (Able et al.)"]
    assert italics == ["et al."]


@pytest.mark.parametrize(
    ("format", "sign"),
    [("html", b"text-indent:-0.5in"), ("rtf", rb"\fi-720"), ("docx", b'w:hanging="720"')],
)
def test_the_layout_is_the_style_s(format, sign):
    """A hanging indent is written if the style asks for it."""

    def content(layout):
        written = render(ReferenceList((StyledText((Run("Able."),)),), {}, (), layout), format)
        return ZipFile(BytesIO(written)).read("word/styles.xml") if format == "docx" else written

    assert sign in content(APA_LAYOUT)
    assert sign not in content(ListLayout(hanging_indent=False, line_spacing=1, entry_spacing=1))


@pytest.mark.parametrize(
    ("style", "layout"),
    [("apa", (True, 2, 0)), ("mla", (True, 2, 0)), ("chicago-notes", (True, 1, 1)), ("harvard", (False, 1, 1))],
)
def test_the_layouts_of_the_styles(style, layout):
    """The layout is what the file of the style says: APA 7, 2.21 and 2.27; MLA 9, 1.7."""
    formatted = format_citations([Mention(Reference("a", {"title": "T"}, "", ""))], style)
    assert formatted.layout == ListLayout(*layout)
