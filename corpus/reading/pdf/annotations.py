"""Text that is laid over a page: the values of a form, and what was typed or stamped on the page.

pypdf reads the values, because pdfium gives only what the page itself draws. Comments, notes that pop up and links are
not text of the page. ISO 32000-1, 12.5 and 12.7.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import StreamObject
from pypdfium2 import raw

from corpus.reading.pdf.characters import clean_line
from corpus.reading.pdf.layers import Layers
from corpus.reading.pdf.model import Line, PageBox, usual_size

MAX_ANNOTATIONS = 1_000
"""Annotations of a page that are looked at. The fullest form of 60 has 170. Chosen."""

MAX_CHARACTERS = 50_000
"""Characters of all annotations of a page, which are ten full pages. Chosen."""

MAX_PARENTS = 10
"""Fields above a field. Chosen."""

MAX_STAMP_BYTES = 100_000
"""Length of the drawing of a stamp whose text is read. Stamps with text have a thousand. Chosen."""

TICK = "\u2612"
"""Written for a box that is ticked: a ballot box with an x."""

USUAL_SIZE = 10.0
"""Size of type on a page without text of its own, such as a scanned form."""

LEADING = 1.2
"""Distance of two lines, relative to the size of the type, as typesetters have it."""

_LETTER_WIDTH_EMS = 0.5  # of average type
_TYPED = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_WIDGET)
_HIDDEN_FLAGS = 1 << 1 | 1 << 5  # Hidden, NoView
_PASSWORD, _PUSH_BUTTON = 1 << 13, 1 << 16


@dataclass(frozen=True, slots=True)
class Annotation:
    """Text that is laid over a page, and the box that it fills. `is_field`: it is the value of a field of a form."""

    text: str
    box: PageBox
    is_field: bool = False


def has_annotations(page: Any) -> bool:
    """Return whether a page of pdfium's has any annotation that may hold text of the page."""
    count = min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)
    return any(_subtype(page, index) in _TYPED for index in range(count))


def _subtype(page: Any, index: int) -> int:
    annotation = raw.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return 0
    subtype = int(raw.FPDFAnnot_GetSubtype(annotation))
    raw.FPDFPage_CloseAnnot(annotation)
    return subtype


def read_annotations(reader: PdfReader, number: int, layers: Layers) -> list[Annotation]:
    """Return the text that is laid over a page, as far as it is shown and can be read."""
    try:
        page = reader.pages[number - 1]
        references = (page.get("/Annots") or [])[:MAX_ANNOTATIONS]
    except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
        return []
    found = []
    characters = 0
    for reference in references:
        annotation = None
        with suppress(Exception):  # as above
            annotation = _read(page, reference.get_object(), layers)
        if annotation is None or not annotation.text:
            continue
        characters += len(annotation.text)
        if characters > MAX_CHARACTERS:
            break
        found.append(annotation)
    return found


def _read(page: Any, annotation: Any, layers: Layers) -> Annotation:
    """Return the text and the box of an annotation. The text is empty if the annotation shows none."""
    left, bottom, right, top = map(float, annotation["/Rect"])
    box = PageBox(min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    is_hidden = int(annotation.get("/F", 0)) & _HIDDEN_FLAGS
    if is_hidden or ("/OC" in annotation and layers.is_hidden(annotation.raw_get("/OC"))):
        return Annotation("", box)
    text = ""
    match annotation["/Subtype"]:
        case "/FreeText":
            text = str(annotation.get("/Contents", ""))
        case "/Stamp":
            text = _drawn_text(page, annotation["/AP"]["/N"])
        case "/Widget":
            text = _field_value(annotation)
    lines = [clean_line(line) for line in text[: MAX_CHARACTERS + 1].replace("\t", " ").splitlines()]
    return Annotation("\n".join(filter(None, lines)), box, annotation["/Subtype"] == "/Widget")


def _field_value(widget: Any) -> str:
    """Return the value that a field of a form shows. The value of a signature, which may be long, is not read."""
    flags = int(_inherited(widget, "/Ff") or 0)
    match _inherited(widget, "/FT"):
        case "/Btn":
            is_ticked = widget.get("/AS", "/Off") != "/Off" and not flags & _PUSH_BUTTON
            return TICK if is_ticked else ""
        case "/Tx" if not flags & _PASSWORD:
            return _string(_inherited(widget, "/V"))
        case "/Ch":
            value = _inherited(widget, "/V")
            chosen = value if isinstance(value, list) else [value]
            labels = _labels(_inherited(widget, "/Opt"))
            return ", ".join(labels.get(_string(item), _string(item)) for item in chosen)
    return ""


def _drawn_text(page: Any, drawing: Any) -> str:
    if len(drawing.get_data()) > MAX_STAMP_BYTES:
        return ""
    return str(page.extract_xform_text(drawing))


def _inherited(field: Any, key: str) -> Any:
    """Return an entry of a field, or of the nearest field above it that has the entry."""
    for _ in range(MAX_PARENTS):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            break
        field = field["/Parent"]
    return None


def _labels(options: Any) -> dict[str, str]:
    """Return how a list of choices shows its values, for values that are not shown as they are."""
    labels = {}
    for option in (options or [])[:MAX_ANNOTATIONS]:
        pair = option.get_object()
        if isinstance(pair, list) and len(pair) == 2:
            labels[_string(pair[0])] = _string(pair[1])
    return labels


def _string(value: Any) -> str:
    """Return a text of pypdf's. Long values are streams."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, StreamObject):
        return value.get_data()[:MAX_CHARACTERS].decode("latin-1")
    return "" if value is None else str(value.get_object())


# --- places -----------------------------------------------------------------------------------------------------------


def with_annotations(lines: Sequence[Line], annotations: Sequence[Annotation]) -> list[Line]:
    """Return the lines of a page with the text that is laid over it, each at its place.

    Text in the height of a line follows the nearest line to its left, or comes before the nearest line to its right.
    Other text follows the nearest line above it. What was typed in a margin comes at the end.
    """
    placed = list(lines)
    if not annotations:
        return placed
    size = usual_size(lines) or USUAL_SIZE
    left = min((line.left for line in lines if line.size), default=0.0)
    right = max((line.right for line in lines if line.size), default=0.0)
    for annotation in sorted(annotations, key=lambda annotation: (-annotation.box.top, annotation.box.left)):
        box = annotation.box
        is_in_margin = box.left > right - 1 or box.right < left + 1
        if is_in_margin and not annotation.is_field:
            placed += [Line(text) for text in annotation.text.split("\n")]  # apart from the lines beside it
            continue
        place, row = _place(placed, box, size)
        placed[place:place] = _own_lines(annotation, row.baseline, row.size)
    return placed


def _place(lines: Sequence[Line], box: PageBox, size: float) -> tuple[int, Line]:
    """Return the index at which a box belongs among lines, and a line at its height and in its size of type."""
    before, after = _neighbours(lines, box)
    if before is not None:
        return before + 1, lines[before]
    if after is not None:
        return after, lines[after]
    return _place_below(lines, box), Line("", baseline=box.top - size, size=size)


def _own_lines(annotation: Annotation, baseline: float, size: float) -> list[Line]:
    """Return the text of an annotation as lines, the first at this height."""
    left = annotation.box.left
    lines = []
    for number, text in enumerate(annotation.text.split("\n")):
        right = left + _LETTER_WIDTH_EMS * size * len(text)
        lines.append(Line(text, left, right, baseline - LEADING * size * number, size))
    return lines


def _neighbours(lines: Sequence[Line], box: PageBox) -> tuple[int | None, int | None]:
    """Return the indices of the nearest lines to the left and to the right of a box, in its height."""
    to_left = []
    to_right = []
    for index, line in enumerate(lines):
        if not line.size or not box.bottom - line.size / 4 <= line.baseline <= box.top - line.size / 4:
            continue
        if line.left < box.left - line.size / 2:
            to_left.append((line.baseline, min(line.right, box.left), line.left, index))
        elif line.left > box.right - 1:
            to_right.append((line.baseline, -line.left, index))
    before = max(to_left)[-1] if to_left else None
    after = max(to_right)[-1] if to_right else None
    return before, after


def _place_below(lines: Sequence[Line], box: PageBox) -> int:
    """Return the place after the nearest line above a box, if possible a line that the box is under."""
    above = []
    for index, line in enumerate(lines):
        if line.size and line.baseline > box.top - line.size:
            is_over = line.left < box.right and line.right > box.left
            above.append((not is_over, line.baseline, -index))
    return 1 - min(above)[-1] if above else 0
