"""Documents of each format in which every text is hostile, through every command. The output is checked."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.corpus.documents import SAVED, mhtml, part, rtf, write_text
from tests.corpus.pdfs import paragraph, write
from tests.corpus.reading.archives import NAV, OPF, docx, epub, odt, p

# This acts on a terminal in one byte (C1) and by a bidirectional control, on rich, HTML, Markdown, a spreadsheet, TeX
# and BibTeX, and RIS. Terminal escapes come before it in formats that can hold them. XML cannot.
POISON = (
    "=HYPERLINK(9) \x9b2J\u202eevil\u2066 [bold]rich[/bold] <script>alert(1)</script> *star* `code` "
    "\\input{x}}}, @book{y, ER  - z"
)
ESCAPES = "\x1b[31mred\x1b]0;owned\x07\x1b]8;;http://evil/\x1b\\"
KNOWN = "The monster of Ypres was seen by seven herons"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
FORMATS = ["pdf", "html", "mhtml", "rtf", "vtt", "txt", "md", "docx", "odt", "epub"]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def rich(text: str) -> str:
    """Return text as rich text writes it, letter by letter."""
    return "".join(f"\\u{ord(letter)}?" for letter in text)


def without_controls(text: str) -> str:
    """Return text with spaces for its C1 and bidirectional controls."""
    return text.replace("\u202e", " ").replace("\u2066", " ").replace("\x9b", " ")


def documents(folder: Path) -> list[Path]:
    """Write a document of each format with its own sentence. All but the XML formats also contain escapes."""
    paths = {kind: folder / f"\x1b[2J\u202eaa [bold].{kind}" for kind in FORMATS}
    known = {kind: f"{KNOWN} in the {kind} year. " for kind in FORMATS}
    full = ESCAPES + POISON
    write_text(paths["html"], page(full, "html", known["html"]))
    saved_from = "https://e.org/*star*,@book(y)?a=(b)&c='d'"
    saved = part(page(full, "mhtml", known["mhtml"]).encode(), encoding="8bit", Content_Location=saved_from)
    mhtml(paths["mhtml"], saved, head=SAVED.replace("Snapshot-", "X-"))

    speaker = escaped(POISON).replace(">", "")
    cue = f"00:01.000 --> 00:09.000\n<v {speaker}>{full} {known['vtt']}\n"
    write_text(paths["vtt"], f"WEBVTT - {full}\n\n{cue}")
    write_text(paths["txt"], f"{full} txt\n=====\n\n{known['txt']} {full}\n")
    front_matter = f"---\ntitle: {full} md\nauthor: {full}\n---\n"
    write_text(paths["md"], f"{front_matter}# {full}\n\n{known['md']} {full}\n")

    rtf(
        paths["rtf"],
        rf"\pard\s1 {rich(full)}\par\pard {rich(known['rtf'] + full)}{{\footnote {rich(full)}}}\par",
        rf"{{\title {rich(full)} rtf}}{{\author {rich(full)}}}",
    )
    info_text = full.replace("\\", "\\\\").replace("\u202e", " ").replace("\u2066", " ")
    plain = without_controls(POISON)
    write(
        paths["pdf"],
        [paragraph([plain[:90], f"{known['pdf']}and", plain])],
        info=f"/Title ({info_text} pdf) /Author ({info_text} pdf) ",
    )

    poison = escaped(POISON)
    xml = {kind: escaped(f"{sentence}{POISON}.") for kind, sentence in known.items()}
    core = {"title": f"{poison} docx", "author": poison, "created": "2012-01-01"}
    docx(paths["docx"], p(poison, "Ttulo1") + p(xml["docx"]), core)
    meta = f"<dc:title>{poison} odt</dc:title><dc:creator>{poison}</dc:creator>"
    odt(paths["odt"], f"<text:h>{poison}</text:h><text:p>{xml['odt']}</text:p>", meta)
    epub(
        paths["epub"],
        f"<h1>{poison}</h1><p>{xml['epub']}</p>",
        "<p>x</p>",
        opf=OPF.replace("Ghettoside", f"{poison} epub").replace("Jill Leovy", poison),
        nav=NAV.replace("2 It's a Monster", poison),
    )
    return list(paths.values())


def page(full: str, kind: str, known: str) -> str:
    """Return a hostile web page with a known sentence."""
    title = f"{escaped(full)} {kind}"
    sentences = (escaped(f"{known}{POISON}.") + ESCAPES) * 6
    head = f"<title>{title}</title><meta name=author content='{escaped(full)}'>"
    body = f"<article><h1>{title}</h1><p>{sentences}</p></article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


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
