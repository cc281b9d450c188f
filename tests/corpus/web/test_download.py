"""Downloads that arrive whole, break off and are resumed, from real servers on this machine."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from corpus.errors import NotFetched
from corpus.web.download import Download, PartialDownload
from tests.web import URL, Page, broken_off, in_turn, pdf, send


def test_a_file_comes_whole_and_is_deleted_with_its_note(fake, content, tmp_path, get):
    """A download has the bytes and the final address, and discarding it leaves nothing behind. The request names this
    program and asks for a document first.
    """
    fake.pages[URL] = pdf(content)
    found = get()
    assert (found.path.read_bytes(), found.url, found.is_html) == (content, URL, False)
    found.discard()
    assert not (tmp_path / "downloads").exists()
    headers = fake.asked[0][1]
    assert headers["User-Agent"].startswith("evidence-assistant/")
    assert headers["Accept"].startswith("application/pdf")


def test_a_file_keeps_its_extension(fake, tmp_path, get):
    """A file keeps its extension, since some formats are recognised by it, and no name leads out of the folder."""
    for path, suffix in {"a/notes.MD": ".md", "a/x.": ".part", "a.b/c": ".part", "a/b.%2e%2e%2fpdf": ".part"}.items():
        fake.pages[f"https://example.org/{path}"] = Page(b"# Notes", "text/markdown")
        found = get(f"https://example.org/{path}")
        assert (found.path.suffix, found.path.parent) == (suffix, tmp_path / "downloads")


def test_a_web_page_is_recognised_by_its_content(fake, get):
    """HTML that is served as a PDF is recognised as HTML."""
    fake.pages[URL] = pdf(b"\n<!DOCTYPE html><html><body>Not found</body></html>")
    assert get().is_html


def test_a_download_is_resumed(fake, content, get):
    """After a download broke off, only the rest of the same version is requested, and the file is complete."""
    fake.pages[URL] = broken_off(content, 1000, tag='"v1"')
    assert get().path.read_bytes() == content
    assert "Range" not in fake.asked[0][1]
    assert (fake.asked[1][1]["Range"], fake.asked[1][1]["If-Range"]) == ("bytes=1000-", '"v1"')


def test_another_version_starts_again(fake, content, get):
    """The beginning of one version is never joined to the end of another."""
    fake.pages[URL] = in_turn(broken_off(b"%PDF- of old" * 100, 500, tag='"v1"'), pdf(content, tag='"v2"'))
    with suppress(NotFetched):
        get(max_attempts=1)
    assert get().path.read_bytes() == content


def test_without_a_version_the_whole_file_is_requested_again(fake, content, get):
    """If the server names no version, the whole file is requested again."""
    fake.pages[URL] = in_turn(broken_off(content, 1000), pdf(content))
    assert get().path.read_bytes() == content
    assert "Range" not in fake.asked[1][1]


def test_a_later_run_resumes_a_download(fake, content, get, refusal):
    """A later run completes the part of an earlier run, and does not request a file that is complete."""
    fake.pages[URL] = broken_off(content, 1000, tag='"v1"')
    assert "broke off" in refusal(max_attempts=1)
    assert get().path.read_bytes() == content
    assert fake.asked[1][1]["Range"] == "bytes=1000-"
    assert get().path.read_bytes() == content
    assert len(fake.asked) == 2


def test_a_part_that_the_server_refuses_is_deleted(fake, content, get):
    """The whole file is requested if the server refuses the range or sends another one."""
    for answer in (Page(status=416), pdf(content, status=206, headers={"Content-Range": "bytes 0-9/10"})):
        fake.pages[URL] = in_turn(broken_off(content, 1000, tag='"v1"'), answer, pdf(content))
        fake.asked.clear()
        # The first answer's own ranges would do; only the second one is in the way.
        found = get()
        assert found.path.read_bytes() == content
        assert ["Range" in headers for _, headers in fake.asked] == [False, True, False]
        found.discard()


def test_a_truncated_pdf_is_refused(fake, content, refusal):
    """A PDF without its end is refused, whether its stated length is too short or missing."""
    fake.pages[URL] = pdf(content, headers={"Content-Length": str(len(content) - 100)})
    assert refusal() == "the server sent a PDF without its end"

    def unending(handler):
        send(handler, 200, {"Connection": "close"}, content[:-100])
        handler.close_connection = True

    fake.pages[URL] = unending
    assert refusal() == "the server sent a PDF without its end"


def test_a_body_shorter_than_stated_is_refused(fake, content, refusal):
    """A body shorter than its stated length is not accepted after any number of attempts."""
    fake.pages[URL] = broken_off(content, len(content) - 1)
    assert "broke off" in refusal()
    assert len(fake.asked) == 3


def test_an_empty_file_is_refused(fake, refusal):
    """An empty file is not a document."""
    fake.pages[URL] = pdf(b"")
    assert refusal() == "the server sent an empty file"


def test_downloads_that_start_and_end_side_by_side(tmp_path):
    """A download can start while another one ends and deletes the folder that it leaves empty."""

    def start_and_discard(name):
        for number in range(100):
            part = PartialDownload(tmp_path / "downloads", name, f"https://example.org/{number}.pdf")
            part.start({})
            Download(part.path, "", is_html=False).discard()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start_and_discard, "abcd"))
    assert not (tmp_path / "downloads").exists()


@pytest.mark.parametrize("kind", ["link", "link to nothing", "pipe"])
@pytest.mark.parametrize("suffix", [".pdf", ".version"])
def test_what_a_link_points_to_stays(fake, content, tmp_path, get, kind, suffix):
    """A link or a pipe in the place of a part or its note is replaced: nothing is appended to what it points to."""
    mine = tmp_path / "mine"
    part = PartialDownload(tmp_path / "downloads", "work", URL)
    part.start({"ETag": '"v1"'})
    place = part.path.with_suffix(suffix)
    place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(mine)
    if kind == "link":
        mine.write_bytes(content[:1000])
    before = mine.read_bytes() if mine.exists() else None
    fake.pages[URL] = pdf(content, tag='"v1"')
    assert get().path.read_bytes() == content
    assert (mine.read_bytes() if mine.exists() else None) == before
    assert "Range" not in fake.asked[0][1]


@pytest.mark.parametrize(
    "note",
    [
        5,
        None,
        [],
        "x",
        {"whole": True},
        {"whole": "yes", "url": "", "html": False},
        {"whole": True, "url": 5, "html": False},
        {"version": 5},
        {"version": "a\r\nX: b"},
        {"version": "ñ"},
        {"other": "x"},
    ],
)
def test_the_note_of_a_stranger(fake, content, tmp_path, get, note):
    """A part whose note this program did not write is downloaded again."""
    part = PartialDownload(tmp_path / "downloads", "work", URL)
    part.start({})
    part.path.write_bytes(b"%PDF-half")
    part.path.with_suffix(".version").write_text(json.dumps(note))
    fake.pages[URL] = pdf(content)
    assert get().path.read_bytes() == content
    assert "Range" not in fake.asked[0][1]
