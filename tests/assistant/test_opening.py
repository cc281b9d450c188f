"""Stored documents are opened as copies, under their own names."""

import os
import stat
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from assistant.opening import MAX_COPY_SECONDS, MAX_STEM_BYTES, copy_to_read, safe_name
from corpus.errors import InputError, LibraryDamaged
from corpus.model import Document, Locator, Page, Source
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from tests.conftest import ROOT
from tests.corpus.documents import reference

PDF = (".pdf",)
TEXT = b"%PDF-1.7\n% not a whole file, but it begins like one\n"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "opened"


@pytest.fixture
def put(corpus, cache):
    """Return a function that adds bytes as a document that came from a file or address."""

    def add(origin="/home/ana/Annual Report.pdf", content=TEXT, kind="application/pdf"):
        sha256 = corpus.keep(content, kind)
        source = Source(sha256, kind, "work", origin, "full text")
        document = Document((Page(Locator("page", 1, None), "Some text.", "pdfium"),), (), {}, ())
        corpus.add(source, reference("work"), document, passages(document, sha256))
        return source

    return add


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Annual Report (2016), v1.2.PDF", "Annual Report (2016), v1.2.pdf"),
        ("Año y perfil – résumé.pdf", "Año y perfil _ résumé.pdf"),
        ("an%20address.pdf?download=1#page=3", "an address.pdf"),
        ("报告.pdf", "报告.pdf"),
        ("e\u0301tude.pdf", "\u00e9tude.pdf"),
        ("download", "download.pdf"),
        ("", "document.pdf"),
        ("?", "document.pdf"),
        ("...", "document.pdf"),
        ("--help.pdf", "help.pdf"),
        (".bashrc", "bashrc.pdf"),
        ("report.pdf.command", "report.pdf.command.pdf"),
        ("evil.desktop", "evil.desktop.pdf"),
        ("%2e%2e%2fetc%2fpasswd", "etc_passwd.pdf"),
        ('a/b\\c:d*e|f<g>h"i$(j)`k`;l.pdf', "a_b_c_d_e_f_g_h_i_(j)_k__l.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("a\x1b[31m\n\x00b.pdf", "a_[31m__b.pdf"),
        ("CON.pdf", "document CON.pdf"),
        ("nul.tar.pdf", "document nul.tar.pdf"),
        ("console.pdf", "console.pdf"),
        ("name .pdf", "name.pdf"),
        ("name_.pdf", "name_.pdf"),
    ],
)
def test_a_name_is_safe(name, safe):
    """A name keeps its letters. It has no folder, no control character, no option, and the suffix of its type."""
    assert safe_name(name, PDF) == safe


def test_a_long_name_is_cut_between_letters():
    """A name has at most `MAX_STEM_BYTES` before its suffix, also in letters of several bytes."""
    name = safe_name("報" * 200 + ".pdf", PDF)
    assert name == "報" * (MAX_STEM_BYTES // 3) + ".pdf"


def test_another_suffix_of_the_type_stays():
    """A web page may end in .htm."""
    assert safe_name("page.htm", (".html", ".htm")) == "page.htm"
    assert safe_name("page.php", (".html", ".htm")) == "page.php.html"


def test_a_copy_has_the_name_of_the_last_origin(corpus, put, cache):
    """The copy has the bytes of the original and nobody can change it; the original stays as it is."""
    source = put()
    copy = copy_to_read(corpus, source)
    assert copy == cache / source.sha256[:16] / "Annual Report.pdf"
    assert copy.read_bytes() == TEXT
    assert not copy.stat().st_mode & (stat.S_IWUSR | stat.S_IXUSR | stat.S_IRWXG | stat.S_IRWXO)
    assert copy_to_read(corpus, source) == copy
    corpus.add_origin(source.sha256, "https://example.org/files/other%20name.pdf?x=1")
    assert copy_to_read(corpus, corpus.sources()[source.sha256]).name == "other name.pdf"
    assert corpus.original(source).read_bytes() == TEXT


def test_a_copy_that_was_changed_is_made_again(corpus, put):
    """A viewer that overwrote the copy does not change what is read next time."""
    source = put()
    copy = copy_to_read(corpus, source)
    copy.chmod(0o600)
    copy.write_bytes(b"changed")
    assert copy_to_read(corpus, source).read_bytes() == TEXT


@pytest.mark.parametrize("kind", ["application/x-sh", "", "x", "application/octet-stream"])
def test_an_unknown_type_is_not_opened(corpus, put, cache, kind):
    """A library cannot make this program hand a file of any type to the system."""
    with pytest.raises(InputError, match="unknown type"):
        copy_to_read(corpus, put(content=b"#!/bin/sh\n", kind=kind))
    assert not cache.exists()


@pytest.mark.parametrize("content", [b"#!/bin/sh\necho\n", b"[Desktop Entry]\nExec=sh\n", b"MZ\x90\0", b"\x7fELF"])
def test_content_of_another_type_is_not_opened(corpus, put, cache, content):
    """The content decides: a program that the library calls a PDF is refused, and no copy of it is left."""
    with pytest.raises(LibraryDamaged, match="evidence verify"):
        copy_to_read(corpus, put(content=content))
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_a_changed_original_is_not_opened(corpus, put):
    """Its hash must be the one of the source."""
    source = put()
    corpus.original(source).write_bytes(TEXT + b"more")
    with pytest.raises(LibraryDamaged, match="has changed"):
        copy_to_read(corpus, source)
    corpus.original(source).unlink()
    with pytest.raises(LibraryDamaged, match="is missing"):
        copy_to_read(corpus, source)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_link_is_not_followed(corpus, put, tmp_path):
    """An original that is a link to another file is refused, even if the content is the same."""
    source = put()
    path = corpus.original(source)
    (tmp_path / "private.pdf").write_bytes(TEXT)
    path.unlink()
    path.symlink_to(tmp_path / "private.pdf")
    with pytest.raises(LibraryDamaged):
        copy_to_read(corpus, source)
    outside = replace(source, sha256="ab/../../../private")
    with pytest.raises(LibraryDamaged):
        copy_to_read(corpus, outside)


def test_old_copies_are_deleted(corpus, put, cache):
    """A copy is deleted after a week, with its folder. What this program has not made stays."""
    old = copy_to_read(corpus, put("a.pdf", TEXT + b"a"))
    long_ago = time.time() - MAX_COPY_SECONDS - 60
    os.utime(old, (long_ago, long_ago))
    (cache / "mine").mkdir()
    (cache / "mine" / "thesis.pdf").touch()
    os.utime(cache / "mine" / "thesis.pdf", (long_ago, long_ago))
    new = copy_to_read(corpus, put("b.pdf", TEXT + b"b"))
    assert not old.parent.exists()
    assert new.exists()
    assert (cache / "mine" / "thesis.pdf").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the user may write anywhere")
def test_a_cache_that_cannot_be_written(corpus, put, cache):
    """The error has the path of the original, to open by hand."""
    cache.parent.mkdir()
    cache.parent.chmod(0o500)
    source = put()
    with pytest.raises(InputError, match=source.sha256):
        copy_to_read(corpus, source)


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def system(tmp_path, monkeypatch, cache):
    """Return a function that makes a command of the system: it notes its arguments and ends, or sleeps."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    monkeypatch.setenv("PATH", str(bin_folder))

    def make(name, script):
        path = bin_folder / name
        path.write_text(f"#!/bin/sh\necho \"$@\" >> '{tmp_path}/asked'\n{script}\n")
        path.chmod(0o755)
        return tmp_path / "asked"

    return make


@pytest.fixture
def held(library):
    """A library with the starter list and a document of two pages."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = corpus.keep(TEXT, "application/pdf")
        source = Source(sha256, "application/pdf", "held", "/home/ana/Annual Report.pdf", "full text")
        pages = [Page(Locator("page", number, None), f"Text of page {number}.", "pdfium") for number in (1, 2)]
        document = Document(tuple(pages), (), {}, ())
        corpus.add(source, reference("held"), document, passages(document, sha256))
    return library


def show(library, key, *options):
    command = [sys.executable, "-m", "assistant", "show", key, *options, "--open", "--library", str(library)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the commands are those of Linux")
def test_a_document_is_opened(system, held, cache):
    """The viewer gets the copy. A command that fails is followed by the next one."""
    asked = system("xdg-open", "exit 3")
    system("gio", "exit 0")
    run = show(held, "held", "-p", "2")
    assert (run.returncode, run.stderr) == (0, "opened Annual Report.pdf, page 2\n")
    first, second = asked.read_text().splitlines()
    assert first.startswith(str(cache))
    assert first.endswith("/Annual Report.pdf")
    assert second == f"open {first}"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the commands are those of Linux")
def test_a_viewer_that_stays_open(system, held):
    """The command does not wait until the viewer is closed."""
    system("xdg-open", "exec /bin/sleep 60")
    started = time.monotonic()
    run = show(held, "held")
    assert (run.returncode, run.stderr) == (0, "opened Annual Report.pdf\n")
    assert time.monotonic() - started < 30


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the commands are those of Linux")
def test_nothing_can_open_it(system, held, cache):
    """One line says what was tried, how it ended, and which file to open by hand."""
    run = show(held, "held")
    assert run.returncode == 1
    assert run.stderr.startswith(
        "nothing could open Annual Report.pdf (this system has no xdg-open, gio, wslview). To open it by hand: "
    )
    copy = run.stderr.strip().rpartition(": ")[2]
    assert copy.startswith(str(cache))
    assert os.path.isfile(copy)  # noqa: PTH113
    system("xdg-open", "exit 4")
    run = show(held, "held")
    assert run.returncode == 1
    assert "(xdg-open ended with status 4)" in run.stderr
    assert run.stdout.startswith("A Work")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the commands are those of Linux")
def test_a_work_without_its_document_is_opened_on_the_web(system, starter_library, library, cache):
    """The address of the work is opened, and not the summary by this library. Without an address nothing is."""
    asked = system("xdg-open", "exit 0")
    run = show(starter_library, "nnsc-custom-notifications-2014")
    (address,) = asked.read_text().splitlines()
    assert address.startswith("https://")
    assert (run.returncode, run.stderr) == (0, f"opened {address}\n")
    assert not cache.exists()
    with Corpus.open(library, write=True) as corpus:
        corpus.put(
            [reference("bare"), reference("script", URL="javascript:alert(1)"), reference("file", URL="file:///")]
        )
    for key in ("bare", "script", "file"):
        run = show(library, key)
        assert (run.returncode, len(run.stderr.splitlines())) == (1, 1)
        assert run.stderr.startswith("there is nothing to open. To read the document: ")
    assert asked.read_text().splitlines() == [address]
