"""How far a long job has come: counters that the job sets and a watcher reads. A watcher can also stop the job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from threading import Lock
from time import monotonic


@dataclass(slots=True)
class JobProgress:
    """Counters of a long job.

    `watch` is called after each change, in the thread that made the change. `reading` is the file that is read now, or
    "". `received` and `expected` are bytes of
    downloads, `bytes` are bytes of files that were added, `fraction` is the part of a stage that is done (0 to 1), and
    `encoding_since` is the time of `monotonic` at which encoding began.
    """

    watch: Callable[["JobProgress"], None] = field(default=lambda _: None)
    stage: str = ""
    files: int = 0
    files_total: int = 0
    bytes: int = 0
    bytes_total: int = 0
    pages: int = 0
    passages: int = 0
    passages_total: int = 0
    reading: str = ""
    received: int = 0
    expected: int = 0
    fraction: float | None = None
    encoding_since: float | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)
    _stop_asked: bool = field(default=False, repr=False)
    _interrupt: Callable[[], None] | None = field(default=None, repr=False)

    def begin(self, stage: str = "", **totals: object) -> None:
        """Begin a job: set all counters to their defaults, then its stage and totals, and call the watcher."""
        for counter in fields(self):
            if counter.name != "watch" and not counter.name.startswith("_"):
                setattr(self, counter.name, counter.default)
        self.advance(stage=stage, **totals)

    def advance(self, **changes: object) -> None:
        """Set counters and call the watcher."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.watch(self)

    def receive(self, received: int, expected: int) -> None:
        """Add to the bytes that downloads have received and expect. Several threads may call this."""
        with self._lock:
            self.received += received
            self.expected += expected
        self.watch(self)

    def stop(self) -> None:
        """Ask the job to stop, as Ctrl-C does. Any thread may call this; a job that cannot stop yet does so later."""
        with self._lock:
            self._stop_asked = True
            interrupt = self._interrupt
        if interrupt:
            interrupt()

    @contextmanager
    def stoppable(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Let `stop` call a function while the block runs. If `stop` was called before, the function is called now."""
        with self._lock:
            self._interrupt = interrupt
            is_asked = self._stop_asked
        if is_asked:
            interrupt()
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None
                self._stop_asked = False

    @property
    def rate(self) -> float:
        """Passages encoded per second since encoding began; 0.0 before."""
        if self.encoding_since is None or not self.passages:
            return 0.0
        seconds = max(monotonic() - self.encoding_since, 1e-6)
        return self.passages / seconds

    @property
    def seconds_left(self) -> float | None:
        """The estimated time for the rest; None before the first measurement.

        The estimate assumes that the files that are still unread have as many passages per byte as the files that were
        read.
        """
        if not self.rate:
            return None
        expected_passages = float(self.passages_total)
        if self.bytes and self.bytes_total > self.bytes:
            expected_passages *= self.bytes_total / self.bytes
        return max(expected_passages - self.passages, 0) / self.rate
