"""Small pieces of evidence for tests, written by hand."""

from assistant.model import Answer, Citation, Evidence
from corpus.model import Locator, Passage, passage_id
from index.model import Hit, Signal
from tests.corpus.documents import reference, source


def passage(text: str, start: int = 0, page: int = 1, of: str = "ab") -> Passage:
    locator = Locator("page", page, None)
    end = start + len(text)
    return Passage(passage_id(of, start, end), of, start, end, text, locator, locator, ("A Heading",), "body", "en")


def hit(found: Passage, rank: int = 1) -> Hit:
    return Hit(found, rank, 1 / rank, {"dense": Signal(rank, 0.9)})


def evidence(text: str, highlight: tuple[int, int] | None = None, title: str = "A Work") -> Evidence:
    found = passage(text)
    citation = Citation("Abt (2016), p. 1", reference(title=title), source("ab"), found.first, "file:///a.pdf#page=1")
    return Evidence(hit(found), citation, (highlight or (0, len(text)),))


def answer(*pieces: Evidence, reason: str | None = None) -> Answer:
    if reason:
        return Answer("What is it?", "en", (), pieces, 0.1, reason)
    return Answer("What is it?", "en", pieces, (), 0.9, None)
