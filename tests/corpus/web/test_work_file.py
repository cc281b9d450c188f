"""The search for the file of one work, with a web on this machine."""

from threading import Lock

import pytest

from corpus.model import Reference
from corpus.reading.pdf import ocr
from corpus.reading.sandbox import Extractor
from corpus.web.links import WantedWork
from corpus.web.work_file import WorkFileSearch, expected_pages
from tests.corpus.pdfs import Text, paragraph, scan, write
from tests.web import Page, broken_off, moved, pdf

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
TITLE = "Streets Without Shots: What Worked in Nine Cities"
PDF = "https://example.org/files/streets.pdf"
PAGE = "https://example.org/streets"
COPY = f"https://web.archive.org/web/2018id_/{PDF}"


@pytest.fixture(scope="module")
def extractor():
    with Extractor() as extractor:
        yield extractor


@pytest.fixture
def made(tmp_path):
    """Write a report with this title on its first page."""

    def make(title=TITLE, pages=3):
        first = [Text(title, y=700, size=16), *paragraph(["By Ada Field"], 650)]
        rest = [paragraph([f"Page {n} tells how the streets of the city became quiet."]) for n in range(2, pages + 1)]
        return write(tmp_path / "made.pdf", [first, *rest]).read_bytes()

    return make


@pytest.fixture
def look(fake, extractor, tmp_path):
    """Search for the work at these addresses. Return the address of the file, the failures and the search."""

    def look(*links, folder=tmp_path, **csl):
        reference = Reference("streets", {"type": "report", "title": TITLE, **csl}, "report", "descriptive")
        with fake.web(folder).visit("streets") as visit:
            search = WorkFileSearch(WantedWork(reference, (TITLE,), links, ""), visit, extractor, Lock(), folder)
            found = search.run()
        return found and found.download.url, {failed.url: str(failed.error) for failed in search.failed}, search

    return look


def test_a_file_at_its_address(fake, look, made):
    """A file at an address of the record is read, and robots.txt is not requested for it."""
    fake.pages[PDF] = pdf(made())
    assert look(PDF)[:2] == (PDF, {})
    assert [url for url, _ in fake.asked] == [PDF]


def test_a_dead_address_is_replaced_by_its_archived_copy(fake, look, made):
    """The archived copy of a missing file is found, after the archive redirects to the nearest copy."""
    nearest = COPY.replace("2018id_", "20180304050607id_")
    fake.pages[PDF] = Page(status=404)
    fake.pages[COPY] = moved(nearest)
    fake.pages[nearest] = pdf(made())
    url, tried, _ = look(PDF)
    assert (url, tried) == (nearest, {PDF: "nothing is there (404 Not Found)"})


def test_a_dead_host_is_replaced_by_the_archive(fake, look, made):
    """An address on a host that does not exist any more is dead too."""
    fake.pages[COPY] = pdf(made())
    url, tried, _ = look(PDF)
    assert (url, tried) == (COPY, {PDF: "the host 'example.org' is not found"})


def test_an_error_page_served_as_a_pdf_is_not_the_work(fake, look, made):
    """HTML at the address of a file is recognised, and the archived copy of the file is requested."""
    fake.pages[PDF] = pdf(b"<!doctype html><html><body>Sorry, we moved</body></html>")
    fake.pages[COPY] = pdf(made())
    url, tried, _ = look(PDF)
    assert (url, tried) == (COPY, {PDF: "a web page without the document"})


def test_a_login_is_left_to_a_person(fake, look):
    """An address that asks for a login is reported, and no archived copy of it is requested."""
    fake.pages[PDF] = Page(status=403)
    url, tried, search = look(PDF)
    assert url is None
    assert tried == {PDF: "the server asks for a login, a payment or a person at a browser (403 Forbidden)"}
    assert not search.failure.again


def test_a_page_leads_to_the_file(fake, look, made):
    """The file that a page declares is downloaded, also from another host, and robots.txt is obeyed for it."""
    fake.pages[PAGE] = Page(b'<html><meta name="citation_pdf_url" content="https://cdn.example.net/s.pdf"></html>')
    fake.pages["https://cdn.example.net/s.pdf"] = pdf(made())
    assert look(PAGE)[0] == "https://cdn.example.net/s.pdf"
    asked = [url for url, _ in fake.asked]
    assert asked == [
        "https://example.org/robots.txt",
        PAGE,
        "https://cdn.example.net/robots.txt",
        "https://cdn.example.net/s.pdf",
    ]


def test_robots_txt_forbids_a_page(fake, look, made):
    """Neither a page that robots.txt forbids nor its archived copy is requested."""
    fake.pages["https://example.org/robots.txt"] = Page(b"User-agent: *\nDisallow: /streets", "text/plain")
    fake.pages[PAGE] = Page(b"<html><a href='/s.pdf'>PDF</a></html>")
    url, tried, _ = look(PAGE)
    assert url is None
    assert tried == {PAGE: "example.org asks programs to keep away from this page (robots.txt)"}


def test_a_list_leads_to_a_page_and_the_page_to_the_file(fake, look, made):
    """A list of works leads to the page that names the work, and that page leads to the file."""
    links = "".join(f'<a href="/{n}.pdf">Report {n}</a>' for n in range(9))
    fake.pages[PAGE] = Page(f'<html>{links}<a href="/it">{TITLE}</a></html>'.encode())
    fake.pages["https://example.org/it"] = Page(b'<html><a href="/get?id=7">Download PDF</a></html>')
    fake.pages["https://example.org/get?id=7"] = pdf(made())
    assert look(PAGE)[0] == "https://example.org/get?id=7"


def test_pages_that_link_to_each_other_end(fake, look):
    """No address is requested twice, however pages link to each other."""
    fake.pages[PAGE] = Page(f'<html><a href="/it">{TITLE}</a></html>'.encode())
    fake.pages["https://example.org/it"] = Page(f'<html><a href="{PAGE}">{TITLE} pdf</a></html>'.encode())
    assert look(PAGE)[0] is None
    assert fake.times(PAGE) == 1


def test_a_doi_leads_through_its_page(fake, look, made):
    """A DOI leads to the publisher's page, if robots.txt allows that, and on to the file."""
    fake.pages["https://doi.org/10.1000/s"] = moved(PAGE)
    fake.pages[PAGE] = Page(b'<html><a href="files/streets.pdf">Full text</a></html>')
    fake.pages[PDF] = pdf(made())
    assert look("https://doi.org/10.1000/s")[0] == PDF
    assert fake.times("https://doi.org/robots.txt") == 0

    fake.pages["https://example.org/robots.txt"] = Page(b"User-agent: *\nDisallow: /streets", "text/plain")
    assert "robots.txt" in look("https://doi.org/10.1000/s")[1]["https://doi.org/10.1000/s"]


def test_the_file_of_another_work_is_refused(fake, look, made, tmp_path):
    """A file that does not name the work is refused, with the title that it has, and deleted."""
    fake.pages[PDF] = pdf(made("Annual Report of the Water Board"))
    url, tried, search = look(PDF)
    assert url is None
    reason = "the file does not name the work (it says 'Annual Report of the Water Board')"
    assert tried == {PDF: reason}
    assert str(search.failure) == reason
    assert not (tmp_path / "downloads").exists()


@pytest.mark.parametrize(
    ("title", "paragraphs", "reason"),
    [
        (TITLE, 9, None),
        ("Weather for the Coast", 9, "the file does not name the work (it says 'Weather for the Coast')"),
        (TITLE, 1, "a web page without the text of the work"),
    ],
)
def test_a_work_that_is_a_web_page(fake, look, title, paragraphs, reason):
    """A page is accepted for a work that is a web page if it has the title and enough text. A page that asks for
    cookies or a subscription has not. Its links are not followed.
    """
    text = "".join(
        f"<p>In city number {n} the officers walked the streets each evening and spoke with all who lived there.</p>"
        for n in range(paragraphs)
    )
    page = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
    fake.pages[PAGE] = Page(f"{page}</article><a href='/other.pdf'>PDF</a></body></html>".encode())
    assert look(PAGE, type="article-newspaper")[:2] == ((PAGE, {}) if reason is None else (None, {PAGE: reason}))
    assert fake.times("https://example.org/other.pdf") == 0


def test_a_scan_is_left_to_a_person(fake, look, made, tmp_path, monkeypatch):
    """A scan is reported with the command that installs OCR if OCR is missing, and is worth fetching again then."""
    monkeypatch.setattr("corpus.reading.pdf.ocr.available", lambda: False)
    made()
    fake.pages[PDF] = pdf(scan(tmp_path / "made.pdf", tmp_path / "scan.pdf").read_bytes())
    _, tried, search = look(PDF)
    assert tried == {
        PDF: "the file is a scan: its pages are pictures, which OCR may read (pip install 'evidence-assistant[ocr]', "
        "and fetch again)"
    }
    assert search.failure.again


@needs_ocr
def test_a_scan_is_read(fake, look, made, tmp_path):
    """With OCR, a scan is recognised by its text and the scan of another work is refused. The OCR results are kept for
    `evidence add` and for the next attempt.
    """
    made()
    fake.pages[PDF] = pdf(scan(tmp_path / "made.pdf", tmp_path / "scan.pdf").read_bytes())
    url, tried, _ = look(PDF)
    assert (url, tried) == (PDF, {})
    made("Annual Report of the Water Board", pages=2)
    fake.pages[PAGE + ".pdf"] = pdf(scan(tmp_path / "made.pdf", tmp_path / "scan.pdf").read_bytes())
    _, tried, search = look(PAGE + ".pdf")
    assert tried[PAGE + ".pdf"].startswith("the file does not name the work (it says 'Annual Report of the Water")
    assert search.failure.other_work
    assert not search.failure.again
    assert len(list((tmp_path / "readings").iterdir())) == 2


@needs_ocr
def test_a_scan_without_text(fake, look, tmp_path):
    """A scan in which OCR finds no text is refused, and is not worth fetching again."""
    fake.pages[PDF] = pdf(write(tmp_path / "scan.pdf", [b"0 0 m 9 9 l S"]).read_bytes())
    _, tried, search = look(PDF)
    assert tried == {PDF: "the file is a scan, and has no text by which to know the work"}
    assert not search.failure.again


def test_a_part_of_the_work_is_refused(fake, look, made):
    """A preview is refused if the number of pages of the work is known."""
    fake.pages[PDF] = pdf(made(pages=2))
    assert look(PDF, page="465-482")[1] == {PDF: "the file has 2 of the work's 18 pages"}


@pytest.mark.parametrize(
    ("csl", "pages"),
    [
        ({"number-of-pages": "36"}, 36),
        ({"page": "89-101"}, 13),
        ({"page": "465–482"}, 18),
        ({"page": "1"}, None),
        ({}, None),
    ],
)
def test_expected_pages(csl, pages):
    """The number of pages is read from a number or a range of pages."""
    assert expected_pages(WantedWork(Reference("a", csl, "", ""), (), (), "")) == pages


def test_a_damaged_file_is_refused(fake, look):
    """A file that cannot be read is refused."""
    fake.pages[PDF] = pdf(b"%PDF-1.7 nothing\n%%EOF")
    assert look(PDF)[1][PDF].startswith("the file cannot be read: ")


def test_a_temporary_failure_is_reported_first(fake, look):
    """If one address failed temporarily, that reason is reported, and a later attempt may succeed."""
    fake.pages[PDF] = Page(status=503)
    fake.pages[PAGE] = Page(status=404)
    assert look(PAGE, PDF)[2].failure.again


def test_a_later_run_resumes_a_download(fake, look, made, tmp_path):
    """A later run requests only the rest of a file."""
    content = made(pages=9)
    fake.pages[PDF] = broken_off(content, 1500)
    headers = {}

    def once(handler):
        headers.update(handler.headers)
        broken_off(content, 1500, tag='"a"')(handler)

    fake.pages[PDF] = once
    fake.pages["https://example.org/robots.txt"] = Page(status=404)
    with_one = fake.web(tmp_path, max_attempts=1)
    with with_one.visit("streets") as visit, pytest.raises(Exception, match="broke off"):
        visit.download(PDF)
    assert look(PDF)[0] == PDF
    assert headers["Range"] == "bytes=1500-"
