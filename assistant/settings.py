"""Settings: what a user can set for all commands, in the environment or in the configuration file.

An argument takes precedence over the environment, the environment over the file, and the file over the default. A new
setting is one record in `SETTINGS`.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from assistant.config_file import FileValue, config_path, read_config
from corpus.errors import InputError

ValueFrom = Literal["argument", "environment", "file", "default"]
"""What gives a setting its value."""

MAX_PASSAGES = 1000
"""The maximum of `k`."""

LANGUAGES = ("en", "es", "pt")
"""The languages of passages that can be chosen."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that a user can set.

    Attributes:
        help: what it is.
        default: what holds if it is not set, in words.
        variables: the environment variables for it. The first one that is set counts.
        parse: takes a text or a value of the configuration file and returns the value; raises ValueError, which says
            what the value must be.
        example: a value to show.
    """

    help: str
    default: str
    variables: tuple[str, ...]
    parse: Callable[[Any], Any]
    example: Any


@dataclass(frozen=True, slots=True)
class SettingValue:
    """The value of a setting, None for the default, with what gives it. `place` is a variable, or a file and line."""

    value: Any
    origin: ValueFrom
    place: str = ""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("must be a text")
    return value.strip()


def _folder(value: Any) -> Path:
    return Path(_text(value)).expanduser()


def _number(value: Any) -> int:
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_PASSAGES:
        raise ValueError(f"must be a whole number from 1 to {MAX_PASSAGES}")
    return value


def _languages(value: Any) -> list[str]:
    """Return the languages of `es`, `es,pt` or `["es", "pt"]`."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not names:
        raise ValueError("must be a language, or several with commas between them")
    languages = [str(name).strip().lower() for name in names]
    if not set(languages) <= set(LANGUAGES):
        raise ValueError(f"must be of {', '.join(LANGUAGES)}")
    return languages


def _style(value: Any) -> str | Path:
    from corpus.citing.styles import STYLES  # it loads the citation styles, which asking does not need

    name = _text(value)
    if name.endswith(".csl"):
        return Path(name).expanduser()
    if name not in STYLES:
        raise ValueError(f"must be {', '.join(STYLES)} or a file that ends in .csl")
    return name


SETTINGS: Mapping[str, Setting] = {
    "library": Setting(
        "The library folder.", "in the user's data folder", ("EVIDENCE_LIBRARY",), _folder, "~/reports-library"
    ),
    "k": Setting(
        "Maximum number of passages of `ask` and `search`.", "5 for `ask`, 10 for `search`", ("EVIDENCE_K",), _number, 8
    ),
    "language": Setting(
        "Only passages in these languages, of `ask` and `search`.", "all", ("EVIDENCE_LANGUAGE",), _languages, ["es"]
    ),
    "style": Setting(
        "Citation style of `cite` and `brief`: a name or .csl file.", "apa", ("EVIDENCE_STYLE",), _style, "mla"
    ),
    "editor": Setting(
        "The command that edits a text, for --edit and --editor.",
        "the first of nano, vim and vi",
        ("EVIDENCE_EDITOR", "VISUAL", "EDITOR"),
        _text,
        "nano",
    ),
    "model": Setting("The embedding model.", "the model of the library's index", ("EVIDENCE_MODEL",), _text, "minilm"),
    "rerank": Setting(
        "The cross-encoder: a name or a folder.",
        "ms-marco-MiniLM-L-12-v2",
        ("EVIDENCE_RERANK",),
        _text,
        "cross-encoder/ms-marco-MiniLM-L6-v2",
    ),
    "mailto": Setting(
        "An e-mail address for the servers that are asked for files and records.",
        "none",
        ("EVIDENCE_MAILTO",),
        _text,
        "ana@example.org",
    ),
    "crossref": Setting(
        "The address of a server to ask instead of Crossref.",
        "Crossref",
        ("EVIDENCE_CROSSREF",),
        _text,
        "http://localhost:8000",
    ),
}
"""All settings, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a library and its searches.

    `model` is the embedding model; None for the model of the library's index, or else the default. `rerank` is the
    cross-encoder; None for the default. `mailto` is an e-mail address that is sent to the servers that are asked for
    files and records; None sends none. `crossref` is the address of a server to ask instead of Crossref, a copy of it
    perhaps; None for Crossref itself. `library_place` says what names the library if no argument does: a variable, or a
    file and line.
    """

    library: Path
    library_from: ValueFrom
    library_place: str
    model: str | None
    rerank: str | None
    mailto: str | None
    crossref: str | None


def settings(library: Path | None = None, model: str | None = None, rerank: str | None = None) -> Settings:
    """Return the settings of a library and its searches. The default library is in the user's data folder.

    Raises:
        InputError: the environment or the configuration file has a value that a setting cannot have.
    """
    file = read_settings_file()
    folder = find_setting("library", file, library)
    return Settings(
        (folder.value or default_library()).expanduser(),
        folder.origin,
        folder.place,
        find_setting("model", file, model).value,
        find_setting("rerank", file, rerank).value,
        find_setting("mailto", file).value,
        find_setting("crossref", file).value,
    )


def default_library() -> Path:
    """Return the library that is used if no other is named."""
    from platformdirs import user_data_path

    return user_data_path("evidence-assistant", appauthor=False) / "library"


def read_settings_file() -> Mapping[str, FileValue]:
    """Return the values of the configuration file. They may be wrong: `find_setting` parses them.

    Raises:
        InputError: the file cannot be read, is not TOML, or has the name of no setting.
    """
    file = read_config(config_path())
    for name, found in file.items():
        try:
            check_name(name)
        except InputError as error:
            raise InputError(f"{_file_place(found)}: {error}") from error
    return file


def find_setting(name: str, file: Mapping[str, FileValue], argument: Any = None) -> SettingValue:
    """Return the value of a setting, and what gives it.

    Args:
        name: in `SETTINGS`.
        file: the values of the configuration file.
        argument: the value of the command line, or None.

    Raises:
        InputError: the value that counts is not one that the setting can have.
    """
    if argument:
        return SettingValue(argument, "argument")
    for variable in SETTINGS[name].variables:
        text = os.environ.get(variable)
        if text:
            return SettingValue(_parsed(name, text, variable), "environment", variable)
    if name in file:
        place = _file_place(file[name])
        value = _parsed(name, file[name].value, place)
        if isinstance(value, Path):
            value = config_path().parent / value  # a path in the file is relative to the file
        return SettingValue(value, "file", place)
    return SettingValue(None, "default")


def check_name(name: str) -> None:
    """Do nothing if a setting has this name.

    Raises:
        InputError: none has. The message suggests a name.
    """
    if name in SETTINGS:
        return
    similar = get_close_matches(name.lower(), SETTINGS, n=1)
    hint = f"did you mean {similar[0]}? " if similar else ""
    raise InputError(f"{name!r} is not a setting: {hint}The settings are {', '.join(SETTINGS)}")


def _parsed(name: str, value: Any, place: str) -> Any:
    try:
        return SETTINGS[name].parse(value)
    except ValueError as error:
        raise InputError(f"{place}: {name} {error}, not {value!r}") from error


def _file_place(found: FileValue) -> str:
    return f"{str(config_path())!r}, line {found.line}"
