"""How far a long job has come: counters that the job raises and whoever watches reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic


@dataclass(slots=True)
class JobProgress:
    """Counters of a long job. `watch` is called after each change, from whichever thread made it."""

    watch: Callable[["JobProgress"], None] = field(default=lambda _: None)
    stage: str = ""
    files: int = 0
    files_total: int = 0
    bytes: int = 0
    bytes_total: int = 0
    pages: int = 0
    passages: int = 0
    passages_total: int = 0
    received: int = 0
    expected: int = 0
    fraction: float | None = None
    encoding_since: float | None = None
    _lock: Lock = field(default_factory=Lock, repr=False)

    def advance(self, **changes: object) -> None:
        """Sets counters and tells the watcher."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.watch(self)

    def receive(self, received: int, expected: int) -> None:
        """Counts bytes that have come, and that are to come, in downloads of several threads."""
        with self._lock:
            self.received += received
            self.expected += expected
        self.watch(self)

    @property
    def rate(self) -> float:
        """Passages encoded in a second, since encoding began; 0.0 before."""
        if self.encoding_since is None or not self.passages:
            return 0.0
        return self.passages / max(monotonic() - self.encoding_since, 1e-6)

    @property
    def seconds_left(self) -> float | None:
        """About how long the rest will take; None while nothing has been measured.

        Files still unread are taken to hold as many passages for each byte as those that were read.
        """
        if not self.rate:
            return None
        expected = float(self.passages_total)
        if self.bytes and self.bytes_total > self.bytes:
            expected *= self.bytes_total / self.bytes
        return max(expected - self.passages, 0) / self.rate
