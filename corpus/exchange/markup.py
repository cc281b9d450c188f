"""Text without HTML: publishers and reference managers leave it in titles and abstracts.

    Quays with <i>Mytilus</i> at p &lt; 0.05 &amp; H<sub>2</sub>O    Quays with Mytilus at p < 0.05 & H2O

Only tags that have both their ends are removed, so `<` and `>` keep their own meaning: "if a <b and c> d".
"""

import re
from html import unescape

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>(?:[A-Za-z]+:)?[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>")

_INLINE = frozenset(
    """a b bold cite code del em font i inf ins italic mark monospace nobr q s sc scp small span strike strong sub sup
    tt u underline""".split()
)
_BLOCKS = frozenset("br div h1 h2 h3 h4 li list list-item ol p sec section table td title tr ul".split())
_MATHS = frozenset("math mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup mtext munder".split())
_ALONE = frozenset(("br", "p"))
"""Tags that may lack their other end."""

_NAMESPACES = ("jats:", "mml:", "m:")
"""Prefixes of the names of JATS (https://jats.nlm.nih.gov) and MathML."""

_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")

MAX_ESCAPES = 2
"""Times that a text may be escaped: `&amp;lt;` is `<`. Chosen; once is usual, twice is a mistake that files have."""


def without_markup(text: str) -> str:
    """Return a text with entities as the characters that they mean, and without HTML, JATS and MathML tags."""
    for _ in range(MAX_ESCAPES):
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    tags = [tag for tag in _TAG.finditer(text) if _is_known(_name(tag))]
    pieces = []
    position = 0
    for tag in _with_both_ends(tags):
        piece = text[position : tag.start()]
        if tag["end"] and _name(tag) == "sup" and not piece.strip("0123456789+-−"):
            piece = piece.translate(_SUPERSCRIPTS)
        pieces.append(piece)
        if _name(tag) in _BLOCKS:
            pieces.append(" ")
        position = tag.end()
    pieces.append(text[position:])
    return "".join(pieces)


def _name(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    for namespace in _NAMESPACES:
        name = name.removeprefix(namespace)
    return name


def _is_known(name: str) -> bool:
    return name in _INLINE or name in _BLOCKS or name in _MATHS


def _with_both_ends(tags: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return the tags that begin and end something, and the tags that need not end, in their order."""
    kept = []
    open_tags: dict[str, list[re.Match[str]]] = {}
    for tag in tags:
        name = _name(tag)
        opened = open_tags.setdefault(name, [])
        if name in _ALONE:
            kept.append(tag)
        elif not tag["end"]:
            opened.append(tag)
        elif opened:
            kept += [opened.pop(), tag]
    return sorted(kept, key=lambda tag: tag.start())
