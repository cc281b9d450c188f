"""Settings: where a value comes from, and what a person is told about a wrong one."""

import json
import os
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.config_file import read_config, set_value
from assistant.settings import SETTINGS, find_setting, read_settings_file, settings
from corpus.errors import InputError
from tests.conftest import ROOT


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The path of a configuration file, and an environment without settings."""
    path = tmp_path / "settings" / "config.toml"
    monkeypatch.setenv("EVIDENCE_CONFIG", str(path))
    for setting in SETTINGS.values():
        for variable in setting.variables:
            monkeypatch.delenv(variable, raising=False)
    return path


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def run(*arguments):
    return CliRunner().invoke(app, list(arguments), prog_name="evidence")


def test_which_value_counts(file, monkeypatch):
    """An argument comes before the environment, the environment before the file, and the file before the default."""
    assert (settings().library.name, settings().library_from) == ("library", "default")
    write(file, 'k = 3\nlibrary = "of the file"\nmodel = "minilm"\n')
    assert (settings().library, settings().library_from) == (file.parent / "of the file", "file")
    assert settings().library_place == f"{str(file)!r}, line 2"
    monkeypatch.setenv("EVIDENCE_LIBRARY", "of the environment")
    assert (settings().library, settings().library_place) == (Path("of the environment"), "EVIDENCE_LIBRARY")
    assert settings(Path("argument")).library == Path("argument")
    assert settings().model == "minilm"
    assert settings(model="other").model == "other"
    assert find_setting("k", read_settings_file()).value == 3
    monkeypatch.setenv("EVIDENCE_K", "4")
    assert find_setting("k", read_settings_file()).value == 4
    assert find_setting("k", read_settings_file(), 5).value == 5


def test_the_first_editor_counts(file, monkeypatch):
    """EVIDENCE_EDITOR comes before VISUAL, VISUAL before EDITOR, and EDITOR before the file. Empty means not set."""
    write(file, 'editor = "of the file"\n')
    places = []
    for variable in ("EDITOR", "VISUAL", "EVIDENCE_EDITOR"):
        monkeypatch.setenv(variable, "")
        assert find_setting("editor", read_settings_file()).value == ("of the file" if not places else places[-1])
        monkeypatch.setenv(variable, variable.lower())
        places.append(variable.lower())
        assert find_setting("editor", read_settings_file()).value == places[-1]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("k = 8\nstile = 'apa'\n", 2, "'stile' is not a setting: did you mean style?"),
        ("k = 8\nstyle = apa\n", 2, "Invalid value"),
        ("\n\nk = 0\n", 3, "k must be a whole number from 1 to 1000, not 0"),
        ("k = true\n", 1, "k must be a whole number"),
        ('k = "many"\n', 1, "k must be a whole number"),
        ("k = 1\nk = 2\n", 2, "Cannot overwrite a value"),
        ('language = ["es", "fr"]\n', 1, "language must be of en, es, pt"),
        ("language = []\n", 1, "language must be a language"),
        ('# x\nlibrary = ""\n', 2, "library must be a text"),
        ("[library]\nfolder = 1\n", 1, "library must be a text"),
        ("style = 'no such'\n", 1, "style must be apa, "),
        ("k = 8\n[", 2, "Invalid"),
        ('editor = "a\\u0007b"\n', 1, "editor must be a text"),
    ],
)
def test_an_error_names_the_file_and_the_line(file, text, line, said):
    """A name or value of the file that is not valid ends in one line, and so does a file that is not TOML."""
    write(file, text)
    with pytest.raises(InputError) as caught:
        for name in SETTINGS:
            find_setting(name, read_settings_file())
    assert f"{str(file)!r}, line {line}: " in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_names_the_variable(file, monkeypatch):
    """A value of the environment that is not valid is named with its variable."""
    monkeypatch.setenv("EVIDENCE_K", "ten")
    with pytest.raises(InputError, match="EVIDENCE_K: k must be a whole number from 1 to 1000, not 'ten'"):
        find_setting("k", read_settings_file())


def test_help_needs_no_valid_settings(file):
    """Help, and `config --edit`, work with a file that is not valid. A command that needs it does not."""
    write(file, "k = \n")
    assert run("ask", "--help").exit_code == 0
    assert run("help", "ask").exit_code == 0
    assert run("--version").exit_code == 0
    for command in (["ask", "x"], ["list"], ["config"], ["config", "set", "k", "8"]):
        with pytest.raises(InputError, match="line 1"):
            raise run(*command).exception


def test_set_and_unset(file):
    """`set` changes one line or adds it, `unset` removes it, and all other lines stay."""
    assert run("config", "set", "k", "8").exit_code == 0
    write(file, "# my settings\n" + file.read_text() + "\nstyle = 'mla'  # for the brief\n")
    assert run("config", "set", "k", "12").exit_code == 0
    assert run("config", "set", "language", "es,pt").exit_code == 0
    assert file.read_text() == '# my settings\nk = 12\n\nstyle = \'mla\'  # for the brief\nlanguage = ["es", "pt"]\n'
    assert run("config", "unset", "style").exit_code == 0
    assert file.read_text() == '# my settings\nk = 12\n\nlanguage = ["es", "pt"]\n'
    missing = run("config", "unset", "style")
    assert (missing.exit_code, missing.stderr) == (1, f"style is not set in {file}\n")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stile", "apa", "did you mean style?"),
        ("k", "many", "k must be a whole number from 1 to 1000, not 'many'"),
        ("style", "apaa", "style must be apa, chicago-author-date"),
        ("language", "fr", "language must be of en, es, pt"),
    ],
)
def test_a_value_that_cannot_be_set(file, name, value, said):
    """The error says what the value must be, and no file is made."""
    with pytest.raises(InputError, match=re.escape(said)):
        raise run("config", "set", name, value).exception
    assert not file.exists()


def test_a_relative_folder_stays_the_same_folder(file, tmp_path, monkeypatch):
    """A folder that is set from one place is the same folder everywhere."""
    monkeypatch.chdir(tmp_path)
    run("config", "set", "library", "mine")
    monkeypatch.chdir("/")
    assert settings().library == tmp_path / "mine"


def test_values_with_quotation_marks(file):
    """Every printable text comes back from the file as it was set."""
    for value in ('vim -c "set tw=80"', "C:\\Programs\\edit.exe", "código ☃"):
        set_value(file, "editor", value)
        assert read_config(file)["editor"].value == value


def test_a_value_on_several_lines_is_left_alone(file):
    """A value that is not on a line of its own is not changed, and the error names its line."""
    write(file, 'k = 1\nlanguage = [\n"es"]\n')
    with pytest.raises(InputError, match="line 2: 'language' is not on a line of its own"):
        set_value(file, "language", ["pt"])
    assert file.read_text() == 'k = 1\nlanguage = [\n"es"]\n'


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_linked_file_stays_a_link(file, tmp_path):
    """A configuration file that is a link into other files of a person stays a link."""
    write(tmp_path / "dotfiles.toml", "k = 1\n")
    file.parent.mkdir()
    file.symlink_to(tmp_path / "dotfiles.toml")
    set_value(file, "k", 2)
    assert file.is_symlink()
    assert (tmp_path / "dotfiles.toml").read_text() == "k = 2\n"


def test_what_is_shown(file, monkeypatch):
    """Each value is shown with what gives it, as text and as JSON."""
    write(file, "\nk = 8\n")
    monkeypatch.setenv("EVIDENCE_STYLE", "mla")
    rows = dict(line.split(maxsplit=1) for line in run("config", "--library", "here").stdout.splitlines())
    assert rows["library"] == "here (argument)"
    assert rows["k"] == f"8 ({str(file)!r}, line 2)"
    assert rows["style"] == "mla (EVIDENCE_STYLE)"
    assert rows["language"] == "all (default)"
    assert rows["file"] == str(file)
    shown = json.loads(run("config", "--json").stdout)
    assert shown["settings"]["k"] == {"value": 8, "from": "file", "place": f"{str(file)!r}, line 2"}
    assert shown["settings"]["language"] == {"value": None, "from": "default", "place": None}
    assert list(shown["settings"]) == list(SETTINGS)


def test_commands_follow_the_settings(file, starter_library):
    """`search` takes k, `cite` the style, and both the library; an argument still comes first."""
    write(file, f'library = "{starter_library.as_posix()}"\nk = 2\nstyle = "mla"\nlanguage = "en"\n')
    found = json.loads(run("search", "call-in", "--json").stdout)
    assert len(found["hits"]) == 2
    assert len(json.loads(run("search", "call-in", "--json", "-k", "3").stdout)["hits"]) == 3
    in_mla = run("cite", "braga-2017").stdout
    assert in_mla == run("cite", "braga-2017", "--style", "mla").stdout
    assert in_mla != run("cite", "braga-2017", "--style", "apa").stdout


def test_a_language_that_nobody_typed_is_said(file, library):
    """If a setting has narrowed a search that found nothing, the command says so. `--language all` searches all."""
    write(file, f'library = "{library.as_posix()}"\nlanguage = "en"\n')
    nothing = run("search", '"a phrase that no note holds"')
    assert "only passages in en were searched (evidence config). To search all: --language all" in nothing.stderr
    everything = run("search", '"a phrase that no note holds"', "--language", "all")
    assert "only passages in" not in everything.stderr


def test_the_settings_are_documented():
    """docs/configuration.md names each setting and its variables, and its example is a valid file."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (`.*?`) \|", text, re.M)
    documented = {name: tuple(re.findall(r"`(\w+)`", variables)) for name, variables in rows}
    assert documented == {name: setting.variables for name, setting in SETTINGS.items()}
    commands = re.findall(r"^    evidence (config .*)$", text, re.M)
    assert [shlex.split(command)[:2] for command in commands][:2] == [["config", "set"]] * 2


def test_the_documented_file_is_valid(file):
    """The example of docs/configuration.md has values that each setting can have."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    write(file, example)
    values = {name: find_setting(name, read_settings_file()).value for name in ("k", "language", "style")}
    assert values == {"k": 8, "language": ["es", "pt"], "style": "chicago-notes"}
