"""Characters and hyphens: the text of a line as an engine wrote it -> text that a person can quote.

Pure functions: no I/O, no PDF library.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.reading.pdf.model import Line

HYPHEN = "\u00ad"
"""Replaces a hyphen at the end of a line until `mend` keeps or drops it."""

GAP = "\t"
"""Marks a gap in a line that is wider than a space between words, as between two cells of a table."""

MAX_GARBLED_SHARE = 0.5
"""Share of characters without a meaning in a text. Above it the font does not say which letters its glyphs are."""

MAX_ERROR_CHARACTERS = 120
"""Length of an error message of an engine in a warning."""

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# Small capitals and old-style figures, at the codes of Adobe's glyph list: "Asmall" is U+F761, a small A for an "a".
_SMALL_CAPITALS = {0xF700 + code: chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x100))}
_REPLACED = str.maketrans(_LIGATURES | _SMALL_CAPITALS)
# pdfium writes U+FFFE, and older releases U+0002, for a hyphen at the end of a line.
_HYPHEN_MARKS = str.maketrans({"\ufffe": HYPHEN, "\x02": HYPHEN})
# Control characters other than white space; invisible characters: zero-width spaces and joiners, direction marks, the
# byte order mark, non-characters; and private-use characters, which have a meaning in one font only.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ue000-\uf8ff\ufeff\ufff9-\uffff]"
)
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
# TeX's older fonts set an accent as a separate character before its letter: "Zit´acuaro", "Jos´e Mar´ıa".
_SEPARATE_ACCENT = re.compile("([´`¨ˆ˜¸])([A-Za-zı])")
_COMBINING = {"´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"}

# Control and private characters; and names that some programs write for letters they do not know: /g12, (cid:12).
_MEANINGLESS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ue000-\uf6ff\uf800-\uf8ff\ufffd\uffff]+"
    r"|/(?:g|G|cid|uni|index)[\dA-F]{1,5}(?=/|$)|\(cid:\d+\)|glyph<\w{1,12}>"
)

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# The look-behinds keep these patterns from starting again at every letter of a long word, as hostile pages have.
_BROKEN_WORD = re.compile(rf"(?<![^\W_])([^\W_]+){HYPHEN}([^\W_]+)")
_FIRST_HALF = re.compile(rf"(?<![^\W_])([^\W_]+)[-{HYPHEN}]$")
_SECOND_HALF = re.compile(r"[^\W_]+")
_LINK = re.compile(r"(?<!\S)\S*(?:/|www\.|@)\S*")


def clean_line(text: str) -> str:
    """Return the text of a line without unreadable characters. Hyphen marks of pdfium become `HYPHEN`.

    White space of any kind and length becomes one space, or one `GAP` if it holds a tab. It is removed from both ends.
    Cleaning a clean line changes nothing.
    """
    readable = printable(text.translate(_HYPHEN_MARKS))
    return _SEPARATE_ACCENT.sub(_accented, readable)


def printable(text: str) -> str:
    """Return text without unreadable characters, as `clean_line` does, but keep separate accents as they are.

    For text that was not typeset: an accent before a letter is an accent there, and not a part of the letter.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    visible = _INVISIBLE.sub("", text.translate(_REPLACED))
    return _SPACE.sub(_one_space, visible).strip()


def _one_space(match: re.Match[str]) -> str:
    if GAP in match[0]:
        return GAP
    return " "


def _accented(match: re.Match[str]) -> str:
    """Return the accented letter if Unicode has it, else the accent and the letter unchanged."""
    accent, letter = match.groups()
    if letter == "ı":
        letter = "i"
    composed = unicodedata.normalize("NFC", letter + _COMBINING[accent])
    if len(composed) == 1:
        return composed
    return match[0]


def is_garbled(text: str) -> bool:
    """Return whether most characters are controls, private, replacement characters or in names of glyphs."""
    characters = "".join(text.split())
    meaningless = sum(map(len, _MEANINGLESS.findall(characters)))
    return meaningless > MAX_GARBLED_SHARE * len(characters)


def error_line(error: Exception) -> str:
    """Return the message of an exception on one line, or its type if it has no message."""
    message = clean_line(str(error) or type(error).__name__).replace(GAP, " ")
    return message[:MAX_ERROR_CHARACTERS].rstrip(".")


class Vocabulary:
    """The words of a document. They decide whether a hyphen at the end of a line belongs to its word.

    `counts` has each word in lower case; words with hyphens are counted whole and in parts. `keeps_hyphens` says
    whether the document breaks lines at real hyphens only (True), also within words (False), or is not clear (None).

    A word processor breaks lines only at existing hyphens, a typesetter anywhere, and a document is made by one or the
    other: of 78 reports, 54 had breaks that can be judged, 51 of them nine in ten of one kind.
    """

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        self.counts: Counter[str] = Counter()
        broken_words: set[tuple[str, str]] = set()
        for lines in pages:
            broken_words |= self._add_page(lines)
        votes = Counter(self._prefers_hyphen(first, second) for first, second in broken_words)
        self.keeps_hyphens: bool | None = None
        if votes[True] != votes[False]:
            self.keeps_hyphens = votes[True] > votes[False]

    def _add_page(self, lines: Sequence[Line]) -> set[tuple[str, str]]:
        """Count the words of a page. Return the halves of the words that a line end breaks, which are not counted."""
        broken_words = set()
        first_half = None
        for line in lines:
            text = line.text
            if first_half:
                second_half = _SECOND_HALF.match(text)
                if second_half:
                    broken_words.add((first_half[1], second_half[0]))
                    text = text[second_half.end() :]
            first_half = _FIRST_HALF.search(line.text)
            if first_half:
                text = _FIRST_HALF.sub("", text)
            self._count_words(text.lower())
        return broken_words

    def _count_words(self, text: str) -> None:
        for word in _WORD.findall(text):
            self.counts[word] += 1
            if "-" in word:
                self.counts.update(word.split("-"))

    def _prefers_hyphen(self, first: str, second: str) -> bool | None:
        """Return whether the document writes a word more often with a hyphen than without. None: equally often."""
        with_hyphen = self.counts[f"{first}-{second}".lower()]
        without = self.counts[f"{first}{second}".lower()]
        if with_hyphen == without:
            return None
        return with_hyphen > without

    def join(self, first: str, second: str) -> str:
        """Return the word that a line end has broken, with or without its hyphen."""
        keep_hyphen = self._prefers_hyphen(first, second)
        if keep_hyphen is None:
            keep_hyphen = self._looks_hyphenated(first, second)
        if keep_hyphen:
            return f"{first}-{second}"
        return first + second

    def _looks_hyphenated(self, first: str, second: str) -> bool:
        """Return whether a word that occurs nowhere else in the document is more likely to have a hyphen."""
        if self.keeps_hyphens or not second[0].islower() or not first[-1].islower():
            return True
        if self.keeps_hyphens is None:
            return self._is_word(first) or self._is_word(second)
        return self._is_word(first) and self._is_word(second)

    def _is_word(self, half: str) -> bool:
        return len(half) > 3 and self.counts[half.lower()] > 0


def mend(text: str, vocabulary: Vocabulary) -> str:
    """Replace each hyphen at the end of a line: keep it if it belongs to the word, else drop it.

    The form that occurs more often elsewhere in the document wins. If neither occurs more often, the hyphen is kept in
    a document that breaks lines at real hyphens only, before a capital or a digit ("Afro-Brazilian"), after an acronym
    or a digit ("EPA-recognized"), between two words of the document ("group-violence") and in a link. Otherwise it is
    dropped ("disabil-ities").
    """
    if HYPHEN not in text:
        return text
    text = _LINK.sub(lambda link: link[0].replace(HYPHEN, "-"), text)
    text = _BROKEN_WORD.sub(lambda halves: vocabulary.join(halves[1], halves[2]), text)
    return text.replace(HYPHEN, "-")
