"""The text of a paragraph of a Word document.

Deleted, hidden and struck text, comments and the codes of fields are left out; results of fields are read. A reference
to a note is the mark of the note. Notes, text boxes and diagrams in the paragraph are kept as asides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from corpus.reading.docx.styles import Look, Styles, W, is_on, value_of
from corpus.reading.formulas import M, formula_text
from corpus.reading.symbol_fonts import symbols
from corpus.text.raised import enclosed, note_mark

ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
"""Several forms of the same content. A program reads one of them (part 3, 7.5)."""

_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"

BOXES = {f"{W}txbxContent", _DRAWING_TEXT}
"""Text in drawings: text boxes, and shapes that come from other programs."""

DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
"""The names of the parts of a diagram ("SmartArt")."""

REMOVED = {f"{W}del", f"{W}moveFrom"}
_LEFT_OUT = {f"{W}pPr", f"{W}rPr", f"{W}rt", f"{W}sdtPr", f"{W}instrText", f"{W}delText", f"{W}delInstrText", *REMOVED}
_CHARACTERS = {
    f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "",
}  # fmt: skip
_NOTES = {f"{W}footnoteReference", f"{W}endnoteReference"}


@dataclass(frozen=True, slots=True)
class Aside:
    """A note, text box or diagram, as an element of the document. `mark` is the mark of a note."""

    element: Any
    mark: str = ""
    is_note: bool = False


@dataclass(slots=True)
class Runs:
    """Reads one paragraph: its text, with raised parts in brackets (`corpus.text.raised`), and its asides.

    `note` returns the note of a reference, or None for an unknown note.
    """

    styles: Styles
    paragraph_look: Look
    note: Callable[[Any], Aside | None]
    parts: list[str] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    _fields: list[str] = field(default_factory=list)  # the part of each field around the text: "code" or "result"
    _form_value: str = ""  # of the form field that has begun

    def read(self, parent: Any, look: Look) -> None:
        """Read the elements of a paragraph, or of a part of it."""
        for child in parent:
            handle = _HANDLERS.get(child.tag)
            if handle is not None:
                handle(self, child, look)
            elif child.tag not in _LEFT_OUT:
                self.read(child, look)

    def _read_run(self, element: Any, look: Look) -> None:
        self.read(element, self.styles.run_look(element, self.paragraph_look))

    def _is_shown(self, look: Look) -> bool:
        return look.is_shown and "code" not in self._fields

    def _put(self, text: str, look: Look) -> None:
        if text and self._is_shown(look):
            self.parts.append(enclosed(text, look.raised or 0))

    def _put_text(self, element: Any, look: Look) -> None:
        self._put(symbols(element.text or "", look.font or ""), look)

    def _put_character(self, element: Any, look: Look) -> None:
        self._put(_CHARACTERS[element.tag], look)

    def _put_symbol(self, element: Any, look: Look) -> None:
        self._put(_symbol(element), look)

    def _put_formula(self, element: Any, look: Look) -> None:
        if self._is_shown(look):
            self.parts.append(formula_text(element))

    def _put_note(self, reference: Any, look: Look) -> None:
        """Write the mark of a note. A custom mark is text that follows."""
        note = self.note(reference) if self._is_shown(look) else None
        if note is not None:
            self.asides.append(note)
            if note.mark:
                self.parts.append(note_mark(note.mark))

    def _put_aside(self, element: Any, look: Look) -> None:
        if self._is_shown(look):
            self.asides.append(Aside(element))

    def _read_alternative(self, element: Any, look: Look) -> None:
        """Read one of several forms of the same content: the first that has text. The newest form comes first."""
        count = len(self.parts) + len(self.asides)
        for form in element:
            self.read(form, look)
            if len(self.parts) + len(self.asides) > count:
                return

    def _turn_field(self, element: Any, look: Look) -> None:
        """Begin a field, go on to its result, or end it. A form field without a result shows its value."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append("code")
            self._form_value = _form_value(element)
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._put(self._form_value, look)
            self._form_value = ""


_HANDLERS: dict[str, Callable[[Runs, Any, Look], None]] = {
    f"{W}r": Runs._read_run,
    f"{W}t": Runs._put_text,
    f"{W}sym": Runs._put_symbol,
    f"{W}fldChar": Runs._turn_field,
    ALTERNATIVES: Runs._read_alternative,
    **dict.fromkeys(_CHARACTERS, Runs._put_character),
    **dict.fromkeys(_NOTES, Runs._put_note),
    **dict.fromkeys((f"{M}oMath", f"{M}oMathPara"), Runs._put_formula),
    **dict.fromkeys((*BOXES, DIAGRAM), Runs._put_aside),
}
"""What is done with the elements of a paragraph. Any other element only encloses such elements."""


def _symbol(element: Any) -> str:
    """Return the character of a symbol (17.3.3.30)."""
    code = element.get(f"{W}char", "")
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return symbols(character, element.get(f"{W}font", ""))


def _form_value(field_begin: Any) -> str:
    """Return what a check box or a list to choose from shows (17.16.7, 17.16.9), or "" for other fields."""
    box = field_begin.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = is_on(box.find(f"{W}checked"))
        return "☒" if (is_on(box.find(f"{W}default")) if checked is None else checked) else "☐"
    choices = field_begin.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    number = value_of(choices.find(f"{W}result")) or value_of(choices.find(f"{W}default")) or "0"
    entries = [value_of(entry) or "" for entry in choices.iterfind(f"{W}listEntry")]
    if not number.isdecimal() or len(number) >= 10 or int(number) >= len(entries):
        return ""
    return entries[int(number)]
