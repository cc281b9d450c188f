"""The tokens of a model in files that are mapped into memory, so that a process that looks up a few loads nothing.

A tokenizer.json must be parsed before the first lookup: 0.2 CPU-seconds for 120,000 tokens. Here a token is found by
its hash, in a table of places:

    slots.u32     for each hash, the number of the token that has it, plus one; 0 for none. A token whose place is taken
                  has the next free one
    ends.u32      where each token ends in the text
    text.utf8     the tokens side by side, by their numbers
    scores.f64    their scores; empty if the model has none
"""

import mmap
from array import array
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

SLOTS, ENDS, TEXT, SCORES = "slots.u32", "ends.u32", "text.utf8", "scores.f64"

SLOTS_PER_TOKEN = 3
"""At least how many places there are for a token, so that most tokens and most other texts need one look: chosen."""


class Vocabulary:
    """The tokens in a folder that `write_vocabulary` filled."""

    def __init__(self, folder: Path) -> None:
        """Map the files.

        Raises:
            OSError, ValueError: a file is missing or has a size that it cannot have.
        """
        self._slots = _mapped(folder / SLOTS).cast("I")
        self._ends = _mapped(folder / ENDS).cast("I")
        self._text = _mapped(folder / TEXT)
        self._scores = _mapped(folder / SCORES).cast("d")
        self._mask = len(self._slots) - 1

    def number(self, token: str) -> int | None:
        """Return the number of a token, or None if it is not in the vocabulary."""
        text = token.encode()
        slot = crc32(text) & self._mask
        while True:
            next_number = self._slots[slot]
            if not next_number:
                return None
            if self._text[self._ends[next_number - 1] : self._ends[next_number]] == text:
                return next_number - 1
            slot = (slot + 1) & self._mask

    def special(self, token: str) -> int:
        """Return the number of a token that the vocabulary must have.

        Raises:
            KeyError: it does not have it.
        """
        number = self.number(token)
        if number is None:
            raise KeyError(token)
        return number

    def score(self, number: int) -> float:
        """Return the score of the token with a number."""
        return self._scores[number]


def write_vocabulary(folder: Path, tokens: Sequence[str], scores: Sequence[float] = ()) -> None:
    """Write the files of a vocabulary into a folder. `tokens` are all different, in the order of their numbers."""
    texts = [token.encode() for token in tokens]
    ends = array("I", [0])
    for text in texts:
        ends.append(ends[-1] + len(text))
    size = 1 << (SLOTS_PER_TOKEN * len(tokens)).bit_length()
    slots = array("I", bytes(4 * size))
    for number, text in enumerate(texts):
        slot = crc32(text) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number + 1
    (folder / SLOTS).write_bytes(slots.tobytes())
    (folder / ENDS).write_bytes(ends.tobytes())
    (folder / TEXT).write_bytes(b"".join(texts))
    (folder / SCORES).write_bytes(array("d", scores).tobytes())


def _mapped(path: Path) -> memoryview:
    """Return the bytes of a file, mapped into memory."""
    with path.open("rb") as file:
        if not path.stat().st_size:  # which cannot be mapped
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
