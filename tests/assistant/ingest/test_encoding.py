"""The queue of passages that wait for their vectors."""

from threading import Thread
from time import sleep

import pytest

from assistant.ingest.encoding import EncodingQueue
from assistant.progress import JobProgress
from corpus.model import Document, Locator, Page, Reference, Source
from corpus.passages.chunk import passages
from index.build import SLAB_PASSAGES


class SlabRecorder:
    """Stands in for `index.build.Builder`: records the ids of each slab."""

    def __init__(self):
        self.slabs = []

    def encode(self, slab, on_progress):
        self.slabs.append([passage.id for passage in slab])
        on_progress(len(slab))

    def encoded(self):
        return sorted(number for slab in self.slabs for number in slab)


@pytest.fixture
def ids(corpus):
    """The ids of more passages than two slabs hold."""
    pages = []
    for number in range(1, 2 * SLAB_PASSAGES + 10):
        text = f"On day {number} the team met. " * 20
        pages.append(Page(Locator("page", number, None), text, "text"))
    document = Document(tuple(pages), (), {}, ())
    sha256 = corpus.keep(b"one", "text/plain")
    source = Source(sha256, "text/plain", "one", "/in/one.txt", "full text")
    reference = Reference("one", {"title": "one"}, "report", "guide")
    corpus.add(source, reference, document, passages(document, sha256))
    return corpus.passage_ids()


def test_passages_are_encoded_in_slabs(corpus, ids):
    """Each passage is encoded once, in slabs of `SLAB_PASSAGES`; the last slab has the rest."""
    builder, progress = SlabRecorder(), JobProgress()
    queue = EncodingQueue(corpus.folder, builder, progress)
    queue.put(ids[:100])
    queue.put(())
    queue.put(ids[100:])
    queue.close()
    queue.encode()
    assert builder.encoded() == sorted(ids)
    full_slabs, rest = divmod(len(ids), SLAB_PASSAGES)
    assert [len(slab) for slab in builder.slabs] == [SLAB_PASSAGES] * full_slabs + [rest]
    assert progress.passages == progress.passages_total == len(ids)
    assert progress.encoding_since is not None


def test_an_empty_queue_encodes_nothing(corpus):
    """A queue that is closed at once ends at once, and encoding never began."""
    builder, progress = SlabRecorder(), JobProgress()
    queue = EncodingQueue(corpus.folder, builder, progress)
    queue.close()
    queue.encode()
    assert (builder.slabs, progress.encoding_since) == ([], None)


def test_encoding_waits_for_passages(corpus, ids):
    """The loop waits for passages of another thread until the queue is closed."""
    builder = SlabRecorder()
    queue = EncodingQueue(corpus.folder, builder, JobProgress())
    thread = Thread(target=queue.encode)
    thread.start()
    for start in range(0, 30, 10):
        sleep(0.01)
        queue.put(ids[start : start + 10])
    queue.close()
    thread.join(10)
    assert not thread.is_alive()
    assert builder.encoded() == sorted(ids[:30])


def test_an_interrupt_ends_encoding_after_its_slab(corpus, ids):
    """The passages of the current slab have been encoded; the others have not."""

    class InterruptedRecorder(SlabRecorder):
        def encode(self, slab, on_progress):
            queue.interrupt()
            super().encode(slab, on_progress)

    builder = InterruptedRecorder()
    queue = EncodingQueue(corpus.folder, builder, JobProgress())
    queue.put(ids)
    queue.close()
    with pytest.raises(KeyboardInterrupt):
        queue.encode()
    assert [len(slab) for slab in builder.slabs] == [SLAB_PASSAGES]


def test_an_interrupt_ends_waiting(corpus):
    """A loop that waits for passages ends at once."""
    queue = EncodingQueue(corpus.folder, SlabRecorder(), JobProgress())
    queue.interrupt()
    with pytest.raises(KeyboardInterrupt):
        queue.encode()
