"""Question files are read whole, and a wrong line is named."""

import json
import re
from pathlib import Path

import pytest

from assistant.question_files import Question, read_questions
from corpus.errors import InputError
from tests.assistant.question_lines import LINES

ROOT = Path(__file__).resolve().parents[2]


def test_reads_questions(questions):
    """Gold pages are one group if the line has no groups. A missing quote is empty."""
    gold = (("crs/a.pdf", 2),)
    quote = "the lease runs 99 years, in the north"
    assert questions[0] == Question("s1", "single", "en", "one?", True, gold, (gold,), quote)
    assert [len(group) for group in questions[1].groups] == [1, 2]
    assert questions[1].quote == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"id": 1}\n', "line 1: not a question"),
        ("\n{]\n", "line 2: not JSON"),
        ("[]\n", "line 1: not a question"),
        (json.dumps(LINES[0] | {"gold": [{"file": "a"}]}), "line 1: not a question"),
        (json.dumps(LINES[0] | {"gold": [{"file": "a", "page": "ix"}]}), "line 1: not a question"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, content, message):
    """A line that cannot be read raises an `InputError` that names the file and the line."""
    (tmp_path / "q.jsonl").write_text(content, "utf-8")
    with pytest.raises(InputError, match=rf"q\.jsonl', {message}"):
        read_questions(tmp_path / "q.jsonl")


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
    assert answerable == [True, True, False]


def test_reads_the_real_files(shared_data):
    """The real question files are read whole (counts from their README)."""
    questions = read_questions(shared_data / "reports/questions.jsonl")
    assert (len(questions), sum(question.answerable for question in questions)) == (90, 82)
    assert len(read_questions(shared_data / "filings/questions.jsonl")) == 48
