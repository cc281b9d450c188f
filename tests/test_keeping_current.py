"""A folder that is edited for weeks and synced, with the command line, the real model and real PDFs."""

import json
import os
import random
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.files import hash_file
from corpus.store.corpus import Corpus
from tests.conftest import ROOT
from tests.reports import weeks, write_paper

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="sets the user's data folder as on Linux")

SUBJECTS = {  # title, author and subject of each paper
    "harbour": ("Harbour Patrols and Thefts", "Anna Rossi"),
    "market": ("Stalls of the Old Market", "Bruno Sala"),
    "station": ("Quiet Stations after Midnight", "Carla Verdi"),
    "bridge": ("Bridges and their Keepers", "Dario Conti"),
    "ferry": ("The Ferries of the Northern Bay", "Elena Greco"),
    "school": ("Schools beside the Motorway", "Fabio Longo"),
    "hospital": ("Hospitals on the Other Shore", "Giulia Ferri"),
    "library": ("Libraries that Stay Open", "Irene Gallo"),
    "lighthouse": ("Lighthouses without Keepers", "Luca Marini"),
}


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """A user's data folder of its own, where the synced folders are remembered."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def paper(path, subject, changed=()):
    return write_paper(path, *SUBJECTS[subject], weeks(subject, 30, changed))


def held(library):
    """Return the SHA-256 of each held full text with the key of its work."""
    with Corpus.open(library) as corpus:
        return {source.sha256: source.key for source in corpus.sources().values() if source.kind == "full text"}


def files(folder):
    """Return the SHA-256 of the files in a folder."""
    return {hash_file(path) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def sync(evidence, library):
    """A function that syncs, checks the library, and returns what was said as JSON."""

    def run(*arguments, status=0):
        synced = evidence("sync", *arguments, "--json", library=library)
        assert synced.returncode == status, synced.stdout + synced.stderr
        checked = evidence("verify", library=library)
        assert (checked.returncode, checked.stdout, "not yet in the index" in checked.stderr) == (0, "", False)
        return json.loads(synced.stdout)

    return run


def changes(report):
    """Return what became of the files that were not held already, by their names."""
    return {name: status for name, status in statuses(report).items() if status != "already held"}


def statuses(report):
    return {Path(each["path"]).name: each["status"] for each in report["files"]}


def gone(report):
    return {Path(each["file"]).name: each["removed"] for each in report["gone"]}


def quotes(evidence, library, question):
    """Return the passages that a question finds, as (text, SHA-256 of the source)."""
    found = json.loads(evidence("search", question, "--json", library=library).stdout)
    return [(hit["text"], hit["sha256"]) for hit in found["hits"]]


def test_four_weeks(evidence, library, folder, sync):
    """After each week the library has exactly the files of the folder, each once, and cites their current texts."""
    keys = first_week(library, folder, sync)
    for subject in ("harbour", "bridge"):
        assert evidence("edit", keys[subject], "publisher=Port of Genoa", library=library).returncode == 0
    second_week(library, folder, sync)
    third_week(library, folder, sync)
    assert held(library)[hash_file(folder / "ferry-final.pdf")] == keys["ferry"]
    fourth_week(library, folder, sync)
    assert held(library)[hash_file(folder / "harbour 2.pdf")] == keys["harbour"]
    assert held(library)[hash_file(folder / "bridge.pdf")] == keys["bridge"]
    for subject in ("harbour", "bridge"):
        assert '"Port of Genoa"' in evidence("edit", keys[subject], "--json", library=library).stdout
    for subject, week, current, former in (
        ("harbour", 4, 1128, 128),
        ("ferry", 5, 1125, 125),
        ("lighthouse", 9, 1190, 190),
    ):
        found = quotes(evidence, library, f"In week {week} the {subject} was counted how many times?")
        told = [text for text, _ in found if f"In week {week} the {subject} was counted" in text]
        assert told
        assert all(f"counted {current} times" in text for text in told)
        assert not any(f"In week {week} the {subject} was counted {former} times" in text for text in told)
        assert {sha256 for _, sha256 in found} <= files(folder) | notes(library)


def first_week(library, folder, sync):
    """Eight papers, one of them twice. Return the keys of the works by their subjects."""
    for subject in ("harbour", "market", "bridge", "ferry", "school", "hospital", "library"):
        paper(folder / f"{subject}.pdf", subject)
    paper(folder / "old" / "station.pdf", "station")
    shutil.copy(folder / "library.pdf", folder / "copy of library.pdf")
    report = sync(folder)
    assert set(statuses(report).values()) == {"added", "held under another name"}
    assert (report["gained"], report["full_texts"], report["gone"]) == (8, 8, [])
    texts = held(library)
    assert set(texts) == files(folder)
    return {path.stem: texts[hash_file(path)] for path in folder.rglob("*.pdf")}


def second_week(library, folder, sync):
    """One paper is changed, one renamed, one moved, one new, one deleted."""
    paper(folder / "harbour.pdf", "harbour", changed=[3])
    (folder / "market.pdf").rename(folder / "stalls.pdf")
    (folder / "archive").mkdir()
    (folder / "old" / "station.pdf").rename(folder / "archive" / "station.pdf")
    (folder / "old").rmdir()
    paper(folder / "lighthouse.pdf", "lighthouse")
    (folder / "bridge.pdf").unlink()
    report = sync()
    assert changes(report) == {
        "harbour.pdf": "replaced",
        "stalls.pdf": "held under another name",
        "station.pdf": "held under another name",
        "lighthouse.pdf": "added",
    }
    assert gone(report) == {"bridge.pdf": False}
    assert len(held(library)) == 9
    assert gone(sync("--prune")) == {"bridge.pdf": True}
    assert set(held(library)) == files(folder)


def third_week(library, folder, sync):
    """Two files are swapped, one is renamed and changed, one corrupted, one back, and one of two copies is changed."""
    (folder / "school.pdf").rename(folder / "x")
    (folder / "hospital.pdf").rename(folder / "school.pdf")
    (folder / "x").rename(folder / "hospital.pdf")
    (folder / "ferry.pdf").unlink()
    paper(folder / "ferry-final.pdf", "ferry", changed=[5, 6])
    lighthouse = hash_file(folder / "lighthouse.pdf")
    (folder / "lighthouse.pdf").write_bytes((folder / "lighthouse.pdf").read_bytes()[:300])
    paper(folder / "bridge.pdf", "bridge")
    paper(folder / "library.pdf", "library", changed=[7])
    report = sync("--prune", status=1)  # a file cannot be read
    assert changes(report) == {
        "school.pdf": "held under another name",
        "hospital.pdf": "held under another name",
        "ferry-final.pdf": "replaced",
        "lighthouse.pdf": "refused",
        "bridge.pdf": "added",
        "library.pdf": "added",
    }
    assert report["gone"] == []
    corrupted = hash_file(folder / "lighthouse.pdf")
    assert set(held(library)) == files(folder) - {corrupted} | {lighthouse}


def fourth_week(library, folder, sync):
    """One file is repaired, one renamed and changed again, two are deleted, and another document takes a path."""
    paper(folder / "lighthouse.pdf", "lighthouse", changed=[9])
    (folder / "harbour.pdf").unlink()
    paper(folder / "harbour 2.pdf", "harbour", changed=[3, 4])
    (folder / "copy of library.pdf").unlink()
    (folder / "stalls.pdf").unlink()
    market = ["Fruit is sold at dawn and fish at dusk.", "Nobody closes the stalls by night, whatever the season is."]
    write_paper(folder / "school.pdf", "Regattas for Beginners", "Marta Riva", [*market * 4, *weeks("regatta", 9)])
    report = sync("--prune")
    assert changes(report) == {
        "lighthouse.pdf": "replaced",
        "harbour 2.pdf": "replaced",
        "school.pdf": "added",
    }
    assert set(gone(report).values()) == {True}
    assert set(held(library)) == files(folder)
    assert len(held(library)) == len(list(folder.rglob("*.pdf"))) == 8
    assert sync("--prune")["gained"] == 0
    assert set(held(library)) == files(folder)


def notes(library):
    """Return the SHA-256 of the notes of the reading list."""
    with Corpus.open(library) as corpus:
        return {source.sha256 for source in corpus.sources().values() if source.kind == "note"}


def test_nothing_is_pruned_that_cannot_be_seen(evidence, library, folder, sync, tmp_path):
    """A folder that is missing or empty may be a disk that is not mounted: nothing is removed, and sync says so."""
    paper(folder / "harbour.pdf", "harbour")
    paper(folder / "disk" / "ferry.pdf", "ferry")
    paper(tmp_path / "more" / "market.pdf", "market")
    sync(folder, tmp_path / "more")
    everything = held(library)

    (folder / "harbour.pdf").unlink()
    shutil.move(tmp_path / "more", tmp_path / "away")
    missing = sync("--prune", status=1)
    assert [each["reason"] for each in missing["missing"]] == ["it does not exist"]
    assert "cannot be seen" in missing["prune_refused"]
    assert gone(missing) == {"harbour.pdf": False}
    assert sync(folder, "--prune", status=1)["prune_refused"]  # the missing folder is remembered
    (tmp_path / "more").mkdir()
    assert [each["reason"] for each in sync("--prune", status=1)["missing"]] == ["it has no file that can be read"]
    assert held(library) == everything

    (tmp_path / "more").rmdir()
    shutil.move(tmp_path / "away", tmp_path / "more")
    shutil.move(folder / "disk" / "ferry.pdf", tmp_path / "ferry.pdf")
    paper(folder / "station.pdf", "station")
    unmounted = sync("--prune")
    assert gone(unmounted) == {"harbour.pdf": True, "ferry.pdf": False}
    (doubt,) = [each["doubt"] for each in unmounted["gone"] if each["doubt"]]
    assert "is empty" in doubt
    (folder / "disk").rmdir()
    (folder / "disk").symlink_to(tmp_path / "nowhere")
    assert gone(sync("--prune")) == {"ferry.pdf": False}
    (folder / "disk").unlink()
    assert gone(sync("--prune")) == {"ferry.pdf": True}
    assert len(held(library)) == 2


def test_another_disk_in_the_place_of_a_folder(library, folder, sync):
    """A remembered folder without any of the files that came from it is left alone until a person names it again."""
    for subject in ("harbour", "market", "ferry"):
        paper(folder / f"{subject}.pdf", subject)
    sync(folder)
    before = held(library)
    (folder / "deep").mkdir()
    for path in folder.glob("*.pdf"):
        path.rename(folder / "deep" / path.name)
    assert sync("--prune")["missing"] == []  # the files were moved
    shutil.rmtree(folder)
    paper(folder / "school.pdf", "school")
    for _ in range(2):
        report = sync("--prune", status=1)
        assert "another disk" in report["missing"][0]["reason"]
        assert (report["gone"], held(library)) == ([], before)
    assert len(gone(sync(folder))) == 3
    assert set(gone(sync("--prune")).values()) == {True}
    assert set(held(library)) == files(folder)


def test_a_sync_is_taken_back(evidence, library, folder, sync):
    """`undo` brings back the texts that a sync replaced and removed, and leaves what it added."""
    for subject in ("harbour", "market"):
        paper(folder / f"{subject}.pdf", subject)
    sync(folder)
    before = held(library)
    paper(folder / "harbour.pdf", "harbour", changed=[3])
    (folder / "market.pdf").unlink()
    paper(folder / "ferry.pdf", "ferry")
    sync("--prune")
    assert evidence("undo", library=library).returncode == 0
    after = held(library)
    assert {sha256: key for sha256, key in after.items() if sha256 in before} == before
    assert set(after) - set(before) == {hash_file(folder / "ferry.pdf")}
    assert evidence("verify", library=library).returncode == 0


def test_from_cron(evidence, library, folder, sync):
    """A sync that changed nothing is silent with --quiet; a busy library is one line and its own exit status."""
    paper(folder / "harbour.pdf", "harbour")
    sync(folder)
    quiet = evidence("sync", "--quiet", library=library)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    said = evidence("sync", library=library)
    assert (said.returncode, said.stdout, said.stderr) == (0, "1 already held; 1 work in full text\n", "")
    paper(folder / "harbour.pdf", "harbour", changed=[3])
    with Corpus.open(library, write=True):
        busy = evidence("sync", "--quiet", library=library)
    assert (busy.returncode, busy.stdout, len(busy.stderr.splitlines())) == (75, "", 1)
    changed = evidence("sync", "--quiet", library=library)
    assert (changed.returncode, changed.stdout.count("\n"), changed.stderr) == (0, 2, "")
    assert changed.stdout.startswith("replaced ")


def test_the_folders_are_the_persons_own(evidence, library, folder, sync, tmp_path):
    """Folders are remembered for a library at a place, and not in it: a copy of the library knows none of them."""
    paper(folder / "harbour.pdf", "harbour")
    nothing = evidence("sync", library=library)
    assert (nothing.returncode, len(nothing.stderr.splitlines())) == (2, 1)
    assert evidence("sync", folder / "mistyped", library=library).returncode == 2
    sync(folder)
    status = json.loads(evidence("status", "--json", library=library).stdout)
    assert status["synced_folders"] == [str(folder)]
    assert str(folder) in evidence("status", library=library).stdout
    shutil.copytree(library, tmp_path / "received")
    received = evidence("sync", library=tmp_path / "received")
    assert (received.returncode, str(folder) in received.stderr) == (2, False)
    assert evidence("sync", "--forget", tmp_path, library=library).returncode == 2
    assert evidence("sync", "--forget", folder, library=library).returncode == 0
    assert evidence("sync", library=library).returncode == 2
    assert len(held(library)) == 1


def test_a_library_was_renamed(evidence, library, folder, sync, tmp_path):
    """No folder is remembered at the new place. The error names the command with the folders of the old place."""
    paper(folder / "harbour.pdf", "harbour")
    sync(folder)
    library.rename(tmp_path / "renamed")
    error = evidence("sync", library=tmp_path / "renamed")
    assert (error.returncode, error.stdout) == (2, "")
    assert error.stderr.endswith(f"in {str(library)!r}: evidence sync {shlex.quote(str(folder))}\n")
    (tmp_path / "elsewhere").mkdir()
    other = shutil.copytree(tmp_path / "renamed", tmp_path / "elsewhere" / "other")
    assert str(folder) not in evidence("sync", library=other).stderr
    again = evidence("sync", folder, library=tmp_path / "renamed")
    assert (again.returncode, again.stdout) == (0, "1 already held; 1 work in full text\n")


def start(*arguments, library, **streams):
    environment = {**os.environ, "EVIDENCE_LIBRARY": str(library)}
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)], env=environment, cwd=ROOT, **streams
    )


def test_kill_at_any_moment(evidence, library, folder, sync):
    """`kill -9` of a sync leaves each work with its old text or its new one. It is completed, and taken back."""
    for number in range(12):
        write_paper(folder / f"{number}.pdf", f"Report {number} on the Harbour", "Anna Rossi", weeks(f"boat {number}"))
    sync(folder)
    before = held(library)
    for number in range(12):
        sentences = weeks(f"boat {number}", changed=[number])
        write_paper(folder / f"{number}.pdf", f"Report {number} on the Harbour", "Anna Rossi", sentences)
    moments = random.Random(5)
    for _ in range(5):
        syncing = start("sync", library=library, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            syncing.wait(timeout=moments.uniform(0.5, 4.0))
        except subprocess.TimeoutExpired:
            syncing.kill()
            syncing.wait()
        checked = evidence("verify", library=library)
        assert (checked.returncode, checked.stdout) == (0, "")
        assert set(held(library)) <= set(before) | files(folder)
        assert sorted(held(library).values()) == sorted(before.values())
    sync()
    assert set(held(library)) == files(folder)
    assert sorted(held(library).values()) == sorted(before.values())
    while evidence("undo", library=library).returncode == 0:
        pass
    assert held(library) == before
    assert evidence("verify", library=library).returncode == 0
    assert not [path for path in library.rglob("*") if path.name.endswith(".aside") or "pending" in path.name]


def test_a_person_at_a_terminal_is_asked(evidence, library, folder):
    """`add` shows what changed and asks; Enter leaves the library as it is, and `y` takes the new text."""
    pty = pytest.importorskip("pty")
    paper(folder / "harbour.pdf", "harbour")
    assert evidence("add", folder, library=library).returncode == 0
    before = held(library)
    paper(folder / "harbour.pdf", "harbour", changed=[3])
    for typed, expected in ((b"\n", set(before)), (b"y\n", files(folder))):
        ours, theirs = pty.openpty()
        adding = start("add", folder, library=library, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE)
        os.write(ours, typed)
        said = adding.communicate(timeout=120)[0].decode()
        asked = os.read(ours, 1 << 16).decode()
        os.close(ours)
        os.close(theirs)
        assert adding.returncode == 0
        assert "Harbour Patrols and Thefts" in asked
        assert "of the text" in asked
        assert "Replace the text?" in asked
        assert set(held(library)) == expected, said
