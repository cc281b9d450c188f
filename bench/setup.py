"""What the measurements share: the data, the cache, the encoder, and progress lines."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bench.vectors import KeptEncoder
from index.models.cache import models_folder
from index.models.encoders import load

SECONDS_BETWEEN_LINES = 10.0


@dataclass(frozen=True, slots=True)
class Bench:
    """The data, the cache folder, the encoder, and what to measure.

    `libraries` are existing libraries to ask, by set; `ci` chooses the small size; `plain` measures plain fusion too;
    `fast` asks without reranking.
    """

    data: Path
    cache: Path
    encoder: KeptEncoder
    tell: Callable[[str], None]
    libraries: Mapping[str, Path]
    ci: bool
    plain: bool
    fast: bool


def open_bench(
    data: Path,
    libraries: Mapping[str, Path] | None = None,
    *,
    ci: bool = False,
    plain: bool = False,
    fast: bool = False,
) -> Bench:
    """Return a bench with the kept encoder of the default model. The other arguments are as in `Bench`."""
    tell = Teller()
    cache = models_folder().parent / "gate"
    encoder = KeptEncoder(load(None), cache, tell)
    return Bench(data, cache, encoder, tell, libraries or {}, ci, plain, fast)


class Teller:
    """Prints progress to stderr, at most one line every `SECONDS_BETWEEN_LINES`."""

    def __init__(self) -> None:
        self._next_line = 0.0

    def __call__(self, text: str) -> None:
        """Print a line, unless one was printed just now."""
        now = time.monotonic()
        if now >= self._next_line:
            self._next_line = now + SECONDS_BETWEEN_LINES
            print(text, file=sys.stderr, flush=True)


def short_hash(*parts: object) -> str:
    """Return 12 hexadecimal digits that depend on all parts."""
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:12]
