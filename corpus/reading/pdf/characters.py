"""Characters: the text of a line as an engine wrote it -> text that a person can quote.

Pure functions: no I/O, no PDF library.
"""

import re
import unicodedata

HYPHEN = "\u00ad"
"""Replaces a hyphen at the end of a line until `mend` keeps or drops it."""

HYPHEN_MARK = "\ufffe"
"""pdfium writes it for a hyphen at the end of a line. Older releases write U+0002."""

GAP = "\t"
"""Marks a gap in a line that is wider than a space between words, as between two cells of a table."""

LOST = "\ufffd"
"""Replaces a letter that is lost."""

NOTHING = "\ufeff"
"""Keeps the place of a character that was joined to another. It is removed when a line is cleaned."""

MAX_GARBLED_SHARE = 0.5
"""Share of characters without a meaning in a text. Above it the font does not say which letters its glyphs are."""

MAX_ERROR_CHARACTERS = 120
"""Length of an error message of an engine in a warning."""

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# Small capitals and old-style figures, at the codes of Adobe's glyph list: "Asmall" is U+F761, a small A for an "a".
_SMALL_CAPITALS = {0xF700 + code: chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x100))}
_REPLACED = str.maketrans(_LIGATURES | _SMALL_CAPITALS)
# U+FFFD is a glyph without a meaning.
_HYPHEN_MARKS = str.maketrans({HYPHEN_MARK: HYPHEN, "\x02": HYPHEN, LOST: None})
# Control characters other than white space; invisible characters: zero-width spaces and joiners, direction marks, the
# byte order mark, non-characters; and private-use characters, which have a meaning in one font only.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ue000-\uf8ff\ufeff\ufff9-\ufffc\ufffe\uffff]"
)
_SPACE = re.compile(r"\s{2,}|[^\S ]")  # a single space stays as it is, without the cost of replacing it
_SURROGATE = re.compile("[\ud800-\udfff]")

# Control and private characters; and names that some programs write for letters they do not know: /g12, (cid:12).
_MEANINGLESS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ue000-\uf6ff\uf800-\uf8ff\ufffd\uffff\U000f0000-\U000ffffd]+"
    r"|/(?:g|G|cid|uni|index)[\dA-F]{1,5}(?=/|$)|\(cid:\d+\)|glyph<\w{1,12}>"
)


def clean_line(text: str) -> str:
    """Return the text of a line without unreadable characters. Hyphen marks of pdfium become `HYPHEN`.

    White space of any kind and length becomes one space, or one `GAP` if it holds a tab. It is removed from both ends.
    Cleaning a clean line changes nothing.
    """
    return printable(text.translate(_HYPHEN_MARKS))


def printable(text: str) -> str:
    """Return composed text (NFC) without unreadable characters.

    U+FFFD is kept: it is a letter that was lost. All text of every format goes through this function before it gets
    offsets.
    """
    if not text.isascii():  # which most text is, and replacing letters takes time
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        text = text.translate(_REPLACED)
    visible = _INVISIBLE.sub("", text)
    composed = unicodedata.normalize("NFC", visible)
    return _SPACE.sub(_one_space, composed).strip()


def _one_space(match: re.Match[str]) -> str:
    if GAP in match[0]:
        return GAP
    return " "


def is_garbled(text: str) -> bool:
    """Return whether most characters are controls, private, replacement characters or in names of glyphs."""
    characters = "".join(text.split())
    meaningless = sum(map(len, _MEANINGLESS.findall(characters)))
    return meaningless > MAX_GARBLED_SHARE * len(characters)


def error_line(error: Exception) -> str:
    """Return the message of an exception on one line, or its type if it has no message."""
    message = clean_line(str(error) or type(error).__name__).replace(GAP, " ")
    return message[:MAX_ERROR_CHARACTERS].rstrip(".")
