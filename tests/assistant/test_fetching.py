"""The reading list is fetched from a web on this machine, and every work has the expected outcome."""

import os
import signal
from functools import partial
from io import BytesIO, StringIO
from threading import Thread
from time import monotonic, sleep

import pytest
from pypdf import PdfWriter
from rich.console import Console

from assistant.fetching import Fetching, check_online, choose
from assistant.library import add_reading_list
from assistant.progress import JobProgress
from assistant.render.tables import fetch_text
from corpus.errors import Offline, UnknownKey
from corpus.model import Reference
from corpus.reading.pdf import ocr
from corpus.store.corpus import Corpus
from index.build import Builder
from tests.corpus.pdfs import Text, paragraph, scan, write
from tests.encoders import WordEncoder
from tests.starter_web import ARCHIVE, ENTRIES, stating, the_web, work_pdf
from tests.web import dripping, moved, pdf


@pytest.fixture
def corpus(tmp_path):
    with Corpus.create(tmp_path / "library", seed=add_reading_list) as made:
        yield made


@pytest.fixture
def work(tmp_path):
    """Return a PDF of a work of the reading list."""
    return partial(work_pdf, tmp_path)


def fetch(corpus, web, *keys, progress=None):
    works = choose(corpus, keys)
    check_online(web, works, corpus.full_texts())
    builder = Builder(corpus.folder, WordEncoder())
    return Fetching(corpus, lambda: builder, progress or JobProgress(), web).run(works)


PEOPLE = {
    "nnsc-2017-non-us-panel-video": "video on a web page; no transcript known",
    "wilson-center-2016-what-works-video": "video on a web page; no transcript known",
    "kleiman-2011": "paywalled",
    "maguire-king-2013": "paywalled",
    "densley-jones-2016": "paywalled; abstract open",
    "braga-2017": "paywalled; summary open",
    "guardian-2017": "no address of it is known",
    "vru-glasgow-2014": "nothing is there (404 Not Found); 1 more tried",
}


def test_the_reading_list_ends_as_it_should(fake, corpus, work):
    """All open works of the 26 are held in full text, from the right address, and the others say why they are not.

    No host gets two requests at once, and a second run requests nothing.
    """
    the_web(fake, work)
    progress = JobProgress()
    report = fetch(corpus, fake.web(corpus.folder), progress=progress)
    ended = {one.key: one for one in report.works}
    assert list(ended) == list(ENTRIES)
    assert {key: one.reason for key, one in ended.items() if one.status == "needs a person"} == PEOPLE
    fetched = {key for key, one in ended.items() if one.status == "fetched"}
    assert fetched == set(ENTRIES) - set(PEOPLE)
    assert {h.reference.key for h in corpus.holdings() if h.status == "full text"} == fetched
    origins = corpus.full_texts()
    assert {key: ended[key].url for key in fetched} == origins
    assert origins["iep-2014"].startswith(f"{ARCHIVE}/20170706000000id_/http://visionofhumanity.org/")
    assert origins["muggah-2016"].endswith("/Haciendo.pdf")
    assert origins["icg-2017"] == "https://d2071.example.net/062-mafia-of-the-poor.pdf"
    kinds = {s.key: s.media_type for s in corpus.sources().values() if s.kind == "full text"}
    assert {key for key, kind in kinds.items() if kind == "text/html"} == {
        "downie-2000", "locke-2016", "nnsc-international-page"
    }  # fmt: skip
    assert set(fake.most_at_once.values()) == {1}
    assert not any(url.startswith("https://www.foreignaffairs.com") for url, _ in fake.asked)
    assert not (corpus.folder / "downloads").exists()
    assert (progress.files, progress.received) == (progress.files_total, progress.expected)
    assert report.failed

    fake.asked.clear()
    again = fetch(corpus, fake.web(corpus.folder), *fetched)
    assert {one.status for one in again.works} == {"already here"}
    assert (again.failed, fake.asked) == (False, [])


def test_another_works_file_leaves_the_record_as_it_was(fake, corpus, work):
    """A file that does not name the work is not added, and the reason quotes its title."""
    url = ENTRIES["felbab-brown-2013-idpc"].urls[0]
    fake.pages[url] = pdf(work("felbab-brown-2013-pinata"))
    (one,) = fetch(corpus, fake.web(corpus.folder), "felbab-brown-2013-idpc").works
    assert one.status == "needs a person"
    assert one.reason.startswith("the file does not name the work (it says 'Peña Nieto’s Piñata")
    assert f"at {url}" in one.reason
    assert one.url == ENTRIES["felbab-brown-2013-idpc"].urls[1]
    assert not corpus.full_texts()


def test_a_file_held_as_another_work_keeps_its_work(fake, corpus, work):
    """If the bytes are held as another work, the outcome says so and the library does not change."""
    url = ENTRIES["felbab-brown-2013-idpc"].urls[0]
    fake.pages[url] = pdf(work("felbab-brown-2013-idpc"))
    fetch(corpus, fake.web(corpus.folder), "felbab-brown-2013-idpc")
    csl = {"type": "report", "title": ENTRIES["felbab-brown-2013-idpc"].reference.title, "URL": url}
    corpus.put([Reference("twin", csl, "report", "guide")])
    (one,) = fetch(corpus, fake.web(corpus.folder), "twin").works
    assert (one.status, one.reason) == ("already here", "the same file is held as felbab-brown-2013-idpc")
    assert set(corpus.full_texts()) == {"felbab-brown-2013-idpc"}


def test_an_imported_reference_is_fetched_by_its_doi(fake, corpus, tmp_path):
    """An imported work is fetched by default, by its DOI."""
    csl = {"type": "article-journal", "title": "Quiet Streets in Nine Cities", "DOI": "10.1000/quiet"}
    corpus.put([Reference("field-2020", csl, "article", "descriptive")])
    fake.pages["https://doi.org/10.1000/quiet"] = moved("https://journal.example/quiet")
    fake.pages["https://journal.example/quiet"] = stating("quiet.pdf")
    content = write(tmp_path / "q.pdf", [[Text("Quiet Streets in Nine Cities", size=18)], paragraph(["It is quiet."])])
    fake.pages["https://journal.example/quiet.pdf"] = pdf(content.read_bytes())
    assert "field-2020" in [one.reference.key for one in choose(corpus, ())]
    (one,) = fetch(corpus, fake.web(corpus.folder), "field-2020").works
    assert (one.status, one.pages, one.url) == ("fetched", 2, "https://journal.example/quiet.pdf")
    assert "field-2020" not in [one.reference.key for one in choose(corpus, ())]


def test_a_stopped_job_keeps_what_was_finished(fake, corpus, work):
    """Ctrl-C loses nothing that was finished, and the report names the rest."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job of a shell ignores SIGINT otherwise
    first, second = "felbab-brown-2013-pinata", "karstedt-2017"
    fake.pages[ENTRIES[first].urls[0]] = pdf(work(first))
    fake.pages[ENTRIES[second].urls[1]] = dripping(work(second), 0.02)
    web = fake.web(corpus.folder, read_seconds=5.0)

    def stop():
        until = monotonic() + 5
        while first not in reader.full_texts() and monotonic() < until:
            sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    with Corpus.open(corpus.folder) as reader:
        thread = Thread(target=stop)
        thread.start()
        report = fetch(corpus, web, first, second)
        thread.join()
    assert report.stopped
    assert [one.status for one in report.works] == ["fetched", "needs a person"]
    assert "stopped before it was fetched" in report.works[1].reason
    assert report.works[1].again
    assert set(corpus.full_texts()) == {first}


def test_offline_nothing_is_done(corpus, fake):
    """A missing network is an error before anything begins, but only if a work must be fetched."""
    with pytest.raises(Offline):
        fetch(corpus, fake.web(corpus.folder))
    (one,) = fetch(corpus, fake.web(corpus.folder), "kleiman-2011").works
    assert one.status == "needs a person"
    with pytest.raises(UnknownKey):
        choose(corpus, ["kleimann-2011"])


@pytest.fixture
def copied(tmp_path, work):
    """Return a work of the reading list as a scan without metadata, and with its title in the metadata."""

    def make(key):
        (tmp_path / "printed.pdf").write_bytes(work(key))
        plain = scan(tmp_path / "printed.pdf", tmp_path / "scan.pdf").read_bytes()
        writer = PdfWriter(clone_from=BytesIO(plain))
        writer.add_metadata({"/Title": ENTRIES[key].reference.title})
        writer.write(named := BytesIO())
        return plain, named.getvalue()

    return make


def test_a_scan_without_ocr(fake, corpus, copied, monkeypatch):
    """Without OCR a scan is not added, and the reason has the commands that read it.

    It is added if its metadata names the work.
    """
    monkeypatch.setattr(ocr, "available", lambda: False)
    key = "felbab-brown-2013-idpc"
    url = ENTRIES[key].urls[0]
    plain, named = copied(key)
    fake.pages[url] = pdf(plain)
    report = fetch(corpus, fake.web(corpus.folder), key)
    (one,) = report.works
    assert (one.status, one.again, corpus.full_texts()) == ("needs a person", True, {})
    assert "the file is a scan: its pages are pictures" in one.reason
    assert "(pip install 'evidence-assistant[ocr]', and fetch again)" in one.reason
    console = Console(width=300, record=True, file=StringIO())
    console.print(fetch_text(report), markup=False, emoji=False, highlight=False)
    assert f"evidence fetch {key}" in console.export_text()

    fake.pages[url] = pdf(named)
    (one,) = fetch(corpus, fake.web(corpus.folder), key).works
    assert one.status == "fetched"
    assert one.reason.startswith(
        f"{one.pages} without text; OCR may read them: pip install 'evidence-assistant[ocr]', then evidence add {url}"
    )
    assert corpus.full_texts() == {key: url}


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_a_scan_is_read_by_ocr(fake, corpus, copied):
    """With OCR a scan is read and added as the work that it names, and the reason says that OCR read it.

    Nothing of the OCR cache is left over.
    """
    key = "felbab-brown-2013-idpc"
    fake.pages[ENTRIES[key].urls[0]] = pdf(copied(key)[0])
    (one,) = fetch(corpus, fake.web(corpus.folder), key).works
    assert (one.status, one.reason) == ("fetched", f"{one.pages} of them read as pictures (OCR)")
    (source,) = (s for s in corpus.sources().values() if s.kind == "full text")
    assert corpus.methods(source.sha256) == {"ocr"}
    assert list((corpus.folder / "readings").iterdir()) == []


def test_the_table_shows_what_a_person_can_do(fake, corpus, work):
    """The table has a row for each work, with the page to look at and the command to use.

    Nothing in it can act on a terminal.
    """
    url = ENTRIES["felbab-brown-2013-idpc"].urls[0]
    fake.pages[url] = pdf(work("felbab-brown-2013-pinata", "Evil [bold]\x1b[31m Title"))
    report = fetch(corpus, fake.web(corpus.folder), "felbab-brown-2013-idpc", "kleiman-2011")
    console = Console(width=300, record=True, file=StringIO())
    console.print(fetch_text(report), markup=False, emoji=False, highlight=False)
    shown = console.export_text()
    assert "needs a person  kleiman-2011" in shown
    assert "https://www.foreignaffairs.com/articles/mexico/2011-08-16/surgical-strikes-drug-wars" in shown
    assert "evidence add FILE --key kleiman-2011" in shown
    assert "0 fetched, 0 already here, 2 needs a person" in shown
    assert "\x1b[31m" not in shown
