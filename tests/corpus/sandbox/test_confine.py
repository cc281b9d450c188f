"""What a confined process may not do, and a child that sends invalid answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.limits import ReadingLimits
from corpus.reading.sandbox import ADVICE, Extractor
from corpus.sandbox import confine
from corpus.sandbox.process import filter_environment
from tests.corpus.pdfs import report, write
from tests.corpus.reading.archives import docx, epub, odt, p, pack

ROOT = Path(confine.__file__).parents[2]


def run_confined(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a process after it is confined, with `PATH` as the path of a folder that it might write to."""
    before = "import os, socket, subprocess, sys\nfrom corpus.sandbox.confine import *\nconfine(2**30)\n"
    command = [sys.executable, "-c", before + code]
    environment = {**os.environ, "FOLDER": str(folder)}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, env=environment, check=False)


DEEDS = [
    "socket.socket()",
    "socket.create_connection(('127.0.0.1', 9))",
    "socket.getaddrinfo('example.org', 80)",
    "subprocess.run(['true'])",
    "os.system('true')",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.fork()",
    "open(os.environ['FOLDER'] + '/new', 'w')",
    "open(os.environ['FOLDER'] + '/old', 'r+')",
    "open(os.environ['FOLDER'] + '/old', 'ab')",
    "os.open(os.environ['FOLDER'] + '/new', os.O_CREAT | os.O_WRONLY)",
    "os.remove(os.environ['FOLDER'] + '/old')",
    "os.rename(os.environ['FOLDER'] + '/old', os.environ['FOLDER'] + '/new')",
    "os.mkdir(os.environ['FOLDER'] + '/new')",
    "os.symlink('old', os.environ['FOLDER'] + '/new')",
    "__import__('sqlite3').connect(os.environ['FOLDER'] + '/new')",
    "__import__('pickle').loads(b'cos\\nsystem\\n(S\\'true\\'\\ntR.')",
]


@pytest.mark.skipif(os.name != "posix", reason="tries what POSIX has")
def test_what_no_reader_may_do(tmp_path):
    """A confined process cannot open a connection, write a file or start a program."""
    (tmp_path / "old").write_text("as it was", "utf-8")
    code = f"for deed in {DEEDS!r}:\n try: eval(deed); print('done:', deed)\n"
    code += " except PermissionError as error: print(error)"
    lines = run_confined(code, tmp_path).stdout.splitlines()
    assert len(lines) == len(DEEDS)
    assert all(line.startswith("a reader of files may not: ") for line in lines)
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [("old", "as it was")]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the limits off /proc")
def test_limits_of_the_system(tmp_path):
    """A child that has read a file is under each limit that the system offers."""
    with Extractor(ReadingLimits(memory_bytes=400 * 2**20, step_seconds=30)) as extractor:
        extractor.extract(report(tmp_path / "a.pdf"))
        assert extractor._child
        lines = Path(f"/proc/{extractor._child.process.pid}/limits").read_text("utf-8").splitlines()
    limits = {line[:25].strip(): line[26:].split()[:2] for line in lines}
    assert limits["Max address space"] == [str(400 * 2**20), str(3 * 2**30)]
    assert limits["Max file size"] == limits["Max core file size"] == ["0", "0"]
    assert limits["Max open files"] == ["64", "64"]
    assert 30 < int(limits["Max cpu time"][0]) < 90


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX bounds processor time")
def test_processor_time(tmp_path):
    """The system ends a process that has used up its processor time, even if nobody watches the clock."""
    assert run_confined("allow_processor(0.2)\nwhile True: pass", tmp_path).returncode == -24  # SIGXCPU


# Run first in a child, this takes away the limit on the address space, and makes page 2 fill the memory.
NO_LIMIT = """
import os, time, resource
from pypdfium2 import PdfDocument
from corpus.sandbox import confine
{no_limit}
get_page = PdfDocument.get_page
def fill(self, index):
    kept = []
    for _ in range(20 if index == 1 else 0):
        kept.append(b"x" * 2**24)
        time.sleep(0.05)
    return get_page(self, index)
PdfDocument.get_page = fill
"""
NO_LIMITS = [
    ("macOS", "def no(*_): raise ValueError\nresource.setrlimit = no"),
    ("Windows, which has no `resource`", "confine._set_limit = lambda *_, **__: False"),
]


@pytest.mark.parametrize("no_limit", [case[1] for case in NO_LIMITS], ids=[case[0] for case in NO_LIMITS])
def test_memory_where_the_system_does_not_bound_it(tmp_path, monkeypatch, no_limit):
    """On systems that do not limit the address space, a page that fills the memory harms only itself."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_LIMIT.format(no_limit=no_limit), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    ballast = b"x" * 2**28  # the memory of the parent does not count for the child
    with Extractor(ReadingLimits(memory_bytes=200 * 2**20)) as extractor:
        document = extractor.extract(report(tmp_path / "a.pdf"))
    assert [page.method for page in document.pages] == ["pdfium", "pypdf", "pdfium", "pdfium"]
    assert ballast


def test_secrets_stay_with_the_parent(monkeypatch):
    """A child does not get a proxy, password or key from the environment."""
    kept = {"PATH": "/bin", "PYTHONPATH": "/x", "LC_ALL": "C", "SystemRoot": "C:\\Windows", "TZ": "UTC"}
    lost = {"https_proxy": "http://p", "ALL_PROXY": "x", "AWS_SECRET_ACCESS_KEY": "x", "EVIDENCE_MAILTO": "a@b.c"}
    assert filter_environment({**kept, **lost}) == kept


# --- a child that sends invalid answers -----------------------------------------------------------------------------

# Run first in a child, this makes the reader of plain text misbehave on every file but `good.txt`.
LIAR = """
import os, signal, time
from corpus.reading import plain_text
extract = plain_text.extract
STEP = b'{{"step": "page", "page": 1, "pages": 1}}\\n'
ENDLESS = b'{{"step": "finish", "page": 0, "pages": 1000000000000000000}}\\n'
out = os.dup(1)
def say(line):
    os.write(out, line)
def lie(path, monitor):
    if path.stem == "good":
        return extract(path, monitor)
    {deed}
    time.sleep(60)
plain_text.extract = lie
"""
INVALID = "made the reader give an invalid answer while it was read: "
LIES = [
    ("endless output", "while True: say(b'x' * 2**16)", "gave more than 1 MB of text while it was read: "),
    ("endless steps", "while True: say(STEP)", "gave more than 1 MB of text at page 1: "),
    ("not JSON", "say(b'{]\\n')", INVALID),
    ("another document", "say(b'{\"document\": [1]}\\n')", INVALID),
    ("an unknown step", "say(STEP.replace(b'page', b'pages', 1))", INVALID),
    ("not an object", "say(b'[]\\n')", INVALID),
    ("too many pages", "say(ENDLESS)", "took longer than 6 s while its text was cleaned: "),
    ("exit", "os._exit(3)", "ended the reader (status 3) while it was read: "),
    ("silence", "time.sleep(60)", "took longer than 5 s while it was read: "),
    ("killed", "signal.raise_signal(9)", "was ended by the system (SIGKILL), which may have been out of memory, "),
]


@pytest.mark.skipif(os.name != "posix", reason="uses POSIX signals")
@pytest.mark.parametrize(("deed", "reason"), [case[1:] for case in LIES], ids=[case[0] for case in LIES])
def test_a_child_that_lies(tmp_path, monkeypatch, deed, reason):
    """Whatever a child does, its file is refused with a clear reason, and the next file is read."""
    (tmp_path / "sitecustomize.py").write_text(LIAR.format(deed=deed), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name in ("bad", "good"):
        (tmp_path / f"{name}.txt").write_text("The partners meet on the first Monday.", "utf-8")
    with Extractor(ReadingLimits(step_seconds=5, pages=100, output_bytes=10**6)) as extractor:
        with pytest.raises(UnreadableFile) as refused:
            extractor.extract(tmp_path / "bad.txt")
        assert str(refused.value).startswith(reason)
        assert str(refused.value).endswith(f": {ADVICE}")
        assert extractor.extract(tmp_path / "good.txt").text == "The partners meet on the first Monday."


# --- what lies outside of a document --------------------------------------------------------------------------------


def test_nothing_outside_is_read(tmp_path):
    """References to other files are not followed in any format, however they are written."""
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET", "utf-8")
    there = secret.as_uri()
    page = "<p>It fell by half, as the city's own count of its homicides shows for each of the years.</p>" * 9
    web = f"<!DOCTYPE html><html><head><link rel=import href='{there}'><base href='{tmp_path.as_uri()}/'></head><body>"
    web += f"<iframe src='secret.txt'></iframe><object data='{there}'></object><embed src='{there}'><img src='{there}'>"
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{there}" parse="text"/>'
    linked = f'<text:section xmlns:xlink="x"><text:section-source xlink:href="{there}"/></text:section>'
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="../../secret.txt" '
        f'media-type="text/html"/><item id="b" href="{there}" media-type="text/html"/><item id="c" '
        'href="text/one.xhtml" media-type="text/html"/></manifest><spine><itemref idref="a"/><itemref idref="b"/>'
        '<itemref idref="c"/></spine></package>'
    )
    (tmp_path / "a.html").write_text(f"{web}<article>{page}</article></body></html>", "utf-8")
    (tmp_path / "a.md").write_text(f"It fell.\n\n![secret]({there})\n\n<iframe src='{there}'>\n", "utf-8")
    (tmp_path / "a.vtt").write_text(f"WEBVTT\n\nSTYLE\n@import url({there});\n\n00:01.000 --> 00:02.000\nIt fell.\n")
    stream = f"<< /Length 0 /F ({secret}) /FFilter /ASCIIHexDecode >>\nstream\n\nendstream"
    files = [
        tmp_path / "a.html",
        tmp_path / "a.md",
        tmp_path / "a.vtt",
        docx(tmp_path / "a.docx", p("It fell.") + include + f'<w:altChunk r:id="s" xmlns:r="x"/>{p("x", "y")}'),
        odt(tmp_path / "a.odt", f"<text:p>It fell.</text:p>{include}{linked}"),
        epub(tmp_path / "a.epub", "<p>It fell.</p>", "<p>x</p>", opf=opf),
        write(tmp_path / "a.pdf", [b"BT /F1 11 Tf 72 700 Td (It fell.) Tj ET"], catalogue="/Metadata 10 0 R", extra=[
            stream
        ]),
    ]  # fmt: skip
    with Extractor() as extractor:
        for path in files:
            document = extractor.extract(path)
            assert "It fell" in document.text, path
            assert "SECRET" not in json.dumps([document.text, dict(document.metadata), document.warnings]), path


def test_a_link_in_an_archive(tmp_path):
    """A symbolic link in an archive is read as the text of its target's name, and is not followed."""
    import zipfile

    path = pack(tmp_path / "a.docx", {"a": ""})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("word/document.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with Extractor() as extractor, pytest.raises(UnreadableFile, match=r"^damaged: 'word/document\.xml' in it is bro"):
        extractor.extract(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reading is restricted on Linux")
@pytest.mark.parametrize(
    ("module_folder", "is_readable"), [("", False), ("home", False), ("home/modules", True), ("modules", True)]
)
def test_the_folder_of_a_person(tmp_path, monkeypatch, module_folder, is_readable):
    """A folder that holds a person's own folder stays closed, even if it is on the path of modules."""
    folder = tmp_path / module_folder
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    assert (str(folder) in confine._readable(str(tmp_path / "home"))) == is_readable
    assert "/usr" in confine._readable("/usr/share/service")
