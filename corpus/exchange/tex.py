r"""TeX as it stands in BibTeX fields: `Igarap{\'e} \& R{\o}nning` is `Igarapé & Rønning`.

What is written is UTF-8 with TeX's own characters escaped. A brace becomes a macro in braces and never `\{`: BibTeX
counts braces whether or not a backslash stands before them.
"""

import re
from functools import cache
from typing import Any

from corpus.exchange.text import line

_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "<": r"{\textless}",
        ">": r"{\textgreater}",
        "|": r"{\textbar}",
    }
)
_LIGATURES = re.compile(r"(?<=[-`',])(?=[-`',])|(?<=[!?])(?=`)")
"""Between characters that TeX joins into one, as `--` into a dash."""

_TEX = re.compile(r"[\\${}~]|--|``|''|,,|<<|>>|[!?]`")
_MATH = re.compile(r"(?<!\\)\$([^$]*[\\^_][^$]*)\$")
_SCRIPT = re.compile(r"[_^]\s*(?:\{([^{}]*)\}|(\w))")
_UNESCAPED = re.compile(r"(?<!\\)([%$&#])")
_TIE = re.compile(r"(?<!\\)~")
_VERBATIM = re.compile(r"\\([_%#&~{}$^])|\\url\s*|[{}]")


def encode(text: str) -> str:
    """Gives text as TeX that prints it."""
    return "{}".join(piece.translate(_ESCAPES) for piece in _LIGATURES.split(text))


def encode_title(text: str) -> str:
    """Gives a title as TeX, with words such as `USAID` in braces, since styles may put titles into small letters."""
    return re.sub(r"\S+", lambda word: _protected(word[0]), text)


def _protected(word: str) -> str:
    return f"{{{encode(word)}}}" if any(c.isupper() for c in word[1:]) else encode(word)


def encode_verbatim(text: str) -> str:
    """Gives an address or DOI, which stands in its field unescaped; braces and backslashes are percent-encoded."""
    return re.sub(r"[{}\\\s]", lambda c: f"%{ord(c[0]):02X}", text)


def decode_verbatim(text: str) -> str:
    r"""Gives an address or DOI without the escapes (`\_`) and braces that some programs put there."""
    return line(_VERBATIM.sub(lambda match: match[1] or "", text))


def decode(text: str) -> str:
    """Gives the text that TeX prints, on one line; macros that are not known give what stands in their braces."""
    if _TEX.search(text):
        text = _MATH.sub(lambda math: _SCRIPT.sub(lambda script: script[1] or script[2], math[1]), text)
        text = _read(_UNESCAPED.sub(r"\\\1", _TIE.sub(" ", text)))
    return line(text)


def _read(text: str) -> str:
    try:
        return str(_decoder().latex_to_text(text))
    except (IndexError, ValueError, RecursionError, AttributeError, TypeError):  # what it raises over broken TeX
        return re.sub(r"\\[A-Za-z]+\s*|[{}]", "", text)


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    missing = {"braceleft": "{", "braceright": "}", "asciicircum": "^", "less": "<", "greater": ">", "bar": "|"}
    macros = [MacroTextSpec("url", "%s"), *(MacroTextSpec(f"text{name}", text) for name, text in missing.items())]
    context = get_default_latex_context_db()
    context.add_context_category("bibtex", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)
