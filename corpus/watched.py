"""The nouns of standing questions: what a person keeps asking, what was shown for it, and what has changed since then.

There is no I/O here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class WhatIsNew(StrEnum):
    """A change in the evidence for a standing question, in the words that a person sees."""

    ANSWERED = "answered now"
    UNANSWERED = "not answered any more"
    FIRST_DESIGN = "first of its design"
    NEW_WORK = "new work"
    NEW_PASSAGE = "new passage"
    FIGURE = "other figure"
    NOTICE = "notice"
    REPLACED = "text replaced"
    REMOVED = "work removed"
    BACK = "work back"


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    """A question that a person wants to be asked again and again.

    Attributes:
        number: by which a person names it.
        uid: 32 hexadecimal digits that no other question of any library has.
        text: the question.
        filters: its filters, by the names of options (`assistant.filters.FILTER_FIELDS`).
        k: maximum number of passages.
        made: when it was added (UTC, ISO 8601).
        asked: when it was asked last, or "".
        fingerprint: of the index and the models when it was asked last, or "".
        answered: whether it was answered then.
        reason: why it was not, or "".
    """

    number: int
    uid: str
    text: str
    filters: Mapping[str, object]
    k: int
    made: str = ""
    asked: str = ""
    fingerprint: str = ""
    answered: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SeenSentence:
    """A sentence of a passage that was shown for a standing question.

    Attributes:
        key: of its work, as it was then.
        sentence: as sentences are compared (`corpus.text.verbatim.words_of`).
        source: the SHA-256 of the text that it is from.
        quote: the sentence as it was quoted; "" if it was only near the quotation.
        citation: of the quotation, or "".
    """

    key: str
    sentence: str
    source: str
    quote: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class ShownWork:
    """A work that was shown for a standing question, as it was when it was looked at last.

    Attributes:
        key: its key.
        title: its title.
        citation: its author and year.
        design: its design.
        sources: the SHA-256 of its texts that were quoted and are held; empty if only its record was shown.
        notices: what was known to be announced about it: kind and DOI of each notice.
        held: whether it was in the library.
    """

    key: str
    title: str
    citation: str
    design: str
    sources: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    held: bool = True


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A change in the evidence for a standing question. It can be read without its work, which may be removed.

    Attributes:
        what: the change.
        why: why it is reported, in one sentence.
        key: of the work, or "".
        title: of the work, or "".
        citation: the work and the place, or "".
        design: of the work, or "".
        quote: the quotation, or "".
        before: what was quoted before, or "".
        passage: the id of the passage, or "".
        number: of the item; 0 until the library has set it.
        question: the number of its question.
        uid: 32 hexadecimal digits that no other item has.
        time: when it was found (UTC, ISO 8601).
        is_reported: whether a run has shown it.
        is_read: whether a person has marked it as read.
    """

    what: WhatIsNew
    why: str
    key: str = ""
    title: str = ""
    citation: str = ""
    design: str = ""
    quote: str = ""
    before: str = ""
    passage: str = ""
    number: int = 0
    question: int = 0
    uid: str = ""
    time: str = ""
    is_reported: bool = False
    is_read: bool = False
