"""`ServedLibrary`: the library that the tools use. Its models are loaded in a thread of their own."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import RLock, Thread
from typing import TYPE_CHECKING

from corpus.errors import InputError, ModelError
from corpus.recent import Recent

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.model import Answer, Evidence

MAX_WAIT_SECONDS = 20.0
"""How long a call waits for models that are made or fetched, which happens once. Clients give up after a minute."""


MAX_RANKINGS = 8
"""Searches whose further pages a client may ask for without a new search. Chosen."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer, and the further passages of its ranking, if somebody has asked for them."""

    answer: "Answer"
    further: "tuple[Evidence, ...] | None" = None


class ServedLibrary:
    """The library that the tools use, opened at the first call.

    `rankings` are the last searches, by all that they depend on.
    """

    def __init__(self, open_library: Callable[[], "Assistant"]) -> None:
        self._open_library = open_library
        self._library: Assistant | None = None
        self._lock = RLock()
        self._preparing: Future[None] | None = None
        self.rankings: Recent[str, Ranking] = Recent(MAX_RANKINGS)

    def opened(self) -> "Assistant":
        """Return the library.

        Raises:
            LibraryMissing: there is none. A tool never creates one, because it changes nothing.
            EvidenceError: it, or a setting, cannot be used.
        """
        with self._lock:
            if self._library is None:
                self._library = self._open_library()
        self._library.ensure("never")
        return self._library

    def indexed(self) -> "Assistant":
        """Return the library, which has an index.

        Raises:
            InputError: it has none. A tool never makes one, because it changes nothing.
            EvidenceError: as for `opened`.
        """
        library = self.opened()
        if not library.is_indexed:
            raise InputError("this library has no index yet. A person must make it: evidence index")
        return library

    def ready(self) -> "Assistant":
        """Return the library with its index and models loaded.

        Raises:
            ModelError: a model cannot be loaded, or is still being made.
            EvidenceError: as for `indexed`.
        """
        library = self.indexed()
        try:
            self._prepared(library).result(MAX_WAIT_SECONDS)
        except TimeoutError as error:
            raise ModelError(
                f"{library.progress.stage or 'the models are being prepared'}, which happens once and takes a minute"
                " or two. Search again then"
            ) from error
        return library

    def _prepared(self, library: "Assistant") -> "Future[None]":
        """Return what ends when the models are loaded. A failed attempt is made again."""
        with self._lock:
            before = self._preparing
            if before is None or (before.done() and before.exception() is not None):
                self._preparing = Future()
                Thread(target=_run, args=(library.prepare, self._preparing), daemon=True).start()
            assert self._preparing is not None, "it was just made"
            return self._preparing


def _run(job: Callable[[], None], outcome: "Future[None]") -> None:
    try:
        job()
    except BaseException as error:  # the caller of `result` gets it
        outcome.set_exception(error)
    else:
        outcome.set_result(None)
