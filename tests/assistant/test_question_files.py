"""Question files are read whole, and a wrong line is named."""

import json
import re
from pathlib import Path

import pytest

from assistant.question_files import Question, read_questions
from corpus.errors import InputError

ROOT = Path(__file__).resolve().parents[2]


def test_reads_questions(questions):
    """Gold pages are one group if the line has no groups. A missing quote is empty."""
    gold = (("crs/a.pdf", 2),)
    quote = "the lease runs 99 years, in the north"
    assert questions[0] == Question("s1", "single", "en", "one?", True, gold, (gold,), quote)
    assert [len(group) for group in questions[1].groups] == [1, 2]
    assert questions[1].quote == ""


GOLD = [{"file": "a.pdf", "page": 1}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{]", "not JSON"),
        ("[]", "a line must be a JSON object"),
        ('{"id": 1}', "`question` is missing"),
        ({"question": 7, "gold": GOLD}, "`question` must be a text"),
        ({"question": "one?"}, '`gold` is missing: list the pages that answer, or write "answerable": false'),
        ({"question": "one?", "gold": GOLD[0]}, "`gold` must be a list"),
        ({"question": "one?", "gold": ["a.pdf"]}, 'each page in `gold` must name a "file", or the "key" of a work'),
        ({"question": "one?", "gold": [{"file": "a"}]}, 'must have a "page", a whole number from 1'),
        ({"question": "one?", "gold": [{"file": "a", "page": "ix"}]}, "a whole number from 1, not 'ix'"),
        ({"question": "one?", "gold": [{"key": "a", "page": 0}]}, "a whole number from 1, not 0"),
        ({"question": "one?", "gold": GOLD, "groups": [7]}, "`groups` must be a list"),
        ({"question": "one?", "answerable": "no"}, "`answerable` must be true or false"),
        ({"question": "one?", "id": "x", "gold": GOLD}, "the id 'x' is also in line 2"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, said):
    """A line that is not a question raises an `InputError` that names the line, what it lacks, and a right example."""
    first = json.dumps({"question": "first?", "id": "x", "gold": GOLD})
    text = line if isinstance(line, str) else json.dumps(line)
    (tmp_path / "q.jsonl").write_text(f"\n{first}\n\n{text}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_questions(tmp_path / "q.jsonl")
    message = str(caught.value)
    assert message.startswith(f"{str(tmp_path / 'q.jsonl')!r}, line 4: ")
    assert said in message
    assert message.endswith(
        'Example: {"question": "What is a call-in?", "gold": [{"file": "gvi.pdf", "page": 12}]}; evidence help eval'
    )


def test_the_shortest_lines(tmp_path):
    """A question and its pages are enough. The id is the number of the line, and no pages mean no answer."""
    lines = [
        {"question": "one?", "gold": GOLD},
        {"question": "two?", "answerable": False},
        {"question": "3?", "gold": []},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    first, second, third = read_questions(tmp_path / "q.jsonl")
    gold = (("a.pdf", 1),)
    assert first == Question("1", "", "", "one?", True, gold, (gold,), "")
    assert (second.id, second.answerable, second.gold) == ("2", False, ())
    assert third.answerable is False


def test_a_page_by_the_key_of_its_work(tmp_path):
    """A key stands for the files of its work. A key without files is kept, so that it can be named."""
    line = {"question": "one?", "gold": [{"key": "abt-2016", "page": 2}, {"key": "none", "page": 3}]}
    (tmp_path / "q.jsonl").write_text(json.dumps(line), "utf-8")
    files = {"abt-2016": ["a.pdf", "b.pdf"]}
    (question,) = read_questions(tmp_path / "q.jsonl", lambda key: files.get(key, ()))
    assert question.gold == (("a.pdf", 2), ("b.pdf", 2), ("none", 3))


def test_a_missing_file_is_named(tmp_path):
    """A question file that does not exist raises an `InputError`."""
    with pytest.raises(InputError, match=r"none\.jsonl' cannot be read: no such file or directory$"):
        read_questions(tmp_path / "none.jsonl")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    """A question file that is not UTF-8 raises an `InputError`."""
    (tmp_path / "q.jsonl").write_bytes("¿Qué?".encode("cp1252"))
    with pytest.raises(InputError, match="not UTF-8 text"):
        read_questions(tmp_path / "q.jsonl")


def test_the_documented_example_is_a_question_file(tmp_path):
    """The lines of docs/evaluation.md can be read."""
    text = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
    (block,) = re.findall(r"```json\n(.*?)```", text, re.S)
    (tmp_path / "q.jsonl").write_text(block, "utf-8")
    answerable = [question.answerable for question in read_questions(tmp_path / "q.jsonl")]
    assert answerable == [True, False, True, True]


def test_reads_the_real_files(shared_data):
    """The real question files are read whole (counts from their README)."""
    questions = read_questions(shared_data / "reports/questions.jsonl")
    assert (len(questions), sum(question.answerable for question in questions)) == (90, 82)
    assert len(read_questions(shared_data / "filings/questions.jsonl")) == 48
