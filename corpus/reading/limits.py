"""The limits on reading one file: memory, time, pages, characters and restarts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may cost. Times are wall-clock seconds, generous because the machine may be busy.

    In 2,500 pages of reports the slowest page took pdfium 0.1 s, and the slowest structure took 0.3 s; the child
    process used less than 90 MB of memory.
    """

    memory_bytes: int = 512 * 2**20
    """Address space of the child process. Memory in use, where the system does not limit the address space."""
    step_seconds: float = 30.0
    """To open a file, to read a page, or to clean 500 pages."""
    structure_seconds: float = 10.0
    """To read the structure. Without it a document lacks page labels and outline, but no text."""
    restarts: int = 5
    """Steps of one file that may crash, hang or run out of memory. After that the rest of its pages is left out."""
    pages: int = 5_000
    """Pages of a file."""
    page_characters: int = 200_000
    """Characters of a page. The fullest of 2,500 pages has 16,000."""
    characters: int = 20_000_000
    """Characters of a file."""
    output_bytes: int = 160_000_000
    """Output of the child for one file: twice the size in JSON of the maximum number of characters."""
    seconds: float = 60.0
    """To read a file, plus `seconds_per_page` for each of its pages."""
    seconds_per_page: float = 2.0
    """pypdf takes up to a second for a page. Time for OCR is not counted."""
    ocr_memory_bytes: int = 3 * 2**30
    """Address space once OCR has begun. The models use half of it, and 1.1 GB of memory."""
    ocr_seconds: float = 120.0
    """To read a page by OCR. Most pages take 2 to 7 seconds."""
