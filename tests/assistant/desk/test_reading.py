"""The reader, pages of works, pictures and originals, from a running server."""

import re
import shutil
from pathlib import Path

import pytest

from tests.assistant.desk.documents import WEB_PAGE, write_documents
from tests.assistant.desk.pages import parse_page, select, text_of
from tests.assistant.desk.serving import running_desk


@pytest.fixture(scope="module")
def desk(desk_library, evidence, tmp_path_factory):
    """A server on a library that also has a web page and the subtitles of a recording."""
    folder = tmp_path_factory.mktemp("reading")
    library = Path(shutil.copytree(desk_library, folder / "library"))
    added = evidence("add", *write_documents(folder), library=library)
    assert added.returncode == 0, added.stderr
    with running_desk(library, "--read-only") as running:
        yield running


def opened(desk, question, **values):
    """Return the page of an answer with its first evidence open in the reader."""
    response = desk.client.get("/ask", params={"q": question, "read": 1, **values})
    assert response.status_code == 200
    return parse_page(response.text)


REPORT = "How many times were call-ins in Boston counted, as finding 0-0-0 says?"


def test_the_page_of_a_pdf_is_beside_the_answer_with_the_quotation_marked(desk):
    page = opened(desk, REPORT)
    reader = select(page, "section.reader")[0]
    assert select(page, ".split.reading")
    assert select(page, "article.piece.open")
    assert select(reader, "svg rect.quote")
    assert select(reader, "svg rect.passage")
    quote = text_of(select(page, "article.open blockquote")[0])
    layer = " ".join(text_of(line) for line in select(reader, "g.layer text"))
    assert quote in layer
    assert text_of(select(reader, ".place")[0]).startswith("p. 1 of 4 pages")


def test_the_picture_of_the_page_is_a_png_of_its_size(desk):
    page = opened(desk, REPORT)
    (image,) = select(page, "svg.page image")
    response = desk.client.get(image.get("href"))
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(response.content[start : start + 4], "big") for start in (16, 20))
    box = [float(number) for number in select(page, "svg.page")[0].get("viewbox").split()]
    assert abs(width - box[2] * 144 / 72) <= 2
    assert abs(height - box[3] * 144 / 72) <= 2


def test_a_text_without_pages_shows_its_text_with_the_mark(desk):
    page = opened(desk, "By how much did burglaries fall in Porto after the curfew?")
    sheet = select(page, ".reader .sheet")[0]
    assert not select(sheet, "svg")
    assert "fell by 17 percent" in text_of(select(sheet, "mark.quote")[0])
    assert "Nothing else changed" in text_of(sheet)


def test_a_recording_is_read_at_its_second(desk):
    page = opened(desk, "What do the lanterns of Braga cost?")
    reader = select(page, "section.reader")[0]
    assert "00:01:05" in text_of(select(reader, ".place")[0])
    assert "ninety euros" in text_of(select(reader, "mark.quote")[0])


def test_each_part_of_a_recording_has_its_time(desk):
    page = opened(desk, "What do the lanterns of Braga cost?")
    turns = select(page, ".reader .turn")
    assert [text_of(select(turn, ".time")[0]) for turn in turns] == ["00:00:01", "00:01:05"]
    assert text_of(select(turns[0], ".passage")[0]) == "Welcome to the meeting about lanterns in Braga."
    assert [len(select(turn, "mark.quote")) for turn in turns] == [0, 1]


def test_a_summary_by_this_library_says_so_in_the_reader(desk):
    reader = select(opened(desk, "What is a call-in?"), "section.reader")[0]
    assert "Summary by this library, not the document" in text_of(reader)
    assert "Open the original" not in text_of(reader)


def test_a_passage_has_an_address_of_its_own_that_marks_the_same(desk):
    beside = select(opened(desk, REPORT), "section.reader")[0]
    (link,) = [each for each in select(beside, "nav a") if each.get("href", "").startswith("/passage/")]
    alone = parse_page(desk.client.get(link.get("href")).text)

    def boxes(page):
        return [[rect.get(name) for name in ("x", "y", "width", "height")] for rect in select(page, "rect.quote")]

    assert boxes(select(alone, "svg.page")[0]) == boxes(select(beside, "svg.page")[0])
    assert len(select(alone, "h1")) == 1


def test_neighbours_and_sizes_are_links_that_keep_the_place(desk):
    page = opened(desk, REPORT)
    following = parse_page(desk.client.get(select(page, "a.next")[0].get("href")).text)
    assert text_of(select(following, ".place")[0]).startswith("p. 2 of 4 pages")
    assert not select(following, "svg.page rect.quote")
    assert "on another page" in text_of(select(following, ".reader p.note")[0])
    larger = next(link for link in select(page, ".zoom a") if link.get("data-swap") == "larger")
    bigger = parse_page(desk.client.get(larger.get("href")).text)
    assert select(bigger, "svg.zoom-125 rect.quote")


def test_an_original_comes_under_its_own_name_and_only_a_safe_one_is_shown(desk):
    pdf = _original(desk, REPORT)
    assert pdf.headers["content-type"] == "application/pdf"
    assert re.fullmatch(r'inline; filename="report-\d\.pdf"', pdf.headers["content-disposition"])
    assert pdf.content.startswith(b"%PDF")
    page = _original(desk, "By how much did burglaries fall in Porto after the curfew?")
    assert page.headers["content-disposition"] == 'attachment; filename="curfews.html"'
    assert page.content == WEB_PAGE.encode()


def _original(desk, question):
    links = [link.get("href") for link in select(opened(desk, question), ".reader nav a")]
    (address,) = [link for link in links if link.startswith("/original/")]
    return desk.client.get(address.partition("#")[0])


def test_an_original_can_be_downloaded(desk):
    links = [link.get("href") for link in select(opened(desk, REPORT), ".reader nav a")]
    (address,) = [link for link in links if link.startswith("/original/")]
    kept = desk.client.get(address.partition("#")[0] + "?download=1")
    assert kept.headers["content-disposition"].startswith("attachment")


def test_a_work_has_its_record_texts_and_a_box_to_ask_it(desk):
    address = select(opened(desk, REPORT), "article.open a.title")[0].get("href")
    page = parse_page(desk.client.get(address).text)
    assert len(select(page, "h1")) == 1
    assert select(page, "table.fields th")
    (read,) = select(page, ".actions a.read")
    assert "/page/1?source=" in read.get("href")
    assert select(parse_page(desk.client.get(read.get("href")).text), "svg.page image")
    (key,) = select(page, "form.ask input[name=key]")
    assert address == f"/work/{key.get('value')}"


def test_a_work_of_which_only_a_summary_is_held_says_how_to_bring_it(desk):
    address = select(opened(desk, "What is a call-in?"), "article.open a.title")[0].get("href")
    page = text_of(parse_page(desk.client.get(address).text))
    assert "The document is not in the library" in page
    assert "evidence " in page


def test_an_outline_leads_to_the_places(desk):
    address = select(opened(desk, "By how much did burglaries fall in Porto?"), "article.open a.title")[0].get("href")
    page = parse_page(desk.client.get(address).text)
    headings = {text_of(link): link.get("href") for link in select(page, "ul.outline a")}
    assert "Findings" in headings
    assert "The curfew of Porto began" in text_of(parse_page(desk.client.get(headings["Findings"]).text))


NOT_THERE = {
    "/passage/ffffffffffffffff": 404,
    "/passage/..%2f..": 404,
    "/work/nobody-1900": 404,
    "/work/nobody-1900/page/1": 404,
    f"/picture/{'0' * 64}/1.png": 404,
    f"/original/{'0' * 64}/a.pdf": 404,
    "/original/..%2f..%2fetc/passwd": 404,
    "/picture/x/1.png?dpi=²": 400,
    "/ask?q=call-in&read=first": 400,
    "/ask?q=call-in&read=1&zoom=101": 400,
}


@pytest.mark.parametrize("address, status", NOT_THERE.items())
def test_an_address_of_nothing_is_a_page_that_says_so(desk, address, status):
    response = desk.client.get(address)
    assert response.status_code == status
    assert select(parse_page(response.text), "h1")


@pytest.mark.parametrize("language, said", [("en", "does not have"), ("es", "no tiene"), ("pt", "não tem")])
def test_what_the_library_does_not_have_is_said_in_the_language_of_the_page(desk, language, said):
    response = desk.client.get("/work/nothing", headers={"accept-language": language})
    lead, detail = select(parse_page(response.text), ".fault p")
    assert said in text_of(lead)
    assert (detail.get("lang"), "'nothing'" in text_of(detail)) == ("en", True)


def test_a_rank_that_the_answer_does_not_have_is_named(desk):
    page = parse_page(desk.client.get("/ask", params={"q": REPORT, "read": 50}).text)
    assert not select(page, "section.reader")
    assert "no passage 50" in text_of(select(page, "p.note")[0])


def test_a_passage_of_another_work_is_not_shown_as_one_of_this_work(desk):
    passage = select(opened(desk, "What is a call-in?"), ".reader nav a")
    (handle,) = [link.get("href").split("/")[2][:16] for link in passage if link.get("href").startswith("/passage/")]
    address = select(opened(desk, REPORT), "article.open a.title")[0].get("href")
    assert desk.client.get(f"{address}/page/1?passage={handle}").status_code == 404


def test_a_page_beyond_the_end_names_the_pages_that_there_are(desk):
    address = select(opened(desk, REPORT), "article.open a.title")[0].get("href")
    response = desk.client.get(f"{address}/page/99")
    assert response.status_code == 404
    assert "pages 1 to 4" in text_of(parse_page(response.text))
