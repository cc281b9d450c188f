import json

import pytest

from assistant.evaluate import (
    Found,
    Question,
    evaluate_beir,
    evaluate_questions,
    holds_quote,
    read_beir,
    read_questions,
    render,
    token_recall,
    write_run,
)
from corpus.errors import InputError

LINES = [
    {
        "id": "s1",
        "kind": "single",
        "language": "en",
        "question": "one?",
        "answerable": True,
        "gold": [{"file": "crs/a.pdf", "page": 2}],
        "answer": "1",
        "quote": "the lease runs 99 years, in the north",
    },
    {
        "id": "m1",
        "kind": "multi_doc",
        "language": "es",
        "question": "two?",
        "answerable": True,
        "gold": [{"file": "crs/a.pdf", "page": 1}, {"file": "b.pdf", "page": 1}, {"file": "b.pdf", "page": 2}],
        "groups": [
            [{"file": "crs/a.pdf", "page": 1}],
            [{"file": "b.pdf", "page": 1}, {"file": "b.pdf", "page": 2}],
        ],
    },
    {"id": "u1", "kind": "unanswerable", "language": "en", "question": "three?", "answerable": False, "gold": []},
    {"id": "u2", "kind": "unanswerable", "language": "en", "question": "four?", "answerable": False, "gold": []},
]

FOUND = {
    # s1: pages b1, a2 (b1 again passed over), a3: the gold page is second; documents b, a.
    "one?": [
        Found("b.pdf", 1, "b", ""),
        Found("lib/crs/a.pdf", 2, "a", ""),
        Found("b.pdf", 1, "b", ""),
        Found("lib/crs/a.pdf", 3, "a", ""),
    ],
    # m1: b2 first; a1 sixth, behind c 1 to 4 and c 4 once more.
    "two?": [
        Found("b.pdf", 2, "b", ""),
        *(Found("c.pdf", n, "c", "") for n in (1, 2, 3, 4, 4)),
        Found("crs/a.pdf", 1, "a", ""),
    ],
}


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES) + "\n", "utf-8")
    return read_questions(path)


def search(question, k):
    return FOUND[question][:k]


def test_reads_questions(questions):
    """This test ensures that gold pages are one group where the line has none, and a quote empty where it has none."""
    gold = (("crs/a.pdf", 2),)
    quote = "the lease runs 99 years, in the north"
    assert questions[0] == Question("s1", "single", "en", "one?", True, gold, (gold,), quote)
    assert [len(group) for group in questions[1].groups] == [1, 2]
    assert questions[1].quote == ""


def test_pages_by_hand(questions):
    """This test ensures that pages are ranked once each, and that every row is the mean of its own questions."""
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
    assert report.values == {name: {"s1": first, "m1": second} for name, (first, second) in expected.items()}
    assert report.rows == {
        "single": ("s1",),
        "multi_doc": ("m1",),
        "language en": ("s1",),
        "language es": ("m1",),
        "all": ("s1", "m1"),
    }
    assert report.mean("MRR") == 0.75
    assert report.mean("MRR", "language en") == 0.5
    assert report.abstention is None


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
    """This test ensures that a gold file is known by whole names from the end of a path, or by its own name alone."""
    report = evaluate_questions(questions[:1], lambda question, k: [Found(file, 2, "a", "")])
    assert report.values["page@1"]["s1"] == right


@pytest.mark.parametrize(
    ("wanted", "text", "share"),
    [
        ("The CLOSE Act, the bill", "the Close Act of 2026", 3 / 5),  # its second "the" is not there
        ("99 years", "for 99 years (99 in all)", 1.0),
        ("$22.7 billion", "22 billion", 2 / 3),
        ("Cuántos jóvenes", "cuantos jóvenes", 1 / 2),
        ("a lease", "", 0.0),
        ("", "a lease", 0.0),
        ("—", "—", 0.0),
    ],
)
def test_token_recall_by_hand(wanted, text, share):
    """This test ensures that each word counts as often as it is wanted and there, whatever the capitals and marks."""
    assert token_recall(wanted, text) == share


@pytest.mark.parametrize(
    ("found", "right"),
    [
        # five of eight words: the, lease, runs, 99, years
        ([Found("crs/a.pdf", 2, "a", "The lease runs for 99\nyears.")], 1.0),
        # four of eight
        ([Found("crs/a.pdf", 2, "a", "The lease runs 99")], 0.0),
        # the first passage on the gold page counts, neither a better one behind it nor one on another page before it
        ([Found("crs/a.pdf", 2, "a", "No."), Found("crs/a.pdf", 2, "a", "the lease runs 99 years")], 0.0),
        ([Found("b.pdf", 2, "b", "No."), Found("crs/a.pdf", 2, "a", "the lease runs 99 years")], 1.0),
        ([Found("b.pdf", 2, "b", "the lease runs 99 years, in the north")], 0.0),
        ([], 0.0),
    ],
)
def test_the_quoted_sentence_by_hand(questions, found, right):
    """This test ensures that the first passage on a gold page is the one whose quotation is looked at."""
    assert holds_quote(questions[0], found) == right


@pytest.mark.parametrize(
    ("answered", "precision", "recall"),
    [
        ({"one?", "two?"}, 1.0, 1.0),
        ({"one?", "two?", "three?"}, 1.0, 0.5),
        ({"three?"}, 1 / 3, 0.5),
        ({"one?", "two?", "three?", "four?"}, None, 0.0),
    ],
)
def test_abstaining_by_hand(questions, answered, precision, recall):
    """This test ensures that precision is over what was left unanswered, recall over what has no answer."""
    found = evaluate_questions(questions, search, lambda question: question in answered).abstention
    assert (found.precision, found.recall) == (precision, recall)


def test_renders_a_table(questions):
    """This test ensures that the table has a row for each kind, language and all, and a line on abstaining."""
    lines = render(evaluate_questions(questions, search, lambda question: True)).splitlines()
    assert lines[0].split() == ["n", "page@1", "page@5", "page@10", "MRR", "full@5", "full@10", "doc@1", "doc@5"]
    assert lines[5].split() == ["all", "2", "0.500", "1.000", "1.000", "0.750", "0.500", "1.000", "0.500", "1.000"]
    assert lines[6] == "abstaining: precision -, recall 0.000 (0 right of 0; 2 are unanswerable)"


def test_nothing_to_measure_is_a_table_too():
    """This test ensures that an empty question file is rendered, not divided by."""
    assert render(evaluate_questions([], search, lambda question: True)).split()[:3] == ["n", "all", "0"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": 1}\n', "line 1: not a question"),
        ("\n{]\n", "line 2: not JSON"),
        ("[]\n", "line 1: not a question"),
        (json.dumps(LINES[0] | {"gold": [{"file": "a"}]}), "line 1: not a question"),
        (json.dumps(LINES[0] | {"gold": [{"file": "a", "page": "ix"}]}), "line 1: not a question"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, content, said):
    """This test ensures that a line that cannot be read is an error of ours that names file and line."""
    (tmp_path / "q.jsonl").write_text(content, "utf-8")
    with pytest.raises(InputError, match=rf"q\.jsonl', {said}"):
        read_questions(tmp_path / "q.jsonl")


def test_a_missing_file_is_named(tmp_path):
    """This test ensures that a question file or BEIR folder that is not there is said in one line."""
    with pytest.raises(InputError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match=r"test\.tsv"):
        read_beir(tmp_path)


@pytest.fixture
def collection(tmp_path):
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "T", "text": "one"}\n{"_id": "d 2", "text": "two\u2028"}\n', "utf-8"
    )
    (tmp_path / "queries.jsonl").write_text(
        "".join(f'{{"_id": "q{n}", "text": "ask {n}"}}\n' for n in range(1, 5)), "utf-8"
    )
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td 2\t1\nq2\td1\t1\nq3\td1\t0\n", "utf-8"
    )
    return read_beir(tmp_path)


def test_reads_a_beir_folder(collection):
    """This test ensures that all documents are read and only the queries of the split."""
    assert collection.documents == (("d1", "T", "one"), ("d 2", "", "two\u2028"))
    assert collection.queries == {"q1": "ask 1", "q2": "ask 2", "q3": "ask 3"}
    assert collection.judged == {"q1": {"d1": 2, "d 2": 1}, "q2": {"d1": 1}, "q3": {"d1": 0}}


def test_beir_by_hand(collection):
    """This test ensures that q3, with nothing relevant, is left out and counted, and q2, not run, counts as 0.

    q1 found d 2, d1: nDCG = (1 + 2 / log2(3)) / (2 + 1 / log2(3)) = 2.26186 / 2.63093.
    """
    report = evaluate_beir(collection, lambda queries, k: {"q1": [("d 2", 3.0), ("d1", 2.0)], "q3": [("d1", 1.0)]})
    assert report.omitted == 1
    assert report.rows == {"all": ("q1", "q2")}
    assert report.mean("nDCG@10") == pytest.approx(2.26186 / 2.63093 / 2, abs=1e-5)
    assert report.mean("recall@10") == 0.5
    assert report.mean("MAP") == 0.5
    assert "left out, nothing relevant to find: 1" in render(report)


def test_writes_a_run(collection, questions, tmp_path):
    """This test ensures that a line has six fields, ranks count from 1, and a space in a name is no seventh field."""
    report = evaluate_beir(collection, lambda queries, k: {"q1": [("d 2", 3.0), ("d1", 2.0)]})
    write_run(tmp_path / "run.txt", report.run, "mine")
    assert (tmp_path / "run.txt").read_text() == "q1 Q0 d%202 1 3.000000 mine\nq1 Q0 d1 2 2.000000 mine\n"
    pages = evaluate_questions(questions, search).run
    assert pages["s1"] == [("b.pdf#page=1", 1.0), ("lib/crs/a.pdf#page=2", 1 / 2), ("lib/crs/a.pdf#page=3", 1 / 3)]


def test_reads_what_is_at_hand(shared_data):
    """This test ensures that the real question files and collections are read whole (counts from their README)."""
    questions = read_questions(shared_data / "reports/questions.jsonl")
    assert (len(questions), sum(question.answerable for question in questions)) == (90, 82)
    assert len(read_questions(shared_data / "filings/questions.jsonl")) == 48
    scifact = read_beir(shared_data / "ir/scifact")
    assert (len(scifact.documents), len(scifact.queries)) == (5183, 300)
