r"""TeX as it stands in BibTeX fields: `Igarap{\'e} \& R{\o}nning` is `Igarapé & Rønning`.

What is written is UTF-8 with TeX's own characters escaped. A brace becomes a macro in braces and never `\{`: BibTeX
counts braces whether or not a backslash stands before them.
"""

import logging
import re
import unicodedata
from functools import cache
from typing import Any

from corpus.exchange.csl_fields import line

_MACROS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
}
_LETTERS = {"o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
            "AA": "Å", "i": "ı", "j": "ȷ"}  # fmt: skip
_MARKS = {"textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
          "textquotedblright": "”", "textellipsis": "…", "ldots": "…", "dots": "…", "guillemotleft": "«",
          "guillemotright": "»", "textdegree": "°", "textregistered": "®"}  # fmt: skip
_STYLES = dict.fromkeys("emph textbf textit textmd textnormal textrm textsc textsf textsl texttt textup".split(), "")
_PRINTED = {**_MACROS, **_LETTERS, **_MARKS, **_STYLES}
_ACCENTS = dict(zip("`'^~\"=.ucvHkrdb", map(chr, (0x300, 0x301, 0x302, 0x303, 0x308, 0x304, 0x307, 0x306, 0x327, 0x30C,
                0x30B, 0x328, 0x30A, 0x323, 0x331)), strict=True))  # fmt: skip
"""The combining character of each accent."""

_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {character: f"{{\\{name}}}" for name, character in _MACROS.items()}
)
_LIGATURES = re.compile(r"(?<=[-`',])(?=[-`',])|(?<=[!?])(?=`)")
"""Between characters that TeX joins into one, as `--` into a dash."""

_JOINED = {"---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", "<<": "«", ">>": "»", "!`": "¡", "?`": "¿"}
_TEX = re.compile(r"[\\${}~]|--|``|''|,,|<<|>>|[!?]`")
_MATH = re.compile(r"(?<!\\)\$([^$]*)\$")
_SCRIPT = re.compile(r"[_^]\s*(?:\{([^{}]*)\}|(\w))")
_TOKEN = re.compile(
    r"""
    \\ (?P<accent> [`'^~"=.] | [ucvHkrdb] (?![A-Za-z]) ) \s*
        (?: \{ \s* \\?(?P<in>[A-Za-z]) \s* \} | \\?(?P<on>[A-Za-z]) )
    | \\ (?P<macro> [A-Za-z]+ ) \s*
    | \\ (?P<escaped> [&%$#_{} ] )
    | (?P<joined> ---|--|``|''|,,|<<|>>|[!?]` )
    | (?P<unknown> \\ )
    | [{}]
    | (?P<tie> ~ )""",
    re.X,
)
_UNESCAPED = re.compile(r"(?<!\\)([%$&#])")
_TIE = re.compile(r"(?<!\\)~")
_VERBATIM = re.compile(r"\\([_%#&~{}$^])|\\url\s*|[{}]")


def encode(text: str) -> str:
    """Gives text as TeX that prints it."""
    return "{}".join(piece.translate(_ESCAPES) for piece in _LIGATURES.split(text))


def encode_title(text: str) -> str:
    """Gives a title as TeX, names in braces, since styles may put titles into small letters.

    Names are words such as `USAID` and, in a title that is not in capitals throughout, those with a capital that begin
    no sentence: `Homicide in {Ciudad} {Juárez}`.
    """
    words = text.split(" ")
    long = [word for word in words[1:] if len(word) > 3]
    sentence = 2 * sum(word[0].isupper() for word in long) < len(long)
    names = [False, *(sentence and before[-1:] not in (":", ".", "?", "!") for before in words)]
    return " ".join(_protected(word, name) for word, name in zip(words, names, strict=False))


def _protected(word: str, may_be_name: bool) -> str:
    name = any(c.isupper() for c in (word if may_be_name else word[1:]))
    return f"{{{encode(word)}}}" if name else encode(word)


def encode_verbatim(text: str) -> str:
    """Gives an address or DOI, which stands in its field unescaped; braces and backslashes are percent-encoded."""
    return re.sub(r"[{}\\\s]", lambda c: f"%{ord(c[0]):02X}", text)


def decode_verbatim(text: str) -> str:
    r"""Gives an address or DOI without the escapes (`\_`) and braces that some programs put there."""
    return line(_VERBATIM.sub(lambda match: match[1] or "", text))


def decode(text: str) -> str:
    """Gives the text that TeX prints, on one line; macros that are not known give what stands in their braces.

    What European texts have is read here, forty times as fast as by pylatexenc, which reads the rest.
    """
    if not _TEX.search(text):
        return line(text)
    text = _MATH.sub(_mathematical, text)
    try:
        return line(_TOKEN.sub(_printed, text))
    except KeyError:  # a macro that is not in our tables
        return line(_read(_UNESCAPED.sub(r"\\\1", _TIE.sub(" ", text))))


def _mathematical(match: re.Match[str]) -> str:
    """What stands between two dollars, where it looks like mathematics: `H$_2$O` is `H2O`, "$5 and $6" a price."""
    if not re.search(r"[\\^_]", match[1]):
        return match[0]
    return _SCRIPT.sub(lambda script: script[1] or script[2], match[1]) + "{}"


def _printed(token: re.Match[str]) -> str:
    if token["accent"]:
        return unicodedata.normalize("NFC", (token["in"] or token["on"]) + _ACCENTS[token["accent"]])
    if token["macro"] or token["unknown"]:
        return _PRINTED[token["macro"] or token["unknown"]]
    if token["joined"]:
        return _JOINED[token["joined"]]
    return " " if token["tie"] else token["escaped"] or ""


def _read(text: str) -> str:
    try:
        return str(_decoder().latex_to_text(text))
    except (IndexError, ValueError, RecursionError, AttributeError, TypeError):  # what it raises over broken TeX
        return re.sub(r"\\[A-Za-z]+\s*|[{}]", "", text)


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it tells of each macro that it does not know
    context = get_default_latex_context_db()
    macros = [MacroTextSpec("url", "%s"), *(MacroTextSpec(name, text) for name, text in _MACROS.items())]
    context.add_context_category("bibtex", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)
