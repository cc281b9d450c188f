"""The keyboard alone does every task of the desk. No test uses a mouse, or sets the focus itself.

Asking, reading and turning pages are in `test_desk_in_browser.py`.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.assistant.desk.browsing import press_until
from tests.reports import weeks, write_paper, write_reports

CALL_IN = "/ask?q=What+is+a+call-in%3F&fast=1&k=5"
LISTED = "/works?q=nnsc-gvi-guide-2013"
SAID = "article.piece .said > :is(blockquote, .summary)"


@pytest.fixture
def open_page(desk_server, tabs):
    """A function that opens an address of the desk in a tab that was let in."""

    def opened(address, **options):
        page = tabs(**options)
        page.context.add_cookies(desk_server.cookies)
        page.goto(desk_server.url + address)
        return page

    return opened


def press(page, selector, key="Enter"):
    """Go to an element with Tab and press a key."""
    press_until(page, selector)
    page.keyboard.press(key)


def test_the_content_is_one_key_away(open_page):
    """The link to the content moves the keyboard, and does not load the page again."""
    page = open_page("/works")
    page.evaluate("window.isSamePage = true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/works#main")
    page.wait_for_timeout(300)  # for the page to load again, if it did
    assert page.evaluate("window.isSamePage && document.activeElement.id === 'main'")


def test_a_part_of_the_library_is_asked(open_page):
    page = open_page("/")
    page.keyboard.type("What is a call-in?")
    press(page, "details.filters summary")
    press_until(page, "#design")
    page.keyboard.type("guide")
    press_until(page, "#since")
    page.keyboard.type("2000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".only")
    assert page.url.endswith("/ask?q=What+is+a+call-in%3F&design=guide&since=2000")


def test_a_language_is_chosen(open_page):
    page = open_page("/works")
    press_until(page, "#lang")
    page.keyboard.type("Esp")
    press(page, "form.language button")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_citation_is_copied(open_page):
    page = open_page(CALL_IN, permissions=["clipboard-read", "clipboard-write"])
    said = page.locator(SAID).first.inner_text()
    press(page, "#e1 a[href^='/cite/']")
    page.wait_for_url("**/cite/**")
    press(page, "[aria-labelledby=quotation] [data-copy-html]")
    page.get_by_text("Copied.").wait_for()
    assert said.strip("“”") in page.evaluate("navigator.clipboard.readText()")


def test_a_basket_is_filled_put_in_order_and_exported(open_page, desk_server):
    desk_server.client.post("/basket/evidence/clear", data={})
    page = open_page(CALL_IN)
    for number in (1, 2):
        press(page, f"#e{number} form[data-quiet] button")
        page.locator(f"#e{number}").get_by_text("Added to the basket").wait_for()
    first, second = page.locator(SAID).all_inner_texts()[:2]
    press(page, "nav a[href='/basket']")
    kept = page.locator(SAID)
    expect(kept).to_have_text([first, second])
    press(page, "form[action$='/move'] button")
    expect(kept).to_have_text([second, first])
    press(page, "li:first-child textarea")
    page.keyboard.type("For chapter 2")
    with page.expect_navigation():
        press(page, "li:first-child .note-form button")
    expect(page.locator("li:first-child textarea")).to_have_value(re.compile("For chapter 2"))
    press(page, "form[action$='/remove'] button")
    expect(kept).to_have_count(1)
    with page.expect_download() as download:
        press(page, "form[action$='/export'] button")
    assert download.value.suggested_filename == "evidence.docx"


def test_a_file_is_added(open_page, tmp_path):
    path = write_paper(tmp_path / "pier.pdf", "Pier Thefts", "Ana Gil", weeks("pier"))
    page = open_page("/adding")
    with page.expect_file_chooser() as chooser:
        press(page, "#files")
    chooser.value.set_files(path)
    press(page, "form.adding button.main")
    page.get_by_role("heading", name="Done").wait_for(timeout=60_000)
    assert page.get_by_role("listitem").filter(has_text="pier.pdf").inner_text().startswith("Added")


def test_a_job_is_stopped(open_page, desk_server, tmp_path):
    files = [("files", (path.name, path.read_bytes())) for path in write_reports(tmp_path, 40, pages=12)]
    job = desk_server.client.post("/adding", files=files).url.path
    page = open_page(job)
    press(page, "form[action$='/stop'] button")
    page.get_by_text("The job was stopped.").wait_for(timeout=60_000)


def test_a_record_is_corrected_and_the_correction_taken_back(open_page):
    page = open_page(LISTED)
    press(page, "a[href='/works/nnsc-gvi-guide-2013/edit']")
    page.wait_for_url("**/edit")
    press_until(page, "#f-publisher")
    before = page.input_value("#f-publisher")
    page.keyboard.press("Control+A")
    page.keyboard.type("Harbour Press")
    page.keyboard.press("Enter")
    page.get_by_text("The record was corrected.").wait_for()
    assert page.input_value("#f-publisher") == "Harbour Press"
    press(page, "form[action='/works/undo'] button")
    page.get_by_text("The change was taken back.").wait_for()
    page.goto(page.url.partition("/works")[0] + "/works/nnsc-gvi-guide-2013/edit")
    assert page.input_value("#f-publisher") == before


def test_a_work_is_removed_after_a_question_and_comes_back(open_page):
    page = open_page(LISTED)
    press(page, "a[href='/works/nnsc-gvi-guide-2013/remove']")
    page.wait_for_url("**/remove")
    press(page, "form[action$='/remove'] button.main")
    page.get_by_text("It was removed.").wait_for()
    page.goto(page.url.partition("/works")[0] + LISTED)
    expect(page.locator("table.works")).to_have_count(0)
    press(page, "form[action='/works/undo'] button")
    page.get_by_text("The change was taken back.").wait_for()
    page.goto(page.url.partition("/works")[0] + LISTED)
    expect(page.locator("table.works tbody tr")).to_have_count(1)
