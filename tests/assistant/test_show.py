"""What `show` shows of texts without pages."""

import pytest

from assistant.show import MAX_CONTEXT_CHARACTERS, view
from corpus.errors import UnknownKey
from corpus.model import Document, Heading, Locator, Page
from corpus.passages.chunk import passages
from tests.corpus.documents import reference, source


@pytest.fixture
def show(corpus):
    """Return a function that adds a document as the work "work" and returns its `view`, and the corpus."""

    def add(document):
        corpus.add(source("0" * 64), reference("work"), document, passages(document, "0" * 64))
        return lambda target="work", page=None: view(corpus, target, page), corpus

    return add


def recording(*cues):
    pages = tuple(Page(Locator("seconds", second, who), text, "transcript") for second, who, text in cues)
    return Document(pages, (), {}, ())


def test_a_second_of_a_recording(show):
    """A second shows what is said then with its surroundings, and is cited to the second at which that begins."""
    look, _ = show(recording((1, "Ana", "We met.\n"), (8, "Bea", "They left."), (12, "Bea", "It ended.\n")))
    for second, place in ((1, "00:00:01 (Ana)"), (7, "00:00:01 (Ana)"), (8, "00:00:08 (Bea)"), (900, "00:00:12 (Bea)")):
        shown = look(page=second)
        assert shown.citation.endswith(f", {place}")
        assert shown.text == "We met.\n\nThey left.\nIt ended.\n"
    assert look().text == "full text, to 00:00:12; evidence show work -p SECOND shows what is said at that second"


def test_only_the_surroundings(show):
    """A passage of a long recording is marked and shown with its surroundings only."""
    cues = [(10 * n, None, f"Sentence number {n} is said in this recording by someone.") for n in range(200)]
    look, corpus = show(recording(*cues))
    passage = corpus.passages_of("0" * 64)[3]
    shown = look(passage.handle)
    ((start, end),) = shown.spans
    assert shown.text[start:end] == passage.text
    assert len(passage.text) < len(shown.text) < MAX_CONTEXT_CHARACTERS + 200
    assert start > 0
    assert end < len(shown.text)


def test_sections(show):
    """A section is shown by its number. A number that does not exist is an error."""
    pages = ("Methods\n\nWe looked.", "Results\n\nIt fell.")
    document = Document(
        tuple(Page(Locator("section", n, text.split("\n")[0]), text, "html") for n, text in enumerate(pages, start=1)),
        (Heading(0, "Methods", 1), Heading(20, "Results", 1)),
        {},
        (),
    )
    look, _ = show(document)
    assert look(page=2).citation.endswith(", Results")
    assert "It fell." in look(page=2).text
    assert look().text == (
        "full text, 2 sections and paragraphs; evidence show work -p N shows one of them\n  Methods  1\n  Results  2"
    )
    with pytest.raises(UnknownKey, match=r"'work' has no section 3\. It has sections 1 to 2"):
        look(page=3)
