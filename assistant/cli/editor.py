"""Open a text in the editor of the settings: any file, or the record of a work."""

import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.console import say
from assistant.settings import find_setting, read_settings_file
from corpus.errors import InputError, error_reason

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from corpus.model import Reference

USUAL_EDITORS = ("nano", "vim", "vi", "notepad")
"""Editors to look for if none is set, on every system in this order."""

_CHOOSE = "To choose an editor: evidence config set editor nano"


def edit_record(desk: "Assistant", key: str) -> "Reference":
    """Let a person edit the record of a work as a text, and make the changes. Return the record as it is then.

    Raises:
        UnknownKey: there is no such work.
        InputError: a change is not valid. The text is kept, and the message names its file.
    """
    from assistant.record_text import changes_in, record_text

    reference, _ = desk.edit(key, [])
    with tempfile.NamedTemporaryFile("w", suffix=f"-{reference.key}.txt", delete=False, encoding="utf-8") as file:
        file.write(record_text(reference))
    path = Path(file.name)
    open_in_editor(path)
    try:
        changes = changes_in(path.read_text("utf-8"), reference)
        edited, _ = desk.edit(key, changes)
    except (InputError, UnicodeDecodeError) as error:
        raise InputError(f"{error}. Nothing was changed; your text is in {str(path)!r}") from error
    path.unlink()
    if not changes:
        say("nothing was changed")
    return edited


def open_in_editor(path: Path) -> None:
    """Let a person edit a file, and return when the editor has ended.

    Raises:
        InputError: there is no terminal or no editor, or the editor fails.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError("an editor needs a terminal")
    command = editor_command()
    usual = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the editor
    try:
        ended = subprocess.run([*shlex.split(command), str(path)], check=False)
    except (OSError, ValueError) as error:
        raise InputError(f"the editor {command!r} cannot be started: {error_reason(error)}. {_CHOOSE}") from error
    finally:
        signal.signal(signal.SIGINT, usual)
    if ended.returncode:
        raise InputError(f"the editor {command!r} ended with status {ended.returncode}, so nothing was changed")


def editor_command() -> str:
    """Return the command of the editor: of the settings, or else a usual one.

    Raises:
        InputError: none is set, and no usual one is installed.
    """
    found = find_setting("editor", read_settings_file()).value
    if found:
        return str(found)
    for name in USUAL_EDITORS:
        if shutil.which(name):
            return name
    raise InputError(f"no editor is set, and there is no {', '.join(USUAL_EDITORS)}. {_CHOOSE}")
