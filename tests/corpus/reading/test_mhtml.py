"""Web pages saved in one file, written by hand."""

import base64
import quopri

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract, media_type
from corpus.reading.limits import ReadingLimits
from corpus.reading.sandbox import Extractor
from corpus.works.identify import identify
from tests.corpus.documents import BOUNDARY, SAVED, mhtml, part
from tests.corpus.reading import test_html

TEXT = "A prevenção em São Paulo, niñez y juventud."
PICTURE = part(base64.encodebytes(b"no picture"), "image/png", "base64", Content_Location="https://example.org/a.png")
FRAME = part(b"<html><body><p>An advertisement.</p></body></html>", Content_Location="cid:frame@mhtml.blink")


def page(text=TEXT, encoding="utf-8", head=""):
    return f"<html><head>{head}<title>Prevenção</title></head><body><p>{text}</p></body></html>".encode(encoding)


def quoted(content, kind="text/html", **fields):
    return part(quopri.encodestring(content), kind, "quoted-printable", **fields)


def packed(content, kind="text/html", **fields):
    return part(base64.encodebytes(content), kind, "base64", **fields)


def test_a_page_in_one_file(tmp_path):
    """A page saved with its pictures in one file has the same text as the page alone, and is the same work."""
    alone = tmp_path / "a.html"
    alone.write_text(test_html.PAGE, "utf-8")
    path = mhtml(tmp_path / "a.mhtml", quoted(test_html.PAGE.encode()), PICTURE, FRAME)
    assert media_type(path) == "multipart/related"
    assert extract(path) == extract(alone)
    work = identify(extract(path), "a.mhtml", [], ()).reference
    assert work.csl["URL"] == "https://www.example.org/news/boston-ceasefire"


ADDRESSES = [
    ("where it was saved", quoted(page(), Content_Location="https://example.org/part"), SAVED, "https://example.org/saved"),
    ("of the part", quoted(page(), Content_Location="https://example.org/part"), SAVED.replace("Snapshot-", "X-"),
     "https://example.org/part"),
    ("of the whole", quoted(page()), SAVED.replace("Snapshot-", ""), "https://example.org/saved"),
    ("of a disk", quoted(page(), Content_Location="file:///C:/a/b.htm"), SAVED.replace("Snapshot-", "X-"), None),
    ("with what no address has", quoted(page(), Content_Location="https://example.org/\x1b[31m<b> a"),
     SAVED.replace("Snapshot-", "X-"), None),
    ("of a script", quoted(page(), Content_Location="javascript:alert(1)"), SAVED.replace("Snapshot-", "X-"), None),
]  # fmt: skip


@pytest.mark.parametrize(("content", "head", "url"), [case[1:] for case in ADDRESSES], ids=[c[0] for c in ADDRESSES])
def test_its_address(tmp_path, content, head, url):
    """A page that names no address gets the address that it was saved from, if that is a web address."""
    assert extract(mhtml(tmp_path / "a.mht", content, head=head)).metadata.get("url") == url


LETTERS = [
    ("as quoted bytes", quoted(page())),
    ("packed", packed(page())),
    ("as they are", part(page(), encoding="8bit")),
    ("as binary", part(page(), encoding="binary")),
    ("of a code page that is told beside them", quoted(page(encoding="latin-1"), 'text/html; charset="iso-8859-1"')),
    ("of one that they tell", packed(page(encoding="latin-1", head="<meta charset=iso-8859-1>"))),
    ("of one that there is not", quoted(page(encoding="cp1252"), "text/html; charset=klingon")),
    ("with a mark", packed(page(encoding="utf-8-sig"))),
    ("of two bytes", packed(page(encoding="utf-16"))),
    ("in XHTML", quoted(page(), "application/xhtml+xml")),
]


@pytest.mark.parametrize("content", [case[1] for case in LETTERS], ids=[case[0] for case in LETTERS])
def test_letters(tmp_path, content):
    """Letters are decoded correctly from any transfer encoding and character set."""
    document = extract(mhtml(tmp_path / "a.mht", content, PICTURE))
    assert (document.text, document.warnings) == (TEXT, ())


def related(*parts, kind="multipart/alternative"):
    inner = b"".join(b"--in\r\n%b\r\n" % one for one in parts) + b"--in--\r\n"
    return f'Content-Type: {kind}; boundary="in"\r\n'.encode() + b"Content-ID: <whole@1>\r\n\r\n" + inner


ALTERNATIVES = related(part(b"Plain.", "text/plain"), quoted(page()))
DEEPER = related(related(quoted(page())).replace(b"--in", b"--i2").replace(b'"in"', b'"i2"'))
PLACES = [
    ("the first", "", [PICTURE, quoted(page()), FRAME]),
    ("a part that is named", '\r\n\tstart="<p@1>";', [FRAME, quoted(page(), Content_ID="<p@1>")]),
    ("the first where nothing has the name", '\r\n\tstart="<p@9>";', [quoted(page()), FRAME]),
    ("within a part that is named", '\r\n\tstart="<whole@1>";', [FRAME, ALTERNATIVES]),
    ("within another", "", [DEEPER, FRAME]),
]


@pytest.mark.parametrize(("more", "parts"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_which_part_is_the_page(tmp_path, more, parts):
    """The part that the file names is read, or else the first page in it. No other part is read."""
    assert extract(mhtml(tmp_path / "a.mht", *parts, more=more)).text == TEXT


def test_a_page_without_parts(tmp_path):
    """A page saved without pictures, which is a message without parts, is recognised by its suffix."""
    path = tmp_path / "a.mht"
    path.write_bytes(b"From: <Saved by Windows Internet Explorer 8>\r\nMIME-Version: 1.0\r\n" + quoted(page()))
    assert extract(path).text == TEXT
    assert media_type(path.rename(tmp_path / "a.eml")) is None


def test_mail_is_no_saved_page(tmp_path):
    """A mail message with pictures is not a saved page, and neither is a text that begins with a header field."""
    sent = SAVED.replace("From: <Saved by Blink>", "From: a@example.org\r\nTo: b@example.org")
    assert media_type(mhtml(tmp_path / "a.eml", quoted(page()), head=sent)) is None
    (tmp_path / "a.txt").write_text("Note: it fell.\n\nMIME-Version: 1.0", "utf-8")
    assert media_type(tmp_path / "a.txt") == "text/plain"


def test_a_page_that_is_damaged(tmp_path):
    """Broken base64 is decoded as far as possible, with a warning."""
    content = base64.b64encode(page(f"{TEXT} It fell. "))
    document = extract(mhtml(tmp_path / "a.mht", part(content[:40] + b"*" + content[40:], encoding="base64")))
    assert document.text.startswith(TEXT)
    assert document.warnings == ("the page in it is damaged: letters may be missing",)


def test_cut_short(tmp_path):
    """A file that is cut short is read as far as it goes, with a warning."""
    path = mhtml(tmp_path / "a.mht", part(page(f"{TEXT} It fell."), encoding="8bit"))
    path.write_bytes(path.read_bytes().partition(b" It fell.")[0])
    document = extract(path)
    assert (document.text, document.warnings) == (TEXT, ("cut short: text at its end may be missing",))


INSIDE = b"".join(b'Content-Type: multipart/related; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1_000))
HOSTILE = [
    ("100,000 parts", [quoted(page()), *[part(b"a", "image/png")] * 100_000], "more than 10,000 parts"),
    ("parts in parts", [INSIDE + quoted(page())], "nested more than 20 deep"),
    ("base64 that is none", [part(b"PGh0bWw+P", encoding="base64")], "damaged: the page in it"),
    ("no page", [PICTURE, part(b"a", "text/css")], "no web page in it"),
    ("no parts", [], "no web page in it"),
    ("an empty page", [part(b"")], "no text in it"),
    ("comments in comments", [part(b"a", "text/css; " + "(" * 1_000_000)], "nested more deeply"),
    ("no text at all", [packed(b"\x7fELF\0\0")], "not text"),
]


@pytest.mark.parametrize(("parts", "reason"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_hostile_pages(tmp_path, parts, reason):
    """A file made to break its reader, or without a page, is refused with the reason on one line."""
    path = mhtml(tmp_path / "a.mht", *parts)
    with Extractor() as extractor, pytest.raises(UnreadableFile, match=reason) as refusal:
        extractor.extract(path)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("field", ['a;b="' * 200_000, "=?utf-8?q?a?= " * 100_000])
def test_endless_fields(tmp_path, field):
    """A header field of a megabyte does not slow the reader down: it is shortened."""
    parts = [part(b"a", f"text/css; {field}"), part(page(), encoding="8bit", Content_ID=field, Content_Location=field)]
    path = mhtml(tmp_path / "a.mht", *parts, head=SAVED.replace("Snapshot-", "X-"))
    with Extractor(ReadingLimits(step_seconds=10)) as extractor:
        assert extractor.extract(path).text == TEXT


def test_nothing_outside_is_read(tmp_path, monkeypatch):
    """No address in a saved page is looked up, whichever field it is in."""

    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    outside = 'message/external-body; access-type=URL; URL="http://example.org/a"'
    parts = [quoted(page(f"<img src=cid:a>{TEXT}")), part(b"Content-Type: text/html\r\n\r\n", outside)]
    assert extract(mhtml(tmp_path / "a.mht", *parts)).text == TEXT


def test_larger_than_it_may_be(tmp_path, monkeypatch):
    """A file that is too large is refused before it is read."""
    monkeypatch.setattr("corpus.reading.mhtml.MAX_TEXT_BYTES", 100)
    with pytest.raises(UnreadableFile, match="larger than"):
        extract(mhtml(tmp_path / "a.mht", quoted(page())))


def test_the_boundary_is_what_is_told(tmp_path):
    """A line of dashes in a page does not end a part."""
    text = f"{TEXT}\n--{BOUNDARY}x\nIt fell."
    assert extract(mhtml(tmp_path / "a.mht", part(page(text), encoding="8bit"))).text.endswith("It fell.")
