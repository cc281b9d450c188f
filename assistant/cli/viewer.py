"""Open a document or a web address in the program that the system has for it."""

import os
import shlex
import shutil
import subprocess
import sys

OPENERS = (("open",),) if sys.platform == "darwin" else (("xdg-open",), ("gio", "open"), ("wslview",))
"""Commands that open a file or address in its program, in the order in which they are tried. Windows needs none."""

WAIT_SECONDS = 3.0
"""Time in which a command may fail. A command that still runs after it is taken for the viewer. Chosen."""


def open_in_viewer(target: str) -> str:
    """Open a file or address. Return "" if it was opened, or else what was tried and how it ended, in words."""
    if sys.platform == "win32":
        return _open_on_windows(target)
    failures = []
    for opener in OPENERS:
        program = shutil.which(opener[0])
        if program is None:
            continue
        failure = _run([program, *opener[1:], target])
        if not failure:
            return ""
        failures.append(f"{shlex.join(opener)} {failure}")
    if failures:
        return "; ".join(failures)
    programs = [opener[0] for opener in OPENERS]
    return f"this system has no {', '.join(programs)}"


def _run(command: list[str]) -> str:
    """Run a command on its own. Return "" if it succeeds or goes on, or else how it ended."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"cannot be started: {error.strerror}"
    try:
        status = process.wait(WAIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.returncode = 0  # it goes on without us, so nothing waits for it
        return ""
    return f"ended with status {status}" if status else ""


def _open_on_windows(target: str) -> str:
    try:
        os.startfile(target)  # type: ignore[attr-defined, unused-ignore]  # noqa: S606
    except OSError as error:
        return f"Windows says: {error.strerror}"
    return ""
