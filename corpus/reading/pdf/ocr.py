"""Pages that are pictures of text, read by optical character recognition (OCR).

RapidOCR (extra `ocr`) finds where text stands and reads it with the models in its wheel, PP-OCRv6 small: nothing is
downloaded. They know the letters of English, Spanish and Portuguese but for the opening "¡", which no model there has.

Which pages are pictures of text is asked of their text first, which is free. Only where there is hardly any is the
page drawn, small, to see whether it shows more than its text says.

PP-OCR: https://github.com/PaddlePaddle/PaddleOCR; RapidOCR: https://rapidai.github.io/RapidOCRDocs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from corpus.errors import MissingExtra, ModelError
from corpus.reading.pdf import order
from corpus.reading.pdf.characters import clean_line
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.order import Box, Corners

Mode = Literal["auto", "always", "never"]

RELEASE = "3.10.0"

MODELS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
"""The models that find text and that read it, and the SHA-256 that RapidOCR's own list (default_models.yaml) has."""

PIXELS = 2000
"""Of the longer side of a page that is read: 180 to an inch of a letter page, and what the models were made for."""

GLANCE = 500
"""Of the longer side of a page that is only looked at."""

THIN = 200
"""Characters of a page's text that may be all it says, and may be a stamp on a picture; more are taken as they are."""

LETTERS_PER_INK = 40_000
"""Characters of a page of which everything is ink: 1,500 to 1,700 stand on the 0.04 that is ink in plain pages."""

CONTRADICTS = 8
"""Times the characters of its text that a page's ink would make, from which it shows more: titles set large reach 4."""

PAPER = 0.6
"""Share of a page that is white, below which it is a photograph and not a sheet with text."""

SURE = 0.8
"""Mean confidence from which what is seen counts: upside down it is 0.7 at most, on clean pages 0.97 and more."""

FAINT = 0.5
"""Confidence below which a line is taken for no text at all (what RapidOCR leaves out by default)."""

MARGIN = 100
"""Pixels kept around what is on a page: a line alone on an empty sheet is not found, and is on a small one."""

SAMPLE = 6
"""Lines read to see which way up a page stands."""

# UTF-8 taken for Windows-1252: "violÃªncia", "Londonâ€™s".
_MOJIBAKE = re.compile("[ÂÃ][\x80-\xbf€-™]|â€.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is seen on a page: its lines in reading order, and how sure that is on average, from 0 to 1."""

    lines: tuple[Line, ...]
    sure: float


NOTHING = Reading((), 1.0)
"""What is seen on a blank page."""


def is_doubtful(text: str) -> bool:
    """Says whether a page's text is none, or in letters of another encoding."""
    broken = len(_MOJIBAKE.findall(text))
    return not text or (broken >= 5 and broken > 0.003 * len(text))


def shows_more(letters: int, ink: float, paper: float) -> bool:
    """Says whether a page shows more text than it has.

    Args:
        letters: of its text.
        ink: share of the page that is dark.
        paper: share of the page that is white.
    """
    return letters < THIN and paper > PAPER and ink * LETTERS_PER_INK > CONTRADICTS * letters


def is_better(seen: Reading, letters: int, doubtful: bool) -> bool:
    """Says whether what is seen takes the place of a page's text of so many letters: twice as much, and surely."""
    return doubtful or (seen.sure >= SURE and sum(len(line.text) for line in seen.lines) > 2 * letters + 100)


def available() -> bool:
    """Says whether the extra is installed; it is not loaded."""
    return find_spec("rapidocr") is not None


def require() -> None:
    """Raises what is to be said where the extra is not there.

    Raises:
        MissingExtra: it is not installed.
    """
    if not available():
        raise MissingExtra(f"pages cannot be read as pictures: {INSTALL}")


INSTALL = "pip install 'evidence-assistant[ocr]'"


def glance(page: Any) -> tuple[float, float]:
    """Gives the shares of a page (pdfium's) that are dark and white."""
    image = page.render(scale=GLANCE / max(*page.get_size(), 1), grayscale=True).to_numpy()
    return float((image < 128).mean()), float((image >= 224).mean())


def read(page: Any) -> Reading:
    """Gives what is seen on a page (pdfium's), whichever way it stands."""
    width, height = page.get_size()
    scale = PIXELS / max(width, height, 1)
    image = page.render(scale=scale).to_numpy()
    pieces, corners = _find(image)
    if order.runs_sideways(corners):
        image = image.swapaxes(0, 1)[::-1].copy()  # a quarter turn to the left
        pieces, corners = _find(image)
    if _is_upside_down(pieces):
        image = image[::-1, ::-1].copy()
        pieces, corners = _find(image)
    if not pieces:
        return Reading((), 0.0)
    texts = _recognize(pieces)
    boxes = [
        Box(text, sure, *_bounds(where, scale))
        for (text, sure), where in zip(texts, order.straightened(corners), strict=True)
        if text and sure >= FAINT
    ]
    weight = sum(len(box.text) for box in boxes)
    sure = sum(box.sure * len(box.text) for box in boxes) / max(weight, 1)
    return Reading(tuple(order.lines(boxes, image.shape[0] / scale)), sure)


def _bounds(corners: Corners, scale: float) -> tuple[float, float, float, float]:
    across, down = [x / scale for x, _ in corners], [y / scale for _, y in corners]
    return min(across), (down[0] + down[1]) / 2, max(across), (down[2] + down[3]) / 2


def _is_upside_down(pieces: Sequence[Any]) -> bool:
    """Says whether the longest lines read better the other way up; most often one look is enough."""
    longest = sorted(pieces, key=lambda piece: piece.shape[1], reverse=True)[:SAMPLE]
    upright = _mean_sure(longest)
    return bool(longest) and upright < SURE and _mean_sure([piece[::-1, ::-1] for piece in longest]) > upright


def _mean_sure(pieces: Sequence[Any]) -> float:
    return sum(sure for _, sure in _recognize(pieces)) / max(len(pieces), 1)


def _find(image: Any) -> tuple[list[Any], list[Corners]]:
    """Gives the pieces of a picture that hold text, and their corners in it."""
    from rapidocr.main import RapidOCRError

    dark = image.min(axis=2) < 128
    (top, bottom), (left, right) = (_extent(dark.any(axis=axis).nonzero()[0].tolist()) for axis in (1, 0))
    try:
        pieces, found = _engine().detect_and_crop(image[top:bottom, left:right].copy(), {})
    except RapidOCRError:  # nothing there
        return [], []
    return list(pieces), [[(x + left, y + top) for x, y in box] for box in found.boxes.tolist()]


def _extent(places: Sequence[int]) -> tuple[int, int | None]:
    """Gives where what is on a page begins and ends, with a margin; all of it where nothing is."""
    return (max(places[0] - MARGIN, 0), places[-1] + MARGIN) if places else (0, None)


def _recognize(pieces: Sequence[Any]) -> list[tuple[str, float]]:
    """Gives what each piece says, and how sure that is."""
    if not pieces:
        return []
    found = _engine().recognize_txt([piece.copy() for piece in pieces])
    return [(clean_line(text), float(sure)) for text, sure in zip(found.txts, found.scores, strict=True)]


@cache
def _engine() -> Any:
    """Gives RapidOCR with the models of its wheel, checked.

    It reads line by line on one thread: a page takes 6.3 CPU-seconds so, and 9.9 by sixes on two, which spin while they
    wait for each other. The other core encodes meanwhile.
    """
    import cv2
    import rapidocr

    cv2.setNumThreads(1)
    finder, reader = (_checked(Path(rapidocr.__file__).parent / "models" / name) for name in MODELS)
    threads = "EngineConfig.onnxruntime.{}_op_num_threads"
    return rapidocr.RapidOCR(
        params={
            threads.format("intra"): 1,
            threads.format("inter"): 1,
            "Rec.rec_batch_num": 1,
            "Global.log_level": "critical",
            "Det.model_path": str(finder),
            "Rec.model_path": str(reader),
        }
    )


def _checked(model: Path) -> Path:
    with model.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != MODELS[model.name]:
            raise ModelError(f"altered model {model.name}: pip install --force-reinstall --no-deps rapidocr=={RELEASE}")
    return model
