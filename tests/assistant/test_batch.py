"""`--batch`: a file of questions, with the mistakes that people make in it."""

import json

import pytest
import typer

from assistant.cli.batch import run_batch
from corpus.errors import InputError
from corpus.model import Filter


def batch(tmp_path, capsys, *lines, selection=None):
    """Run a batch. Return the objects that it printed, the filters that it used, its exit status and stderr."""
    used = []

    def answer(question, selected):
        used.append(selected)
        if "nothing" in selected.kinds:
            raise InputError("no work in this library has the kind 'nothing'")
        return {"question": question, "answered": True}

    path = tmp_path / "batch.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    with pytest.raises(typer.Exit) as end:
        run_batch(str(path), selection or Filter(), answer)
    out, err = capsys.readouterr()
    return [json.loads(line) for line in out.splitlines()], used, end.value.exit_code, err


def test_own_fields_come_back(tmp_path, capsys):
    """Every field of a line is in the output. A field with a name of the answer is in `input`."""
    line = {"question": "call-in", "id": 7, "kind": "fact", "answered": False, "filter": {}, "deep": {"a": [1, None]}}
    (found,), used, status, said = batch(tmp_path, capsys, line)
    assert found["answered"] is True
    assert found["input"] == {"answered": False}
    assert {name: found[name] for name in ("id", "kind", "filter", "deep")} == {
        "id": 7,
        "kind": "fact",
        "filter": {},
        "deep": {"a": [1, None]},
    }
    assert (used, status, said) == ([Filter()], 0, "")


FILTERS = [
    ({"kind": "guide"}, Filter(kinds=("guide",), since=2000)),
    ({"kind": "guide, report", "key": ["a", "b"]}, Filter(kinds=("guide", "report"), keys=("a", "b"), since=2000)),
    ({"author": "Abt, Thomas", "file": "a, b.pdf"}, Filter(authors=("Abt, Thomas",), files=("a, b.pdf",), since=2000)),
    ({"since": 2013, "until": "2015"}, Filter(since=2013, until=2015)),
    ({"include": "references", "kind": None}, Filter(since=2000, zones=("body", "references"))),
    ({"language": "es,pt"}, Filter(since=2000, languages=("es", "pt"))),
    ({"language": "all"}, Filter(since=2000)),
    (None, Filter(since=2000)),
]


@pytest.mark.parametrize(("filters", "selected"), FILTERS)
def test_the_filters_of_a_line_replace_those_of_the_command(tmp_path, capsys, filters, selected):
    """Field by field; a filter that a line does not have stays."""
    line = {"question": "call-in", "filter": filters}
    _, used, status, _ = batch(tmp_path, capsys, line, selection=Filter(since=2000))
    assert (used, status) == ([selected], 0)


MISTAKES = [
    ("{not json", "not JSON"),
    ('{"question": ' + "[" * 100_000, "not JSON"),
    ("not json {", "looks like a part of a JSON object"),
    ('"question": "What is GVI?",', "write each object in one line"),
    ("}", "write each object in one line"),
    ({"id": 1}, "the object has no `question`"),
    ({"question": ["x"]}, "the object has no `question`"),
    ({"question": "x", "filter": "guide"}, "`filter` must be an object"),
    ({"question": "x", "filter": {"kinds": "guide"}}, "there is no filter 'kinds'. Did you mean kind?"),
    ({"question": "x", "filter": {"kind": 5}}, "`kind` must be a text or an array of texts, not 5"),
    ({"question": "x", "filter": {"since": "last year"}}, "`since` must be a year, not 'last year'"),
    ({"question": "x", "filter": {"until": True}}, "`until` must be a year, not True"),
    ({"question": "x", "filter": {"include": "footers"}}, "'footers' is not a part of a work"),
    ({"question": "x", "filter": {"kind": "nothing"}}, "has the kind 'nothing'"),
]


@pytest.mark.parametrize(("line", "said"), MISTAKES, ids=lambda value: str(value)[:40])
def test_a_bad_line_is_an_error_and_the_others_are_answered(tmp_path, capsys, line, said):
    """The object of the line has its error and its own fields, and the exit status is 1."""
    found, _, status, _ = batch(tmp_path, capsys, "before", line, "", "after")
    assert [each.get("question") for each in (found[0], found[2])] == ["before", "after"]
    assert found[1]["error"].startswith("line 2: ")
    assert said in found[1]["error"]
    assert "answered" not in found[1]
    assert status == 1


def test_filters_beside_the_question_are_read_with_one_warning(tmp_path, capsys):
    """The former form still filters. The warning shows the present form; an error says how to keep a field."""
    lines = [
        {"question": "a", "kind": "guide", "since": 2013},
        {"question": "b", "kind": "report"},
        {"question": "c", "kind": "nothing"},
    ]
    found, used, status, said = batch(tmp_path, capsys, *lines)
    assert used[:2] == [Filter(kinds=("guide",), since=2013), Filter(kinds=("report",))]
    assert said.startswith("line 1: ")
    assert '{"question": "...", "filter": {"kind": "guide", "since": 2013}}' in said
    assert len(said.splitlines()) == 1
    assert 'add "filter": {}' in found[2]["error"]
    assert status == 1


def test_a_line_of_a_question_file_has_no_filters(tmp_path, capsys):
    """Its `kind` and `language` describe the question."""
    line = {"id": "1", "question": "a", "kind": "fact", "language": "en", "answerable": True, "gold": []}
    (found,), used, status, said = batch(tmp_path, capsys, line)
    assert (used, status, said) == ([Filter()], 0, "")
    assert found["kind"] == "fact"


@pytest.mark.parametrize(
    ("content", "said"), [("", "has no questions"), ("\n \n", "has no questions"), ('[{"question": "a"}]', "no array")]
)
def test_a_file_without_lines_to_answer(tmp_path, content, said):
    """An empty file and a JSON array are errors."""
    path = tmp_path / "batch.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=said):
        run_batch(str(path), Filter(), lambda *_: {})


def test_a_batch_of_a_real_library(evidence, starter_library, tmp_path):
    """Filters are compared with the library, line by line; a byte order mark is not a part of the first question."""
    lines = [
        "\ufeffWhat is a custom notification?",
        '{"question": "What is a call-in?", "filter": {"key": "nnsc-gvi-guide-2013"}, "id": 7}',
        '{"question": "What is a call-in?", "filter": {"kind": "giude"}, "id": 8}',
        '{"question": "What is a call-in?", "filter": {"design": "randomized"}}',
        '{"question": ""}',
    ]
    (tmp_path / "batch.jsonl").write_text("\n".join(lines), "utf-8")
    run = evidence("ask", "--batch", tmp_path / "batch.jsonl", "--fast", library=starter_library)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 1
    assert found[0]["question"] == "What is a custom notification?"
    assert found[0]["evidence"][0]["label"] == "summary by this library"
    assert {each["key"] for each in found[1]["evidence"]} == {"nnsc-gvi-guide-2013"}
    assert found[1]["id"] == 7
    assert "Did you mean guide?" in found[2]["error"]
    assert found[2]["id"] == 8
    assert "Did you mean randomised?" in found[3]["error"]
    assert "line 5: the question is empty" in found[4]["error"]
