"""A brief as a file. Documents are read back by readers that know nothing of the writers."""

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from markdown_it import MarkdownIt

from assistant.assistant import Assistant
from assistant.briefs.model import Brief
from assistant.render.briefs import BRIEF_FORMATS
from assistant.render.briefs.as_json import brief_json
from corpus.errors import InputError
from corpus.model import Notice
from corpus.store.corpus import Corpus
from tests.assistant.render.lists.test_lists import Html, W
from tests.corpus.documents import add_document

MARKS = "It fell by 5 % & <script>alert(1)</script> *a* [^1] ]]> | `x` \\b {c} in the port."
POISON = f"{MARKS}\x0b\ufffe\u202e"
ABLE = {
    "author": [{"family": "Able <b>", "given": "Ann"}],
    "issued": {"date-parts": [[2019]]},
    "title": "Ports | *Quays* \x0b\uffff[^2]: <i>x</i>",
    "type": "book",
}
ZED = {"author": [{"family": "Zed"}], "issued": {"date-parts": [[2018]]}, "title": "Harbours", "type": "book"}
COLE = {"date-parts": [[2017]]}
QUESTION = "Did it fall? <script>alert(2)</script> [^1]: # *x*"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A library with a poisoned work, a work with a retraction, and a note, and their passages."""
    folder = tmp_path_factory.mktemp("brief") / "library"
    with Corpus.create(folder, seed=lambda _: None) as corpus:
        add_document(corpus, "able-2019", POISON, "Second page.", labels=["7", "8"], **ABLE)
        add_document(corpus, "zed-2018", "Baker et al. (2012) counted ten crews.", labels=[None], **ZED)
        add_document(corpus, "cole-2017", "Cole found little.", kind="note", title="Quays", type="book", issued=COLE)
        corpus.put([replace(corpus.reference("zed-2018"), notices=(Notice("retraction", "2020-01-02", ""),))])
        ids = {passage.text.split()[0]: passage for passage in corpus.passages(corpus.passage_ids()).values()}
    desk = Assistant(folder)
    for first_word in ("It", "Baker", "Cole"):
        passage = ids[first_word]
        note = f"{QUESTION}\n\nline 2" if first_word == "It" else ""
        desk.add_to_basket(passage.handle, passage.start, passage.end, name="all", note=note)
    return desk


@pytest.fixture(scope="module")
def brief(desk):
    return desk.brief(basket="all", heading=QUESTION)


SHOWN = f"{MARKS} Second page."
"""The quotation without the characters that no format can have."""

FOOTNOTES = [  # APA 7, section 8.13: a quotation with its page
    "(Able <b>, 2019, pp. 7–8) [PDF pp. 1–2]",
    "(Zed, 2018, p. 1) [PDF p. 1; no page number is printed; reports Baker et al. (2012); RETRACTED (2020-01-02)]",
    "(Quays, 2017) [summary by this library, full text not held]",
]


def plain(text):
    """Return a text without U+FFFE, which only XML cannot have."""
    return " ".join(text.replace("\ufffe", " ").split())


def footnotes_of(markdown):
    """Return the text of a document without its footnotes, and the footnotes by name, as pandoc reads them."""
    notes = dict(re.findall(r"(?m)^\[\^(\w+)\]: (.*)$", markdown))
    body = re.sub(r"(?m)^\[\^\w+\]: .*$", "", markdown)
    return body, notes


def test_markdown(desk, brief):
    """Each footnote has one mark, in order. Nothing of a document becomes a mark, a note or markup."""
    body, notes = footnotes_of(desk.export_brief(brief, "markdown").decode())
    marks = re.findall(r"(?<!\\)\[\^(\w+)\]", body)
    assert marks == list(notes) == ["1", "2", "3"]
    shown = [Html(MarkdownIt().render(note)) for note in notes.values()]
    assert [page.paragraphs for page in shown] == [[note] for note in FOOTNOTES]
    page = Html(MarkdownIt().enable("table").render(re.sub(r"(?<!\\)\[\^\w+\]", "", body)))
    assert [plain(text) for text in page.paragraphs[:6]] == [
        QUESTION,
        f"“{SHOWN}”",
        f"[Author’s note: {QUESTION}",
        "line 2]",
        "“Baker et al. (2012) counted ten crews.”",
        "(summary by this library, not a quotation) Cole found little.",
    ]
    assert "script" not in page.tags
    assert page.tags.count("blockquote") == 2
    assert page.tags.count("th") == 6
    assert page.tags.count("td") == 18


def test_a_web_page(desk, brief):
    text = desk.export_brief(brief, "html").decode()
    page = Html(text)
    assert "script" not in page.tags
    assert page.tags.count("sup") == page.tags.count("li") == 3
    for number in (1, 2, 3):
        assert text.count(f'id="note-{number}"') == text.count(f'href="#note-{number}"') == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)


def texts(element):
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def test_a_document_of_word(desk, brief):
    """The footnotes are Word's own, and the head of the table is repeated on each page."""
    pytest.importorskip("docx", reason="needs the extra `office`")
    archive = ZipFile(BytesIO(desk.export_brief(brief, "docx")))
    body = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314  # the program wrote it
    notes = ElementTree.fromstring(archive.read("word/footnotes.xml"))  # noqa: S314
    by_id = {note.get(f"{W}id"): texts(note).strip() for note in notes}
    marks = [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")]
    assert [by_id[mark] for mark in marks] == FOOTNOTES
    paragraphs = [plain(texts(paragraph)) for paragraph in body.iter(f"{W}p")]
    assert paragraphs[:2] == [QUESTION, f"“{SHOWN}”"]
    rows = list(body.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    styles = ElementTree.fromstring(archive.read("word/styles.xml"))  # noqa: S314
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {style.get(f"{W}val") for part in (body, notes) for style in part.iter(f"{W}pStyle")}
    assert {"Quote", "FootnoteText", "Bibliography"} <= used <= known
    assert "FootnoteReference" in known


def test_the_bytes_depend_on_the_brief_alone(desk, brief):
    pytest.importorskip("docx", reason="needs the extra `office`")
    for format in BRIEF_FORMATS:
        assert desk.export_brief(brief, format) == desk.export_brief(brief, format)


def test_the_references_have_the_italics_of_the_style(desk, brief):
    page = desk.export_brief(brief, "html", "chicago-notes").decode()
    assert "<i>Harbours</i> (2018), 1. [PDF p. 1" in page
    assert '<p class="reference">Zed. <i>Harbours</i>. 2018. [RETRACTED on 2020-01-02]</p>' in page


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ["Qué son las fuentes", "Referencias", "propio"]),
        ("pt", ["O que são as fontes", "Referências", "próprio"]),
    ],
)
def test_the_words_of_the_program_are_in_the_chosen_language(desk, brief, language, said):
    text = desk.export_brief(brief, "markdown", "apa", language).decode()
    assert all(words in text for words in said)
    assert "full text not held" not in text


def test_json(brief):
    """A program gets the quotations with their places."""
    (section,) = brief_json(brief)["sections"]
    quotations = section["quotations"]
    assert [each["is_note"] for each in quotations] == [False, False, True]
    assert quotations[1]["citation"]["page"] == 1
    assert quotations[1]["cites"] == ["Baker et al. (2012)"]


def test_an_empty_brief_and_an_unknown_format(desk):
    assert desk.export_brief(Brief((), ()), "markdown") == b"\n"
    with pytest.raises(InputError, match=r"'odt' is not a format.*markdown"):
        desk.export_brief(Brief((), ()), "odt")
