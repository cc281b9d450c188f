"""Sentences that `Assistant` composes in English, in the language of the interface as far as they are constants.

A constant has a key of the interface texts in a table here. A sentence that is not in a table stays in English, and is
marked as English.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from assistant.desk.words import Words
from assistant.model import Answer
from assistant.question_notes import NEAR_AUTHOR, NO_SUCH_WORK, ONLY_A_REFERENCE, SEARCHED_AS, SEARCHED_INSTEAD
from assistant.records import NOT_IN_TEXTS
from assistant.refusal import (
    FOREIGN,
    NO_PASSAGE,
    NO_PHRASE,
    NO_TOPIC,
    NO_WORD,
    NOT_A_QUESTION,
    NOT_READ,
    ONLY_A_NOTE,
    TOO_FAR,
)
from assistant.selection import CUT_OFF, ONLY_SEARCHED, WITHOUT_YEAR

_REASONS = {
    FOREIGN: "reason.foreign",
    NOT_A_QUESTION: "reason.not_a_question",
    NOT_IN_TEXTS: "reason.not_in_texts",
    NO_PASSAGE: "reason.no_passage",
    NO_PHRASE: "reason.no_phrase",
    NO_SUCH_WORK: "reason.no_such_work",
    NO_TOPIC: "reason.no_topic",
    NO_WORD: "reason.no_word",
    ONLY_A_NOTE: "reason.only_a_note",
    ONLY_A_REFERENCE: "reason.only_a_reference",
    TOO_FAR: "reason.too_far",
}
_NOTES = {
    NEAR_AUTHOR: "note.near_author",
    NOT_READ: "note.not_read",
    WITHOUT_YEAR: "note.without_year",
}
_SHOWN_OTHERWISE = (ONLY_SEARCHED, SEARCHED_AS, SEARCHED_INSTEAD)
"""The filters of a question are above its answer, and the corrections of its words are listed one by one."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person. `language` is the language that it is in, if it is not the language of the page."""

    text: str
    language: str = ""


def reason_sentence(reason: str, words: Words) -> Sentence:
    """Return why there is no good evidence."""
    return _translated(reason, _REASONS, words) or Sentence(f"{reason[:1].upper()}{reason[1:]}.", "en")


def note_sentences(notes: Iterable[str], words: Words) -> list[Sentence]:
    """Return what to know about a question, without what the page shows in another way."""
    shown = []
    for note in notes:
        if not any(fields_of(template, note) is not None for template in _SHOWN_OTHERWISE):
            shown.append(_translated(note, _NOTES, words) or Sentence(note, "en"))
    return shown


def correction_sentences(answer: Answer, words: Words) -> list[Sentence]:
    """Return which words of a question were searched as others, a sentence for each; none if no note says so."""
    templates = (SEARCHED_AS, SEARCHED_INSTEAD)
    if not any(fields_of(template, note) is not None for note in answer.notes for template in templates):
        return []
    return [Sentence(words("note.correction", typed=typed, term=term)) for typed, term in answer.corrections]


def lacking_sentences(answer: Answer, words: Words) -> list[Sentence]:
    """Return what a question names and its passages do not mention, a sentence for each fact."""
    sentences = []
    if answer.missing:
        sentences.append(missing_sentence(answer.missing, words))
    for name, ranks in answer.missing_in:
        numbers = [str(rank) for rank in ranks]
        key = "lacking.some"
        sentences.append(words(key, names=name, ranks=_and(numbers, words), n=len(ranks)))
    if not answer.answered and answer.missing_words:
        sentences.append(words("lacking.words", names=_listed(answer.missing_words, words)))
    if answer.authors_not_held:
        sentences.append(words("lacking.authors", names=_listed(answer.authors_not_held, words)))
    return [Sentence(text) for text in sentences]


def missing_sentence(names: Sequence[str], words: Words) -> str:
    """Return which names of a question none of its passages mentions."""
    return words("lacking.all", names=_listed(names, words))


def fields_of(template: str, text: str) -> Mapping[str, str] | None:
    """Return the values by which a template became a text, by their names; None if the text is not of the template."""
    values = {}
    name, position = None, 0
    for literal, field, _, _ in Formatter().parse(template):
        found = text.find(literal, position) if name is not None else position
        if found < 0 or not text.startswith(literal, found):
            return None
        if name is not None:
            values[name] = text[position:found]
        position = found + len(literal)
        name = field
    if name is not None:
        values[name] = text[position:]
        return values
    return values if position == len(text) else None


def _translated(text: str, keys: Mapping[str, str], words: Words) -> Sentence | None:
    for template, key in keys.items():
        values = fields_of(template, text)
        if values is not None:
            translated = {name: _translated_list(value, words) for name, value in values.items()}
            return Sentence(words(key, **translated))
    return None


def _translated_list(listed: str, words: Words) -> str:
    """Return a list that was cut off, "a, b and 7 more", in the language of the page. Other values stay."""
    values = fields_of(CUT_OFF, listed)
    if values is None or not values["more"].isdigit():
        return listed
    return words("list.more", keys=values["shown"], n=values["more"])


def _listed(names: Sequence[str], words: Words) -> str:
    return _joined([f"“{name}”" for name in names], words("list.or"))


def _and(names: Sequence[str], words: Words) -> str:
    return _joined(names, words("list.and"))


def _joined(names: Sequence[str], conjunction: str) -> str:
    *first, last = names
    return f"{', '.join(first)} {conjunction} {last}" if first else last
