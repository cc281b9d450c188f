"""Adding, without the command line: a small honest encoder, real files and the real child process."""

import os

import pytest

from assistant.ingest import Ingest
from assistant.progress import Progress
from corpus.extract import ocr
from corpus.files import hash_file
from corpus.readings import Readings
from corpus.store import Corpus
from index.build import Builder
from index.search import Index
from tests.corpus.pdfs import Text, paragraph, scan, write
from tests.encoders import WordEncoder
from tests.reports import write_pdf, write_reports


@pytest.fixture
def corpus(tmp_path):
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as made:
        yield made


def add(corpus, *paths, progress=None, mode="never"):
    ingest = Ingest(corpus, Builder(corpus.folder, WordEncoder()), progress or Progress(), mode)
    return {os.path.basename(o.path): o for o in ingest.run([str(p) for p in paths], None).outcomes}  # noqa: PTH119


def test_progress_ends_at_the_whole(corpus, tmp_path):
    """This test ensures that the counters end where there is nothing left to do, and never run backwards."""
    seen = []
    progress = Progress(lambda p: seen.append((p.files, p.pages, p.passages)))
    add(corpus, *write_reports(tmp_path / "reports", 3), progress=progress)
    assert (progress.files, progress.files_total, progress.pages) == (3, 3, 12)
    assert progress.passages == progress.passages_total == len(corpus.passage_ids())
    assert progress.bytes == progress.bytes_total
    assert seen == sorted(seen)


def test_a_file_that_may_not_be_read(corpus, tmp_path, monkeypatch):
    """This test ensures that a file without permission is refused by name and the rest of the batch done.

    The refusal is put in where the file is opened: tests may run as root, whom nothing is forbidden.
    """
    from assistant import ingest

    real = ingest.hash_file

    def refuse(path):
        if path.name == "secret.pdf":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(ingest, "hash_file", refuse)
    write_pdf(tmp_path / "secret.pdf", ["Nobody reads this page of the report."])
    write_pdf(tmp_path / "open.pdf", ["Anybody reads this page of the report."])
    found = add(corpus, tmp_path)
    assert (found["secret.pdf"].status, found["secret.pdf"].reason) == ("refused", "permission denied")
    assert found["open.pdf"].status == "added"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_refused(corpus, tmp_path):
    """This test ensures that a pipe is refused when named, and passed over when found in a folder."""
    os.mkfifo(tmp_path / "pipe.pdf")
    assert add(corpus, tmp_path / "pipe.pdf")["pipe.pdf"].reason == "neither a file nor a folder"
    assert add(corpus, tmp_path) == {}


def test_a_file_named_twice_is_added_once(corpus, tmp_path):
    """This test ensures that a file and the folder it stands in, given together, are one file."""
    report = write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    assert len(add(corpus, report, tmp_path)) == 1
    assert corpus.counts()["full_texts"] == 1


def test_two_files_of_one_title_are_two_works(corpus, tmp_path):
    """This test ensures that a title which a work with full text has is no reason to take a file for that work, in
    the same run or a later one.
    """
    for n in range(3):
        runs = [Text("Strategic Plan of the Harbour", y=740, size=24), *paragraph([f"The text of plan {n}."], 650)]
        write(tmp_path / f"{n}.pdf", [runs])
    first = add(corpus, tmp_path / "0.pdf", tmp_path / "1.pdf")
    later = add(corpus, tmp_path / "2.pdf")
    keys = [first["0.pdf"].key, first["1.pdf"].key, later["2.pdf"].key]
    assert keys == ["strategic-plan-harbour", "strategic-plan-harbour-2", "strategic-plan-harbour-3"]
    assert corpus.counts()["full_texts"] == 3


def test_hidden_files_and_the_library_itself_are_passed_over(corpus, tmp_path):
    """This test ensures that adding the folder which the library stands in does not add the library to itself."""
    (tmp_path / ".git").mkdir()
    write_pdf(tmp_path / ".git" / "hidden.pdf", ["Nobody reads this page of the report."])
    write_pdf(tmp_path / "report.pdf", ["Anybody reads this page of the report."])
    assert set(add(corpus, tmp_path)) == {"report.pdf"}
    assert set(add(corpus, tmp_path)) == {"report.pdf"}


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_a_scan_is_read_once_it_can_be(corpus, tmp_path):
    """This test ensures that a file held without text is read again when it is added again and can be read, that it
    keeps its work, that the index follows, and that this is done once.
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
    assert list(index.faults(corpus)) == []
    assert add(corpus, report, mode="auto")["scan.pdf"].status == "already held"
    assert list((corpus.folder / "readings").iterdir()) == []


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_pages_seen_before_a_kill_are_not_read_again(corpus, tmp_path):
    """This test ensures that an `add` goes on at the page at which the last one was killed."""
    report = scan(
        write_pdf(tmp_path / "report.pdf", ["This is on page one.", "And that on two."]), tmp_path / "scan.pdf"
    )
    line = {"text": "What was seen before.", "left": 72.0, "right": 300.0, "baseline": 700.0, "size": 11.0}
    Readings(corpus.folder, hash_file(report))[1] = [[line], 0.9]
    add(corpus, report, mode="auto")
    (sha256,) = corpus.sources()
    assert [page.text for page in corpus.document(sha256).pages] == ["What was seen before.", "And that on two."]
