"""Pages that are pictures of text, read by optical character recognition (OCR).

RapidOCR (extra `ocr`) finds the text on a page and reads it with the models in its wheel, PP-OCRv6 small. Nothing is
downloaded. The models know the letters of English, Spanish and Portuguese, except the opening "¡", which no model there
has.

The text of a page decides first whether it is a picture, which costs nothing. Only if it has hardly any text is the
page rendered, small, to see whether it shows more than its text says.

PP-OCR: https://github.com/PaddlePaddle/PaddleOCR; RapidOCR: https://rapidai.github.io/RapidOCRDocs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any, Literal

from corpus.errors import MissingExtra, ModelError
from corpus.reading.pdf import order
from corpus.reading.pdf.characters import clean_line
from corpus.reading.pdf.model import Line, count_characters
from corpus.reading.pdf.order import Box, Corners

Mode = Literal["auto", "always", "never"]
"""Which pages are read by OCR."""

INSTALL = "pip install 'evidence-assistant[ocr]'"

RELEASE = "3.10.0"
"""The release of RapidOCR that has these models."""

MODELS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
"""The model that finds text and the model that reads it, with the SHA-256 in RapidOCR's list (default_models.yaml)."""

OCR_PIXELS = 2000
"""The longer side of a page that is read: 180 pixels to an inch of a letter page, the size that the models were made
for."""

GLANCE_PIXELS = 500
"""The longer side of a page that is rendered only to see whether it shows text."""

MIN_CERTAIN_CHARACTERS = 200
"""A page with fewer characters may be complete, or a stamp on a picture. A page with more is taken as it is,
unless pictures cover it."""

CHARACTERS_PER_INK = 40_000
"""Characters on a page that is all ink. Plain pages have 1,500 to 1,700 characters, and ink on 0.04 of the page."""

MIN_INK_RATIO = 8
"""Characters that a page's ink would make, relative to its text. From here on it shows more than its text says; titles
set large reach 4."""

MIN_PAPER_SHARE = 0.6
"""Share of a page that is white. With less it is a photograph, and not a sheet with text."""

MIN_CONFIDENCE = 0.8
"""Mean confidence of OCR that is believed. It is at most 0.7 upside down, and 0.97 and more on clean pages."""

MIN_LINE_CONFIDENCE = 0.5
"""Confidence of a line that is kept. RapidOCR leaves out less by default."""

MARGIN_PIXELS = 100
"""Margin kept around the contents of a page. A single line is not found on an empty sheet, but it is on a small one."""

SAMPLE_LINES = 6
"""Lines that are read to see whether a page is upside down."""

MIN_BROKEN = 5
"""Lost letters, and pairs of letters from another encoding, that make a page doubtful, if they are more than 3 in 1,000
characters."""

# UTF-8 read as Windows-1252: "violÃªncia", "Londonâ€™s".
_BROKEN = re.compile("[ÂÃ][\x80-\xbf€-™]|â€.|\ufffd")


@dataclass(frozen=True, slots=True)
class OcrResult:
    """What OCR reads on a page: its lines in reading order, and the mean confidence from 0 to 1."""

    lines: tuple[Line, ...]
    confidence: float


BLANK = OcrResult((), 1.0)
"""The result for a blank page."""


@dataclass(frozen=True, slots=True)
class Glance:
    """The share of a page that is dark (`ink`), and the share that is white (`paper`)."""

    ink: float
    paper: float


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture of a page, the pieces of it that hold text, and the corners of each piece in the picture."""

    image: Any
    pieces: list[Any]
    corners: list[Corners]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The text of a piece of a picture, with the confidence from 0 to 1."""

    text: str
    confidence: float


def is_doubtful(text: str) -> bool:
    """Return whether the text of a page is empty, lacks letters, or is in letters of another encoding."""
    broken = len(_BROKEN.findall(text))
    return not text or (broken >= MIN_BROKEN and broken > 0.003 * len(text))


def shows_more(characters: int, glance: Glance) -> bool:
    """Return whether the picture of a page shows more text than its few `characters`."""
    return glance.paper > MIN_PAPER_SHARE and glance.ink * CHARACTERS_PER_INK > MIN_INK_RATIO * characters


def is_better(result: OcrResult, characters: int, doubtful: bool) -> bool:
    """Return whether OCR replaces the text of a page of so many characters: it reads twice as much, and surely."""
    if doubtful:
        return True
    return result.confidence >= MIN_CONFIDENCE and count_characters(result.lines) > 2 * characters + 100


def available() -> bool:
    """Return whether the extra is installed. It is not imported."""
    return find_spec("rapidocr") is not None


def require() -> None:
    """Check that the extra is installed.

    Raises:
        MissingExtra: it is not.
    """
    if not available():
        raise MissingExtra(f"pages cannot be read as pictures: {INSTALL}")


def glance(page: Any) -> Glance:
    """Render a page of pdfium's, small, and return how much of it is dark and white."""
    scale = GLANCE_PIXELS / max(*page.get_size(), 1)
    image = page.render(scale=scale, grayscale=True).to_numpy()
    return Glance(ink=float((image < 128).mean()), paper=float((image >= 224).mean()))


def read(page: Any) -> OcrResult:
    """Read a page of pdfium's by OCR. The page may be turned by any number of quarter turns."""
    scale = OCR_PIXELS / max(*page.get_size(), 1)
    picture = _upright(page.render(scale=scale).to_numpy())
    if not picture.pieces:
        return OcrResult((), 0.0)
    readings = _recognize(picture.pieces)
    boxes = []
    for reading, corners in zip(readings, order.straighten(picture.corners), strict=True):
        if reading.text and reading.confidence >= MIN_LINE_CONFIDENCE:
            boxes.append(_box(reading, corners, scale))
    characters = sum(len(box.text) for box in boxes)
    confidence = sum(box.confidence * len(box.text) for box in boxes) / max(characters, 1)
    page_height = picture.image.shape[0] / scale
    return OcrResult(tuple(order.lines(boxes, page_height)), confidence)


def _upright(image: Any) -> _Picture:
    """Return the picture of a page, turned so that its text is upright."""
    picture = _find_text(image)
    if order.runs_sideways(picture.corners):
        a_quarter_left = picture.image.swapaxes(0, 1)[::-1]
        picture = _find_text(a_quarter_left.copy())
    if _is_upside_down(picture.pieces):
        half_a_turn = picture.image[::-1, ::-1]
        picture = _find_text(half_a_turn.copy())
    return picture


def _box(reading: _Reading, corners: Corners, scale: float) -> Box:
    """Return the box of a piece in points: its top and bottom are the means of its corners."""
    across = [x / scale for x, _ in corners]
    down = [y / scale for _, y in corners]
    top, bottom = (down[0] + down[1]) / 2, (down[2] + down[3]) / 2
    return Box(reading.text, reading.confidence, min(across), top, max(across), bottom)


def _is_upside_down(pieces: Sequence[Any]) -> bool:
    """Return whether the longest lines read better the other way up. Most often one reading is enough."""
    longest = sorted(pieces, key=lambda piece: piece.shape[1], reverse=True)[:SAMPLE_LINES]
    if not longest:
        return False
    upright = _mean_confidence(longest)
    if upright >= MIN_CONFIDENCE:
        return False
    return _mean_confidence([piece[::-1, ::-1] for piece in longest]) > upright


def _mean_confidence(pieces: Sequence[Any]) -> float:
    return mean(reading.confidence for reading in _recognize(pieces))


def _find_text(image: Any) -> _Picture:
    """Find the pieces of a picture that hold text."""
    from rapidocr.main import RapidOCRError

    dark = image.min(axis=2) < 128
    rows, columns = _extent(dark.any(axis=1)), _extent(dark.any(axis=0))
    try:
        pieces, found = _engine().detect_and_crop(image[rows, columns].copy(), {})
    except RapidOCRError:  # no text
        return _Picture(image, [], [])
    corners: list[Corners] = []
    for box in found.boxes.tolist():
        corners.append([(x + columns.start, y + rows.start) for x, y in box])
    return _Picture(image, list(pieces), corners)


def _extent(is_dark: Any) -> slice:
    """Return the rows or columns of a page from the first to the last dark one, with a margin; all if none is dark."""
    places = is_dark.nonzero()[0].tolist()
    if not places:
        return slice(0, None)
    return slice(max(places[0] - MARGIN_PIXELS, 0), places[-1] + MARGIN_PIXELS)


def _recognize(pieces: Sequence[Any]) -> list[_Reading]:
    """Read the text of each piece of a picture."""
    found = _engine().recognize_txt([piece.copy() for piece in pieces])
    readings = []
    for text, confidence in zip(found.txts, found.scores, strict=True):
        readings.append(_Reading(clean_line(text), float(confidence)))
    return readings


@cache
def _engine() -> Any:
    """Return RapidOCR with the models of its wheel, whose checksums are checked.

    It reads line by line on one thread: a page takes 6.3 CPU-seconds. In batches of six on two threads, which spin
    while they wait for each other, it takes 9.9. The other core encodes meanwhile.
    """
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    folder = Path(rapidocr.__file__).parent / "models"
    finder, reader = (_checked(folder / name) for name in MODELS)
    return rapidocr.RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": 1,
            "Global.log_level": "critical",
            "Det.model_path": str(finder),
            "Rec.model_path": str(reader),
        }
    )


def _checked(model: Path) -> Path:
    """Return the path of a model.

    Raises:
        ModelError: its SHA-256 is not the published one.
    """
    with model.open("rb") as file:
        sha256 = file_digest(file, "sha256").hexdigest()
    if sha256 != MODELS[model.name]:
        raise ModelError(f"altered model {model.name}: pip install --force-reinstall --no-deps rapidocr=={RELEASE}")
    return model
