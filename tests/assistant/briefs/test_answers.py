"""Files of answers are read as they come: one answer or several, whole or broken. Nothing in them is trusted."""

import json

import pytest

from assistant.briefs.answers import MAX_PROBLEMS, read_answers

PIECE = {
    "sha256": "ab12",
    "passage_id": "0000000000000001",
    "text": "Boats left. It fell by a third.",
    "highlights": [[12, 31]],
    "key": "able-2019",
    "reference": {"title": "Ports"},
    "citation": "Able (2019), p. 7",
}


def answer(question, **fields):
    return {"question": question, "answered": True, "reason": None, "evidence": [PIECE], **fields}


def as_lines(*values):
    return "".join(f"{json.dumps(value)}\n" for value in values)


WHOLE = {
    "one": (json.dumps(answer("a?"), indent=2), "a?"),
    "one after the other, as >> writes them": (
        "\n".join(json.dumps(answer(question), indent=2) for question in ("a?", "b?")),
        "a? b?",
    ),
    "one a line": (as_lines(answer("a?"), answer("b?"), answer("c?")), "a? b? c?"),
    "an array": (json.dumps([answer("a?"), answer("b?")]), "a? b?"),
    "with a byte order mark": (f"\ufeff{as_lines(answer('a?'))}", "a?"),
    "empty": (" \n", ""),
}


@pytest.mark.parametrize(("text", "questions"), WHOLE.values(), ids=WHOLE)
def test_answers_in_their_order(text, questions):
    answers, problems = read_answers(text)
    assert problems == []
    assert [found.question for found in answers] == questions.split()
    for found in answers:
        (quote,) = found.quotes
        assert (quote.text[slice(*quote.span)], quote.title) == ("It fell by a third.", "Ports")


BROKEN = {
    "half a line": (
        as_lines(answer("a?")) + '{"question": "b\n' + as_lines(answer("c?")),
        "a? c?",
        ["line 2: not JSON"],
    ),
    "half an object over several lines": (
        f"{json.dumps(answer('a?'), indent=2)[:60]}\n{json.dumps(answer('c?'), indent=2)}",
        "c?",
        ["line 1: not JSON"],
    ),
    "a line of a batch that failed": (
        as_lines({"question": "b?", "error": "line 2: \x1b[2J"}),
        "",
        ["line 1: the question was not answered: line 2: [2J"],
    ),
    "other JSON": ("[1, {}]", "", ["line 1: this is not an answer", "line 1: this is not an answer"]),
    "not JSON at all": ("What is a call-in?", "", ["line 1: not JSON"]),
    "brackets without end": ("[" * 100_000, "", ["line 1: not JSON"]),
    "a number without end": (f'{{"question": "a?", "rank": {"1" * 5000}}}', "", ["line 1: not JSON"]),
}


@pytest.mark.parametrize(("text", "questions", "problems"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said_and_the_rest_is_read(text, questions, problems):
    answers, said = read_answers(text)
    assert [found.question for found in answers] == questions.split()
    assert [line[: len(problem)] for line, problem in zip(said, problems, strict=True)] == problems
    assert "\x1b" not in "".join(said)


def test_a_file_of_something_else_is_not_read_to_its_end():
    _, problems = read_answers("{x\n" * 1000)
    assert len(problems) == MAX_PROBLEMS + 1
    assert "was not read" in problems[-1]


PIECES = {
    "not an object": "x",
    "no text": {**PIECE, "text": None},
    "no place": {**PIECE, "highlights": []},
    "a place outside of the passage": {**PIECE, "highlights": [[12, 500]]},
    "an empty place": {**PIECE, "highlights": [[11, 12]]},
    "a place that is not a number": {**PIECE, "highlights": [["1", "2"]]},
    "a place of half a letter": {**PIECE, "highlights": [[0.5, 1.5]]},
    "no document": {key: value for key, value in PIECE.items() if key != "sha256"},
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_a_broken_piece_of_evidence_is_left_out(piece):
    ((found,), problems) = read_answers(as_lines(answer("a?", evidence=[PIECE, piece])))
    assert len(found.quotes) == 1
    assert problems == ["line 1: evidence 2 has no quotation that can be looked up"]


def test_a_refusal_has_its_reason():
    ((found,), _) = read_answers(
        as_lines(answer("a?", answered=False, evidence=[], reason="too\x1b far", closest=[PIECE]))
    )
    assert (found.refusal, found.quotes) == ("too far", ())


def test_controls_and_lone_surrogates_are_no_part_of_a_name():
    hostile = "a\x1b[2J\ud800\u202eb"
    text = as_lines(answer(hostile, evidence=[{**PIECE, "key": hostile, "citation": hostile}], missing=[hostile, 7]))
    ((found,), _) = read_answers(text)
    for name in (found.question, found.quotes[0].key, found.quotes[0].citation, *found.missing):
        assert name == "a [2J b"
