"""What a browser shows of the tree of a page: hidden elements go, and marks, quotes and formulas become text.

    <p hidden>, <template>, <noscript>             nothing
    fell to 12<sup><a href="#n2">2</a></sup>       fell to 12⸨2⸩, which `corpus.text.raised` writes
    10<sup>5</sup>, 3<sup>1</sup>/<sub>2</sub>     10⸢5⸣, 3 1/2
    <q>we met</q>                                  “we met”
    <ruby>漢<rt>kan</rt></ruby>                     漢
    <del>four</del><ins>nine</ins>                 nine
    <math><msup><mn>10</mn><mn>5</mn></msup></math>    10⁵

HTML: https://html.spec.whatwg.org/multipage/rendering.html
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from corpus.model import LOWERED_END, LOWERED_START, NOTE_END, NOTE_START, RAISED_END, RAISED_START
from corpus.reading.formulas import formula_text
from corpus.reading.page_blocks import HEADING_TAGS, is_block, roles

MAX_FORMULA_BOXES = 2
"""Elements around a formula that belong to it. Wikipedia hides one of them."""

MIN_PIECE_CHARACTERS = 2
"""Characters of an element that is a word by itself; chosen. A drop capital is shorter."""

MIN_BOX_PARAGRAPHS = 3
"""Paragraphs in a cell that show that a table only places them. Chosen: cells of data have one or two."""

_HIDDEN_TAGS = frozenset("audio canvas datalist noscript rp rt rtc script style svg template video".split())
_STRUCK_TAGS = frozenset(("del", "s", "strike"))
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
# Names that frameworks for web sites give to elements that are not displayed. They count for elements in a line.
_ASIDE_CLASSES = frozenset(("hidden", "d-none", "hide", "is-hidden"))
# Names that frameworks for web sites give to text for screen readers only.
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader-text|element-invisible|show-for-sr)(?=\s|$)", re.I
)
_RAISING_STYLE = re.compile(r"vertical-align\s*:\s*(?:super\b|0?\.[2-9]\d*em|[2-9]\d%)", re.I)
_LOWERING_STYLE = re.compile(r"vertical-align\s*:\s*(?:sub\b|-0?\.[2-9]\d*em|-[2-9]\d%)", re.I)
_STYLED_TAGS = frozenset("a abbr b big cite code em font i ins mark small span strong u var".split())
"""Elements in a line, which a style may raise. The same style of a cell or picture only places it."""

_SHEET_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_CLASS_SELECTOR = re.compile(rf"(?:{'|'.join(sorted(_STYLED_TAGS))})?\.([\w-]+)")
_EDIT_LINK = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
_MARK = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡§]{1,3})[\])]?\s*")
_NOTE_ROLES = frozenset(("doc-noteref", "noteref"))
_FRACTION_BARS = ("/", "\u2044")
_QUOTES = "\"'“”‘’«»„‹›"


@dataclass(frozen=True, slots=True)
class Styles:
    """The classes of a style sheet that raise or lower their text."""

    raised: frozenset[str] = frozenset()
    lowered: frozenset[str] = frozenset()


def read_styles(sheet: str) -> Styles:
    """Return the classes that a style sheet raises or lowers. Rules for other selectors are left out."""
    raised: set[str] = set()
    lowered: set[str] = set()
    for rule in _SHEET_COMMENT.sub("", sheet).split("}"):
        head, _, style = rule.rpartition("{")
        shift = _shift(style)
        if not shift:
            continue
        classes = raised if shift > 0 else lowered
        for selector in head.rpartition("{")[2].split(","):
            name = _CLASS_SELECTOR.fullmatch(selector.strip())
            if name:
                classes.add(name[1])
    return Styles(frozenset(raised), frozenset(lowered))


def _shift(style: str) -> int:
    """Return 1 if a style raises text above its line, -1 if it lowers the text, else 0."""
    if "vertical-align" not in style.lower():
        return 0
    if _RAISING_STYLE.search(style):
        return 1
    return -1 if _LOWERING_STYLE.search(style) else 0


def show(tree: Any, styles: Styles | None = None) -> None:
    """Change the tree of a page so that the text of its elements is the text that a browser shows.

    `styles` are used beside the styles in the page itself.
    """
    if styles is None:
        sheets = [element.text or "" for element in tree.iter("style")]
        styles = read_styles("\n".join(sheets))
    _write_formulas(tree)
    for picture in tree.iter("img"):
        _write_letter(picture)
    _remove_hidden(tree)
    mark_raised(tree, styles)
    for quotation in tree.iter("q"):
        _quote(quotation)
    _separate_pieces(tree)
    for foot in list(tree.iter("tfoot")):
        foot.getparent().append(foot)
    _open_layout_tables(tree)


# --- hidden text ------------------------------------------------------------------------------------------------------


def _remove_hidden(tree: Any) -> None:
    """Empty the elements that are not displayed. A template that is displayed becomes a box."""
    hidden = [element for element in tree.iter() if _is_hidden(element)]
    for element in hidden:
        element.clear(keep_tail=True)
    for template in tree.iter("template"):
        template.tag = "div" if len(template) or template.text else "span"


def _is_hidden(element: Any) -> bool:
    """Return whether an element is not displayed, or only helps to use the page."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _STRUCK_TAGS:
        return True
    if tag in _HIDDEN_TAGS:
        return element.get("shadowrootmode") is None
    if tag == "dialog":
        return element.get("open") is None
    if tag in ("html", "body"):
        return False
    if element.get("hidden") is not None or _HIDING_STYLE.search(element.get("style", "")):
        return not _has_main_text(element)
    return _is_button(element) or _is_aside(element)


def _is_aside(element: Any) -> bool:
    """Return whether an element is beside the text: hidden in its line, or for screen readers only."""
    classes = element.get("class", "")
    is_hidden = element.get("aria-hidden") == "true" or not _ASIDE_CLASSES.isdisjoint(classes.split())
    if is_hidden and not is_block(element):
        return element.tag == "a" or _has_letters(element)
    if _FOR_SCREEN_READERS.search(classes):
        return _has_letters(element) and not _is_alternative(element)
    return False


def _has_letters(element: Any) -> bool:
    """Return whether an element has a letter or digit. A sign alone is between two figures: 3+1/2, 12–14."""
    return any(character.isalnum() for text in element.itertext() for character in text)


def _has_main_text(element: Any) -> bool:
    """Return whether a hidden element holds the main text of the page: a script shows it when it is ready."""
    return next(element.iter("h1", "main"), None) is not None


def _is_alternative(element: Any) -> bool:
    """Return whether text for screen readers is beside text for the eye only, and says the same."""
    beside = (element.getprevious(), element.getnext())
    return any(sibling is not None and sibling.get("aria-hidden") == "true" for sibling in beside)


def _is_button(element: Any) -> bool:
    """Return whether an element helps to use the page: a link back from a note, a link of a heading, a tooltip."""
    if element.get("role") == "tooltip":
        return True
    if element.tag == "a" and _leads_to_note(element):
        text = "".join(element.itertext()).strip()
        return text != "" and not _has_letters(element) and _MARK.fullmatch(text) is None
    if element.tag == "span" and _is_in_heading(element):
        text = "".join(element.itertext())
        link = next(element.iter("a"), None)
        return link is not None and not _leads_to_note(link) and _EDIT_LINK.fullmatch(text) is not None
    return False


def _is_in_heading(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in HEADING_TAGS


# --- formulas and letters that are pictures ---------------------------------------------------------------------------


def _local_name(element: Any) -> str:
    """Return the name of an element without the prefix that XHTML may give it: `m:math`."""
    return str(element.tag).rpartition(":")[2]


def _write_formulas(tree: Any) -> None:
    """Replace all formulas by their text."""
    formulas = [element for element in tree.iter("*") if _local_name(element) == "math"]
    for formula in formulas:
        _write_formula(formula)


def _write_formula(formula: Any) -> None:
    """Replace a formula by its text. It is shown even if it is hidden behind its picture, as on Wikipedia."""
    for part in formula.iter("*"):
        name = _local_name(part)
        part.tag = name if name.isalpha() else "span"
    text = formula_text(formula) or formula.get("alttext", "")
    formula.clear(keep_tail=True)
    formula.tag = "span"
    formula.text = text
    for outer in islice(formula.iterancestors(), MAX_FORMULA_BOXES):
        if outer.tag == "span" and _HIDING_STYLE.search(outer.get("style", "")):
            outer.set("style", "")


def _write_letter(picture: Any) -> None:
    """Write the first letter of a chapter that is a picture."""
    letter = picture.get("alt", "").strip()
    following = (picture.tail or "")[:1]
    if len(letter) == 1 and letter.isalpha() and following.isalpha():
        picture.tag = "span"
        picture.text = letter


# --- raised and lowered text ------------------------------------------------------------------------------------------


def mark_raised(tree: Any, styles: Styles) -> None:
    """Enclose raised and lowered text in brackets, and the marks of notes in theirs."""
    enclosed: set[Any] = set()
    elements = list(tree.iter("sup", "sub", *_STYLED_TAGS))
    for element in elements:
        if element in enclosed:
            continue
        shift = _element_shift(element, styles)
        is_note = _is_note_mark(element, shift, styles)
        if not shift and not is_note:
            continue
        enclosed.update(element.iter("*"))
        if shift > 0 and _is_fraction(element):
            _write_fraction(element)
            enclosed.add(element.getnext())
        elif is_note:
            _enclose(element, NOTE_START, NOTE_END)
        elif shift > 0:
            _enclose(element, RAISED_START, RAISED_END)
        else:
            _enclose(element, LOWERED_START, LOWERED_END)
        element.tag = "span" if element.tag in ("sup", "sub") else element.tag


def _element_shift(element: Any, styles: Styles) -> int:
    if element.tag in ("sup", "sub"):
        return 1 if element.tag == "sup" else -1
    if element.tag not in _STYLED_TAGS:
        return 0
    shift = _shift(element.get("style", ""))
    classes = element.get("class", "").split()
    if shift or not classes:
        return shift
    if not styles.raised.isdisjoint(classes):
        return 1
    return 0 if styles.lowered.isdisjoint(classes) else -1


def _is_note_mark(element: Any, shift: int, styles: Styles) -> bool:
    """Return whether an element is the mark of a note: a raised link in a page, or a link that says that it is one.

    So is a link in the page whose text is a figure that touches the text before it.
    """
    if shift > 0:
        return _leads_to_note(element) or any(_leads_to_note(link) for link in element.iter("a"))
    if element.tag != "a":
        return False
    if not _NOTE_ROLES.isdisjoint(roles(element)):
        return True
    if not _leads_to_note(element) or _MARK.fullmatch("".join(element.itertext())) is None:
        return False
    is_raised = any(_element_shift(inner, styles) > 0 for inner in element.iterdescendants("*"))
    before = _text_before(element)
    return is_raised or (before != "" and not before[-1].isspace() and before[-1] not in "([{-–/")


def _leads_to_note(element: Any) -> bool:
    """Return whether an element is a link to a place in a page."""
    return element.tag == "a" and len(element.get("href", "").partition("#")[2]) > 0


def _text_before(element: Any) -> str:
    """Return text before an element in its line, "" if it is the first of its block."""
    while True:
        previous = element.getprevious()
        if previous is not None:
            return previous.tail or "".join(previous.itertext())
        element = element.getparent()
        if element is None:
            return ""
        if element.text or element.tag not in _STYLED_TAGS:
            return element.text or ""


def _enclose(element: Any, start: str, end: str) -> None:
    """Put characters before and after the text of an element."""
    element.text = start + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + end
    else:
        element.text += end


def _is_fraction(element: Any) -> bool:
    """Return whether a raised figure is above the bar of a fraction: 1/2."""
    below = element.getnext()
    if below is None or below.tag != "sub" or (element.tail or "").strip() not in _FRACTION_BARS:
        return False
    return all("".join(part.itertext()).strip().isdecimal() for part in (element, below))


def _write_fraction(element: Any) -> None:
    """Write a fraction in plain figures, apart from a figure before it."""
    element.text = f" {element.text or ''}"
    element.tail = "/"
    element.getnext().tag = "span"


# --- quotes -----------------------------------------------------------------------------------------------------------


def _quote(element: Any) -> None:
    """Write the quotation marks that a browser shows around a quotation."""
    element.tag = "span"
    text = "".join(element.itertext()).strip()
    if not text or text[0] in _QUOTES:
        return
    is_inner = any(outer.get("data-quoted") for outer in element.iterancestors("span"))
    element.set("data-quoted", "true")
    if is_inner:
        _enclose(element, "‘", "’")
    else:
        _enclose(element, "“", "”")


# --- pieces and boxes -------------------------------------------------------------------------------------------------


def _separate_pieces(tree: Any) -> None:
    """Put a space between elements that touch each other in the source, and that styles part: 1996 and 41 ships."""
    for first in list(tree.iter(*_STYLED_TAGS)):
        second = first.getnext()
        if second is not None and second.tag == "wbr" and not second.tail:
            second = second.getnext()
        if first.tail or second is None or second.tag not in _STYLED_TAGS:
            continue
        end = "".join(first.itertext()).rpartition(" ")[2]
        start = "".join(second.itertext()).partition(" ")[0]
        if _are_apart(end, start):
            first.tail = " "


def _are_apart(end: str, start: str) -> bool:
    """Return whether the end of a text and the start of the next one are two words.

    Single letters and digits are pieces of a word: a drop capital, a counter.
    """
    if len(end) < MIN_PIECE_CHARACTERS and len(start) < MIN_PIECE_CHARACTERS:
        return False
    if end[-1:].isdecimal():
        return start[:1].isdecimal() or (len(start) > MIN_PIECE_CHARACTERS and start[0].isalpha())
    return len(end) >= MIN_PIECE_CHARACTERS <= len(start) and end[-1].islower() and start[0].isupper()


def _open_layout_tables(tree: Any) -> None:
    """Make boxes of tables that only place text on the page: a cell has a heading, a table or several paragraphs."""
    layout: set[Any] = set()
    data = {next(head.iterancestors("table"), None) for head in tree.iter("th", "caption")}
    for cell in tree.iter("td"):
        table = next(cell.iterancestors("table"), None)
        if table is not None and table not in data and _is_box(cell):
            layout.add(table)
    if not layout:
        return
    for part in list(tree.iter("tbody", "thead", "tfoot", "tr", "td")):
        if next(part.iterancestors("table"), None) in layout:
            part.tag = "div"
    for table in layout:
        table.tag = "div"


def _is_box(cell: Any) -> bool:
    """Return whether a cell has what no cell of a table of data has."""
    if next(cell.iterdescendants("table", *HEADING_TAGS), None) is not None:
        return True
    return len(list(islice(cell.iterchildren("p"), MIN_BOX_PARAGRAPHS))) == MIN_BOX_PARAGRAPHS
