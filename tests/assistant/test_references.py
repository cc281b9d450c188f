"""Reference lists and exports, from Python and from the command line."""

import json
import re
from dataclasses import replace

import pytest

from assistant.references import cited_works, reference_list
from corpus.citing.styles import STYLES
from corpus.errors import UnknownKey
from corpus.model import Notice
from corpus.store.corpus import Corpus
from tests.conftest import ROOT
from tests.corpus.documents import add_document, reference

TEXT = "The first page reports the call-in.", "The second page reports the months after it."
ABLE = {"author": [{"family": "Able", "given": "Ann"}], "issued": {"date-parts": [[2019]]}}


def lines_of(texts):
    return [str(text) for text in texts]


def put(corpus, key, labels, kind="full text", **csl):
    """Add a document of two pages that make one passage. Return the id of the passage."""
    sha256 = add_document(corpus, key, *TEXT, labels=labels, kind=kind, **csl)
    (passage,) = corpus.passages_of(sha256)
    return passage.handle


def test_a_passage_is_cited_to_its_printed_pages(corpus):
    """A passage is cited with its work and the printed numbers of its pages."""
    printed = put(corpus, "able-2019", ["7", "8"], **ABLE)
    cited = reference_list(corpus, [printed[:8]], "apa")
    assert lines_of(cited.references) == ["Able, A. (2019). A Work."]
    assert {id: str(text) for id, text in cited.in_text.items()} == {printed[:8]: "(Able, 2019, pp. 7–8)"}
    assert cited.remarks == ()


def test_a_page_without_a_printed_number_has_a_remark(corpus):
    """If no page number is printed, the page in the file is cited and a remark says so."""
    bare = put(corpus, "able-2019", [None, None], **ABLE)
    cited = reference_list(corpus, [bare], "apa")
    assert lines_of(cited.in_text.values()) == ["(Able, 2019, pp. 1–2)"]
    assert cited.remarks == (f"{bare}: no page number is printed, so the page in the file is cited",)


def test_what_was_announced_has_a_remark(corpus):
    """A correction of a work is a remark beside its reference; a retraction is in the reference too."""
    passage = put(corpus, "able-2019", ["7", "8"], **ABLE)
    corrected = Notice("correction", "2020-01", "10.1000/c")
    retracted = Notice("retraction", "2021-03-04", "10.1000/r")
    corpus.put([replace(corpus.reference("able-2019"), notices=(corrected, retracted))])
    cited = reference_list(corpus, [passage], "apa")
    words = "RETRACTED on 2021-03-04, see https://doi.org/10.1000/r"
    assert lines_of(cited.references) == [f"Able, A. (2019). A Work. [{words}]"]
    assert cited.remarks == (f"able-2019: {words}; Corrected in 2020-01, see https://doi.org/10.1000/c",)


def test_a_note_is_not_cited_as_the_work(corpus):
    """A passage of a note is cited without a page, and a remark says so."""
    note = put(corpus, "able-2019", ["7", "8"], kind="note", **ABLE)
    cited = reference_list(corpus, [note], "apa")
    assert lines_of(cited.in_text.values()) == ["(Able, 2019)"]
    assert cited.remarks == (
        f"{note}: this passage is a summary by this library, not of the work itself, so it has no page",
    )


def test_works_and_passages_are_cited_together(corpus):
    """A work that is asked for twice is listed once. A key has no in-text citation. An article is not sorted by."""
    passage = put(corpus, "able-2019", ["7", "8"], **ABLE)
    put(corpus, "other-2019", ["1", "2"], **{**ABLE, "title": "Another Work"})
    cited = reference_list(corpus, ["other-2019", passage, "able-2019"], "apa")
    assert lines_of(cited.references) == ["Able, A. (2019a). Another Work.", "Able, A. (2019b). A Work."]
    assert lines_of(cited.in_text.values()) == ["(Able, 2019b, pp. 7–8)"]
    assert [work.key for work in cited_works(corpus, ["other-2019", passage, "able-2019"])] == [
        "other-2019",
        "able-2019",
    ]


@pytest.mark.parametrize("target", ["able-2018", "ffff"])
def test_an_unknown_work_cannot_be_cited(corpus, target):
    """An unknown key or id is an error, in a reference list and in an export."""
    put(corpus, "able-2019", ["7", "8"], **ABLE)
    for ask in (lambda: reference_list(corpus, [target], "apa"), lambda: cited_works(corpus, [target])):
        with pytest.raises(UnknownKey):
            ask()


def test_cite_on_the_command_line(evidence, starter_library):
    """A work, and a passage that search found, are cited in the requested style."""
    run = evidence("cite", "braga-2017", "--style", "mla", library=starter_library)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Braga, Anthony A. “Focused Deterrence Strategies.” Oxford Research")
    assert len(run.stdout.splitlines()) == 1
    hit = json.loads(evidence("search", "custom notification", "--json", library=starter_library).stdout)["hits"][0]
    run = evidence("cite", hit["passage_id"][:8], library=starter_library)
    *_, head, line = run.stdout.splitlines()
    assert head == "In the text:"
    assert re.fullmatch(rf"{hit['passage_id'][:8]}  \(.+, \d{{4}}\)", line)
    assert "summary by this library" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cite"], "either keys and ids, or --all"),
        (["cite", "braga-2017", "--all"], "either keys and ids, or --all"),
        (["cite", "braga-2018"], "did you mean braga-2017"),
        (["cite", "braga-2017", "--style", "turabian"], "apa, chicago-author-date, chicago-notes, mla"),
        (["cite", "braga-2017", "--format", "endnote"], "text, html, markdown, rtf, docx, bibtex, ris, csl-json"),
        (["cite", "braga-2017", "--output", "."], "'.' is not a file"),
        (["cite", "braga-2017", "--output", "no/such/folder.txt"], "cannot be written: no such file"),
        (["ask", "gangs", "--bibtex", "--json"], "--json, --bibtex: use only one of these options"),
        (["ask", "gangs", "--ris", "--explain"], "--explain does not work with --ris"),
        (["search", "--batch", "-", "--bibtex"], "--batch writes JSON"),
    ],
)
def test_an_error_is_one_line(evidence, starter_library, arguments, said):
    """Wrong input ends in one line that names the choices."""
    run = evidence(*arguments, library=starter_library)
    assert run.returncode == 2
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_library_is_exported(evidence, starter_library):
    """All works can be written as a reference list, and in the formats of other programs."""
    lines = evidence("cite", "--all", "--style", "chicago-notes", library=starter_library).stdout.splitlines()
    assert len(lines) == 26
    items = json.loads(evidence("cite", "--all", "--format", "csl-json", library=starter_library).stdout)
    assert len(items) == 26
    assert evidence("cite", "braga-2017", "--format", "bibtex", library=starter_library).stdout.count("@") == 1


@pytest.mark.parametrize(
    ("format", "beginning", "italics"),
    [
        ("text", b"Braga", b"In Oxford research encyclopedia"),
        ("html", b"<div>", b"In <i>Oxford research encyclopedia"),
        ("markdown", b"Braga", b"In *Oxford research encyclopedia"),
        ("rtf", b"{\\rtf1", b"In {\\i Oxford research encyclopedia"),
        ("docx", b"PK", None),
        ("bibtex", b"@", None),
    ],
)
def test_a_list_is_written_to_a_file(evidence, starter_library, tmp_path, format, beginning, italics):
    """`--output` writes the bytes that stdout would get, and replaces a file."""
    path = tmp_path / "list"
    path.write_text("old")
    run = evidence("cite", "braga-2017", "--format", format, "--output", path, library=starter_library)
    assert (run.returncode, run.stdout) == (0, "")
    assert path.read_bytes().startswith(beginning)
    assert italics is None or italics in path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["list"]


@pytest.mark.parametrize(("option", "sign"), [("--bibtex", r"^@\w+{"), ("--ris", r"^TY  - ")])
def test_the_works_of_an_answer_are_exported(evidence, starter_library, option, sign):
    """The works of an answer or a search are exported for a reference manager, each once."""
    for command, items in (("ask", "evidence"), ("search", "hits")):
        question = (command, "What is said to groups at a call-in?")
        found = json.loads(evidence(*question, "--json", library=starter_library).stdout)[items]
        run = evidence(*question, option, library=starter_library)
        assert len(re.findall(sign, run.stdout, re.M)) == len({item["key"] for item in found})
    run = evidence("ask", "What is the boiling point of mercury?", option, library=starter_library)
    assert (run.returncode, run.stdout) == (1, "")
    assert "no good evidence" in run.stderr


def test_a_title_cannot_act_on_a_terminal(evidence, library):
    """Control characters and line feeds in a record do not reach the terminal."""
    with Corpus.open(library, write=True) as corpus:
        corpus.put([reference("evil-2019", title="Red \x1b[31m\r\n<b>now</b> *so*\u202e", **ABLE)])
    run = evidence("cite", "evil-2019", library=library)
    assert run.stdout == "Able, A. (2019). Red [31m <b>now</b> *so* .\n"


def test_the_help_names_every_style(evidence):
    """The help and docs/citing.md name every style."""
    shown = " ".join(evidence("cite", "--help").stdout.split())
    documented = (ROOT / "docs" / "citing.md").read_text("utf-8")
    for style in STYLES:
        assert style in shown.replace("- ", "-")
        assert f"`{style}`" in documented
