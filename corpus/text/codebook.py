"""Which sentences are entries of a codebook, a questionnaire or a form: they ask or code, and state nothing.

    "06 = Lovers' Quarrel"                a code and its meaning
    "V2034 Relationship to offender"      a variable and its label
    "1 Yes 2 No 8 Refused 9 Don't know"   answers to choose from
    "Were you ever arrested? Yes No"      a question with its answers
    "Name: ________"                      a blank to fill in

A row of figures, a definition and a sentence that explains a code are not entries.
"""

import re

from corpus.text.rows import is_row

MAX_ENTRY_CHARACTERS = 400
"""A longer sentence is text, even if it has codes in it; chosen: a question with a dozen answers has about 50 words."""

WORDS_PER_CODE = 8
"""Words, for each code, of an entry that is a list of codes at most; chosen: labels are short, definitions are text."""

MIN_CODES = 2
"""One code inside a sentence may be an equation. One at its beginning is a code."""

_ENDS_SENTENCE = re.compile(r"[.!…][\"'”’»)\]]*\s*$")
_ANSWER = (
    r"(?:yes|no|never|rarely|sometimes|often|always|very|somewhat|strongly|not at all|don.t know|refused|none"
    r"|sí|nunca|a veces|siempre|muy|no sabe|sim|não|às vezes|sempre|muito|não sabe)\b"
)
_CODE = re.compile(rf"(?<![\w.,])(?:\d{{1,4}}[A-Z]?\s?=\s?[^\W\d]|\d{{1,2}}[.)]?\s{_ANSWER})", re.I)
_VARIABLE = re.compile(
    r"(?!FY|Q[1-4]\b|COVID|H1N1)(?:[A-Z]{1,4}\d{2,5}[A-Z]?|[A-Za-z]+\d*(?:_[A-Za-z\d]+)+)[.:]?\s+[^\W\d]"
)
_ASKS = re.compile(rf"\?\s+\W{{0,4}}(?:\d{{1,2}}[.)]?\s+)?{_ANSWER}(?:(?!\.\s).){{0,200}}$", re.I | re.S)
_BLANK = re.compile(r"(?<![\w=])_{5,}(?![\w=])|(?:[☐□❏❑◻]\s?\S.*){2}|\[\s\]\s?\S.*\[\s\]")


def is_codebook_entry(text: str) -> bool:
    """Return whether a sentence is an entry of a codebook, a questionnaire or a form."""
    if len(text) > MAX_ENTRY_CHARACTERS:
        return False
    word_count = len(text.split())
    if _BLANK.search(text) or _ASKS.search(text):
        return True
    if _ENDS_SENTENCE.search(text) or is_row(text):
        return False
    return _VARIABLE.match(text) is not None or _lists_codes(text, word_count)


def _lists_codes(text: str, word_count: int) -> bool:
    """Return whether a sentence is little more than codes and their labels."""
    codes = _CODE.findall(text)
    begins_with_code = _CODE.match(text.lstrip("•*(- ")) is not None
    if len(codes) < MIN_CODES and not begins_with_code:
        return False
    return word_count <= WORDS_PER_CODE * len(codes)
