r"""TeX in BibTeX fields, to text and back: `Igarap{\'e} \& R{\o}nning` is `Igarapé & Rønning`.

TeX is written as UTF-8, with TeX's own characters escaped. A brace becomes a macro in braces and never `\{`, because
BibTeX counts braces even after a backslash.
"""

import logging
import re
import unicodedata
from functools import cache
from typing import Any

from corpus.exchange.lines import one_line

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
          "guillemotright": "»", "textdegree": "°", "degree": "°", "textregistered": "®", "texttrademark": "™",
          "S": "§", "textsection": "§", "P": "¶", "textparagraph": "¶", "copyright": "©", "textcopyright": "©",
          "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "dag": "†", "ddag": "‡",
          "less": "<", "lt": "<", "greater": ">", "gt": ">", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "pm": "±",
          "times": "×", "cdot": "·", "sim": "~", "textunderscore": "_", "textasteriskcentered": "*",
          "textquotesingle": "'", "textperiodcentered": "·", "backslash": "\\"}  # fmt: skip
_STYLES = dict.fromkeys("emph textbf textit textmd textnormal textrm textsc textsf textsl texttt textup".split(), "")
_MACRO_TEXTS = {**_MACROS, **_LETTERS, **_MARKS, **_STYLES}
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "c": "\u0327", "v": "\u030c", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
"""The combining character of each accent."""

_ESCAPES = {ord(character): f"\\{character}" for character in "&%$#_"}
_ESCAPES |= {ord(character): f"{{\\{name}}}" for name, character in _MACROS.items()}
_LIGATURES = re.compile(r"(?<=[-`',])(?=[-`',])|(?<=[!?])(?=`)")
"""The place between two characters that TeX joins into one, as it joins `--` into a dash."""

_JOINED = {"---": "—", "--": "–", "``": "“", "''": "”", ",,": "„", "<<": "«", ">>": "»", "!`": "¡", "?`": "¿"}
_TEX = re.compile(r"[\\${}~]|--|``|''|,,|<<|>>|[!?]`")
_MATH = re.compile(r"(?<!\\)\$([^$]*)\$")
_FORMULA = re.compile(r"[\\^_]|^\s*[^\W\d]?\s*[<>=≤≥]")
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
_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{[^{}]*\}")
_VERBATIM = re.compile(r"\\(?P<escaped>[_%#&~{}$^])|\\(?P<macro>[A-Za-z]+)\s*|\\[^A-Za-z]|[{}$]")


def encode(text: str) -> str:
    """Return text as TeX that prints it."""
    pieces = [piece.translate(_ESCAPES) for piece in _LIGATURES.split(text)]
    return "{}".join(pieces)


def encode_title(text: str) -> str:
    """Return a title as TeX, with names in braces, because styles may convert titles to lower case.

    A name is a word with a capital after its first letter, such as `USAID`. In a title in sentence case it is also any
    word with a capital that does not begin a sentence: `Homicide in {Ciudad} {Juárez}`.
    """
    words = text.split(" ")
    long_words = [word for word in words[1:] if len(word) > 3]
    capitalised = [word for word in long_words if word[0].isupper()]
    is_sentence_case = 2 * len(capitalised) < len(long_words)
    encoded = []
    word_before = ""
    for number, word in enumerate(words):
        begins_sentence = number == 0 or word_before[-1:] in (":", ".", "?", "!")
        letters = word if is_sentence_case and not begins_sentence else word[1:]
        is_name = any(letter.isupper() for letter in letters)
        encoded.append(f"{{{encode(word)}}}" if is_name else encode(word))
        word_before = word
    return " ".join(encoded)


def encode_verbatim(text: str) -> str:
    """Return an address or DOI for its field, without escapes. Braces, backslashes and spaces are percent-encoded."""
    return re.sub(r"[{}\\\s]", lambda character: f"%{ord(character[0]):02X}", text)


def decode_verbatim(text: str) -> str:
    r"""Return an address or DOI without the TeX that some programs write into it: `\_`, `{\textless}`, `$<$`."""
    text = _HREF.sub(r"\1", text)
    return one_line(_VERBATIM.sub(_decode_verbatim_token, text))


def _decode_verbatim_token(token: re.Match[str]) -> str:
    if token["macro"]:
        return _MACRO_TEXTS.get(token["macro"], "")
    return token["escaped"] or ""


def decode(text: str) -> str:
    """Return the text that TeX prints, on one line. An unknown macro prints what is in its braces.

    The TeX of European texts is decoded here, forty times as fast as by pylatexenc, which decodes the rest.
    """
    if not _TEX.search(text):
        return one_line(text)
    text = _MATH.sub(_decode_math, text)
    try:
        return one_line(_TOKEN.sub(_decode_token, text))
    except KeyError:  # a macro that is not in our tables
        text = _TIE.sub(" ", text)
        text = _UNESCAPED.sub(r"\\\1", text)
        return one_line(_decode_with_pylatexenc(text))


def _decode_math(match: re.Match[str]) -> str:
    """Return the text between two dollars if it looks like mathematics: `H$_2$O` is `H2O`, "$5 and $6" are prices.

    Mathematics has a macro, an index or a comparison, or it has no spaces: `$<$`, `$p < 0.05$`, `$n=5$`.
    """
    is_price = " " in match[1] or match.string[match.end() : match.end() + 1].isdigit()
    if is_price and not _FORMULA.search(match[1]):
        return match[0]
    return _SCRIPT.sub(lambda script: script[1] or script[2], match[1]) + "{}"


def _decode_token(token: re.Match[str]) -> str:
    """Return the text of one token of TeX.

    Raises:
        KeyError: the macro is not in our tables.
    """
    if token["accent"]:
        letter = token["in"] or token["on"]
        return unicodedata.normalize("NFC", letter + _ACCENTS[token["accent"]])
    if token["macro"] or token["unknown"]:
        return _MACRO_TEXTS[token["macro"] or token["unknown"]]
    if token["joined"]:
        return _JOINED[token["joined"]]
    if token["tie"]:
        return " "
    return token["escaped"] or ""


def _decode_with_pylatexenc(text: str) -> str:
    try:
        return str(_decoder().latex_to_text(text))
    except (IndexError, ValueError, RecursionError, AttributeError, TypeError):  # pylatexenc raises these on broken TeX
        return re.sub(r"\\[A-Za-z]+\s*|[{}]", "", text)


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it logs each macro that it does not know
    macros = [MacroTextSpec("url", "%s")]
    for name, text in _MACROS.items():
        macros.append(MacroTextSpec(name, text))
    context = get_default_latex_context_db()
    context.add_context_category("bibtex", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)
