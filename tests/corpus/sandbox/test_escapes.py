"""Attempts to escape, made by foreign code in the real child, and which layer of the sandbox stops each of them.

A layer is tested alone, with the others taken away. With none of them every attempt succeeds, so the attempts are real.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.sandbox import Extractor
from corpus.sandbox import landlock, process

pytestmark = pytest.mark.skipif(landlock.version() < 6, reason="Linux before 6.12 has not all of Landlock")

# Run first in a child, this takes layers away, and makes the reader of plain text try to escape.
ATTACKER = """
import ctypes, json, os, resource, socket, struct, sys, time
from multiprocessing.util import spawnv_passfds
from corpus.errors import UnreadableFile
from corpus.reading import plain_text
from corpus.sandbox import landlock, seccomp
{without}
FOLDER, VICTIM, PARENT = {folder!r}, {victim}, os.getppid()
libc = ctypes.CDLL(None, use_errno=True)

def path(name):
    return os.path.join(FOLDER, name).encode()

def made(name):
    time.sleep(0.3)
    return os.path.exists(path(name))

def connected(family, kind, address):
    number = libc.socket(family, kind, 0)
    return number >= 0 and libc.connect(number, address, len(address)) == 0

def ip_address(port):
    return struct.pack("=H", socket.AF_INET) + struct.pack(">H", port) + bytes([127, 0, 0, 1]) + bytes(8)

def unix_address(name):
    return struct.pack("=H", socket.AF_UNIX) + name

def forked():
    number = libc.fork()
    if number == 0:
        os._exit(0)
    return number > 0

def contents(name):
    with open(name, "rb") as file:
        return file.read()

def escape(file, monitor):
    done = []
    for name, deed in {deeds!r}:
        try:
            if eval(deed):
                done.append(name)
        except OSError:
            pass
    raise UnreadableFile(json.dumps(done))
plain_text.extract = escape
"""

HOOK, LANDLOCK, SECCOMP = "audit hook", "landlock", "seccomp"
WITHOUT = {
    HOOK: "sys.addaudithook = lambda hook: None",
    LANDLOCK: "landlock.restrict = lambda readable: False",
    SECCOMP: "seccomp.restrict = lambda: False",
}

ATTEMPTS: list[tuple[str, str, set[str]]] = [
    ("a program by _posixsubprocess.fork_exec", "_fork_exec() or made('by_fork_exec')", {LANDLOCK, SECCOMP}),
    ("a program by system", "libc.system(b'mkdir ' + path('by_system')) == 0", {LANDLOCK, SECCOMP}),
    ("a program by os.system", "os.system(f'mkdir {FOLDER}/by_os_system') == 0", {HOOK, LANDLOCK, SECCOMP}),
    ("a process", "forked()", {SECCOMP}),
    ("a pipe", "os.mkfifo(path('fifo')) or True", {LANDLOCK, SECCOMP}),
    ("a node", "os.mknod(path('node')) or True", {LANDLOCK, SECCOMP}),
    ("a file", "libc.open(path('new'), os.O_WRONLY | os.O_CREAT, 0o600) >= 0", {LANDLOCK, SECCOMP}),
    ("a file by open", "open(path('new'), 'w').close() or True", {HOOK, LANDLOCK, SECCOMP}),
    ("a folder", "libc.mkdir(path('folder'), 0o700) == 0", {LANDLOCK, SECCOMP}),
    ("a link", "libc.symlink(b'/etc', path('link')) == 0", {LANDLOCK, SECCOMP}),
    ("to truncate", "libc.truncate(path('kept'), 0) == 0", {LANDLOCK, SECCOMP}),
    ("to rename", "libc.rename(path('kept'), path('renamed')) == 0", {LANDLOCK, SECCOMP}),
    ("to delete", "libc.unlink(path('deleted')) == 0", {LANDLOCK, SECCOMP}),
    ("to delete by os.remove", "os.remove(path('removed')) or True", {HOOK, LANDLOCK, SECCOMP}),
    ("to change rights", "libc.chmod(path('secret'), 0o777) == 0", {SECCOMP}),
    ("TCP", "connected(socket.AF_INET, socket.SOCK_STREAM, ip_address({port}))", {LANDLOCK, SECCOMP}),
    ("UDP", "connected(socket.AF_INET, socket.SOCK_DGRAM, ip_address({port}))", {SECCOMP}),
    ("a local socket", "connected(socket.AF_UNIX, socket.SOCK_STREAM, unix_address(path('socket')))", {SECCOMP}),
    (
        "an abstract socket",
        "connected(socket.AF_UNIX, socket.SOCK_STREAM, unix_address({name!r}))",
        {LANDLOCK, SECCOMP},
    ),
    ("a socket of Python", "socket.socket()", {HOOK, SECCOMP}),
    ("another file", "contents(path('secret'))", {LANDLOCK}),
    ("the folder", "os.listdir(FOLDER)", {LANDLOCK}),
    ("the parent's environment", "contents(f'/proc/{PARENT}/environ')", {LANDLOCK}),
    ("the parent's memory", "open(f'/proc/{PARENT}/mem', 'rb')", {LANDLOCK}),
    ("the victim's limits", "resource.prlimit(VICTIM, resource.RLIMIT_NOFILE)", {SECCOMP}),
    ("a signal", "libc.kill(VICTIM, 0) == 0", {LANDLOCK, SECCOMP}),
    ("a signal by a file", "libc.fcntl(0, 8, VICTIM) == 0", {SECCOMP}),
]
"""What is tried to make, change or reach, the code (true if it succeeded), and the layers that stop it alone."""

FORK_EXEC = """
def _fork_exec():
    spawnv_passfds(b"/bin/mkdir", [b"mkdir", path("by_fork_exec")], [])
"""


@pytest.fixture
def victim() -> Iterator[int]:
    """Yield the id of a process of the same person."""
    with subprocess.Popen(["/bin/sleep", "60"]) as other:
        yield other.pid
        other.kill()


@pytest.fixture
def listening(tmp_path) -> Iterator[tuple[int, bytes]]:
    """Listen for connections; yield a TCP port, and the name of an abstract socket. `home/socket` listens too."""
    name = b"\0evidence-test-%d" % os.getpid()
    places = [(socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, name)]
    places.append((socket.AF_UNIX, str(tmp_path / "home" / "socket")))
    (tmp_path / "home").mkdir()
    servers = []
    for family, address in places:
        server = socket.socket(family, socket.SOCK_STREAM)
        server.bind(address)
        server.listen()
        servers.append(server)
    yield servers[0].getsockname()[1], name
    for server in servers:
        server.close()


def escapes(tmp_path: Path, victim: int, listening: tuple[int, bytes], layers: set[str], monkeypatch) -> set[str]:
    """Return the attempts that succeed against these layers only."""
    home = tmp_path / "home"
    for name in ("kept", "deleted", "removed", "secret"):
        (home / name).write_text("as it was", "utf-8")
    port, name = listening
    deeds = []
    for attempt, deed, _ in ATTEMPTS:
        deeds.append((attempt, deed.replace("{port}", str(port)).replace("{name!r}", repr(name))))
    without = "\n".join(code for layer, code in WITHOUT.items() if layer not in layers)
    site = tmp_path / "site"
    site.mkdir()
    code = ATTACKER.format(without=without, folder=str(home), victim=victim, deeds=deeds)
    (site / "sitecustomize.py").write_text(code.replace("def made", FORK_EXEC + "\ndef made"), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(site))
    document = tmp_path / "a.txt"
    document.write_text("The partners meet on the first Monday.", "utf-8")
    with Extractor() as extractor, pytest.raises(UnreadableFile) as refused:
        extractor.extract(document)
    return set(json.loads(str(refused.value)))


@pytest.mark.parametrize("layer", [None, HOOK, LANDLOCK, SECCOMP])
def test_what_a_layer_stops(tmp_path, victim, listening, monkeypatch, layer):
    """Each layer alone stops what the table says, and no more. Without a layer every attempt succeeds."""
    expected = {attempt for attempt, _, layers in ATTEMPTS if layer not in layers}
    assert escapes(tmp_path, victim, listening, {layer}, monkeypatch) == expected


def test_nothing_escapes(tmp_path, victim, listening, monkeypatch):
    """Against all layers no attempt succeeds, and nothing has changed."""
    assert escapes(tmp_path, victim, listening, {HOOK, LANDLOCK, SECCOMP}, monkeypatch) == set()
    kept = {file.name: file.read_text("utf-8") for file in (tmp_path / "home").iterdir() if file.name != "socket"}
    assert kept == dict.fromkeys(("kept", "deleted", "removed", "secret"), "as it was")


REPORTS = [
    ({LANDLOCK, SECCOMP}, "Landlock, seccomp, limits, audit hook"),
    ({SECCOMP}, "seccomp, limits, audit hook; this system lacks Landlock"),
    (set(), "limits, audit hook; this system lacks Landlock and seccomp"),
]


@pytest.mark.parametrize(("layers", "line"), REPORTS)
def test_the_protections_are_reported(tmp_path, monkeypatch, layers, line):
    """A child says which protections of the kernel hold in it, and `status` shows it."""
    code = "from corpus.sandbox import landlock, seccomp\n"
    code += "\n".join(WITHOUT[layer] for layer in (LANDLOCK, SECCOMP) if layer not in layers)
    (tmp_path / "sitecustomize.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert set(process.protections()) == layers
    assert process.describe_protections() == line


def test_a_child_that_does_not_start(tmp_path, monkeypatch):
    """Without a child, `status` says so."""
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(4)", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert process.describe_protections().endswith("does not start (ended the reader (status 4))")


UNREADABLE = """
import ctypes, os, sys
from corpus.sandbox import landlock, process
landlock.version = lambda: 0
with process.Child(2**29, 10**6):
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_a_parent_without_landlock_is_unreadable():
    """Where the child has no Landlock, the parent's memory and environment are out of reach for its own person."""
    command = [sys.executable, "-c", UNREADABLE]
    root = Path(process.__file__).parents[2]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, cwd=root)
    assert run.stdout == "0\n"  # PR_GET_DUMPABLE
