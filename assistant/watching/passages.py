"""Find new passages in an answer, compared with the passages that were shown for the question before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from assistant.model import Evidence
from assistant.notes import is_note
from assistant.watching.sentences import MIN_LETTERS, are_alike, compared, have_same_words, other_figures, sentences_of
from corpus.model import Reference
from corpus.store.corpus import Corpus
from corpus.store.standing import Memory
from corpus.text.verbatim import words_of
from corpus.watched import NewsItem, SeenSentence, WhatIsNew
from corpus.works.editions import are_editions

WHOLE_TEXT = 1 << 40
"""An offset beyond the end of every text."""

Known = Literal["known", "copy", "other figure", "new"]
"""The kinds of sentences for a person who saw the passages that were shown before."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind of a sentence, and the sentence that was shown before, if it is like one."""

    what: Known
    before: SeenSentence | None = None


class Passages:
    """The sentences that were shown for one question, and the texts of the library that they are looked up in."""

    def __init__(self, corpus: Corpus, memory: Memory) -> None:
        self._corpus = corpus
        self._memory = memory
        self._letters: dict[str, str] = {}

    @cached_property
    def _by_work(self) -> Mapping[str, dict[str, SeenSentence]]:
        """The sentences that were shown, by the present key of their work and as they are compared."""
        by_work: dict[str, dict[str, SeenSentence]] = {}
        keys = {key: self._corpus.resolve(key) or key for key, _ in self._memory.seen}
        for (key, sentence), seen in self._memory.seen.items():
            by_work.setdefault(keys[key], {})[sentence] = seen
        return by_work

    def judge(self, piece: Evidence) -> Judged:
        """Return what the quotation of a piece of evidence is: the newest that one of its sentences is."""
        work, source = piece.citation.reference, piece.citation.source.sha256
        judged = [self._judge(sentence, work, source) for sentence in sentences_of(_words(piece))]
        for what in ("other figure", "new", "copy"):
            for each in judged:
                if each.what == what:
                    return each
        return Judged("known")

    def _judge(self, sentence: str, work: Reference, source: str) -> Judged:
        own = self._by_work.get(work.key, {})
        if _is_in(sentence, own):
            return Judged("known")
        for seen in own.values():
            judged = self._judge_likeness(sentence, seen, source)
            if judged:
                return judged
        return self._judge_by_other_works(sentence, work)

    def _judge_likeness(self, sentence: str, seen: SeenSentence, source: str) -> Judged | None:
        """Return what a sentence is that is like a known one of the same work; None if it is another sentence.

        If the text still has the known sentence, this is another one: rows of a table differ by little. Otherwise it is
        another reading of it. Other figures in the same bytes are the mistake of a reading.
        """
        if not are_alike(sentence, seen.sentence) or seen.sentence in self.letters(source):
            return None
        if seen.source == source:
            return Judged("known", seen)
        if any(other_figures(seen.sentence, sentence)):
            return Judged("other figure", seen)
        return Judged("known", seen) if have_same_words(sentence, seen.sentence) else None

    def _judge_by_other_works(self, sentence: str, work: Reference) -> Judged:
        """Return whether another work was shown with the sentence, or an edition of the work with other figures."""
        others = {key: known for key, known in self._by_work.items() if key != work.key}
        for known in others.values():
            if _is_in(sentence, known):
                return Judged("copy")
        for key, known in others.items():
            if not self._corpus.resolve(key) or not are_editions(self._corpus.reference(key), work):
                continue
            for seen in known.values():
                if are_alike(sentence, seen.sentence) and any(other_figures(seen.sentence, sentence)):
                    return Judged("other figure", seen)
        return Judged("new")

    def letters(self, source: str) -> str:
        """Return the text of a source as it is compared; "" if the source is not held."""
        if source not in self._letters:
            text = self._corpus.text(source, 0, WHOLE_TEXT)
            self._letters[source] = words_of(text).letters
        return self._letters[source]

    def new_copies(self, piece: Evidence) -> int:
        """Return how many other works have the quotation that were not known to have it, and remember them."""
        new = 0
        for also in piece.also:
            key = also.citation.reference.key
            sentence = compared(_words(piece))
            if (key, sentence) not in self._memory.seen:
                new += 1
                source = also.citation.source.sha256
                self._memory.seen[key, sentence] = SeenSentence(key, sentence, source)
        return new

    def remember(self, piece: Evidence) -> None:
        """Remember all sentences of a passage, and which of them was quoted."""
        key, source = piece.citation.reference.key, piece.citation.source.sha256
        for sentence in sentences_of(piece.hit.passage.text):
            self._memory.seen.setdefault((key, sentence), SeenSentence(key, sentence, source))
        for sentence in sentences_of(_words(piece)):
            quoted = SeenSentence(key, sentence, source, piece.quote, piece.citation.text)
            held = self._memory.seen.get((key, sentence))
            if held is None or not held.quote:
                self._memory.seen[key, sentence] = quoted


def _is_in(sentence: str, known: Mapping[str, SeenSentence]) -> bool:
    """Return whether a sentence is known, or a part of a known one: a heading may be glued to it in its passage."""
    if sentence in known:
        return True
    return len(sentence) >= MIN_LETTERS and any(sentence in other for other in known)


def _words(piece: Evidence) -> str:
    """Return the words of the quotation as they are in the text, with their line breaks."""
    start, end = piece.highlights[0]
    return piece.hit.passage.text[start:end]


def item_of(piece: Evidence, what: WhatIsNew, why: str, before: str = "") -> NewsItem:
    """Return an item of news about a piece of evidence."""
    work = piece.citation.reference
    return NewsItem(
        what=what,
        why=why,
        key=work.key,
        title=work.title,
        citation=piece.citation.text,
        design=design_of(work),
        quote=piece.quote,
        before=before,
        passage=piece.hit.passage.handle,
    )


def news_of(piece: Evidence, judged: Judged, memory: Memory, is_added: bool) -> Iterator[NewsItem]:
    """Yield the item of news about a piece of evidence, if it is new.

    Args:
        piece: the evidence.
        judged: what its quotation is.
        memory: the works that were shown before.
        is_added: whether its work, or a file of it, was added since the question was asked last.
    """
    if judged.what == "other figure" and judged.before is not None:
        yield _other_figure(piece, judged.before)
    if judged.what != "new":
        return
    known = memory.shown.get(piece.citation.reference.key)
    if known is None:
        yield item_of(piece, WhatIsNew.NEW_WORK, _ADDED_WORK if is_added else _OLDER_WORK)
    elif is_note(piece) or piece.citation.source.sha256 in known.sources:
        yield item_of(piece, WhatIsNew.NEW_PASSAGE, _OTHER_PASSAGE)
    else:
        yield item_of(piece, WhatIsNew.NEW_PASSAGE, _OTHER_FILE)


_ADDED_WORK = "The work was added since the question was asked last, and this passage would be shown."
_OLDER_WORK = "The work was in the library before, and it is shown for the first time."
_OTHER_PASSAGE = "It is another passage of a work that was shown before."
_OTHER_FILE = "It is from another file of a work that was shown before."


def _other_figure(piece: Evidence, before: SeenSentence) -> NewsItem:
    sentence = next(each for each in sentences_of(_words(piece)) if are_alike(each, before.sentence))
    old, new = other_figures(before.sentence, sentence)
    quoted = f"{before.quote} ({before.citation})" if before.quote else ""
    return item_of(piece, WhatIsNew.FIGURE, figure_sentence(old, new), quoted)


def figure_sentence(old: str, new: str) -> str:
    """Return why a sentence with another figure is reported."""
    return f"It says {new} where the sentence that was shown before said {old}."


def design_of(work: Reference) -> str:
    """Return the design of a work, marked as a guess if no person has confirmed it."""
    return f"{work.design}{GUESS}" if work.guessed else work.design


GUESS = " (guess)"
"""After a design that no person has confirmed."""


def with_design_first(item: NewsItem, design: str) -> NewsItem:
    """Return an item as the first of its design."""
    why = f"It is the first {design} among the works that were shown for this question."
    return replace(item, what=WhatIsNew.FIRST_DESIGN, why=why)
