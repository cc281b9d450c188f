"""The direction of imports: corpus <- index <- assistant."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("corpus", "index", "assistant")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

FORBIDDEN = {
    "corpus": {"index", "assistant", "numpy", "faiss", "onnxruntime", "tantivy", "torch", "rich", "typer"},
    "index": {"assistant", "pypdf", "pypdfium2", "lxml", "trafilatura", "sqlite3", "rich", "typer"},
    "assistant": {"sqlite3", "faiss", "tantivy", "pypdf", "pypdfium2", "lxml", "trafilatura", "onnxruntime", "torch"},
}
ONLY_IN = {
    "faiss": "index/dense.py",
    "citeproc": ("corpus/citing/styles/__init__.py", "corpus/citing/styles/processor.py"),
    "rapidocr": "corpus/reading/pdf/ocr.py",
    "cv2": "corpus/reading/pdf/ocr.py",
    "tantivy": ("index/sparse.py", "index/terms.py"),
    "sqlite3": (
        "corpus/files.py",  # SQLite's errors in words
        "corpus/store/database.py",
        "corpus/store/migrations.py",
        "corpus/store/rows.py",
        "corpus/store/seals.py",
    ),
}


SOCKETS = set(
    """socket socketserver asyncio ftplib http.client http.server imaplib smtplib urllib.request xmlrpc aiohttp httpcore
    httpcore2 httpx httpx2 requests urllib3 websockets""".split()
)
"""Modules that open a connection to another machine or wait for one."""

SOCKETS_IN = {
    "corpus/web/checked_addresses.py": {"socket"},  # resolves names
    "corpus/web/connection.py": {"socket", "httpcore2", "httpx2"},  # connects to checked addresses
    "corpus/web/client.py": {"httpx2"},  # requests, through the transport of connection.py
}
"""The modules that may import them, and which."""


def imported(path: Path) -> set[str]:
    """Gives the names of the modules that a module imports anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return found


def imports(path: Path) -> set[str]:
    """Gives the top-level names that a module imports anywhere in it."""
    return {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    """This test ensures that no module imports a layer above it, nor what its layer must not know."""
    assert not imports(path) & FORBIDDEN[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize(("package", "places"), ONLY_IN.items())
def test_one_place_for_each(package, places):
    """This test ensures that a library that could be exchanged is imported in one place."""
    found = {path.relative_to(ROOT).as_posix() for path in MODULES if package in imports(path)}
    assert found == ({places} if isinstance(places, str) else set(places))


def test_few_modules_open_sockets():
    """Sockets and HTTP libraries are imported only where addresses are checked and requests are sent to them."""
    found = {}
    for path in MODULES:
        modules = imported(path) & SOCKETS
        if modules:
            found[path.relative_to(ROOT).as_posix()] = modules
    assert found == SOCKETS_IN


def test_help_loads_no_model_and_no_array_library():
    """This test ensures that `evidence --help` stays quick: it imports neither numpy nor a model nor a PDF reader."""
    code = "import sys; sys.argv = ['evidence', '--help']\nfrom assistant.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.splitlines()[-1].split()}
    assert not loaded & {"numpy", "faiss", "onnxruntime", "tantivy", "torch", "pypdf", "pypdfium2", "sqlite3"}
    assert "Usage: evidence" in run.stdout


def test_asking_loads_no_torch():
    """This test ensures that the modules on the way to an answer import no torch, reader of files or citation style."""
    code = "import sys, assistant.assistant; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert not loaded & {
        "torch",
        "transformers",
        "sentence_transformers",
        "pypdf",
        "pypdfium2",
        "onnx",
        "citeproc",
        "lxml",
    }
