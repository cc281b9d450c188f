"""A library that was received from a stranger: nothing outside it is read, written, deleted, opened or asked for."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from itertools import product
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from assistant.assistant import Assistant
from assistant.cli import app
from corpus.errors import EvidenceError, LibraryDamaged

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes links, pipes and sockets")

KEY = "nnsc-gvi-guide-2013"
"""A work of the reading list."""


@pytest.fixture
def documents(tmp_path):
    """The folder of a reader: a thesis and a note."""
    folder = tmp_path / "Documents"
    (folder / "thesis").mkdir(parents=True)
    (folder / "thesis" / "ch1.txt").write_text("my thesis")
    (folder / "note.txt").write_text("my note")
    (tmp_path / ".bashrc").write_text("export A=1\n")
    long_ago = (1e9, 1e9)
    os.utime(folder / "thesis" / "ch1.txt", long_ago)
    return folder


@pytest.fixture
def library(library_of_reports, documents):
    """The library that the reader received, among the reader's own files."""
    return Path(shutil.copytree(library_of_reports, documents / "nnsc"))


def outside(documents):
    """Return the content of each of the reader's own files."""
    contents = {}
    for path in sorted(documents.parent.rglob("*")):
        if path.is_file() and not path.is_relative_to(documents / "nnsc"):
            contents[path] = (path.is_symlink(), path.read_bytes())
    return contents


def commands(documents):
    """Return commands that read a library, and commands that write to it."""
    note = str(documents / "note.txt")
    return [
        ["list"],
        ["ask", "What is a call-in?"],
        ["search", "call-in"],
        ["show", KEY],
        ["cite", KEY],
        ["status"],
        ["verify"],
        ["index"],
        ["index", "--rebuild"],
        ["add", note],
        ["edit", KEY, "title=New"],
        ["remove", KEY],
        ["fetch", KEY],
    ]


def run(command, library):
    """Run a command in this process, with no way to the network. Return its error, or None."""
    with patch.object(socket.socket, "connect", side_effect=AssertionError("a connection")):
        result = CliRunner().invoke(app, [*command, "--library", str(library)])
    if result.exception and not isinstance(result.exception, SystemExit):
        assert isinstance(result.exception, EvidenceError), (command, result.exception)
        return str(result.exception)
    return None


def refused(library, documents, words):
    """Check that every command and the Python API refuse a library in one line with these words, and change nothing."""
    before = outside(documents)
    for command in commands(documents):
        error = run(command, library)
        assert error is not None, command
        assert words in error, command
        assert "\n" not in error
        assert outside(documents) == before, command
    for use in (lambda desk: desk.ask("What is a call-in?"), lambda desk: desk.holdings(), lambda desk: desk.status()):
        with pytest.raises(LibraryDamaged):
            use(Assistant(library))
    assert outside(documents) == before


def replace_by_link(place, target):
    """Put a link in the place of a file or folder."""
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    place.symlink_to(target)


# --- links and special files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("originals", ".."),
        ("downloads", "../thesis"),
        ("readings", "../thesis"),
        ("index", "../thesis"),
        ("downloads/0123456789abcdef0123456789abcdef.pdf", "../../../.bashrc"),
        ("downloads/anything", "../../thesis"),
        ("writer.json", "../../.bashrc"),
        ("writer.lock", "../../.bashrc"),
        ("writer.json", "../../new-file"),
        ("library.json", "../note.txt"),
        ("library.json.aside", "../../.bashrc"),
        ("corpus.sqlite", "../note.txt"),
        ("corpus.sqlite-journal", "../../.bashrc"),
        ("corpus.sqlite-wal", "../../.bashrc"),
        ("corpus.sqlite-shm", "../../.bashrc"),
        ("index/current.json", "../../note.txt"),
        ("index/current.json.aside", "../../note.txt"),
        ("index/0123456789ab-0001", "../../thesis"),
        ("index/0123456789ab-pending", "../../thesis"),
        ("originals/ab", "../../thesis"),
        ("originals/12-34.aside", "../../note.txt"),
        ("CORPUS.sqlite-Journal", "../note.txt"),
    ],
)
def test_a_link_in_a_library(library, documents, name, target):
    """A library with a link in the place of anything that is opened is refused, and the link is not followed."""
    place = library / name
    place.parent.mkdir(exist_ok=True)
    replace_by_link(place, target)
    refused(library, documents, "is a link and not a f")


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "leanings.json",
        "terms",
        "terms/meta.json",
        "segments",
        "segments/000001.f16",
        "segments/segments.json",
    ],
)
def test_a_link_in_an_index(library, documents, name):
    """No link in the folder of an index is followed."""
    (folder,) = library.glob("index/*-0*")
    target = documents.parent / "copy"
    shutil.move(folder / name, target)
    (folder / name).symlink_to(target)
    refused(library, documents, "is a link and not a f")


PLACES = ["corpus.sqlite", "writer.json", "writer.lock", "index/current.json"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [*product(PLACES, ["pipe", "socket", "folder"]), ("downloads/x", "pipe"), ("downloads/x", "socket")],
)
def test_a_special_file(library, documents, name, kind):
    """A pipe, which would make a reader wait, a socket or a folder in the place of a file is refused."""
    place = library / name
    place.parent.mkdir(exist_ok=True)
    place.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        with closing(socket.socket(socket.AF_UNIX)) as bound, pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.chdir(place.parent)  # the name of a socket may not be long
            bound.bind(place.name)
    refused(library, documents, "and not a file")


def test_the_library_itself_may_be_a_link(library, documents):
    """An owner may keep the library on another disk. Hard links are plain files, and other files are not looked at."""
    link = documents / "link"
    link.symlink_to(library)
    os.link(library / "corpus.sqlite", documents / "hard.sqlite")
    (library / "my notes").symlink_to(documents)
    os.mkfifo(library / "pipe")
    before = outside(documents)
    assert run(["list"], link) is None
    assert Assistant(link).search("call-in", 1, fast=True)
    found = dict(Assistant(link).verify())
    assert {name for name, fault in found.items() if fault} == {"my notes", "pipe"}
    assert run(["edit", KEY, "title=New"], link) is None
    del before[documents / "hard.sqlite"]
    assert {path: content for path, content in outside(documents).items() if path.name != "hard.sqlite"} == before


def test_an_original_that_is_a_link(library, documents):
    """An original is checked when it is used: it is neither opened nor read."""
    desk = Assistant(library)
    holding = next(each for each in desk.holdings() if each.pages)
    (original,) = library.glob(f"originals/*/{holding.source.sha256}*")
    replace_by_link(original, documents / "note.txt")
    before = outside(documents)
    assert "is a link" in run(["show", holding.reference.key, "--open"], library)
    faults = {name: fault for name, fault in desk.verify() if fault}
    assert "is a link" in faults[holding.reference.key]
    assert outside(documents) == before


# --- names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../../nnsc", "..", ".", "/etc", "a/b", "..\\..\\nnsc", "C:x", ""])
def test_an_index_that_is_named_outside(library, documents, name):
    """`current.json` names a folder beside it, or the library is refused."""
    (folder,) = library.glob("index/*-0*")
    for path in folder.iterdir():
        (shutil.copytree if path.is_dir() else shutil.copy)(path, library / path.name)
    digest = sha256((library / "manifest.json").read_bytes()).hexdigest()
    (library / "index" / "current.json").write_text(json.dumps({"folder": name, "manifest": digest}))
    refused(library, documents, "which is not a folder beside it")


@pytest.mark.parametrize("content", ["5", "[]", '"x"', '{"folder": 5}', "{}", '{"folder": "other"}', "[" * 9999])
def test_a_damaged_current_json(library, content):
    """Anything else in `current.json` is a damage that a rebuild repairs."""
    (library / "index" / "current.json").write_text(content)
    assert "evidence index --rebuild" in run(["ask", "What is a call-in?"], library)
    assert run(["list"], library) is None
    assert run(["index", "--rebuild"], library) is None
    assert Assistant(library).search("call-in", 1, fast=True)


def change_manifest(library, **changes):
    """Change values of the manifest of an index, and its hash in `current.json`."""
    current = library / "index" / "current.json"
    named = json.loads(current.read_text())
    path = library / "index" / named["folder"] / "manifest.json"
    made = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(made))
    named["manifest"] = sha256(path.read_bytes()).hexdigest()
    current.write_text(json.dumps(named))


@pytest.mark.parametrize(
    "change",
    [
        {"files": {"../../../thesis/ch1.txt": "0" * 64}},
        {"files": {"/etc/passwd": "0" * 64}},
        {"files": {"terms/../../x": "0" * 64}},
        {"files": ["leanings.json"]},
        {"files": {"segments/../../x": "0" * 64}},
        {"terms": 5},
        {"format": 3},
        {"passages": "many"},
        {"passages": -1},
        {"dimensions": 10**9},
        {"dimensions": 128},
        {"model": ["x"]},
        {"encoder": None},
        {"format": "1"},
        {"other": 1},
    ],
)
def test_a_manifest_of_a_stranger(library, documents, change):
    """A manifest with a name outside the index, or with values of another type, is refused in one line."""
    change_manifest(library, **change)
    before = outside(documents)
    assert "evidence index --rebuild" in run(["ask", "What is a call-in?"], library)
    assert [fault for name, fault in Assistant(library).verify() if fault and name == "index"]
    assert outside(documents) == before


def test_files_that_tantivy_would_delete(library, documents):
    """tantivy deletes the files that `.managed.json` lists and no segment needs: none of them may be outside."""
    (managed,) = library.glob("index/*-0*/terms/.managed.json")
    thesis = str(documents / "thesis" / "ch1.txt")
    for name in ("../../../../thesis/ch1.txt", thesis):
        managed.write_text(json.dumps([*json.loads(managed.read_text()), name]))
        before = outside(documents)
        for command in (["add", str(documents / "note.txt")], ["index"], ["ask", "What is a call-in?"]):
            assert "evidence index --rebuild" in run(command, library)
        assert outside(documents) == before


def test_only_our_own_files_are_deleted(library):
    """What a writer deletes has the names that this program gives. All other files stay."""
    ours = ["index/0123456789ab-0001/manifest.json", "index/0123456789ab-0002.aside/terms/meta.json"]
    ours += ["index/0123456789ab-pending/000000.npz", "index/current.json.aside", "originals/12-34.aside"]
    ours += [f"originals/ab/{'ab' * 32}.pdf", f"downloads/{'0' * 32}.pdf", f"readings/{'ab' * 32}-1.jsonl"]
    theirs = ["index/photos/a.jpg", "index/notes.txt", "index/0123456789ab-0001/mine.txt", "originals/ab/mine.pdf"]
    theirs += ["originals/mine.aside", "downloads/mine.pdf", "readings/mine.jsonl", "mine.aside", "evil/report.command"]
    theirs += [f"originals/mine/{'ab' * 32}.pdf", f"originals/ab/{'ab' * 32}.command"]
    for name in (*ours, *theirs):
        path = library / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        os.utime(path, (1e9, 1e9))
    listed = {name for name, fault in Assistant(library).verify() if fault and "not a part of a library" in fault}
    for name in theirs:
        assert name in listed or any(name.startswith(f"{each}/") for each in listed), name
    assert not listed & set(ours)
    assert run(["remove", KEY], library) is None
    assert [name for name in theirs if not (library / name).exists()] == []
    assert [name for name in ours if (library / name).exists()] == []


# --- corpus.sqlite -------------------------------------------------------------------------------------------------


def change_tables(library, *statements):
    with closing(sqlite3.connect(library / "corpus.sqlite")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def set_statement(connection, table, statement):
    """Change the statement of a table without a change of its rows."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (statement, table))
    connection.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON work BEGIN DELETE FROM source; END",
        "CREATE TRIGGER evil AFTER UPDATE ON seal BEGIN DELETE FROM source; END",
        "CREATE VIEW evil AS SELECT * FROM work",
        "CREATE TABLE evil (a)",
        "CREATE INDEX evil ON work (kind)",
        "ALTER TABLE work ADD COLUMN evil TEXT",
        "DROP TABLE lookup",
    ],
)
def test_tables_that_this_program_does_not_make(library, documents, statement):
    """A file with other tables, views or triggers is refused before anything of it is used."""
    change_tables(library, statement)
    refused(library, documents, "than this program makes")


def test_a_journal_that_names_another_file(library, documents):
    """SQLite deletes the super-journal that a journal names, wherever it is. Such a journal is refused."""
    thesis = documents / "thesis" / "ch1.txt"
    write_journal(library, thesis)
    refused(library, documents, "names another file, which SQLite would delete")
    with closing(sqlite3.connect(library / "corpus.sqlite")) as connection:
        connection.execute("SELECT count(*) FROM work")
    assert not thesis.exists()  # so the journal is one that SQLite believes


def write_journal(library, named):
    """Write a journal without pages that names a super-journal (https://www.sqlite.org/fileformat2.html, section 4)."""
    page_bytes = 4096
    pages = (library / "corpus.sqlite").stat().st_size // page_bytes
    name = str(named).encode()
    magic = bytes.fromhex("d9d505f920a163d7")
    lock_page = 2**30 // page_bytes + 1
    header = magic + b"".join(number.to_bytes(4, "big") for number in (0, 0, pages, 512, page_bytes))
    numbers = [len(name).to_bytes(4, "big"), sum(name).to_bytes(4, "big")]
    end = lock_page.to_bytes(4, "big") + name + b"".join(numbers) + magic
    (library / "corpus.sqlite-journal").write_bytes(header.ljust(512, b"\0") + end)


def _renamed(name):
    """Return statements that give a source another name in place of its SHA-256."""
    source = "(SELECT source FROM origin WHERE rowid = 1)"
    statements = []
    for table, column in (("source", "sha256"), ("page", "source"), ("passage", "source"), ("origin", "source")):
        statements.append(f"UPDATE {table} SET {column} = {name.format(column)} WHERE {column} = {source}")
    return statements


@pytest.mark.parametrize(
    ("statements", "command"),
    [
        (_renamed("'ab/../../../evil/report.command'"), ["list"]),
        (_renamed("upper({})"), ["list"]),
        (_renamed("substr({}, 2)"), ["list"]),
        (["UPDATE source SET media_type = 'application/x-sh'"], ["show", KEY, "--open"]),
        (["UPDATE work SET csl = '[]'"], ["list"]),
        (["UPDATE work SET csl = '{'"], ["list"]),
        (["UPDATE work SET csl = 'null'"], ["cite", KEY]),
        (["UPDATE work SET csl = '{\"title\": [1]}'"], ["list"]),
        (['UPDATE work SET csl = \'{"author": "Ruiz"}\''], ["list"]),
        (["UPDATE work SET csl = '{\"author\": [5]}'"], ["list"]),
        (['UPDATE work SET csl = \'{"author": [{"family": []}]}\''], ["list"]),
        (["UPDATE work SET csl = '{\"issued\": 5}'"], ["list"]),
        (['UPDATE work SET csl = \'{"issued": {"date-parts": 5}}\''], ["list"]),
        (['UPDATE work SET csl = \'{"issued": {"date-parts": [["x"]]}}\''], ["list"]),
        (['UPDATE work SET csl = \'{"issued": {"date-parts": [[99999999999999999999]]}}\''], ["list"]),
        ([f"UPDATE work SET csl = '{'[' * 90_000}'"], ["list"]),
        (["UPDATE work SET origins = '{\"title\": 5}'"], ["list"]),
        (['UPDATE work SET origins = \'{"title": {"by": "x", "is_sure": 1}}\''], ["list"]),
        (["UPDATE work SET notices = '{}'"], ["list"]),
        (["UPDATE work SET notices = '[{\"kind\": 5}]'"], ["list"]),
        (["UPDATE work SET former_keys = '[5]'"], ["list"]),
        (["UPDATE work SET former_keys = 'x'"], ["list"]),
        (["UPDATE source SET warnings = '5'"], ["list"]),
        (["UPDATE passage SET headings = '{}'"], ["ask", "What is a call-in?"]),
        (["UPDATE page SET kind = 'shell'"], ["ask", "What is a call-in?"]),
    ],
)
def test_values_of_a_stranger(library, documents, statements, command):
    """A value of another shape is one line that names it, from each command that reads it and from `verify`."""
    change_tables(library, "PRAGMA foreign_keys = OFF", *statements)
    before = outside(documents)
    error = run(command, library)
    assert error is not None
    assert error.startswith(("corpus.sqlite is damaged: ", "the library in "))
    faults = [fault for _, fault in Assistant(library).verify() if fault]
    assert faults
    assert not [fault for fault in faults if "\n" in fault]
    assert outside(documents) == before


BLOBS = [
    ("work", "csl"),
    ("work", "kind"),
    ("source", "work"),
    ("page", "text"),
    ("passage", "headings"),
    ("seal", "sha256"),
]


@pytest.mark.parametrize(("table", "column"), BLOBS)
def test_a_text_that_became_a_blob(library, table, column):
    """SQLite checks types only when it writes. A blob in a text column is a line of `verify` and of each command."""
    path = library / "corpus.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT sql FROM sqlite_master WHERE name = ?"
        ((strict,),) = connection.execute(query, (table,)).fetchall()
        set_statement(connection, table, strict.replace("STRICT", ""))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE {table} SET {column} = CAST({column} AS BLOB)")
        set_statement(connection, table, strict)
    faults = [f"{name}: {fault}" for name, fault in Assistant(library).verify() if fault]
    assert any(f"non-TEXT value in {table}.{column}" in fault for fault in faults), faults
    for command in (["list"], ["ask", "What is a call-in?"], ["show", KEY]):
        run(command, library)  # an error that is not one of ours fails the test


# --- models --------------------------------------------------------------------------------------------------------


def test_a_model_that_a_library_names(library, documents, evidence):
    """Nothing is asked for a model that a library names. The reader is told, and chooses with `evidence index`."""
    change_manifest(library, model="attacker/beacon", encoder="0" * 64)
    before = outside(documents)
    for command in (["ask", "What is a call-in?"], ["add", documents / "note.txt"], ["index"], ["remove", KEY]):
        result = evidence(*command, library=library)
        assert result.returncode == 2
        (line,) = result.stderr.splitlines()
        assert "'attacker/beacon'" in line
        assert "evidence index --model" in line
    assert evidence("list", library=library).returncode == 0
    assert outside(documents) == before
    assert KEY in {holding.reference.key for holding in Assistant(library).holdings()}


# --- the script that others wrote ----------------------------------------------------------------------------------

CASES = (
    "current-json-outside originals-link writer-json-link downloads-link corpus-link model-name open-executable".split()
)


@pytest.mark.skipif(sys.platform != "linux", reason="the script needs GNU tools")
@pytest.mark.parametrize("case", CASES)
def test_the_script(library_of_reports, shared_data, tmp_path, evidence, case):
    """Each case of `evil_library.sh` is refused, and nothing beside the library changes."""
    script = shared_data / "received" / "evil_library.sh"
    command = ["bash", script, library_of_reports, case, tmp_path]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    documents = tmp_path / "Documents"
    library = documents / "nnsc"
    before = outside(documents)
    if case == "model-name":
        result = evidence("ask", "What is a call-in?", library=library)
        assert (result.returncode, "nobody has chosen on this machine" in result.stderr) == (2, True)
        assert outside(documents) == before
        return
    if case != "open-executable":
        refused(library, documents, "the library is refused: ")
        return
    key = said.removeprefix("key: ").strip()
    with patch("webbrowser.open", side_effect=AssertionError("opened")):
        assert "is not a SHA-256" in run(["show", key, "--open"], library)
    assert outside(documents) == before
