"""The configuration file: TOML, one `name = value` a line. `assistant.settings` says which names there are.

`$EVIDENCE_CONFIG` names the file; by default it is `config.toml` in the platform's folder for this program's settings.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import InputError, error_reason


class FileValue(NamedTuple):
    """A value of the file, and its line from 1."""

    value: Any
    line: int


def config_path() -> Path:
    """Return the path of the configuration file, which may not exist."""
    named = os.environ.get("EVIDENCE_CONFIG")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("evidence-assistant", appauthor=False) / "config.toml"


def read_config(path: Path) -> Mapping[str, FileValue]:
    """Return the values of a configuration file by name, without judging them. None if there is no file.

    Raises:
        InputError: the file cannot be read, or is not TOML. The message names the line.
    """
    text = _read_text(path)
    values = {}
    for name, value in _parse(text, path).items():
        values[name] = FileValue(value, _line_of(name, text))
    return values


def set_value(path: Path, name: str, value: str | int | list[str] | None) -> None:
    """Set one value in a configuration file, or remove it if it is None. All other lines stay as they are.

    Raises:
        InputError: the file cannot be read or written, is not TOML, or has the value on several lines.
    """
    text = _read_text(path)
    expected = _parse(text, path)
    lines = text.splitlines()
    place = _line_of(name, text) - 1
    if value is None:
        del expected[name], lines[place]
    else:
        line = f"{name} = {_toml(value)}"
        if name in expected:
            lines[place] = line
        else:
            lines.append(line)
        expected[name] = value
    changed = "".join(f"{line}\n" for line in lines)
    if _parse_or_none(changed) != expected:
        raise InputError(
            f"{_place(path, place + 1)}: {name!r} is not on a line of its own. Run: evidence config --edit"
        )
    write_config(path, changed)


def write_config(path: Path, text: str) -> None:
    """Write a configuration file. If it is a link, the file that it leads to is written.

    Raises:
        InputError: the file cannot be written.
    """
    from corpus.files import write_file

    real_path = Path(os.path.realpath(path))
    try:
        real_path.parent.mkdir(parents=True, exist_ok=True)
        write_file(real_path, text.encode())
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be written: {error_reason(error)}") from error


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error_reason(error)}") from error
    except ValueError as error:
        raise InputError(f"{str(path)!r} cannot be read: it is not UTF-8 text ({error})") from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, where = str(error).partition(" (at ")
        number = re.search(r"line (\d+)", where)
        line = int(number[1]) if number else len(text.splitlines())  # "at end of document"
        hint = 'A line is name = value, with quotation marks around words: style = "apa"'
        raise InputError(f"{_place(path, line)}: {reason}. {hint}") from error


def _parse_or_none(text: str) -> dict[str, Any] | None:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _line_of(name: str, text: str) -> int:
    """Return the line from 1 that gives a name its value, or begins its table; 1 if it cannot be found."""
    begins = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    for number, line in enumerate(text.splitlines(), start=1):
        if begins.match(line):
            return number
    return 1


def _place(path: Path, line: int) -> str:
    return f"{str(path)!r}, line {line}"


def _toml(value: str | int | list[str]) -> str:
    """Return a value in TOML. JSON writes numbers, lists of strings and strings without control characters alike."""
    import json

    return json.dumps(value, ensure_ascii=False)
