"""Accents that a font sets as characters of their own: "Fa´tima" becomes "Fátima".

Fonts of TeX set an accent before its letter ("Zit´acuaro"), and the reader joins each accent with the letter after it.
Other fonts set it after its letter. Then the reader leaves accents that the next letter cannot take, and puts others on
the wrong letter:

    set         read        joined
    Fa´tima     Fa´tima     Fátima
    Simo˜es     Simoẽs      Simões
    Brası´lia   Brasıĺia    Brasília
"""

import re
import unicodedata

MIN_SEPARATE_ACCENTS = 2
"""One accent that is left may be an apostrophe. Chosen."""

_COMBINING = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"}
_AFTER_LETTER = re.compile("([AEIOUaeiouıCcNn])([´`¨ˆ˜¸])")
# An accent in place of an apostrophe: "people´s", "O´Brien", "don´t".
_APOSTROPHE = re.compile(r"´(?=(?:s|t|re|ve|ll|d|m)\b|[A-Z])")
# A letter, and an accented letter that took the accent of the letter before it.
_PAIR = re.compile("([AEIOUaeiouıCcNn])([^\x00-\xff]|õ)")
_LAST_LATIN_1 = "\xff"


def accents_stand_after(text: str) -> bool:
    """Return whether a document sets its accents after their letters."""
    left = [match[0] for match in _AFTER_LETTER.finditer(_APOSTROPHE.sub("", text)) if _joined(*match.groups())]
    return len(left) >= MIN_SEPARATE_ACCENTS


def join_accents_after(text: str) -> str:
    """Return a text of such a document with each accent on the letter before it."""
    joined = _AFTER_LETTER.sub(lambda match: _joined(*match.groups()) or match[0], text)
    return _PAIR.sub(_moved, joined)


def _joined(letter: str, accent: str) -> str:
    """Return a letter with its accent as one character that Western European languages have, or ""."""
    if letter == "ı":
        letter = "i"
    composed = unicodedata.normalize("NFC", letter + _COMBINING.get(accent, accent))
    return composed if len(composed) == 1 and composed <= _LAST_LATIN_1 else ""


def _moved(match: re.Match[str]) -> str:
    """Return a letter and the letter after it, with the accent moved to the first if it can take it."""
    first, second = match.groups()
    decomposed = unicodedata.normalize("NFD", second)
    if len(decomposed) != 2:
        return match[0]
    joined = _joined(first, decomposed[1])
    return joined + decomposed[0] if joined else match[0]
