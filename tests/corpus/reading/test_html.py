"""Saved web pages, written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.model import Reference
from corpus.reading.formats import extract, media_type
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
from corpus.reading.sandbox import Extractor
from corpus.works.identify import identify
from tests.corpus.documents import write_text

HEAD = """
<meta charset="utf-8"><title>How Boston Cut Youth Homicide | City Journal</title>
<link rel="canonical" href="https://www.example.org/news/boston-ceasefire">
<meta property="og:site_name" content="City Journal"><meta property="og:title" content="How Boston Cut Youth Homicide">
<meta name="author" content="María José Peña"><meta property="article:published_time" content="2018-03-04T10:00:00Z">
<script>document.write("written by a script")</script><style>p { color: red }</style>
"""
ARTICLE = """
<h1>How Boston Cut Youth Homicide</h1>
<p>In 1996 the city of Boston began an experiment that became known as Operation Ceasefire. The police, the probation
officers and the outreach workers met the groups together.</p>
<p>Youth homicide fell by 63 percent in the two years that followed, says an evaluation &amp; a review.</p>
<h2>What a call-in is</h2>
<p>A call-in is a meeting at which the partnership speaks to <b>group members</b> face&nbsp;to&nbsp;face.</p>
<ul><li>First the law enforcement message.</li><li>Then the moral voice.</li></ul>
<h2>Results</h2>
<p>The table has them for two years, as the city counted them.</p>
<table><caption>Homicides by year</caption><tr><th>City</th><th>1995</th><th>1997</th></tr>
<tr><td>Boston</td><td>46</td><td>15</td></tr><tr><td>Lowell</td><td>12</td><td>9</td></tr>
<tr><td>Lynn</td><td>7</td><td>5</td></tr></table>
<table><tr><th>Who</th><th>Says</th></tr><tr><td>Police</td><td>The shooting must stop</td></tr></table>
"""
PAGE = f"""<!DOCTYPE html><html lang="en"><head>{HEAD}</head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav><article>{ARTICLE}</article>
<aside>Related: ten more stories</aside><footer>© 2018 City Journal. Privacy policy.</footer></body></html>"""


def read(tmp_path, source, encoding="utf-8", name="page.html"):
    return extract(write_text(tmp_path / name, source, encoding))


def body(text):
    return f"<html><body>{text}</body></html>"


def test_main_text_in_sections(tmp_path):
    """The main text of a page is read without menus and scripts, in sections that a person can find."""
    document = read(tmp_path, PAGE)
    assert [page.locator.label for page in document.pages] == [
        "paragraph 1",
        "paragraph 2",
        "What a call-in is",
        "Results",
    ]
    assert document.pages[1].text == (
        "Youth homicide fell by 63 percent in the two years that followed, says an evaluation & a review."
    )
    assert document.pages[2].text == (
        "What a call-in is\n\nA call-in is a meeting at which the partnership speaks to group members face to face.\n\n"
        "First the law enforcement message.\n\nThen the moral voice."
    )
    assert "Homicides by year\nCity 1995 1997\nBoston 46 15\nLowell 12 9\nLynn 7 5" in document.pages[3].text
    assert "Who: Police; Says: The shooting must stop" in document.pages[3].text
    assert [(heading.text, heading.level) for heading in document.headings] == [
        ("How Boston Cut Youth Homicide", 1),
        ("What a call-in is", 2),
        ("Results", 2),
    ]
    for absent in ("Shop", "written by", "color", "Related", "Privacy"):
        assert absent not in document.text


def test_a_page_is_a_work(tmp_path):
    """A page becomes a work of kind web page with author, date, site and address."""
    work = identify(read(tmp_path, PAGE), "page.html", [], ()).reference
    assert (work.key, work.kind) == ("pena-2018-boston-cut-youth-homicide", "web page")
    assert work.csl == {
        "id": work.key,
        "type": "webpage",
        "title": "How Boston Cut Youth Homicide",
        "author": [{"family": "Peña", "given": "María José"}],
        "issued": {"date-parts": [[2018, 3, 4]]},
        "container-title": "City Journal",
        "URL": "https://www.example.org/news/boston-ceasefire",
    }


def test_a_page_of_a_known_work(tmp_path):
    """An article is identified by its address. A page about a report is not taken for the report."""
    csl = {"title": "How Boston Cut Youth Homicide", "URL": "http://example.org/news/boston-ceasefire/"}
    article = Reference("article", {"type": "article-newspaper", **csl}, "news", "news")
    report = Reference("report", {"type": "report", **csl}, "report", "descriptive")
    document = read(tmp_path, PAGE)
    assert identify(document, "page.html", [report, article], ()).reference.key == "article"
    assert identify(document, "page.html", [report], ()).reference.key not in ("report", "article")
    long = read(tmp_path, PAGE.replace("<h2>Results", f"<p>{'Violence fell again in the year after. ' * 300}</p><h2>R"))
    assert identify(long, "page.html", [report], ()).reference.key == "report"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_letters(tmp_path, encoding):
    """Spanish and Portuguese letters and entities are decoded correctly from any encoding."""
    said = "<meta charset=iso-8859-1>" if encoding == "latin-1" else ""
    source = f"<html><head>{said}</head><body><p>A prevenção em São Paulo, ni&ntilde;ez y juventud.</p></body></html>"
    assert read(tmp_path, source, encoding).text == "A prevenção em São Paulo, niñez y juventud."


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (PAGE, "text/html"),
        ("\ufeff \n<!-- saved from url=(0031)https://example.org/a -->\n<!DOCTYPE HTML><p>a", "text/html"),
        ('<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><p>a</p>', "text/html"),
        ("<p>Only a fragment.</p>", "text/html"),
        ("An essay about <html> and what it did.", None),
        ("", None),
    ],
)
def test_what_is_a_page(tmp_path, source, found):
    """A page is recognised by its content, whatever is before its first tag."""
    assert media_type(write_text(tmp_path / "a.html", source)) == found


def test_a_page_by_another_name(tmp_path):
    """A page is recognised under any name. A feed is not a page."""
    assert media_type(write_text(tmp_path / "a", PAGE)) == "text/html"
    assert media_type(write_text(tmp_path / "a.xml", "<?xml version='1.0'?><rss></rss>")) is None


REFUSED = [
    ("an error", body("<h1>404 Not Found</h1><p>The page that you look for has moved.</p>"), "an error page"),
    ("an error in Spanish", body("<p>Lo sentimos: página no encontrada.</p>"), "'no encontrada'"),
    ("a robot's check", body("<p>Just a moment... Enable JavaScript to go on.</p>"), "an error page"),
    ("an error by its number", body("<h1>HTTP 503</h1><p>Try again in a minute.</p>"), "'HTTP 503'"),
    ("a number for a heading", body("<h1>404</h1><p>Go to our new pages.</p>"), "'404'"),
    ("frames", "<html><frameset cols='20%,*'><frame src=a.html><frame src=b.html></frameset></html>", "its frames"),
    ("a script", body("<div id=root></div><script>show('It fell by half in the year after.')</script>"), "no text"),
    ("nothing", "<html></html>", "no text"),
    ("nothing at all", "<!doctype html>", "no text"),
    ("depth", body("<div>" * 100_000 + "The text." + "</div>" * 100_000), "no text"),
]


@pytest.mark.parametrize(("source", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_text_is_refused(tmp_path, source, reason):
    """A page without text is refused with the reason on one line."""
    path = write_text(tmp_path / "page.html", source)
    with Extractor() as extractor, pytest.raises(UnreadableFile, match=reason) as refusal:
        extractor.extract(path)
    assert "\n" not in str(refusal.value)


def test_an_article_about_errors(tmp_path):
    """A page with enough text may contain the words of an error."""
    text = "The weapon was not found, and the case was closed within the year. " * 10
    assert "not found" in read(tmp_path, body(f"<p>{text}</p>")).text
    assert "500 ships" in read(tmp_path, body("<p>In 403 days, 500 ships came.</p>")).text


def test_text_is_text(tmp_path):
    """Markup in the text of a page stays text. Terminal colours are removed, and its own entities are not expanded."""
    source = (
        '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<html><body><p>It said &lt;script&gt;alert(1)&lt;/script&gt; and \x1b[31mred\x1b[0m and &b; and &f; in one"
        " line.</p></body></html>"
    )
    text = read(tmp_path, source).text
    assert "It said <script>alert(1)</script> and red and &b; and &f; in one line." in text


def test_nothing_is_fetched(tmp_path, monkeypatch):
    """No address in a page is ever looked up."""

    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    remote = "http://example.org/a"
    source = f"""<!DOCTYPE html SYSTEM "{remote}.dtd"><html><head><base href="{remote}"><link href="{remote}">
    <meta http-equiv=refresh content="0;url={remote}"></head><body><img src="{remote}"><iframe src="{remote}"></iframe>
    <p>The text that stands in the page itself.</p></body></html>"""
    assert read(tmp_path, source).text == "The text that stands in the page itself."


def test_pictures_inside_a_page_do_not_count(tmp_path, monkeypatch):
    """A page saved with its pictures is read. A page that is too long without its pictures is refused."""
    monkeypatch.setattr("corpus.reading.html.MAX_SOURCE_CHARACTERS", 5_000)
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 1_000}">'
    assert read(tmp_path, body(f"{picture}<p>The text beside the picture.</p>")).text == "The text beside the picture."
    with pytest.raises(UnreadableFile, match="more than 5,000 characters"):
        read(tmp_path, body(f"<p>{'long ' * 1_001}</p>"))


def test_one_endless_line(tmp_path):
    """A paragraph of a million characters is cut with a warning."""
    path = write_text(tmp_path / "a.html", body(f"<p>{'x' * 1_000_000}</p>"))
    document = extract(path, Monitor(ReadingLimits(page_characters=1_000)))
    assert document.text == "x" * 1_000
    assert document.warnings == ("a paragraph of more than 1,000 characters: the rest was not read",)
