"""Jobs that add files, with a real library and a small encoder."""

from pathlib import Path
from threading import Event

import pytest

from assistant.assistant import Assistant
from assistant.desk import jobs as module
from assistant.desk.jobs import Jobs
from corpus.errors import InputError, UnknownKey
from tests.reports import weeks, write_paper


@pytest.fixture
def gate():
    """Jobs wait until it is set, before they open their library."""
    return Event()


@pytest.fixture
def jobs(word_encoder, tmp_path, gate):
    def open_library():
        assert gate.wait(20)
        return Assistant(tmp_path / "library")

    started = Jobs(open_library)
    yield started
    gate.set()
    started.close()


@pytest.fixture
def send(tmp_path):
    """A function that makes the folder of a job with one file."""

    def make(name) -> Path:
        folder = tmp_path / f"sent {name}"
        write_paper(folder / "1" / f"{name}.pdf", f"The {name} Thefts", "Ana Gil", weeks(name))
        return folder

    return make


def test_jobs_run_one_after_another_and_leave_no_file_behind(jobs, send, gate):
    folders = [send("dock"), send("quay")]
    first, second = (jobs.start(folder, [], None) for folder in folders)
    assert (second.state, second.names) == ("waiting", ("quay.pdf",))
    gate.set()
    for thread in jobs._threads:
        thread.join()
    assert [each.status for job in (first, second) for each in job.report.outcomes] == ["added", "added"]
    assert not [folder for folder in folders if folder.exists()]
    assert jobs.recent() == [second, first]


def test_a_job_that_is_stopped_while_it_waits_adds_nothing(jobs, send, gate):
    first, second = jobs.start(send("dock"), [], None), jobs.start(send("quay"), [], None)
    second.stop()
    gate.set()
    jobs.close()
    assert (second.report.stopped, second.report.outcomes) == (True, ())
    assert first.state == second.state == "ended"


def test_the_files_of_a_job_that_does_not_stop_are_deleted(jobs, send):
    """The process may end before a job does. What a person sent does not stay in the temporary folder."""
    folders = [send("dock"), send("quay")]
    for folder in folders:
        jobs.start(folder, [], None)
    jobs.discard_files()
    assert not [folder for folder in folders if folder.exists()]


def test_too_many_waiting_jobs_are_refused_and_their_files_deleted(jobs, send, monkeypatch):
    monkeypatch.setattr(module, "MAX_WAITING_JOBS", 1)
    jobs.start(send("dock"), [], None)
    jobs.start(send("quay"), [], None)
    folder = send("weir")
    with pytest.raises(InputError, match="wait until they are done"):
        jobs.start(folder, [], None)
    assert not folder.exists()


def test_a_mistake_of_ours_is_the_end_of_a_job_and_not_of_the_desk(jobs, send, gate, monkeypatch, caplog):
    monkeypatch.setattr(Assistant, "add_uploads", lambda *_, **__: 1 / 0)
    job = jobs.start(send("dock"), [], None)
    gate.set()
    jobs.close()
    assert job.failure == "an unexpected fault; the terminal of the desk shows it"
    assert "ZeroDivisionError" in caplog.text


def test_old_jobs_are_forgotten(jobs, gate, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "MAX_KEPT_JOBS", 2)
    gate.set()
    started = []
    for number in range(4):
        started.append(jobs.start(tmp_path / str(number), [], None))
        for thread in jobs._threads:
            thread.join()
    assert jobs.recent() == started[:1:-1]
    assert started[0].failure.startswith("there is nothing to add")
    with pytest.raises(UnknownKey, match="does not know the job"):
        jobs.get(started[0].id)
