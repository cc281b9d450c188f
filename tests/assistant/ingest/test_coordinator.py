"""All parts of adding together: real files, the real child process, and a small encoder."""

import os
import signal

import pytest

from assistant.ingest import add_file
from assistant.ingest.coordinator import Ingest, call_on_interrupt
from assistant.progress import JobProgress
from corpus.files import hash_file
from corpus.model import Filter, Reference
from corpus.reading.ocr_cache import OcrCache
from corpus.reading.pdf import ocr
from index.build import Builder
from index.search import Index
from tests.corpus.pdfs import Text, paragraph, scan, write
from tests.encoders import WordEncoder
from tests.reports import write_pdf, write_reports
from tests.web import Page, pdf


def add(corpus, *paths, progress=None, key=None, web=None, mode="never"):
    """Add files and return their outcomes by file name."""
    ingest = Ingest(corpus, Builder(corpus.folder, WordEncoder()), progress or JobProgress(), web, mode)
    report = ingest.add_paths([str(path) for path in paths], key)
    return {outcome.path.rsplit("/", 1)[-1]: outcome for outcome in report.outcomes}


def test_progress_ends_at_the_whole(corpus, tmp_path):
    """The counters end at their totals and never run backwards."""
    seen = []
    progress = JobProgress(lambda p: seen.append((p.files, p.pages, p.passages)))
    add(corpus, *write_reports(tmp_path / "reports", 3), progress=progress)
    assert (progress.files, progress.files_total, progress.pages) == (3, 3, 12)
    assert progress.passages == progress.passages_total == len(corpus.passage_ids())
    assert progress.bytes == progress.bytes_total
    assert seen == sorted(seen)


def test_a_file_that_may_not_be_read(corpus, tmp_path, monkeypatch):
    """A file without permission is refused by name, and the other files are added.

    The error is raised where the file is opened: tests may run as root, who may read everything.
    """
    real = add_file.hash_file

    def refuse(path):
        if path.name == "secret.pdf":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(add_file, "hash_file", refuse)
    write_pdf(tmp_path / "secret.pdf", ["Nobody reads this page of the report."])
    write_pdf(tmp_path / "open.pdf", ["Anybody reads this page of the report."])
    found = add(corpus, tmp_path)
    assert (found["secret.pdf"].status, found["secret.pdf"].reason) == ("refused", "permission denied")
    assert found["open.pdf"].status == "added"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused(corpus, tmp_path):
    """A pipe is refused if it is named, and skipped, with the reason, if it is found in a folder."""
    os.mkfifo(tmp_path / "pipe.pdf")
    named, found = (add(corpus, path)["pipe.pdf"] for path in (tmp_path / "pipe.pdf", tmp_path))
    assert (named.status, named.reason) == ("refused", "neither a file nor a folder")
    assert (found.status, found.reason) == ("skipped", "neither a file nor a folder")


def test_a_file_named_twice_is_added_once(corpus, tmp_path):
    """A file and the folder that contains it, given together, are one file."""
    report = write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    assert len(add(corpus, report, tmp_path)) == 1
    assert corpus.counts()["full_texts"] == 1


def test_two_files_of_one_title_are_two_works(corpus, tmp_path):
    """A file with the title of a work that has its full text already is a new work, in the same run or a later one."""
    for n in range(3):
        runs = [Text("Strategic Plan of the Harbour", y=740, size=24), *paragraph([f"The text of plan {n}."], 650)]
        write(tmp_path / f"{n}.pdf", [runs])
    first = add(corpus, tmp_path / "0.pdf", tmp_path / "1.pdf")
    later = add(corpus, tmp_path / "2.pdf")
    keys = [first["0.pdf"].key, first["1.pdf"].key, later["2.pdf"].key]
    assert keys == ["strategic-plan-harbour", "strategic-plan-harbour-2", "strategic-plan-harbour-3"]
    assert corpus.counts()["full_texts"] == 3


def test_hidden_files_and_the_library_itself_are_left_out(corpus, tmp_path):
    """Adding the folder that contains the library does not add the library to itself."""
    (tmp_path / ".git").mkdir()
    write_pdf(tmp_path / ".git" / "hidden.pdf", ["Nobody reads this page of the report."])
    write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    assert set(add(corpus, tmp_path)) == {"report.pdf"}
    assert set(add(corpus, tmp_path)) == {"report.pdf"}


def test_a_folder_with_documents_and_other_files(corpus, tmp_path):
    """The texts and web pages of a folder are added. Files about the folder and parts of a saved page are skipped.

    A file about the folder is added if a person names it.
    """
    page = "<!DOCTYPE html><html><body><p>{} began in the year after the first meeting.</p></body></html>"
    (tmp_path / "in" / "Boston_files").mkdir(parents=True)
    (tmp_path / "in" / "Boston.html").write_text(page.format("Ceasefire"))
    (tmp_path / "in" / "Boston_files" / "advert.html").write_text(page.format("Shopping"))
    for name in ("README.md", "notes.txt", "requirements-dev.txt", "run.log", "note.md"):
        (tmp_path / "in" / name).write_text(f"The text of {name} is short.")
    found = add(corpus, tmp_path / "in")
    assert {name: outcome.status for name, outcome in found.items()} == {
        "Boston.html": "added",
        "advert.html": "skipped",
        "README.md": "skipped",
        "notes.txt": "added",
        "note.md": "added",
        "requirements-dev.txt": "skipped",
        "run.log": "skipped",
    }
    assert found["advert.html"].reason == "a part of the saved page 'Boston'"
    assert found["README.md"].reason == "about the folder it is in; name it to add it"
    assert add(corpus, tmp_path / "in" / "README.md")["README.md"].status == "added"


def test_a_second_copy_of_a_text_is_not_added(corpus, tmp_path):
    """A file with other bytes but the same text is a second copy, in the same run or a later one.

    A text that differs by one word is another work.
    """
    report = write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    for name in ("copy.pdf", "later.pdf"):
        (tmp_path / name).write_bytes(report.read_bytes() + b"\n% downloaded again\n")
    write_pdf(tmp_path / "other.pdf", ["Somebody reads this page of the report."])
    first = add(corpus, report, tmp_path / "copy.pdf", tmp_path / "other.pdf")
    assert {name: o.status for name, o in first.items()} == {
        "report.pdf": "added", "copy.pdf": "second copy", "other.pdf": "added",
    }  # fmt: skip
    assert first["copy.pdf"].key == first["report.pdf"].key
    assert first["copy.pdf"].reason == f"its text is that of {report}"
    assert add(corpus, tmp_path / "later.pdf")["later.pdf"].status == "second copy"
    assert corpus.counts()["full_texts"] == 2


def test_a_file_matched_to_the_wrong_work_is_given_to_the_right_one(corpus, tmp_path):
    """Adding a held file, or a copy of its text, with a key corrects the work that it belongs to."""
    corpus.put([Reference("right", {"title": "The Right Work"}, "report", "guide")])
    report = write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    wrong = add(corpus, report)["report.pdf"].key
    moved = add(corpus, report, key="right")["report.pdf"]
    assert (moved.status, moved.key, moved.by) == ("given to another work", "right", "key")
    assert [h.status for h in corpus.holdings(Filter(keys=("right",)))] == ["full text"]
    assert add(corpus, report, key="right")["report.pdf"].status == "already held"
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(report.read_bytes() + b"\n%\n")
    assert add(corpus, copy, key=wrong)["copy.pdf"].status == "given to another work"
    assert {h.reference.key: h.status for h in corpus.holdings()} == {wrong: "full text", "right": "reference only"}


def test_a_file_that_changes_while_it_is_read(corpus, tmp_path, monkeypatch):
    """A text is never stored with bytes that it was not read from."""
    report = write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])

    def keep(content, media_type, keep=corpus.keep):
        write_pdf(report, ["Somebody wrote another page meanwhile."])
        return keep(content, media_type)

    monkeypatch.setattr(corpus, "keep", keep)
    assert add(corpus, report)["report.pdf"].reason == "it changed while it was read: add it again"
    assert corpus.counts()["full_texts"] == 0


def test_an_address_is_downloaded_and_added(corpus, fake, tmp_path):
    """An address is added as a file is, with the address as its origin, and is not requested again.

    A page that states its file leads to that file. Nothing of the download is left over.
    """
    url = "https://example.org/files/quiet-streets.pdf"
    content = write(tmp_path / "made.pdf", [[Text("Quiet Streets in Nine Cities", size=20)]]).read_bytes()
    fake.pages[url] = pdf(content)
    found = add(corpus, url, url, web=fake.web(corpus.folder))["quiet-streets.pdf"]
    assert (found.status, found.path) == ("added", url)
    (source,) = corpus.sources().values()
    assert (source.origin, source.name) == (url, "quiet-streets.pdf")
    assert corpus.reference(source.key).title == "Quiet Streets in Nine Cities"
    assert corpus.original(source).read_bytes() == content
    assert not (corpus.folder / "downloads").exists()
    assert add(corpus, url, web=fake.web(corpus.folder))["quiet-streets.pdf"].status == "already held"
    assert fake.times(url) == 1

    other = write_pdf(tmp_path / "other.pdf", ["Another report, behind a page."]).read_bytes()
    fake.pages["https://example.org/a"] = Page(b"<html><meta name='citation_pdf_url' content='/b.pdf'></html>")
    fake.pages["https://example.org/b.pdf"] = pdf(other)
    corpus.put([Reference("b", {"title": "B"}, "report", "guide")])
    assert add(corpus, "https://example.org/a", key="b", web=fake.web(corpus.folder))["a"].key == "b"


def test_an_address_without_a_file_is_refused(corpus, fake, tmp_path):
    """An address without a file is refused with the reason, and the other files are added."""
    report = write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    fake.pages["https://example.org/"] = Page()
    bad = ["https://example.org/gone.pdf", "ftp://example.org/a.pdf", "https://nowhere.example/b.pdf"]
    found = add(corpus, *bad, report, web=fake.web(corpus.folder))
    assert found["report.pdf"].status == "added"
    assert found["gone.pdf"].reason == "nothing is there (404 Not Found)"
    assert found["a.pdf"].reason == "only http and https addresses are fetched, not 'ftp://example.org/a.pdf'"
    assert found["b.pdf"].reason == "the host 'nowhere.example' is not found"


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_a_scan_is_read_once_it_can_be(corpus, tmp_path):
    """A scan that was added without its text is read again, once, when it is added again with OCR.

    It keeps its work, and the index has its passages.
    """
    report = scan(write_pdf(tmp_path / "report.pdf", ["The partnership met the groups."]), tmp_path / "scan.pdf")
    before = add(corpus, report)["scan.pdf"]
    assert (before.status, before.unreadable, corpus.passage_ids()) == ("added", (1,), [])
    after = add(corpus, report, mode="auto")["scan.pdf"]
    assert (after.status, after.key, after.unreadable, after.ocr) == ("read again", before.key, (), (1,))
    (passage,) = corpus.passages(corpus.passage_ids()).values()
    assert passage.text == "The partnership met the groups."
    index = Index.open(corpus.folder)
    assert index is not None
    assert list(index.faults()) == []
    assert add(corpus, report, mode="auto")["scan.pdf"].status == "already held"
    assert list((corpus.folder / "readings").iterdir()) == []


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_a_scan_from_an_address_is_read_once_it_can_be(corpus, fake, tmp_path):
    """A scan from an address is read again from the held file, without another download.

    Without OCR the outcome names its unreadable pages.
    """
    url = "https://example.org/scan.pdf"
    report = scan(write_pdf(tmp_path / "report.pdf", ["The partnership met the groups."]), tmp_path / "scan.pdf")
    fake.pages[url] = pdf(report.read_bytes())
    before = add(corpus, url, web=fake.web(corpus.folder))["scan.pdf"]
    again = add(corpus, url, web=fake.web(corpus.folder))["scan.pdf"]
    after = add(corpus, url, web=fake.web(corpus.folder), mode="auto")["scan.pdf"]
    assert (before.status, again.status, after.status) == ("added", "already held", "read again")
    assert before.unreadable == again.unreadable == after.ocr == (1,)
    assert fake.times(url) == 1
    (passage,) = corpus.passages(corpus.passage_ids()).values()
    assert passage.text == "The partnership met the groups."


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_pages_read_before_a_kill_are_not_read_again(corpus, tmp_path):
    """`add` continues at the page at which the last one was killed."""
    report = scan(
        write_pdf(tmp_path / "report.pdf", ["This is on page one.", "And that on two."]), tmp_path / "scan.pdf"
    )
    line = {"text": "What was read before.", "left": 72.0, "right": 300.0, "baseline": 700.0, "size": 11.0}
    OcrCache(corpus.folder, hash_file(report))[1] = [[line], 0.9]
    add(corpus, report, mode="auto")
    (sha256,) = corpus.sources()
    assert [page.text for page in corpus.document(sha256).pages] == ["What was read before.", "And that on two."]


def test_an_interrupt_is_noted_once():
    """The first Ctrl-C calls the function, the second one raises, and afterwards all is as before."""
    before = signal.getsignal(signal.SIGINT)
    noted = []
    with pytest.raises(KeyboardInterrupt), call_on_interrupt(lambda: noted.append("first")):
        signal.raise_signal(signal.SIGINT)
        assert noted == ["first"]
        signal.raise_signal(signal.SIGINT)
    assert noted == ["first"]
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_stays_ignored_where_it_is():
    """A job in the background, which ignores Ctrl-C, still ignores it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with call_on_interrupt(lambda: pytest.fail("noted")):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
