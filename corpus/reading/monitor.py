"""How a reader and the process that watches it talk: steps, limits, and OCR results as they come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.reading.limits import ReadingLimits

if TYPE_CHECKING:
    from corpus.reading.pdf.ocr import Mode, OcrResult


class StepKind(StrEnum):
    """A kind of work that may crash, hang or run out of memory."""

    START = "start"
    """Before the reader has named a step; the only step of most formats."""
    OPEN = "open"
    """pdfium opens the file."""
    STRUCTURE = "structure"
    """pypdf reads page labels, outline and metadata."""
    PAGE = "page"
    """pdfium reads a page."""
    PYPDF = "pypdf"
    """pypdf reads a page."""
    GLANCE = "glance"
    """A page is rendered, to see whether it shows more than its text says."""
    OCR = "ocr"
    """A page is read by OCR."""
    FINISH = "finish"
    """The text is cleaned."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of reading a file. `page` is 0 if the step concerns the whole file."""

    kind: StepKind
    page: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.page}" if self.page else self.kind.value


@dataclass(frozen=True, slots=True)
class Monitor:
    """What a reader must respect and report. A reader without a monitor runs with the default limits.

    Attributes:
        limits: pages and characters beyond them, and pages not begun in time, are left out with a warning.
        avoid: steps to leave out, with the reason. A step of kind PYPDF or OCR without a page means all pages.
        ocr: which pages are read by OCR: pages whose text says too little, all pages, or none.
        ocr_results: what OCR found on pages in an earlier attempt, by physical page number.
        begin: called with (step, number of pages) before each step that may fail.
        keep_ocr: called with (page, result) for each page that was read by OCR.
    """

    limits: ReadingLimits = field(default_factory=ReadingLimits)
    avoid: Mapping[Step, str] = field(default_factory=dict)
    ocr: "Mode" = "never"
    ocr_results: Mapping[int, "OcrResult"] = field(default_factory=dict)
    begin: Callable[[Step, int], None] = lambda step, page_count: None
    keep_ocr: Callable[[int, "OcrResult"], None] = lambda page, result: None

    def avoids(self, step: Step) -> bool:
        """Return whether a step is to be left out, on its page or on all pages."""
        return step in self.avoid or Step(step.kind) in self.avoid
