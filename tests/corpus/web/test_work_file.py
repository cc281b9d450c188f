"""One work's file, from a web on this machine."""

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
    """Writes a report with this title on its first page."""

    def make(title=TITLE, pages=3):
        first = [Text(title, y=700, size=16), *paragraph(["By Ada Field"], 650)]
        rest = [paragraph([f"Page {n} tells how the streets of the city became quiet."]) for n in range(2, pages + 1)]
        return write(tmp_path / "made.pdf", [first, *rest]).read_bytes()

    return make


@pytest.fixture
def look(fake, extractor, tmp_path):
    """Looks for the work at these addresses; gives where it was found, and every address that was no use."""

    def look(*links, folder=tmp_path, **csl):
        reference = Reference("streets", {"type": "report", "title": TITLE, **csl}, "report", "descriptive")
        with fake.web(folder).visit("streets") as visit:
            search = WorkFileSearch(WantedWork(reference, (TITLE,), links, ""), visit, extractor, Lock(), folder)
            found = search.run()
        return found and found.download.url, {failed.url: str(failed.error) for failed in search.failed}, search

    return look


def test_a_file_at_its_address(fake, look, made):
    """This test ensures that a file which is there is read, and no robots.txt asked about what a person names."""
    fake.pages[PDF] = pdf(made())
    assert look(PDF)[:2] == (PDF, {})
    assert [url for url, _ in fake.asked] == [PDF]


def test_a_dead_address_is_looked_for_in_the_archive(fake, look, made):
    """This test ensures that the copy of a file that is gone is found, where the archive sends us on to its nearest."""
    nearest = COPY.replace("2018id_", "20180304050607id_")
    fake.pages[PDF] = Page(status=404)
    fake.pages[COPY] = moved(nearest)
    fake.pages[nearest] = pdf(made())
    url, tried, _ = look(PDF)
    assert (url, tried) == (nearest, {PDF: "nothing is there (404 Not Found)"})


def test_a_host_that_is_gone_is_looked_for_in_the_archive(fake, look, made):
    """This test ensures that a name that nobody has any more is a dead address too."""
    fake.pages[COPY] = pdf(made())
    url, tried, _ = look(PDF)
    assert (url, tried) == (COPY, {PDF: "the host 'example.org' is not found"})


def test_an_error_page_served_as_a_pdf_is_not_the_work(fake, look, made):
    """This test ensures that HTML in place of a file is known, and the archive asked for the file that was there."""
    fake.pages[PDF] = pdf(b"<!doctype html><html><body>Sorry, we moved</body></html>")
    fake.pages[COPY] = pdf(made())
    url, tried, _ = look(PDF)
    assert (url, tried) == (COPY, {PDF: "a web page without the document"})


def test_a_wall_is_left_alone(fake, look):
    """This test ensures that what asks for a login is not looked for elsewhere, and told so."""
    fake.pages[PDF] = Page(status=403)
    url, tried, search = look(PDF)
    assert url is None
    assert tried == {PDF: "the server asks for a login, a payment or a person at a browser (403 Forbidden)"}
    assert not search.failure.again


def test_a_page_leads_to_the_file(fake, look, made):
    """This test ensures that the file which a page states is taken, over hosts, and its links obey robots.txt."""
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


def test_robots_txt_keeps_us_from_a_page(fake, look, made):
    """This test ensures that a page that programs are to keep away from is not asked for, nor its copy."""
    fake.pages["https://example.org/robots.txt"] = Page(b"User-agent: *\nDisallow: /streets", "text/plain")
    fake.pages[PAGE] = Page(b"<html><a href='/s.pdf'>PDF</a></html>")
    url, tried, _ = look(PAGE)
    assert url is None
    assert tried == {PAGE: "example.org asks programs to keep away from this page (robots.txt)"}


def test_a_list_leads_to_a_page_and_that_to_the_file(fake, look, made):
    """This test ensures that a list of works is read for the page that it names as ours."""
    links = "".join(f'<a href="/{n}.pdf">Report {n}</a>' for n in range(9))
    fake.pages[PAGE] = Page(f'<html>{links}<a href="/it">{TITLE}</a></html>'.encode())
    fake.pages["https://example.org/it"] = Page(b'<html><a href="/get?id=7">Download PDF</a></html>')
    fake.pages["https://example.org/get?id=7"] = pdf(made())
    assert look(PAGE)[0] == "https://example.org/get?id=7"


def test_pages_that_lead_to_each_other_end(fake, look):
    """This test ensures that no address is asked for twice, however pages link."""
    fake.pages[PAGE] = Page(f'<html><a href="/it">{TITLE}</a></html>'.encode())
    fake.pages["https://example.org/it"] = Page(f'<html><a href="{PAGE}">{TITLE} pdf</a></html>'.encode())
    assert look(PAGE)[0] is None
    assert fake.times(PAGE) == 1


def test_a_doi_leads_through_its_page(fake, look, made):
    """This test ensures that a DOI is followed to the publisher's page, if programs may, and on to the file."""
    fake.pages["https://doi.org/10.1000/s"] = moved(PAGE)
    fake.pages[PAGE] = Page(b'<html><a href="files/streets.pdf">Full text</a></html>')
    fake.pages[PDF] = pdf(made())
    assert look("https://doi.org/10.1000/s")[0] == PDF
    assert fake.times("https://doi.org/robots.txt") == 0

    fake.pages["https://example.org/robots.txt"] = Page(b"User-agent: *\nDisallow: /streets", "text/plain")
    assert "robots.txt" in look("https://doi.org/10.1000/s")[1]["https://doi.org/10.1000/s"]


def test_another_works_file_is_told_and_not_taken(fake, look, made, tmp_path):
    """This test ensures that a file which does not name the work is refused with what it says, and deleted."""
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
    """This test ensures that a page is taken for a work that is one where it has the title and a text, which a wall of
    cookies or subscriptions has not; and that its links are not followed.
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
    """This test ensures that a scan that cannot be read yet is told as what it is, with the command that installs what
    reads it, and worth fetching again; and that one in which nothing is read is not.
    """
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
    """This test ensures that with the extra a scan is read and known by what it says, that another work's is not taken
    for it, and that what was seen is kept for what adds it, or the next try.
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
def test_a_scan_that_shows_no_text(fake, look, tmp_path):
    """This test ensures that a file in which nothing can be read is not taken for a work, nor fetched again."""
    fake.pages[PDF] = pdf(write(tmp_path / "scan.pdf", [b"0 0 m 9 9 l S"]).read_bytes())
    _, tried, search = look(PDF)
    assert tried == {PDF: "the file is a scan, and has no text by which to know the work"}
    assert not search.failure.again


def test_a_part_of_the_work_is_told_and_not_taken(fake, look, made):
    """This test ensures that a preview is not taken for the work where its number of pages is known."""
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
def test_how_many_pages_a_record_knows_of(csl, pages):
    """This test ensures that a number and a range of pages are read."""
    assert expected_pages(WantedWork(Reference("a", csl, "", ""), (), (), "")) == pages


def test_what_is_no_document_is_told(fake, look):
    """This test ensures that a file that cannot be read is no work's."""
    fake.pages[PDF] = pdf(b"%PDF-1.7 nothing\n%%EOF")
    assert look(PDF)[1][PDF].startswith("the file cannot be read: ")


def test_what_may_pass_is_told_first(fake, look):
    """This test ensures that a person hears that a later try may do, where one address was only in trouble."""
    fake.pages[PDF] = Page(status=503)
    fake.pages[PAGE] = Page(status=404)
    assert look(PAGE, PDF)[2].failure.again


def test_a_download_that_breaks_off_for_good_goes_on_another_day(fake, look, made, tmp_path):
    """This test ensures that a later run asks for the rest only."""
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
