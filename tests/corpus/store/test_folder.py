"""The folder of a library: its format file, its writer lock, and files left unfinished."""

import os
import sqlite3
import time

import pytest

from corpus.errors import LibraryBusy, LibraryDamaged, LibraryError, LibraryMissing, LibraryTooNew
from corpus.reading.ocr_cache import OcrCache
from corpus.store import inspection
from corpus.store.corpus import Corpus
from tests.corpus.store.conftest import put


def test_originals_without_a_source_are_swept(library):
    """An original is deleted if the process was killed before its source was added."""
    with Corpus.open(library, write=True) as corpus:
        kept = put(corpus, b"%PDF-1")
        corpus.keep(b"%PDF-2", "application/pdf")
        (library / "originals" / "12-34.aside").write_bytes(b"half")
    with Corpus.open(library, write=True) as corpus:
        files = [path.name for path in (library / "originals").rglob("*") if path.is_file()]
        assert files == [f"{kept}.pdf"]


def test_abandoned_downloads_are_swept(library):
    """A part of a download is kept for a week so that it can be resumed, and then deleted. Other files stay."""
    downloads = library / "downloads"
    with Corpus.open(library, write=True):
        downloads.mkdir()
        for name, days in ((f"{8:032x}.part", 8), (f"{6:032x}.part", 6), ("not ours.part", 8)):
            (downloads / name).write_bytes(b"half")
            os.utime(downloads / name, (time.time() - days * 86_400,) * 2)
    with Corpus.open(library, write=True):
        assert {path.name for path in downloads.iterdir()} == {f"{6:032x}.part", "not ours.part"}


def test_abandoned_ocr_results_are_swept(library):
    """OCR results of a file that was not added are kept for a week, and those of a source as long as the source."""
    readings = library / "readings"
    with Corpus.open(library, write=True) as corpus:
        held = put(corpus, b"%PDF-1")
        readings.mkdir()
        for sha256, days in ((held, 8), ("a" * 64, 8), ("b" * 64, 6)):
            OcrCache(library, sha256)[1] = [[], 1.0]
            os.utime(readings / f"{sha256}-1.jsonl", (time.time() - days * 86_400,) * 2)
    with Corpus.open(library, write=True) as corpus:
        assert {path.name[:64] for path in readings.iterdir()} == {held, "b" * 64}
        corpus.remove("work", keep_note=False)
        assert {path.name[:64] for path in readings.iterdir()} == {"b" * 64}


def test_one_writer(library):
    """A second writer is told which process is writing, and may write after the first has ended."""
    with Corpus.open(library, write=True):
        with pytest.raises(LibraryBusy, match=r"process \d+"):
            Corpus.open(library, write=True)
        Corpus.open(library).close()
    Corpus.open(library, write=True).close()


def test_folders_that_are_refused(library, tmp_path):
    """A folder that is not a library of ours, or was written by a later version, is refused, with what to do next."""
    with pytest.raises(LibraryMissing, match="evidence add"):
        Corpus.open(tmp_path / "nothing")
    (library / "library.json").write_text('{"format": "evidence-library", "version": 2}')
    with pytest.raises(LibraryTooNew, match="update"):
        Corpus.open(library)
    (library / "library.json").write_text('{"format": "something else", "version": 1}')
    with pytest.raises(LibraryDamaged):
        Corpus.open(library)
    (library / "library.json").write_text('{"format": "evidence-library", "version": 1}')
    with sqlite3.connect(library / "corpus.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryTooNew):
        Corpus.open(library)
    (library / "corpus.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryDamaged, match="not a database"):
        Corpus.open(library)


def test_a_folder_that_may_not_be_read(library, monkeypatch):
    """The error says that reading is not permitted, and not writing."""

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(inspection, "PlainFolder", refuse)
    with pytest.raises(LibraryError, match="cannot be read: Permission denied"):
        Corpus.open(library)
