"""Questions without quotation marks."""

import json
import shlex

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from corpus.errors import InputError


def run(library, line):
    return CliRunner().invoke(app, [*shlex.split(line), "--library", str(library)])


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("ask -k 1 What is GVI", "What is GVI"),
        ("ask What is GVI -k 1", "What is GVI"),
        ("ask What -k1 is GVI", "What is GVI"),
        ("ask 'What is GVI'", "What is GVI"),
        ("search call-in - a letter", "call-in - a letter"),
        ("search --since 2000 '\"custom notification\"' letter", '"custom notification" letter'),
    ],
)
def test_words_are_one_question(starter_library, line, question):
    """The words of a question are joined by spaces. Options may be before, between and after them."""
    assert json.loads(run(starter_library, f"{line} --json --fast").stdout)["question"] == question


def test_words_after_two_hyphens(evidence, starter_library):
    """After --, a word with a hyphen excludes a word."""
    line = ["search", "--json", "--fast", "--", "notification", "-custom"]
    found = json.loads(evidence(*line, library=starter_library).stdout)
    assert found["question"] == "notification -custom"
    assert found["hits"]
    assert not any("custom" in hit["text"].lower().split() for hit in found["hits"])


@pytest.mark.parametrize(
    ("line", "stray", "meant"),
    [
        ("search gang -drug", "-drug", "evidence search -- gang -drug"),
        ("search gang -k 5 -drug --fast", "-drug", "evidence search -k 5 --fast -- gang -drug"),
        ("search '-drug gang'", "-drug gang", "evidence search -- '-drug gang'"),
        ("search gang -kids", "-kids", "evidence search -- gang -kids"),
        ("search gang -Latin", "-Latin", "evidence search -- gang -Latin"),
        ("search gang -homicide", "-homicide", "evidence search -- gang -homicide"),
        ("ask is it -5 degrees", "-5", "evidence ask -- is it -5 degrees"),
    ],
)
def test_a_word_like_an_option(line, stray, meant):
    """The error says what was read as an option, and has the command that was meant."""
    error = CliRunner().invoke(app, shlex.split(line)).exception
    assert isinstance(error, InputError)
    assert str(error) == f"{stray!r} is not an option. If it is one of your words, put -- before them: {meant}"


def test_the_value_of_an_option_may_begin_with_a_hyphen(starter_library):
    """It is not taken for a word."""
    assert "'-Smith'" in str(run(starter_library, "search --author -Smith letter").exception)


def test_a_short_option_with_its_value(evidence, starter_library):
    """-Lfolder and -k5 are options, because the folder exists and the value is a number."""
    found = json.loads(evidence("search", "letter", f"-L{starter_library}", "-k2", "--json", "--fast").stdout)
    assert (found["question"], len(found["hits"])) == ("letter", 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("search letter to gangs", ""),
        ("search 'letter to gangs' -k 1", ""),
        ("search -k 1 letter to --fast", ""),
        ("search letter --kind guide article", "all words are one question: letter article\n"),
        ("search 'custom notification' letter", "all words are one question: custom notification letter\n"),
    ],
)
def test_words_that_a_person_may_not_have_meant(starter_library, line, said):
    """A second value of an option, or a text beside the question, is said to be a part of the question."""
    assert run(starter_library, f"{line} --json --fast").stderr == said
