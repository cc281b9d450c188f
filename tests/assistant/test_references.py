"""References and citations of what a library holds, from Python and from the command line."""

import json
import re

import pytest

from assistant.references import citing, works
from corpus.citing.styles import STYLES
from corpus.errors import UnknownKey
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from tests.conftest import ROOT
from tests.corpus.documents import document, reference, source

TEXT = "The first page tells of the call-in.", "The second page tells of what came after it."
ABLE = {"author": [{"family": "Able", "given": "Ann"}], "issued": {"date-parts": [[2019]]}}


def put(corpus, key, labels, kind="full text", **csl):
    """Adds a document of two pages that make one passage; gives the passage's id."""
    made = document(*TEXT, labels=labels)
    sha256 = corpus.keep(f"%PDF-1 {key}".encode(), "application/pdf")
    corpus.add(source(sha256, key, kind), reference(key, **csl), made, passages(made, sha256))
    (passage,) = corpus.passages_of(sha256)
    return passage.handle


@pytest.fixture
def corpus(tmp_path):
    with Corpus.create(tmp_path / "library", seed=lambda corpus: None) as corpus:
        yield corpus


def test_a_passage_is_cited_to_its_printed_pages(corpus):
    """This test ensures that a passage gives its work and the pages it spans, the printed numbers where there are."""
    printed = put(corpus, "able-2019", ["7", "8"], **ABLE)
    cited = citing(corpus, [printed[:8]], "apa")
    assert cited.references == ("Able, A. (2019). A Work.",)
    assert cited.in_text == {printed[:8]: "(Able, 2019, pp. 7–8)"}
    assert cited.remarks == ()


def test_a_page_with_no_printed_number_is_said(corpus):
    """This test ensures that a reader is told where a page number is that of the file."""
    bare = put(corpus, "able-2019", [None, None], **ABLE)
    cited = citing(corpus, [bare], "apa")
    assert cited.in_text == {bare: "(Able, 2019, pp. 1–2)"}
    assert cited.remarks == (f"{bare}: a page by its place in the file, none being printed",)


def test_a_note_is_not_cited_as_the_work(corpus):
    """This test ensures that no page of a note is ever printed as one of the work."""
    note = put(corpus, "able-2019", ["7", "8"], kind="note", **ABLE)
    cited = citing(corpus, [note], "apa")
    assert cited.in_text == {note: "(Able, 2019)"}
    assert "no page can be cited" in cited.remarks[0]


def test_works_and_passages_are_cited_together(corpus):
    """This test ensures that a work asked for twice is listed once, and that of a key only the reference is given."""
    passage = put(corpus, "able-2019", ["7", "8"], **ABLE)
    put(corpus, "other-2019", ["1", "2"], **{**ABLE, "title": "Another Work"})
    cited = citing(corpus, ["other-2019", passage, "able-2019"], "apa")
    assert cited.references == ("Able, A. (2019a). A Work.", "Able, A. (2019b). Another Work.")
    assert cited.in_text == {passage: "(Able, 2019a, pp. 7–8)"}
    assert [work.key for work in works(corpus, ["other-2019", passage, "able-2019"])] == ["other-2019", "able-2019"]


@pytest.mark.parametrize("target", ["able-2018", "ffff"])
def test_what_is_not_held_cannot_be_cited(corpus, target):
    """This test ensures that a key or id that is not there is an error, in both forms."""
    put(corpus, "able-2019", ["7", "8"], **ABLE)
    for ask in (lambda: citing(corpus, [target], "apa"), lambda: works(corpus, [target])):
        with pytest.raises(UnknownKey):
            ask()


def test_cite_on_the_command_line(evidence, starter_library):
    """This test ensures that a work, and a passage that search found, are cited in the style asked for."""
    run = evidence("cite", "braga-2017", "--style", "mla", library=starter_library)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Braga, Anthony A. “Focused Deterrence Strategies.” Oxford Research")
    assert len(run.stdout.splitlines()) == 1
    hit = json.loads(evidence("search", "custom notification", "--json", library=starter_library).stdout)["hits"][0]
    run = evidence("cite", hit["passage_id"][:8], library=starter_library)
    *_, head, line = run.stdout.splitlines()
    assert head == "In the text:"
    assert re.fullmatch(rf"{hit['passage_id'][:8]}  \(.+, \d{{4}}\)", line)
    assert "note" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cite"], "evidence cite KEY"),
        (["cite", "braga-2017", "--all"], "evidence cite KEY"),
        (["cite", "braga-2018"], "did you mean braga-2017"),
        (["cite", "braga-2017", "--style", "turabian"], "apa, chicago-author-date, chicago-notes, mla"),
        (["cite", "braga-2017", "--format", "endnote"], "text, bibtex, ris, csl-json"),
        (["ask", "gangs", "--bibtex", "--json"], "give one of them"),
        (["ask", "gangs", "--ris", "--explain"], "give one of them"),
        (["search", "--batch", "-", "--bibtex"], "--batch writes JSON"),
    ],
)
def test_what_cannot_be_cited_is_one_line(evidence, starter_library, arguments, said):
    """This test ensures that bad input ends in one line that says what there is."""
    run = evidence(*arguments, library=starter_library)
    assert run.returncode == 2
    assert said in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_library_is_exported(evidence, starter_library):
    """This test ensures that all works can be had as a list, and in the forms that other programs read."""
    lines = evidence("cite", "--all", "--style", "chicago-notes", library=starter_library).stdout.splitlines()
    assert len(lines) == 26
    items = json.loads(evidence("cite", "--all", "--format", "csl-json", library=starter_library).stdout)
    assert len(items) == 26
    assert evidence("cite", "braga-2017", "--format", "bibtex", library=starter_library).stdout.count("@") == 1


@pytest.mark.parametrize(("option", "sign"), [("--bibtex", r"^@\w+{"), ("--ris", r"^TY  - ")])
def test_the_works_of_an_answer_are_exported(evidence, starter_library, option, sign):
    """This test ensures that the works of an answer or a search go to a reference manager, each once."""
    for command, items in (("ask", "evidence"), ("search", "hits")):
        question = (command, "What is said to groups at a call-in?")
        found = json.loads(evidence(*question, "--json", library=starter_library).stdout)[items]
        run = evidence(*question, option, library=starter_library)
        assert len(re.findall(sign, run.stdout, re.M)) == len({item["key"] for item in found})
    run = evidence("ask", "What is the boiling point of mercury?", option, library=starter_library)
    assert (run.returncode, run.stdout) == (1, "")
    assert "no good evidence" in run.stderr


def test_a_title_cannot_act_on_a_terminal(evidence, library):
    """This test ensures that what a record holds reaches a terminal as text on its line."""
    with Corpus.open(library, write=True) as corpus:
        corpus.put([reference("evil-2019", title="Red \x1b[31m\r\n<b>now</b> *so*\u202e", **ABLE)])
    run = evidence("cite", "evil-2019", library=library)
    assert run.stdout == "Able, A. (2019). Red [31m <b>now</b> *so* .\n"


def test_the_help_names_every_style(evidence):
    """This test ensures that a person finds the names of the styles in the help and in docs/citing.md."""
    shown = " ".join(evidence("cite", "--help").stdout.split())
    documented = (ROOT / "docs" / "citing.md").read_text("utf-8")
    for style in STYLES:
        assert style in shown.replace("- ", "-")
        assert f"`{style}`" in documented
