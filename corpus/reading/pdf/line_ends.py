"""What is printed between the end of a line and the next line of its paragraph: a space, nothing, or a broken word.

    in 1996-          disabil-        and/      www.x.org/a/       there (
    2003 it was       ities act       or        b.pdf shows        since

    in 1996-2003      disabilities    and/or    www.x.org/a/b.pdf  there (since

A line end changes no number: the sign between two digits stays. Pure functions: no I/O, no PDF library.
"""

import re

from corpus.reading.pdf.characters import HYPHEN

MAX_TOKEN_CHARACTERS = 300
"""Characters at the end of a line that decide. Few links are longer."""

LINK = re.compile(r"://|www\.|@|\.[A-Za-z]{2,}/|\b10\.\d{4,}/")
"""What a web address, an e-mail address or a DOI has, and a word does not."""

HYPHENS = f"-{HYPHEN}\u2010\u2011"
"""Signs that are hyphens. "-" is the first, so that they can be a class of a regular expression."""

_DASHES = "–—"
_OPENING_BRACKETS = "([“‘"
_CURRENCIES = "$€£¥"

CONJUNCTIONS = ("and", "or", "to", "und", "et", "ou", "y", "o", "e")
"""Words before which a hyphen waits for the second word: "1- and 2-year contracts", "short- and long-term"."""

_CONJUNCTION = re.compile(rf"(?:{'|'.join(CONJUNCTIONS)})\b")
# A link ends its line after one of these signs. After a slash it may also be complete, and a word may follow.
_OPEN_LINK_ENDS = ("://", "_", "=", "&", "?")
_LINK_ENDS = ("/", "%")
_LINK_SIGNS = "_=&?%~#"
# "www.", "www.ministry.": the name of the host goes on.
_OPEN_HOST = re.compile(r"(?:www\.|://)(?:[\w-]{1,63}\.)?$")
_REST_OF_HOST = re.compile(r"[a-z][\w-]{1,63}[./]\w")
_OTHER_LINK = re.compile(r"\w{2,6}://|www\.")
# The number of the next reference, or a year.
_OTHER_NUMBER = re.compile(r"\d{1,4}[.)]?(?:\s|$)")
# A part of a link has a sign or a digit, or is a small word before a stop: after a link a sentence hardly ends so soon.
_PART_OF_LINK = re.compile(r"\S*[\d/_=%?&~-]|\S*\.\w\w|[^\W\dA-Z_]+[.,;)]")


def separator(above: str, below: str) -> str:
    """Return what is between a line and the next line of its paragraph: a space, nothing, or `HYPHEN`.

    `HYPHEN` is for a hyphen between two letters, which it replaces: `hyphens.mend` keeps or drops it.
    """
    token = above[-MAX_TOKEN_CHARACTERS:].rsplit(maxsplit=1)[-1]
    end, first = token[-1], below[0]
    if end in HYPHENS and token[-2:-1].isalpha() and first.isalpha():
        return HYPHEN
    is_joined = _continues_link(token, below) if LINK.search(token) else _continues_token(token, below)
    return "" if is_joined else " "


def _continues_token(token: str, below: str) -> bool:
    """Return whether the next line continues a token that is not a link, without a space."""
    end, first = token[-1], below[0]
    if end in HYPHENS:
        return _has_word(token) and _begins_value(first) and not _CONJUNCTION.match(below)
    if end in _DASHES:
        return _has_word(token) and (_begins_value(first) or first in _OPENING_BRACKETS)
    if end in "−/":
        return _are_alike(token[-2:-1], first)
    return end in _OPENING_BRACKETS and (_begins_value(first) or first in _OPENING_BRACKETS)


def _has_word(token: str) -> bool:
    """Return whether there is a letter or digit before the signs at the end of a token."""
    return any(map(str.isalnum, token))


def _begins_value(character: str) -> bool:
    return character.isalnum() or character in _CURRENCIES


def _are_alike(before: str, after: str) -> bool:
    """Return whether two characters are two digits, or letters or the brackets around a word."""
    if before.isdigit() or after.isdigit():
        return before.isdigit() and after.isdigit()
    return (before.isalpha() or before == ")") and (after.isalpha() or after == "(")


def _continues_link(token: str, below: str) -> bool:
    """Return whether a link, an e-mail address or a DOI certainly continues in the next line."""
    if not below[0].isalnum() and below[0] not in _LINK_SIGNS:
        return False
    if token.endswith("@") or token.endswith(_OPEN_LINK_ENDS):
        return True
    if _OPEN_HOST.search(token) and _REST_OF_HOST.match(below):
        return True
    word = below[:MAX_TOKEN_CHARACTERS].split(maxsplit=1)[0]
    if _OTHER_LINK.match(word):
        return False
    if token[-1] in HYPHENS:
        return True
    if _OTHER_NUMBER.match(word):
        return False
    return token.endswith(_LINK_ENDS) and _PART_OF_LINK.match(word) is not None
