"""One file into a library, without threads: a reader that returns what the test says."""

from threading import Event

import pytest

from assistant.ingest.add_file import FileAdder
from assistant.ingest.model import AddResult, Incoming
from assistant.progress import JobProgress
from corpus.errors import UnreadableFile
from corpus.model import Document, Locator, Page, Reference
from tests.web import pdf


class FakeExtractor:
    """Stands in for `corpus.reading.sandbox.Extractor`: returns the bytes of a file as the text of one page."""

    def __init__(self):
        self.read = []
        self.before_return = lambda: None

    def extract(self, path, on_page, ocr, ocr_results):
        self.read.append((path.name, ocr))
        on_page(1, 1)
        self.before_return()
        text = path.read_text()
        if text == "broken":
            raise UnreadableFile("it is broken")
        method = "text" if text.strip() else "none"
        return Document((Page(Locator("page", 1, None), text.strip(), method),), (), {}, ("a warning",) if text else ())


@pytest.fixture
def extractor():
    return FakeExtractor()


@pytest.fixture
def stop():
    return Event()


@pytest.fixture
def adder(corpus, extractor, stop):
    return FileAdder(corpus, extractor, JobProgress(), stop, None, "never")


@pytest.fixture
def report(tmp_path):
    return write(tmp_path / "report.txt", "Harbour patrols cut thefts by a third.")


def write(path, text):
    path.write_text(text)
    return Incoming(str(path), path, path.stat().st_size)


def test_a_new_file_is_stored(corpus, adder, report):
    """The outcome has what was read and which work it is; the passages are those of the library."""
    result = adder.add(report)
    (outcome,) = result.outcomes
    assert (outcome.status, outcome.by, outcome.pages, outcome.reason) == ("added", "new", 1, "a warning")
    assert list(result.passage_ids) == corpus.passage_ids() != []
    assert corpus.full_texts() == {outcome.key: str(report.path)}


def test_a_file_is_read_once(adder, extractor, report):
    """A held file is not read again, and there are no new passages."""
    adder.add(report)
    again = adder.add(report)
    assert ([outcome.status for outcome in again.outcomes], again.passage_ids) == (["already held"], ())
    assert len(extractor.read) == 1


def test_a_second_copy_is_not_stored(corpus, adder, report, tmp_path):
    """A file with the same text but other bytes is not stored."""
    adder.add(report)
    result = adder.add(write(tmp_path / "copy.txt", "Harbour patrols cut thefts by a third.\n"))
    assert ([outcome.status for outcome in result.outcomes], result.passage_ids) == (["second copy"], ())
    assert len(corpus.sources()) == 1


def test_a_file_that_cannot_be_read_is_refused(adder, tmp_path):
    """The reason is the reader's, or the file system's in lower case."""
    (broken,) = adder.add(write(tmp_path / "broken.txt", "broken")).outcomes
    assert (broken.status, broken.reason) == ("refused", "it is broken")
    gone = tmp_path / "gone.txt"
    (missing,) = adder.add(Incoming(str(gone), gone, 0)).outcomes
    assert (missing.status, missing.reason) == ("refused", "no such file or directory")


def test_a_file_of_a_stopped_job_has_no_outcome(corpus, adder, extractor, stop, report, tmp_path):
    """A file that is read or fails while the job is stopped is neither added nor refused."""
    extractor.before_return = stop.set
    assert adder.add(report) == AddResult()
    assert adder.add(write(tmp_path / "broken.txt", "broken")) == AddResult()
    assert corpus.sources() == {}


def test_a_file_with_pages_that_can_be_read_now_is_read_again(corpus, extractor, tmp_path):
    """An unreadable page is read again once OCR is on. The file keeps its work unless a person names another work."""
    corpus.put([Reference("right", {"title": "Right"}, "report", "guide")])
    scan = write(tmp_path / "scan.txt", " ")
    first, without_ocr, again = (
        FileAdder(corpus, extractor, JobProgress(), Event(), None, mode).add(scan)
        for mode in ("never", "never", "auto")
    )
    assert [result.outcomes[0].status for result in (first, without_ocr, again)] == [
        "added", "already held", "read again",
    ]  # fmt: skip
    assert again.outcomes[0].key == first.outcomes[0].key
    named = Incoming(str(scan.path), scan.path, 1, named=True, key="right")
    moved = FileAdder(corpus, extractor, JobProgress(), Event(), None, "auto").add(named)
    assert [outcome.status for outcome in moved.outcomes] == ["given to another work", "read again"]
    assert {outcome.key for outcome in moved.outcomes} == {"right"}
    assert [ocr for _, ocr in extractor.read] == ["never", "auto", "auto"]


def test_a_document_that_was_read_before_is_not_read_again(adder, extractor, report):
    """`Incoming.document` takes the place of reading the file, also for a file that nobody named."""
    document = Document((Page(Locator("page", 1, None), "It was read before.", "text"),), (), {}, ())
    file = Incoming(str(report.path), report.path, 1, named=False, document=document)
    assert [outcome.status for outcome in adder.add(file).outcomes] == ["added"]
    assert extractor.read == []


def test_an_address_is_downloaded_once(corpus, extractor, fake):
    """The file of an address is downloaded, added, and deleted; the same address is not requested again."""
    url = "https://example.org/report.txt"
    fake.pages[url] = pdf(b"%PDF-1.7 Harbour patrols cut thefts by a third.\n%%EOF")
    adder = FileAdder(corpus, extractor, JobProgress(), Event(), fake.web(corpus.folder), "never")
    statuses = [adder.add(Incoming(url, None, 0)).outcomes[0].status for _ in range(2)]
    assert (statuses, fake.times(url)) == (["added", "already held"], 1)
    assert not (corpus.folder / "downloads").exists()


def test_an_address_without_a_file_is_refused(corpus, extractor, fake):
    """The reason is the server's answer."""
    fake.pages["https://example.org/"] = pdf(b"")
    adder = FileAdder(corpus, extractor, JobProgress(), Event(), fake.web(corpus.folder), "never")
    (outcome,) = adder.add(Incoming("https://example.org/gone.pdf", None, 0)).outcomes
    assert (outcome.status, outcome.reason) == ("refused", "nothing is there (404 Not Found)")


def test_an_address_whose_file_has_changed(corpus, extractor, fake):
    """An address is downloaded again if a person wants the new file. The new text takes the place of the old one."""
    url = "https://example.org/report.txt"
    text = b"%PDF-1.7 Harbour patrols cut thefts by a third in the first year of the study.\n%%EOF"
    fake.pages[url] = pdf(text)

    def add(replace=None):
        web = fake.web(corpus.folder)
        adder = FileAdder(corpus, extractor, JobProgress(), Event(), web, "never", replace)
        return adder.add(Incoming(url, None, 0)).outcomes[0]

    key = add().key
    fake.pages[url] = pdf(text.replace(b"third", b"half"))
    assert add().status == "already held"
    replaced = add("yes")
    assert (replaced.status, replaced.key, replaced.change.file) == ("replaced", key, url)
    assert add("yes").status == "already held"
    assert [version.origins for version in corpus.versions(key)] == [(url,)]
