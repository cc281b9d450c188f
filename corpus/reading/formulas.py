"""Formulas -> text on one line: Office Math (Word) and MathML (OpenDocument, web pages).

    x = (−b ± √(b² − 4ac))/2a        fractions with a slash, roots, powers as superscripts
    ∑_(i=1)^n x_i                    limits and letters below and above, as Word itself writes them on a line

ECMA-376, part 1, 22.1; MathML (https://www.w3.org/TR/mathml-core/); Unicode Technical Note 28.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from corpus.text.raised import lowered, raised

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_ONE_PIECE = re.compile(r"[\w.,%°′]*|\([^()]*\)|\|[^|]*\|")
_RELATION = re.compile(r" ?([=<>≤≥≈≠≡∼≅]+) ?")
_ACCENTS = {"^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "→": "\u20d7"}
_NO_TEXT = frozenset("annotation annotation-xml mphantom maligngroup malignmark none mprescripts".split())
_MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff]")


def formula_text(element: Any) -> str:
    """Return a formula (`m:oMath`, `m:oMathPara` or `math`) on one line."""
    text = _office(element) if element.tag.startswith(M) else _math(element)
    text = _MATHEMATICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _RELATION.sub(r" \1 ", " ".join(text.split())).strip()


# --- parts of formulas ------------------------------------------------------------------------------------------------


def _grouped(text: str) -> str:
    """Return a part of a formula in parentheses, if it has several pieces."""
    text = text.strip()
    return text if _ONE_PIECE.fullmatch(text) else f"({text})"


def _fraction(above: str, below: str) -> str:
    return f"{_grouped(above)}/{_grouped(below)}"


def _above(text: str) -> str:
    """Return a power or an upper limit."""
    text = "".join(text.split())
    if not any(map(str.isalnum, text)):
        return text
    return raised(text) or f"^{_grouped(text)}"


def _below(text: str) -> str:
    """Return an index or a lower limit."""
    text = "".join(text.split())
    return lowered(text) or (f"_{_grouped(text)}" if text else "")


def _root(degree: str, text: str) -> str:
    return f"{raised(degree.strip())}√{_grouped(text)}"


def _accented(base: str, accent: str) -> str:
    """Return a letter with its accent, or a longer text without it."""
    combining = _ACCENTS.get(accent, accent)
    is_accent = len(combining) == 1 and unicodedata.combining(combining) > 0
    if len(base) == 1 and is_accent:
        return base + combining
    return base


# --- Office Math ------------------------------------------------------------------------------------------------------


def _office(element: Any) -> str:
    """Return the text of an element of Office Math."""
    name = _name(element)
    if name == "t":
        return element.text or ""
    if name in ("del", "moveFrom") or _is_property(element):
        return ""
    write = _OFFICE.get(name)
    if write is not None:
        return write(element)
    return "".join(map(_office, element))


def _is_property(element: Any) -> bool:
    return _name(element).endswith("Pr")


def _office_part(element: Any, name: str) -> str:
    """Return the text of a part of an element, or "" if it does not have it."""
    part = element.find(f"{M}{name}")
    return "" if part is None else _office(part)


def _office_sign(element: Any, name: str, default: str) -> str:
    """Return a sign among the properties of an element."""
    sign = element.find(f"{element.tag}Pr/{M}{name}")
    value: str = default if sign is None else sign.get(f"{M}val", "")
    return value


def _office_fraction(element: Any) -> str:
    return _fraction(_office_part(element, "num"), _office_part(element, "den"))


def _office_scripts(element: Any) -> str:
    return _below(_office_part(element, "sub")) + _above(_office_part(element, "sup"))


def _office_base_and_scripts(element: Any) -> str:
    return _office_part(element, "e") + _office_scripts(element)


def _office_scripts_and_base(element: Any) -> str:
    return _office_scripts(element) + _office_part(element, "e")


def _office_lower_limit(element: Any) -> str:
    return _office_part(element, "e") + _below(_office_part(element, "lim"))


def _office_upper_limit(element: Any) -> str:
    return _office_part(element, "e") + _above(_office_part(element, "lim"))


def _office_root(element: Any) -> str:
    return _root(_office_part(element, "deg"), _office_part(element, "e"))


def _office_sum(element: Any) -> str:
    return f"{_office_sign(element, 'chr', '∫')}{_office_scripts(element)} {_office_part(element, 'e')}"


def _office_brackets(element: Any) -> str:
    inside = _office_sign(element, "sepChr", "|").join(map(_office, element.iterfind(f"{M}e")))
    return _office_sign(element, "begChr", "(") + inside + _office_sign(element, "endChr", ")")


def _office_function(element: Any) -> str:
    return f"{_office_part(element, 'fName')} {_office_part(element, 'e')}"


def _office_accent(element: Any) -> str:
    return _accented(_office_part(element, "e"), _office_sign(element, "chr", "\u0302"))


def _office_bar(element: Any) -> str:
    return _accented(_office_part(element, "e"), "\u0304")


def _office_rows(element: Any) -> str:
    return "; ".join(_office(child) for child in element if not _is_property(child))


def _office_row(element: Any) -> str:
    return ", ".join(map(_office, element))


_OFFICE: dict[str, Callable[[Any], str]] = {
    "f": _office_fraction, "sSup": _office_base_and_scripts, "sSub": _office_base_and_scripts,
    "sSubSup": _office_base_and_scripts, "sPre": _office_scripts_and_base, "limLow": _office_lower_limit,
    "limUpp": _office_upper_limit, "rad": _office_root, "nary": _office_sum, "d": _office_brackets,
    "func": _office_function, "acc": _office_accent, "bar": _office_bar, "m": _office_rows, "eqArr": _office_rows,
    "mr": _office_row,
}  # fmt: skip


# --- MathML -----------------------------------------------------------------------------------------------------------


def _math(element: Any) -> str:
    """Return the text of an element of MathML."""
    name = _name(element)
    if name in _NO_TEXT or not name:
        return ""
    if name in _TOKENS:
        return " ".join("".join(element.itertext()).split())
    parts = [_math(child) for child in element if _name(child)]
    if name == "mfenced":
        return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
    write = _MATHML.get((name, len(parts)))
    if write is not None:
        return write(*parts)
    if name == "semantics":
        return parts[0] if parts else ""
    text = _SEPARATORS.get(name, "").join(parts)
    return _root("", text) if name == "msqrt" else text


def _with_lower(base: str, below: str) -> str:
    return base + _below(below)


def _with_upper(base: str, above: str) -> str:
    return _accented(base, above) if above in _ACCENTS else base + _above(above)


def _with_both(base: str, below: str, above: str) -> str:
    return base + _below(below) + _above(above)


_TOKENS = frozenset("mi mn mo mtext ms".split())
_SEPARATORS = {"mtable": "; ", "mtr": ", "}
_MATHML: dict[tuple[str, int], Callable[..., str]] = {
    ("mfrac", 2): _fraction, ("msup", 2): _with_upper, ("mover", 2): _with_upper, ("msub", 2): _with_lower,
    ("munder", 2): _with_lower, ("msubsup", 3): _with_both, ("munderover", 3): _with_both,
    ("mroot", 2): lambda text, degree: _root(degree, text), ("mspace", 0): lambda: " ",
}  # fmt: skip


def _name(element: Any) -> str:
    """Return the name of an element without its namespace, or "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
