"""The table of formats: each record is recognised, stored under its suffix and read by its module."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.reading import formats
from corpus.reading.formats import FORMATS, Format, extract, media_type, suffix_of
from corpus.store.corpus import Corpus
from tests.corpus.documents import mhtml, part, rtf
from tests.corpus.pdfs import report
from tests.corpus.reading import test_html, test_transcript
from tests.corpus.reading.archives import docx, epub, odt, p

ROOT = Path(formats.__file__).parents[2]


def written(content):
    return lambda path: path.write_text(content, "utf-8")


SAMPLES = {
    ("application/pdf", "pdf.reader"): report,
    ("text/html", "html"): written(test_html.PAGE),
    ("multipart/related", "mhtml"): lambda path: mhtml(path, part(test_html.PAGE.encode(), encoding="8bit")),
    ("text/rtf", "rtf.reader"): lambda path: rtf(path, "It fell."),
    ("text/vtt", "transcript"): written(test_transcript.VTT),
    ("application/x-subrip", "transcript"): written(test_transcript.SRT),
    ("text/plain", "transcript"): written("[00:00:05] Moderator: Welcome.\n[00:00:09] Ana: We met.\n"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx.reader"): (
        lambda path: docx(path, p("It fell."))
    ),
    ("application/vnd.oasis.opendocument.text", "odt.reader"): lambda path: odt(path, "<text:p>It fell.</text:p>"),
    ("application/epub+zip", "epub.reader"): lambda path: epub(path, "<p>It fell.</p>", "<p>It rose.</p>"),
    ("text/markdown", "markdown"): written("# Results\n\nIt fell.\n"),
    ("text/plain", "plain_text"): written("It fell.\n"),
}
"""A writer of one file for each record, by its media type and reader."""

CASES = [pytest.param(format, id=f"{format.media_type} by {format.reader}") for format in FORMATS]


@pytest.mark.parametrize("format", CASES)
def test_each_format_is_recognised_stored_and_read(format, tmp_path):
    """A file of each format is recognised under each of its suffixes, is stored under the first one, and is read."""
    write = SAMPLES[format.media_type, format.reader]
    documents = []
    for suffix in format.suffixes:
        path = tmp_path / f"sample{suffix}"
        write(path)
        assert media_type(path) == format.media_type
        documents.append(extract(path))
    assert any(character.isalnum() for character in documents[0].text)
    assert all(document == documents[0] for document in documents)

    original = tmp_path / f"sample{format.suffixes[0]}"
    with Corpus.create(tmp_path / "library", seed=lambda library: None) as library:
        sha256 = library.keep(original, format.media_type)
    (stored,) = (tmp_path / "library" / "originals").rglob(f"{sha256}*")
    assert stored.name == sha256 + suffix_of(format.media_type)
    assert stored.suffix == format.suffixes[0]
    assert media_type(stored) == format.media_type
    assert extract(stored) == documents[0]


def test_a_new_format_is_one_module_and_one_record(tmp_path, monkeypatch):
    """A module and a record in the table are enough to recognise, store and read a new format."""
    (tmp_path / "haiku.py").write_text(
        "from corpus.model import Document, Locator, Page\n"
        "def extract(path, monitor):\n"
        "    page = Page(Locator('section', 1, None), path.read_text('utf-8'), 'haiku')\n"
        "    return Document((page,), (), {}, ())\n",
        "utf-8",
    )
    monkeypatch.setattr("corpus.reading.__path__", [*sys.modules["corpus.reading"].__path__, str(tmp_path)])
    record = Format("haiku", "text/x-haiku", (".haiku",), lambda head, has_suffix: head.startswith(b"HAIKU"), "haiku")
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, record))
    path = tmp_path / "pond.haiku"
    path.write_text("HAIKU an old pond", "utf-8")
    assert media_type(path) == "text/x-haiku"
    assert suffix_of("text/x-haiku") == ".haiku"
    assert extract(path).text == "HAIKU an old pond"
    (tmp_path / "a.bin").write_bytes(b"\x7fELF")
    with pytest.raises(UnreadableFile, match=r"\.md, \.txt or haiku: the file begins with b'\\x7fELF'"):
        extract(tmp_path / "a.bin")


OTHERS = {
    "photo.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "it is a JPEG picture"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "it is a file of an old Office program, such as .doc"),
    "sheet.xlsx": (b"PK\x03\x04\x14\0", "it is a spreadsheet, a presentation or another ZIP archive"),
    "scan.pdf": (b"\x89PNG\r\n\x1a\n", "not a PDF: it is a PNG picture"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_known_format_is_named(tmp_path, name):
    content, said = OTHERS[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=re.escape(said)):
        extract(tmp_path / name)


def test_an_unknown_media_type_has_no_suffix():
    """A media type that is not in the table gives an empty suffix."""
    assert suffix_of("image/png") == ""
    assert suffix_of("") == ""


def test_suffixes_are_named_in_the_table_only():
    """No other module of the product names the suffix of a format, except `.pdf` in web addresses."""
    suffixes = {suffix for format in FORMATS for suffix in format.suffixes}
    quoted = re.compile(rf"""["']({"|".join(re.escape(suffix) for suffix in sorted(suffixes))})["']""")
    found = set()
    for package in ("corpus", "index", "assistant"):
        for path in (ROOT / package).rglob("*.py"):
            for match in quoted.finditer(path.read_text("utf-8")):
                found.add((path.relative_to(ROOT).as_posix(), match[1]))
    allowed = {
        "corpus/reading/formats.py": suffixes,
        "corpus/web/links.py": {".pdf"},
    }
    assert not [(path, suffix) for path, suffix in found if suffix not in allowed.get(path, ())]


def test_the_table_loads_no_parser():
    """Recognising a file and naming its original import no parser."""
    code = "import sys; from corpus.reading.formats import suffix_of; suffix_of('text/html'); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    readers = {f"corpus.reading.{format.reader}" for format in FORMATS}
    loaded = set(run.stdout.split())
    assert not loaded & {"pypdf", "pypdfium2", "lxml", "trafilatura", "markdown_it", *readers}
