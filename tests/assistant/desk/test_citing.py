"""A quotation and a reference in a citation style, from a running server, and copied in a real browser."""

import re

import pytest

from corpus.citing.styles import STYLES
from tests.assistant.desk.pages import parse_page, select, text_of

KEY = "nnsc-gvi-guide-2013"


@pytest.fixture(scope="module")
def finding(desk_server):
    """The address of the citation of a finding, and its words. It is on the third page of the second report."""
    client = desk_server.client
    page = parse_page(client.get("/ask", params={"q": "Finding 1-2-5 says that", "k": "50", "fast": "1"}).text)
    for piece in select(page, "article.piece"):
        for quotation in select(piece, "blockquote"):
            if re.search(r"Finding 1-2-\d+ says that", text_of(quotation)):
                (link,) = [link.get("href") for link in select(piece, "a") if link.get("href").startswith("/cite/")]
                return link, text_of(quotation)
    raise LookupError("no answer quotes a finding of the third page")


@pytest.fixture
def get(desk_server):
    """A function that returns the page at an address."""

    def page(address, status=200, language="en"):
        response = desk_server.client.get(address, headers={"accept-language": language})
        assert response.status_code == status, response.text
        return parse_page(response.text)

    return page


def copied(page, part):
    """Return the text on the page, the plain text and the HTML that the buttons of a part copy."""
    (section,) = [found for found in select(page, "section") if found.get("aria-labelledby") == part]
    (shown,) = select(section, ".to-copy")
    rich, plain = select(section, "button[data-copy-text]")
    assert plain.get("data-copy-html") is None
    assert plain.get("data-copy-text") == rich.get("data-copy-text")
    return shown, plain.get("data-copy-text"), rich.get("data-copy-html")


def test_a_quotation_is_shown_with_its_page(get, finding):
    """The page has the quotation with its citation, and the reference, as text to select and to copy."""
    address, words = finding
    page = get(address)
    shown, plain, rich = copied(page, "quotation")
    assert text_of(shown) == plain
    assert plain.startswith(f"“{words}” (")
    assert plain.endswith(", n.d., p. 3)")
    assert text_of(parse_page(f"<p>{rich}</p>")) == plain
    (source,) = select(page, "p.source")
    assert ", p. 3 · " in text_of(source)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_shown(get, finding, style):
    """A page has the style that its address names, with the italics of the style."""
    page = get(f"{finding[0]}&style={style}")
    (chosen,) = [option for option in select(page, "option[selected]") if option.get("value") in STYLES]
    assert chosen.get("value") == style
    shown, plain, rich = copied(page, "reference")
    assert text_of(shown) == " ".join(plain.split())
    assert [text_of(each) for each in select(shown, "i")] == re.findall("<i>(.*?)</i>", rich)


def test_the_style_is_kept(desk_server, get, finding):
    """The style that was chosen last is the style of the next page. It is not a cookie that a script can read."""
    response = desk_server.client.get(f"{finding[0]}&style=mla")
    assert "httponly" in response.headers["set-cookie"].lower()
    assert copied(get(finding[0]), "quotation")[1].endswith(" 3)")
    get(f"{finding[0]}&style=apa")


def test_a_work_has_a_reference_and_no_quotation(get):
    """The page of a work leads to its reference, which is alone there."""
    assert select(get(f"/work/{KEY}"), ".actions a")[0].get("href") == f"/cite/{KEY}"
    page = get(f"/cite/{KEY}?style=apa")
    assert copied(page, "reference")[1].startswith("National Network for Safe Communities. (2013). Group Violence")
    assert not select(page, "h2#quotation")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/cite/no-such-work", 404, "no-such-work"),
        ("/cite/ffffffff?quote=1-2", 404, "no passage"),
        (f"/cite/{KEY}?style=/etc/style.csl", 400, "is not a style"),
        (f"/cite/{KEY}?style=turabian", 400, "is not a style"),
        ("PASSAGE?quote=5-1", 400, "5-1 is not a quotation"),
        ("PASSAGE?quote=1-99999999", 400, "is not a quotation"),
        ("PASSAGE?quote=<script>", 400, "is not the place of a quotation"),
    ],
)
def test_what_cannot_be_cited_is_said(get, finding, address, status, said):
    """An unknown work, passage, place or style is a page with a sentence."""
    page = get(address.replace("PASSAGE", finding[0].partition("?")[0]), status)
    assert said in text_of(select(page, ".fault")[0])


def test_a_citation_is_copied(desk_server, tabs, finding):
    """The buttons put rich text and plain text on the clipboard, and say so. The keyboard is enough."""
    page = tabs(permissions=["clipboard-read", "clipboard-write"])
    page.context.add_cookies(desk_server.cookies)
    page.goto(f"{desk_server.url}{finding[0]}&style=apa")
    read = """async () => {
        const [item] = await navigator.clipboard.read();
        const texts = {};
        for (const type of item.types) texts[type] = await (await item.getType(type)).text();
        return texts;
    }"""
    reference = page.locator("section[aria-labelledby=reference]")
    reference.get_by_role("button", name="Copy (Reference)").focus()
    page.keyboard.press("Enter")
    reference.get_by_text("Copied.").wait_for()
    texts = page.evaluate(read)
    assert texts["text/plain"] == " ".join(reference.locator(".to-copy").inner_text().split())
    assert re.search("<i>.+</i>", texts["text/html"])
    quotation = page.locator("section[aria-labelledby=quotation]")
    quotation.get_by_role("button", name="Copy as plain text").click()
    quotation.get_by_text("Copied.").wait_for()
    texts = page.evaluate(read)
    assert list(texts) == ["text/plain"]
    assert texts["text/plain"].startswith(f"“{finding[1]}” (")


def test_a_clipboard_that_is_refused(desk_server, tabs, finding):
    """If the browser does not let the page write to the clipboard, the text is selected and the page says so."""
    page = tabs()
    page.add_init_script("navigator.clipboard.write = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.context.add_cookies(desk_server.cookies)
    page.goto(desk_server.url + finding[0])
    section = page.locator("section[aria-labelledby=quotation]")
    section.get_by_role("button", name="Copy as plain text").click()
    section.get_by_text("Select the text to copy it by hand.").wait_for()
    assert finding[1] in page.evaluate("getSelection().toString()")


def test_without_a_script_the_text_is_selected(desk_server, tabs, finding):
    """Without JavaScript there is no button that does nothing, and the text is there to select."""
    page = tabs(java_script_enabled=False)
    page.context.add_cookies(desk_server.cookies)
    page.goto(desk_server.url + finding[0])
    assert not page.locator("button", has_text="Copy").first.is_visible()
    assert page.get_by_text("Select the text to copy it by hand.").is_visible()
    assert finding[1] in page.locator(".to-copy").first.inner_text()
