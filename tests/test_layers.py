"""The direction of imports: corpus <- index <- assistant."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
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
    "faiss": ("index/codes.py",),
    "citeproc": ("corpus/citing/styles/__init__.py", "corpus/citing/styles/processor.py"),
    "feedparser": ("corpus/feeds/parsing.py",),
    "lancedb": ("index/published/indexes.py", "index/published/target.py", "index/published/terms.py"),
    "pyarrow": ("index/published/publish.py", "index/published/tables.py"),
    "rapidocr": ("corpus/reading/pdf/ocr.py",),
    "cv2": ("corpus/reading/pdf/ocr.py",),
    "tantivy": ("index/sparse.py", "index/terms.py"),
    "sqlite3": (
        "corpus/files.py",  # SQLite's errors in words
        "corpus/store/baskets.py",
        "corpus/store/database.py",
        "corpus/store/feeds.py",
        "corpus/store/history.py",
        "corpus/store/migrations.py",
        "corpus/store/mirror.py",
        "corpus/store/rows.py",
        "corpus/store/seals.py",
        "corpus/store/summaries.py",
        "corpus/store/standing.py",
    ),
}


SOCKETS = set(
    """socket socketserver asyncio ftplib http.client http.server imaplib smtplib urllib.request xmlrpc aiohttp httpcore
    httpcore2 httpx httpx2 requests urllib3 websockets""".split()
)
"""Modules that open a connection to another machine or wait for one."""

SOCKETS_IN = {
    "corpus/sandbox/process.py": {"socket"},  # a pair of local sockets, which carries open files to the child
    "corpus/sandbox/child.py": {"socket"},
    "corpus/web/checked_addresses.py": {"socket"},  # resolves names
    "corpus/web/connection.py": {"socket", "httpcore2", "httpx2"},  # connects to checked addresses
    "corpus/web/client.py": {"httpx2"},  # requests, through the transport of connection.py
    "assistant/desk/connections.py": {"asyncio"},  # the types of a connection that the desk has got
    "assistant/desk/server.py": {"socket"},  # listens for the browser of this machine
}
"""The modules that may import them, and which."""


def imported_names(path: Path) -> set[str]:
    """Return the full names of all modules that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def imported_packages(path: Path) -> set[str]:
    """Return the top-level names of all modules that a module imports, anywhere in it."""
    return {name.split(".")[0] for name in imported_names(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    """No module imports a layer above its own, or a library that its layer must not use."""
    assert not imported_packages(path) & FORBIDDEN[path.relative_to(ROOT).parts[0]]


def module_name(path: Path) -> str:
    """Return the dotted name of a module; a package has the name of its folder."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_imports_in_a_circle():
    """No module imports itself through others, not even inside a function or for types alone."""
    paths = {module_name(path): path for path in MODULES}
    imports = {name: imported_names(path) & paths.keys() - {name} for name, path in paths.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize(("package", "places"), ONLY_IN.items())
def test_exchangeable_libraries_are_imported_in_one_place(package, places):
    """A library that could be exchanged for another is imported in one place."""
    found = {path.relative_to(ROOT).as_posix() for path in MODULES if package in imported_packages(path)}
    assert found == set(places)


def test_few_modules_open_sockets():
    """Sockets and HTTP libraries are imported only where addresses are checked and requests are sent to them."""
    found = {}
    for path in MODULES:
        modules = imported_names(path) & SOCKETS
        if modules:
            found[path.relative_to(ROOT).as_posix()] = modules
    assert found == SOCKETS_IN


def test_help_loads_no_model_and_no_array_library():
    """`evidence --help` stays quick: it imports neither numpy nor a model nor a PDF reader."""
    code = "import sys; sys.argv = ['evidence', '--help']\nfrom assistant.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.splitlines()[-1].split()}
    assert not loaded & {"numpy", "faiss", "onnxruntime", "tantivy", "torch", "pypdf", "pypdfium2", "sqlite3"}
    assert "Usage: evidence" in run.stdout


def test_asking_loads_only_what_it_needs(tmp_path):
    """Words and options of `ask` are parsed without pydantic, and the library is opened without what adds files."""
    code = "import sys\nfrom assistant.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    print(*sys.modules)"
    words = ["ask", "What is said?", "--fast", "--key", "a,b", "--library", str(tmp_path / "missing")]
    run = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = set(run.stdout.split())
    assert "no library" in run.stderr
    assert "assistant.assistant" in loaded
    assert not loaded & {
        "pydantic",
        "faiss",
        "onnxruntime",
        "tokenizers",
        "corpus.passages.chunk",
        "corpus.works.authors",
        "corpus.works.typed_names",
        "assistant.show",
    }


def test_asking_loads_no_torch():
    """The modules that answer a query import no torch, no reader of files and no citation style."""
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
