"""Parameters that keep what needs no conversion get the values that Typer would give."""

from typing import Annotated, Any

import pytest
import typer

from assistant.cli.parameters import LightCommand, LightGroup

SEEN: dict[str, Any] = {}


def command(
    words: Annotated[list[str] | None, typer.Argument()] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=9)] = 5,
    since: Annotated[int | None, typer.Option()] = None,
    key: Annotated[list[str] | None, typer.Option()] = None,
    name: Annotated[str | None, typer.Option(envvar="TEST_NAME")] = None,
    loud: Annotated[str, typer.Option(callback=lambda value: value.upper())] = "no",
    fast: Annotated[bool, typer.Option("--fast")] = False,
) -> None:
    """Note the values."""
    SEEN.update(locals())


def strict(word: Annotated[str, typer.Argument()], name: Annotated[str, typer.Option()]) -> None:
    """Note the values."""
    SEEN.update(locals())


def outcome(is_light: bool, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Return the values or the error of a command line, in a program of Typer's or of our commands."""
    app = typer.Typer(cls=LightGroup if is_light else None, add_completion=False, rich_markup_mode=None)
    for each in (command, strict):
        app.command(cls=LightCommand if is_light else None)(each)
    SEEN.clear()
    with pytest.raises(SystemExit) as ended:
        app(arguments)
    return dict(SEEN), ended.value.code, capsys.readouterr()


@pytest.mark.parametrize(
    "line",
    [
        "command",
        "command one two --key a --key b --name x --loud yes --fast",
        "command -k 9 --since 2010",
        "command -k 10",
        "command -k x",
        "command --since 2010.5",
        "command --key",
        "command --help",
        "strict word --name x",
        "strict word",
        "strict",
        "--help",
        "other",
    ],
)
def test_values_are_those_of_typer(line, capsys, monkeypatch):
    """Values, errors and help are the same, with options in the line or in the environment."""
    assert outcome(True, line.split(), capsys) == outcome(False, line.split(), capsys)
    monkeypatch.setenv("TEST_NAME", "from outside")
    assert outcome(True, line.split(), capsys) == outcome(False, line.split(), capsys)
