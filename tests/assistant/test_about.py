"""What the program says about itself."""

from importlib.metadata import version

import pytest

from tests.assistant.cli_help import commands


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(evidence, tmp_path, option):
    """The version goes to stdout and needs no library."""
    run = evidence(option, library=tmp_path / "none")
    assert (run.returncode, run.stdout, run.stderr) == (0, f"evidence {version('evidence-assistant')}\n", "")
    assert not (tmp_path / "none").exists()


def test_help_is_the_help_option(evidence):
    """`evidence help COMMAND` prints what `evidence COMMAND --help` prints, and `evidence help` what `--help` does."""
    assert "ask" in commands()
    for words in ([], ["ask"], ["help"]):
        asked = evidence("help", *words)
        assert (asked.returncode, asked.stderr) == (0, "")
        assert asked.stdout == evidence(*words, "--help").stdout


def test_help_of_an_unknown_command(evidence):
    """The error suggests a command."""
    run = evidence("help", "serach")
    assert run.returncode == 2
    assert "No such command 'serach'. Did you mean 'search'?" in run.stderr
