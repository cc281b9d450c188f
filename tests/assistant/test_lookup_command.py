"""The command `lookup`, in this process and at a terminal of its own."""

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from corpus.errors import InputError
from corpus.store.corpus import Corpus
from corpus.works.edit import apply_changes
from tests.conftest import ROOT
from tests.corpus.documents import reference
from tests.crossref import CrossrefServer, article
from tests.web import HERE, moved

TITLE = "Quiet streets in nine cities"
ROSSI = article("10.1000/cities", TITLE, "Rossi, Anna")


@pytest.fixture
def library(tmp_path):
    """The folder of a library with one work, which has a DOI."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as corpus:
        corpus.put([reference("rossi", title=TITLE, DOI="10.1000/cities")])
    return tmp_path / "library"


@pytest.fixture
def server(fake, monkeypatch):
    """A server that plays Crossref, which the environment names."""
    playing = fake.hosts[HERE] = CrossrefServer(ROSSI)
    monkeypatch.setenv("EVIDENCE_CROSSREF", f"http://{HERE}:{fake.ports[80]}")
    return playing


def lookup(library, *arguments):
    return CliRunner().invoke(app, ["lookup", *arguments, "--library", str(library)])


def volume(library):
    with Corpus.open(library) as corpus:
        return corpus.reference("rossi").csl.get("volume")


def test_without_a_terminal_nothing_changes_without_a_yes(server, library):
    """The preview is on stdout, and stderr says how to make the changes."""
    run = lookup(library)
    assert (run.exit_code, volume(library)) == (0, None)
    assert "42" in run.stdout
    assert run.stderr == "nothing was changed. To make these changes: evidence lookup --yes\n"
    done = lookup(library, "rossi", "--yes")
    assert (done.exit_code, done.stderr, volume(library)) == (0, "changed 1 work\n", "42")
    again = lookup(library)
    assert (again.exit_code, again.stderr) == (0, "")
    assert "Not asked again: 1" in again.stdout
    assert len(server.asked) == 1


def test_a_field_that_stays_is_shown_if_the_work_is_named(server, library):
    """A work that would not change is only counted, so that a list of all works stays readable."""
    lookup(library, "--yes")
    with Corpus.open(library, write=True) as corpus:
        corpus.put([apply_changes(corpus.reference("rossi"), ["volume=41"])])
    assert "1 work has fields that stay although Crossref disagrees" in lookup(library).stdout
    assert "41 (stays)" in lookup(library, "rossi").stdout


def test_an_interrupt_ends_with_its_status(server, library):
    """Ctrl-C while Crossref is asked ends the command in one line, without a traceback."""
    server.faults["10.1000/cities"] = [lambda handler: time.sleep(3)]
    command = [sys.executable, "-m", "assistant", "lookup", "--library", str(library)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    while not server.asked:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr.startswith("stopped. Answers so far are kept, and no work was changed. To continue")
    assert stderr.count("\n") == 1


def test_json_asks_nothing(server, library):
    """With --json there is one object, and nothing changes without --yes."""
    (work,) = json.loads(lookup(library, "--json").stdout)["works"]
    assert (work["applied"], volume(library)) == (False, None)
    (work,) = json.loads(lookup(library, "--json", "--yes").stdout)["works"]
    assert (work["applied"], volume(library)) == (True, "42")


def test_edit_without_a_key_names_the_command_for_all_works(library):
    """`edit --lookup` is for one work; without a key, the error says which command looks up all works."""
    run = CliRunner().invoke(app, ["edit", "--lookup", "--library", str(library)])
    assert isinstance(run.exception, InputError)
    assert "`evidence lookup` looks up all works" in str(run.exception)


def test_offline_is_one_line(monkeypatch, library):
    """Without a network, one line says so, and the exit status is that of other commands of the network."""
    from corpus.web import checked_addresses

    def unknown(*_, **__):
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr(checked_addresses, "getaddrinfo", unknown)
    run = lookup(library)
    assert run.exit_code == 1
    assert run.stderr == "evidence: no network: api.crossref.org cannot be reached. Everything else works offline\n"


@pytest.mark.parametrize("address", ["crossref", "ftp://localhost/", "http://user@localhost/"])
def test_a_wrong_address_of_a_server_is_one_line(monkeypatch, library, address):
    """An address that is not one of the web is an error and not a traceback."""
    monkeypatch.setenv("EVIDENCE_CROSSREF", address)
    run = subprocess.run(
        [sys.executable, "-m", "assistant", "lookup", "--library", library],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert run.stderr.startswith("evidence: ")


def test_only_the_named_server_may_be_in_a_network_of_its_own(fake, monkeypatch, library):
    """A server that a person named may be on this machine. Crossref itself, and a redirect, may not lead there."""
    monkeypatch.setenv("EVIDENCE_CROSSREF", f"http://{HERE}:{fake.ports[80]}")
    playing = fake.hosts[HERE] = CrossrefServer(ROSSI)
    playing.faults["10.1000/cities"] = [moved("http://127.0.0.2:9/works/x", **{"Content-Length": "0"})]
    assert "127.0.0.2, which is not on the public internet: refused" in lookup(library).stdout
    monkeypatch.setenv("EVIDENCE_CROSSREF", "")
    from corpus.web import checked_addresses

    monkeypatch.setattr(checked_addresses, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (HERE, fake.ports[443]))])
    assert lookup(library).exit_code == 1
    assert len(playing.asked) == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "becomes"), [(b"y\n", "42"), (b"n\n", None), (b"\x04", None)])
def test_a_person_at_a_terminal_is_asked_once(server, library, answer, becomes):
    """After the preview there is one question. Yes changes the works; no, and the end of the input, do not."""
    own, other = pty.openpty()
    environment = {**os.environ, "TERM": "dumb", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "assistant", "lookup", "--library", str(library)]
    process = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=environment, cwd=ROOT)
    os.close(other)
    shown = b""
    while b"Change 1 work?" not in shown:
        shown += os.read(own, 4096)
    assert b"volume" in shown
    os.write(own, answer)
    process.wait(timeout=30)
    os.close(own)
    assert volume(library) == becomes
    assert process.returncode in (0, 1)
