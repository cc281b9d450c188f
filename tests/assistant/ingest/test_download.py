"""The file of an address."""

import pytest

from assistant.ingest.download import download_address
from assistant.progress import JobProgress
from corpus.errors import NetworkError
from tests.web import Page, pdf

CONTENT = b"%PDF-1.7 and so on\n%%EOF"


def test_a_file_is_downloaded_and_counted(fake, tmp_path):
    """The download has the bytes of the file, and the progress has their number."""
    url = "https://example.org/a.pdf"
    fake.pages[url] = pdf(CONTENT)
    progress = JobProgress()
    download = download_address(fake.web(tmp_path), url, progress)
    assert (download.url, download.path.read_bytes()) == (url, CONTENT)
    assert progress.received == progress.expected == len(CONTENT)
    download.discard()
    assert not download.path.exists()


def test_a_page_that_states_its_file_leads_to_it(fake, tmp_path):
    """The file that a web page states is downloaded instead of the page."""
    fake.pages["https://example.org/a"] = Page(b"<html><meta name='citation_pdf_url' content='/b.pdf'></html>")
    fake.pages["https://example.org/b.pdf"] = pdf(CONTENT)
    download = download_address(fake.web(tmp_path), "https://example.org/a", JobProgress())
    assert download.url == "https://example.org/b.pdf"


def test_an_address_without_a_file(fake, tmp_path):
    """An address without a file raises an error."""
    fake.pages["https://example.org/"] = Page()
    with pytest.raises(NetworkError, match="404"):
        download_address(fake.web(tmp_path), "https://example.org/gone.pdf", JobProgress())
