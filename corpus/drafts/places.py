"""The paragraphs of a Word file that may have the words of a comment, in the order in which the file is read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

Kind = Literal["body", "footnote", "endnote", "text box"]

_BOX = qn("w:txbxContent")
_OTHER_FORM = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOVED_AWAY = qn("w:moveFrom")
_SPACES = frozenset((qn("w:tab"), qn("w:br"), qn("w:cr")))
_REFERENCES: dict[str, Kind] = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}


@dataclass(slots=True)
class Place:
    """A paragraph. `anchor` is the run of the body at which a comment on it is; None for a paragraph of the body.

    `letters` are the letters and figures of its text, and `offsets` where each is in the text.
    """

    paragraph: Any
    kind: Kind = "body"
    anchor: Any = None
    text: str = field(init=False)
    letters: str = field(init=False)
    offsets: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join(text_of(run) for run in runs_of(self.paragraph))
        self.offsets = [offset for offset, character in enumerate(self.text) if character.isalnum()]
        self.letters = "".join(self.text[offset] for offset in self.offsets)


def places(document: Any) -> list[Place]:
    """Return the paragraphs of a file. Those of text boxes and notes follow the paragraph that they belong to."""
    notes = _notes(document)
    found = []
    for paragraph in document.element.body.iter(qn("w:p")):
        if next(paragraph.iterancestors(_BOX), None) is None:
            found.append(Place(paragraph))
            for run in runs_of(paragraph):
                found += _asides(run, notes)
    return found


def _asides(run: Any, notes: dict[tuple[Kind, str], Any]) -> Iterator[Place]:
    """Yield the paragraphs of the text boxes in a run, and of the notes that it refers to."""
    for element in run.iter(qn("w:p"), *_REFERENCES):
        if element.tag == qn("w:p"):
            if next(element.iterancestors(_OTHER_FORM), None) is None:
                yield Place(element, "text box", run)
            continue
        kind = _REFERENCES[element.tag]
        note = notes.get((kind, element.get(qn("w:id"), "")))
        for paragraph in note.iter(qn("w:p")) if note is not None else ():
            yield Place(paragraph, kind, run)


def _notes(document: Any) -> dict[tuple[Kind, str], Any]:
    """Return the notes of a file by their kind and id."""
    found = {}
    kinds: tuple[Kind, ...] = ("footnote", "endnote")
    for relationship in document.part.rels.values():
        for kind in kinds:
            if relationship.is_external or not relationship.reltype.endswith(f"/{kind}s"):
                continue
            for note in parse_xml(relationship.target_part.blob):
                found[kind, note.get(qn("w:id"), "")] = note
    return found


def runs_of(paragraph: Any) -> Iterator[Any]:
    """Yield the runs of a paragraph in their order, also in links and insertions, but not those of a text box in it."""
    for run in paragraph.iter(qn("w:r")):
        owner = next(run.iterancestors(qn("w:p")))
        if owner is paragraph and next(run.iterancestors(_MOVED_AWAY), None) is None:
            yield run


def text_of(run: Any) -> str:
    """Return the text of a run. A tab and a line break are one character. Deleted text is not text."""
    pieces = []
    for child in run:
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag in _SPACES:
            pieces.append(" ")
        elif child.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
    return "".join(pieces)
