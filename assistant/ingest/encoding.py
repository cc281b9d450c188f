"""The passages that wait for their vectors, and the loop that encodes them."""

from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

from assistant.progress import JobProgress
from corpus.store.corpus import Corpus
from index.build import SLAB_PASSAGES, Builder


class EncodingQueue:
    """Ids of passages that are committed but not encoded. One thread puts them in while another one encodes them.

    The queue holds ids and not texts, so that a long one needs little memory.
    """

    def __init__(self, library: Path, builder: Builder, progress: JobProgress) -> None:
        self._library = library
        self._builder = builder
        self._progress = progress
        self._ids: SimpleQueue[Sequence[int] | None] = SimpleQueue()  # None: no more will come
        self._interrupted = False

    def put(self, ids: Sequence[int]) -> None:
        """Add the ids of passages that are in the library."""
        self._progress.advance(passages_total=self._progress.passages_total + len(ids))
        self._ids.put(ids)

    def close(self) -> None:
        """End the queue: `encode` returns when it has encoded what was put in before."""
        self._ids.put(None)

    def interrupt(self) -> None:
        """Make `encode` raise after its current batch. A signal handler may call this."""
        self._interrupted = True
        self._ids.put(None)  # `encode` may be waiting for ids

    def encode(self) -> None:
        """Encode passages as they come, a slab at a time, until the queue is closed and empty.

        Raises:
            KeyboardInterrupt: `interrupt` was called. The vectors so far are stored.
        """
        waiting: list[int] = []
        closed = False
        with Corpus.open(self._library) as corpus:
            while waiting or not closed:
                while not closed and (len(waiting) < SLAB_PASSAGES or not self._ids.empty()):
                    ids = self._ids.get()
                    self._check_interrupt()
                    if ids is None:
                        closed = True
                    else:
                        waiting.extend(ids)
                slab = waiting[:SLAB_PASSAGES]
                waiting = waiting[SLAB_PASSAGES:]
                if slab:
                    self._encode_slab(corpus, slab)

    def _encode_slab(self, corpus: Corpus, ids: Sequence[int]) -> None:
        progress = self._progress
        if progress.encoding_since is None:
            progress.advance(encoding_since=monotonic())
        passages_before = progress.passages

        def count_passages(done: int) -> None:
            progress.advance(passages=passages_before + done)
            self._check_interrupt()

        self._builder.encode(list(corpus.passages(ids).values()), count_passages)

    def _check_interrupt(self) -> None:
        if self._interrupted:
            raise KeyboardInterrupt
