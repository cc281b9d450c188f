"""One flipped bit in any file of a library, and a library copied to another place."""

import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress

import pytest

from assistant.assistant import Assistant
from corpus.errors import EvidenceError
from corpus.store import verification
from corpus.store.corpus import Corpus
from tests.reports import write_reports

SAMPLED_BITS = 400
"""Bits of corpus.sqlite that are flipped, one at a time."""


@pytest.fixture
def library(library_of_reports, tmp_path):
    """A copy of a library with the starter list and two reports, at another place."""
    return shutil.copytree(library_of_reports, tmp_path / "elsewhere" / "copied")


def faults(library):
    """Return the lines that `evidence verify` would print. A traceback fails the test."""
    try:
        return [f"{name}: {fault}" for name, fault in Assistant(library).verify() if fault]
    except EvidenceError as error:
        return [str(error)]


def flip(path, bit):
    """Flip a bit of a file in place, because other processes have the file mapped."""
    offset = bit // 8
    mask = 1 << bit % 8
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ mask]))


def flipped(path, count):
    """Flip bits of a file, one at a time, and back: `count` random bits, or all bits of a smaller file."""
    bits: Sequence[int] = range(8 * path.stat().st_size)
    if len(bits) > count:
        bits = random.Random(path.name).sample(bits, count)
    for bit in bits:
        flip(path, bit)
        yield bit
        flip(path, bit)


def test_a_library_copied_elsewhere(library, library_of_reports):
    """A library that was copied while nobody wrote is complete at another path, without the original."""
    assert faults(library) == []
    hidden = library_of_reports.rename(library_of_reports.with_name("away"))
    try:
        first = Assistant(library).search("Finding 1-1-1", 1, fast=True)[0]
        assert "Finding 1-1-" in first.quote
    finally:
        hidden.rename(library_of_reports)


def test_a_flipped_bit_of_an_original(library):
    """A flipped bit in any original is found, and the original is named."""
    originals = [path for path in (library / "originals").rglob("*") if path.is_file()]
    assert len(originals) == 28
    for path in originals:
        for bit in flipped(path, 1):
            assert [path.name in fault for fault in faults(library)] == [True], bit


@pytest.mark.parametrize("damage", ["missing", "a folder", "unreadable"])
def test_an_original_that_cannot_be_read(library, damage):
    """An original that is gone or cannot be read is one line that names it, and the others are checked."""
    original = next(path for path in (library / "originals").rglob("*.pdf"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        if damage == "unreadable":  # for the owner of this process, every file is readable
            monkeypatch.setattr(verification, "hash_file", _not_permitted)
            monkeypatch.setattr(verification, "is_broken", lambda *_: False)
        else:
            original.unlink()
        if damage == "a folder":
            original.mkdir()
        found = [fault for fault in faults(library) if original.name.split(".")[0] in fault]
    assert len(found) == 1
    assert {"missing": "is missing", "a folder": "is a folder", "unreadable": "cannot be read"}[damage] in found[0]


def _not_permitted(path):
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize(
    "pattern",
    [
        "terms/*.fast",
        "terms/*.term",
        "segments/*.f16",
        "segments/*.passages",
        "segments/segments.json",
        "leanings.json",
        "manifest.json",
    ],
)
@pytest.mark.parametrize("damage", ["cut", "empty", "missing", "zeros"])
def test_a_damaged_file_of_the_index(library, pattern, damage):
    """A file that is cut, empty, missing or zeros is found, and a question has an answer or one line."""
    path = next(library.glob(f"index/*-0*/{pattern}"))
    content = path.read_bytes()
    path.write_bytes({"cut": content[: len(content) // 2], "zeros": bytes(len(content))}.get(damage, b""))
    if damage == "missing":
        path.unlink()
    assert [path.name in fault or "is damaged" in fault for fault in faults(library)] != []
    _use(library)


def test_a_flipped_bit_is_no_traceback(library):
    """With a flipped bit anywhere, each use of a library has a result, or an error in one line."""
    files = [path for path in library.rglob("*") if path.is_file() and path.stat().st_size]
    for path in [library / "corpus.sqlite", *random.Random("files").sample(files, 8)]:
        for _ in flipped(path, 12 if path.name == "corpus.sqlite" else 1):
            _use(library)


def _use(library):
    """Ask, list, show and export. An error that is not one of this program fails the test."""
    uses = [
        lambda desk: desk.search("Finding 1-1-1", 3, fast=True),
        lambda desk: desk.ask("Finding 1-1-1", fast=True),
        lambda desk: desk.holdings(),
        lambda desk: [desk.view(holding.reference.key) for holding in desk.holdings()],
        lambda desk: desk.export(),
        lambda desk: desk.status(),
        lambda desk: desk.past_jobs(),
    ]
    for use in uses:
        with suppress(EvidenceError):
            use(Assistant(library))


@pytest.mark.parametrize("name", ["library.json", "index/current.json"])
def test_a_flipped_bit_of_what_names_the_parts(library, name):
    """Any flipped bit in `library.json` or `index/current.json` is found."""
    for bit in flipped(library / name, 150):
        assert len(faults(library)) == 1, bit


def test_a_flipped_bit_of_the_index_is_found_and_mended(library):
    """A flipped bit is found in every file of an index, and a rebuild repairs it."""
    desk = Assistant(library)
    ids = desk.index.vectors.ids().tolist()
    files = [path for path in desk.index.folder.rglob("*") if path.is_file() and path.stat().st_size]
    assert {"manifest.json", "000001.f16", "000001.passages", "segments.json", "leanings.json", "meta.json"} <= {
        path.name for path in files
    }
    for path in files:
        for bit in flipped(path, 4):
            assert faults(library), (path.name, bit)
    for path in [*files, library / "index" / "current.json"]:
        if not path.exists():  # an earlier rebuild has replaced it
            path = next(library.glob(f"index/*-0*/**/*{path.suffix}"))  # noqa: PLW2901
        flip(path, 8 * (path.stat().st_size // 2))
        assert faults(library)
        assert desk.reindex(rebuild=True) == len(ids)
        assert faults(library) == []
    assert desk.index.vectors.ids().tolist() == ids


def content(path):
    """Return the version and the content of all tables of a database."""
    with closing(sqlite3.connect(path)) as connection:
        ((version,),) = connection.execute("PRAGMA user_version").fetchall()
        return [version, *connection.iterdump()]


@pytest.mark.parametrize("with_history", [False, True])
def test_a_flipped_bit_of_the_corpus(library, tmp_path, with_history):
    """A flipped bit of corpus.sqlite is found if it changes the content of a table.

    Other bits are in bytes that SQLite does not read: free space, and counters of its header. In so small a library
    that is half of the file, because each table and each index has a page of its own.
    """
    if with_history:
        _make_history(library, tmp_path)
    path = library / "corpus.sqlite"
    original = content(path)
    unseen_count = 0
    for bit in flipped(path, SAMPLED_BITS):
        if not faults(library):
            unseen_count += 1
            assert content(path) == original, bit
    assert unseen_count < SAMPLED_BITS * 0.7


def _make_history(library, folder):
    """Remove a report, and replace the text of another one. A quotation of it stays in a basket."""
    desk = Assistant(library)
    reports = write_reports(folder / "reports", 2, pages=3)  # a page less than before
    removed, replaced = [outcome.key for outcome in desk.add(*write_reports(folder / "copies", 2)).outcomes]
    with Corpus.open(desk.folder) as corpus:
        (passage, *_) = corpus.passages_of(next(s.sha256 for s in corpus.sources().values() if s.key == removed))
    desk.add_to_basket(passage.handle, passage.start, passage.end, note="a note")
    desk.remove([removed])
    desk.add(reports[1], key=replaced, replace="yes")
    assert [job.command for job in desk.past_jobs()] == ["add", "remove"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE work SET csl = replace(csl, '2013', '2012')",
        "UPDATE work SET design = 'trial'",
        "UPDATE page SET label = 'x'",
        "UPDATE page SET text = replace(text, 'Finding', 'Funding')",
        "UPDATE passage SET zone = 'contents'",
        "UPDATE passage SET headings = '[]' WHERE headings != '[]'",
        "UPDATE origin SET origin = 'other.pdf'",
        "UPDATE source SET warnings = 'no JSON'",
        "UPDATE seal SET sha256 = 'x'",
        "DELETE FROM heading WHERE rowid = (SELECT min(rowid) FROM heading)",
        "PRAGMA user_version = 2",
    ],
)
def test_what_a_table_says_is_sealed(library, change):
    """A change of any column is found: in works, pages, headings, passages, origins and seals."""
    with closing(sqlite3.connect(library / "corpus.sqlite")) as connection:
        changed = connection.execute(change).rowcount
        connection.commit()
    assert bool(faults(library)) == (changed != 0)
