"""Plain questions about each work of the reading list, asked of a new library with the real model.

`starter_questions.tsv` holds a key and a question on each line. The questions were written from the works' titles and
what is known of them, before any was asked.
"""

from pathlib import Path

import pytest

from assistant import Assistant
from corpus.catalogue import starter

LINES = Path(__file__).with_name("starter_questions.tsv").read_text("utf-8").splitlines()
QUESTIONS = [line.split("\t") for line in LINES]


@pytest.fixture(scope="module")
def desk(starter_library):
    return Assistant.open(starter_library)


def test_every_work_is_asked_about():
    """This test ensures that there are forty questions at least, and one about each of the works."""
    assert len(QUESTIONS) >= 40
    assert {key for key, _ in QUESTIONS} == {entry.reference.key for entry in starter()}


@pytest.mark.parametrize(("key", "question"), QUESTIONS, ids=[question for _, question in QUESTIONS])
def test_the_right_work_comes_first(desk, key, question):
    """This test ensures that a plain question is answered, and by the work that it is about before any other."""
    answer = desk.ask(question)
    assert answer.answered
    assert answer.evidence[0].citation.reference.key == key
