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


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "x", "-k", "twenty"], "Invalid value for '-k': 'twenty' is not a whole number"),
        (["ask", "x", "-k", "2.5"], "Invalid value for '-k': '2.5' is not a whole number"),
        (["ask", "x", "-k", "0"], "Invalid value for '-k': 0 is less than 1, the minimum"),
        (["search", "x", "-k", "1001"], "Invalid value for '-k': 1001 is more than 1000, the maximum"),
        (["search", "x", "--since", "20l5"], "Invalid value for '--since': '20l5' is not a whole number"),
        (["show", "x", "-p", "-1"], "-1 is less than 1, the minimum"),
        (["list", "--sort", "yaer"], "'yaer' is not one of 'added', 'year', 'title'. Did you mean 'year'?"),
        (["add", "x", "--ocr", "Always"], "'Always' is not one of 'auto', 'always', 'never'. Did you mean 'always'?"),
        (["completion", "zhs"], "Did you mean 'zsh'?"),
        (["completion", "qqq"], "'qqq' is not one of 'bash', 'zsh', 'fish', 'powershell'\n"),
    ],
)
def test_a_wrong_value_is_said_in_plain_words(evidence, tmp_path, arguments, said):
    """The error names the option, the value and what it must be, and suggests a choice."""
    run = evidence(*arguments, library=tmp_path / "none")
    assert run.returncode == 2
    assert said in run.stderr
    assert "Input should" not in run.stderr
    assert "Value error" not in run.stderr
