"""The command `config`, and the defaults of options that a user has set."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from assistant.cli.console import FAILED, say, show_json
from assistant.cli.options import JsonOption, LibraryOption
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.settings import SettingValue

OPTIONS_BY_SETTING: Mapping[str, tuple[str, ...]] = {
    "ask": ("k", "language"),
    "search": ("k", "language"),
    "cite": ("style",),
    "brief": ("style",),
}
"""The options of each command whose default a user can set. An option has the name of its setting."""


def option_defaults(command: str | None) -> dict[str, Any]:
    """Return the defaults that a user has set for the options of a command, as Typer takes them.

    An error in the settings is raised when the command needs a default, so that its help is shown in any case.
    """
    names = OPTIONS_BY_SETTING.get(command or "", ())
    if not names:
        return {}
    try:
        return {command or "": _defaults(names)}
    except InputError as error:
        problem = error

    def raise_problem() -> NoReturn:
        raise problem

    return {command or "": dict.fromkeys(names, raise_problem)}


def _defaults(names: Sequence[str]) -> dict[str, Any]:
    """Return the values of settings that are set, by name.

    Raises:
        InputError: the environment or the configuration file has a value that a setting cannot have.
    """
    from assistant.settings import find_setting, read_settings_file

    file = read_settings_file()
    defaults = {}
    for name in names:
        value = find_setting(name, file).value
        if value is not None:
            defaults[name] = _plain(value)
    return defaults


def complete_setting() -> list[str]:
    """Return the names of the settings."""
    from assistant.settings import SETTINGS

    return list(SETTINGS)


NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", autocompletion=complete_setting, help="The name of a setting.")
]

config = typer.Typer(rich_markup_mode=None, add_completion=False)


@config.callback(invoke_without_command=True)
def config_(
    context: typer.Context,
    edit: Annotated[bool, typer.Option("--edit", help="Open the configuration file in the editor.")] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Show the settings: each value, and whether an argument, the environment, the file or the default gives it.

    An argument comes before the environment, the environment before the configuration file.

    Example: evidence config set k 8
    """
    if context.invoked_subcommand:
        return
    if edit:
        _edit()
    from assistant.settings import SETTINGS, find_setting, read_settings_file

    file = read_settings_file()
    arguments = {"library": library}
    found = {name: find_setting(name, file, arguments.get(name)) for name in SETTINGS}
    if as_json:
        _show_settings_json(found)
    else:
        _show_settings(found)


def _show_settings_json(found: Mapping[str, "SettingValue"]) -> None:
    from assistant.config_file import config_path
    from corpus.files import cache_folder

    settings = {}
    for name, value in found.items():
        settings[name] = {"value": _plain(value.value), "from": value.origin, "place": value.place or None}
    show_json({"file": str(config_path()), "cache": str(cache_folder()), "settings": settings})


def _show_settings(found: Mapping[str, "SettingValue"]) -> None:
    from assistant.config_file import config_path
    from corpus.files import cache_folder

    for name, value in found.items():
        shown = _default(name) if value.value is None else _shown(value.value)
        _print_row(name, f"{shown} ({value.place or value.origin})")
    path = config_path()
    remark = "" if path.exists() else " (not made yet)"
    _print_row("file", f"{path}{remark}")
    _print_row("cache", str(cache_folder()))


def _default(name: str) -> str:
    """Return the default of a setting, in words."""
    from assistant.settings import SETTINGS, default_library

    return str(default_library()) if name == "library" else SETTINGS[name].default


@config.command("set")
def set_(name: NameArgument, value: Annotated[str, typer.Argument(metavar="VALUE", help="Its value.")]) -> None:
    """Set a value in the configuration file.

    Example: evidence config set style chicago-notes
    """
    from assistant.config_file import config_path, set_value
    from assistant.settings import SETTINGS, check_name, find_setting, read_settings_file

    check_name(name)
    try:
        parsed = SETTINGS[name].parse(value)
    except ValueError as error:
        raise InputError(f"{name} {error}, not {value!r}") from error
    path = config_path()
    if isinstance(parsed, Path):
        parsed = os.path.abspath(parsed)  # noqa: PTH100 (`Path.resolve` would follow links)
    set_value(path, name, parsed)
    say(f"{name} = {_shown(parsed)} in {path}")
    counts = find_setting(name, read_settings_file())
    if counts.origin == "environment":
        say(f"{counts.place} is set in the environment and comes first")


@config.command("unset")
def unset(name: NameArgument) -> None:
    """Remove a value from the configuration file.

    Example: evidence config unset style
    """
    from assistant.config_file import config_path, read_config, set_value
    from assistant.settings import check_name

    path = config_path()
    if name not in read_config(path):
        check_name(name)
        say(f"{name} is not set in {path}")
        raise typer.Exit(FAILED)
    set_value(path, name, None)


def _edit() -> None:
    """Let a person edit the configuration file, and show the settings after that."""
    from assistant.cli.editor import open_in_editor
    from assistant.config_file import config_path, write_config

    path = config_path()
    if not path.exists():
        write_config(path, _example_file())
    open_in_editor(path)


def _example_file() -> str:
    """Return a configuration file in which every setting is a comment."""
    import json

    from assistant.settings import SETTINGS

    lines = ["# Settings of evidence. `evidence config` shows them. Remove a # to set a value."]
    for name, setting in SETTINGS.items():
        lines += ["", f"# {setting.help} Default: {setting.default}.", f"# {name} = {json.dumps(setting.example)}"]
    return "\n".join(lines) + "\n"


def _print_row(name: str, value: str) -> None:
    from assistant.render.plain import one_line

    print(f"{name:9} {one_line(value)}")


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value
