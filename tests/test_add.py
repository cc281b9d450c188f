"""Adding reports with the command line and the real model."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus.reading.pdf import ocr
from tests.conftest import ROOT
from tests.corpus.pdfs import scan
from tests.reports import write_pdf, write_reports


def outcomes(run):
    """Return the outcome of each file by its name."""
    return {Path(item["path"]).name: item for item in json.loads(run.stdout)}


def test_added_reports_are_found_and_cited(evidence, library, tmp_path):
    """A fact on a page of a report is found with its page and quoted word for word."""
    write_reports(tmp_path / "reports", 3)
    added = outcomes(evidence("add", tmp_path / "reports", "--json", library=library))
    assert [item["status"] for item in added.values()] == ["added"] * 3
    assert [item["pages"] for item in added.values()] == [4] * 3
    found = json.loads(evidence("ask", 'What of "Finding 2-3-5"?', "--json", library=library).stdout)
    first = found["evidence"][0]
    assert (first["file"], first["page"]) == ("report-2.pdf", 4)
    assert "Finding 2-3-5 says that" in first["quote"]
    start, end = first["highlights"][0]
    assert first["text"][start:end] == first["quote"]
    assert first["url"].endswith(".pdf#page=4")
    shown = evidence("show", first["passage_id"], library=library).stdout
    assert "Finding 2-3-5 says that" in " ".join(shown.split())


def test_adding_again_does_nothing(evidence, library, tmp_path):
    """The same bytes are never read or encoded twice, whatever their name."""
    write_reports(tmp_path / "reports", 2)
    evidence("add", tmp_path / "reports", library=library)
    before = (library / "index" / "current.json").read_bytes()
    again = outcomes(evidence("add", tmp_path / "reports", "--json", library=library))
    assert {item["status"] for item in again.values()} == {"already held"}
    shutil.move(tmp_path / "reports", tmp_path / "moved")
    shutil.copy(tmp_path / "moved" / "report-0.pdf", tmp_path / "moved" / "another name.pdf")
    moved = outcomes(evidence("add", tmp_path / "moved", "--json", library=library))
    assert {item["status"] for item in moved.values()} == {"held under another name"}
    assert (library / "index" / "current.json").read_bytes() == before
    found = json.loads(evidence("search", "Boston", "--file", "moved/report-0.pdf", "--json", library=library).stdout)
    assert found["hits"]


def test_a_bad_file_does_not_stop_the_others(evidence, library, tmp_path):
    """Each bad file is named with its reason, and the good file beside it is added."""
    good = write_pdf(tmp_path / "good.pdf", ["The partnership met the groups in a call-in."])
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "text.pdf").write_text("Only text, whatever its name says.")
    (tmp_path / "cut.pdf").write_bytes(good.read_bytes()[:200])
    (tmp_path / "table.xlsx").write_bytes(b"PK\x03\x04")
    run = evidence("add", tmp_path, tmp_path / "missing.pdf", "http://127.0.0.1:9/a.pdf", "--json", library=library)
    found = outcomes(run)
    assert run.returncode == 1
    assert found["good.pdf"]["status"] == "added"
    assert {name: item["status"] for name, item in found.items() if name != "good.pdf"} == {
        "empty.pdf": "refused",
        "text.pdf": "refused",
        "cut.pdf": "refused",
        "table.xlsx": "skipped",
        "missing.pdf": "refused",
        "a.pdf": "refused",
    }
    assert "no such file" in found["missing.pdf"]["reason"]
    assert "not on the public internet" in found["a.pdf"]["reason"]
    named = outcomes(evidence("add", tmp_path / "empty.pdf", tmp_path / "text.pdf", "--json", library=library))
    assert named["empty.pdf"]["reason"] == "empty file"
    assert "not a PDF" in named["text.pdf"]["reason"]


def test_full_text_replaces_its_note(evidence, library, tmp_path):
    """A file that was added for a work of the reading list is cited instead of its note, until the work is removed."""
    guide = write_pdf(tmp_path / "guide.pdf", ["A custom notification is a visit that three people make together."])
    evidence("add", guide, "--key", "nnsc-custom-notifications-2014", library=library)
    question = ("ask", "What is a custom notification?", "--json")
    keys = [(e["key"], e["kind"]) for e in json.loads(evidence(*question, library=library).stdout)["evidence"]]
    assert ("nnsc-custom-notifications-2014", "guide") in keys
    assert ("nnsc-custom-notifications-2014", "note") not in keys
    assert evidence("remove", "nnsc-custom-notifications-2014", library=library).returncode == 0
    keys = [(e["key"], e["kind"]) for e in json.loads(evidence(*question, library=library).stdout)["evidence"]]
    assert keys[0] == ("nnsc-custom-notifications-2014", "note")
    assert evidence("verify", library=library).returncode == 0


def test_a_new_work_is_named_and_corrected(evidence, library, tmp_path):
    """`add` names the work of a file and what is doubtful about it, and `edit` corrects the work.

    The answer then has the corrected fields, under the key that the work got at first.
    """
    report = write_pdf(tmp_path / "scan 12.pdf", ["Patrols at the harbour of Genoa cut thefts by a third."])
    said = evidence("add", report, library=library).stdout
    key = "patrols-harbour-genoa-cut"
    assert f"scan 12.pdf: {key}, new; no author found, no year found (to correct: evidence edit {key})" in said
    run = evidence(
        *("edit", key, "title=Harbour Patrols", "author=Rossi, Anna", "year=2019", "design=randomised", "--json"),
        library=library,
    )
    assert json.loads(run.stdout)["design_guessed"] is False
    found = json.loads(evidence("ask", "Do patrols at the harbour cut thefts?", "--json", library=library).stdout)
    first = found["evidence"][0]
    assert (first["key"], first["citation"]) == (key, "Rossi (2019), PDF p. 1")
    assert evidence("list", "--design", "randomised", library=library).stdout.count(key[:20]) == 1
    assert "0 works would change" in evidence("edit", "--reidentify", key, library=library).stdout
    assert "none of these works is doubtful" in evidence("list", "--doubtful", library=library).stderr
    refused = evidence("edit", key, "tilte=A", library=library)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "did you mean title" in refused.stderr


def test_pages_without_text_are_named(evidence, library, tmp_path):
    """A page without text is counted and named, in the summary and in the list."""
    report = write_pdf(tmp_path / "scan.pdf", ["The first page can be read by anyone.", "", "And the third one too."])
    run = evidence("add", report, "--ocr", "never", library=library)
    assert ("2" in run.stdout and "without text" in run.stdout) or "no text on" in run.stdout
    listed = json.loads(evidence("list", "--file", "scan.pdf", "--json", library=library).stdout)
    assert [(item["status"], item["unreadable_pages"]) for item in listed] == [("partly unreadable", [2])]


@pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")
def test_a_scan_is_cited_as_read_by_ocr(evidence, library, tmp_path):
    """A scan is found by its words, and its citation says that OCR read them."""
    printed = write_pdf(tmp_path / "printed.pdf", ["The ferrymen of Recife met in March.", "They met again in May."])
    (added,) = outcomes(evidence("add", scan(printed, tmp_path / "scan.pdf"), "--json", library=library)).values()
    assert (added["status"], added["ocr"], added["unreadable"], added["reason"]) == ("added", [1, 2], [], None)
    found = json.loads(evidence("search", '"ferrymen of Recife"', "--json", library=library).stdout)["hits"][0]
    assert (found["page"], found["method"], found["text"][:36]) == (1, "ocr", "The ferrymen of Recife met in March.")
    assert found["citation"].endswith("PDF p. 1 (OCR)")
    assert 0.9 < found["ocr_confidence"] <= 1
    assert evidence("verify", library=library).returncode == 0


def test_without_ocr_the_way_to_install_it_is_shown(evidence, library, tmp_path, monkeypatch):
    """If OCR is not installed, `add` names the pages without text, the package, and the command that reads them then.

    `--ocr always` is an error of one line, before anything is added.
    """
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['rapidocr'] = None")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    report = write_pdf(tmp_path / "a scan.pdf", ["The first page can be read by anyone.", "", ""])
    for _ in range(2):  # the second time it is held already, still without those pages
        run = evidence("add", report, library=library)
        assert run.returncode == 0
        assert run.stderr.strip() == (
            "2 pages without text. OCR may read them: pip install 'evidence-assistant[ocr]',"
            f" then evidence add '{report}' --ocr auto"
        )
    refused = evidence("add", report, "--ocr", "always", library=library)
    assert refused.returncode == 2
    assert "pip install 'evidence-assistant[ocr]'" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def start(*arguments, library):
    environment = {**os.environ, "EVIDENCE_LIBRARY": str(library)}
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


def test_a_second_writer_is_refused(evidence, library, tmp_path):
    """The error of a second `add` names the process that is writing. Questions are answered meanwhile."""
    write_reports(tmp_path / "reports", 30)
    first = start("add", tmp_path / "reports", library=library)
    while not (library / "writer.json").exists():
        assert first.poll() is None
        time.sleep(0.01)
    second = evidence("add", tmp_path / "reports", library=library)
    assert second.returncode == 2
    assert f"process {first.pid}" in second.stderr
    assert evidence("ask", "What is a custom notification?", library=library).returncode == 0
    first.communicate()
    assert first.returncode == 0


def test_an_interrupt_keeps_what_was_finished(evidence, library, tmp_path):
    """Ctrl-C stops cleanly and says so, and the same command continues from there."""
    write_reports(tmp_path / "reports", 60)
    adding = start("add", tmp_path / "reports", library=library)
    while not _held(library):
        assert adding.poll() is None
        time.sleep(0.05)
    time.sleep(1)
    adding.send_signal(signal.SIGINT)
    said = adding.communicate()[1]
    assert adding.returncode == 130
    assert "Finished work is kept" in said
    assert "Traceback" not in said
    assert evidence("verify", library=library).returncode == 0
    assert json.loads(evidence("status", "--json", library=library).stdout)["full_texts"] > 0
    assert evidence("add", tmp_path / "reports", library=library).returncode == 0
    _complete(evidence, library, 60)


def _held(library):
    return any((library / "originals").glob("*/*.pdf"))


def _complete(evidence, library, count):
    status = json.loads(evidence("status", "--json", library=library).stdout)
    assert (status["full_texts"], status["indexed"]) == (count, status["passages"])
    checked = evidence("verify", library=library)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "not yet in the index" not in checked.stderr


def test_kill_at_any_moment(evidence, library, tmp_path):
    """`kill -9` at ten random moments of an `add` leaves a valid library.

    Adding again completes it. Nothing is lost, and no temporary file is left over.
    """
    count = 40
    write_reports(tmp_path / "reports", count)
    moments = random.Random(7)
    for _ in range(10):
        adding = start("add", tmp_path / "reports", library=library)
        try:
            adding.communicate(timeout=moments.uniform(0.3, 4.0))
        except subprocess.TimeoutExpired:
            adding.kill()
            adding.communicate()
        checked = evidence("verify", library=library)
        assert (checked.returncode, checked.stdout) == (0, "")
        assert evidence("ask", "What is a custom notification?", library=library).returncode == 0
    assert evidence("add", tmp_path / "reports", library=library).returncode == 0
    _complete(evidence, library, count)
    assert not [path for path in library.rglob("*") if path.name.endswith(".aside") or "pending" in path.name]


def add_with_full_disk(folder, library, max_bytes):
    """Run `add` in a process whose files cannot grow beyond a size, as on a full disk."""
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({max_bytes}, {max_bytes}))\n"
        "from assistant.cli import main; main()"
    )
    environment = {**os.environ, "EVIDENCE_LIBRARY": str(library)}
    command = [sys.executable, "-c", code, "add", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits a process's file sizes, which Windows cannot")
def test_a_full_disk(evidence, library, tmp_path):
    """If the disk is full, `add` says so in one line, and nothing that is half written is visible."""
    write_reports(tmp_path / "reports", 6)
    listed = evidence("list", "--json", library=library).stdout
    run = add_with_full_disk(tmp_path / "reports", library, 3000)
    assert run.returncode == 2
    assert "no room left" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert evidence("list", "--json", library=library).stdout == listed
    assert evidence("verify", library=library).returncode == 0
    assert evidence("add", tmp_path / "reports", library=library).returncode == 0
    _complete(evidence, library, 6)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits a process's file sizes, which Windows cannot")
def test_a_disk_that_fills_up_says_what_is_in(evidence, library, tmp_path):
    """If the disk fills up after some files, `add` names exactly the files that are in the library."""
    count = 40
    write_reports(tmp_path / "reports", count)
    run = add_with_full_disk(tmp_path / "reports", library, (library / "corpus.sqlite").stat().st_size + 200_000)
    assert run.returncode == 2
    error, total, *names = run.stderr.splitlines()
    assert "no room left" in error or "Check the disk, its free space and your quota" in error
    held = json.loads(evidence("list", "--json", library=library).stdout)
    in_library = sorted(item["file"] for item in held if item["status"] == "full text")
    assert 0 < len(in_library) < count
    assert total == f"{len(in_library)} files of this job are in the library:"
    assert sorted(Path(name.strip()).name for name in names) == in_library
    assert evidence("add", tmp_path / "reports", library=library).returncode == 0
    _complete(evidence, library, count)
