"""What stands between a reader of files and whoever watches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.reading.pdf.ocr import Mode, Reading


@dataclass(frozen=True, slots=True)
class Watch:
    """What stands between the reader and whoever watches it.

    `begin(step, page, of)` is called before each step that may fail; a step in `avoid` is left out, for the reason
    given there. Pages over `pages`, characters over `page_characters` and `characters`, and pages not begun after
    `seconds` and `seconds_a_page` for every page, are left out and told of. `ocr` says which pages are read as
    pictures: those whose text says too little, or all, or none. `seen` is what was seen on pages before, and
    `keep(page, reading)` is called with what is seen now.
    """

    begin: Callable[[str, int, int], None] = lambda step, page, of: None
    avoid: Mapping[str, str] = field(default_factory=dict)
    pages: int = 5_000
    page_characters: int = 200_000
    characters: int = 20_000_000
    seconds: float = 60.0
    seconds_a_page: float = 2.0
    ocr: "Mode" = "never"
    seen: Mapping[int, "Reading"] = field(default_factory=dict)
    keep: Callable[[int, "Reading"], None] = lambda page, reading: None
