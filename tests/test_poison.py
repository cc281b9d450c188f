"""Documents of each format in which every text is hostile, through every command. The output is checked."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from tests.corpus.documents import write_text
from tests.poison import FORMATS, KNOWN, documents

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def poisoned(evidence, starter_library, tmp_path_factory):
    """A library with the documents, what adding them printed, and their keys."""
    folder = tmp_path_factory.mktemp("poison")
    library = Path(shutil.copytree(starter_library, folder / "library"))
    run = evidence("add", *documents(folder), library=library)
    assert run.returncode == 0, run.stderr
    works = json.loads(evidence("list", "--json", library=library).stdout)
    keys = [work["key"] for work in works if work["file"] and work["file"].startswith("\x1b")]
    assert len(keys) == len(FORMATS)
    return library, run, keys


def printed(evidence, library, *arguments):
    """Return the output of a command, after checking that it contains no terminal controls."""
    run = evidence(*arguments, library=library)
    assert run.returncode in (0, 1), run.stderr
    assert "Traceback" not in run.stderr
    assert not CONTROLS.search(run.stdout + run.stderr), arguments
    return run.stdout


def test_what_adding_says(poisoned):
    """The names of added files and works are printed without terminal controls."""
    _, run, _ = poisoned
    assert not CONTROLS.search(run.stdout + run.stderr)
    assert sum(line.startswith("added ") for line in run.stdout.splitlines()) == len(FORMATS)


def test_a_terminal(evidence, poisoned):
    """No command prints a document's terminal controls, or takes its brackets for styles."""
    library, _, keys = poisoned
    for arguments in (["list"], ["ask", KNOWN], ["search", KNOWN, "--by-source", "--explain"], ["verify"], ["status"]):
        printed(evidence, library, *arguments)
    for key in keys:
        assert "[bold]rich[/bold]" in " ".join(printed(evidence, library, "edit", key).split())
        assert printed(evidence, library, "show", key)
    for line in printed(evidence, library, "list").splitlines():
        assert "rich" not in line or "[bold]rich" in line


def test_a_terminal_with_colours(evidence, poisoned, monkeypatch):
    """If output is styled, it contains only the styles of the program."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    library, _, keys = poisoned
    for arguments in (["search", KNOWN], ["show", keys[0], "-p", "1"], ["edit", keys[0]]):
        shown = evidence(*arguments, library=library).stdout
        assert "\x1b[" in shown
        assert not CONTROLS.search(re.sub(r"\x1b\[[\d;]*m", "", shown))
        assert "\x1b[31m" not in shown


@pytest.mark.parametrize("command", ["ask", "search"])
def test_markdown(evidence, poisoned, command):
    """In Markdown output, a document's marks and tags are escaped."""
    shown = printed(evidence, poisoned[0], command, KNOWN, "--markdown")
    assert "Ypres" in shown
    assert "\\<script\\>alert" in shown
    bare = re.sub(r"\\[^\w\s]", "", shown)
    assert not re.search(r"[<`\[]|\*star", bare)


@pytest.mark.parametrize(
    "arguments",
    [["ask", KNOWN, "--json"], ["search", KNOWN, "--json", "--explain"], ["list", "--json"], ["status", "--json"]],
    ids=" ".join,
)
def test_json(evidence, poisoned, arguments):
    """JSON output is valid and contains no terminal controls."""
    assert json.loads(printed(evidence, poisoned[0], *arguments))


def test_a_brief(evidence, poisoned, tmp_path):
    """Quotations of all documents: no text becomes a footnote, markup or a control character, in any format."""
    library, _, _ = poisoned
    answers = write_text(tmp_path / "answers.json", printed(evidence, library, "search", KNOWN, "-k", "20", "--json"))
    markdown = printed(evidence, library, "brief", answers)
    assert markdown.count("Ypres") >= len(FORMATS)
    marks = re.findall(r"(?<!\\)\[\^(\d+)\](?!:)", markdown)
    notes = re.findall(r"(?m)^\[\^(\d+)\]: ", markdown)
    assert marks == notes == [str(number) for number in range(1, len(notes) + 1)]
    bare = re.sub(r"\\[^\w\s]|\[\^\d+\]|^> ", "", markdown, flags=re.M)
    assert not re.search(r"[<`\[]|\*star", bare)
    page = printed(evidence, library, "brief", answers, "--html")
    assert "<script" not in page
    assert json.loads(printed(evidence, library, "brief", answers, "--json"))["sections"]
    written = evidence("brief", answers, "--docx", tmp_path / "brief.docx", library=library)
    if "needs the extra" in written.stderr:
        return
    assert written.returncode in (0, 1), written.stderr
    with ZipFile(tmp_path / "brief.docx") as archive:
        for part in ("document", "footnotes"):
            text = "".join(ElementTree.fromstring(archive.read(f"word/{part}.xml")).itertext())  # noqa: S314
            assert not CONTROLS.search(text)


def test_bibtex(evidence, poisoned):
    """In BibTeX, a title cannot close its field, begin an entry or call a TeX command."""
    library, _, keys = poisoned
    for arguments in (["cite", *keys, "--format", "bibtex"], ["search", KNOWN, "--bibtex"]):
        text = printed(evidence, library, *arguments)
        begun = re.findall(r"^@\w+\{(.*),$", text, re.M)
        assert len(set(begun) & set(keys)) >= 7
        assert len(begun) == text.count("\n@") + 1
        assert text.count("@book{y") == text.count("\\input") == 0
        assert text.count("{") == text.count("}")


def test_ris(evidence, poisoned):
    """Each line of RIS is a tag and a value. A title cannot begin or end an entry."""
    library, _, keys = poisoned
    for arguments in (["cite", *keys, "--format", "ris"], ["search", KNOWN, "--ris"]):
        lines = printed(evidence, library, *arguments).splitlines()
        assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines if line)
        assert lines.count("ER  - ") == sum(line.startswith("TY  - ") for line in lines)
        assert {line[6:] for line in lines if line.startswith("ID")} >= set(keys) or arguments[0] == "search"


@pytest.mark.parametrize("style", ["apa", "chicago-notes", "mla"])
def test_styles(evidence, poisoned, style):
    """A reference is one line without terminal controls."""
    library, _, keys = poisoned
    assert len(printed(evidence, library, "cite", *keys, "--style", style).splitlines()) == len(keys)


def test_csl_json(evidence, poisoned):
    """CSL-JSON has as many works as keys were given."""
    library, _, keys = poisoned
    assert len(json.loads(printed(evidence, library, "cite", *keys, "--format", "csl-json"))) == len(keys)


def test_what_is_exported_comes_back(evidence, poisoned, starter_library, tmp_path):
    """A hostile export is imported again, with every work, and is as harmless there."""
    library, _, keys = poisoned
    for format, suffix in (("bibtex", "bib"), ("ris", "ris"), ("csl-json", "json")):
        text = printed(evidence, library, "cite", *keys, "--format", format)
        (tmp_path / f"works.{suffix}").write_text(text, "utf-8")
        other = Path(shutil.copytree(starter_library, tmp_path / suffix))
        said = printed(evidence, other, "import", tmp_path / f"works.{suffix}")
        assert "unread" not in said
        assert sum(map(int, re.findall(r"(\d+) (?:new|already held|completed|updated)", said))) == len(keys)
        printed(evidence, other, "list")
