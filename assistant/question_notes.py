"""What to tell a person about a question before the passages: syntax that is not supported, words that are not held."""

from collections.abc import Sequence

from index.query import Correction, Query


def question_notes(query: Query) -> tuple[str, ...]:
    """Return the notes on a question, each one or two sentences."""
    notes = list(query.syntax_notes)
    slips = [each for each in query.corrections if not each.is_spelling]
    if slips:
        notes.append(_did_you_mean(slips))
    for each in query.corrections:
        if each.is_spelling:
            notes.append(f"The texts write “{each.term}” for “{each.typed}”, and it was searched too.")
    return tuple(notes)


def _did_you_mean(corrections: Sequence[Correction]) -> str:
    """Return which words no passage has, and which were searched too."""
    typed = _quoted([each.typed for each in corrections], "or")
    nearest = _quoted([each.term for each in corrections], "and")
    it = "It was" if len(corrections) == 1 else "They were"
    return f"No passage has {typed}. Did you mean {nearest}? {it} searched too."


def _quoted(words: Sequence[str], conjunction: str) -> str:
    """Return words in quotation marks as a list: “a”, “b” or “c”."""
    *first, last = [f"“{word}”" for word in words]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
