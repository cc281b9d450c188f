"""`evidence check` as a writer uses it: a draft with planted errors, in real processes."""

import json

import pytest

from tests.corpus.documents import write_text
from tests.reports import write_pdf

PAGES = (
    "The harbour report. Ann Able. May 2019. Boats left the harbour at nine each day of that winter.",
    "Every third boat carried salt, and the count of crews fell by 14.4 percent in a year of storms.",
    "The watch was doubled in May. It did not change what the crews did on the quay in the evening.",
)
DRAFT = """# Brief

Right: “Every third boat carried salt, and the count of crews fell by 14.4 percent” (Able, 2019, PDF p. 2).

Altered: “the count of crews fell by 41.4 percent in a year of storms” (Able, 2019, PDF p. 2).

Negation: “It did change what the crews did on the quay” (Able, 2019, PDF p. 3).

Page: “The watch was doubled in May. It did not change” (Able, 2019, PDF p. 2).

Not held: “seven umbrellas crossed the northern lake” (Quist, 2011, p. 3).
"""


@pytest.fixture(scope="module")
def harbour(evidence, starter_library, tmp_path_factory):
    """A library with the harbour report."""
    import shutil

    folder = tmp_path_factory.mktemp("harbour")
    library = shutil.copytree(starter_library, folder / "library")
    added = evidence("add", write_pdf(folder / "harbour.pdf", PAGES), library=library)
    assert added.returncode == 0, added.stderr
    edited = evidence("list", "--json", library=library)
    key = next(work["key"] for work in json.loads(edited.stdout) if work["status"] == "full text")
    assert evidence("edit", key, "author=Able, Ann", "year=2019", library=library).returncode == 0
    return library


def test_planted_errors_are_found(evidence, harbour, tmp_path):
    draft = write_text(tmp_path / "brief.md", DRAFT)
    checked = evidence("check", draft, "--json", library=harbour)
    assert checked.returncode == 1, checked.stderr
    verdicts = [found["verdict"] for found in json.loads(checked.stdout)["quotations"]]
    assert verdicts == ["verbatim", "altered", "altered", "on another page", "work not held"]


def test_a_person_reads_what_to_change(evidence, harbour):
    """The draft may come from another program."""
    checked = evidence("check", "-", library=harbour, input=DRAFT)
    assert checked.returncode == 1
    assert "line 5  altered  “the count of crews fell by 41.4 percent in a year of storms”" in checked.stdout
    assert "draft: 41.4  original: 14.4" in checked.stdout
    assert "5 quotations: 1 verbatim, 2 altered, 1 on another page, 1 work not held" in checked.stdout


def test_a_draft_without_errors(evidence, harbour, tmp_path):
    draft = write_text(tmp_path / "brief.md", DRAFT.split("\n\nAltered", maxsplit=1)[0])
    checked = evidence("check", draft, "--markdown", library=harbour)
    assert checked.returncode == 0, checked.stderr
    assert "* **verbatim**, line 3:" in checked.stdout


def test_a_copy_with_comments(evidence, harbour, tmp_path):
    docx = pytest.importorskip("docx", reason="needs the extra `office`")
    document = docx.Document()
    for paragraph in DRAFT.split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(tmp_path / "brief.docx")
    checked = evidence("check", tmp_path / "brief.docx", "--docx", tmp_path / "copy.docx", library=harbour)
    assert checked.returncode == 1, checked.stderr
    comments = [comment.text.split("\n")[0] for comment in docx.Document(str(tmp_path / "copy.docx")).comments]
    assert comments == ["verbatim", "altered", "altered", "on another page", "work not held"]


MISTAKES = {
    "no such file": (["nothing.docx"], "'nothing.docx' is not a file"),
    "two formats": (["-", "--json", "--markdown"], "use only one of these options"),
    "comments in a text": (["README.md", "--docx", "copy.docx"], "only a Word file (.docx) can"),
    "the draft itself": (["README.md", "--docx", "README.md"], "give the copy another name"),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line(evidence, harbour, arguments, message):
    checked = evidence("check", *arguments, library=harbour, input="")
    assert checked.returncode == 2
    assert message in checked.stderr
    assert len(checked.stderr.strip().splitlines()) == 1
