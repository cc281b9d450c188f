"""A basket as a file. Documents are read back by readers that know nothing of the writers."""

import json
import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import bibtexparser
import pytest
from markdown_it import MarkdownIt

from assistant.assistant import Assistant
from assistant.render.basket import BasketWords
from assistant.render.clipboard import quote_html, quote_text, reference_html, reference_text
from assistant.render.lists import LIST_FORMATS
from corpus.errors import InputError
from corpus.store.corpus import Corpus
from tests.assistant.render.lists.test_lists import Html, W, read_docx, read_rtf
from tests.corpus.documents import add_document

ON_PAGES = "It fell by 5 % & <script>alert(1)</script>", "*a* \\b {c} ]]> in the port."
HOSTILE = " ".join(ON_PAGES)
ABLE = {
    "author": [{"family": "Able", "given": "Ann"}],
    "issued": {"date-parts": [[2019]]},
    "title": "Ports",
    "type": "book",
    "note": "Second printing",
}
ZED = {**ABLE, "author": [{"family": "Zed", "given": "Zoe"}], "title": "Harbours", "note": ""}
GONE = {**ABLE, "author": [{"family": "Cole", "given": "Cy"}], "title": "A Lost Work"}

EXPECTED = [  # APA 7, sections 8.4 and 8.13: a quotation with its page; the list in the order of the alphabet
    "Chapter 1",
    "“Patrols cost little.” (Zed, 2019, p. 31)",
    "Note: Compare with table 3.",
    "A second line.",
    "“Nobody was asked.”",
    "The library does not have this work any more. The words were at: A Lost Work. Cole (2019), p. 5 (PDF p. 1)",
    f"“{HOSTILE}” (Able, 2019, pp. 7–8)",
    "(summary by this library, not a quotation) Zed found little. (Zed, 2019)",
    "References",
    "Able, A. (2019). Ports.",
    "Zed, Z. (2019). Harbours.",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A library with a basket of four quotations: one of two pages, one of a work that is gone, and a summary."""
    folder = tmp_path_factory.mktemp("basket") / "library"
    with Corpus.create(folder, seed=lambda _: None) as corpus:
        add_document(corpus, "able-2019", *ON_PAGES, labels=["7", "8"], **ABLE)
        add_document(corpus, "zed-2019", "Patrols cost little.", labels=["31"], **ZED)
        add_document(corpus, "cole-2019", "Nobody was asked.", labels=["5"], **GONE)
        add_document(corpus, "zed-2019", "Zed found little.", kind="note", **ZED)
        whole = {}
        for passage in corpus.passages(corpus.passage_ids()).values():
            whole[passage.text.split()[0]] = passage.handle, passage.start, passage.end
    desk = Assistant(folder)
    desk.add_to_basket(*whole["Patrols"], name="Chapter 1", note="Compare with table 3.\n\nA second line.")
    for first_word in ("Nobody", "It", "Zed"):
        desk.add_to_basket(*whole[first_word], name="Chapter 1")
    with Corpus.open(folder, write=True) as corpus:
        corpus.remove("cole-2019", keep_note=False)
    desk.passages = whole
    return desk


PAGES = {"html": lambda text: text, "markdown": MarkdownIt().render}


@pytest.mark.parametrize("format", PAGES)
def test_a_page(desk, format):
    """Quotations are block quotations; nothing in a title or a quotation becomes markup."""
    page = Html(PAGES[format](desk.export_basket("Chapter 1", format).decode()))
    assert page.paragraphs == EXPECTED
    assert page.italics == ["Ports", "Harbours"]
    assert set(page.tags) <= {"div", "h1", "h2", "p", "blockquote", "i", "em"}
    assert page.tags.count("blockquote") == 3


def test_a_document_of_word(desk):
    """Paragraphs have Word's own styles, in order; the properties are in the order of the schema (ECMA-376, 17.7)."""
    content = desk.export_basket("Chapter 1", "docx")
    assert read_docx(content) == (EXPECTED, ["Ports", "Harbours"])
    archive = ZipFile(BytesIO(content))
    body = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314  # it was written by the program
    names = [style.get(f"{W}val") for style in body.iter(f"{W}pStyle")]
    assert (
        names
        == ["Heading1", "Quote", "Normal", "Normal", "Quote", "Normal", "Quote", "Normal", "Heading2"]
        + ["Bibliography"] * 2
    )
    styles = ElementTree.fromstring(archive.read("word/styles.xml"))  # noqa: S314
    assert set(names) <= {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    in_schema = ["name", "basedOn", "next", "pPr", "rPr"]
    in_paragraph = ["keepNext", "spacing", "ind", "outlineLvl"]
    for element, order in [("style", in_schema), ("pPr", in_paragraph)]:
        for found in styles.iter(f"{W}{element}"):
            parts = [order.index(part.tag.removeprefix(W)) for part in found]
            assert parts == sorted(parts)


def test_rich_text(desk):
    """Rich text has the same paragraphs and italics."""
    assert read_rtf(desk.export_basket("Chapter 1", "rtf")) == (EXPECTED, ["Ports", "Harbours"])


def test_plain_text(desk):
    """In plain text an empty line is before each quotation, and what is said about it follows it at once."""
    blocks = desk.export_basket("Chapter 1", "text").decode().removesuffix("\n").split("\n\n")
    assert [block.split("\n") for block in blocks] == [
        EXPECTED[:1],
        EXPECTED[1:4],
        EXPECTED[4:6],
        EXPECTED[6:7],
        EXPECTED[7:8],
        EXPECTED[8:9],
        EXPECTED[9:],
    ]


QUOTED = f"“{HOSTILE}” (p. 7 (PDF p. 1))"
NOTED = "“Patrols cost little.” (p. 31 (PDF p. 1)) Note: Compare with table 3. A second line."
SUMMARY = "Zed found little. (summary by this library, full text not held)"


def test_csl_json(desk):
    """Each work that the library has is there once, with the quotations and notes after its own note."""
    zed, able = json.loads(desk.export_basket("Chapter 1", "csl-json"))
    assert (zed["id"], zed["title"]) == ("zed-2019", "Harbours")
    assert " ".join(zed["note"].split()) == f"{NOTED} | {SUMMARY}"
    assert able["note"].startswith("Second printing | “It fell by 5 % &")


def test_ris(desk):
    """RIS has the quotations in one field N1."""
    text = desk.export_basket("Chapter 1", "ris").decode()
    assert re.findall("(?m)^N1  - (.*)$", text)[0] == f"{NOTED} | {SUMMARY}"
    assert len(re.findall("(?m)^N1  - ", text)) == len(re.findall("(?m)^TY  - ", text)) == 2


def test_bibtex(desk):
    """BibTeX has the quotations in the field `note`, and nothing in them ends the field."""
    library = bibtexparser.parse_string(desk.export_basket("Chapter 1", "bibtex").decode())
    assert [entry.key for entry in library.entries] == ["zed-2019", "able-2019"]
    assert not library.failed_blocks
    assert library.entries[0]["note"].startswith("“Patrols cost little.” (p. 31 (PDF p. 1)) Note: Compare")


def test_other_words_and_styles(desk):
    """The words of the program are in the language of the page, and the citations in the chosen style."""
    words = BasketWords(references="Referencias", note="Nota", no_work="Ya no está: {place}")
    text = desk.export_basket("Chapter 1", "text", "mla", words).decode()
    assert "“Patrols cost little.” (Zed 31)\nNota: Compare" in text
    assert "\nYa no está: A Lost Work. Cole (2019), p. 5 (PDF p. 1)\n" in text
    assert "\nReferencias\n\nAble, Ann. Ports." in text


@pytest.mark.parametrize("format", [*LIST_FORMATS, "bibtex", "ris", "csl-json"])
def test_an_empty_basket(desk, format):
    """An empty basket is an empty file: a document has only its name."""
    content = desk.export_basket("Empty", format)
    if format == "text":
        assert content == b"Empty\n"
    elif format in LIST_FORMATS:
        assert b"References" not in content
    else:
        assert content.strip() in (b"", b"[]")


def test_unknown_formats_and_styles_are_refused(desk):
    """The message names the formats and styles that there are."""
    with pytest.raises(InputError, match=r"'odt' is not a format.*markdown"):
        desk.export_basket("Chapter 1", "odt")
    with pytest.raises(InputError, match="'turabian' is not a style"):
        desk.export_basket("Chapter 1", "docx", "turabian")


def test_what_is_pasted(desk):
    """A quotation and a reference are plain text, and HTML in which every text is escaped."""
    cited = desk.cite_quote(desk.passages["It"][0])
    assert quote_text(cited) == EXPECTED[6]
    assert reference_text(cited.reference) == "Able, A. (2019). Ports."
    assert reference_html(cited.reference) == "Able, A. (2019). <i>Ports</i>."
    html = quote_html(cited)
    assert html.startswith("&#8220;It fell by 5 % &amp; &lt;script&gt;alert(1)&lt;/script&gt; *a*")
    assert html.isascii()
    assert Html(f"<p>{html}</p>").paragraphs == [EXPECTED[6]]
    summary = desk.cite_quote(desk.passages["Zed"][0])
    assert quote_text(summary) == EXPECTED[7]
