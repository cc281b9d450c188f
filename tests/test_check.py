"""`evidence check` as a writer uses it: a draft with planted errors, in real processes."""

import json

import pytest

from tests.corpus.documents import write_text
from tests.office import comments_of, convert, needs_office, text_of
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


LETTERS = (
    "The letters report. Ben Baker. June 2020. It is about the letters that were sent from the old town.",
    "Letters were sent to forty families in the old town, and thirty of them wrote back before the summer.",
)

PAGE = """<html><head><meta charset="utf-8"></head><body><h1>Boats and letters</h1>
<p>It is <b>known</b> that “every third boat carried salt” (Able, 2019, PDF p. 2). Others say more.</p>
<p>Number changed: “the count of crews fell by 41.4 percent in a year of storms” (Able, 2019, PDF p. 2).</p>
<blockquote><p>It did change what the crews did on the quay in the evening.</p></blockquote>
<p>(Able, 2019, PDF p. 3)</p>
<p>Page off by one: “The watch was doubled in May”<a class="sdfootnoteanc" name="sdfootnote1anc"
href="#sdfootnote1sym"><sup>1</sup></a> in that <i>year</i>.</p>
<table border="1"><tr><th>Place</th><th>What</th></tr><tr><td>Town</td><td>Wrong work: “thirty of them wrote back
before the summer” (Able, 2019, PDF p. 2)</td></tr></table>
<p>Joined: “Every third boat carried salt, and the count of crews fell. The watch was doubled in May.” (Able, 2019).</p>
<p>A third of the boats carried salt, and crews fell by 14.4 per cent (Able, 2019, PDF p. 2).</p>
<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a> Able, 2019,
PDF p. 2. He adds that “no one left the town before the summer” (Baker, 2020, PDF p. 2).</p></div></body></html>"""
"""A brief with five planted errors: number, negation, page, work, two quotations joined. A footnote has one more."""


@pytest.fixture(scope="module")
def harbour(evidence, starter_library, tmp_path_factory):
    """A library with the harbour report and the letters report."""
    import shutil

    folder = tmp_path_factory.mktemp("harbour")
    library = shutil.copytree(starter_library, folder / "library")
    for name, pages, author, year in (("harbour", PAGES, "Able, Ann", 2019), ("letters", LETTERS, "Baker, Ben", 2020)):
        before = full_texts(evidence, library)
        added = evidence("add", write_pdf(folder / f"{name}.pdf", pages), library=library)
        assert added.returncode == 0, added.stderr
        (key,) = full_texts(evidence, library) - before
        assert evidence("edit", key, f"author={author}", f"year={year}", library=library).returncode == 0
    return library


def full_texts(evidence, library):
    """Return the keys of the works that a library has in full."""
    listed = json.loads(evidence("list", "--json", library=library).stdout)
    return {work["key"] for work in listed if work["status"] == "full text"}


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    """The brief as a Word file that LibreOffice wrote."""
    folder = tmp_path_factory.mktemp("brief")
    (text,) = convert([write_text(folder / "brief.html", PAGE)], "odt", folder)
    (word,) = convert([text], "docx", folder)
    return word


@needs_office
def test_a_word_file_of_another_program_gets_its_comments(evidence, harbour, brief, tmp_path):
    """The five planted errors are found. LibreOffice opens the copy, shows the comments, and the text is the same."""
    pytest.importorskip("docx", reason="needs the extra `office`")
    copy = tmp_path / "checked.docx"
    checked = evidence("check", brief, "--docx", copy, library=harbour)
    assert (checked.returncode, checked.stderr) == (1, f"9 comments in {copy}\n")
    before, after = convert([brief], "pdf", brief.parent), convert([copy], "pdf with comments", tmp_path)
    assert text_of(after[0]) == text_of(before[0])
    comments = comments_of(after[0])
    heads = [comment.split("\n")[0] for comment in comments]
    assert sorted(heads) == sorted(
        [
            "verbatim",
            "altered",
            "altered",
            "on another page",
            "In this footnote, “no one left the town before the summer”:",
            "in another work",
            "altered",
            "figure A third: not found there",
            "figure 14.4 per cent: found there",
        ]
    )
    text = "\n".join(comments)
    for said in ("draft: 41.4  original: 14.4", "draft: (nothing)  original: not", "found: Baker (2020), PDF p. 2"):
        assert said in text


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
