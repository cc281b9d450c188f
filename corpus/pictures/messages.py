"""Answers of the child that shows pages. The child is not trusted, so the parent checks all of an answer."""

import math
from base64 import b64decode
from collections.abc import Mapping
from itertools import chain
from typing import Any

from corpus.pictures import png
from corpus.pictures.model import MAX_PIXELS, MAX_SIDE_PIXELS, Angle, Box, PageLetters, Picture, PlacedLine

_ANGLES: tuple[Angle, ...] = (0, 90, 180, 270)


def picture_from_json(answer: Mapping[str, Any]) -> Picture:
    """Return the picture in an answer.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the answer is not valid.
    """
    file = b64decode(answer["picture"], validate=True)
    width, height = png.size(file)
    if width * height > 2 * MAX_PIXELS or max(width, height) > 2 * MAX_SIDE_PIXELS:
        raise ValueError("a picture of this size is never made")
    return Picture(file, width, height)


def letters_from_json(answer: Mapping[str, Any]) -> PageLetters:
    """Return the letters in an answer.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the answer is not valid.
    """
    lines = []
    for text, box, angle, starts, ends in answer["letters"]:
        if not isinstance(text, str) or not len(text) == len(starts) == len(ends) or angle not in _ANGLES:
            raise ValueError("not a line")
        _check_numbers(chain(box, starts, ends))
        lines.append(PlacedLine(text, Box(*box), angle, tuple(starts), tuple(ends)))
    width, height = answer["width"], answer["height"]
    _check_numbers((width, height))
    return PageLetters(width, height, tuple(lines))


def _check_numbers(values: Any) -> None:
    for value in values:
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError("not a number")
