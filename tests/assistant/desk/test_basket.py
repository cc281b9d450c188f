"""A basket of evidence on a running server, and filled, arranged and exported in a real browser."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from corpus.store.corpus import Corpus
from tests.assistant.desk.pages import parse_page, select, text_of
from tests.assistant.render.lists.test_lists import read_docx
from tests.corpus.documents import add_document

CALL_IN = "/ask?q=What+is+a+call-in%3F"
HOSTILE = "</textarea><script>alert(1)</script> & “quoted” {braces}"
WORDS = "The patrols of the harbour cost <b>little</b> & {{ words }} in every year."


@pytest.fixture(scope="module")
def passages(desk_server):
    """The ids of passages of a work, each with the place of its text as an address has it."""
    with Corpus.open(desk_server.library, write=True) as corpus:
        sha256 = add_document(corpus, "able-2019", *[f"{WORDS} Number {page}." for page in range(12)], title="Harbours")
        text = corpus.document(sha256).text
        (passage, *_) = corpus.passages_of(sha256)
        starts = [found.start() for found in re.finditer(re.escape(WORDS), text)]
    return [(passage.handle, f"{start}-{start + len(WORDS)}") for start in starts]


@pytest.fixture
def post(desk_server):
    """A function that sends a form, and returns the page to which it leads."""

    def send(address, status=200, **fields):
        response = desk_server.client.post(address, data=fields)
        assert response.status_code == status, response.text
        return parse_page(response.text)

    return send


def get(desk, address, **headers):
    response = desk.client.get(address, headers=headers)
    assert response.status_code == 200, response.text
    return parse_page(response.text)


def notes(page):
    return [text.text or "" for text in select(page, "textarea")]


def test_quotations_are_added_arranged_and_removed(desk_server, passages, post):
    """Forms add quotations with notes, move them, change a note and remove one. A note is shown as it was typed."""
    for number, (passage, place) in enumerate(passages[:3]):
        page = post("/basket", basket=" Chapter  1 ", passage=passage, quote=place, note=f"{number}: {HOSTILE}")
    assert text_of(select(page, "h1")[0]) == "Basket: Chapter 1"
    assert [text_of(found) for found in select(page, "blockquote")] == [WORDS] * 3
    assert notes(page) == [f"{number}: {HOSTILE}" for number in range(3)]
    items = [field.get("value") for field in select(page, "form.note-form input[name=item]")]
    page = post("/basket/Chapter%201/move", item=items[2], position="1")
    page = post("/basket/Chapter%201/note", item=items[0], note="new")
    assert notes(page) == [f"2: {HOSTILE}", "new", f"1: {HOSTILE}"]
    page = post("/basket/Chapter%201/remove", item=items[1])
    assert notes(page) == [f"2: {HOSTILE}", "new"]
    page = post("/basket/Chapter%201/rename", new_name="Capítulo 1 & <b>")
    assert text_of(select(page, "h1")[0]) == "Basket: Capítulo 1 & <b>"
    assert text_of(select(get(desk_server, "/basket"), "h1")[0]) == "Basket: Capítulo 1 & <b>"
    page = post(f"/basket/{quote('Capítulo 1 & <b>')}/clear")
    assert "This basket is empty" in text_of(page)


def test_an_empty_basket_leads_to_the_others(desk_server, passages, post):
    post("/basket", basket="Harbours", passage=passages[0][0], quote=passages[0][1])
    page = get(desk_server, "/basket/no%20such%20basket")
    assert "/basket/Harbours" in [link.get("href") for link in select(page, "main nav a")]


def test_the_same_quotation_is_kept_once(desk_server, passages, post):
    """A second tab that adds the same quotation changes nothing; the script is told so."""
    passage, place = passages[0]
    fields = {"basket": "twice", "passage": passage, "quote": place}
    said = [desk_server.client.post("/basket", data=fields, headers={"accept": "application/json"}).json()["said"]]
    said.append(desk_server.client.post("/basket", data=fields, headers={"accept": "application/json"}).json()["said"])
    assert said == ["Added to the basket “twice”.", "It is in the basket “twice” already."]
    assert len(select(post("/basket", **fields), "blockquote")) == 1


def test_the_reader_adds_what_it_shows(desk_server, passages):
    """The page of a quotation has a form that adds it; the page of a passage has one for the whole passage."""
    passage, place = passages[1]
    with Corpus.open(desk_server.library) as corpus:
        whole = corpus.find_passage(passage)
    for query, expected in [(f"?quote={place}", place), ("", f"{whole.start}-{whole.end}")]:
        page = get(desk_server, f"/passage/{passage}{query}")
        (form,) = [form for form in select(page, "form") if form.get("action") == "/basket"]
        fields = {field.get("name"): field.get("value") for field in select(form, "input")}
        assert fields == {"passage": passage, "quote": expected}
        assert f"/cite/{passage}?quote={expected}" in [link.get("href") for link in select(page, "a")]


def test_many_tabs_add_at_once(desk_server, passages):
    """Eight tabs that add at the same time lose nothing."""

    def add(number):
        passage, place = passages[number]
        response = desk_server.client.post("/basket", data={"basket": "many", "passage": passage, "quote": place})
        return response.status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(add, range(8))) == [200] * 8
    assert len(select(get(desk_server, "/basket/many"), "blockquote")) == 8


@pytest.mark.parametrize(
    ("address", "fields", "status", "said"),
    [
        ("/basket", {"passage": "ffffffff", "quote": "1-2"}, 404, "no passage"),
        ("/basket", {"quote": "1-2"}, 404, "no passage"),
        ("/basket", {"passage": "PASSAGE"}, 400, "names no quotation"),
        ("/basket", {"passage": "PASSAGE", "quote": "x"}, 400, "not the place of a quotation"),
        ("/basket", {"passage": "PASSAGE", "quote": "PLACE", "basket": "../x"}, 400, "not a name for a basket"),
        ("/basket", {"passage": "PASSAGE", "quote": "PLACE", "note": "x" * 5001}, 400, "5,001 characters"),
        ("/basket/evidence/move", {"item": "PASSAGE", "position": "-1"}, 400, "not a position"),
        ("/basket/evidence/move", {"item": "x", "position": "1"}, 404, "has no quotation"),
        ("/basket/evidence/remove", {"item": "x"}, 404, "has no quotation"),
        ("/basket/evidence/note", {"item": "x"}, 404, "has no quotation"),
        ("/basket/nothing/rename", {"new_name": "x"}, 404, "no basket 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_said(passages, post, address, fields, status, said):
    """A form that cannot be carried out is answered by a page with a sentence, and nothing has changed."""
    passage, place = passages[0]
    filled = {name: value.replace("PASSAGE", passage).replace("PLACE", place) for name, value in fields.items()}
    page = post(address, status, **filled)
    assert said in text_of(select(page, ".fault")[0])


def test_a_work_that_is_gone(desk_server, post):
    """A quotation of a removed work is still on the page, with a sentence, and without links that lead nowhere."""
    with Corpus.open(desk_server.library, write=True) as corpus:
        sha256 = add_document(corpus, "cole-2020", "Nobody was asked.", title="A Lost Work")
        (passage,) = corpus.passages_of(sha256)
    post("/basket", basket="gone", passage=passage.handle, quote="0-17")
    with Corpus.open(desk_server.library, write=True) as corpus:
        corpus.remove("cole-2020", keep_note=False)
    page = get(desk_server, "/basket/gone")
    (piece,) = select(page, "article.piece")
    assert "The library does not have this work any more" in text_of(piece)
    assert "A Lost Work" in text_of(piece)
    assert text_of(select(piece, "blockquote")[0]) == "Nobody was asked."
    assert not select(piece, "a")


ENDS = {"docx": "docx", "markdown": "md", "text": "txt", "rtf": "rtf", "html": "html", "bibtex": "bib", "ris": "ris"}


@pytest.mark.parametrize("format", [*ENDS, "csl-json"])
def test_exports(desk_server, passages, post, format):
    """Each format is a download with the basket's name. The words of the program are in the language of the page."""
    passage, place = passages[0]
    post("/basket", basket="Año 1", passage=passage, quote=place, note="mine")
    address = f"/basket/{quote('Año 1')}/export?format={format}&style=apa"
    response = desk_server.client.get(address, headers={"accept-language": "es"})
    assert response.status_code == 200
    end = ENDS.get(format, "json")
    assert response.headers["content-disposition"] == f"attachment; filename*=utf-8''A%C3%B1o%201.{end}"
    if format == "docx":
        paragraphs, italics = read_docx(response.content)
        assert paragraphs == [
            "Año 1",
            f"“{WORDS}” (Harbours, n.d., p. 1)",
            "Nota: mine",
            "Referencias",
            "Harbours. (n.d.).",
        ]
        assert italics == ["Harbours"]
    elif format == "csl-json":
        (work,) = json.loads(response.content)
        assert "The patrols of the harbour" in work["note"]
    else:
        assert b"The patrols of the harbour" in response.content


@pytest.mark.parametrize("format", ["brief", "brief-markdown"])
def test_a_brief_has_footnotes_and_the_words_of_the_page(desk_server, passages, post, format):
    """It is named after the basket, and its citations are in the style of the page."""
    if format == "brief":
        pytest.importorskip("docx", reason="needs the extra `office`")
    passage, place = passages[0]
    post("/basket", basket="Brief 1", passage=passage, quote=place, note="mine")
    address = f"/basket/{quote('Brief 1')}/export?format={format}&style=chicago-notes"
    response = desk_server.client.get(address, headers={"accept-language": "es"})
    assert response.status_code == 200
    assert "Brief%201.brief." in response.headers["content-disposition"]
    if format == "brief":
        archive = ZipFile(BytesIO(response.content))
        text, notes = (archive.read(f"word/{part}.xml").decode() for part in ("document", "footnotes"))
    else:
        text, notes = response.content.decode().split("[^1]: ")
    assert "PDF p. 1" in notes
    assert "Nota de quien redacta: mine" in text
    assert "Referencias" in text


def test_an_unknown_format_is_said(desk_server):
    """There is a page with a sentence for a format or a style that does not exist."""
    for query in ("format=odt", "format=docx&style=/etc/x.csl"):
        response = desk_server.client.get(f"/basket/evidence/export?{query}")
        assert response.status_code == 400
        assert "is not a" in text_of(select(parse_page(response.text), ".fault")[0])


def test_a_read_only_desk_shows_and_exports(read_only_server):
    """A read-only desk has no form that writes, and no route for it."""
    page = get(read_only_server, CALL_IN)
    assert select(page, "article.piece")
    assert not [form for form in select(page, "form") if form.get("method") == "post"]
    page = get(read_only_server, "/basket/evidence")
    assert not [form for form in select(page, "form") if form.get("method") == "post"]
    assert read_only_server.client.get("/basket/evidence/export").status_code == 200
    for address in ("/basket", "/basket/evidence/move", "/basket/evidence/clear"):
        assert read_only_server.client.post(address, data={"item": "x"}).status_code in (404, 405)


# --- in a browser --------------------------------------------------------------------------------------------------


def opened(tabs, desk, address, **options):
    page = tabs(**options)
    page.context.add_cookies(desk.cookies)
    page.goto(desk.url + address)
    return page


def test_a_basket_is_filled_and_exported(desk_server, tabs, tmp_path):
    """Evidence of an answer is put into a basket without leaving the page; in the basket it is moved, noted and
    downloaded as a document, with the keyboard alone.
    """
    desk_server.client.post("/basket/evidence/clear", data={})
    page = opened(tabs, desk_server, f"{CALL_IN}&fast=1&k=5")
    address = page.url
    for number in (0, 1):
        piece = page.locator("article.piece").nth(number)
        piece.get_by_role("button", name="Add to basket").focus()
        page.keyboard.press("Enter")
        piece.get_by_text("Added to the basket “evidence”.").wait_for()
    assert page.url == address
    first, second = page.locator("article.piece .said > :is(blockquote, .summary)").all_inner_texts()[:2]
    page.get_by_role("link", name="Basket", exact=True).click()
    kept = page.locator("article.piece .said > :is(blockquote, .summary)")
    expect(kept).to_have_text([first, second])
    page.get_by_role("button", name="Move down (Quotation 1)").focus()
    page.keyboard.press("Enter")
    expect(kept).to_have_text([second, first])
    page.get_by_role("textbox", name="Your note (Quotation 2)").fill("For chapter 2")
    page.get_by_role("button", name="Save note (Quotation 2)").press("Enter")
    expect(page.get_by_role("textbox", name="Your note (Quotation 2)")).to_have_value("For chapter 2")
    page.get_by_role("combobox", name="Citation style").select_option("MLA")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").press("Enter")
    assert download.value.suggested_filename == "evidence.docx"
    download.value.save_as(tmp_path / "evidence.docx")
    paragraphs, _ = read_docx(BytesIO((tmp_path / "evidence.docx").read_bytes()).read())
    assert paragraphs[0] == "evidence"
    quoted = [text.strip("“”") for text in (second, first)]
    assert all(text in paragraph for text, paragraph in zip(quoted, paragraphs[1:3], strict=True))
    assert paragraphs[3:5] == ["Note: For chapter 2", "References"]


def test_a_basket_is_filled_without_a_script(desk_server, tabs):
    """Without JavaScript the button leads to the basket, where the quotation is."""
    page = opened(tabs, desk_server, CALL_IN, java_script_enabled=False)
    piece = page.locator("article.piece").first
    words = piece.locator(".said > :is(blockquote, .summary)").inner_text()
    piece.get_by_role("button", name="Add to basket").click()
    page.wait_for_url("**/basket/**")
    expect(page.locator("main")).to_contain_text(words)
