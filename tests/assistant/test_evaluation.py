"""Measures of questions, worked out by hand."""

import json
from dataclasses import replace

import pytest

from assistant import evaluation
from assistant.evaluation import FoundPassage, as_found, evaluate_questions
from corpus.model import Locator
from tests.assistant.pieces import evidence

FOUND = {
    # s1: pages b1, a2 (b1 again passed over), a3: the gold page is second; documents b, a.
    "one?": [
        FoundPassage("b.pdf", 1, "b", ""),
        FoundPassage("lib/crs/a.pdf", 2, "a", ""),
        FoundPassage("b.pdf", 1, "b", ""),
        FoundPassage("lib/crs/a.pdf", 3, "a", ""),
    ],
    # m1: b2 first; a1 sixth, behind c 1 to 4 and c 4 once more.
    "two?": [
        FoundPassage("b.pdf", 2, "b", ""),
        *(FoundPassage("c.pdf", n, "c", "") for n in (1, 2, 3, 4, 4)),
        FoundPassage("crs/a.pdf", 1, "a", ""),
    ],
}


def search(question, k):
    return FOUND[question][:k]


def test_pages_by_hand(questions):
    """Each page is ranked once, and every row is the mean of its own questions."""
    report = evaluate_questions(questions, search)
    expected = {
        "page@1": (0, 1),
        "page@5": (1, 1),
        "page@10": (1, 1),
        "MRR": (1 / 2, 1),
        "full@5": (1, 0),
        "full@10": (1, 1),
        "doc@1": (0, 1),
        "doc@5": (1, 1),
    }
    assert report.values() == {name: {"s1": first, "m1": second} for name, (first, second) in expected.items()}
    rows = {row: [result.question.id for result in results] for row, results in report.rows().items()}
    assert rows == {
        "single": ["s1"],
        "multi_doc": ["m1"],
        "language en": ["s1"],
        "language es": ["m1"],
        "all": ["s1", "m1"],
    }
    assert report.mean("MRR") == 0.75
    assert report.mean("MRR", "language en") == 0.5
    assert report.abstention() is None
    assert [result.rank for result in report.results] == [2, 1, None, None]


def test_a_page_that_is_not_found_has_no_rank(questions):
    """A question whose gold page is not found measures 0 everywhere."""
    report = evaluate_questions(questions[:1], lambda question, k: [FoundPassage("b.pdf", 1, "b", "")])
    assert report.results[0].rank is None
    assert set(report.results[0].measures.values()) == {0.0}


@pytest.mark.parametrize(
    ("file", "right"),
    [
        ("crs/a.pdf", True),
        ("/home/me/reports/crs/a.pdf", True),
        ("C:\\reports\\crs\\a.pdf", True),
        ("a.pdf", True),
        ("gao/a.pdf", False),
        ("xcrs/a.pdf", False),
        ("aa.pdf", False),
    ],
)
def test_files_match_by_the_end_of_their_path(questions, file, right):
    """A gold file matches by whole names from the end of a path, or by its own name alone."""
    report = evaluate_questions(questions[:1], lambda question, k: [FoundPassage(file, 2, "a", "")])
    assert report.values()["page@1"]["s1"] == right


@pytest.mark.parametrize(
    ("answered", "precision", "recall"),
    [
        ({"one?", "two?"}, 1.0, 1.0),
        ({"one?", "two?", "three?"}, 1.0, 0.5),
        ({"three?"}, 1 / 3, 0.5),
        ({"one?", "two?", "three?", "four?"}, None, 0.0),
    ],
)
def test_abstention_by_hand(questions, answered, precision, recall):
    """Precision is over the refused questions, recall over the unanswerable questions."""
    found = evaluate_questions(questions, search, lambda question: question in answered).abstention()
    assert (found.precision, found.recall) == (precision, recall)


def test_the_table(questions):
    """The table has a row for each question, one for each kind, language and all, and a line about abstention."""
    report = evaluate_questions(questions, search, lambda question: question != "two?")
    lines = evaluation.to_table(report).splitlines()
    assert lines[:6] == [
        "question  rank  outcome",
        "s1           2  answered                 one?",
        "m1           1  refused, has an answer   two?",
        "u1              answered, has no answer  three?",
        "u2              answered, has no answer  four?",
        "",
    ]
    assert lines[6].split() == ["n", "page@1", "page@5", "page@10", "MRR", "full@5", "full@10", "doc@1", "doc@5"]
    assert lines[11].split() == ["all", "2", "0.500", "1.000", "1.000", "0.750", "0.500", "1.000", "0.500", "1.000"]
    assert lines[12] == "abstention: precision 0.000, recall 0.000 (0 of 1 refusals were right; 2 are unanswerable)"
    assert max(len(line) for line in lines[:12]) <= 80


def test_files_that_are_not_held_are_said(questions):
    """A gold file that the library does not have is named, with the questions that need it."""
    report = evaluate_questions(questions[:1], lambda question, k: [])
    report = replace(report, results=[replace(report.results[0], not_held=("crs/a.pdf",))])
    table = evaluation.to_table(report)
    assert "s1           -  gold file not held  one?" in table
    assert table.endswith("not in this library: crs/a.pdf (questions s1)\n")
    assert evaluation.to_record(report)["questions"][0]["not_held"] == ["crs/a.pdf"]


def test_a_stopped_run_keeps_its_results(questions):
    """Ctrl-C ends the run, and the questions so far are measured."""

    def ask(question):
        if question == "two?":
            raise KeyboardInterrupt
        return True

    report = evaluate_questions(questions, search, ask)
    assert [result.question.id for result in report.results] == ["s1"]
    assert report.stopped
    assert evaluation.to_record(report)["stopped"] is True


def test_questions_without_a_kind_have_no_row(questions):
    """If no question has a kind or a language, only the row of all questions is shown."""
    plain = [replace(question, kind="", language="") for question in questions]
    assert list(evaluate_questions(plain, search).rows()) == ["all"]


def test_a_library_is_measured(evidence, starter_library, tmp_path):
    """`evidence eval` takes files and keys, says which are not held, and measures each question."""
    lines = [
        {"question": "What is a custom notification?", "gold": [{"key": "nnsc-custom-notifications-2014", "page": 1}]},
        {
            "question": "What is a call-in?",
            "gold": [{"file": "elsewhere.pdf", "page": 3}, {"key": "no-key", "page": 1}],
        },
        {"question": "What did the moon cost in 2031?", "answerable": False},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    run = evidence("eval", tmp_path / "q.jsonl", library=starter_library)
    assert (run.returncode, run.stderr) == (0, "")
    head, first, second, third, *_ = run.stdout.splitlines()
    assert head.split() == ["question", "rank", "outcome"]
    assert first.split()[:3] == ["1", "1", "answered"]
    assert "gold file not held" in second
    assert "refused" in third
    assert "not in this library: elsewhere.pdf (questions 2)" in run.stdout
    assert "not in this library: no-key (questions 2)" in run.stdout
    record = json.loads(evidence("eval", tmp_path / "q.jsonl", "--json", library=starter_library).stdout)
    assert [question["not_held"] for question in record["questions"]] == [[], ["elsewhere.pdf", "no-key"], []]


def test_an_empty_file_is_a_table_too():
    """A question file without questions is rendered without a division by zero."""
    table = evaluation.to_table(evaluate_questions([], search, lambda question: True))
    assert table.split()[:3] == ["n", "all", "0"]


def test_the_record_has_every_question(questions):
    """The data for JSON has the means of each row and the rank, outcome and measures of each question."""
    record = evaluation.to_record(evaluate_questions(questions, search, lambda question: question == "one?"))
    assert json.loads(json.dumps(record)) == record
    assert record["rows"]["all"]["MRR"] == 0.75
    assert [(line["id"], line["rank"], line["answered"]) for line in record["questions"]] == [
        ("s1", 2, True),
        ("m1", 1, False),
        ("u1", None, False),
        ("u2", None, False),
    ]
    assert record["questions"][0]["measures"]["page@5"] == 1.0
    assert record["left_out"] == 0


def test_questions_without_gold_pages_are_counted(questions):
    """An answerable question without gold pages is left out of the measures and counted."""
    report = evaluate_questions([replace(questions[0], gold=(), groups=()), questions[1]], search)
    assert (report.left_out, report.mean("MRR")) == (1, 1.0)
    assert "1 answerable questions have no gold pages" in evaluation.to_table(report)


def test_what_is_measured_of_a_passage():
    """A found passage has its original's path, its citation's page, and all sentences that it quotes."""
    piece = evidence("One. Two. Three.", key="abt-2016")
    cited = replace(piece.citation, locator=Locator("page", 14, "12"))
    found = as_found(replace(piece, citation=cited, highlights=((10, 16), (0, 4))))
    assert found == FoundPassage(piece.citation.source.origin, 14, "abt-2016", "Three.\nOne.")
