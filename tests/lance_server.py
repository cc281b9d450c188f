"""A server of LanceDB of its own, on this machine: the REST server of the package pylance.

It runs in a process of its own, because it is stopped by a kill.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

_SCRIPT = """
import sys, lance.namespace
server = lance.namespace.RestAdapter("dir", {"root": sys.argv[1]}, port=0)
server.start()
print(server.port, flush=True)
sys.stdin.read()
"""


@contextmanager
def lance_server(folder: Path) -> Iterator[str]:
    """Start the server. Yield its address. Its tables are in a folder."""
    if find_spec("lance") is None:
        pytest.skip("needs pylance, a server of LanceDB")
    command = [sys.executable, "-W", "ignore", "-c", _SCRIPT, str(folder)]
    server = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.kill()
        server.communicate()
