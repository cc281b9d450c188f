"""How large a file or a folder may be: python -m bench.limits [--files 1000]

Adds a PDF of 5,000 pages, a PDF of more pages, a PDF of 1 GB, 1 GB of zeros that begins like a PDF, and many small
files beside a tenth as many. Prints what happened to each, the seconds of the whole process, and the most memory of the
process and of its child. The small files show whether the cost of a file grows with the library: ten times the files
should take ten times the seconds.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bench.fuzz import SENTENCE

RUN = """import resource, sys
from assistant.cli import main
try:
    main()
finally:
    peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print("peak", *peaks, file=sys.stderr)
"""
SHOWN_CHARACTERS = 160
TOWNS = "Boston Glasgow Recife Cali Malmo Oakland Lima Tijuana Quito Rosario".split()


class PdfWriter:
    """Writes the objects of a PDF and its cross-reference table (ISO 32000-1, 7.5)."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._offsets: dict[int, int] = {}
        file.write(b"%PDF-1.7\n")

    def put(self, number: int, body: bytes) -> None:
        """Write an object."""
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def put_zeros(self, number: int, size: int) -> None:
        """Write an object with a stream of zeros, which takes no space on most disks."""
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n<< /Length %d >>\nstream\n" % (number, size))
        self._file.seek(size, 1)
        self._file.write(b"\nendstream\nendobj\n")

    def finish(self, objects: int) -> None:
        """Write the cross-reference table of this many objects, and the trailer."""
        table = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % objects)
        for number in range(1, objects):
            kind = b"n" if number in self._offsets else b"f"
            self._file.write(b"%010d 00000 %b \n" % (self._offsets.get(number, 0), kind))
        trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        self._file.write(trailer % (objects, table))


def write_pdf(path: Path, pages: int, unused_bytes: int = 0) -> None:
    """Write a PDF with this many pages, and a stream of unused bytes that nothing refers to."""
    with path.open("wb") as file:
        pdf = PdfWriter(file)
        kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(pages))
        pdf.put(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        pdf.put(2, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (pages, kids))
        pdf.put(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        if unused_bytes:
            pdf.put_zeros(4, unused_bytes)
        for number in range(pages):
            contents = 6 + 2 * number
            page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R " % contents
            pdf.put(5 + 2 * number, page + b"/Resources << /Font << /F1 3 0 R >> >> >>")
            stream = _page_stream(number)
            pdf.put(contents, b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        pdf.finish(5 + 2 * pages)


def _page_stream(number: int) -> bytes:
    lines = [b"(Page %d, line %d. %b) Tj" % (number + 1, line, SENTENCE.encode()) for line in range(30)]
    return b"BT /F1 9 Tf 12 TL 40 740 Td %b ET" % b" T* ".join(lines)


def write_zeros(path: Path) -> None:
    """Write a file of 1 GB that begins like a PDF."""
    path.write_bytes(b"%PDF-1.7\n")
    os.truncate(path, 10**9)


def write_small_files(folder: Path, files: int) -> None:
    """Write this many small text files."""
    folder.mkdir()
    for number in range(files):
        town = TOWNS[number % len(TOWNS)]
        meetings = f"In {town} the team of district {number} met {number + 2} times."
        (folder / f"{number}.txt").write_text(f"Report {number} of {town}\n\n{meetings} {SENTENCE}\n", "utf-8")


@dataclass(frozen=True, slots=True)
class Cost:
    """The seconds that adding took, the peaks of the process and of its child in MB, and what it printed."""

    seconds: float
    peak: int
    child_peak: int
    output: str


def add(path: Path, library: Path) -> Cost:
    """Add a file or a folder in a process of its own."""
    start = time.monotonic()
    command = [sys.executable, "-c", RUN, "add", str(path), "--library", str(library)]
    run = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    seconds = time.monotonic() - start
    peaks = re.search(r"peak (\d+) (\d+)", run.stderr)
    lines = [line for line in run.stdout.splitlines() if "added  " not in line or "not read" in line]
    return Cost(
        seconds=seconds,
        peak=int(peaks[1]) if peaks else 0,
        child_peak=int(peaks[2]) if peaks else 0,
        output=" | ".join(lines)[-SHOWN_CHARACTERS:],
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=1_000)
    files = options.parse_args().files
    cases: dict[str, Callable[[Path], None]] = {
        "pdf of 5,000 pages": lambda path: write_pdf(path, 5_000),
        "pdf of 5,100 pages": lambda path: write_pdf(path, 5_100),
        "pdf of 1 GB": lambda path: write_pdf(path, 10, 10**9),
        "1 GB of zeros": write_zeros,
        f"{files // 10:,} small files": lambda path: write_small_files(path, files // 10),
        f"{files:,} small files": lambda path: write_small_files(path, files),
    }
    print(f"{'case':22}{'s':>8}{'MB':>7}{'child':>7}  output")
    for name, make in cases.items():
        with TemporaryDirectory() as folder:
            path = Path(folder) / ("files" if "files" in name else "a.pdf")
            make(path)
            library = Path(folder) / "library"
            make_library = [sys.executable, "-m", "assistant", "status", "--library", str(library)]
            subprocess.run(make_library, capture_output=True, check=True)
            cost = add(path, library)
            print(f"{name:22}{cost.seconds:>8.1f}{cost.peak:>7}{cost.child_peak:>7}  {cost.output}", flush=True)


if __name__ == "__main__":
    main()
