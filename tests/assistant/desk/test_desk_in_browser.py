"""Asking and reading in a real browser: by the keyboard alone, with the marks compared with the words under them."""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.assistant.desk.browsing import NARROW, WIDE, press_until
from tests.reports import write_reports

REPORT = "How many times were call-ins in Boston counted, as finding 0-0-0 says?"


@pytest.fixture
def open_desk(desk_server, tabs):
    """A function that opens a tab of the desk, which was let in by its opening address."""

    def open_tab(address="/", **options):
        page = tabs(**options)
        page.context.add_cookies(desk_server.cookies)
        page.goto(desk_server.url + address)
        return page

    return open_tab


def words_under_marks(page, pdf: Path, number: int) -> str:
    """Return the text of a PDF page inside the boxes that the browser drew over its picture, by another library.

    The boxes are measured on the screen, relative to the picture.
    """
    boxes = page.evaluate(
        """() => {
          const picture = document.querySelector("svg.page image").getBoundingClientRect();
          return [...document.querySelectorAll("svg.page rect.quote")].map((mark) => {
            const box = mark.getBoundingClientRect();
            return [(box.left - picture.left) / picture.width, (box.top - picture.top) / picture.height,
                    (box.right - picture.left) / picture.width, (box.bottom - picture.top) / picture.height];
          });
        }"""
    )
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[number - 1]
        width, height = sheet.get_size()
        letters = sheet.get_textpage()
        found = []
        for left, top, right, bottom in boxes:
            inside = letters.get_text_bounded(left * width, height * (1 - bottom), right * width, height * (1 - top))
            found.append(inside)
    return " ".join(" ".join(found).split())


def test_ask_and_read_by_the_keyboard_alone(open_desk, desk_library, tmp_path):
    page = open_desk()
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type(REPORT)
    page.keyboard.press("Enter")
    page.wait_for_selector("article.piece")
    page.evaluate("window.isSamePage = true")
    quote = page.locator("#e1 blockquote").inner_text().strip("“”")
    press_until(page, "#e1 a.read")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reader svg.page rect.quote")
    assert page.evaluate("window.isSamePage"), "the answer was loaded again"
    assert page.evaluate("document.activeElement.id") == "reader-title"
    (pdf,) = [path for path in write_reports(tmp_path, 2) if path.name in page.locator("#reader nav").inner_text()]
    assert words_under_marks(page, pdf, 1) == " ".join(quote.split())

    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#reader .place:has-text('p. 2 ')")
    assert "page=2" in page.url
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("#reader svg.page rect.quote")
    page.go_back()
    page.wait_for_selector("#reader .place:has-text('p. 2 ')")

    press_until(page, "[data-swap=larger]")
    page.keyboard.press("Enter")
    page.wait_for_selector("svg.zoom-125")
    assert page.evaluate("document.activeElement.dataset.swap") == "larger"
    press_until(page, "[data-swap=close]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#reader", state="detached")
    assert page.evaluate("document.activeElement.matches('#e1 a.read')")
    assert page.evaluate("window.isSamePage")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_reader_is_beside_the_answer_or_under_it(open_desk, width):
    page = open_desk(f"/ask?q={REPORT}&read=1", width=width)
    answer, reader = page.locator(".answer").bounding_box(), page.locator("#reader").bounding_box()
    if width == WIDE:
        assert reader["x"] >= answer["x"] + answer["width"]
        mark = page.locator("rect.quote").first.bounding_box()
        assert 0 < mark["y"] < 900, "the quotation is in view"
    else:
        assert reader["y"] >= answer["y"] + answer["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_of_its_own_is_scrolled_to_the_quotation(open_desk):
    page = open_desk(f"/ask?q={REPORT}&read=1")
    page.set_viewport_size({"width": WIDE, "height": 320})
    page.click("#reader nav a[href^='/passage/']")
    page.wait_for_url("**/passage/**")
    mark = page.locator("rect.quote").first.bounding_box()
    assert 0 < mark["y"] < 320


def test_the_text_over_the_picture_is_selected_and_read_in_order(open_desk):
    page = open_desk(f"/ask?q={REPORT}&read=1")
    lines = page.locator("svg .layer text").all_text_contents()
    selected = page.evaluate(
        """() => {
          const selection = getSelection();
          selection.selectAllChildren(document.querySelector("svg .layer"));
          return selection.toString();
        }"""
    )
    assert selected.split() == " ".join(lines).split()
    read = page.locator("#reader .sheet").aria_snapshot()
    places = [read.find(line[:30]) for line in lines]
    assert -1 not in places
    assert places == sorted(places)
    first = page.locator("svg .layer text").first.bounding_box()
    sheet = page.locator("svg.page").bounding_box()
    assert first["width"] > sheet["width"] / 2, "a line of text is as long as the line of the picture"


def test_everything_works_without_the_script(open_desk):
    page = open_desk(java_script_enabled=False)
    page.fill("#q", REPORT)
    page.click("button.main")
    page.click("#e1 a.read")
    expect(page.locator("rect.quote")).not_to_have_count(0)
    page.click("a.next")
    expect(page.locator("#reader .place")).to_contain_text("p. 2 ")
    page.click("[data-swap=larger]")
    expect(page.locator("svg.zoom-125")).to_have_count(1)
    page.click("[data-swap=close]")
    expect(page.locator("#reader")).to_have_count(0)
    expect(page.locator("#e1")).to_have_count(1)
    page.select_option("#lang", "es")
    page.click("form.language button")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("h1")).to_have_text(REPORT)


def test_on_paper_an_answer_is_its_quotations_and_their_places(open_desk):
    page = open_desk(f"/ask?q={REPORT}&read=1")
    page.emulate_media(media="print")
    for selector in ("h1", ".confidence", "#e1 blockquote", "#e1 cite", "#e1 a.title"):
        assert page.locator(selector).is_visible(), selector
    for selector in ("header.top", "form.ask", "#e1 .actions", "#e1 details", "#reader"):
        assert not page.locator(selector).is_visible(), selector


def test_a_filter_is_set_by_the_form(open_desk):
    page = open_desk()
    page.fill("#q", "What is a call-in?")
    page.click("details.filters summary")
    page.select_option("#design", "guide")
    page.fill("#since", "2000")
    page.click("button.main")
    page.wait_for_selector(".only")
    assert page.url.endswith("/ask?q=What+is+a+call-in%3F&design=guide&since=2000")
