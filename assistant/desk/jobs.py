"""Jobs that add files, one after another, each in a thread of its own: a closed tab does not stop them."""

import logging
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from assistant.assistant import Assistant
from assistant.ingest.model import AddReport, Replace
from assistant.ingest.walk import uploaded
from assistant.progress import JobProgress
from corpus.errors import EvidenceError, InputError, LibraryError, UnknownKey

MAX_KEPT_JOBS = 40
"""Jobs whose outcome can still be looked at. Chosen: more than may wait."""

MAX_WAITING_JOBS = 20
"""Jobs that wait for their turn. Their files lie in a temporary folder. Chosen."""


@dataclass(slots=True, eq=False)
class AddJob:
    """A job that adds files and addresses.

    Attributes:
        id: its name in addresses.
        names: the files and addresses.
        progress: the counters of the job.
        state: whether it waits for another one, runs, or has ended.
        stopping: whether a person has asked it to stop.
        report: what became of the files, after its end.
        failure: why it failed, or "".
        finished: the files that are in the library if it failed.
    """

    id: str
    names: tuple[str, ...]
    progress: JobProgress = field(default_factory=JobProgress)
    state: Literal["waiting", "running", "ended"] = "waiting"
    stopping: bool = False
    report: AddReport | None = None
    failure: str = ""
    finished: tuple[str, ...] = ()

    def stop(self) -> None:
        """Ask the job to stop. Files that are finished stay in the library."""
        self.stopping = True
        self.progress.stop()


class Jobs:
    """The jobs of a desk. They run one after another, because a library has one writer."""

    def __init__(self, open_library: Callable[[], Assistant]) -> None:
        """Take a function that opens the library for a job."""
        self._open_library = open_library
        self._jobs: dict[str, AddJob] = {}
        self._threads: list[Thread] = []
        self._folders: set[Path] = set()
        self._lock = Lock()
        self._turn = Lock()

    def start(self, folder: Path, addresses: Sequence[str], replace: Replace | None) -> AddJob:
        """Start a job, or let it wait for its turn. Its folder is deleted at its end, or now if it cannot start.

        Args:
            folder: has a folder for each file (`Assistant.add_uploads`).
            addresses: of the web.
            replace: what to do with changed files.

        Raises:
            InputError: too many jobs wait already.
        """
        job = AddJob(secrets.token_hex(8), (*(file.name for file in uploaded(folder)), *addresses))
        with self._lock:
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            if len(self._threads) > MAX_WAITING_JOBS:
                shutil.rmtree(folder, ignore_errors=True)
                raise InputError("other files are being added, and more wait: wait until they are done, then try again")
            ended = [each.id for each in self._jobs.values() if each.state == "ended"]
            for id in ended[: len(self._jobs) + 1 - MAX_KEPT_JOBS]:
                del self._jobs[id]
            self._jobs[job.id] = job
            self._folders.add(folder)
            thread = Thread(target=self._run, args=(job, folder, addresses, replace), daemon=True)
            self._threads.append(thread)
            thread.start()
        return job

    def get(self, id: str) -> AddJob:
        """Return a job.

        Raises:
            UnknownKey: there is none, or the desk was started again meanwhile.
        """
        job = self._jobs.get(id)
        if job is None:
            raise UnknownKey("this desk does not know the job any more; what it added is in the library")
        return job

    @property
    def are_running(self) -> bool:
        """Whether a job runs or waits."""
        return any(job.state != "ended" for job in self.recent())

    def recent(self) -> list[AddJob]:
        """Return the jobs, the last one first."""
        return list(self._jobs.values())[::-1]

    def close(self) -> None:
        """Stop all jobs and wait until they have ended."""
        for job in self.recent():
            job.stop()
        for thread in self._threads:
            thread.join()

    def discard_files(self) -> None:
        """Delete the files of jobs that have not ended. Call this before the process ends and the jobs with it."""
        for folder in list(self._folders):
            shutil.rmtree(folder, ignore_errors=True)

    def _add(self, job: AddJob, folder: Path, addresses: Sequence[str], replace: Replace | None) -> AddReport:
        if job.stopping:  # while it waited
            return AddReport((), stopped=True)
        library = self._open_library()
        library.progress = job.progress
        return library.add_uploads(folder, addresses, replace=replace)

    def _run(self, job: AddJob, folder: Path, addresses: Sequence[str], replace: Replace | None) -> None:
        try:
            with self._turn:
                job.state = "running"
                job.report = self._add(job, folder, addresses, replace)
        except LibraryError as error:
            job.failure, job.finished = str(error), error.finished
        except EvidenceError as error:
            job.failure = str(error)
        except Exception:
            logging.getLogger(__name__).exception("a job that adds files failed")
            job.failure = "an unexpected fault; the terminal of the desk shows it"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self._folders.discard(folder)
            job.state = "ended"
