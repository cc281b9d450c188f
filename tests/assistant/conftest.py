"""What the tests of the assistant share."""

import json

import pytest

from assistant.question_files import Question, read_questions
from tests.assistant.question_lines import LINES


@pytest.fixture
def questions(tmp_path) -> list[Question]:
    """The questions of `LINES`, read from a file."""
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES) + "\n", "utf-8")
    return read_questions(path)
