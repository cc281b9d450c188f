"""Files of references are parsed in a child process, which is limited and not trusted."""

import os
import time
import tracemalloc
from pathlib import Path

import pytest

from corpus.errors import InputError
from corpus.exchange import read
from corpus.exchange.parsing import parse

FILES = {
    "a.bib": "@article{a, title = {Año}, author = {Souza, Ana and others}, year = 2019, file = {a.pdf}}\n@book{b,",
    "a.ris": "TY  - JOUR\nTI  - Año\nAU  - Souza, Ana\nPY  - 2019/02/03\nL1  - a.pdf\nER  - \nXX  - lost\n",
    "a.json": '[{"id": "a", "type": "book", "title": "A <i>B</i> &amp;lt; C\\nD", "issued": {"date-parts": [[2019]]}, '
    '"custom": {"kind": "guide", "mine": [1]}}, 3]',
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_references(tmp_path, name):
    """Entries and problems pass through the pipes unchanged."""
    path = tmp_path / name
    path.write_text(FILES[name], "utf-8")
    export = read(path)
    assert export == parse(path.read_bytes(), name)
    assert export.entries
    assert export.problems or name == "a.json"


def doubling(levels: int, entries: int = 1) -> str:
    """Return a file in which each macro is ten times as long as the one before, and entries that print the last."""
    lines = ["@string{m0 = {xxxxxxxxxx}}"]
    for level in range(1, levels + 1):
        lines.append(f"@string{{m{level} = {' # '.join([f'm{level - 1}'] * 10)}}}")
    lines += [f"@book{{k{number}, title = {{A}}, note = m{levels}}}" for number in range(entries)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (doubling(9), "its note has more than 100,000 characters"),
        (doubling(3, 2000), "has macros that make it more than 10 times as long"),
        ("@book{k, " + ", ".join(f"f{n} = m3 # m3" for n in range(150_000)) + "}", "needs more than 1024 MB of memory"),
    ],
    ids=["one long value", "many entries", "one entry of many values"],
)
def test_macros_that_double(tmp_path, text, reason):
    """A small file that would fill the memory is refused, or its entry is."""
    path = tmp_path / "a.bib"
    path.write_text(doubling(3).replace("@book{k0", "@comment{k0") + "\n" + text, "utf-8")
    begun = time.monotonic()
    try:
        reasons = [problem.reason for problem in read(path).problems]
    except InputError as error:
        reasons = [str(error)]
    assert any(reason in each for each in reasons), reasons
    assert time.monotonic() - begun < 20  # a second on a machine that does nothing else


def test_the_received_macros(shared_data):
    """A file of less than 1 KB whose macros would make 10 GB costs a second and 200 MB at most."""
    path = shared_data / "received" / "strings-9.bib"
    (problem,) = read(path).problems
    assert problem.reason == "its title has more than 100,000 characters"
    tracemalloc.start()
    begun = time.process_time()
    parse(path.read_bytes(), path.name)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - begun < 1
    assert peak_bytes < 200e6


def test_a_line_of_many_items(tmp_path):
    """The time for JSON on one line grows with its size, and not with its square."""
    path = tmp_path / "a.json"
    item = '{"type": "book", "title": "' + "street outreach " * 50 + '"}'
    path.write_text("[" + ", ".join([item] * 10_000) + "]", "utf-8")
    begun = time.process_time()
    assert len(parse(path.read_bytes(), "a.json").entries) == 10_000
    assert time.process_time() - begun < 5  # it took 30 s


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a pipe")
def test_a_pipe_is_not_waited_for(tmp_path):
    """A pipe under the name of an export is refused at once."""
    os.mkfifo(tmp_path / "a.bib")
    with pytest.raises(InputError, match="is not a file"):
        read(tmp_path / "a.bib")


LIES = [
    ("sys.exit(3)", "ended the reader"),
    ("return []", "made the reader give an invalid answer"),
    ("return {'entries': [1], 'problems': []}", "made the reader give an invalid answer"),
    ("return {'entries': []}", "made the reader give an invalid answer"),
    ("raise ValueError('x\\ny')", "damaged, or written in an unknown way (ValueError: x y)"),
]


@pytest.mark.parametrize(("deed", "reason"), LIES, ids=[deed for deed, _ in LIES])
def test_a_child_that_lies(tmp_path, monkeypatch, deed, reason):
    """Whatever the child answers, the file is refused on one line that names it."""
    code = f"import sys\nfrom corpus.exchange import task\ndef run(*_):\n    {deed}\ntask.run = run\n"
    (tmp_path / "sitecustomize.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = Path(tmp_path / "a.bib")
    path.write_text("@book{a, title = {A}}", "utf-8")
    with pytest.raises(InputError) as error:
        read(path)
    assert reason in str(error.value)
    assert repr(str(path)) in str(error.value)
    assert "\n" not in str(error.value)
