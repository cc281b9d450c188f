"""Importing an export in Zotero's layout, with a small encoder and the real child process."""

import pytest

from assistant.importing import import_file
from assistant.ingest.coordinator import Ingest
from assistant.progress import JobProgress
from corpus.works.edit import apply_changes
from index.build import Builder
from tests.encoders import WordEncoder
from tests.reports import write_pdf

LIBRARY = r"""
@techreport{abt_what_2016,
	title = {What {Works} in {Reducing} {Community} {Violence}},
	author = {Abt, Thomas and Winship, Christopher},
	year = {2016},
	file = {Full Text PDF:files/12/Abt_Winship - 2016.pdf:application/pdf;Snapshot:files/13/x.html:text/html},
}
@article{braga_2018,
	title = {Focused Deterrence},
	year = {2018},
	file = {files/14/Año.pdf;files/99/gone.pdf;../outside.pdf},
}
@book{broken, title = {never closed
@misc{bare, title = {A Reference Without a File}}
@online{post, title = {Harbours at Night}, file = {Snapshot:files/13/post.html:text/html}}
"""

TEXT = "The officers walked the harbour every evening and spoke with the people who lived there. " * 12
SNAPSHOT = f"<!doctype html><html><title>Harbours at Night</title><body><article><p>{TEXT}</p></article></body></html>"


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    for number in (12, 13, 14):
        (folder / "files" / str(number)).mkdir(parents=True)
    write_pdf(folder / "files" / "12" / "Abt_Winship - 2016.pdf", ["Focused deterrence has the largest effect."])
    write_pdf(folder / "files" / "14" / "Año.pdf", ["Deterrence that is focused reduces crime in cities."])
    write_pdf(tmp_path / "outside.pdf", ["This page was never exported by anyone."])
    (folder / "files" / "13" / "x.html").write_text(SNAPSHOT, "utf-8")
    (folder / "files" / "13" / "post.html").write_text(SNAPSHOT, "utf-8")
    (folder / "My Library.bib").write_text(LIBRARY, "utf-8")
    return folder / "My Library.bib"


def run(corpus, path):
    progress = JobProgress()
    ingest = Ingest(corpus, Builder(corpus.folder, WordEncoder()), progress)
    report = import_file(path, [], corpus, lambda: ingest, progress)
    assert progress.files == progress.files_total
    return report


def test_references_come_in_with_their_files(corpus, export):
    """Each file becomes the text of its work, and the report names every file that is not added."""
    report = run(corpus, export)
    assert [(each.key, each.status) for each in report.references] == [
        ("abt-what-2016", "new"),
        ("braga-2018", "new"),
        ("bare", "new"),
        ("post", "new"),
    ]
    assert [problem.line for problem in report.problems] == [13]
    files = {outcome.path.rsplit("/", 1)[-1]: outcome for outcome in report.files}
    assert {name: outcome.status for name, outcome in files.items()} == {
        "Abt_Winship - 2016.pdf": "added",
        "Año.pdf": "added",
        "x.html": "skipped",
        "post.html": "added",
        "gone.pdf": "refused",
        "outside.pdf": "refused",
    }
    assert files["Año.pdf"].key == "braga-2018"
    assert report.failed
    held = {holding.reference.key: holding.status for holding in corpus.holdings()}
    assert held == {
        "abt-what-2016": "full text",
        "braga-2018": "full text",
        "bare": "reference only",
        "post": "full text",
    }
    reference = corpus.reference("bare")
    assert (reference.kind, reference.design, reference.guessed) == ("document", "descriptive", True)


def test_again_adds_nothing(corpus, export):
    """Importing the same export again changes nothing."""
    run(corpus, export)
    before = corpus.references()
    again = run(corpus, export)
    assert again.counts == {"already held": 4}
    assert corpus.references() == before
    assert {outcome.status for outcome in again.files} == {"already held", "skipped", "refused"}


def test_a_file_that_is_the_text_of_another_work(corpus, export):
    """A file of a work to which a person gave another title keeps its work, and the report says so."""
    ingest = Ingest(corpus, Builder(corpus.folder, WordEncoder()), JobProgress())
    ingest.add_paths([str(export.parent / "files" / "14")], None)
    (key,) = corpus.references()
    corpus.put([apply_changes(corpus.reference(key), ["title=A Title That a Person Gave"])])
    files = {outcome.path.rsplit("/", 1)[-1]: outcome for outcome in run(corpus, export).files}
    assert files["Año.pdf"].reason == f"it is held as the text of {key}, not of braga-2018"


def test_references_alone_need_no_model(corpus, tmp_path):
    """No model is loaded if the export names no files."""
    (tmp_path / "bare.ris").write_text("TY  - BOOK\nTI  - A Title\nER  -\n")
    report = import_file(tmp_path / "bare.ris", [], corpus, lambda: pytest.fail("a model was asked for"), JobProgress())
    assert report.counts == {"new": 1}


def test_an_entry_describes_a_file_that_is_held(corpus, export):
    """A file that was added before is the text of the entry that names it, and gets its fields."""
    path = export.parent / "files" / "12" / "Abt_Winship - 2016.pdf"
    held = Ingest(corpus, Builder(corpus.folder, WordEncoder()), JobProgress()).add_paths([str(path)], None).outcomes[0]
    first = run(corpus, export).references[0]
    assert (first.key, first.status) == (held.key, "updated")
    reference = corpus.references()[held.key]
    assert reference.title == "What Works in Reducing Community Violence"
    assert [name["family"] for name in reference.csl["author"]] == ["Abt", "Winship"]
    assert reference.origins["author"].by == "import"
