"""Commands on a terminal of a known width, in a process of their own."""

import os
import pty
import struct
import subprocess
import sys
from collections.abc import Mapping
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

from tests.conftest import ROOT

ROWS = 40


def on_terminal(
    *arguments: object,
    library: Path,
    columns: int,
    variables: Mapping[str, str] | None = None,
    with_messages: bool = False,
) -> tuple[int, bytes, str]:
    """Run the command line with its output on a terminal. Return its status, what it printed there, and its stderr.

    Line ends are those of files. `with_messages` prints stderr on the terminal too.
    """
    own, other = pty.openpty()
    ioctl(other, TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    environment |= {"EVIDENCE_LIBRARY": str(library), "PYTHONWARNINGS": "error", "TERM": "xterm-256color"}
    environment |= variables or {}
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    messages = other if with_messages else subprocess.PIPE
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=other, stderr=messages, env=environment, cwd=ROOT
    ) as process:
        os.close(other)
        shown = read_all(own)
        said = process.stderr.read().decode() if process.stderr else ""
    os.close(own)
    return process.returncode, shown.replace(b"\r\n", b"\n"), said


def read_all(terminal: int) -> bytes:
    """Return what a terminal gets until its last writer ends."""
    content = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so at the end
            return content
        if not part:
            return content
        content += part
