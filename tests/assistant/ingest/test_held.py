"""What a library holds already: the same bytes, the same text, and the works that sources belong to."""

from pathlib import Path

import pytest

from assistant.ingest.held import HeldSources, HeldTexts
from assistant.ingest.model import Incoming
from corpus.model import Document, Locator, Page, Reference, Source
from corpus.passages.chunk import passages

TEXT = "The partnership met the groups in March. They met again in May."


def document(text=TEXT, method="text"):
    return Document((Page(Locator("page", 1, None), text, method),), (), {}, ())


def put(corpus, content, key, text=TEXT, method="text"):
    """Add a source to a library and return it."""
    sha256 = corpus.keep(content, "text/plain")
    source = Source(sha256, "text/plain", key, f"/in/{key}.txt", "full text")
    made = document(text, method)
    corpus.add(source, Reference(key, {"title": key}, "report", "guide"), made, passages(made, sha256))
    return source


@pytest.fixture
def source(corpus):
    return put(corpus, b"one", "one")


def incoming(path="/in/one.txt", named=True, key=None):
    return Incoming(path, Path(path), 0, named, key)


def test_a_source_is_found_by_its_bytes_and_origin(corpus, source):
    """A source is found by its SHA-256 and by every path and address that it came under."""
    held = HeldSources(corpus)
    assert source.sha256 in held
    assert "0" * 64 not in held
    assert held.holder("/in/one.txt") == source.sha256
    assert held.holder("/in/two.txt") is None
    assert held.full_text_keys == {"one"}


def test_the_same_file_again(corpus, source):
    """A held file that comes again under its name is "already held"."""
    outcome = HeldSources(corpus).note_same_bytes(source.sha256, incoming())
    assert (outcome.status, outcome.key, outcome.unreadable) == ("already held", "one", ())


def test_the_same_file_with_unreadable_pages(corpus):
    """The outcome of a held file names its pages without text."""
    scan = put(corpus, b"scan", "scan", "", "none")
    outcome = HeldSources(corpus).note_same_bytes(scan.sha256, incoming("/in/scan.txt"))
    assert (outcome.status, outcome.unreadable) == ("already held", (1,))


def test_the_same_file_under_another_name(corpus, source):
    """A new name of a held file is stored once, and the outcome names the newest name that was known before."""
    held = HeldSources(corpus)
    first = held.note_same_bytes(source.sha256, incoming("/in/copy.txt"))
    assert (first.status, first.reason) == ("held under another name", "as /in/one.txt")
    assert corpus.origins(source.sha256) == ("/in/one.txt", "/in/copy.txt")
    assert held.note_same_bytes(source.sha256, incoming("/in/copy.txt")).status == "already held"
    third = held.note_same_bytes(source.sha256, incoming("/in/third.txt"))
    assert third.reason == "as /in/copy.txt"


def test_a_file_is_back_in_its_place(corpus, source):
    """A held file whose place another text had for a while is not named as another name of itself."""
    other = put(corpus, b"two", "two", TEXT + "More.")
    held = HeldSources(corpus)
    held.note_same_bytes(other.sha256, incoming())
    assert held.holder("/in/one.txt") == other.sha256
    assert held.note_same_bytes(source.sha256, incoming()).status == "already held"
    assert HeldSources(corpus).holder("/in/one.txt") == source.sha256


def test_a_person_gives_a_file_to_another_work(corpus, source):
    """A held file that a person names with another key becomes the text of that work; a key alone does not do it."""
    corpus.put([Reference("two", {"title": "two"}, "report", "guide")])
    held = HeldSources(corpus)
    assert held.note_same_bytes(source.sha256, incoming(named=False, key="two")).status == "already held"
    outcome = held.note_same_bytes(source.sha256, incoming(key="two"))
    assert (outcome.status, outcome.key, outcome.by) == ("given to another work", "two", "key")
    assert outcome.reason == "it was held as the text of one"
    assert (held.key(source.sha256), held.full_text_keys) == ("two", {"two"})
    assert held.note_same_bytes(source.sha256, incoming(key="two")).status == "already held"


def test_the_same_text_in_another_file(corpus, source):
    """A second copy of a text belongs to the same work, or to the work that a person names."""
    corpus.put([Reference("two", {"title": "two"}, "report", "guide")])
    held = HeldSources(corpus)
    outcome = held.note_same_text(source.sha256, incoming("/in/copy.pdf"))
    assert (outcome.status, outcome.key, outcome.reason) == ("second copy", "one", "its text is that of /in/one.txt")
    assert held.note_same_text(source.sha256, incoming("/in/copy.pdf", key="two")).status == "given to another work"


def test_a_new_source_is_known_at_once(corpus):
    """A source that is added is held, in full text, and its work is known."""
    held = HeldSources(corpus)
    assert held.references == {}
    sha256 = corpus.keep(b"new", "text/plain")
    reference = Reference("new", {"title": "New"}, "report", "guide")
    made = document()
    held.add(Source(sha256, "text/plain", "new", "/in/new.txt", "full text"), reference, made, passages(made, sha256))
    assert sha256 in held
    assert held.references == {"new": reference}
    assert held.full_text_keys == corpus.full_texts().keys()
    assert held.holder("/in/new.txt") == sha256


def test_a_text_is_found_whatever_its_bytes(corpus, source):
    """A text is found among held texts and among texts of this job; a text that differs by one word is not."""
    texts = HeldTexts(corpus)
    same = document()
    other = document(TEXT.replace("May", "Jun"))  # as many passages of the same lengths
    assert texts.find(same, passages(same, "a" * 64)) == source.sha256
    assert texts.find(other, passages(other, "b" * 64)) is None
    texts.add("b" * 64, other, passages(other, "b" * 64))
    assert texts.find(other, passages(other, "c" * 64)) == "b" * 64


def test_files_without_text_are_not_copies_of_each_other(corpus):
    """A document without passages is never found: two scans have no text in common."""
    put(corpus, b"scan", "scan", "", "none")
    empty = document("", "none")
    texts = HeldTexts(corpus)
    assert texts.find(empty, passages(empty, "a" * 64)) is None
    texts.add("a" * 64, empty, passages(empty, "a" * 64))
    assert texts.find(empty, passages(empty, "b" * 64)) is None
