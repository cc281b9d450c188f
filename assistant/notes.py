"""Notes of this library on works whose text it does not have: what a note says that its author has not seen.

The names of the municipalities and the recommendations were not seen for this note.

Such a note does not answer what the study recommends, although it is the nearest passage.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.model import Evidence
from corpus.store.corpus import Corpus
from corpus.text.sentences import sentences
from index.query import Query
from index.terms import words

MIN_STEM_LETTERS = 4
"""Letters of a stem that another one must have as its beginning: argu(e), argument. Chosen."""

_TITLE = re.compile(r"# .*\n\s*(?=\S)")

_UNSEEN = (
    re.compile(r"(?P<what>[^.:;]*?)\b(?:is|are|was|were) not (?:seen|known|read)\b", re.IGNORECASE),
    re.compile(r"\bnothing is (?:said|known)(?: here)? (?:about|of|on) (?P<what>[^.:;]*)", re.IGNORECASE),
)
_ABOUT_THE_NOTE = frozenset("text page note chapter abstract here said seen known noth".split())
"""Stems of such a sentence that do not name the missing thing."""


def is_note(piece: Evidence) -> bool:
    """Return whether a piece of evidence is a note of this library, and not the text of its work."""
    return piece.citation.source.kind == "note"


def note_start(piece: Evidence) -> int:
    """Return where the text of a note begins in its passage, after the title; 0 for any other passage."""
    return title_end(piece.hit.passage.text) if is_note(piece) else 0


def title_end(note: str) -> int:
    """Return where the text of a note begins, after the line with its title: "# Title". It is shown above the text."""
    match = _TITLE.match(note)
    return match.end() if match else 0


def unseen_sentence(query: Query, piece: Evidence, corpus: Corpus) -> tuple[int, int] | None:
    """Return the sentence of a note that says that what the query asks for was not seen, as (start, end); or None.

    If the note mentions it elsewhere, the note may answer.
    """
    if not is_note(piece):
        return None
    text = piece.hit.passage.text
    note = corpus.page_text(piece.citation.source.sha256, 1)
    asked = _asked(query)
    for start, end in sentences(text):
        sentence = text[start:end]
        unseen = _stems(" ".join(_unseen(sentence))) - _ABOUT_THE_NOTE
        elsewhere = _stems(note.replace(sentence, " "))
        if _shared(asked, unseen) - _shared(asked, elsewhere):
            return start, end
    return None


def _unseen(sentence: str) -> Iterator[str]:
    """Yield the things that a sentence says were not seen."""
    for pattern in _UNSEEN:
        for match in pattern.finditer(sentence):
            yield match["what"]


def _asked(query: Query) -> set[str]:
    """Return the English stems of what a query asks for, without its names."""
    terms = [word.typed for word in query.words if word.term not in query.names]
    for expansion in query.translations.get("en", ()):
        terms += [" ".join(term) for term in expansion.terms]
    return _stems(" ".join(terms))


def _stems(text: str) -> set[str]:
    return {word.text for word in words(text, "en")}


def _shared(asked: Iterable[str], said: Iterable[str]) -> set[str]:
    """Return the stems that are asked for and said, if one begins with the other."""
    long = [stem for stem in said if len(stem) >= MIN_STEM_LETTERS]
    shared = set()
    for stem in asked:
        is_long = len(stem) >= MIN_STEM_LETTERS
        if is_long and any(stem.startswith(other) or other.startswith(stem) for other in long):
            shared.add(stem)
    return shared
