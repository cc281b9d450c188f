"""`evidence brief` as a person uses it: a question, its answer as a brief, and the brief checked, in real processes."""

import json
import re

import pytest

from tests.corpus.documents import write_text
from tests.reports import write_pdf

PAGES = (
    "The harbour report. Ann Able. May 2019. Boats left the harbour at nine each day of that winter.",
    "Every third boat carried salt, and the count of crews fell by 14.4 percent in a year of storms.",
    "The watch was doubled in May. It did not change what the crews did on the quay in the evening.",
)
QUESTION = "By how much did the count of crews fall in a year of storms?"
UNANSWERED = "What is the price of coffee in Norway?"


@pytest.fixture(scope="module")
def harbour(evidence, starter_library, tmp_path_factory):
    """A library with the harbour report, and its answers to two questions. It refuses the second."""
    import shutil

    folder = tmp_path_factory.mktemp("brief")
    library = shutil.copytree(starter_library, folder / "library")
    added = evidence("add", write_pdf(folder / "harbour.pdf", PAGES), library=library)
    assert added.returncode == 0, added.stderr
    works = json.loads(evidence("list", "--json", library=library).stdout)
    key = next(work["key"] for work in works if work["status"] == "full text")
    assert evidence("edit", key, "author=Able, Ann", "year=2019", library=library).returncode == 0
    asked = evidence("ask", "--batch", "-", "--json", library=library, input=f"{QUESTION}\n{UNANSWERED}\n")
    return library, write_text(folder / "answers.jsonl", asked.stdout)


@pytest.mark.parametrize("style", ["apa", "chicago-notes", "harvard"])
def test_a_check_of_the_brief_finds_every_quotation_on_its_page(evidence, harbour, tmp_path, style):
    """The written Markdown and Word files are drafts whose footnotes name the work and the page."""
    library, answers = harbour
    drafts = [tmp_path / "brief.md"]
    printed = evidence("brief", answers, "--style", style, library=library)
    assert printed.returncode == 0, printed.stderr
    write_text(drafts[0], printed.stdout)
    written = evidence("brief", answers, "--style", style, "--docx", tmp_path / "brief.docx", library=library)
    if "needs the extra" not in written.stderr:  # a light installation writes Markdown alone
        assert written.returncode == 0, written.stderr
        drafts.append(tmp_path / "brief.docx")
    for draft in drafts:
        checked = evidence("check", draft, "--json", library=library)
        quotations = json.loads(checked.stdout)["quotations"]
        quoted = [found for found in quotations if "14.4" in found["quote"]]
        assert [(found["verdict"], found["found"]["page"]) for found in quoted] == [("verbatim", 2)], draft
        assert "PDF p. 2" in quoted[0]["cited"]
        assert checked.returncode == 0, checked.stdout


def test_the_headings_are_the_questions_and_a_refusal_stays(evidence, harbour):
    library, answers = harbour
    printed = evidence("brief", answers, "--words", "es", library=library).stdout
    headings = re.findall("(?m)^# (.*)$", printed)
    assert headings == [QUESTION, UNANSWERED, "Qué son las fuentes", "Referencias"]
    assert "\nNo hay buena evidencia en esta biblioteca. " in printed


def test_an_answer_may_come_from_another_program(evidence, harbour):
    library, _ = harbour
    asked = evidence("ask", QUESTION, "--json", library=library)
    piped = evidence("brief", "-", "--json", library=library, input=asked.stdout)
    assert piped.returncode == 0, piped.stderr
    (section,) = json.loads(piped.stdout)["sections"]
    (passage_id, *_) = [found["passage_id"] for found in section["quotations"]]
    ids = evidence("brief", "-", "--heading", "Crews", library=library, input=f"{passage_id}\nffffffffff\n")
    assert ids.returncode == 1
    assert ids.stdout.startswith("# Crews\n\n> “")
    assert ids.stderr.startswith("no passage in this library has an id that begins with 'ffffffffff'")


MISTAKES = {
    "nothing": ([], "name answers, ids of passages or a basket"),
    "two formats": (["ab", "--html", "--json"], "use only one of these options"),
    "no such basket": (["--basket", "Chapter 1"], "the basket 'Chapter 1' has no quotations"),
    "no such style": (["ANSWERS", "--style", "turabian"], "'turabian' is not a style"),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line(evidence, harbour, arguments, message):
    library, answers = harbour
    given = [answers if argument == "ANSWERS" else argument for argument in arguments]
    run = evidence("brief", *given, library=library)
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_nothing_that_can_be_written(evidence, harbour, tmp_path):
    """An unknown id alone makes no file."""
    library, _ = harbour
    run = evidence("brief", "ffffffffff", "--docx", tmp_path / "brief.docx", library=library)
    assert run.returncode == 1
    assert run.stderr.endswith("there is nothing to write\n")
    assert not (tmp_path / "brief.docx").exists()
